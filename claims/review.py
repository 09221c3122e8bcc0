"""Deciding claims: verdicts, the second person's word, re-opening. All moves are made here.

Each function locks the review first, then asks the table of moves who may make this one and what
it needs, and writes the history last; the row of history is the move.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from claims.errors import ChangedMeanwhile, MoveNotPossible, NotEnoughOrigins, StaleScreen
from claims.gate import Standing, standing_of
from claims.history import append
from claims.models import Approval, Claim, Decision, Evidence, Review, ReviewEvent
from claims.moves import AWAITING_APPROVAL, IN_REVIEW, MOVES, VERDICTS, Need
from claims.notice_models import NoticeKind
from claims.notices import tell
from claims.queue import hold, locked_review, note
from claims.review_models import EventKind, Outcome, Settles
from claims.states import ReviewStatus
from newsroom.errors import BadInput, at_most, one_of
from newsroom.models import User
from newsroom.permissions import Action, all_or_nothing, require

# Where a claim is at no desk.
APPROVED_VERDICTS = (ReviewStatus.CORROBORATED, ReviewStatus.REFUTED)
LONGEST = 10_000


@dataclass(frozen=True, slots=True)
class Verdict:
    """What somebody decides: the verdict, why, on which evidence, and what each verdict asks for.

    `settled_by`, `settled_how`, `settler` and `settle_due` say what would settle an unverified
    claim, whose task that is and until when. `override` says why a claim is corroborated
    without two origins.
    """

    verdict: str
    rationale: str
    evidence: Sequence[UUID] = field(default_factory=tuple)
    settled_by: str = ""
    settled_how: str = ""
    settler: UUID | None = None
    settle_due: date | None = None
    credibility: int | None = None
    override: str = ""


@all_or_nothing
def decide(
    claim_id: UUID,
    verdict: Verdict,
    *,
    by: User,
    seen: int | None = None,
    matched: int | None = None,
) -> Decision:
    """Decide a claim that one has in hand, or that is in nobody's.

    Args: `seen` is the revision the person's screen showed; `matched` the same as If-Match.
    The same decision sent again is the decision that is there.
    Raises: BadInput; StaleScreen; InOtherHands; MoveNotPossible; NotEnoughOrigins; NotPermitted.
    """
    require(by, Action.DECIDE, about=f"claim {claim_id}")
    _check(verdict)
    review = locked_review(claim_id, by=by)
    if (same := _same_decision(review, verdict, by)) is not None:
        return same
    check_revision(review, seen, matched)
    hold(review, by=by)
    if Decision.objects.filter(claim=claim_id, round=review.round, decider=by).exists():
        raise MoveNotPossible(gettext("You have decided this claim; a second person is to now."))
    decision = _store_decision(review, verdict, by)
    earlier = _other_opinion(review, decision)
    if review.opinions_wanted == 2 and earlier is None:
        _wait_for_second_opinion(review, decision)
        return decision
    agreed = earlier is None or earlier.verdict == decision.verdict
    to = AWAITING_APPROVAL if decision.needs_approval or not agreed else decision.verdict
    append(
        claim_id,
        EventKind.DECIDED,
        by=by,
        old=IN_REVIEW,
        new=to,
        decision_id=decision.pk,
        note=decision.rationale,
        verdict=decision.verdict,
        override=decision.override,
        agreed=agreed,
    )
    return decision


@all_or_nothing
def approve(
    decision_id: UUID,
    *,
    by: User,
    comment: str = "",
    seen: int | None = None,
    matched: int | None = None,
) -> Approval:
    """Approve another person's decision: the claim has its verdict. Twice is once.

    Raises: NotPermitted for one's own; StaleScreen; MoveNotPossible; NotEnoughOrigins if the gate
    has shut since the decision.
    """
    review, decision = _locked_decision(decision_id, by)
    if (given := _same_approval(decision, Outcome.APPROVED, by)) is not None:
        return given
    check_revision(review, seen, matched)
    _check_waiting(review, decision)
    needs = MOVES[AWAITING_APPROVAL, ReviewStatus(decision.verdict)].needs
    if Need.ORIGINS in needs and not decision.override:
        _check_gate(standing_of(review.claim, by))
    approval = Approval.objects.create(
        decision=decision, approver=by, outcome=Outcome.APPROVED, comment=comment.strip()
    )
    append(
        review.pk,
        EventKind.APPROVED,
        by=by,
        old=AWAITING_APPROVAL,
        new=decision.verdict,
        decision_id=decision.pk,
        note=approval.comment,
    )
    return approval


def approve_what_waits(claim_id: UUID, *, by: User, seen: int) -> Approval:
    """Approve the decision of a claim as it was seen, as when several are approved at once.

    Raises: what `approve` does; MoveNotPossible if nothing was decided.
    """
    decision = Review.objects.values_list("decision", flat=True).get(pk=claim_id)
    if decision is None:
        raise MoveNotPossible(gettext("This decision doesn't wait for approval."))
    return approve(decision, by=by, seen=seen)


@all_or_nothing
def send_back(
    decision_id: UUID,
    *,
    by: User,
    comment: str,
    seen: int | None = None,
    matched: int | None = None,
) -> Approval:
    """Return a decision to whoever made it, with why. Twice is once."""
    review, decision = _locked_decision(decision_id, by)
    return _send_back(
        review, decision, Outcome.RETURNED, by=by, comment=comment, seen=seen, matched=matched
    )


@all_or_nothing
def decide_differently(
    decision_id: UUID,
    verdict: Verdict,
    *,
    by: User,
    seen: int | None = None,
    matched: int | None = None,
) -> Decision:
    """Give another verdict than the one that waits: it waits in its turn for a second person."""
    review, decision = _locked_decision(decision_id, by)
    if (same := _same_decision(review, verdict, by)) is not None:
        return same
    if verdict.verdict == decision.verdict:
        raise BadInput(
            "verdict: " + gettext("is the one that waits for approval; approve it instead.")
        )
    _check(verdict)
    _send_back(
        review,
        decision,
        Outcome.DECIDED_DIFFERENTLY,
        by=by,
        comment=verdict.rationale,
        seen=seen,
        matched=matched,
    )
    review = locked_review(review.pk, by=by)
    hold(review, by=by)
    other = _store_decision(review, verdict, by, needs_approval=True)
    append(
        review.pk,
        EventKind.DECIDED,
        by=by,
        old=IN_REVIEW,
        new=AWAITING_APPROVAL,
        decision_id=other.pk,
        note=other.rationale,
        verdict=other.verdict,
        override=other.override,
    )
    return other


@all_or_nothing
def reopen(claim_id: UUID, *, by: User, reason: str, seen: int | None = None) -> Review:
    """Bring a decided claim back into review. One that is in review already stays as it is."""
    review = locked_review(claim_id, by=by)
    own = review.decision is not None and review.decision.decider_id == by.pk
    require(by, Action.REOPEN, own=own, about=f"claim {claim_id}")
    if review.claim.status == IN_REVIEW:
        return review
    _check_move(review.claim, IN_REVIEW, Action.REOPEN)
    check_revision(review, seen, None)
    if not reason.strip():
        raise BadInput("reason: " + gettext("must say why the claim is re-opened."))
    append(
        claim_id,
        EventKind.REOPENED,
        by=by,
        old=review.claim.status,
        new=IN_REVIEW,
        decision_id=review.decision_id,
        note=reason.strip(),
    )
    return locked_review(claim_id, by=by)


@all_or_nothing
def ask_second_opinion(claim_id: UUID, *, by: User) -> None:
    """Let a second person decide the claim without seeing the first decision. Twice is once."""
    require(by, Action.ASK_SECOND_OPINION, about=f"claim {claim_id}")
    review = locked_review(claim_id, by=by)
    if review.opinions_wanted == 2:
        return
    if not review.is_open:
        raise MoveNotPossible(gettext("The claim is decided; re-open it first."))
    Review.objects.filter(pk=claim_id).update(opinions_wanted=2)
    note(review, EventKind.SECOND_OPINION, by=by)


def is_hidden_from(decision: Decision, user: User | None, review: Review) -> bool:
    """Whether a first opinion is kept from this person, who may be the one to give the second.

    None is everybody: what programs are told may be read by any of them.
    """
    waits = review.opinions_wanted == 2 and review.is_open and decision.round == review.round
    return waits and (user is None or decision.decider_id != user.pk)


def shown_to(user: User, events: QuerySet[ReviewEvent]) -> QuerySet[ReviewEvent]:
    """Those steps that a person may see: a first opinion is kept from who may give the second."""
    waiting = Q(
        decision__isnull=False,
        claim__review__opinions_wanted=2,
        claim__review__is_open=True,
        decision__round=F("claim__review__round"),
    )
    return events.exclude(waiting & ~Q(decision__decider=user))


def check_revision(review: Review, seen: int | None, matched: int | None) -> None:
    """Refuse what was begun on a screen that no longer shows what is.

    Raises: StaleScreen, ChangedMeanwhile.
    """
    for revision, error in ((matched, ChangedMeanwhile), (seen, StaleScreen)):
        if revision is not None and revision != review.revision:
            said = gettext(
                "The claim was changed after you opened it (revision %(seen)d, now %(now)d); "
                "look again, nothing was overwritten."
            )
            raise error(said % {"seen": revision, "now": review.revision}, review.revision)


def _check(verdict: Verdict) -> None:
    """Refuse a verdict that isn't whole, before anything is locked."""
    if verdict.verdict not in VERDICTS:
        raise BadInput("verdict: " + one_of(VERDICTS))
    if not verdict.rationale.strip():
        raise BadInput("rationale: " + gettext("must say why."))
    for name in ("rationale", "override"):
        if len(getattr(verdict, name)) > LONGEST:
            raise BadInput(f"{name}: " + at_most(LONGEST))
    if verdict.credibility is not None and verdict.credibility not in range(1, 7):
        raise BadInput("credibility: " + gettext("is a digit from 1 to 6."))
    if Need.WHAT_SETTLES_IT in MOVES[IN_REVIEW, ReviewStatus(verdict.verdict)].needs:
        _check_what_settles_it(verdict)


