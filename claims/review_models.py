"""The review of claims: whose hands each is in, what was decided on which evidence, the history."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from claims.moves import VERDICTS
from claims.review_sql import APPROVAL_OF_ANOTHER, CHAIN_EVENT, DECISION_IN_ROUND, EVENT_MOVES_CLAIM
from claims.states import ReviewStatus
from newsroom.change_models import tells_insert, tells_update
from newsroom.ids import new_id
from newsroom.models import Desk, User
from newsroom.reference_sql import names_what_is_there


class Review(models.Model):
    """Where a claim is in the queue. The database makes one with each claim.

    `is_open` follows the claim's status and `revision` counts its history; triggers write both.
    What is leased or assigned is in no queue: the partial index has only what can be taken.
    """

    claim = models.OneToOneField(
        "claims.Claim",
        on_delete=models.PROTECT,
        primary_key=True,
        related_name="review",
        db_constraint=False,
    )
    desk = models.ForeignKey(
        Desk,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        db_index=False,
        related_name="reviews",
        verbose_name=_("desk"),
    )
    is_open = models.BooleanField(db_default=True, editable=False)
    revision = models.PositiveIntegerField(db_default=0, editable=False)
    round = models.PositiveIntegerField(
        db_default=1, help_text=_("Counts up with each re-opening and each return.")
    )
    opinions_wanted = models.PositiveSmallIntegerField(
        db_default=1, help_text=_("2: a second person decides without seeing the first decision.")
    )
    priority = models.FloatField(
        db_default=0, help_text=_("The higher, the sooner; `queue.weigh` says how it is made.")
    )
    # {"reach": 3, ...}: what went into the priority, for people to see.
    priority_parts = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))
    pinned = models.BooleanField(_("pinned"), db_default=False)
    leased_to = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="leased_reviews",
        verbose_name=_("in whose hands"),
    )
    leased_until = models.DateTimeField(_("until"), null=True, blank=True)
    assigned_to = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="assigned_reviews",
        verbose_name=_("assigned to"),
    )
    passed_by = ArrayField(
        models.UUIDField(),
        default=list,
        db_default=models.Value([], ArrayField(models.UUIDField())),
        help_text=_("Who gave it back; the queue doesn't offer it to them again."),
    )
    open_since = models.DateTimeField(_("open since"))
    decision = models.ForeignKey(
        "claims.Decision",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
    )

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        constraints = [
            models.CheckConstraint(
                condition=Q(leased_to=None, leased_until=None)
                | Q(leased_to__isnull=False, leased_until__isnull=False),
                name="review_lease_ends",
            ),
            models.CheckConstraint(
                condition=Q(is_open=True) | Q(leased_to=None), name="review_decided_is_not_leased"
            ),
            models.CheckConstraint(
                condition=Q(opinions_wanted__in=[1, 2]), name="review_one_or_two_opinions"
            ),
        ]
        indexes = [
            models.Index(
                F("desk"),
                F("priority").desc(),
                F("claim"),
                condition=Q(is_open=True, leased_to=None, assigned_to=None, desk__isnull=False),
                name="review_waiting",
            ),
            # An index gives its order after "desk = 7", but not after "desk IS NULL".
            models.Index(
                F("priority").desc(),
                F("claim"),
                condition=Q(is_open=True, leased_to=None, assigned_to=None, desk=None),
                name="review_waiting_no_desk",
            ),
            models.Index(
                fields=["leased_until"],
                condition=Q(leased_to__isnull=False),
                name="review_leases",
            ),
            models.Index(
                fields=["leased_to"], condition=Q(leased_to__isnull=False), name="review_in_hands"
            ),
            models.Index(
                fields=["assigned_to"],
                condition=Q(is_open=True, assigned_to__isnull=False),
                name="review_assigned",
            ),
            models.Index(
                fields=["open_since"], condition=Q(is_open=True), name="review_open_since"
            ),
            # Most rows have none of these.
            *(
                models.Index(
                    fields=[field],
                    condition=Q(**{f"{field}__isnull": False}),
                    name=f"review_{name}",
                )
                for field, name in (
                    ("desk", "desk"),
                    ("assigned_to", "of_person"),
                    ("decision", "decision"),
                )
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="review_stays", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="review_claim_stays", fields=["claim"]),
            # Triggers write one only for a claim that is being added.
            names_what_is_there(
                "review_claim_is_there",
                condition=pgtrigger.Condition("pg_trigger_depth() = 0"),
                claim_id="claims_claim",
            ),
            # The first of two opinions is kept from others until the second is there.
            tells_update(
                "tell_shown_opinions",
                "CASE WHEN was.opinions_wanted = 2 AND was.is_open"
                " AND (NOT added.is_open OR added.round <> was.round) THEN 'verdict.shown' END",
                rows="added JOIN was ON was.claim_id = added.claim_id"
                " JOIN claims_decision d ON d.claim_id = was.claim_id AND d.round = was.round",
                subject="d.id",
            ),
        ]

    def __str__(self) -> str:
        return self.claim.text[:80]


class Settles(models.TextChoices):
    """What would settle a claim that is still unverified."""

    DOCUMENT = "document", _("A document")
    SECOND_WITNESS = "second_witness", _("A second witness")
    REPLY = "reply", _("A reply")
    OTHER = "other", _("Something else")


class Decision(models.Model):
    """One person's verdict on a claim, with why and on which evidence. Written once.

    `basis` is what the claim rested on at that moment: its chains, after merges, and the words
    about its origins; what changes later is compared with it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    claim = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, related_name="decisions")
    round = models.PositiveIntegerField()
    verdict = models.CharField(
        _("verdict"), max_length=20, choices=[(verdict, verdict.label) for verdict in VERDICTS]
    )
    decider = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    rationale = models.TextField(_("rationale"))
    settled_by = models.CharField(
        _("what would settle it"), max_length=20, choices=Settles, blank=True
    )
    settled_how = models.CharField(_("in words"), max_length=500, blank=True)
    settler = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("whose task")
    )
    settle_due = models.DateField(_("due"), null=True)
    credibility = models.PositiveSmallIntegerField(_("credibility"), null=True)
    override = models.TextField(_("why without two origins"), blank=True)
    needs_approval = models.BooleanField()
    evidence = models.ManyToManyField("claims.Evidence", related_name="decisions")
    basis = models.JSONField(default=dict)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(verdict__in=VERDICTS), name="decision_verdict_known"
            ),
            models.CheckConstraint(condition=~Q(rationale=""), name="decision_says_why"),
            models.CheckConstraint(
                condition=~Q(verdict=ReviewStatus.UNVERIFIED)
                | Q(settled_by__in=Settles.values, settler__isnull=False, settle_due__isnull=False)
                & ~Q(settled_how=""),
                name="decision_unverified_says_what_settles_it",
            ),
            models.CheckConstraint(
                condition=Q(credibility=None) | Q(credibility__gte=1, credibility__lte=6),
                name="decision_credibility_is_a_digit",
            ),
            models.UniqueConstraint(
                fields=["claim", "round", "decider"], name="decision_once_per_person_and_round"
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="decision_stays", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="decision_in_round",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                declare=[("now_in", "integer")],
                func=DECISION_IN_ROUND,
            ),
            tells_insert("tell_decisions", "'verdict.decided'"),
        ]

    def __str__(self) -> str:
        return f"{self.claim_id}: {self.verdict}"


