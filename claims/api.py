"""The API of claims."""

from typing import Any
from uuid import UUID

from django.db.models import Expression, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from ninja import Query, Router

from claims.models import Claim, Membership
from claims.priority import CHECK_WORTHY
from claims.schemas import ClaimFilter, ClaimOut, ClaimPage, ClaimQuery, ClaimsWanted
from claims.shown import ACTIVE_HOPS, ATTRIBUTIONS, GROUPS, PLACES, evidence_for, history_for
from claims.states import MembershipState, SpanRole
from newsroom.answers import answer_one, answer_page
from newsroom.api_auth import Key, caller
from newsroom.cursors import page_of
from newsroom.models import Scope, User
from newsroom.schemas import errors

router = Router(tags=["Claims"])
Values = dict[str, Any]


@router.get("claims", auth=Key(Scope.READ), response={200: ClaimPage})
def list_claims(request: HttpRequest, query: Query[ClaimFilter]) -> HttpResponse:
    """Claims with their chains, the latest stored first."""
    shown = _shown(query.expanded, caller(request))
    if "chains" in query.wanted and ATTRIBUTED not in shown:
        shown["active_hops"] = ACTIVE_HOPS
    claims = narrowed(query, caller(request)).annotate(**shown)
    return answer_page(request, page_of(claims, (*CLAIM_COLUMNS, *shown), claim_row, query))


@router.get("claims/{claim_id}", auth=Key(Scope.READ), response={200: ClaimOut, **errors(404)})
def get_claim(request: HttpRequest, claim_id: UUID, query: Query[ClaimQuery]) -> HttpResponse:
    """A claim: its words in the text, its chains, its groups, evidence and history.

    Words are given as W3C selectors: their place in code points, and the words with what stands
    around them.
    """
    shown = _shown(query.expanded, caller(request))
    if ATTRIBUTED not in shown:
        shown["active_hops"] = ACTIVE_HOPS
    columns = (*CLAIM_COLUMNS, "review__revision", "review__priority_parts")
    found = (
        Claim.objects.visible_to(caller(request))
        .filter(pk=claim_id)
        .annotate(**shown)
        .values(*columns, *shown)
        .first()
    )
    if found is None:
        raise Http404
    points = found["review__priority_parts"].get("check_worthiness", 0)
    row = {
        **claim_row(found),
        "revision": found["review__revision"],
        "check_worthiness": points / CHECK_WORTHY,
    }
    return answer_one(request, query.only(row), revision=row["revision"])


# Under which names the parts of a claim that `expand` adds are selected; its own members' names.
ATTRIBUTED = "said"


def _shown(expanded: frozenset[str], viewer: User) -> dict[str, Expression]:
    parts: dict[str, tuple[str, Expression]] = {
        "targets": ("places", PLACES),
        "attributions": (ATTRIBUTED, ATTRIBUTIONS),
        "groups": ("groups", GROUPS),
        "history": ("steps", history_for(viewer.pk)),
    }
    shown = dict(parts[name] for name in parts if name in expanded)
    return shown | ({"proofs": evidence_for(viewer)} if "evidence" in expanded else {})


def narrowed(query: ClaimsWanted, to: User) -> QuerySet[Claim]:
    """The claims that somebody's request asks for."""
    claims = Claim.objects.visible_to(to)
    if query.q:
        claims = claims.with_words(query.q)
    if query.source:
        claims = claims.through(query.source)
    if query.origin:
        claims = claims.through(query.origin, last_speaker=True)
    if query.attributed is not None:
        claims = claims.attributed(query.attributed)
    if query.group:
        members = Membership.objects.filter(group=query.group, state=MembershipState.CONFIRMED)
        claims = claims.filter(pk__in=members.values("claim"))
    if query.check_worthiness_from:
        points = query.check_worthiness_from * CHECK_WORTHY
        claims = claims.filter(review__priority_parts__check_worthiness__gte=points)
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


def claim_row(values: Values) -> Values:
    """A claim as the API shows it, of the selected columns."""
    outlet = values["outlet"]
    row = {
        "id": values["id"],
        "text": values["text"],
        "language": values["language"],
        "status": values["status"],
        "outlet": {"id": outlet, "name": values["outlet__name"]} if outlet else None,
        "article": {"id": values["article"], "title": values["article__current__title"]},
        "published_at": values["published_at"],
        "not_found_in": values["not_found_in__number"],
        "chains": _chains(_hops(values)),
        "created_at": values["created_at"],
        "updated_at": values["updated_at"],
    }
    address = f"{ARTICLES}{values['article']}"
    if "places" in values:
        row["targets"] = [
            target(address, place["version"], {**place, "quote": values["text"]})
            for place in values["places"]
        ]
    if ATTRIBUTED in values:
        row["attributions"] = [_attribution(address, said) for said in values[ATTRIBUTED]]
    for name, column in (("groups", "groups"), ("evidence", "proofs"), ("history", "steps")):
        if column in values:
            row[name] = values[column]
    return row


def _hops(values: Values) -> list[Values]:
    """The hops of a claim's chains, from its attributions where those are selected anyway."""
    if ATTRIBUTED not in values:
        hops: list[Values] = values.get("active_hops", [])
        return hops
    return [
        {**{c: said[c] for c in CHAIN_MEMBERS}, "attribution": said["id"], "source": source}
        for said in values[ATTRIBUTED]
        for source in said["chain"]
    ]


def _chains(hops: list[Values]) -> list[Values]:
    chains: dict[str, Values] = {}
    for hop in hops:
        source, key = hop.pop("source"), hop["attribution"]
        if key not in chains:
            hop["channel"] = hop["channel"] or None
            chains[key] = {**hop, "chain": []}
        chains[key]["chain"].append(source)
    return list(chains.values())


# Where articles are; asking the URL resolver for each row would cost more than the row.
ARTICLES = "/api/v1/articles/"
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
