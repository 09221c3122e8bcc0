"""What bears on a claim: pages, documents, other claims, with what they showed when looked at."""

from datetime import timedelta

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models import StoredBytes
from newsroom.ids import new_id
from newsroom.models import User


class Stance(models.TextChoices):
    """What a piece of evidence does to a claim."""

    SUPPORTS = "supports", _("Supports it")
    CONTRADICTS = "contradicts", _("Contradicts it")
    CONTEXT = "context", _("Gives context")


class EvidenceKind(models.TextChoices):
    """What a piece of evidence is."""

    PAGE = "page", _("Page")
    DOCUMENT = "document", _("Document")
    CLAIM = "claim", _("Claim in the tracker")
    CALL_NOTE = "call_note", _("Note of a call")
    IMAGE = "image", _("Image")


class SnapshotState(models.TextChoices):
    """Whether what a link showed has been stored."""

    NONE = "none", _("Nothing to store")
    WAITING = "waiting", _("Waiting")
    STORED = "stored", _("Stored")
    FAILED = "failed", _("Failed")


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    """Questions about evidence."""

    def standing(self) -> "EvidenceQuerySet":
        """What nobody has withdrawn."""
        return self.filter(withdrawn_at=None)

    def to_fetch(self) -> "EvidenceQuerySet":
        """Links whose snapshot is still to be stored, with a minute for the first try."""
        since = timezone.now() - timedelta(minutes=1)
        waiting = self.standing().filter(snapshot_state=SnapshotState.WAITING, added_at__lt=since)
        return waiting.order_by("added_at")


# What is written after the evidence itself: its snapshot, and that it was withdrawn.
WRITTEN_LATER = [
    "snapshot",
    "snapshot_state",
    "snapshot_type",
    "snapshot_at",
    "failure",
    "failure_reason",
    "quote_found",
    "withdrawn_at",
    "withdrawn_by",
    "withdrawn_because",
]


class Evidence(models.Model):
    """Something that bears on a claim. It is never edited, only withdrawn; its snapshot is kept."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    claim = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, related_name="evidence")
    stance = models.CharField(_("stance"), max_length=12, choices=Stance)
    kind = models.CharField(_("kind"), max_length=10, choices=EvidenceKind)
    is_primary = models.BooleanField(
        _("primary"), default=False, help_text=_("The thing itself, not a report of it.")
    )
    url = models.TextField(_("address"), blank=True)
    cited_claim = models.ForeignKey(
        "claims.Claim", on_delete=models.PROTECT, null=True, blank=True, related_name="cited_as"
    )
    quote = models.TextField(_("quote"), blank=True)
    note = models.TextField(_("note"), blank=True)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)
    snapshot = models.ForeignKey(StoredBytes, on_delete=models.PROTECT, null=True, related_name="+")
    snapshot_state = models.CharField(
        max_length=10, choices=SnapshotState, default=SnapshotState.NONE
    )
    snapshot_type = models.CharField(max_length=100, blank=True)
    snapshot_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=40, blank=True, help_text="The rule, for programs.")
    failure_reason = models.TextField(blank=True)
    quote_found = models.BooleanField(
        null=True, help_text=_("Whether the snapshot has the quote, word for word.")
    )
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_because = models.TextField(blank=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(stance__in=Stance.values), name="evidence_stance_known"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=EvidenceKind.values), name="evidence_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(kind=EvidenceKind.CLAIM) ^ Q(cited_claim=None),
                name="evidence_claim_is_a_claim",
            ),
            models.CheckConstraint(
                condition=~Q(cited_claim=F("claim")), name="evidence_not_the_claim_itself"
            ),
            models.CheckConstraint(
                condition=Q(snapshot_state=SnapshotState.STORED) ^ Q(snapshot=None),
                name="evidence_stored_means_snapshot",
            ),
            models.CheckConstraint(
                condition=Q(snapshot_state=SnapshotState.FAILED) ^ Q(failure_reason=""),
                name="evidence_failed_means_reason",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None, withdrawn_because="")
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False)
                & ~Q(withdrawn_because=""),
                name="evidence_withdrawn_with_reason",
            ),
        ]
        indexes = [
            models.Index(
                fields=["added_at"],
                condition=Q(snapshot_state=SnapshotState.WAITING),
                name="evidence_to_fetch",
            )
        ]
        triggers = [
            pgtrigger.ReadOnly(name="evidence_stays", exclude=WRITTEN_LATER),
            pgtrigger.Protect(name="evidence_not_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="evidence_withdrawn_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__withdrawn_at__isnull=False),
            ),
            pgtrigger.Protect(
                name="evidence_stored_once",
                operation=pgtrigger.UpdateOf("snapshot_id"),
                condition=pgtrigger.Q(old__snapshot__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stance}: {self.url or self.note or self.cited_claim_id}"
