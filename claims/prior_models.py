"""What others have checked before: their reviews of claims, as their feeds say it.

A prior check is never a verdict: it stands beside the claims that it may be about.
"""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import TrigramSimilarity
from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from newsroom.ids import new_id
from newsroom.models import User
from sources.folding import Folded

# How alike the words must be, in shared trigrams from 0 to 1, to be shown beside a claim.
LEAST_ALIKE = 0.35
MOST_SHOWN = 5


class PriorCheckQuerySet(models.QuerySet["PriorCheck"]):
    """Questions about prior checks."""

    def about(self, folded: str) -> "PriorCheckQuerySet":
        """Those whose claim has words like these, the likest first, with `alike` from 0 to 1."""
        near = self.filter(folded__trigram_similar=folded)
        return (
            near.annotate(alike=TrigramSimilarity("folded", folded))
            .filter(alike__gte=LEAST_ALIKE)
            .order_by("-alike", "-pk")
        )


class PriorCheck(models.Model):
    """One review of one claim by somebody else."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.CharField(
        max_length=64, unique=True, editable=False, help_text="SHA-256 of address and claim."
    )
    digest = models.CharField(max_length=64, editable=False, help_text="SHA-256 of all it says.")
    url = models.TextField(_("address"))
    publisher = models.CharField(_("publisher"), max_length=500, blank=True)
    claim = models.TextField(_("claim"))
    folded = models.GeneratedField(
        expression=Folded(F("claim")), output_field=models.TextField(), db_persist=True
    )
    claimant = models.CharField(_("claimant"), max_length=500, blank=True)
    claimed_on = models.CharField(max_length=40, blank=True, help_text="As the feed writes it.")
    rating = models.CharField(_("rating"), max_length=500, blank=True)
    rating_value = models.FloatField(null=True)
    worst_rating = models.FloatField(null=True)
    best_rating = models.FloatField(null=True)
    title = models.CharField(_("title"), max_length=1000, blank=True)
    language = models.CharField(_("language"), max_length=35, blank=True)
    reviewed_on = models.CharField(max_length=40, blank=True, help_text="As the feed writes it.")
    imported_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = PriorCheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("prior check")
        verbose_name_plural = _("prior checks")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(url__regex=r"^https?://"), name="prior_check_address_is_http"
            ),
            models.CheckConstraint(condition=~models.Q(claim=""), name="prior_check_has_a_claim"),
        ]
        indexes = [
            GinIndex(OpClass(F("folded"), name="gin_trgm_ops"), name="prior_check_words"),
        ]

    def __str__(self) -> str:
        return self.claim[:80]
