"""The API of claims."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Query, Router

from claims.models import Claim
from claims.schemas import ClaimFilter, ClaimOut, ClaimPage
from claims.shown import ACTIVE_HOPS, ATTRIBUTIONS, PLACES
from claims.states import SpanRole
from newsroom.answers import answer_one, answer_page
from newsroom.api_auth import Key
from newsroom.cursors import page_of
from newsroom.models import Scope
from newsroom.schemas import errors

router = Router(tags=["Claims"])
Values = dict[str, Any]


@router.get("claims", auth=Key(Scope.READ), response={200: ClaimPage, **errors(422)})
def list_claims(request: HttpRequest, query: Query[ClaimFilter]) -> HttpResponse:
    """Claims with their chains, the latest stored first."""
    claims = _narrowed(query).annotate(active_hops=ACTIVE_HOPS)
    return answer_page(request, page_of(claims, (*CLAIM_COLUMNS, "active_hops"), _claim_row, query))


@router.get("claims/{claim_id}", auth=Key(Scope.READ), response={200: ClaimOut, **errors(404, 422)})
def get_claim(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """A claim: its words in the text, its chains, and who or what found its attributions.

    Words are given as W3C selectors: their place in code points, and the words with what stands
    around them.
    """
    found = (
        Claim.objects.filter(pk=claim_id)
        .values(*CLAIM_COLUMNS, places=PLACES, said=ATTRIBUTIONS)
        .first()
    )
    if found is None:
        raise Http404
    return answer_one(request, _claim(found))


def _narrowed(query: ClaimFilter) -> QuerySet[Claim]:
    claims = Claim.objects.all()
    if query.q:
        claims = claims.with_words(query.q)
    if query.source:
        claims = claims.through(query.source)
    if query.origin:
        claims = claims.through(query.origin, last_speaker=True)
    if query.attributed is not None:
        claims = claims.attributed(query.attributed)
    wanted = {
        "status__in": query.status or None,
        "outlet": query.outlet,
        "article": query.article,
        "language": query.language,
        "not_found_in__isnull": query.found,
        "published_at__gte": query.published_from,
        "published_at__lt": query.published_before,
        "updated_at__gte": query.updated_from,
        "updated_at__lt": query.updated_before,
    }
    return claims.filter(**{name: value for name, value in wanted.items() if value is not None})


CLAIM_COLUMNS = (
    "id",
    "text",
    "language",
    "status",
    "outlet",
    "outlet__name",
    "article",
    "article__current__title",
    "published_at",
    "not_found_in__number",
    "created_at",
    "updated_at",
)


def _claim_row(values: Values) -> Values:
    outlet = values["outlet"]
    return {
        "id": values["id"],
        "text": values["text"],
        "language": values["language"],
        "status": values["status"],
        "outlet": {"id": outlet, "name": values["outlet__name"]} if outlet else None,
        "article": {"id": values["article"], "title": values["article__current__title"]},
        "published_at": values["published_at"],
        "not_found_in": values["not_found_in__number"],
        "chains": _chains(values["active_hops"]),
        "created_at": values["created_at"],
        "updated_at": values["updated_at"],
    }


def _chains(hops: list[Values]) -> list[Values]:
    chains: dict[str, Values] = {}
    for hop in hops:
        source, key = hop.pop("source"), hop["attribution"]
        if key not in chains:
            hop["channel"] = hop["channel"] or None
            chains[key] = {**hop, "chain": []}
        chains[key]["chain"].append(source)
    return list(chains.values())


def _claim(values: Values) -> Values:
    address = reverse("api:get_article", args=[values["article"]])
    places = values["places"]
    row = {
        **values,
        "active_hops": [
            {**{c: said[c] for c in CHAIN_MEMBERS}, "attribution": said["id"], "source": source}
            for said in values["said"]
            for source in said["chain"]
        ],
    }
    return {
        **_claim_row(row),
        "targets": [
            target(address, place["version"], {**place, "quote": values["text"]})
            for place in places
        ],
        "attributions": [_attribution(address, said) for said in values["said"]],
    }


CHAIN_MEMBERS = ("manner", "channel", "inherited", "confidence", "made_by")


def _attribution(address: str, said: Values) -> Values:
    spans: dict[str, list[Values]] = {role: [] for role in SpanRole.values}
    version = said.pop("version")
    for span in said.pop("spans"):
        spans[span["role"]].append(target(address, version, span))
    evidence = [{"start": start, "end": end} for start, end in said.pop("evidence")]
    why = {"rule": said.pop("rule"), "evidence": evidence}
    return {
        **said,
        "channel": said["channel"] or None,
        "hedge": said["hedge"] or None,
        "spans": spans,
        "why": why,
    }


def target(address: str, version: int, words: Values) -> Values:
    return {
        "source": f"{address}?version={version}",
        "version": version,
        "selector": [
            {"type": "TextPositionSelector", "start": words["start"], "end": words["end"]},
            {
                "type": "TextQuoteSelector",
                "exact": words["quote"],
                "prefix": words["prefix"],
                "suffix": words["suffix"],
            },
        ],
    }
