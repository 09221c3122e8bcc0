from django.db import migrations

from newsroom.append_only import append_only, never_deleted


class Migration(migrations.Migration):
    """What came in stays as it came in."""

    dependencies = [("articles", "0002_initial")]
    operations = [
        append_only("articles_storedbytes", "articles_sentence", "articles_ingestionevent"),
        never_deleted("articles_article", "articles_articleversion", "articles_ingestion"),
    ]