def _check_what_settles_it(verdict: Verdict) -> None:
    if verdict.settled_by not in Settles.values:
        raise BadInput(
            "settled_by: "
            + gettext("what would settle it? One of %(known)s is needed.")
            % {"known": ", ".join(Settles.values)}
        )
    if not verdict.settled_how.strip():
        raise BadInput("settled_how: " + gettext("must say in words what would settle it."))
    if len(verdict.settled_how) > 500:
        raise BadInput("settled_how: " + gettext("at most 500 characters are taken."))
    if verdict.settler is None or not User.objects.filter(pk=verdict.settler).exists():
        raise BadInput("settler: " + gettext("must be a colleague whose task it is."))
    if verdict.settle_due is None:
        raise BadInput("settle_due: " + gettext("must say until when."))
    if verdict.settle_due < timezone.localdate():
        raise BadInput("settle_due: " + gettext("is in the past."))


def _store_decision(
    review: Review, verdict: Verdict, by: User, *, needs_approval: bool = False
) -> Decision:
    """Write a decision down if the gate lets it through."""
    standing = standing_of(review.claim, by)
    if Need.ORIGINS in MOVES[IN_REVIEW, ReviewStatus(verdict.verdict)].needs:
        if verdict.override.strip():
            require(by, Action.OVERRIDE, about=f"claim {review.pk}")
        else:
            _check_gate(standing)
    evidence = _evidence_of(review.claim, verdict.evidence)
    approved = review.desk.approved_verdicts if review.desk else APPROVED_VERDICTS
    decision = Decision.objects.create(
        claim=review.claim,
        round=review.round,
        verdict=verdict.verdict,
        decider=by,
        rationale=verdict.rationale.strip(),
        settled_by=verdict.settled_by,
        settled_how=verdict.settled_how.strip(),
        settler_id=verdict.settler,
        settle_due=verdict.settle_due,
        credibility=verdict.credibility,
        override=verdict.override.strip(),
        # An override is an editor's word against the gate; another one reads it.
        needs_approval=needs_approval
        or verdict.verdict in approved
        or bool(verdict.override.strip()),
        basis=standing.as_basis(),
    )
    decision.evidence.set(evidence)
    Review.objects.filter(pk=review.pk).update(decision=decision)
    return decision


