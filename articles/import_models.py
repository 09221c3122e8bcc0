"""Items of a CMS or an agency, by the address and version that they were given there."""

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from newsroom.ids import new_id
from newsroom.models import User


class ImportedItem(models.Model):
    """One version of an item (ninjs, NewsML-G2), written once, and the ingestion it became."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    uri = models.CharField(_("address"), max_length=2000, help_text="As the item has it.")
    version = models.PositiveIntegerField(_("version"), help_text="0 where the item has none.")
    digest = models.CharField(max_length=64, help_text="SHA-256 of all that was read of it.")
    info_sources = models.JSONField(
        default=list, help_text="Whom the item names as its sources: [{name, role, uri}, ...]."
    )
    ingestion = models.ForeignKey(
        "articles.Ingestion", on_delete=models.PROTECT, related_name="imported_items"
    )
    imported_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("imported item")
        verbose_name_plural = _("imported items")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["uri", "version"], name="imported_version_once"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="imported_item_stays", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"{self.uri} {self.version}"
