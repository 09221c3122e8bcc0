
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0009_article_stays'),
    ]

    operations = [
        migrations.AlterField(
            model_name='articleversion',
            name='article',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='articles.article'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='articleversion',
            trigger=pgtrigger.compiler.Trigger(name='version_article_is_there', sql=pgtrigger.compiler.UpsertTriggerSql(func="\nIF EXISTS (\n    SELECT FROM (SELECT DISTINCT article_id AS id FROM added WHERE article_id IS NOT NULL) named\n    WHERE (SELECT true FROM articles_article there WHERE there.id = named.id) IS NOT TRUE\n) THEN\n    RAISE EXCEPTION 'article_id names no row of articles_article' USING ERRCODE = 'foreign_key_violation';\nEND IF;\nRETURN NULL;\n", hash='b563e60533bb2f843fe1c60e0588541fc270134a', level='STATEMENT', operation='INSERT', pgid='pgtrigger_version_article_is_there_510f0', referencing='REFERENCING NEW TABLE AS added ', table='articles_articleversion', when='AFTER')),
        ),
    ]
