"""The tables of sources as nine steps made them, made at once: a start from nothing is quicker.

A database that has been through the steps counts as having been through this one.
"""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.text
import django.db.models.lookups
import newsroom.ids
import pgtrigger.compiler
import pgvector.django.halfvec
import pgvector.django.indexes
import sources.folding
from django.conf import settings
from django.db import migrations, models
from django.contrib.postgres.operations import (
    BtreeGistExtension,
    TrigramExtension,
    UnaccentExtension,
)
from pgvector.django import VectorExtension

from newsroom.append_only import append_only, never_deleted
from sources.sql import (
    DROP_FOLD_SQL,
    DROP_NAMES_LIKE_SQL,
    DROP_OPEN_PROTECTED_SQL,
    FOLD_SQL,
    NAMES_LIKE_SQL,
    OPEN_PROTECTED_SQL,
)


class Migration(migrations.Migration):

    replaces = [
        ('sources', '0001_initial'),
        ('sources', '0002_registry'),
        ('sources', '0003_vectors'),
        ('sources', '0004_tell_changes'),
        ('sources', '0005_domains'),
        ('sources', '0006_protected'),
        ('sources', '0007_protected_rights'),
        ('sources', '0008_fewer_checks_and_indexes'),
        ('sources', '0009_looked_up_together'),
    ]

    initial = True

    # No more than the steps needed: a database may be half way through another app's.
    dependencies = [
        ('newsroom', '0005_changes'),
    ]

    operations = [
        TrigramExtension(),
        BtreeGistExtension(),
        UnaccentExtension(),
        VectorExtension(),
        migrations.RunSQL(FOLD_SQL, DROP_FOLD_SQL),
        migrations.CreateModel(
            name='Source',
            fields=[
                ('id', models.UUIDField(default=newsroom.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=500, verbose_name='name')),
                ('folded', models.GeneratedField(db_persist=True, expression=sources.folding.Folded(models.F('name')), output_field=models.TextField())),
                ('kind', models.CharField(choices=[('person', 'Person'), ('government_body', 'Official body'), ('organisation', 'Organisation'), ('media_outlet', 'Media outlet'), ('document', 'Document'), ('social_media_post', 'Social media post'), ('anonymous_group', 'Unnamed people'), ('unnamed_reports', 'Unnamed reports')], max_length=20, verbose_name='kind')),
                ('anonymity', models.CharField(choices=[('named', 'Named'), ('role', 'Identified by role'), ('group', 'Unnamed group'), ('unnamed', 'Unnamed')], default='named', max_length=10, verbose_name='anonymity')),
                ('language', models.CharField(blank=True, max_length=35, verbose_name='language of the name')),
                ('provisional', models.BooleanField(default=False, help_text='Made by the machine; nobody has looked yet.', verbose_name='provisional')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('outlet', models.ForeignKey(blank=True, help_text='The outlet that quotes these unnamed people; empty for everybody else.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='unnamed_sources', to='sources.source', verbose_name='outlet')),
                ('accounts', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=200), blank=True, default=list, size=None)),
                ('country', models.CharField(blank=True, help_text='ISO 3166, such as LY.', max_length=2, verbose_name='country')),
                ('domains', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=253), blank=True, default=list, size=None)),
                ('merged_into', models.ForeignKey(blank=True, db_index=False, help_text='The source that this one turned out to be; always one that stands itself.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='sources.source', verbose_name='merged into')),
                ('notes', models.TextField(blank=True, verbose_name='notes')),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='owned', to='sources.source', verbose_name='owner')),
                ('parent', models.ForeignKey(blank=True, help_text="An embassy's ministry, a programme's channel, a spokesperson's body.", null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='sources.source', verbose_name='part of')),
                ('wikidata_id', models.CharField(blank=True, max_length=20, null=True, unique=True, verbose_name='Wikidata id')),
            ],
            options={
                'verbose_name': 'source',
                'verbose_name_plural': 'sources',
                'ordering': ['name'],
                'indexes': [models.Index(fields=['merged_into'], name='source_merged_into'), django.contrib.postgres.indexes.GinIndex(fields=['domains'], name='source_domains'), models.Index(fields=['folded'], name='source_folded')],
                'constraints': [models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='source_has_a_name'), models.CheckConstraint(condition=models.Q(('kind__in', ['person', 'government_body', 'organisation', 'media_outlet', 'document', 'social_media_post', 'anonymous_group', 'unnamed_reports'])), name='source_kind_known'), models.CheckConstraint(condition=models.Q(('anonymity__in', ['named', 'role', 'group', 'unnamed'])), name='source_anonymity_known'), models.UniqueConstraint(condition=models.Q(('kind__in', ('anonymous_group', 'unnamed_reports'))), fields=('outlet', 'folded', 'kind'), name='source_unnamed_once_per_outlet', nulls_distinct=False), models.CheckConstraint(condition=models.Q(('outlet', None), models.Q(('kind', 'media_outlet'), _negated=True), _connector='OR'), name='source_outlet_has_no_outlet'), models.CheckConstraint(condition=models.Q(models.Q(('merged_into', models.F('id')), _negated=True), models.Q(('parent', models.F('id')), _negated=True), models.Q(('owner', models.F('id')), _negated=True)), name='source_not_its_own_parent'), models.CheckConstraint(condition=models.Q(('wikidata_id', None), ('wikidata_id__regex', '^Q[1-9][0-9]*$'), _connector='OR'), name='source_wikidata_form'), models.CheckConstraint(condition=models.Q(('country', ''), ('country__regex', '^[A-Z]{2}$'), _connector='OR'), name='source_country_form'), models.CheckConstraint(condition=models.Q(('name__regex', '[\\u0001-\\u001f\\u007f-\\u009f\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]'), _negated=True), name='source_name_shows_itself'), models.UniqueConstraint(condition=models.Q(('merged_into', None), ('provisional', True)), fields=('outlet', 'folded', 'kind'), name='source_provisional_once', nulls_distinct=False)],
                'triggers': [pgtrigger.compiler.Trigger(name='source_stays', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='e248256e9beb933f655c7991811b27aa191d0775', operation='DELETE', pgid='pgtrigger_source_stays_dc3b9', table='sources_source', when='BEFORE')), pgtrigger.compiler.Trigger(name='source_hierarchy', sql=pgtrigger.compiler.UpsertTriggerSql(func="\nIF NEW.parent_id IS NULL AND NEW.owner_id IS NULL THEN\n    RETURN NEW;\nEND IF;\nPERFORM pg_advisory_xact_lock(hashtext('musnad.source_hierarchy'));\nIF EXISTS (\n    WITH RECURSIVE above(id) AS (\n        SELECT unnest(ARRAY[NEW.parent_id, NEW.owner_id])\n        UNION\n        SELECT next.id\n        FROM above\n        JOIN sources_source s ON s.id = above.id\n        CROSS JOIN LATERAL (VALUES (s.parent_id), (s.owner_id)) AS next(id)\n        WHERE next.id IS NOT NULL\n    )\n    SELECT FROM above WHERE id = NEW.id\n) THEN\n    RAISE EXCEPTION 'a source must not be above itself' USING ERRCODE = 'check_violation';\nEND IF;\nRETURN NEW;\n", hash='fdaddca5f01cacf3bf1fe905fe054bb0ea08ebd4', operation='INSERT OR UPDATE OF "parent_id", "owner_id"', pgid='pgtrigger_source_hierarchy_ab064', table='sources_source', when='BEFORE')), pgtrigger.compiler.Trigger(name='source_merge', sql=pgtrigger.compiler.UpsertTriggerSql(func="\nIF NEW.merged_into_id IS NULL THEN\n    RETURN NEW;\nEND IF;\nPERFORM FROM sources_source\n    WHERE id = NEW.merged_into_id AND merged_into_id IS NULL FOR NO KEY UPDATE;\nIF NOT FOUND THEN\n    RAISE EXCEPTION 'a source is merged into one that is not merged itself'\n        USING ERRCODE = 'check_violation';\nEND IF;\nIF EXISTS (SELECT FROM sources_source WHERE merged_into_id = NEW.id) THEN\n    RAISE EXCEPTION 'others are merged into this source' USING ERRCODE = 'check_violation';\nEND IF;\nRETURN NEW;\n", hash='dcb307ea2aa434b60010b786b3c184fae6ca5b3d', operation='INSERT OR UPDATE OF "merged_into_id"', pgid='pgtrigger_source_merge_14a5f', table='sources_source', when='BEFORE')), pgtrigger.compiler.Trigger(name='tell_sources', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE batch_id bigint; last bigint;', func="\nIF NOT EXISTS (SELECT FROM added WHERE ('source.created') IS NOT NULL) THEN\n    RETURN NULL;\nEND IF;\nbatch_id = musnad_change_batch();\nSELECT coalesce(max(number), 0) INTO last FROM newsroom_change WHERE batch = batch_id;\nINSERT INTO newsroom_change (batch, number, event, subject)\n    SELECT batch_id, last + row_number() OVER (), told.event, told.subject\n    FROM (SELECT 'source.created' AS event, added.id AS subject FROM added) told\n    WHERE told.event IS NOT NULL;\nRETURN NULL;\n", hash='bf1b4ac119b29aefc8f077a75ce3e7e0995c5a9b', level='STATEMENT', operation='INSERT', pgid='pgtrigger_tell_sources_b0e8a', referencing='REFERENCING NEW TABLE AS added ', table='sources_source', when='AFTER')), pgtrigger.compiler.Trigger(name='tell_changed_sources', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE batch_id bigint; last bigint;', func="\nIF NOT EXISTS (SELECT FROM added JOIN was ON was.id = added.id WHERE (CASE WHEN was.merged_into_id IS DISTINCT FROM added.merged_into_id THEN 'source.merged' ELSE 'source.changed' END) IS NOT NULL) THEN\n    RETURN NULL;\nEND IF;\nbatch_id = musnad_change_batch();\nSELECT coalesce(max(number), 0) INTO last FROM newsroom_change WHERE batch = batch_id;\nINSERT INTO newsroom_change (batch, number, event, subject)\n    SELECT batch_id, last + row_number() OVER (), told.event, told.subject\n    FROM (SELECT CASE WHEN was.merged_into_id IS DISTINCT FROM added.merged_into_id THEN 'source.merged' ELSE 'source.changed' END AS event, added.id AS subject FROM added JOIN was ON was.id = added.id) told\n    WHERE told.event IS NOT NULL;\nRETURN NULL;\n", hash='4fccaadb88aedda101dee4a6a5d8a975c9287257', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_tell_changed_sources_a004e', referencing='REFERENCING OLD TABLE AS was  NEW TABLE AS added ', table='sources_source', when='AFTER')), pgtrigger.compiler.Trigger(name='source_id_stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='b9a985ae8d5fea742a99f8f9d869270fc03c02ae', operation='UPDATE', pgid='pgtrigger_source_id_stays_0535f', table='sources_source', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='SourceAlias',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('surface', models.CharField(max_length=500, verbose_name='as written')),
                ('folded', models.GeneratedField(db_persist=True, expression=sources.folding.Folded(models.F('surface')), output_field=models.TextField())),
                ('language', models.CharField(blank=True, max_length=35, verbose_name='language')),
                ('origin', models.CharField(choices=[('machine', 'Machine'), ('person', 'Person')], default='machine', max_length=10, verbose_name='origin')),
                ('count', models.PositiveIntegerField(default=0, verbose_name='times seen')),
                ('source', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='aliases', to='sources.source')),
                ('key', models.CharField(default='', editable=False, help_text='Its sound or its office, the same in every language.', max_length=500)),
                ('vector', pgvector.django.halfvec.HalfVectorField(dimensions=512, editable=False, help_text='Its meaning, once a worker has come by; written by `candidates.embed_names`.', null=True)),
            ],
            options={
                'verbose_name': 'alias',
                'verbose_name_plural': 'aliases',
                'ordering': ['-count', 'surface'],
                'indexes': [models.Index(fields=['folded'], name='alias_folded'), models.Index(fields=['key'], name='alias_key'), django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(models.F('folded'), name='gin_trgm_ops'), name='alias_trigrams'), pgvector.django.indexes.HnswIndex(fields=['vector'], name='alias_nearest', opclasses=['halfvec_cosine_ops']), models.Index(condition=models.Q(('vector', None)), fields=['id'], name='alias_without_vector')],
                'constraints': [models.UniqueConstraint(fields=('source', 'surface'), name='alias_once_per_source'), models.CheckConstraint(condition=models.Q(('surface', ''), _negated=True), name='alias_is_not_empty')],
                'triggers': [pgtrigger.compiler.Trigger(name='tell_aliases', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE batch_id bigint; last bigint;', func="\nIF NOT EXISTS (SELECT FROM added WHERE ('source.changed') IS NOT NULL) THEN\n    RETURN NULL;\nEND IF;\nbatch_id = musnad_change_batch();\nSELECT coalesce(max(number), 0) INTO last FROM newsroom_change WHERE batch = batch_id;\nINSERT INTO newsroom_change (batch, number, event, subject)\n    SELECT batch_id, last + row_number() OVER (), told.event, told.subject\n    FROM (SELECT 'source.changed' AS event, added.source_id AS subject FROM added) told\n    WHERE told.event IS NOT NULL;\nRETURN NULL;\n", hash='08667f1c9355b4c6619149c619b97ae98f797d21', level='STATEMENT', operation='INSERT', pgid='pgtrigger_tell_aliases_a7d2c', referencing='REFERENCING NEW TABLE AS added ', table='sources_sourcealias', when='AFTER')), pgtrigger.compiler.Trigger(name='tell_changed_aliases', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE batch_id bigint; last bigint;', func="\nIF NOT EXISTS (SELECT FROM added JOIN was ON was.id = added.id WHERE (CASE WHEN (was.source_id, was.surface) <> (added.source_id, added.surface) THEN 'source.changed' END) IS NOT NULL) THEN\n    RETURN NULL;\nEND IF;\nbatch_id = musnad_change_batch();\nSELECT coalesce(max(number), 0) INTO last FROM newsroom_change WHERE batch = batch_id;\nINSERT INTO newsroom_change (batch, number, event, subject)\n    SELECT batch_id, last + row_number() OVER (), told.event, told.subject\n    FROM (SELECT CASE WHEN (was.source_id, was.surface) <> (added.source_id, added.surface) THEN 'source.changed' END AS event, added.source_id AS subject FROM added JOIN was ON was.id = added.id) told\n    WHERE told.event IS NOT NULL;\nRETURN NULL;\n", hash='a83a95b7f19d091cd98d341cfcf503709c541213', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_tell_changed_aliases_0e340', referencing='REFERENCING OLD TABLE AS was  NEW TABLE AS added ', table='sources_sourcealias', when='AFTER')), pgtrigger.compiler.Trigger(name='tell_removed_aliases', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE batch_id bigint; last bigint;', func="\nIF NOT EXISTS (SELECT FROM was WHERE ('source.changed') IS NOT NULL) THEN\n    RETURN NULL;\nEND IF;\nbatch_id = musnad_change_batch();\nSELECT coalesce(max(number), 0) INTO last FROM newsroom_change WHERE batch = batch_id;\nINSERT INTO newsroom_change (batch, number, event, subject)\n    SELECT batch_id, last + row_number() OVER (), told.event, told.subject\n    FROM (SELECT 'source.changed' AS event, was.source_id AS subject FROM was) told\n    WHERE told.event IS NOT NULL;\nRETURN NULL;\n", hash='699af96fe0ce60a3b1545b0fc4de31aa0c634ce0', level='STATEMENT', operation='DELETE', pgid='pgtrigger_tell_removed_aliases_b03ba', referencing='REFERENCING OLD TABLE AS was ', table='sources_sourcealias', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='SourceEvent',
            fields=[
                ('id', models.UUIDField(default=newsroom.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('created', 'Created'), ('edited', 'Edited'), ('merged', 'Merged'), ('merge_undone', 'Merge undone'), ('split', 'Split'), ('kept', 'Kept as a source of its own'), ('alias_added', 'Alias added'), ('alias_removed', 'Alias removed')], max_length=20)),
                ('reason', models.TextField(blank=True)),
                ('details', models.JSONField(default=dict)),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('actor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('other', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='events_of_others', to='sources.source')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='sources.source')),
                ('undoes', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='undone_by', to='sources.sourceevent')),
            ],
            options={
                'verbose_name': 'change of a source',
                'verbose_name_plural': 'changes of sources',
                'ordering': ['-id'],
                'triggers': [pgtrigger.compiler.Trigger(name='source_event_stays', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='6bea1d7400f774bd1b227c0cb9b2d95ba9b27d2f', operation='UPDATE OR DELETE', pgid='pgtrigger_source_event_stays_0af5d', table='sources_sourceevent', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='SourceGrade',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('letter', models.CharField(choices=[('A', 'A: completely reliable'), ('B', 'B: usually reliable'), ('C', 'C: fairly reliable'), ('D', 'D: not usually reliable'), ('E', 'E: unreliable'), ('F', 'F: cannot be judged')], max_length=1, verbose_name='reliability')),
                ('reason', models.TextField(verbose_name='reason')),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('grader', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='grades', to='sources.source')),
            ],
            options={
                'verbose_name': 'reliability grade',
                'verbose_name_plural': 'reliability grades',
                'ordering': ['-at', '-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('letter__in', ['A', 'B', 'C', 'D', 'E', 'F'])), name='source_grade_letter_known'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='source_grade_has_reason')],
                'triggers': [pgtrigger.compiler.Trigger(name='source_grade_stays', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='909d53474b2aefe37e2092879f0c260f4b9845bd', operation='UPDATE OR DELETE', pgid='pgtrigger_source_grade_stays_0c860', table='sources_sourcegrade', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='SourceQuestion',
            fields=[
                ('id', models.UUIDField(default=newsroom.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('score', models.FloatField(help_text='From 0 to 1.', verbose_name='likeness')),
                ('reasons', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), default=list, size=None)),
                ('state', models.CharField(choices=[('open', 'Open'), ('same', 'The same'), ('different', 'Different')], default='open', max_length=10)),
                ('decided_at', models.DateTimeField(null=True)),
                ('asked_at', models.DateTimeField(auto_now_add=True)),
                ('candidate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='asked_about', to='sources.source')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='questions', to='sources.source')),
                ('letters', models.FloatField(help_text='Trigrams both names share, from 0 to 1.', null=True, verbose_name='in letters')),
                ('meaning', models.FloatField(help_text='The cosine of their vectors, from 0 to 1.', null=True, verbose_name='in meaning')),
            ],
            options={
                'verbose_name': 'question about a source',
                'verbose_name_plural': 'source inbox',
                'ordering': ['-score', 'id'],
                'indexes': [models.Index(condition=models.Q(('state', 'open')), fields=['-score', 'id'], name='question_open')],
                'constraints': [models.UniqueConstraint(fields=('source', 'candidate'), name='question_asked_once'), models.CheckConstraint(condition=models.Q(('source', models.F('candidate')), _negated=True), name='question_about_two_sources'), models.CheckConstraint(condition=models.Q(('score__gte', 0), ('score__lte', 1)), name='question_score_is_probability'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('decided_by', None), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), ('decided_at__isnull', False), ('decided_by__isnull', False)), _connector='OR'), name='question_decided_by_somebody')],
            },
        ),
        migrations.CreateModel(
            name='ProtectedEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('kept', 'Kept'), ('replaced', 'Replaced'), ('erased', 'Erased'), ('granted', 'Permitted'), ('withdrawn', 'Permission taken back'), ('looked', 'Looked at'), ('rotated', 'Sealed with another key')], max_length=10)),
                ('reason', models.TextField(verbose_name='reason')),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('actor', models.ForeignKey(help_text='None: operator.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(help_text='Who may look.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sources.source')),
            ],
            options={
                'verbose_name': 'look at a protected identity',
                'verbose_name_plural': 'looks at protected identities',
                'ordering': ['-id'],
                'default_permissions': (),
                'indexes': [models.Index(fields=['source', '-id'], name='protected_event_of_source')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['kept', 'replaced', 'erased', 'granted', 'withdrawn', 'looked', 'rotated'])), name='protected_event_kind_known'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='protected_event_says_why'), models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['granted', 'withdrawn']), ('person__isnull', False)), models.Q(models.Q(('kind__in', ['granted', 'withdrawn']), _negated=True), ('person', None)), _connector='OR'), name='protected_event_names_whom_it_permits'), models.CheckConstraint(condition=models.Q(('actor__isnull', False), ('kind__in', ['granted', 'rotated']), _connector='OR'), name='protected_event_names_who')],
                'triggers': [pgtrigger.compiler.Trigger(name='protected_event_stays', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='79407f770905e8cd9fc419bb0feb20ad5a60eb4e', operation='UPDATE OR DELETE', pgid='pgtrigger_protected_event_stays_d64e1', table='sources_protectedevent', when='BEFORE')), pgtrigger.compiler.Trigger(name='protected_event_dated', sql=pgtrigger.compiler.UpsertTriggerSql(func='NEW.at = statement_timestamp(); RETURN NEW;', hash='7ea1cfff8560326024d6df0a2be5a63a9864bbf3', operation='INSERT', pgid='pgtrigger_protected_event_dated_48851', table='sources_protectedevent', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='ProtectedIdentity',
            fields=[
                ('source', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='sources.source')),
                ('sealed', models.TextField(editable=False)),
                ('key_mark', models.CharField(editable=False, help_text='Which key sealed it: of its hash the beginning.', max_length=12)),
            ],
            options={
                'verbose_name': 'protected identity',
                'verbose_name_plural': 'protected identities',
                'default_permissions': (),
                'constraints': [models.CheckConstraint(condition=models.Q(('sealed__regex', '^gAAAAA[A-Za-z0-9_-]+={0,2}$'), django.db.models.lookups.GreaterThanOrEqual(django.db.models.functions.text.Length('sealed'), 700)), name='protected_identity_is_sealed')],
                'triggers': [pgtrigger.compiler.Trigger(name='protected_source_stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."source_id" IS DISTINCT FROM (NEW."source_id"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='d9c14ba71348c27215eb333766462a8bc1e7cc82', operation='UPDATE', pgid='pgtrigger_protected_source_stays_d3f30', table='sources_protectedidentity', when='BEFORE')), pgtrigger.compiler.Trigger(name='protected_change_is_written', sql=pgtrigger.compiler.UpsertTriggerSql(func="\nIF NOT EXISTS (\n    SELECT FROM sources_protectedevent e\n    WHERE e.source_id = coalesce(NEW.source_id, OLD.source_id) AND e.at >= transaction_timestamp()\n      AND e.kind = ANY (CASE TG_OP WHEN 'INSERT' THEN '{kept}'::text[] WHEN 'DELETE'\n          THEN '{erased}' ELSE '{replaced,rotated}' END)\n) THEN\n    RAISE EXCEPTION 'a protected identity changes only with its record'\n        USING ERRCODE = 'check_violation';\nEND IF;\nRETURN NULL;\n", hash='ac9b7c09bd6b2a1383d10603a84f64522bbd9cfa', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_protected_change_is_written_3bab7', table='sources_protectedidentity', when='AFTER'))],
            },
        ),
        # A name's count changes with each article that has it. Stored apart, its vector of a
        # kilobyte isn't written anew each time, and with room in the page no index is.
        migrations.RunSQL(
            "ALTER TABLE sources_sourcealias ALTER COLUMN vector SET STORAGE EXTERNAL;"
            "ALTER TABLE sources_sourcealias SET (toast_tuple_target = 256, fillfactor = 80);",
            "ALTER TABLE sources_sourcealias RESET (toast_tuple_target, fillfactor);",
        ),
        append_only('sources_sourceevent', 'sources_sourcegrade', 'sources_protectedevent'),
        never_deleted('sources_source', 'sources_sourcequestion'),
        migrations.RunSQL(OPEN_PROTECTED_SQL, DROP_OPEN_PROTECTED_SQL),
        migrations.RunSQL(NAMES_LIKE_SQL, DROP_NAMES_LIKE_SQL),
    ]
