"""Taking from the queue, as SQL: the next claim is the first row of a partial index.

A row that another person is taking at this moment is skipped, not waited for.
"""

# ruff: noqa: S608 - nothing that comes from outside is put into these statements.

from claims.closed_desks import SHUT_DESKS

# The queues that somebody may take from, the one with their most urgent claim first.
QUEUES = """
SELECT d.id AS desk, top.priority
FROM (SELECT desk_id AS id FROM newsroom_desk_members WHERE user_id = %(me)s) d
CROSS JOIN LATERAL (
    SELECT q.priority FROM claims_review q
    WHERE q.is_open AND q.leased_to_id IS NULL AND q.assigned_to_id IS NULL AND q.desk_id = d.id
      AND NOT %(me)s = ANY(q.passed_by)
    ORDER BY q.priority DESC, q.claim_id LIMIT 1
) top
UNION ALL (
    SELECT NULL, q.priority FROM claims_review q
    WHERE q.is_open AND q.leased_to_id IS NULL AND q.assigned_to_id IS NULL AND q.desk_id IS NULL
      AND NOT %(me)s = ANY(q.passed_by)
    ORDER BY q.priority DESC, q.claim_id LIMIT 1
)
ORDER BY 2 DESC
"""
# An unreviewed claim comes into review as it is leased: its row in the history is the move.
_LEASE = f"""
WITH best AS MATERIALIZED ({QUEUES} LIMIT 1), leased AS (
    UPDATE claims_review r
    SET leased_to_id = %(me)s, leased_until = now() + make_interval(secs => %(lease)s)
    FROM claims_claim c
    WHERE c.id = r.claim_id AND r.claim_id = {{which}}
    RETURNING r.claim_id, c.status
), moved AS (
    INSERT INTO claims_reviewevent (claim_id, kind, actor_id, old, new, note, details)
    SELECT claim_id, 'taken', %(me)s, status, 'in_review', '', '{{{{}}}}'
    FROM leased WHERE status = 'unreviewed'
)
SELECT claim_id FROM leased
"""
_FIRST = """(
    SELECT q.claim_id FROM claims_review q
    WHERE q.is_open AND q.leased_to_id IS NULL AND {where} AND NOT %(me)s = ANY(q.passed_by)
    ORDER BY q.priority DESC, q.claim_id
    LIMIT 1
    FOR NO KEY UPDATE SKIP LOCKED
)"""
# Claims of desks that are shut to somebody don't exist to them.
_NOT_SHUT = f"(q.desk_id IS NULL OR q.desk_id <> ALL({SHUT_DESKS}))"
_HELD = f"""(
    SELECT q.claim_id FROM claims_review q
    WHERE q.leased_to_id = %(me)s AND q.leased_until > now() AND {_NOT_SHUT}
    ORDER BY q.leased_until LIMIT 1
    FOR NO KEY UPDATE
)"""
_ASSIGNED = _FIRST.format(where=f"q.assigned_to_id = %(me)s AND {_NOT_SHUT}")
_OF_DESK = _FIRST.format(where="q.assigned_to_id IS NULL AND q.desk_id = {desk}")
_OF_NO_DESK = _FIRST.format(where="q.assigned_to_id IS NULL AND q.desk_id IS NULL")
_OF_BEST = f"""CASE
    WHEN (SELECT desk FROM best) IS NULL THEN {_OF_NO_DESK}
    ELSE {_OF_DESK.format(desk="(SELECT desk FROM best)")} END"""
LEASE_OF_DESK = _LEASE.format(which=_OF_DESK.format(desk="%(desk)s"))
LEASE_OF_NO_DESK = _LEASE.format(which=_OF_NO_DESK)
# What somebody holds, else what they are assigned, else the first of the best of their queues.
LEASE_NEXT = _LEASE.format(which=f"coalesce({_HELD}, {_ASSIGNED}, {_OF_BEST})")
END_LEASES = """
UPDATE claims_review SET leased_to_id = NULL, leased_until = NULL WHERE claim_id IN (
    SELECT claim_id FROM claims_review
    WHERE leased_to_id IS NOT NULL AND leased_until < now() FOR NO KEY UPDATE SKIP LOCKED
)
"""
