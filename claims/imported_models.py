"""Quotations that other programs found or people marked elsewhere: candidates to train on.

They are no attributions: nothing shows them as what an article says, and no claim rests on them.
"""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles.models import ArticleVersion
from newsroom.ids import new_id
from newsroom.models import User


class ImportedQuote(models.Model):
    """One quotation of one text, as a file had it; written once."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.ForeignKey(
        ArticleVersion, on_delete=models.PROTECT, related_name="imported_quotes"
    )
    format = models.CharField(_("format"), max_length=20)
    digest = models.CharField(
        max_length=64, unique=True, help_text="SHA-256 of format, text and places."
    )
    # {"source": [[start, end], ...], "cue": ..., "content": ...} in code points of the text.
    spans = models.JSONField()
    source_name = models.CharField(_("source"), max_length=500, blank=True)
    confidence = models.FloatField(null=True, help_text="As the program gave it, from 0 to 1.")
    by_people = models.BooleanField(help_text="Whether people marked it, not a program.")
    imported_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("imported quotation")
        verbose_name_plural = _("imported quotations")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(confidence=None) | Q(confidence__range=(0, 1)),
                name="imported_quote_confidence_is_probability",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="imported_quote_stays", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"{self.format} {self.id}"
