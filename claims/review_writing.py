"""Writing what people say of a claim: each time one statement, with the history's row in it.

The row of the history is the move; triggers check it, chain it and move the claim. Until the
transaction ends all others who write history wait, so nothing is locked after it.
"""

from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone
from psycopg.types.json import Jsonb

from claims.history import canonical
from claims.models import Approval, Decision, Review
from claims.review_models import Outcome
from newsroom.models import User
from newsroom.statements import first, names_of, run

# The decision is whole before the history is written, since the change feed tells of it first.
_DECISION = """
WITH decision AS (
    INSERT INTO claims_decision (
        id, claim_id, round, verdict, decider_id, rationale, settled_by, settled_how, settler_id,
        settle_due, credibility, override, needs_approval, basis, at)
    VALUES (
        %(id)s, %(claim_id)s, %(round)s, %(verdict)s, %(decider_id)s, %(rationale)s,
        %(settled_by)s, %(settled_how)s, %(settler_id)s, %(settle_due)s, %(credibility)s,
        %(override)s, %(needs_approval)s, %(basis)s, %(at)s)
    RETURNING id, claim_id, decider_id, rationale
), rests_on AS (
    INSERT INTO claims_decision_evidence (decision_id, evidence_id)
    SELECT decision.id, evidence FROM decision, unnest(%(evidence)s::uuid[]) evidence
), review AS (
    UPDATE claims_review
    SET decision_id = %(id)s, leased_to_id = %(leased_to_id)s, leased_until = %(leased_until)s,
        assigned_to_id = %(assigned_to_id)s, passed_by = %(passed_by)s::uuid[]
    WHERE claim_id = %(claim_id)s
)
INSERT INTO claims_reviewevent (claim_id, kind, actor_id, old, new, decision_id, note, details)
SELECT claim_id, 'decided', decider_id, 'in_review', %(new)s, id, rationale, %(details)s
FROM (SELECT * FROM decision ORDER BY id) whole
"""
_APPROVAL = """
WITH approval AS (
    INSERT INTO claims_approval (decision_id, approver_id, outcome, comment, at)
    VALUES (%(decision_id)s, %(approver_id)s, %(outcome)s, %(comment)s, %(at)s)
    RETURNING id, decision_id, approver_id, comment
)
INSERT INTO claims_reviewevent (claim_id, kind, actor_id, old, new, decision_id, note, details)
SELECT %(claim_id)s, %(outcome)s, approver_id, 'awaiting_approval', %(new)s, decision_id, comment,
       '{}'
FROM (SELECT * FROM approval ORDER BY id) whole
RETURNING (SELECT id FROM approval)
"""


def write_decision(
    decision: Decision, evidence: list[UUID], review: Review, *, to: str, **details: Any
) -> Decision:
    """Write a decision with what it rests on, and move its claim to another status.

    Args: `review` is the claim's, locked; in whose hands it says the claim is, is written too.
    Raises: django.db.IntegrityError if the database's rules forbid it.
    """
    values = {name: getattr(decision, name) for name in names_of(Decision)}
    held = ("leased_to_id", "leased_until", "assigned_to_id", "passed_by")
    told = {"verdict": decision.verdict, **details}
    run(
        _DECISION,
        {
            **values,
            **{name: getattr(review, name) for name in held},
            "basis": Jsonb(decision.basis),
            "evidence": evidence,
            "new": to,
            "details": canonical(told),
        },
    )
    decision._state.adding, decision._state.db = False, connection.alias
    return decision


def write_approval(
    decision_id: UUID, claim_id: UUID, outcome: Outcome, *, by: User, comment: str, to: str
) -> Approval:
    """Write a second person's word on a decision, and move its claim to another status.

    Raises: django.db.IntegrityError if the database's rules forbid it.
    """
    approval = Approval(
        decision_id=decision_id,
        approver=by,
        outcome=outcome,
        comment=comment.strip(),
        at=timezone.now(),
    )
    values = {name: getattr(approval, name) for name in names_of(Approval)}
    found = first(_APPROVAL, {**values, "claim_id": claim_id, "new": to})
    assert found is not None
    approval.pk = found[0]
    approval._state.adding, approval._state.db = False, connection.alias
    return approval
