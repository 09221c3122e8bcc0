"""The states of an ingestion, and which may follow which; a trigger holds the same table."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class IngestionStatus(models.TextChoices):
    """Where an ingestion is; a person sees it while the machine works."""

    QUEUED = "queued", _("Waiting")
    FETCHING = "fetching", _("Fetching the page")
    EXTRACTING = "extracting", _("Finding the text")
    ATTRIBUTING = "attributing", _("Finding who says what")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")


class IngestionKind(models.TextChoices):
    """What was handed in."""

    URL = "url", _("Address")
    HTML = "html", _("HTML")
    TEXT = "text", _("Text")


class FeedHealth(models.TextChoices):
    """How a feed does."""

    NEW = "new", _("Not looked at yet")
    WELL = "well", _("Well")
    FAILING = "failing", _("Failing")
    PAUSED = "paused", _("Paused")


class ItemOutcome(models.TextChoices):
    """What came of an item of a feed."""

    TAKEN = "taken", _("Taken in")
    KNOWN = "known", _("Here already")
    REFUSED = "refused", _("Refused")


FINISHED = (IngestionStatus.DONE, IngestionStatus.FAILED)
S = IngestionStatus
# A retry after a crash goes through the same states again, so a state may follow itself.
INGESTION_MOVES: tuple[tuple[str, str], ...] = (
    (S.QUEUED, S.FETCHING),
    (S.QUEUED, S.EXTRACTING),
    (S.FETCHING, S.EXTRACTING),
    (S.EXTRACTING, S.ATTRIBUTING),
    (S.ATTRIBUTING, S.DONE),
    (S.QUEUED, S.FAILED),
    (S.FETCHING, S.FAILED),
    (S.EXTRACTING, S.FAILED),
    (S.ATTRIBUTING, S.FAILED),
    (S.FAILED, S.QUEUED),
)
# How far along a state is, in percent, for the progress bar.
PROGRESS = {
    S.QUEUED: 5,
    S.FETCHING: 25,
    S.EXTRACTING: 50,
    S.ATTRIBUTING: 75,
    S.DONE: 100,
    S.FAILED: 100,
}
