"""The API of what people say of a claim itself: that it is none, or which words are the claim."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from claims import claim_marks
from claims.mark_models import ClaimMark, MarkKind
from claims.models import Claim
from claims.review_api import CHANGED, KEPT, REVIEW, changed
from claims.review_schemas import PersonOut
from newsroom.answers import answer_one
from newsroom.api_auth import Key, caller
from newsroom.errors import BadInput
from newsroom.models import Scope
from newsroom.schemas import Strict, errors

router = Router(tags=["Review"])


class MarkIn(Strict):
    """What a person says of a claim."""

    kind: MarkKind
    places: list[tuple[int, int]] = Field(
        [],
        max_length=100,
        description="Of `part`: the words to check, [start, end] in code points of the claim's"
        " `text`. They take the place of what was said before.",
    )


class MarkOut(Schema):
    """What stands of what people said of a claim."""

    id: UUID
    kind: MarkKind
    start: int = Field(description="First code point, in the claim's `text`.")
    end: int
    quote: str
    person: PersonOut
    at: datetime


class MarksOut(Schema):
    """All that stands, in the order of the words."""

    claim: UUID
    marks: list[MarkOut]


@router.get(
    "claims/{claim_id}/marks",
    auth=Key(Scope.READ, Scope.REVIEW),
    response={200: MarksOut, **errors(404)},
)
def list_marks(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """What people say of a claim itself: that it is none, or which of its words are the claim."""
    if not Claim.objects.visible_to(caller(request)).filter(pk=claim_id).exists():
        raise Http404
    marks = claim_marks.standing_marks(claim_id).select_related("person")
    return answer_one(request, {"claim": claim_id, "marks": [_mark(mark) for mark in marks]})


@router.post("claims/{claim_id}/marks", auth=REVIEW, response=CHANGED)
def mark_claim(request: HttpRequest, claim_id: UUID, new: MarkIn) -> HttpResponse:
    """Say that a sentence is no claim, which takes it out of the queue, or which words are it."""
    by = caller(request)

    def work() -> object:
        if new.kind == MarkKind.PART:
            return claim_marks.say_part(claim_id, new.places, by=by)
        if new.places:
            raise BadInput("places: belong to `part`; what is no claim is none as a whole.")
        return claim_marks.say_not_a_claim(claim_id, by=by)

    return changed(request, claim_id, work)


@router.delete("claims/{claim_id}/marks/{mark_id}", auth=REVIEW, response=KEPT)
def take_back_mark(request: HttpRequest, claim_id: UUID, mark_id: UUID) -> HttpResponse:
    """Take a mark back; what was no claim waits in the queue again."""
    by = caller(request)

    def work() -> None:
        if not ClaimMark.objects.filter(pk=mark_id, claim=claim_id).exists():
            raise Http404
        claim_marks.take_back(mark_id, by=by)

    return changed(request, claim_id, work, status=200)


def _mark(mark: ClaimMark) -> dict[str, Any]:
    return {
        "id": mark.pk,
        "kind": mark.kind,
        "start": mark.start,
        "end": mark.end,
        "quote": mark.quote,
        "person": {"id": mark.person_id, "username": mark.person.username},
        "at": mark.at,
    }
