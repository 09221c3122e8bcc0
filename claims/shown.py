"""What the API shows with a claim, as SQL that a claim's own row is selected with.

One statement brings a claim with everything, and a page of claims with their chains. It is SQL
and not the ORM's expressions because building those anew for each request took Python several
milliseconds, more than everything else together (`manage.py bench`).
"""

# ruff: noqa: S608 - nothing that comes from outside is put into these statements.

from typing import Any, Final

import orjson
from django.db.models import JSONField
from django.db.models.expressions import RawSQL

# Code points of a quote's prefix and suffix.
AROUND: Final = 32


class _Read(JSONField):
    """JSON that is read as a whole, by the fastest reader there is."""

    def from_db_value(self, value: str | None, _expression: object, _connection: object) -> Any:
        """The value of a column's JSON."""
        return None if value is None else orjson.loads(value)


def _rows(query: str, *parameters: object) -> RawSQL:
    """The JSON objects a query selects, as an array in its order."""
    return RawSQL(f"to_jsonb(ARRAY({query}))", parameters, output_field=_Read())  # noqa: S611


def _around(text: str, row: str) -> str:
    """Members of a selector: the place of a row's words, and what stands before and after them."""
    return f"""
        'start', {row}.start, 'end', {row}."end",
        'prefix', substr({text}, greatest({row}.start - {AROUND}, 0) + 1,
                         least({row}.start, {AROUND})),
        'suffix', substr({text}, {row}."end" + 1, {AROUND})"""


_SOURCE = "jsonb_build_object('id', s.id, 'name', s.name, 'kind', s.kind, 'anonymity', s.anonymity)"
# Written so that no index of active attributions fits: each is looked up by its hop, even where
# the planner doesn't know yet that nearly all attributions are active.
_ACTIVE = "coalesce(a.retired_at, 'infinity') = 'infinity'"

# Each attribution with its chain, the last speaker first.
CHAIN_ROWS: Final = f"""
    SELECT json_build_object(
        'attribution', a.id, 'chain', json_agg({_SOURCE} ORDER BY h.position),
        'manner', a.manner, 'channel', nullif(a.channel, ''), 'inherited', a.inherited,
        'confidence', a.confidence, 'made_by', a.made_by)
    FROM claims_hop h
    JOIN claims_attribution a ON a.id = h.attribution_id
    JOIN sources_source s ON s.id = h.source_id
    WHERE h.claim_id = claims_claim.id AND {_ACTIVE}
    GROUP BY a.id ORDER BY a.id
"""

PLACE_ROWS: Final = f"""
    SELECT jsonb_build_object('version', v.number, {_around("v.text", "p")})
    FROM articles_sentence p JOIN articles_articleversion v ON v.id = p.version_id
    WHERE p.lineage_id = claims_claim.sentence_id
    ORDER BY v.number
"""
PLACES: Final = _rows(PLACE_ROWS)

SPANS = f"""
    SELECT jsonb_build_object('role', p.role, 'quote', p.quote, {_around("v.text", "p")})
    FROM claims_attributionspan p WHERE p.attribution_id = a.id ORDER BY p.start
"""
_CHAIN = f"""
    SELECT {_SOURCE} FROM claims_hop h JOIN sources_source s ON s.id = h.source_id
    WHERE h.claim_id = claims_claim.id AND h.attribution_id = a.id ORDER BY h.position
"""
ATTRIBUTION_ROWS: Final = f"""
    SELECT jsonb_build_object(
        'id', a.id, 'version', v.number, 'source', {_SOURCE}, 'source_name', a.source_name,
        'via', a.via_id, 'manner', a.manner, 'channel', a.channel, 'cue_class', a.cue_class,
        'hedge', a.hedge, 'inherited', a.inherited, 'confidence', a.confidence,
        'made_by', a.made_by, 'extractor', r.extractor, 'person', u.username, 'rule', a.rule,
        'evidence', a.evidence, 'created_at', a.created_at,
        'spans', ARRAY({SPANS}), 'chain', ARRAY({_CHAIN}))
    FROM (SELECT DISTINCT attribution_id FROM claims_hop WHERE claim_id = claims_claim.id) said
    JOIN claims_attribution a ON a.id = said.attribution_id
    JOIN articles_articleversion v ON v.id = a.version_id
    JOIN sources_source s ON s.id = a.source_id
    LEFT JOIN claims_reading r ON r.id = a.reading_id
    LEFT JOIN newsroom_user u ON u.id = a.person_id
    WHERE {_ACTIVE}
    ORDER BY a.id
"""
ATTRIBUTIONS: Final = _rows(ATTRIBUTION_ROWS)

GROUP_ROWS: Final = """
    SELECT jsonb_build_object('id', g.id, 'title', g.title, 'state', m.state)
    FROM claims_membership m JOIN claims_claimgroup g ON g.id = m.group_id
    WHERE m.claim_id = claims_claim.id AND m.state <> 'rejected'
    ORDER BY m.state, g.id
"""
GROUPS: Final = _rows(GROUP_ROWS)

# Takes the claim's column, and what hides a cited claim from somebody.
EVIDENCE_ROWS: Final = """
    SELECT jsonb_build_object(
        'id', e.id, 'stance', e.stance, 'kind', e.kind, 'is_primary', e.is_primary,
        'url', nullif(e.url, ''), 'cited_claim', e.cited_claim_id, 'quote', nullif(e.quote, ''),
        'note', nullif(e.note, ''),
        'added_by', jsonb_build_object('id', u.id, 'username', u.username),
        'added_at', e.added_at, 'snapshot', e.snapshot_state, 'snapshot_sha256', e.snapshot_id,
        'failure', nullif(e.failure_reason, ''), 'quote_found', e.quote_found,
        'withdrawn', nullif(e.withdrawn_because, ''))
    FROM claims_evidence e JOIN newsroom_user u ON u.id = e.added_by_id
    WHERE e.claim_id = {claim} AND NOT {hidden}
    ORDER BY e.id
"""

# A first opinion is kept from who may give the second. Takes who looks at it.
HISTORY_ROWS: Final = """
    SELECT jsonb_build_object(
        'number', e.number, 'kind', e.kind, 'actor', CASE WHEN u.id IS NOT NULL THEN
            jsonb_build_object('id', u.id, 'username', u.username) END,
        'old', e.old, 'new', e.new, 'note', e.note, 'details', e.details::jsonb, 'at', e.at,
        'hash', e.hash, 'previous_hash', e.previous_hash)
    FROM claims_reviewevent e
    JOIN claims_review r ON r.claim_id = e.claim_id
    LEFT JOIN claims_decision d ON d.id = e.decision_id
    LEFT JOIN newsroom_user u ON u.id = e.actor_id
    WHERE e.claim_id = claims_claim.id
      AND NOT (r.opinions_wanted = 2 AND r.is_open
               AND coalesce(d.round = r.round AND d.decider_id <> {viewer}, false))
    ORDER BY e.number
"""