def _check_gate(standing: Standing) -> None:
    if not standing.is_open:
        raise NotEnoughOrigins(" ".join(standing.reasons()))


def _evidence_of(claim: Claim, ids: Sequence[UUID]) -> list[Evidence]:
    found = list(Evidence.objects.standing().filter(claim=claim, pk__in=ids))
    if len(found) < len(set(ids)):
        raise BadInput("evidence: " + gettext("some of it isn't this claim's, or was withdrawn."))
    return found


def _same_decision(review: Review, verdict: Verdict, by: User) -> Decision | None:
    """The person's own decision of this round, if it says the same."""
    return Decision.objects.filter(
        claim=review.pk,
        round=review.round,
        decider=by,
        verdict=verdict.verdict,
        rationale=verdict.rationale.strip(),
    ).first()


def _other_opinion(review: Review, decision: Decision) -> Decision | None:
    opinions = Decision.objects.filter(claim=review.pk, round=review.round)
    return opinions.exclude(pk=decision.pk).order_by("pk").first()


def _wait_for_second_opinion(review: Review, decision: Decision) -> None:
    """Put the claim back into the queue, for anybody but the one who has decided."""
    review.passed_by = [*review.passed_by, decision.decider_id]
    review.leased_to, review.leased_until, review.assigned_to = None, None, None
    review.save(update_fields=["passed_by", "leased_to", "leased_until", "assigned_to"])
    append(
        review.pk,
        EventKind.DECIDED,
        by=decision.decider,
        old=IN_REVIEW,
        new=IN_REVIEW,
        decision_id=decision.pk,
        note=decision.rationale,
        verdict=decision.verdict,
        opinion=1,
    )


