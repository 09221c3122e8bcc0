
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0010_version_names_its_article'),
        ('claims', '0021_import_runs'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='attributionspan',
            name='span_is_its_quote',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='claim',
            name='claim_is_its_sentence',
        ),
        migrations.AlterField(
            model_name='reading',
            name='article',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='readings', to='articles.article'),
        ),
        migrations.AlterField(
            model_name='reading',
            name='version',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='readings', to='articles.articleversion'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='attributionspan',
            trigger=pgtrigger.compiler.Trigger(name='span_is_its_quote', sql=pgtrigger.compiler.UpsertTriggerSql(func='\nIF EXISTS (\n    SELECT FROM added WHERE (\n        SELECT starts_with(\n            CASE added.start WHEN 0 THEN v.text ELSE right(v.text, -added.start) END, added.quote)\n        FROM claims_attribution a JOIN articles_articleversion v ON v.id = a.version_id\n        WHERE a.id = added.attribution_id) IS NOT TRUE\n) THEN\n    RAISE EXCEPTION \'a span has the very words of its text\' USING ERRCODE = \'check_violation\';\nEND IF;\nIF NOT EXISTS (\n    SELECT FROM (\n        SELECT DISTINCT (SELECT a.version_id FROM claims_attribution a\n                         WHERE a.id = added.attribution_id AND a.made_by = \'machine\') AS id\n        FROM added WHERE added.role = \'cue\'\n    ) v CROSS JOIN LATERAL (\n        SELECT FROM claims_attribution p\n        WHERE p.version_id = v.id\n          AND (p.made_by = \'person\' AND p.retired_at IS NULL OR p.retired_by_person_id IS NOT NULL)\n        LIMIT 1) decided\n) THEN\n    RETURN NULL;\nEND IF;\nIF EXISTS (\n    SELECT FROM added WHERE added.role = \'cue\' AND (\n        SELECT bool_or(cue.start < added."end" AND added.start < cue."end")\n        FROM claims_attribution a\n        JOIN claims_attribution p ON p.version_id = a.version_id\n        JOIN claims_attributionspan cue ON cue.attribution_id = p.id AND cue.role = \'cue\'\n        WHERE a.id = added.attribution_id AND a.made_by = \'machine\' AND a.retells_id IS NULL\n          AND (p.made_by = \'person\' AND p.retired_at IS NULL OR p.retired_by_person_id IS NOT NULL))\n) THEN\n    RAISE EXCEPTION \'a person has already decided about this cue\' USING ERRCODE = \'check_violation\';\nEND IF;\nRETURN NULL;\n', hash='bcd1977023a29d066243b9d0405c5b556a97f605', level='STATEMENT', operation='INSERT', pgid='pgtrigger_span_is_its_quote_c2bcb', referencing='REFERENCING NEW TABLE AS added ', table='claims_attributionspan', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='claim',
            trigger=pgtrigger.compiler.Trigger(name='claim_is_its_sentence', sql=pgtrigger.compiler.UpsertTriggerSql(func='\nIF EXISTS (\n    SELECT FROM added WHERE (\n        SELECT starts_with(CASE s.start WHEN 0 THEN v.text ELSE right(v.text, -s.start) END,\n                           added.text)\n               AND char_length(added.text) = s."end" - s.start\n               AND v.article_id = added.article_id AND s.lineage_id = s.id\n        FROM articles_sentence s JOIN articles_articleversion v ON v.id = s.version_id\n        WHERE s.id = added.sentence_id) IS NOT TRUE\n) THEN\n    RAISE EXCEPTION \'a claim has the very words of its sentence\' USING ERRCODE = \'check_violation\';\nEND IF;\nRETURN NULL;\n', hash='8950cd4167b7d8afcd35cc99645b92c276432eec', level='STATEMENT', operation='INSERT', pgid='pgtrigger_claim_is_its_sentence_4340a', referencing='REFERENCING NEW TABLE AS added ', table='claims_claim', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reading',
            trigger=pgtrigger.compiler.Trigger(name='reading_names_what_is_there', sql=pgtrigger.compiler.UpsertTriggerSql(func="\nIF EXISTS (\n    SELECT FROM (SELECT DISTINCT article_id AS id FROM added WHERE article_id IS NOT NULL) named\n    WHERE (SELECT true FROM articles_article there WHERE there.id = named.id) IS NOT TRUE\n) THEN\n    RAISE EXCEPTION 'article_id names no row of articles_article' USING ERRCODE = 'foreign_key_violation';\nEND IF;\n\nIF EXISTS (\n    SELECT FROM (SELECT DISTINCT version_id AS id FROM added WHERE version_id IS NOT NULL) named\n    WHERE (SELECT true FROM articles_articleversion there WHERE there.id = named.id) IS NOT TRUE\n) THEN\n    RAISE EXCEPTION 'version_id names no row of articles_articleversion' USING ERRCODE = 'foreign_key_violation';\nEND IF;\nRETURN NULL;\n", hash='9f4798ec282e484ad5937ba3e6f2847398212239', level='STATEMENT', operation='INSERT', pgid='pgtrigger_reading_names_what_is_there_659ca', referencing='REFERENCING NEW TABLE AS added ', table='claims_reading', when='AFTER')),
        ),
    ]
