"""The rows of a reading as they are stored: many at once, of one article or of hundreds.

`record_reading` writes by this what the engine found, `generate` and `bench` what they made up.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from claims.models import Attribution, AttributionSpan, Claim, Hop
from claims.states import MadeBy, ReviewStatus
from newsroom.copying import copy_rows

Place = tuple[int, int]


class ClaimRow(NamedTuple):
    """A new claim."""

    id: UUID
    sentence_id: UUID
    article_id: UUID
    outlet_id: UUID | None
    text: str
    language: str
    published_at: datetime | None
    created_at: datetime
    status: str = ReviewStatus.UNREVIEWED.value


class AttributionRow(NamedTuple):
    """Who says something, as the machine reads it. Evidence: places of the words it rests on."""

    id: UUID
    version_id: UUID
    source_id: UUID
    via_id: UUID | None
    source_name: str
    cue_class: str
    hedge: str
    manner: str
    channel: str
    inherited: bool
    confidence: float
    reading_id: int
    rule: str
    evidence: list[list[int]]
    created_at: datetime
    made_by: str = MadeBy.MACHINE.value


class SpanRow(NamedTuple):
    """Words of an attribution in their role."""

    attribution_id: UUID
    role: str
    start: int
    end: int
    quote: str


class HopRow(NamedTuple):
    """One step of a claim's chain."""

    claim_id: UUID
    attribution_id: UUID
    position: int
    source_id: UUID


@dataclass(slots=True)
class Said:
    """Attributions with their words and chains, to be stored together."""

    attributions: list[AttributionRow] = field(default_factory=list)
    spans: list[SpanRow] = field(default_factory=list)
    hops: list[HopRow] = field(default_factory=list)

    def add(
        self,
        row: AttributionRow,
        text: str,
        places: Mapping[str, Sequence[Place]],
        claims: Sequence[UUID],
        chain: Sequence[UUID],
    ) -> None:
        """Add an attribution; each claim that it has words of gets the chain, last speaker first.

        An attribution comes after the one it is nested in, as its foreign key asks.
        """
        self.attributions.append(row)
        self.spans.extend(
            SpanRow(row.id, role, start, end, text[start:end])
            for role, there in places.items()
            for start, end in there
        )
        self.hops.extend(
            HopRow(claim, row.id, position, source)
            for claim in claims
            for position, source in enumerate(chain)
        )

    def store(self) -> None:
        """Write them, in the order in which the checks ask for them."""
        copy_rows(Attribution, AttributionRow._fields, self.attributions)
        copy_rows(AttributionSpan, SpanRow._fields, self.spans)
        copy_rows(Hop, HopRow._fields, self.hops)


def store_claims(rows: Sequence[ClaimRow]) -> None:
    """Write new claims; with each comes its review (trigger `review_new_claims`)."""
    copy_rows(Claim, ClaimRow._fields, rows)
