"""The graph over all claims, asked of the database: chains, relays, a group's drift.

Merges are followed on reading: a hop of a merged source is a hop of the one it was merged into.
"""

# ruff: noqa: S608 - nothing that comes from outside is put into these statements.

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from claims import drift
from claims.accounts import Node
from claims.closed_desks import hidden, named_values
from claims.models import Claim, Membership
from claims.states import MembershipState
from claims.stories import nodes_from, own_voice
from newsroom.models import User

# An attribution's hops as one row, unless another attribution of the claim is nested in it: the
# innermost speaker's chain contains the outer ones.
LEAF_CHAINS = """
SELECT h.claim_id, h.attribution_id, a.cue_class, a.hedge,
       array_agg(h.source_id ORDER BY h.position) AS speakers
FROM claims_hop h
JOIN claims_attribution a ON a.id = h.attribution_id AND a.retired_at IS NULL
WHERE h.claim_id = ANY(%s)
  AND NOT EXISTS (
      SELECT FROM claims_attribution nested
      JOIN claims_hop n ON n.attribution_id = nested.id AND n.claim_id = h.claim_id
      WHERE nested.via_id = a.id AND nested.retired_at IS NULL)
GROUP BY h.claim_id, h.attribution_id, a.cue_class, a.hedge
ORDER BY h.claim_id, h.attribution_id
"""

# The sources themselves, those they were merged into, and everybody above any of them.
NODES = """
WITH RECURSIVE node(id) AS (
    SELECT unnest(%s::uuid[])
    UNION
    SELECT next.id
    FROM node
    JOIN sources_source s ON s.id = node.id
    CROSS JOIN LATERAL (VALUES (s.merged_into_id), (s.parent_id), (s.owner_id)) AS next(id)
    WHERE next.id IS NOT NULL
)
SELECT s.id, s.name, s.kind, s.anonymity, s.merged_into_id, s.parent_id, s.owner_id, o.name
FROM node JOIN sources_source s ON s.id = node.id
LEFT JOIN sources_source o ON o.id = s.outlet_id
"""

# Who relays whom: the hop after a source's own (step 1) or before it (-1), in its latest claims.
RELAYS_OF = f"""
WITH told AS (
    SELECT latest.* FROM sources_source own
    CROSS JOIN LATERAL (
        SELECT h.claim_id, h.attribution_id, h.position FROM claims_hop h
        WHERE h.source_id = own.id ORDER BY h.claim_id DESC LIMIT %(latest)s
    ) AS latest
    JOIN claims_attribution a ON a.id = latest.attribution_id AND a.retired_at IS NULL
    WHERE (own.id = %(source)s OR own.merged_into_id = %(source)s)
      AND NOT {hidden("latest.claim_id")}
)
SELECT coalesce(s.merged_into_id, s.id) AS relay, count(DISTINCT told.claim_id) AS claims
FROM told
JOIN claims_hop teller ON teller.claim_id = told.claim_id
    AND teller.attribution_id = told.attribution_id AND teller.position = told.position + %(step)s
JOIN sources_source s ON s.id = teller.source_id
GROUP BY relay ORDER BY claims DESC, relay LIMIT %(limit)s
"""

# The same over all sources, in the latest hops of all articles.
WHO_RELAYS_WHOM = f"""
WITH latest AS (
    SELECT claim_id, attribution_id, position, source_id FROM claims_hop
    ORDER BY claim_id DESC, attribution_id DESC, position DESC LIMIT %(latest)s
)
SELECT coalesce(r.merged_into_id, r.id) AS relay, coalesce(s.merged_into_id, s.id) AS said,
       count(DISTINCT told.claim_id) AS claims
FROM latest told
JOIN claims_attribution a ON a.id = told.attribution_id AND a.retired_at IS NULL
JOIN claims_hop teller ON teller.claim_id = told.claim_id
    AND teller.attribution_id = told.attribution_id AND teller.position = told.position + 1
JOIN sources_source r ON r.id = teller.source_id
JOIN sources_source s ON s.id = told.source_id
WHERE NOT {hidden("told.claim_id")}
GROUP BY relay, said ORDER BY claims DESC, relay, said LIMIT %(limit)s
"""

