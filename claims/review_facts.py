"""All that a verdict is judged by, locked and read in one statement."""

from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any
from uuid import UUID

import orjson

from claims.closed_desks import hidden, named_values
from claims.gate import Standing, standing_from, standing_sql
from claims.models import Claim, Review
from newsroom.models import Desk, User
from newsroom.statements import columns_of, first, taken_from

# `unchanged` compares the row that was locked with the row as it was when the statement began.
_FACTS = """
SELECT {review}, {claim}, {desk}, {holder},
    r.xmin = (SELECT began.xmin FROM claims_review began WHERE began.claim_id = r.claim_id)
        AS unchanged,
    json_build_object(
        'opinions', ARRAY(
            SELECT json_build_object(
                'id', d.id, 'round', d.round, 'verdict', d.verdict, 'decider', d.decider_id,
                'rationale', d.rationale, 'override', d.override,
                'outcome', a.outcome, 'approver', a.approver_id)
            FROM claims_decision d LEFT JOIN claims_approval a ON a.decision_id = d.id
            WHERE d.claim_id = r.claim_id ORDER BY d.id),
        'evidence', ARRAY(
            SELECT e.id FROM claims_evidence e
            WHERE e.claim_id = r.claim_id AND e.withdrawn_at IS NULL),
        'settler', EXISTS (SELECT FROM newsroom_user s WHERE s.id = %(settler)s),
        'standing', {standing})::text
FROM claims_review r
JOIN claims_claim c ON c.id = r.claim_id
LEFT JOIN newsroom_desk k ON k.id = r.desk_id
LEFT JOIN newsroom_user u ON u.id = r.leased_to_id
WHERE r.claim_id = {which} AND NOT {hidden}
FOR NO KEY UPDATE OF r
"""
OF_CLAIM = "%(id)s"
OF_DECISION = "(SELECT claim_id FROM claims_decision WHERE id = %(id)s)"


@dataclass(frozen=True, slots=True)
class Opinion:
    """A decision of the claim, and what a second person said to it."""

    id: UUID
    round: int
    verdict: str
    decider: UUID
    rationale: str
    override: str
    outcome: str | None
    approver: UUID | None


@dataclass(frozen=True)
class Facts:
    """A claim's review, locked, with what its next move depends on."""

    review: Review
    opinions: tuple[Opinion, ...]
    evidence: frozenset[UUID]
    settler_is_there: bool
    stands_on: dict[str, Any]

    @cached_property
    def standing(self) -> Standing:
        """What the gate asks: whose words the claim rests on."""
        return standing_from(self.stands_on)

    def of_round(self, number: int) -> list[Opinion]:
        """The decisions of a round, the first one first."""
        return [opinion for opinion in self.opinions if opinion.round == number]

    def opinion(self, decision_id: UUID) -> Opinion:
        """One of the decisions."""
        return next(opinion for opinion in self.opinions if opinion.id == decision_id)


def facts_of_claim(claim_id: UUID, *, by: User, settler: UUID | None = None) -> Facts:
    """Lock a claim's review and read all about it. `settler` is who is to settle the claim.

    Raises: Review.DoesNotExist, also if whoever asks may not see the claim.
    """
    return _locked(OF_CLAIM, {"id": claim_id, "settler": settler, **named_values(by)})


def facts_of_decision(decision_id: UUID, *, by: User) -> Facts:
    """The same of the claim that a decision is about."""
    return _locked(OF_DECISION, {"id": decision_id, "settler": None, **named_values(by)})


def _locked(which: str, given: dict[str, Any]) -> Facts:
    """Lock and read; once more if somebody changed the review while we waited for the lock.

    A statement sees the row that it locks as it is then, all others as they were when it began.
    """
    unchanged, facts = _read(which, given)
    return facts if unchanged else _read(which, given)[1]


def _read(which: str, given: dict[str, Any]) -> tuple[bool, Facts]:
    found = first(_statement(which), given)
    if found is None:
        raise Review.DoesNotExist
    values = iter(found)
    review, claim = taken_from(values, Review), taken_from(values, Claim)
    desk, holder = taken_from(values, Desk), taken_from(values, User)
    assert review
    assert claim
    review.claim, review.desk, review.leased_to = claim, desk, holder
    unchanged, rest = values
    read = orjson.loads(rest)
    facts = Facts(
        review,
        tuple(_opinion(values) for values in read["opinions"]),
        frozenset(map(UUID, read["evidence"])),
        read["settler"],
        read["standing"],
    )
    return unchanged, facts


def _opinion(values: dict[str, Any]) -> Opinion:
    ids = {name: UUID(values[name]) for name in ("id", "decider", "approver") if values[name]}
    return Opinion(**{**values, **ids})


@cache
def _statement(which: str) -> str:
    return _FACTS.format(
        review=columns_of(Review, "r"),
        claim=columns_of(Claim, "c"),
        desk=columns_of(Desk, "k"),
        holder=columns_of(User, "u"),
        standing=standing_sql("r.claim_id"),
        which=which,
        hidden=hidden("c.id"),
    )
