"""Saying that a sentence is no claim, or that only some of its words are the one to check.

What is no claim leaves the queue, and comes back when the word is taken back. No reading of the
machine changes either: both belong to the sentence through all versions of its article.
"""

from collections.abc import Sequence
from itertools import pairwise
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from articles.models import ArticleVersion
from claims.errors import InOtherHands, MoveNotPossible
from claims.mark_models import ClaimMark, MarkKind
from claims.models import Review
from claims.moves import OPEN
from claims.queue import locked_review, note
from claims.review_models import EventKind
from newsroom.errors import BadInput
from newsroom.models import User
from newsroom.permissions import Action, all_or_nothing, require

Place = tuple[int, int]


@all_or_nothing
def say_not_a_claim(claim_id: UUID, *, by: User) -> ClaimMark:
    """Take a sentence that claims nothing out of the queue. Twice is once.

    Raises: MoveNotPossible if it is decided; InOtherHands; NotPermitted.
    """
    review = _locked(claim_id, by)
    if (said := standing_marks(claim_id).filter(kind=MarkKind.NOT_A_CLAIM).first()) is not None:
        return said
    if review.claim.status not in OPEN:
        raise MoveNotPossible(gettext("The claim is decided; re-open it first."))
    held = review.leased_to and review.leased_until and review.leased_until > timezone.now()
    if held and review.leased_to != by:
        raise InOtherHands(gettext("%(person)s has it in hand.") % {"person": review.leased_to})
    text = review.claim.text
    mark = ClaimMark.objects.create(
        claim_id=claim_id, kind=MarkKind.NOT_A_CLAIM, start=0, end=len(text), quote=text, person=by
    )
    Review.objects.filter(pk=claim_id).update(is_open=False, leased_to=None, leased_until=None)
    note(review, EventKind.MARKED, by=by, mark=str(mark.pk), said=mark.kind)
    return mark


@all_or_nothing
def say_part(claim_id: UUID, places: Sequence[Place], *, by: User) -> list[ClaimMark]:
    """Say which words of a sentence are the claim to check, in place of what was said before.

    Args: places are half open, in code points of the claim's own text.
    Raises: BadInput; NotPermitted.
    """
    review = _locked(claim_id, by)
    text = review.claim.text
    places = sorted(set(places))
    if not places:
        raise BadInput("part: " + gettext("words are needed."))
    if any(not 0 <= start < end <= len(text) for start, end in places):
        raise BadInput("part: " + gettext("is no place in the claim."))
    if any(after[0] < before[1] for before, after in pairwise(places)):
        raise BadInput("part: " + gettext("two places overlap."))
    said = standing_marks(claim_id).filter(kind=MarkKind.PART)
    if sorted(said.values_list("start", "end")) == places:
        return list(said)
    said.update(withdrawn_at=timezone.now(), withdrawn_by=by)
    marks = [
        ClaimMark.objects.create(
            claim_id=claim_id,
            kind=MarkKind.PART,
            start=start,
            end=end,
            quote=text[start:end],
            person=by,
        )
        for start, end in places
    ]
    note(
        review,
        EventKind.MARKED,
        by=by,
        said=MarkKind.PART,
        places=[list(place) for place in places],
    )
    return marks


@all_or_nothing
def take_back(mark_id: UUID, *, by: User) -> None:
    """Take back what was said of a claim; what was no claim waits in the queue again."""
    mark = ClaimMark.objects.get(pk=mark_id)
    review = _locked(mark.claim_id, by)
    if (
        not standing_marks(mark.claim_id)
        .filter(pk=mark_id)
        .update(withdrawn_at=timezone.now(), withdrawn_by=by)
    ):
        return
    if mark.kind == MarkKind.NOT_A_CLAIM and review.claim.status in OPEN:
        Review.objects.filter(pk=review.pk).update(is_open=True)
    note(review, EventKind.MARK_TAKEN_BACK, by=by, mark=str(mark.pk), said=mark.kind)


def standing_marks(claim_id: UUID) -> QuerySet[ClaimMark]:
    """What stands of what people said about a claim."""
    return ClaimMark.objects.filter(claim=claim_id, withdrawn_at=None).order_by("start")


def places_of_marks(version: ArticleVersion) -> dict[str, list[list[int]]]:
    """By kind, the places in a version's text of what people said about its claims."""
    found: dict[str, list[list[int]]] = {kind: [] for kind in MarkKind.values}
    marks = ClaimMark.objects.filter(
        withdrawn_at=None, claim__sentence__appearances__version=version
    ).values_list("kind", "start", "end", "claim__sentence__appearances__start")
    for kind, start, end, at in marks.order_by("claim__sentence__appearances__start", "start"):
        found[kind].append([at + start, at + end])
    return found


def _locked(claim_id: UUID, by: User) -> Review:
    require(by, Action.CORRECT, about=f"claim {claim_id}")
    return locked_review(claim_id, by=by)
