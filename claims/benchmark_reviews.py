"""Reviews, verdicts and groups for generated claims, through the same triggers as people's own.

Each step of all claims is one statement, so the history is chained, counted and checked by the
database as it is for people, and `manage.py verify_history` finds nothing.
"""

from collections.abc import Sequence
from itertools import cycle
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from claims.models import Claim, ClaimGroup, Membership
from claims.moves import VERDICTS
from claims.states import MadeBy, MembershipState, ReviewStatus
from newsroom.ids import new_id
from newsroom.models import Role, User

REVIEWED = 50  # one claim of so many has been taken, at least
MOST_REVIEWED = 5_000
GROUPED = 1_000  # one group for so many claims
MOST_GROUPS = 200
MEMBERS = 10
APPROVED = (ReviewStatus.CORROBORATED, ReviewStatus.REFUTED)

TAKEN = """
INSERT INTO claims_reviewevent (claim_id, kind, actor_id, old, new, note, details)
SELECT c, 'taken', %s, 'unreviewed', 'in_review', '', '{}' FROM unnest(%s::uuid[]) c ORDER BY c
"""
DECIDED = """
INSERT INTO claims_decision (id, claim_id, round, verdict, decider_id, rationale, settled_by,
    settled_how, settler_id, settle_due, override, needs_approval, basis, at)
SELECT d, c, 1, v, %(by)s, 'Generated.', CASE v WHEN 'unverified' THEN 'document' ELSE '' END,
    CASE v WHEN 'unverified' THEN 'the minutes' ELSE '' END, %(by)s, current_date + 7,
    CASE v WHEN 'corroborated' THEN 'Generated.' ELSE '' END, v = ANY(%(approved)s), '{}', now()
FROM unnest(%(decisions)s::uuid[], %(claims)s::uuid[], %(verdicts)s::text[]) t(d, c, v)
"""
REMEMBERED = """
UPDATE claims_review r SET decision_id = d.id FROM claims_decision d
WHERE d.id = ANY(%s) AND r.claim_id = d.claim_id
"""
MOVED = """
INSERT INTO claims_reviewevent (claim_id, kind, actor_id, old, new, decision_id, note, details)
SELECT claim_id, 'decided', decider_id, 'in_review',
    CASE WHEN needs_approval THEN 'awaiting_approval' ELSE verdict END, id, rationale,
    '{"verdict":"' || verdict || '"}'
FROM claims_decision WHERE id = ANY(%s) ORDER BY id
"""
SIGNED = """
INSERT INTO claims_approval (decision_id, approver_id, outcome, comment, at)
SELECT id, %s, 'approved', '', now() FROM claims_decision WHERE id = ANY(%s)
"""
SIGNED_MOVED = """
INSERT INTO claims_reviewevent (claim_id, kind, actor_id, old, new, decision_id, note, details)
SELECT claim_id, 'approved', %s, 'awaiting_approval', verdict, id, '', '{}'
FROM claims_decision WHERE id = ANY(%s) ORDER BY id
"""


def review_some(claims: int) -> None:
    """Bring some of the latest unreviewed claims into all states, and put others into groups."""
    checker, editor = (
        User.objects.get_or_create(username=f"generated-{role}", defaults={"role": role})[0]
        for role in (Role.FACT_CHECKER, Role.EDITOR)
    )
    wanted = min(max(claims // REVIEWED, len(VERDICTS) * 3), MOST_REVIEWED, claims)
    latest = Claim.objects.filter(status=ReviewStatus.UNREVIEWED).order_by("-pk")
    _review(list(latest.values_list("pk", flat=True)[:wanted]), checker, editor)
    _group(claims, editor)


@transaction.atomic
def _review(claims: Sequence[UUID], checker: User, editor: User) -> None:
    """A sixth stays in review; of what two people must see, a third awaits approval."""
    decided = [claim for number, claim in enumerate(claims) if number % 6]
    verdicts = [str(v) for v, _ in zip(cycle(VERDICTS), decided, strict=False)]
    decisions = [new_id() for _ in decided]
    signed = [
        decision
        for number, (decision, verdict) in enumerate(zip(decisions, verdicts, strict=True))
        if verdict in APPROVED and number % 3
    ]
    approved = [str(verdict) for verdict in APPROVED]
    given: dict[str, Any] = {
        "by": checker.pk,
        "approved": approved,
        "decisions": decisions,
        "claims": decided,
        "verdicts": verdicts,
    }
    with connection.cursor() as cursor:
        cursor.execute(TAKEN, [checker.pk, list(claims)])
        cursor.execute(DECIDED, given)
        cursor.execute(REMEMBERED, [decisions])
        cursor.execute(MOVED, [decisions])
        cursor.execute(SIGNED, [editor.pk, signed])
        cursor.execute(SIGNED_MOVED, [editor.pk, signed])


def _group(claims: int, person: User) -> None:
    groups = min(claims // GROUPED, MOST_GROUPS)
    free = Claim.objects.filter(memberships=None).order_by("-pk")
    ids = list(free.values_list("pk", flat=True)[: groups * MEMBERS])
    made = ClaimGroup.objects.bulk_create(
        ClaimGroup(title=f"Generated group {n}", made_by=MadeBy.PERSON, created_by=person)
        for n in range(groups)
    )
    Membership.objects.bulk_create(
        Membership(
            group=made[number % groups],
            claim_id=claim,
            state=MembershipState.SUGGESTED if number % 5 == 0 else MembershipState.CONFIRMED,
            made_by=MadeBy.PERSON,
            decided_by=None if number % 5 == 0 else person,
        )
        for number, claim in enumerate(ids)
    )
