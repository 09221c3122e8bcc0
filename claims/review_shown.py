"""A review as the API shows it, in one statement."""

# ruff: noqa: S608 - nothing that comes from outside is put into the statement.

from typing import Any
from uuid import UUID

import orjson

from claims.closed_desks import hidden, named_values
from claims.models import Review
from claims.review import is_hidden
from claims.shown import EVIDENCE_ROWS
from newsroom.models import User
from newsroom.statements import first

_PERSON = """(SELECT json_build_object('id', u.id, 'username', u.username)
              FROM newsroom_user u WHERE u.id = {id})"""
_EVIDENCE = EVIDENCE_ROWS.format(claim="r.claim_id", hidden=hidden("e.cited_claim_id"))
_REVIEW = f"""
SELECT r.round, r.opinions_wanted, r.is_open, json_build_object(
    'claim', r.claim_id, 'text', c.text, 'language', c.language, 'status', c.status,
    'revision', r.revision, 'round', r.round,
    'desk', (SELECT k.name FROM newsroom_desk k WHERE k.id = r.desk_id),
    'priority_parts', r.priority_parts, 'pinned', r.pinned,
    'leased_to', {_PERSON.format(id="r.leased_to_id")}, 'leased_until', r.leased_until,
    'assigned_to', {_PERSON.format(id="r.assigned_to_id")}, 'open_since', r.open_since,
    'decisions', ARRAY(
        SELECT json_build_object(
            'id', d.id, 'round', d.round, 'verdict', d.verdict,
            'decider', {_PERSON.format(id="d.decider_id")}, 'rationale', d.rationale,
            'evidence', ARRAY(
                SELECT e.evidence_id FROM claims_decision_evidence e
                WHERE e.decision_id = d.id ORDER BY e.evidence_id),
            'settled_by', nullif(d.settled_by, ''), 'settled_how', nullif(d.settled_how, ''),
            'settler', d.settler_id, 'settle_due', d.settle_due, 'credibility', d.credibility,
            'override', nullif(d.override, ''), 'needs_approval', d.needs_approval,
            'outcome', a.outcome, 'at', d.at)
        FROM claims_decision d LEFT JOIN claims_approval a ON a.decision_id = d.id
        WHERE d.claim_id = r.claim_id ORDER BY d.id DESC),
    'evidence', ARRAY({_EVIDENCE}))::text
FROM claims_review r JOIN claims_claim c ON c.id = r.claim_id
WHERE r.claim_id = %(claim)s AND NOT {hidden("c.id")}
"""


def review_values(claim_id: UUID, by: User) -> dict[str, Any]:
    """A review as the API shows it to somebody; a first opinion is kept from who may give another.

    Raises: Review.DoesNotExist, also if they may not see the claim.
    """
    found = first(_REVIEW, {"claim": claim_id, **named_values(by)})
    if found is None:
        raise Review.DoesNotExist
    round_now, opinions_wanted, is_open, shown = found
    values: dict[str, Any] = orjson.loads(shown)
    review = Review(round=round_now, opinions_wanted=opinions_wanted, is_open=is_open)
    values["decisions"] = [
        one
        for one in values["decisions"]
        if not is_hidden(UUID(one["decider"]["id"]), one["round"], by, review)
    ]
    return values
