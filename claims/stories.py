"""A claim or a group as the graph that independence reads, in one statement.

Merges are followed on reading: a hop of a merged source is a hop of the one it was merged into.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from django.db import connection

from claims.accounts import Account, Node, Story, shingles_of
from claims.closed_desks import hidden, named_values
from claims.independence import Independence, independence
from claims.models import ClaimGroup
from newsroom.models import User
from sources.models import KINDS_OF_ONE_OUTLET, Anonymity, SourceKind
from sources.names import fold

# All that independence reads of some claims, as one JSON value: the members of a group, and with
# them a claim that need not be in one. What the two placeholders are, `story_sql` fills in.
_STORY = """(
WITH RECURSIVE member AS MATERIALIZED (
    SELECT c.id, c.article_id, c.published_at, c.outlet_id, o.kind AS outlet_kind, s.version_id
    FROM claims_claim c
    JOIN articles_sentence s ON s.id = c.sentence_id
    LEFT JOIN sources_source o ON o.id = c.outlet_id
    WHERE c.id IN (
        SELECT m.claim_id FROM claims_membership m
        WHERE m.group_id = {group} AND m.state = 'confirmed' AND NOT {hidden}
        UNION SELECT {claim})
), told AS MATERIALIZED (
    SELECT h.claim_id, h.attribution_id, a.cue_class,
           array_agg(h.source_id ORDER BY h.position) AS speakers
    FROM member
    JOIN claims_hop h ON h.claim_id = member.id
    JOIN claims_attribution a ON a.id = h.attribution_id AND a.retired_at IS NULL
    WHERE NOT EXISTS (
        SELECT FROM claims_attribution nested
        JOIN claims_hop n ON n.attribution_id = nested.id AND n.claim_id = h.claim_id
        WHERE nested.via_id = a.id AND nested.retired_at IS NULL)
    GROUP BY h.claim_id, h.attribution_id, a.cue_class
), node(id) AS (
    (SELECT unnest(speakers) FROM told UNION SELECT outlet_id FROM member)
    UNION
    SELECT next.id
    FROM node
    JOIN sources_source s ON s.id = node.id
    CROSS JOIN LATERAL (VALUES (s.merged_into_id), (s.parent_id), (s.owner_id)) AS next(id)
    WHERE next.id IS NOT NULL
)
SELECT json_build_object(
    'members', ARRAY(
        SELECT to_json(member) FROM member ORDER BY published_at, id),
    'told', ARRAY(
        SELECT json_build_array(claim_id, cue_class, speakers) FROM told
        ORDER BY claim_id, attribution_id),
    'texts', (
        SELECT json_object_agg(v.id, v.text) FROM articles_articleversion v
        WHERE v.id IN (SELECT version_id FROM member)),
    'nodes', ARRAY(
        SELECT json_build_array(s.id, s.name, s.kind, s.anonymity, s.merged_into_id, s.parent_id,
                                s.owner_id, o.name)
        FROM node JOIN sources_source s ON s.id = node.id
        LEFT JOIN sources_source o ON o.id = s.outlet_id),
    'vouched', ARRAY(
        SELECT v.source_id FROM claims_vouch v
        WHERE v.group_id = {group} AND v.withdrawn_at IS NULL)))
"""


def own_voice(outlet: UUID | str | None, kind: str | None, article: UUID | str) -> tuple[str, ...]:
    """The chain of a claim that names no source. A ministry on its own page speaks for itself."""
    name = str(outlet or f"article {article}")
    if outlet and kind != SourceKind.MEDIA_OUTLET:
        return (name, name)
    return (name,)


def nodes_from(rows: Iterable[Sequence[Any]]) -> dict[str, Node]:
    """Sources as independence sees them, of the columns that are read of each."""
    return {
        str(pk): Node(
            id=str(pk),
            name=f"{name} @ {outlet}" if outlet else name,
            unnamed=kind in KINDS_OF_ONE_OUTLET
            or anonymity in (Anonymity.GROUP, Anonymity.UNNAMED),
            merged_into=str(merged) if merged else None,
            parents=tuple(str(above) for above in (parent, owner) if above),
        )
        for pk, name, kind, anonymity, merged, parent, owner, outlet in rows
    }


def story_sql(group: str, claim: str = "NULL::uuid") -> str:
    """A value for `story_from`: SQL expressions give the group, and a claim to read with it.

    Takes `closed_desks.named_values`: members that somebody may not see are left out.
    """
    return _STORY.format(group=group, claim=claim, hidden=hidden("m.claim_id"))


def story_from(found: dict[str, Any]) -> Story:
    """The graph that independence reads; an account's id is "claim" or "claim:number"."""
    told = defaultdict(list)
    for claim, cue_class, speakers in found["told"]:
        told[claim].append((tuple(speakers), cue_class))
    for one in found["members"]:
        if one["id"] not in told:
            own = own_voice(one["outlet_id"], one["outlet_kind"], one["article_id"])
            told[one["id"]].append((own, "asserts"))
    # Only for telling copies: who stands alone is no copy.
    alone = sum(map(len, told.values())) <= 1
    texts = {} if alone else found["texts"]
    shingles = {version: shingles_of(fold(text)) for version, text in texts.items()}
    accounts = tuple(
        Account(
            id=f"{one['id']}:{number}" if number else one["id"],
            hops=hops,
            published_at=datetime.fromisoformat(one["published_at"])
            if one["published_at"]
            else None,
            shingles=shingles.get(one["version_id"], frozenset()),
            cue_class=cue_class,
        )
        for one in found["members"]
        for number, (hops, cue_class) in enumerate(told[one["id"]])
    )
    return Story(nodes_from(found["nodes"]), accounts, frozenset(found["vouched"]))


STORY_OF_GROUP = f"SELECT {story_sql('%(group)s')}::text"


def story_of(group_id: UUID, to: User | None = None) -> Story:
    """A group as the graph that independence reads, as far as `to` may see it; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(STORY_OF_GROUP, {"group": group_id, **named_values(to)})
        return story_from(orjson.loads(cursor.fetchone()[0]))


def independence_of(group: ClaimGroup) -> Independence:
    """How many independent origins stand behind a group's confirmed members, in one query."""
    return independence(story_of(group.pk))
