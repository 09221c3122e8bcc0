"""The words a claim and an attribution are described with."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ReviewStatus(models.TextChoices):
    """Where a claim is in its review."""

    UNREVIEWED = "unreviewed", _("Unreviewed")
    IN_REVIEW = "in_review", _("In review")
    AWAITING_APPROVAL = "awaiting_approval", _("Awaiting approval")
    CORROBORATED = "corroborated", _("Corroborated")
    UNVERIFIED = "unverified", _("Unverified")
    DISPUTED = "disputed", _("Disputed")
    REFUTED = "refuted", _("Refuted")
    NOT_CHECKABLE = "not_checkable", _("Not checkable")


class Manner(models.TextChoices):
    """Whether the content stands in quotation marks."""

    DIRECT = "direct", _("Direct quotation")
    INDIRECT = "indirect", _("Indirect quotation")
    MIXED = "mixed", _("Mixed quotation")


class SpanRole(models.TextChoices):
    """The three parts of an attribution (PARC 3)."""

    SOURCE = "source", _("Source")
    CUE = "cue", _("Cue")
    CONTENT = "content", _("Content")


class RereadingState(models.TextChoices):
    """Where the reading of stored articles by a newer engine is."""

    COMPARING = "comparing", _("Comparing")
    COMPARED = "compared", _("Compared")
    APPLYING = "applying", _("Applying")
    APPLIED = "applied", _("Applied")
    CANCELLED = "cancelled", _("Cancelled")


WORKING = (RereadingState.COMPARING, RereadingState.APPLYING)


class MadeBy(models.TextChoices):
    """Whether a machine guessed it or a person said so."""

    MACHINE = "machine", _("Machine")
    PERSON = "person", _("Person")


class MembershipState(models.TextChoices):
    """Whether a claim belongs to a group: only a person confirms or rejects it."""

    SUGGESTED = "suggested", _("Suggested")
    CONFIRMED = "confirmed", _("Confirmed")
    REJECTED = "rejected", _("Rejected")
