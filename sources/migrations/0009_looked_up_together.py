from django.db import migrations, models

from sources.sql import DROP_NAMES_LIKE_SQL, NAMES_LIKE_SQL


class Migration(migrations.Migration):

    dependencies = [
        ('sources', '0008_fewer_checks_and_indexes'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='source',
            index=models.Index(fields=['folded'], name='source_folded'),
        ),
        migrations.RunSQL(NAMES_LIKE_SQL, DROP_NAMES_LIKE_SQL),
    ]
