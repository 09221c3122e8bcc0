"""Deciding claims: verdicts, the second person's word, re-opening. All moves are made here.

Each function locks the review first, then asks the table of moves who may make this one and what
it needs, and writes the history last; the row of history is the move.
"""

from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from claims.errors import ChangedMeanwhile, MoveNotPossible, NotEnoughOrigins, StaleScreen
from claims.gate import Standing
from claims.history import append
from claims.models import Approval, Claim, Decision, Review, ReviewEvent
from claims.moves import AWAITING_APPROVAL, IN_REVIEW, MOVES, Need
from claims.notice_models import NoticeKind
from claims.notices import tell
from claims.queue import begin, locked_review, note
from claims.review_facts import Facts, Opinion, facts_of_claim, facts_of_decision
from claims.review_models import EventKind, Outcome
from claims.review_writing import write_approval, write_decision
from claims.states import ReviewStatus
from claims.verdicts import Verdict, check_whole, no_such_settler
from newsroom.errors import BadInput
from newsroom.models import User
from newsroom.permissions import Action, all_or_nothing, require

__all__ = [
    "Verdict",
    "approve",
    "approve_what_waits",
    "ask_second_opinion",
    "check_revision",
    "decide",
    "decide_differently",
    "is_hidden",
    "is_hidden_from",
    "reopen",
    "send_back",
    "shown_to",
]

# Where a claim is at no desk.
APPROVED_VERDICTS = (ReviewStatus.CORROBORATED, ReviewStatus.REFUTED)


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
    check_whole(verdict)
    facts = facts_of_claim(claim_id, by=by, settler=verdict.settler)
    if (same := _same_decision(facts, verdict, by)) is not None:
        return same
    review = facts.review
    check_revision(review, seen, matched)
    begin(review, by=by)
    opinions = facts.of_round(review.round)
    if any(opinion.decider == by.pk for opinion in opinions):
        raise MoveNotPossible(gettext("You have decided this claim; a second person is to now."))
    decision = _decision(facts, verdict, by)
    rests_on = list(dict.fromkeys(verdict.evidence))
    if review.opinions_wanted == 2 and not opinions:
        _back_into_the_queue(review, passed_by=by)
        return write_decision(decision, rests_on, review, to=IN_REVIEW, opinion=1)
    agreed = not opinions or opinions[0].verdict == decision.verdict
    to = AWAITING_APPROVAL if decision.needs_approval or not agreed else decision.verdict
    more = {"override": decision.override, "agreed": agreed}
    return write_decision(decision, rests_on, review, to=to, **more)


@all_or_nothing
def approve(
    decision_id: UUID,
    *,
    by: User,
    comment: str = "",
    seen: int | None = None,
    matched: int | None = None,
    of: UUID | None = None,
) -> Approval:
    """Approve another person's decision: the claim has its verdict. Twice is once.

    Args: `of` is the claim that the decision must be about, where the caller named one.
    Raises: NotPermitted for one's own; StaleScreen; MoveNotPossible; NotEnoughOrigins if the gate
    has shut since the decision.
    """
    facts = _facts_for(decision_id, of, by)
    review, decision = facts.review, facts.opinion(decision_id)
    if (given := _same_word(decision, Outcome.APPROVED, by)) is not None:
        return given
    check_revision(review, seen, matched)
    _check_waiting(review, decision_id)
    needs = MOVES[AWAITING_APPROVAL, ReviewStatus(decision.verdict)].needs
    if Need.ORIGINS in needs and not decision.override:
        _check_gate(facts.standing)
    return write_approval(
        decision_id, review.pk, Outcome.APPROVED, by=by, comment=comment, to=decision.verdict
    )


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
    of: UUID | None = None,
) -> Approval:
    """Return a decision to whoever made it, with why. Twice is once."""
    facts = _facts_for(decision_id, of, by)
    return _send_back(
        facts, decision_id, Outcome.RETURNED, by=by, comment=comment, seen=seen, matched=matched
    )


@all_or_nothing
def decide_differently(
    decision_id: UUID,
    verdict: Verdict,
    *,
    by: User,
    seen: int | None = None,
    matched: int | None = None,
    of: UUID | None = None,
) -> Decision:
    """Give another verdict than the one that waits: it waits in its turn for a second person."""
    facts = _facts_for(decision_id, of, by)
    if (same := _same_decision(facts, verdict, by)) is not None:
        return same
    if verdict.verdict == facts.opinion(decision_id).verdict:
        raise BadInput(
            "verdict: " + gettext("is the one that waits for approval; approve it instead.")
        )
    check_whole(verdict)
    outcome = Outcome.DECIDED_DIFFERENTLY
    _send_back(
        facts, decision_id, outcome, by=by, comment=verdict.rationale, seen=seen, matched=matched
    )
    facts = facts_of_claim(facts.review.pk, by=by, settler=verdict.settler)
    begin(facts.review, by=by)
    other = _decision(facts, verdict, by, needs_approval=True)
    rests_on = list(dict.fromkeys(verdict.evidence))
    return write_decision(
        other, rests_on, facts.review, to=AWAITING_APPROVAL, override=other.override
    )


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


