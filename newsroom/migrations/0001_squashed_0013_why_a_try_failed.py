"""The tables of newsroom as thirteen steps made them, made at once: a start from nothing is quicker.

A database that has been through the steps counts as having been through this one. What they did
to rows (they sealed secrets) has nothing to do where there are none.
"""

import django.contrib.auth.models
import django.contrib.auth.validators
import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
import newsroom.ids
import newsroom.models
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models

from newsroom.append_only import append_only
from newsroom.change_models import CURRENT_BATCH


class Migration(migrations.Migration):

    replaces = [
        ('newsroom', '0001_initial'),
        ('newsroom', '0002_desks'),
        ('newsroom', '0003_api_keys_in_the_plural'),
        ('newsroom', '0004_keys_and_portions'),
        ('newsroom', '0005_changes'),
        ('newsroom', '0006_webhooks'),
        ('newsroom', '0007_scope_protected'),
        ('newsroom', '0008_closed_desks'),
        ('newsroom', '0009_refused_keys'),
        ('newsroom', '0010_mailed_notices'),
        ('newsroom', '0011_withheld_messages'),
        ('newsroom', '0012_sealed_webhook_secrets'),
        ('newsroom', '0013_why_a_try_failed'),
    ]

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='User',
            fields=[
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('username', models.CharField(error_messages={'unique': 'A user with that username already exists.'}, help_text='Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.', max_length=150, unique=True, validators=[django.contrib.auth.validators.UnicodeUsernameValidator()], verbose_name='username')),
                ('first_name', models.CharField(blank=True, max_length=150, verbose_name='first name')),
                ('last_name', models.CharField(blank=True, max_length=150, verbose_name='last name')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='email address')),
                ('is_staff', models.BooleanField(default=False, help_text='Designates whether the user can log into this admin site.', verbose_name='staff status')),
                ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                ('id', models.UUIDField(default=newsroom.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
                ('role', models.CharField(choices=[('monitor', 'Monitor'), ('fact_checker', 'Fact-checker'), ('editor', 'Editor'), ('administrator', 'Administrator'), ('service', 'Program')], default='monitor', max_length=20, verbose_name='role')),
                ('digest_hour', models.PositiveSmallIntegerField(default=7, help_text='0 to 23, in the time zone of the pages.', verbose_name='hour of the daily mail')),
                ('language', models.CharField(blank=True, choices=[('ar', 'Arabic'), ('en', 'English')], help_text='Empty: that of the installation.', max_length=2, verbose_name='language of mails')),
                ('mailed_when', models.CharField(choices=[('never', 'Never'), ('at_once', 'At once'), ('daily', 'Once a day, together')], default='daily', max_length=8, verbose_name='notices by e-mail')),
            ],
            options={
                'verbose_name': 'user',
                'verbose_name_plural': 'users',
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('role__in', ['monitor', 'fact_checker', 'editor', 'administrator', 'service'])), name='user_role_known'), models.CheckConstraint(condition=models.Q(('mailed_when__in', ['never', 'at_once', 'daily'])), name='user_mailed_when_known'), models.CheckConstraint(condition=models.Q(('digest_hour__lt', 24)), name='user_digest_hour')],
            },
            managers=[
                ('objects', django.contrib.auth.models.UserManager()),
            ],
        ),
        migrations.CreateModel(
            name='IdempotentAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=255)),
                ('fingerprint', models.CharField(help_text='SHA-256 of method, path and body.', max_length=64)),
                ('status', models.PositiveSmallIntegerField()),
                ('body', models.TextField(help_text='As it was sent, before compression.')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('caller', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
                ('headers', models.JSONField(default=dict)),
            ],
            options={
                'ordering': [models.OrderBy(models.F('created_at'), descending=True)],
                'constraints': [models.UniqueConstraint(fields=('caller', 'key'), name='idempotent_once_per_caller')],
            },
        ),
        migrations.CreateModel(
            name='Desk',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200, unique=True, verbose_name='name')),
                ('languages', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=35), blank=True, default=list, help_text='New claims in these languages come to this desk, such as ar, fr.', size=None, verbose_name='languages')),
                ('hours_to_decide', models.PositiveIntegerField(default=48, help_text='A claim open for longer is overdue.', verbose_name='hours to decide')),
                ('approved_verdicts', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), blank=True, default=newsroom.models._verdicts_to_approve, size=None, verbose_name='verdicts that a second person approves')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('members', models.ManyToManyField(blank=True, related_name='desks', to=settings.AUTH_USER_MODEL, verbose_name='members')),
                ('closed', models.BooleanField(default=False, help_text='Nobody sees its claims but its members and administrators.', verbose_name='closed')),
            ],
            options={
                'verbose_name': 'desk',
                'verbose_name_plural': 'desks',
                'ordering': ['name'],
                'constraints': [models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='desk_has_a_name'), models.CheckConstraint(condition=models.Q(('hours_to_decide__gt', 0)), name='desk_has_time_to_decide')],
            },
        ),
        migrations.CreateModel(
            name='ApiKey',
            fields=[
                ('id', models.UUIDField(default=newsroom.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('digest', models.CharField(editable=False, max_length=64, unique=True)),
                ('hint', models.CharField(editable=False, help_text="The key's first characters.", max_length=12)),
                ('scopes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('read', 'Read'), ('ingest', 'Add articles'), ('review', 'Review claims'), ('admin', 'Administer'), ('protected', 'See protected sources')], max_length=10), size=None)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('expires_at', models.DateTimeField(blank=True, null=True)),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('last_used_at', models.DateTimeField(blank=True, null=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='api_keys', to=settings.AUTH_USER_MODEL)),
                ('desk', models.ForeignKey(blank=True, help_text='The desk its robot belongs to.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='api_keys', to='newsroom.desk', verbose_name='desk')),
                ('replaces', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='newsroom.apikey')),
                ('requests_per_minute', models.PositiveIntegerField(blank=True, help_text="Empty: as the installation's settings say.", null=True)),
            ],
            options={
                'verbose_name': 'API key',
                'constraints': [models.CheckConstraint(condition=models.Q(('scopes__contained_by', ['read', 'ingest', 'review', 'admin', 'protected']), ('scopes__len__gt', 0)), name='apikey_has_known_scopes')],
                'verbose_name_plural': 'API keys',
            },
        ),
        migrations.CreateModel(
            name='RefusedAttempt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('action', models.CharField(max_length=30, verbose_name='action')),
                ('role', models.CharField(help_text='The role at that time.', max_length=20, verbose_name='role')),
                ('about', models.CharField(blank=True, max_length=200, verbose_name='about')),
                ('reason', models.TextField(verbose_name='reason')),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('actor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('key', models.ForeignKey(help_text='With which it was tried, if by a program.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='newsroom.apikey', verbose_name='API key')),
            ],
            options={
                'verbose_name': 'refused attempt',
                'verbose_name_plural': 'refused attempts',
                'ordering': ['-id'],
                'indexes': [models.Index(fields=['at'], name='refused_attempt_time')],
                'triggers': [pgtrigger.compiler.Trigger(name='refused_attempt_stays', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='1f33979a493b6792124921175d626cf285f4cabc', operation='UPDATE OR DELETE', pgid='pgtrigger_refused_attempt_stays_4fa11', table='newsroom_refusedattempt', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='BulkPortion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=255)),
                ('number', models.PositiveIntegerField(help_text="Its place among the request's, from 0.")),
                ('lines', models.PositiveIntegerField()),
                ('fingerprint', models.CharField(help_text='SHA-256 of all that was asked for up to its last line.', max_length=64)),
                ('results', models.BinaryField(help_text='Its result lines, compressed with Zstandard.')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('caller', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['created_at'], name='bulk_portion_age')],
                'constraints': [models.UniqueConstraint(fields=('caller', 'key', 'number'), name='bulk_portion_once_per_caller')],
            },
        ),
        migrations.CreateModel(
            name='ChangeBatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.BigIntegerField(editable=False, null=True, unique=True)),
                ('at', models.DateTimeField(editable=False, null=True)),
            ],
            options={
                'triggers': [pgtrigger.compiler.Trigger(name='close_the_batch', sql=pgtrigger.compiler.UpsertTriggerSql(constraint='CONSTRAINT', func='\nUPDATE newsroom_changebatch SET at = clock_timestamp() WHERE id = NEW.id;\nRETURN NULL;\n', hash='275ad75684462e4b9da627117abf2d1dddae5d6d', operation='INSERT', pgid='pgtrigger_close_the_batch_448f0', table='newsroom_changebatch', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')), pgtrigger.compiler.Trigger(name='number_the_batch', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."at" IS NULL)', constraint='CONSTRAINT', func="\nPERFORM pg_advisory_xact_lock(hashtext('musnad.changes'));\nUPDATE newsroom_changebatch\n    SET position = (SELECT coalesce(max(position), 0) + 1 FROM newsroom_changebatch),\n        at = clock_timestamp()\n    WHERE id = NEW.id;\nRETURN NULL;\n", hash='797e32382896445fcec008a3693820344dbb2f15', operation='UPDATE', pgid='pgtrigger_number_the_batch_53166', table='newsroom_changebatch', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')), pgtrigger.compiler.Trigger(name='batch_position_stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."position" IS NOT NULL)', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='a2178c593bc0332efb6dd61506855f414cb38150', operation='UPDATE', pgid='pgtrigger_batch_position_stays_424d5', table='newsroom_changebatch', when='BEFORE')), pgtrigger.compiler.Trigger(name='batch_stays', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='40389b396b3bfe3bbfccd3796dbb8f2a0302ef0b', operation='DELETE', pgid='pgtrigger_batch_stays_a06aa', table='newsroom_changebatch', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='Change',
            fields=[
                ('pk', models.CompositePrimaryKey('batch', 'number', blank=True, editable=False, primary_key=True, serialize=False)),
                ('batch', models.BigIntegerField()),
                ('number', models.BigIntegerField(help_text='From 1 in each batch.')),
                ('event', models.CharField(help_text='Such as `claim.created`.', max_length=40)),
                ('subject', models.UUIDField(help_text='The id of what changed.')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('event__regex', '^[a-z]+\\.[a-z_]+$')), name='change_event_form')],
                'triggers': [pgtrigger.compiler.Trigger(name='change_stays', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='fa6208b20aeb83e27258dce962974826e56c97b1', operation='UPDATE OR DELETE', pgid='pgtrigger_change_stays_fc91b', table='newsroom_change', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='Webhook',
            fields=[
                ('id', models.UUIDField(default=newsroom.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('url', models.CharField(max_length=4096, verbose_name='address')),
                ('events', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), help_text='Such as claim.status_changed, or verdict.* for all of a kind.', size=None, verbose_name='events')),
                ('filters', models.JSONField(blank=True, default=dict, verbose_name='filters')),
                ('sealed_secret', models.TextField(editable=False)),
                ('sealed_former_secret', models.TextField(blank=True, editable=False)),
                ('former_until', models.DateTimeField(editable=False, null=True)),
                ('active', models.BooleanField(default=True, verbose_name='active')),
                ('stopped_because', models.CharField(blank=True, editable=False, max_length=300)),
                ('failures', models.PositiveSmallIntegerField(default=0, editable=False)),
                ('rests_until', models.DateTimeField(editable=False, null=True)),
                ('position', models.BigIntegerField(editable=False, help_text='Its place in the feed.')),
                ('number', models.BigIntegerField(editable=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('owner', models.ForeignKey(help_text='It is told what this one may see.', on_delete=django.db.models.deletion.PROTECT, related_name='webhooks', to=settings.AUTH_USER_MODEL, verbose_name='owner')),
            ],
            options={
                'verbose_name': 'webhook',
                'verbose_name_plural': 'webhooks',
                'ordering': ['-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='webhook_has_a_name'), models.CheckConstraint(condition=models.Q(('events__len__gt', 0)), name='webhook_wants_something'), models.CheckConstraint(condition=models.Q(('url__regex', '^https?://')), name='webhook_address_is_http'), models.CheckConstraint(condition=models.Q(('sealed_secret__startswith', 'sealed:'), models.Q(('sealed_former_secret', ''), ('sealed_former_secret__startswith', 'sealed:'), _connector='OR')), name='webhook_secrets_are_sealed')],
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.UUIDField(default=newsroom.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('event', models.CharField(max_length=40, verbose_name='event')),
                ('subject', models.UUIDField(null=True)),
                ('position', models.BigIntegerField(null=True)),
                ('number', models.BigIntegerField(null=True)),
                ('body', models.TextField()),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('delivered', 'Delivered'), ('dead', 'Given up'), ('withheld', 'Withheld')], default='waiting', max_length=10)),
                ('tries', models.PositiveSmallIntegerField(default=0, verbose_name='tries')),
                ('due_at', models.DateTimeField()),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('webhook', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='newsroom.webhook')),
            ],
            options={
                'verbose_name': 'message',
                'verbose_name_plural': 'messages',
                'ordering': ['-id'],
                'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['webhook', 'subject', 'position', 'number'], name='delivery_waiting'), models.Index(condition=models.Q(('state', 'waiting')), fields=['webhook', 'due_at'], name='delivery_due'), models.Index(fields=['webhook', 'state', '-id'], name='delivery_state')],
                'constraints': [models.UniqueConstraint(fields=('webhook', 'position', 'number'), name='delivery_once_per_change'), models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'delivered', 'dead', 'withheld'])), name='delivery_state_known')],
                'triggers': [pgtrigger.compiler.Trigger(name='delivery_says_what_it_said', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."webhook_id" IS DISTINCT FROM (NEW."webhook_id") OR OLD."event" IS DISTINCT FROM (NEW."event") OR OLD."subject" IS DISTINCT FROM (NEW."subject") OR OLD."position" IS DISTINCT FROM (NEW."position") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."body" IS DISTINCT FROM (NEW."body"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='454d4c7b22ad16e1471b9708958e490c31b90106', operation='UPDATE', pgid='pgtrigger_delivery_says_what_it_said_dfce7', table='newsroom_delivery', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='DeliveryTry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status', models.PositiveSmallIntegerField(help_text='HTTP, if it answered.', null=True)),
                ('failure', models.CharField(blank=True, max_length=300)),
                ('milliseconds', models.PositiveIntegerField()),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('delivery', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attempts', to='newsroom.delivery')),
                ('reason', models.CharField(blank=True, help_text='The rule, for programs.', max_length=40)),
            ],
            options={
                'verbose_name': 'attempt',
                'verbose_name_plural': 'attempts',
                'ordering': ['id'],
                'triggers': [pgtrigger.compiler.Trigger(name='attempt_stays', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='86c51c8e517d4ee617499842325492ddfa1a7e2b', operation='UPDATE', pgid='pgtrigger_attempt_stays_89a3d', table='newsroom_deliverytry', when='BEFORE'))],
            },
        ),
        migrations.RunSQL(CURRENT_BATCH, "DROP FUNCTION musnad_change_batch()"),
        append_only('newsroom_refusedattempt'),
    ]
