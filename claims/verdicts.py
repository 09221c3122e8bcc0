"""What somebody decides, and what each verdict asks for."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext

from claims.moves import IN_REVIEW, MOVES, VERDICTS, Need
from claims.review_models import Settles
from claims.states import ReviewStatus
from newsroom.errors import BadInput, at_most, one_of

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


def check_whole(verdict: Verdict) -> None:
    """Refuse a verdict that isn't whole, before anything is locked. Raises: BadInput."""
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
    if verdict.settler is None:
        raise no_such_settler()
    if verdict.settle_due is None:
        raise BadInput("settle_due: " + gettext("must say until when."))
    if verdict.settle_due < timezone.localdate():
        raise BadInput("settle_due: " + gettext("is in the past."))


def no_such_settler() -> BadInput:
    """The refusal of a task that is nobody's."""
    return BadInput("settler: " + gettext("must be a colleague whose task it is."))