def is_hidden(decider: UUID, number: int, user: User | None, review: Review) -> bool:
    """Whether somebody's decision of a round is kept from a person who may give the second.

    None is everybody: what programs are told may be read by any of them.
    """
    waits = review.opinions_wanted == 2 and review.is_open and number == review.round
    return waits and (user is None or decider != user.pk)


def is_hidden_from(decision: Decision, user: User | None, review: Review) -> bool:
    """The same of a decision."""
    return is_hidden(decision.decider_id, decision.round, user, review)


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


def _decision(
    facts: Facts, verdict: Verdict, by: User, *, needs_approval: bool = False
) -> Decision:
    """A decision that the gate lets through, not written yet."""
    review = facts.review
    if Need.ORIGINS in MOVES[IN_REVIEW, ReviewStatus(verdict.verdict)].needs:
        if verdict.override.strip():
            require(by, Action.OVERRIDE, about=f"claim {review.pk}")
        else:
            _check_gate(facts.standing)
    if not facts.evidence.issuperset(verdict.evidence):
        raise BadInput("evidence: " + gettext("some of it isn't this claim's, or was withdrawn."))
    if verdict.settler and not facts.settler_is_there:
        raise no_such_settler()
    approved = review.desk.approved_verdicts if review.desk else APPROVED_VERDICTS
    return Decision(
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
        basis=facts.standing.as_basis(),
        at=timezone.now(),
    )


def _check_gate(standing: Standing) -> None:
    if not standing.is_open:
        raise NotEnoughOrigins(" ".join(standing.reasons()))


def _same_decision(facts: Facts, verdict: Verdict, by: User) -> Decision | None:
    """The person's own decision of this round, if it says the same."""
    said = (by.pk, verdict.verdict, verdict.rationale.strip())
    for one in facts.of_round(facts.review.round):
        if (one.decider, one.verdict, one.rationale) == said:
            return Decision.objects.get(pk=one.id)
    return None


def _back_into_the_queue(review: Review, *, passed_by: User) -> None:
    """A claim that waits for a second opinion is for anybody but the one who has decided."""
    review.passed_by = [*review.passed_by, passed_by.pk]
    review.leased_to, review.leased_until, review.assigned_to = None, None, None


def _facts_for(decision_id: UUID, of: UUID | None, by: User) -> Facts:
    """All about a decision's claim, locked, for somebody who may say something about it.

    Who decided in the same round, as in a second opinion, may not.
    Raises: NotPermitted; Review.DoesNotExist if there is no such decision, or not of this claim.
    """
    facts = facts_of_decision(decision_id, by=by)
    if of and facts.review.pk != of:
        raise Review.DoesNotExist
    round_of_it = facts.of_round(facts.opinion(decision_id).round)
    own = any(opinion.decider == by.pk for opinion in round_of_it)
    require(by, Action.APPROVE, own=own, about=f"decision {decision_id}")
    return facts


def _check_waiting(review: Review, decision_id: UUID) -> None:
    if review.claim.status != AWAITING_APPROVAL or review.decision_id != decision_id:
        raise MoveNotPossible(gettext("This decision doesn't wait for approval."))


def _check_move(claim: Claim, to: ReviewStatus, action: Action) -> None:
    move = MOVES.get((ReviewStatus(claim.status), to))
    if move is None or move.action != action:
        raise MoveNotPossible(
            gettext("A claim that is %(old)s can't become %(new)s this way.")
            % {"old": claim.get_status_display(), "new": to.label}
        )


def _same_word(decision: Opinion, outcome: Outcome, by: User) -> Approval | None:
    """What the person has said to the decision before, if it was the same."""
    if (decision.outcome, decision.approver) != (outcome, by.pk):
        return None
    return Approval.objects.get(decision=decision.id)


def _send_back(
    facts: Facts,
    decision_id: UUID,
    outcome: Outcome,
    *,
    by: User,
    comment: str,
    seen: int | None,
    matched: int | None,
) -> Approval:
    review, decision = facts.review, facts.opinion(decision_id)
    if (given := _same_word(decision, outcome, by)) is not None:
        return given
    check_revision(review, seen, matched)
    _check_waiting(review, decision_id)
    if not comment.strip():
        raise BadInput("comment: " + gettext("must say why the decision goes back."))
    tell([decision.decider], review.pk, NoticeKind.RETURNED, str(decision_id))
    return write_approval(decision_id, review.pk, outcome, by=by, comment=comment, to=IN_REVIEW)
