"""SQL that the database holds itself to: functions that migrations create."""

from sources.names import (
    ARABIC_LETTERS,
    COMMON_LETTERS,
    NOT_PLAIN_PATTERN,
    RARER_GROUPS,
    SPELLED_OUT,
    STRIPPED_PATTERN,
    UNCOMMON_PATTERN,
    WHITESPACE_PATTERN,
)


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _fold_steps() -> str:
    """The steps of `sources.names.fold` as assignments to `folded`.

    `translate` looks through its whole table for every character, so each of the rarer groups
    runs only when the text has one of its characters (5 times faster on Arabic news text).
    """
    letters = ", ".join(map(_literal, ARABIC_LETTERS))
    return "\n    ".join([*_common_steps(), *_all_steps(letters)])


def _common_steps() -> list[str]:
    """The shorter way for a text of common characters (2.5 times faster on Arabic news text)."""
    letters = ", ".join(map(_literal, COMMON_LETTERS))
    whitespace = _literal(" {2,}")
    return [
        f'IF value COLLATE "C" !~ {_literal(UNCOMMON_PATTERN)} THEN',
        f"    folded := regexp_replace(value, {_literal(STRIPPED_PATTERN)}, '', 'g');",
        f"    folded := translate(lower(folded), {letters});",
        "    IF position('  ' in folded) > 0 THEN",
        f"        folded := regexp_replace(folded, {whitespace}, ' ', 'g');",
        "    END IF;",
        "    RETURN btrim(folded);",
        "END IF;",
    ]


def _all_steps(letters: str) -> list[str]:
    steps = [
        "normalize(value, NFKD)",
        f"regexp_replace(folded, {_literal(STRIPPED_PATTERN)}, '', 'g')",
        f"translate(lower(folded), {letters})",
    ]
    lines = [f"folded := {step};" for step in steps]
    for before, after in RARER_GROUPS:
        assignment = f"folded := translate(folded, {_literal(before)}, {_literal(after)});"
        lines.append(f"IF folded ~ {_literal(f'[{before}]')} THEN {assignment} END IF;")
    spelled = "folded"
    for letter, spelling in SPELLED_OUT:
        spelled = f"replace({spelled}, {_literal(letter)}, {_literal(spelling)})"
    anywhere = _literal("[" + "".join(letter for letter, _ in SPELLED_OUT) + "]")
    lines.append(f"IF folded ~ {anywhere} THEN folded := {spelled}; END IF;")
    lines.append("folded := normalize(folded, NFC);")
    lines.append(f"RETURN btrim(regexp_replace(folded, {_literal(WHITESPACE_PATTERN)}, ' ', 'g'));")
    return lines


def _plain_steps() -> str:
    """What is left of the steps for plain text, as one expression.

    Letter by letter: `translate` looks through all letters for each character.
    """
    folded = 'lower(value COLLATE "C")'
    for before, after in zip(*COMMON_LETTERS, strict=True):
        folded = f"replace({folded}, {_literal(before)}, {_literal(after)})"
    return folded


# Immutable, so that generated columns and indexes may use it; in C order, so that neither the
# database's locale nor its operating system changes what it means. PostgreSQL puts the expression
# of `musnad_fold` where it is called (if it isn't STRICT), so that plain text needs no call.
FOLD_SQL = f"""
CREATE OR REPLACE FUNCTION musnad_fold_any(value text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $musnad$
DECLARE
    folded text COLLATE "C";
BEGIN
    {_fold_steps()}
END
$musnad$;
CREATE OR REPLACE FUNCTION musnad_fold(value text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN value COLLATE "C" !~ {_literal(NOT_PLAIN_PATTERN)}
    THEN {_plain_steps()}
    ELSE musnad_fold_any(value) END;
"""
DROP_FOLD_SQL = "DROP FUNCTION musnad_fold(text); DROP FUNCTION musnad_fold_any(text);"

# The names likest to one in letters. Always by the index: the planner takes comparing two names for
# as cheap as comparing two numbers, and would compare all of them until there are many thousands.
NAMES_LIKE_SQL = """
CREATE FUNCTION musnad_names_like(name text, most int)
RETURNS TABLE (source_id uuid, surface varchar, letters real)
LANGUAGE sql STABLE PARALLEL SAFE SET enable_seqscan = off AS $musnad$
    SELECT a.source_id, a.surface, similarity(a.folded, name) FROM sources_sourcealias a
    WHERE a.folded % name ORDER BY 3 DESC LIMIT most
$musnad$;
"""
DROP_NAMES_LIKE_SQL = "DROP FUNCTION musnad_names_like(text, int);"

# What is sealed is read by one function, which records the look.
OPEN_PROTECTED_SQL = """
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
DROP_OPEN_PROTECTED_SQL = """
DROP FUNCTION musnad_open_protected(uuid, text, uuid, text);
DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'musnad_app') THEN
    GRANT SELECT, INSERT, UPDATE, DELETE ON sources_protectedidentity TO musnad_app;
END IF; END $$
"""

# A parent's or owner's parents must not come back to the source itself. The lock makes two people
# who join the ends of one circle at the same moment wait for each other.
HIERARCHY_HAS_NO_CIRCLE = """
IF NEW.parent_id IS NULL AND NEW.owner_id IS NULL THEN
    RETURN NEW;
END IF;
PERFORM pg_advisory_xact_lock(hashtext('musnad.source_hierarchy'));
IF EXISTS (
    WITH RECURSIVE above(id) AS (
        SELECT unnest(ARRAY[NEW.parent_id, NEW.owner_id])
        UNION
        SELECT next.id
        FROM above
        JOIN sources_source s ON s.id = above.id
        CROSS JOIN LATERAL (VALUES (s.parent_id), (s.owner_id)) AS next(id)
        WHERE next.id IS NOT NULL
    )
    SELECT FROM above WHERE id = NEW.id
) THEN
    RAISE EXCEPTION 'a source must not be above itself' USING ERRCODE = 'check_violation';
END IF;
RETURN NEW;
"""

# One step from a merged source to the one that stands for it, never two, so never a circle.
MERGED_INTO_ONE_THAT_STANDS = """
IF NEW.merged_into_id IS NULL THEN
    RETURN NEW;
END IF;
PERFORM FROM sources_source
    WHERE id = NEW.merged_into_id AND merged_into_id IS NULL FOR NO KEY UPDATE;
IF NOT FOUND THEN
    RAISE EXCEPTION 'a source is merged into one that is not merged itself'
        USING ERRCODE = 'check_violation';
END IF;
IF EXISTS (SELECT FROM sources_source WHERE merged_into_id = NEW.id) THEN
    RAISE EXCEPTION 'others are merged into this source' USING ERRCODE = 'check_violation';
END IF;
RETURN NEW;
"""
