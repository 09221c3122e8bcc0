from django.db import migrations

from sources.sql import FOLD_SQL


class Migration(migrations.Migration):
    """Plain text is folded by an expression, without a call."""

    dependencies = [
        ("sources", "0009_looked_up_together"),
    ]

    operations = [
        migrations.RunSQL(FOLD_SQL, migrations.RunSQL.noop),
    ]
