"""The API of claims."""

from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.expressions import Combinable
from django.db.models.functions import Greatest, JSONObject, Least, Substr
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Query, Router

from articles.models import Sentence
from claims.models import Attribution, AttributionSpan, Claim, Hop
from claims.schemas import ClaimFilter, ClaimOut, ClaimPage
from claims.states import SpanRole
from newsroom.answers import answer_one, answer_page
from newsroom.api_auth import Key
from newsroom.cursors import page_of
from newsroom.models import Scope
from newsroom.schemas import errors

router = Router(tags=["Claims"])
Values = dict[str, Any]
# Code points of a quote's prefix and suffix.
AROUND = 32


@router.get("claims", auth=Key(Scope.READ), response={200: ClaimPage, **errors(422)})
def list_claims(request: HttpRequest, query: Query[ClaimFilter]) -> HttpResponse:
    """Claims with their chains, the latest stored first."""
    claims = _narrowed(query).annotate(active_hops=ArraySubquery(ACTIVE_HOPS))
    return answer_page(
        request, page_of(request, claims, (*CLAIM_COLUMNS, "active_hops"), _claim_row, query)
    )


@router.get("claims/{claim_id}", auth=Key(Scope.READ), response={200: ClaimOut, **errors(404, 422)})
def get_claim(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """A claim: its words in the text, its chains, and who or what found its attributions.

    Words are given as W3C selectors: their place in code points, and the words with what stands
    around them.
    """
    found = (
        Claim.objects.filter(pk=claim_id)
        .values(*CLAIM_COLUMNS, places=ArraySubquery(PLACES), said=ArraySubquery(ATTRIBUTIONS))
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


def _source(prefix: str) -> JSONObject:
    return JSONObject(**{c: f"{prefix}__{c}" for c in ("id", "name", "kind", "anonymity")})


def _quote(text: str) -> dict[str, Combinable | str]:
    """The members of a selector for the words between `start` and `end` of a column's text."""
    start = F("start")
    return {
        "start": "start",
        "end": "end",
        "prefix": Substr(text, Greatest(start - AROUND, 0) + 1, Least(start, AROUND)),
        "suffix": Substr(text, F("end") + 1, AROUND),
    }


# Django builds one statement of all these: a claim with all that is shown of it is one query.
ACTIVE_HOPS = (
    Hop.objects.filter(claim=OuterRef("pk"), attribution__retired_at=None)
    .order_by("attribution", "position")
    .values(
        json=JSONObject(
            attribution="attribution_id",
            manner="attribution__manner",
            channel="attribution__channel",
            inherited="attribution__inherited",
            confidence="attribution__confidence",
            made_by="attribution__made_by",
            source=_source("source"),
        )
    )
)
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
PLACES = (
    Sentence.objects.filter(lineage=OuterRef("sentence"))
    .order_by("version__number")
    .values(json=JSONObject(version="version__number", **_quote("version__text")))
)
SPANS = (
    AttributionSpan.objects.filter(attribution=OuterRef("pk"))
    .order_by("start")
    .values(json=JSONObject(role="role", quote="quote", **_quote("attribution__version__text")))
)
CHAIN = (
    Hop.objects.filter(attribution=OuterRef("pk"), claim=OuterRef(OuterRef("pk")))
    .order_by("position")
    .values(json=_source("source"))
)
ATTRIBUTIONS = (
    Attribution.objects.active()
    .filter(Exists(Hop.objects.filter(attribution=OuterRef("pk"), claim=OuterRef(OuterRef("pk")))))
    .order_by("pk")
    .values(
        json=JSONObject(
            id="id",
            version="version__number",
            source=_source("source"),
            source_name="source_name",
            via="via_id",
            manner="manner",
            channel="channel",
            cue_class="cue_class",
            hedge="hedge",
            inherited="inherited",
            confidence="confidence",
            made_by="made_by",
            extractor="reading__extractor",
            person="person__username",
            rule="rule",
            evidence="evidence",
            created_at="created_at",
            spans=ArraySubquery(SPANS),
            chain=ArraySubquery(CHAIN),
        )
    )
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
            _target(address, place["version"], {**place, "quote": values["text"]})
            for place in places
        ],
        "attributions": [_attribution(address, said) for said in values["said"]],
    }


CHAIN_MEMBERS = ("manner", "channel", "inherited", "confidence", "made_by")


def _attribution(address: str, said: Values) -> Values:
    spans: dict[str, list[Values]] = {role: [] for role in SpanRole.values}
    version = said.pop("version")
    for span in said.pop("spans"):
        spans[span["role"]].append(_target(address, version, span))
    evidence = [{"start": start, "end": end} for start, end in said.pop("evidence")]
    why = {"rule": said.pop("rule"), "evidence": evidence}
    return {
        **said,
        "channel": said["channel"] or None,
        "hedge": said["hedge"] or None,
        "spans": spans,
        "why": why,
    }


def _target(address: str, version: int, words: Values) -> Values:
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