# The first claim stored in whose chain a source or one merged into it stands.
FIRST_CLAIM = f"""
SELECT first.claim_id FROM sources_source own
CROSS JOIN LATERAL (
    SELECT h.claim_id FROM claims_hop h WHERE h.source_id = own.id
      AND NOT {hidden("h.claim_id")}
    ORDER BY h.claim_id LIMIT 1
) AS first
WHERE own.id = %(source)s OR own.merged_into_id = %(source)s
ORDER BY 1 LIMIT 1
"""

# A claim's chains, outlet first, with what each step is called; merges followed.
CHAINS_OF_CLAIM = """
SELECT h.attribution_id, h.position, coalesce(m.id, s.id), coalesce(m.name, s.name),
       coalesce(m.kind, s.kind), coalesce(m.anonymity, s.anonymity), a.cue_class, a.via_id
FROM claims_hop h
JOIN claims_attribution a ON a.id = h.attribution_id AND a.retired_at IS NULL
JOIN sources_source s ON s.id = h.source_id
LEFT JOIN sources_source m ON m.id = s.merged_into_id
WHERE h.claim_id = %s
ORDER BY h.attribution_id, h.position DESC
"""

FIRST_APPEARANCE = """
SELECT c.id, c.published_at, c.outlet_id FROM claims_membership m
JOIN claims_claim c ON c.id = m.claim_id
WHERE m.group_id = %s AND m.state = 'confirmed'
ORDER BY c.published_at NULLS LAST, c.id LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class ChainStep:
    """One step of a chain, from the outlet on."""

    source: UUID
    name: str
    kind: str
    anonymity: str
    cue_class: str


@dataclass(frozen=True, slots=True)
class Member:
    """A confirmed member of a group with its chains, speakers first."""

    claim: Claim
    chains: tuple[tuple[str, ...], ...]
    cue_classes: tuple[str, ...]
    hedged: bool


def chains_of_claim(claim_id: UUID) -> list[tuple[ChainStep, ...]]:
    """A claim's chains from the outlet to the last speaker, in one query."""
    chains: dict[UUID, list[ChainStep]] = defaultdict(list)
    outer = set()
    with connection.cursor() as cursor:
        cursor.execute(CHAINS_OF_CLAIM, [claim_id])
        for attribution, _, source, name, kind, anonymity, cue_class, via in cursor:
            chains[attribution].append(ChainStep(source, name, kind, anonymity, cue_class))
            outer.add(via)
    return [tuple(steps) for attribution, steps in chains.items() if attribution not in outer]


def relays_of(
    source_id: UUID, *, to: User | None = None, latest: int = 5_000, limit: int = 20
) -> list[tuple[UUID, int]]:
    """(relay, claims) of those who passed on what a source says, as far as `to` may see the claims.

    Most claims first; counted among the source's `latest` claims, so that a source with a million
    answers at once.
    """
    return _neighbours(source_id, step=1, to=to, latest=latest, limit=limit)


def relayed_by(
    source_id: UUID, *, to: User | None = None, latest: int = 5_000, limit: int = 20
) -> list[tuple[UUID, int]]:
    """(source, claims) of those whose words a source passed on; otherwise as `relays_of`."""
    return _neighbours(source_id, step=-1, to=to, latest=latest, limit=limit)


def _neighbours(
    source_id: UUID, *, step: int, to: User | None, latest: int, limit: int
) -> list[tuple[UUID, int]]:
    with connection.cursor() as cursor:
        cursor.execute(
            RELAYS_OF,
            {
                "source": source_id,
                "step": step,
                "latest": latest,
                "limit": limit,
                **named_values(to),
            },
        )
        return [(relay, claims) for relay, claims in cursor]


def who_relays_whom(
    *, to: User | None = None, latest: int = 20_000, limit: int = 50
) -> list[tuple[UUID, UUID, int]]:
    """(relay, source, claims) in the `latest` hops of all articles, most claims first."""
    with connection.cursor() as cursor:
        cursor.execute(WHO_RELAYS_WHOM, {"latest": latest, "limit": limit, **named_values(to)})
        return [(relay, source, claims) for relay, source, claims in cursor]


