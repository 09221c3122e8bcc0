from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0002_desks")]

    operations = [
        migrations.AlterModelOptions(
            name="apikey",
            options={"verbose_name": "API key", "verbose_name_plural": "API keys"},
        ),
    ]
