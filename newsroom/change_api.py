"""The change feed, for programs that keep a copy."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema

from newsroom.answers import answer_one
from newsroom.api_auth import Key, caller
from newsroom.changes import START, Place, changes_since, latest_place
from newsroom.cursors import LONGEST_PAGE
from newsroom.models import Scope
from newsroom.schemas import errors

router = Router(tags=["Changes"])
Kind = Literal["claim", "attribution", "verdict", "source"]
LATEST = "latest"


class ChangeQuery(Schema):
    """Which changes."""

    since: str = Field(
        "",
        max_length=100,
        description="`next` of the answer before; empty: from the first one; `latest`: from now.",
    )
    limit: int = Field(100, ge=1, le=LONGEST_PAGE, description="Changes in an answer.")
    kind: list[Kind] = Field([], description="Changes of these alone.")


class ChangeOut(Schema):
    """One change: what happened, and the row as it is now."""

    cursor: str = Field(description="Its place; `since` this place come the changes after it.")
    event: str = Field(examples=["claim.status_changed"])
    kind: Kind
    id: UUID = Field(description="Of the claim, attribution, verdict or source.")
    at: datetime = Field(description="When it was committed.")
    data: dict[str, Any] | None = Field(
        description="The row as it is now; null: it is gone, and a copy deletes it."
    )


class ChangePage(Schema):
    """The next changes."""

    items: list[ChangeOut]
    next: str = Field(description="`since` of the next request, also when nothing is left now.")
    more: bool = Field(description="Whether there were more just now.")


@router.get("changes", auth=Key(Scope.READ), response={200: ChangePage, **errors(422)})
def list_changes(request: HttpRequest, query: Query[ChangeQuery]) -> HttpResponse:
    """All that changed since a place, in the order in which it was committed, without a gap.

    A program that asks from the start, or since a place it has reached, and writes down each row's
    `data` by its `id`, has a copy of all claims, attributions, verdicts and sources.
    """
    if query.since == LATEST:
        return answer_one(request, {"items": [], "next": str(latest_place()), "more": False})
    place = Place.of(query.since) if query.since else START
    found = changes_since(place, query.limit + 1, reader=caller(request))
    more, found = len(found) > query.limit, found[: query.limit]
    items = [
        {
            "cursor": str(change.place),
            "event": change.event,
            "kind": change.kind,
            "id": change.subject,
            "at": change.at,
            "data": change.data,
        }
        for change in found
        if not query.kind or change.kind in query.kind
    ]
    last = found[-1].place if found else place
    return answer_one(request, {"items": items, "next": str(last), "more": more})
