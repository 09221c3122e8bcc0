"""Which moves a claim's review has: who may make each, and what it needs. Nothing else moves one.

Pages, API, admin and shell move claims through `claims.review`, which reads this table; the
database's own state machine is made of its keys, so raw SQL is held to it as well.
"""

from dataclasses import dataclass
from enum import StrEnum

from claims.states import ReviewStatus
from newsroom.permissions import Action

UNREVIEWED = ReviewStatus.UNREVIEWED
IN_REVIEW = ReviewStatus.IN_REVIEW
AWAITING_APPROVAL = ReviewStatus.AWAITING_APPROVAL
CORROBORATED = ReviewStatus.CORROBORATED
UNVERIFIED = ReviewStatus.UNVERIFIED

VERDICTS = (
    CORROBORATED,
    UNVERIFIED,
    ReviewStatus.DISPUTED,
    ReviewStatus.REFUTED,
    ReviewStatus.NOT_CHECKABLE,
)
# A claim of these statuses waits for somebody's decision.
OPEN = (UNREVIEWED, IN_REVIEW)


class Need(StrEnum):
    """What must be there before a move."""

    HOLD = "hold"  # nobody else has the claim in hand
    DECISION = "decision"  # a decision of this very verdict, with its rationale
    ORIGINS = "origins"  # two independent origins, or one and primary evidence, or an override
    WHAT_SETTLES_IT = "what_settles_it"  # what would settle it, whose task, until when
    APPROVAL = "approval"  # a second person's approval of that decision
    REASON = "reason"  # why, in words


@dataclass(frozen=True, slots=True)
class Move:
    """Who may make a move, and what it needs."""

    action: Action
    needs: frozenset[Need]


_OF_VERDICT = {CORROBORATED: {Need.ORIGINS}, UNVERIFIED: {Need.WHAT_SETTLES_IT}}

MOVES: dict[tuple[ReviewStatus, ReviewStatus], Move] = {
    (UNREVIEWED, IN_REVIEW): Move(Action.TAKE, frozenset({Need.HOLD})),
    (IN_REVIEW, AWAITING_APPROVAL): Move(Action.DECIDE, frozenset({Need.HOLD, Need.DECISION})),
    (AWAITING_APPROVAL, IN_REVIEW): Move(Action.APPROVE, frozenset({Need.REASON})),
    **{
        (IN_REVIEW, verdict): Move(
            Action.DECIDE,
            frozenset({Need.HOLD, Need.DECISION, *_OF_VERDICT.get(verdict, ())}),
        )
        for verdict in VERDICTS
    },
    **{
        (AWAITING_APPROVAL, verdict): Move(
            Action.APPROVE,
            frozenset({Need.DECISION, Need.APPROVAL, *_OF_VERDICT.get(verdict, ())}),
        )
        for verdict in VERDICTS
    },
    **{(verdict, IN_REVIEW): Move(Action.REOPEN, frozenset({Need.REASON})) for verdict in VERDICTS},
}
