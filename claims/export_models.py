"""Exports that were asked for, and which claims each contains."""

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from newsroom.ids import new_id
from newsroom.models import User


class ExportState(models.TextChoices):
    """How far an export is."""

    WAITING = "waiting", _("Waiting")
    WRITING = "writing", _("Being written")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Failed")
    EXPIRED = "expired", _("Expired")


class Export(models.Model):
    """One wish to have claims in a file. Its file goes after some days; its list of claims stays.

    A worker that is killed half way leaves `writing`; the next one begins anew.
    """

    MAX_ATTEMPTS: ClassVar[int] = 3

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    format = models.CharField(_("format"), max_length=20)
    # The filters of the list of claims, as JSON has them.
    filters = models.JSONField(_("filters"), default=dict)
    limit = models.PositiveIntegerField(_("at most"), null=True)
    bom = models.BooleanField(_("with a byte order mark"), default=False)
    base = models.CharField(max_length=300, help_text="The address that links begin with.")
    requested_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="exports", verbose_name=_("asked for by")
    )
    state = models.CharField(
        _("state"), max_length=10, choices=ExportState, default=ExportState.WAITING
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    rows = models.PositiveIntegerField(
        _("rows"), null=True, help_text="As counted at the beginning; at the end, exactly."
    )
    rows_written = models.PositiveIntegerField(_("rows written"), default=0)
    failure = models.TextField(_("why it failed"), blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.BigIntegerField(_("bytes"), null=True)
    created_at = models.DateTimeField(_("asked for"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished"), null=True)
    expires_at = models.DateTimeField(_("kept until"), null=True)

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ExportState.values), name="export_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[ExportState.READY, ExportState.EXPIRED])
                | ~Q(sha256="")
                & Q(size__isnull=False, finished_at__isnull=False, expires_at__isnull=False),
                name="export_ready_has_a_file",
            ),
        ]
        indexes = [
            models.Index(fields=["requested_by", "-id"], name="export_of_somebody"),
            models.Index(
                fields=["state"],
                condition=Q(state__in=[ExportState.WAITING, ExportState.WRITING]),
                name="export_unfinished",
            ),
            models.Index(
                fields=["expires_at"], condition=Q(state=ExportState.READY), name="export_expiry"
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="export_moves",
                field="state",
                transitions=[
                    (ExportState.WAITING, ExportState.WRITING),
                    (ExportState.WRITING, ExportState.READY),
                    (ExportState.WAITING, ExportState.FAILED),
                    (ExportState.WRITING, ExportState.FAILED),
                    (ExportState.READY, ExportState.EXPIRED),
                ],
            )
        ]

    def __str__(self) -> str:
        return f"{self.format} {self.state}"

    @property
    def format_name(self) -> str:
        """The format's name for people."""
        from claims.exports.formats import FormatName

        return str(FormatName(self.format).label)

    @property
    def is_working(self) -> bool:
        """Whether a worker still has something to do."""
        return self.state in (ExportState.WAITING, ExportState.WRITING)


class ExportedClaim(models.Model):
    """A claim that an export contains, and the status it has there."""

    export = models.ForeignKey(Export, on_delete=models.CASCADE, related_name="contents")
    # No claim is ever deleted, so a million checks for each export would find nothing.
    claim = models.ForeignKey(
        "claims.Claim", on_delete=models.PROTECT, related_name="exported", db_constraint=False
    )
    status = models.CharField(max_length=20)

    class Meta:
        verbose_name = _("exported claim")
        verbose_name_plural = _("exported claims")

    def __str__(self) -> str:
        return f"{self.export_id}: {self.claim_id}"
