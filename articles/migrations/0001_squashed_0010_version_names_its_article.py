"""The tables of articles as ten steps made them, made at once: a start from nothing is quicker.

A database that has been through the steps counts as having been through this one.
"""

import django.contrib.postgres.indexes
import django.db.models.deletion
import django.utils.timezone
import newsroom.ids
import pgtrigger.compiler
import sources.folding
from django.conf import settings
from django.db import migrations, models

from newsroom.append_only import append_only, never_deleted


class Migration(migrations.Migration):

    replaces = [
        ('articles', '0001_initial'),
        ('articles', '0002_initial'),
        ('articles', '0003_append_only'),
        ('articles', '0004_search'),
        ('articles', '0005_checks_of_statements'),
        ('articles', '0006_feeds'),
        ('articles', '0007_imports'),
        ('articles', '0008_fewer_checks_and_indexes'),
        ('articles', '0009_article_stays'),
        ('articles', '0010_version_names_its_article'),
    ]

    initial = True

    # No more than the steps needed: a database may be half way through another app's.
    dependencies = [
        ('sources', '0007_protected_rights'),
    ]

    operations = [
        migrations.CreateModel(
            name='StoredBytes',
            fields=[
                ('sha256', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('compressed', models.BinaryField(help_text='The bytes, compressed with Zstandard.')),
                ('size', models.PositiveIntegerField(help_text='Bytes before compression.')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'verbose_name': 'stored bytes',
                'verbose_name_plural': 'stored bytes',
                'triggers': [pgtrigger.compiler.Trigger(name='stored_bytes_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='a9758097a2434017b0452c7e5b4228b2d8740f3b', operation='UPDATE OR DELETE', pgid='pgtrigger_stored_bytes_stay_10079', table='articles_storedbytes', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='Feed',
            fields=[
                ('id', models.UUIDField(default=newsroom.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('url', models.TextField(help_text='In its canonical spelling.', unique=True, verbose_name='address')),
                ('title', models.CharField(blank=True, max_length=500, verbose_name='title')),
                ('format', models.CharField(blank=True, editable=False, max_length=40)),
                ('every_minutes', models.PositiveIntegerField(default=15, help_text='At least so long between two looks; the feed may ask for longer.', verbose_name='every so many minutes')),
                ('takes_full_text', models.BooleanField(default=True, help_text="Where the feed has an article's whole text, its page isn't fetched.", verbose_name='takes the text in the feed')),
                ('paused', models.BooleanField(default=False, verbose_name='paused')),
                ('paused_because', models.CharField(blank=True, editable=False, max_length=300)),
                ('revision', models.PositiveIntegerField(default=1, editable=False)),
                ('etag', models.CharField(blank=True, editable=False, max_length=1000)),
                ('last_modified', models.CharField(blank=True, editable=False, max_length=200)),
                ('moved_to', models.TextField(blank=True, editable=False, help_text='Where it says it has moved for good.')),
                ('next_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='next look')),
                ('begun', models.PositiveSmallIntegerField(default=0, editable=False)),
                ('failures', models.PositiveSmallIntegerField(default=0, editable=False, help_text='Looks that failed since the last that went well.')),
                ('failure', models.CharField(blank=True, editable=False, max_length=40)),
                ('error', models.TextField(blank=True, editable=False, verbose_name='error')),
                ('polled_at', models.DateTimeField(editable=False, null=True, verbose_name='last look')),
                ('succeeded_at', models.DateTimeField(editable=False, null=True, verbose_name='last success')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='added')),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('outlet', models.ForeignKey(blank=True, help_text='Empty: each page says it itself.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='feeds', to='sources.source', verbose_name='outlet')),
            ],
            options={
                'verbose_name': 'feed',
                'verbose_name_plural': 'feeds',
                'ordering': ['-id'],
                'indexes': [models.Index(condition=models.Q(('paused', False)), fields=['next_at'], name='feed_due')],
                'constraints': [models.CheckConstraint(condition=models.Q(('url__regex', '^https?://')), name='feed_address_is_http'), models.CheckConstraint(condition=models.Q(('every_minutes__range', (5, 1440))), name='feed_wait_in_range'), models.CheckConstraint(condition=models.Q(models.Q(('error', ''), ('failures', 0)), models.Q(('failures__gt', 0), models.Q(('error', ''), _negated=True)), _connector='OR'), name='feed_failing_means_error'), models.CheckConstraint(condition=models.Q(('paused', True), ('paused_because', ''), _connector='OR'), name='feed_reason_means_paused')],
            },
        ),
        migrations.CreateModel(
            name='Article',
            fields=[
                ('id', models.UUIDField(default=newsroom.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('identity', models.CharField(editable=False, help_text='SHA-256 of its canonical address, or of outlet and text where it has none.', max_length=64, unique=True)),
                ('url', models.TextField(blank=True, verbose_name='address')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='added')),
                ('outlet', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='articles', to='sources.source', verbose_name='outlet')),
            ],
            options={
                'verbose_name': 'article',
                'verbose_name_plural': 'articles',
                'ordering': ['-id'],
                'triggers': [pgtrigger.compiler.Trigger(name='article_identity_stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."identity" IS DISTINCT FROM (NEW."identity"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='6a9f802dbe4766579f40abd7039e1ae5cb03fd33', operation='UPDATE', pgid='pgtrigger_article_identity_stays_a1b66', table='articles_article', when='BEFORE')), pgtrigger.compiler.Trigger(name='article_stays', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='a55c412dfada184a3c133113b92edfcb650dedb0', operation='DELETE', pgid='pgtrigger_article_stays_a7964', table='articles_article', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='ArticleVersion',
            fields=[
                ('id', models.UUIDField(default=newsroom.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField(help_text='1 for the first.', verbose_name='version')),
                ('text', models.TextField(verbose_name='text')),
                ('text_sha256', models.CharField(editable=False, max_length=64)),
                ('title', models.TextField(blank=True, verbose_name='title')),
                ('byline', models.TextField(blank=True, verbose_name='byline')),
                ('language', models.CharField(help_text="BCP 47; 'und' if unknown.", max_length=35, verbose_name='language')),
                ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='published')),
                ('boilerplate', models.JSONField(default=list, editable=False)),
                ('read_at', models.DateTimeField(editable=False, help_text='When its sentences and attributions were stored.', null=True)),
                ('read_attempts', models.PositiveSmallIntegerField(default=0, editable=False)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='stored')),
                ('article', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='articles.article')),
                ('page', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='articles.storedbytes')),
            ],
            options={
                'verbose_name': 'article version',
                'verbose_name_plural': 'article versions',
                'ordering': ['article', 'number'],
                'indexes': [models.Index(condition=models.Q(('read_at', None)), fields=['created_at'], name='version_unread'), django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(sources.folding.Folded(models.F('title')), name='gin_trgm_ops'), name='version_title_words')],
                'constraints': [models.UniqueConstraint(fields=('article', 'number'), name='version_number_once'), models.UniqueConstraint(fields=('article', 'text_sha256'), name='version_text_once'), models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='version_has_text')],
                'triggers': [pgtrigger.compiler.Trigger(name='version_stays', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='e67dbf9ed0a18b3b1b2328c0d2b08fdc98b41845', operation='DELETE', pgid='pgtrigger_version_stays_46063', table='articles_articleversion', when='BEFORE')), pgtrigger.compiler.Trigger(name='version_text_stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."article_id" IS DISTINCT FROM (NEW."article_id") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."text" IS DISTINCT FROM (NEW."text") OR OLD."text_sha256" IS DISTINCT FROM (NEW."text_sha256") OR OLD."page_id" IS DISTINCT FROM (NEW."page_id"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='82712c56396b6068615044ce9bcd47c2826646b0', operation='UPDATE', pgid='pgtrigger_version_text_stays_668ea', table='articles_articleversion', when='BEFORE')), pgtrigger.compiler.Trigger(name='version_article_is_there', sql=pgtrigger.compiler.UpsertTriggerSql(func="\nIF EXISTS (\n    SELECT FROM (SELECT DISTINCT article_id AS id FROM added WHERE article_id IS NOT NULL) named\n    WHERE (SELECT true FROM articles_article there WHERE there.id = named.id) IS NOT TRUE\n) THEN\n    RAISE EXCEPTION 'article_id names no row of articles_article' USING ERRCODE = 'foreign_key_violation';\nEND IF;\nRETURN NULL;\n", hash='b563e60533bb2f843fe1c60e0588541fc270134a', level='STATEMENT', operation='INSERT', pgid='pgtrigger_version_article_is_there_510f0', referencing='REFERENCING NEW TABLE AS added ', table='articles_articleversion', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='Ingestion',
            fields=[
                ('id', models.UUIDField(default=newsroom.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('url', 'Address'), ('html', 'HTML'), ('text', 'Text')], max_length=4, verbose_name='kind')),
                ('status', models.CharField(choices=[('queued', 'Waiting'), ('fetching', 'Fetching the page'), ('extracting', 'Finding the text'), ('attributing', 'Finding who says what'), ('done', 'Done'), ('failed', 'Failed')], default='queued', max_length=12, verbose_name='status')),
                ('url', models.TextField(blank=True, verbose_name='address')),
                ('page_url', models.TextField(blank=True, help_text='Where the redirects ended.')),
                ('page_charset', models.CharField(blank=True, help_text='As the server said.', max_length=40)),
                ('outlet_name', models.CharField(blank=True, max_length=500, verbose_name='outlet')),
                ('title', models.CharField(blank=True, max_length=1000, verbose_name='title')),
                ('language', models.CharField(blank=True, max_length=35, verbose_name='language')),
                ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='published')),
                ('is_new', models.BooleanField(help_text='Whether it brought a new version; null while unknown.', null=True)),
                ('failure', models.CharField(blank=True, help_text='The rule, for programs.', max_length=40)),
                ('failure_reason', models.TextField(blank=True, verbose_name='reason')),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='accepted')),
                ('updated_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('version', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='ingestions', to='articles.articleversion')),
                ('page', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='articles.storedbytes')),
            ],
            options={
                'verbose_name': 'ingestion',
                'verbose_name_plural': 'ingestions',
                'ordering': ['-id'],
                'indexes': [models.Index(condition=models.Q(('status__in', ('done', 'failed')), _negated=True), fields=['updated_at'], name='ingestion_unfinished')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('kind', 'url'), models.Q(('url', ''), _negated=True)), models.Q(('kind__in', ['html', 'text']), ('page__isnull', False)), _connector='OR'), name='ingestion_has_something_to_read'), models.CheckConstraint(condition=models.Q(('status', 'failed'), ('failure_reason', ''), _connector='XOR'), name='ingestion_failed_means_reason'), models.CheckConstraint(condition=models.Q(models.Q(('status__in', ['attributing', 'done']), _negated=True), ('version__isnull', False), _connector='OR'), name='ingestion_read_means_version')],
                'triggers': [pgtrigger.compiler.Trigger(name='ingestion_moves', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."status", \':\', NEW."status") = ANY(\'{queued:fetching,queued:extracting,fetching:extracting,extracting:attributing,attributing:done,queued:failed,fetching:failed,extracting:failed,attributing:failed,failed:queued}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."status" IS DISTINCT FROM NEW."status") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "status" from "%" to "%" on table %\', OLD."status", NEW."status", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='83bfe53de036ea9ae89c6953a2cda4e877782e9a', operation='UPDATE', pgid='pgtrigger_ingestion_moves_76f08', table='articles_ingestion', when='BEFORE')), pgtrigger.compiler.Trigger(name='ingestion_stays', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='86c346142cf8d20501bc00e1d55520d1dea85493', operation='DELETE', pgid='pgtrigger_ingestion_stays_d4f4f', table='articles_ingestion', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='IngestionEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status', models.CharField(choices=[('queued', 'Waiting'), ('fetching', 'Fetching the page'), ('extracting', 'Finding the text'), ('attributing', 'Finding who says what'), ('done', 'Done'), ('failed', 'Failed')], max_length=12)),
                ('note', models.TextField(blank=True)),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('ingestion', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='articles.ingestion')),
            ],
            options={
                'verbose_name': 'ingestion step',
                'verbose_name_plural': 'ingestion steps',
                'ordering': ['id'],
                'triggers': [pgtrigger.compiler.Trigger(name='ingestion_event_stays', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='fd82f8d894593a1c3d147e2eb47355c4455f390d', operation='UPDATE OR DELETE', pgid='pgtrigger_ingestion_event_stays_9a206', table='articles_ingestionevent', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='Sentence',
            fields=[
                ('id', models.UUIDField(default=newsroom.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField(help_text='Its place among the sentences, from 0.')),
                ('start', models.PositiveIntegerField(help_text='First code point of the words.')),
                ('end', models.PositiveIntegerField(help_text='One past their last code point.')),
                ('is_heading', models.BooleanField(default=False)),
                ('lineage', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='appearances', to='articles.sentence')),
                ('version', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='sentences', to='articles.articleversion')),
            ],
            options={
                'verbose_name': 'sentence',
                'verbose_name_plural': 'sentences',
                'ordering': ['version', 'number'],
                'constraints': [models.CheckConstraint(condition=models.Q(('start__lt', models.F('end'))), name='sentence_has_words'), models.UniqueConstraint(fields=('version', 'number'), name='sentence_number_once'), models.UniqueConstraint(fields=('version', 'lineage'), name='sentence_lineage_once')],
                'triggers': [pgtrigger.compiler.Trigger(name='sentence_stays', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='960f84083112731ee88d9a8f2fa6a46b7e182e17', operation='UPDATE OR DELETE', pgid='pgtrigger_sentence_stays_153dd', table='articles_sentence', when='BEFORE')), pgtrigger.compiler.Trigger(name='sentence_in_text', sql=pgtrigger.compiler.UpsertTriggerSql(func='\nPERFORM FROM articles_articleversion WHERE id = ANY(ARRAY(SELECT DISTINCT version_id FROM added))\n    ORDER BY id FOR NO KEY UPDATE;\nIF EXISTS (\n    SELECT FROM (SELECT version_id, max("end") AS last FROM added GROUP BY version_id) ends\n    WHERE (SELECT char_length(v.text) >= ends.last FROM articles_articleversion v\n           WHERE v.id = ends.version_id) IS NOT TRUE\n) THEN\n    RAISE EXCEPTION \'a sentence must lie inside its text\' USING ERRCODE = \'check_violation\';\nEND IF;\nIF EXISTS (\n    SELECT FROM (SELECT DISTINCT version_id FROM added) v CROSS JOIN LATERAL (\n        SELECT s.start < lag(s."end") OVER (ORDER BY s.start) AS overlaps\n        FROM articles_sentence s WHERE s.version_id = v.version_id OFFSET 0) placed\n    WHERE placed.overlaps\n) THEN\n    RAISE EXCEPTION \'sentences do not overlap\' USING ERRCODE = \'check_violation\';\nEND IF;\nIF EXISTS (\n    SELECT FROM added WHERE added.lineage_id <> added.id AND (\n        SELECT v.article_id = n.article_id AND s.lineage_id = s.id\n               AND substr(v.text, s.start + 1, s."end" - s.start)\n                   = substr(n.text, added.start + 1, added."end" - added.start)\n        FROM articles_sentence s\n        JOIN articles_articleversion v ON v.id = s.version_id\n        JOIN articles_articleversion n ON n.id = added.version_id\n        WHERE s.id = added.lineage_id) IS NOT TRUE\n) THEN\n    RAISE EXCEPTION \'a sentence continues only the same words of the same article\'\n        USING ERRCODE = \'check_violation\';\nEND IF;\nRETURN NULL;\n', hash='17952fc81b630c62f26127e30405315d8d8b0068', level='STATEMENT', operation='INSERT', pgid='pgtrigger_sentence_in_text_5ba77', referencing='REFERENCING NEW TABLE AS added ', table='articles_sentence', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='FeedItem',
            fields=[
                ('id', models.UUIDField(default=newsroom.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('key', models.CharField(help_text='SHA-256 of its id, or else of its address or its words.', max_length=64)),
                ('identity', models.CharField(blank=True, help_text="The article's that is at its address.", max_length=64)),
                ('url', models.TextField(blank=True, verbose_name='address')),
                ('title', models.CharField(blank=True, max_length=1000, verbose_name='title')),
                ('changed', models.CharField(blank=True, help_text='When it changed, as the feed says.', max_length=100)),
                ('outcome', models.CharField(choices=[('taken', 'Taken in'), ('known', 'Here already'), ('refused', 'Refused')], max_length=10)),
                ('reason', models.TextField(blank=True, verbose_name='reason')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('feed', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='articles.feed')),
                ('ingestion', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='feed_items', to='articles.ingestion')),
            ],
            options={
                'verbose_name': 'feed item',
                'verbose_name_plural': 'feed items',
                'ordering': ['-id'],
                'indexes': [models.Index(fields=['feed', '-id'], name='feed_item_latest'), models.Index(fields=['feed', 'created_at'], name='feed_item_pace'), models.Index(fields=['feed', 'identity'], name='feed_item_address')],
                'constraints': [models.UniqueConstraint(fields=('feed', 'key'), name='feed_item_once'), models.CheckConstraint(condition=models.Q(models.Q(('ingestion__isnull', False), ('outcome', 'taken'), ('reason', '')), models.Q(('outcome', 'known'), ('reason', '')), models.Q(('ingestion', None), ('outcome', 'refused'), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='feed_item_outcome_fits')],
            },
        ),
        migrations.CreateModel(
            name='ImportedItem',
            fields=[
                ('id', models.UUIDField(default=newsroom.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('uri', models.CharField(help_text='As the item has it.', max_length=2000, verbose_name='address')),
                ('version', models.PositiveIntegerField(help_text='0 where the item has none.', verbose_name='version')),
                ('digest', models.CharField(help_text='SHA-256 of all that was read of it.', max_length=64)),
                ('info_sources', models.JSONField(default=list, help_text='Whom the item names as its sources: [{name, role, uri}, ...].')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('imported_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('ingestion', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='imported_items', to='articles.ingestion')),
            ],
            options={
                'verbose_name': 'imported item',
                'verbose_name_plural': 'imported items',
                'ordering': ['-id'],
                'constraints': [models.UniqueConstraint(fields=('uri', 'version'), name='imported_version_once')],
                'triggers': [pgtrigger.compiler.Trigger(name='imported_item_stays', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='e69853ba6abcfdca4acb6e8e9430f965857c49f0', operation='UPDATE OR DELETE', pgid='pgtrigger_imported_item_stays_39063', table='articles_importeditem', when='BEFORE'))],
            },
        ),
        migrations.AddField(
            model_name='article',
            name='current',
            field=models.OneToOneField(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='articles.articleversion'),
        ),
        append_only(
            'articles_storedbytes',
            'articles_sentence',
            'articles_ingestionevent',
            'articles_importeditem',
        ),
        never_deleted('articles_article', 'articles_articleversion', 'articles_ingestion'),
    ]