def first_claim_of(source_id: UUID, *, to: User | None = None) -> UUID | None:
    """The first claim stored in whose chain a source stands, whoever was merged into it."""
    with connection.cursor() as cursor:
        cursor.execute(FIRST_CLAIM, {"source": source_id, **named_values(to)})
        found: tuple[UUID] | None = cursor.fetchone()
        return found[0] if found else None


def first_appearance(group_id: UUID) -> tuple[UUID, datetime | None, UUID | None] | None:
    """(claim, published, outlet) of a group's earliest dated member."""
    with connection.cursor() as cursor:
        cursor.execute(FIRST_APPEARANCE, [group_id])
        row: tuple[UUID, datetime | None, UUID | None] | None = cursor.fetchone()
        return row


def confirmed_claims(group_id: UUID, to: User | None = None) -> QuerySet[Claim]:
    """The claims that people confirmed to say the same, with what is shown of them to somebody."""
    members = Membership.objects.filter(group=group_id, state=MembershipState.CONFIRMED)
    return (
        Claim.objects.visible_to(to)
        .filter(pk__in=members.values("claim"))
        .select_related("outlet", "sentence__version", "article")
        .order_by("published_at", "pk")
    )


def members_of(group_id: UUID, to: User | None = None) -> list[Member]:
    """A group's confirmed members with their chains, in two queries: those `to` may see."""
    return members_among(list(confirmed_claims(group_id, to)))


def members_among(claims: Sequence[Claim]) -> list[Member]:
    """These claims with their chains, as if they were one group, in one query."""
    found: dict[UUID, list[tuple[tuple[str, ...], str, str]]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(LEAF_CHAINS, [[claim.pk for claim in claims]])
        for claim, _, cue_class, hedge, speakers in cursor:
            found[claim].append((tuple(map(str, speakers)), cue_class, hedge))
    members = []
    for claim in claims:
        kind = claim.outlet.kind if claim.outlet else None
        own = own_voice(claim.outlet_id, kind, claim.article_id)
        rows = found[claim.pk] or [(own, "asserts", "")]
        in_words = bool(drift.hedges_in(claim.text, claim.language))
        members.append(
            Member(
                claim,
                chains=tuple(row[0] for row in rows),
                cue_classes=tuple(row[1] for row in rows),
                hedged=in_words or any(row[2] for row in rows),
            )
        )
    return members


def nodes_of(sources: Iterable[str]) -> dict[str, Node]:
    """The sources of these ids with all they are merged into or belong to, in one query."""
    ids = [source for source in set(sources) if not source.startswith("article ")]
    with connection.cursor() as cursor:
        cursor.execute(NODES, [ids])
        return nodes_from(cursor)


def timeline_of(group_id: UUID, members: Sequence[Member] | None = None) -> list[drift.Step]:
    """A group's members in time, each with what changed against the one it goes back to."""
    members = members_of(group_id) if members is None else members
    nodes = nodes_of(hop for member in members for chain in member.chains for hop in chain)
    return timeline(members, nodes)


def timeline(members: Sequence[Member], nodes: dict[str, Node]) -> list[drift.Step]:
    """The same of members and sources that were read already."""
    return drift.timeline([telling_of(member, nodes) for member in members])


def telling_of(member: Member, nodes: dict[str, Node]) -> drift.Telling:
    """A member as drift sees it, by its first chain."""
    chain = member.chains[0]
    hops = [standing(hop, nodes) for hop in chain]
    origin = hops[0] if len(chain) > 1 else None
    node = nodes.get(origin) if origin else None
    claim = member.claim
    return drift.Telling(
        id=str(claim.pk),
        text=claim.text,
        language=claim.language,
        outlet=hops[-1],
        origin=origin,
        unnamed=bool(node and node.unnamed),
        hedged=member.hedged,
        rests_on=tuple(hops),
        published_at=claim.published_at,
        deleted=claim.not_found_in_id is not None,
    )


def standing(source: str, nodes: dict[str, Node]) -> str:
    """The source that stands for this one, among those that were read."""
    node = nodes.get(source)
    return node.merged_into if node and node.merged_into else source
