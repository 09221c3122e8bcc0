from django.db import migrations

from claims.word_sql import IS_RARE


class Migration(migrations.Migration):
    """Whether a word is rare is told in a fifth of the time."""

    dependencies = [
        ("claims", "0028_words_planned_anew"),
    ]

    operations = [
        migrations.RunSQL(IS_RARE, migrations.RunSQL.noop),
    ]
