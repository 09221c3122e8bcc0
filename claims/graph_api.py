"""The API of the graph over all articles: who relays whom, and where a source first appears."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from claims import provenance
from newsroom.answers import answer_one
from newsroom.api_auth import Key, caller
from newsroom.models import Scope
from newsroom.schemas import errors
from sources.models import Source
from sources.schemas import SourceName

router = Router(tags=["Sources"])
Values = dict[str, Any]


class NeighbourOut(Schema):
    """A source that stands next to another one in chains."""

    source: SourceName
    claims: int


class RelaysOut(Schema):
    """Who stands next to a source in the chains of its latest claims."""

    source: UUID
    passed_on_by: list[NeighbourOut] = Field(description="Who tells what it says.")
    passes_on: list[NeighbourOut] = Field(description="Whose words it tells.")
    first_claim: UUID | None = Field(description="The first claim stored in whose chain it is.")


class PairOut(Schema):
    """One source passing on the words of another."""

    relay: SourceName
    source: SourceName
    claims: int


class PairsOut(Schema):
    """Who passes on whom most often, in what came in lately."""

    items: list[PairOut]


@router.get(
    "sources/{source_id}/relays", auth=Key(Scope.READ), response={200: RelaysOut, **errors(404)}
)
def get_relays(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """Who passes on what a source says, whom it passes on, and where it first appears."""
    source = Source.objects.filter(pk=source_id).first()
    if source is None:
        raise Http404
    standing = source.canonical_id
    after, before = (
        provenance.relays_of(standing, to=caller(request)),
        provenance.relayed_by(standing, to=caller(request)),
    )
    names = _names([pk for pk, _ in (*after, *before)])
    body = {
        "source": standing,
        "passed_on_by": [{"source": names[pk], "claims": n} for pk, n in after],
        "passes_on": [{"source": names[pk], "claims": n} for pk, n in before],
        "first_claim": provenance.first_claim_of(standing, to=caller(request)),
    }
    return answer_one(request, body)


@router.get("relays", auth=Key(Scope.READ), response={200: PairsOut})
def list_relays(request: HttpRequest) -> HttpResponse:
    """Who relays whom over all articles, the most frequent of the latest first."""
    pairs = provenance.who_relays_whom(to=caller(request))
    names = _names([pk for relay, source, _ in pairs for pk in (relay, source)])
    items = [
        {"relay": names[relay], "source": names[source], "claims": claims}
        for relay, source, claims in pairs
    ]
    return answer_one(request, {"items": items})


def _names(ids: list[UUID]) -> dict[UUID, Values]:
    found = Source.objects.select_related("outlet").in_bulk(ids)
    return {pk: {"id": pk, "name": str(source)} for pk, source in found.items()}
