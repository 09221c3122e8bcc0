"""What is sealed is read by one function, which records the look; the record only grows."""

from django.db import migrations

from newsroom.append_only import append_only
from sources.sql import DROP_OPEN_PROTECTED_SQL, OPEN_PROTECTED_SQL


class Migration(migrations.Migration):
    dependencies = [("sources", "0006_protected")]

    operations = [
        append_only("sources_protectedevent"),
        migrations.RunSQL(OPEN_PROTECTED_SQL, DROP_OPEN_PROTECTED_SQL),
    ]