class Outcome(models.TextChoices):
    """What the second person says to a decision."""

    APPROVED = "approved", _("Approved")
    RETURNED = "returned", _("Returned")
    DECIDED_DIFFERENTLY = "decided_differently", _("Decided differently")


class Approval(models.Model):
    """A second person's word on a decision, given once, never by the one who decided.

    A trigger writes the decider, so that the check compares with who really decided.
    """

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="approval")
    decider = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False)
    approver = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome)
    comment = models.TextField(_("comment"), blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("approval")
        verbose_name_plural = _("approvals")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(approver=F("decider")), name="approval_by_another_person"
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=Outcome.values), name="approval_outcome_known"
            ),
            models.CheckConstraint(
                condition=Q(outcome=Outcome.APPROVED) | ~Q(comment=""),
                name="approval_refused_says_why",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="approval_stays", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="approval_of_another",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=APPROVAL_OF_ANOTHER,
            ),
            tells_insert(
                "tell_approvals", "'verdict.' || added.outcome", subject="added.decision_id"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.decision_id}: {self.outcome}"


class EventKind(models.TextChoices):
    """What happened in a review."""

    TAKEN = "taken", _("Taken")
    DECIDED = "decided", _("Decided")
    APPROVED = "approved", _("Approved")
    RETURNED = "returned", _("Returned")
    DECIDED_DIFFERENTLY = "decided_differently", _("Decided differently")
    REOPENED = "reopened", _("Re-opened")
    FLAGGED = "flagged", _("Flagged")
    ASSIGNED = "assigned", _("Assigned")
    PINNED = "pinned", _("Pinned")
    UNPINNED = "unpinned", _("Unpinned")
    MOVED_TO_DESK = "moved_to_desk", _("Moved to a desk")
    SECOND_OPINION = "second_opinion", _("Second opinion asked for")
    EVIDENCE_ADDED = "evidence_added", _("Evidence added")
    EVIDENCE_WITHDRAWN = "evidence_withdrawn", _("Evidence withdrawn")
    CORRECTED = "corrected", _("Attribution corrected")
    MARKED = "marked", _("Claim marked")
    MARK_TAKEN_BACK = "mark_taken_back", _("Mark taken back")


