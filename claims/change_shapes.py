"""What claims, attributions and verdicts look like in the change feed.

Each is its own row: what belongs to another row is named by that row's id alone, since a change
there is told there. Names of other rows would go stale in a copy.
"""

# ruff: noqa: S608 - nothing that comes from outside is put into these statements.

from collections.abc import Collection
from typing import Any
from uuid import UUID

import orjson
from django.db import connection
from django.urls import reverse

from claims import review
from claims.claim_rows import target
from claims.closed_desks import hidden_at, said_of_seen_at, values_in_place
from claims.models import Claim, Decision, Hop
from claims.shown import SPANS
from claims.states import SpanRole
from newsroom.changes import Rows
from newsroom.models import User

CLAIM_COLUMNS = (
    "id",
    "article",
    "outlet",
    "text",
    "language",
    "status",
    "published_at",
    "not_found_in__number",
    "created_at",
    "updated_at",
)


def claims(ids: Collection[UUID], reader: User) -> Rows:
    """Claims without their chains: those are the attributions'."""
    found = Claim.objects.visible_to(reader).filter(pk__in=ids).values(*CLAIM_COLUMNS)
    return {row["id"]: {"not_found_in": row.pop("not_found_in__number"), **row} for row in found}


def hidden_claims(ids: Collection[UUID], reader: User) -> set[UUID]:
    """Those that the reader may not see."""
    hidden = Claim.objects.filter(pk__in=ids).exclude(pk__in=Claim.objects.visible_to(reader))
    return set(hidden.values_list("pk", flat=True))


_ATTRIBUTIONS = f"""
SELECT jsonb_build_object(
    'id', a.id, 'article', v.article_id, 'version', v.number, 'language', v.language,
    'source', a.source_id, 'source_name', a.source_name, 'via', a.via_id,
    'manner', a.manner, 'channel', a.channel,
    'cue_class', a.cue_class, 'hedge', a.hedge, 'inherited', a.inherited,
    'confidence', a.confidence, 'made_by', a.made_by, 'extractor', r.extractor,
    'person', u.username, 'rule', a.rule, 'created_at', a.created_at, 'spans', ARRAY({SPANS}),
    'claims', ARRAY(
        SELECT jsonb_build_object(
            'claim', h.claim_id, 'chain', jsonb_agg(h.source_id ORDER BY h.position))
        FROM claims_hop h WHERE h.attribution_id = a.id AND NOT {hidden_at("h.claim_id")}
        GROUP BY h.claim_id ORDER BY h.claim_id))
FROM claims_attribution a
JOIN articles_articleversion v ON v.id = a.version_id
LEFT JOIN claims_reading r ON r.id = a.reading_id
LEFT JOIN newsroom_user u ON u.id = a.person_id
WHERE a.id = ANY(%s) AND a.retired_at IS NULL AND {said_of_seen_at("a.id")}
"""


def attributions(ids: Collection[UUID], reader: User) -> Rows:
    """Attributions that stand, with the chain of each claim they touch; retired ones are gone."""
    with connection.cursor() as cursor:
        whose = values_in_place(reader)
        cursor.execute(_ATTRIBUTIONS, [*whose, list(ids), *whose])
        rows = [_attribution(orjson.loads(row)) for (row,) in cursor.fetchall()]
    return {UUID(row["id"]): row for row in rows}


def hidden_attributions(ids: Collection[UUID], reader: User) -> set[UUID]:
    """Those with a chain of a claim that the reader may not see, whatever else they touch."""
    hops = Hop.objects.filter(attribution__in=ids)
    hidden = hops.exclude(claim__in=Claim.objects.visible_to(reader))
    return set(hidden.values_list("attribution", flat=True))


def claims_of_attributions(ids: Collection[UUID]) -> dict[UUID, UUID]:
    """The first claim that each attribution touches."""
    hops = Hop.objects.filter(attribution__in=ids).order_by("attribution", "-claim")
    return dict(hops.values_list("attribution", "claim"))


def _attribution(row: dict[str, Any]) -> dict[str, Any]:
    address = reverse("api:get_article", args=[row["article"]])
    spans: dict[str, list[dict[str, Any]]] = {role: [] for role in SpanRole.values}
    for span in row["spans"]:
        spans[span["role"]].append(target(address, row["version"], span))
    return {
        **row,
        "channel": row["channel"] or None,
        "hedge": row["hedge"] or None,
        "spans": spans,
    }


def verdicts(ids: Collection[UUID], reader: User) -> Rows:
    """Decisions with what a second person said; a first opinion only when it may be seen."""
    found = Decision.objects.filter(
        pk__in=ids, claim__in=Claim.objects.visible_to(reader)
    ).select_related("claim__review", "decider", "approval__approver")
    return {
        decision.pk: _verdict(decision)
        for decision in found
        if not review.is_hidden_from(decision, None, decision.claim.review)
    }


def hidden_verdicts(ids: Collection[UUID], reader: User) -> set[UUID]:
    """Those that the reader may not see, a first opinion until the second is given included."""
    return set(ids) - verdicts(ids, reader).keys()


def claims_of_verdicts(ids: Collection[UUID]) -> dict[UUID, UUID]:
    """The claim of each decision."""
    return dict(Decision.objects.filter(pk__in=ids).values_list("pk", "claim"))


def _verdict(decision: Decision) -> dict[str, Any]:
    approval = getattr(decision, "approval", None)
    return {
        "id": decision.pk,
        "claim": decision.claim_id,
        "language": decision.claim.language,
        "round": decision.round,
        "verdict": decision.verdict,
        "decider": decision.decider.username,
        "rationale": decision.rationale,
        "settled_by": decision.settled_by or None,
        "settled_how": decision.settled_how or None,
        "settle_due": decision.settle_due,
        "credibility": decision.credibility,
        "override": decision.override or None,
        "needs_approval": decision.needs_approval,
        "outcome": approval.outcome if approval else None,
        "approver": approval.approver.username if approval else None,
        "at": decision.at,
    }
