"""Secrets of webhooks are sealed; those that lay in the open are sealed here."""

from typing import Any

from django.db import migrations, models
from django.db.models import Q

from newsroom.sealing import MARK, opened, seal

PURPOSE = "newsroom.webhooks"
COLUMNS = ("sealed_secret", "sealed_former_secret")


def seal_all(apps: Any, _editor: Any) -> None:
    for webhook in apps.get_model("newsroom", "Webhook").objects.all():
        for column in COLUMNS:
            plain = getattr(webhook, column)
            if plain and not plain.startswith(MARK):
                setattr(webhook, column, seal(plain.encode(), purpose=PURPOSE))
        webhook.save(update_fields=COLUMNS)


def open_all(apps: Any, _editor: Any) -> None:
    for webhook in apps.get_model("newsroom", "Webhook").objects.all():
        for column in COLUMNS:
            setattr(webhook, column, opened(getattr(webhook, column), purpose=PURPOSE).decode())
        webhook.save(update_fields=COLUMNS)


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0011_withheld_messages")]

    operations = [
        migrations.RenameField("webhook", "secret", "sealed_secret"),
        migrations.RenameField("webhook", "former_secret", "sealed_former_secret"),
        migrations.AlterField("webhook", "sealed_secret", models.TextField(editable=False)),
        migrations.AlterField(
            "webhook", "sealed_former_secret", models.TextField(blank=True, editable=False)
        ),
        migrations.RunPython(seal_all, open_all),
        migrations.AddConstraint(
            "webhook",
            models.CheckConstraint(
                condition=Q(sealed_secret__startswith=MARK)
                & (Q(sealed_former_secret="") | Q(sealed_former_secret__startswith=MARK)),
                name="webhook_secrets_are_sealed",
            ),
        ),
    ]
