"""Files that somebody handed in to be imported, and what became of each of their items."""

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from newsroom.ids import new_id
from newsroom.models import User


class ImportState(models.TextChoices):
    """How far an import is."""

    WAITING = "waiting", _("Waiting")
    READING = "reading", _("Being read")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")


class ImportOutcome(models.TextChoices):
    """What became of an item of a file."""

    CREATED = "created", _("New")
    CHANGED = "changed", _("Brought up to date")
    UNCHANGED = "unchanged", _("Here already")
    REFUSED = "refused", _("Refused")


class ImportRun(models.Model):
    """One file to be imported. The file goes when all of it was read; the result lines stay.

    Each item is committed with its result, so a worker that takes over goes on behind it.
    """

    # Of the same item: what was read sets them back.
    MAX_ATTEMPTS: ClassVar[int] = 3

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    format = models.CharField(_("format"), max_length=20)
    outlet = models.CharField(_("outlet"), max_length=500, blank=True)
    file_name = models.CharField(_("file"), max_length=255, blank=True)
    size = models.PositiveBigIntegerField(_("bytes"))
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="imports")
    state = models.CharField(
        _("state"), max_length=10, choices=ImportState, default=ImportState.WAITING
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    bytes_read = models.PositiveBigIntegerField(default=0)
    items_read = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    failure = models.TextField(_("why it failed"), blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ImportState.values), name="import_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state=ImportState.FAILED) | ~Q(failure=""),
                name="import_failed_says_why",
            ),
        ]
        indexes = [
            models.Index(fields=["requested_by", "-id"], name="import_of_somebody"),
            models.Index(
                fields=["state"],
                condition=Q(state__in=[ImportState.WAITING, ImportState.READING]),
                name="import_unfinished",
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="import_moves",
                field="state",
                transitions=[
                    (ImportState.WAITING, ImportState.READING),
                    (ImportState.READING, ImportState.DONE),
                    (ImportState.WAITING, ImportState.FAILED),
                    (ImportState.READING, ImportState.FAILED),
                ],
            )
        ]

    def __str__(self) -> str:
        return f"{self.format} {self.state}"

    @property
    def is_working(self) -> bool:
        """Whether a worker has still to do with it."""
        return self.state in (ImportState.WAITING, ImportState.READING)


class ImportLine(models.Model):
    """What became of one item of a file; written once."""

    run = models.ForeignKey(ImportRun, on_delete=models.PROTECT, related_name="lines")
    place = models.CharField(max_length=40, help_text="Where it stood: line 3, item 3.")
    outcome = models.CharField(max_length=10, choices=ImportOutcome)
    name = models.TextField(blank=True)
    # The prior check, the item of a CMS or the version that came of it.
    thing = models.UUIDField(null=True)
    field = models.TextField(blank=True)
    rule = models.TextField(blank=True)

    class Meta:
        verbose_name = _("result line of an import")
        verbose_name_plural = _("result lines of imports")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=ImportOutcome.values), name="import_outcome_known"
            ),
            models.CheckConstraint(
                condition=Q(outcome=ImportOutcome.REFUSED) & ~Q(rule="")
                | ~Q(outcome=ImportOutcome.REFUSED) & Q(rule=""),
                name="import_refused_says_why",
            ),
        ]
        indexes = [
            models.Index(fields=["run", "outcome", "id"], name="import_lines_by_outcome"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="import_line_stays", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.outcome}"