class ReviewEvent(models.Model):
    """One step of one review, for ever: each row carries the hash of the row before it.

    Adding the row is the move: triggers number and chain it, give the claim its new status and
    the review its new revision. `claims.history` writes them and checks the chain.
    """

    number = models.BigIntegerField(
        _("number"),
        primary_key=True,
        db_default=0,
        editable=False,
        help_text=_("From 1, without a gap."),
    )
    claim = models.ForeignKey(
        "claims.Claim",
        on_delete=models.PROTECT,
        related_name="history",
        verbose_name=_("claim"),
    )
    kind = models.CharField(_("step"), max_length=20, choices=EventKind)
    actor = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("by whom"),
        help_text=_("None: Musnad."),
    )
    old = models.CharField(_("before"), max_length=20, choices=ReviewStatus)
    new = models.CharField(_("after"), max_length=20, choices=ReviewStatus)
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, null=True, related_name="+")
    note = models.TextField(_("note"), blank=True)
    # Canonical JSON, as text: its very characters are hashed.
    details = models.TextField(default="{}")
    at = models.DateTimeField(_("when"), db_default=Now())
    previous_hash = models.CharField(max_length=64, db_default="", editable=False)
    hash = models.CharField(max_length=64, db_default="", editable=False)

    class Meta:
        verbose_name = _("step of a review")
        verbose_name_plural = _("steps of reviews")
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=EventKind.values), name="review_event_kind_known"
            ),
            models.UniqueConstraint(fields=["previous_hash"], name="review_event_one_chain"),
        ]
        indexes = [models.Index(fields=["claim", "number"], name="review_event_claim")]
        triggers = [
            pgtrigger.Protect(
                name="review_event_stays", operation=pgtrigger.Update | pgtrigger.Delete
            ),
            pgtrigger.Trigger(
                name="chain_event",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                declare=[("last", "record")],
                func=CHAIN_EVENT,
            ),
            pgtrigger.Trigger(
                name="event_moves_claim",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                declare=[("made", "record")],
                func=EVENT_MOVES_CLAIM,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.kind}"
