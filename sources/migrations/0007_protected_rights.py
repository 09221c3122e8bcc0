"""What is sealed is read by one function, which records the look; the record only grows."""

from django.db import migrations

from newsroom.append_only import append_only

OPEN_PROTECTED = """
CREATE FUNCTION musnad_open_protected(about uuid, what text, who uuid, why text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    found text;
BEGIN
    IF what NOT IN ('looked', 'rotated') OR what = 'looked' AND coalesce((
        SELECT e.kind FROM sources_protectedevent e
        WHERE e.source_id = about AND e.person_id = who ORDER BY e.id DESC LIMIT 1
    ), '') <> 'granted' THEN
        RAISE EXCEPTION 'nobody looks at a protected identity without permission'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT p.sealed INTO found FROM sources_protectedidentity p WHERE p.source_id = about;
    IF found IS NOT NULL THEN
        INSERT INTO sources_protectedevent (source_id, kind, actor_id, reason)
            VALUES (about, what, who, why);
    END IF;
    RETURN found;
END
$$;
REVOKE ALL ON FUNCTION musnad_open_protected(uuid, text, uuid, text) FROM PUBLIC;
DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'musnad_app') THEN
    REVOKE ALL ON sources_protectedidentity FROM musnad_app;
    GRANT SELECT (source_id, key_mark), INSERT, UPDATE, DELETE
        ON sources_protectedidentity TO musnad_app;
    GRANT EXECUTE ON FUNCTION musnad_open_protected(uuid, text, uuid, text) TO musnad_app;
END IF; END $$
"""
NOTHING_OPENED = """
DROP FUNCTION musnad_open_protected(uuid, text, uuid, text);
DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'musnad_app') THEN
    GRANT SELECT, INSERT, UPDATE, DELETE ON sources_protectedidentity TO musnad_app;
END IF; END $$
"""


class Migration(migrations.Migration):
    dependencies = [("sources", "0006_protected")]

    operations = [
        append_only("sources_protectedevent"),
        migrations.RunSQL(OPEN_PROTECTED, NOTHING_OPENED),
    ]