def _locked_decision(decision_id: UUID, by: User) -> tuple[Review, Decision]:
    """A decision with its review locked, for somebody who may say something about it.

    Who decided in the same round, as in a second opinion, may not.
    """
    decision = Decision.objects.select_related("decider").get(pk=decision_id)
    review = locked_review(decision.claim_id, by=by)
    own = Decision.objects.filter(
        claim=decision.claim_id, round=decision.round, decider=by
    ).exists()
    require(by, Action.APPROVE, own=own, about=f"decision {decision_id}")
    return review, decision


def _check_waiting(review: Review, decision: Decision) -> None:
    if review.claim.status != AWAITING_APPROVAL or review.decision_id != decision.pk:
        raise MoveNotPossible(gettext("This decision doesn't wait for approval."))


def _check_move(claim: Claim, to: ReviewStatus, action: Action) -> None:
    move = MOVES.get((ReviewStatus(claim.status), to))
    if move is None or move.action != action:
        raise MoveNotPossible(
            gettext("A claim that is %(old)s can't become %(new)s this way.")
            % {"old": claim.get_status_display(), "new": to.label}
        )


def _same_approval(decision: Decision, outcome: Outcome, by: User) -> Approval | None:
    return Approval.objects.filter(decision=decision, approver=by, outcome=outcome).first()


def _send_back(
    review: Review,
    decision: Decision,
    outcome: Outcome,
    *,
    by: User,
    comment: str,
    seen: int | None,
    matched: int | None,
) -> Approval:
    if (given := _same_approval(decision, outcome, by)) is not None:
        return given
    check_revision(review, seen, matched)
    _check_waiting(review, decision)
    if not comment.strip():
        raise BadInput("comment: " + gettext("must say why the decision goes back."))
    approval = Approval.objects.create(
        decision=decision, approver=by, outcome=outcome, comment=comment.strip()
    )
    tell([decision.decider_id], review.pk, NoticeKind.RETURNED, str(decision.pk))
    append(
        review.pk,
        EventKind(outcome),
        by=by,
        old=AWAITING_APPROVAL,
        new=IN_REVIEW,
        decision_id=decision.pk,
        note=approval.comment,
    )
    return approval
