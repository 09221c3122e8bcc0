"""How a source's claims turned out: counts with their uncertainty, as of any day.

Counted from the history of reviews, never from a stored total. Fewer decided claims than
ENOUGH give no share: "not enough" is the honest answer.
"""

# ruff: noqa: S608 - nothing that comes from outside is put into these statements.

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate
from math import sqrt
from typing import Final
from uuid import UUID

from django.db import connection

from claims.closed_desks import hidden, named_values
from claims.states import ReviewStatus
from newsroom.models import User

ENOUGH: Final = 10
DECIDED: Final = (ReviewStatus.CORROBORATED, ReviewStatus.DISPUTED, ReviewStatus.REFUTED)
Z_95: Final = 1.959964

# Each claim of the source and of those merged into it, once, with its role, how well the reader
# could know who speaks, and the status it had at the time asked for.
RECORD = f"""
WITH cluster AS (
    SELECT id FROM sources_source WHERE id = %(source)s OR merged_into_id = %(source)s
), told AS (
    SELECT h.claim_id, min(h.position) AS position,
           (array_agg(first.anonymity ORDER BY h.position))[1] AS anonymity
    FROM claims_hop h
    JOIN claims_attribution a ON a.id = h.attribution_id
    JOIN claims_hop f ON f.claim_id = h.claim_id AND f.attribution_id = h.attribution_id
        AND f.position = 0
    JOIN sources_source first ON first.id = f.source_id
    WHERE h.source_id IN (SELECT id FROM cluster)
      AND a.created_at <= %(at)s AND (a.retired_at IS NULL OR a.retired_at > %(at)s)
      AND NOT {hidden("h.claim_id")}
    GROUP BY h.claim_id
)
SELECT CASE told.position WHEN 0 THEN 'origin' ELSE 'relay' END AS role, told.anonymity,
       date_trunc('month', coalesce(c.published_at, c.created_at)) AS month,
       coalesce(t.topic, 'unclear') AS topic, coalesce(s.new, 'unreviewed') AS status, count(*)
FROM told
JOIN claims_claim c ON c.id = told.claim_id AND c.created_at <= %(at)s
LEFT JOIN claims_articletopic t ON t.article_id = c.article_id
LEFT JOIN LATERAL (
    SELECT new FROM claims_reviewevent
    WHERE claim_id = c.id AND at <= %(at)s ORDER BY number DESC LIMIT 1
) s ON true
GROUP BY 1, 2, 3, 4, 5
"""


@dataclass(frozen=True, slots=True)
class Interval:
    """A share with its 95 % interval (Wilson 1927): k of n."""

    k: int
    n: int
    low: float
    share: float
    high: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """Claims by status, and the share that was corroborated of those decided either way."""

    by_status: Mapping[str, int]
    corroborated: Interval | None

    @property
    def total(self) -> int:
        """All claims, decided or not."""
        return sum(self.by_status.values())

    @property
    def bars(self) -> list[tuple[str, int, int]]:
        """(status, where it begins, how many) one after another, for drawing."""
        starts = accumulate(self.by_status.values(), initial=0)
        counts = self.by_status.items()
        return [(status, start, n) for (status, n), start in zip(counts, starts, strict=False)]


@dataclass(frozen=True, slots=True)
class TrackRecord:
    """A source's record as of a moment: as origin and as relay apart.

    By anonymity of the last speaker, in both roles; by month and by topic, as origin.
    """

    as_of: datetime
    roles: Mapping[str, Outcome]
    by_anonymity: Mapping[str, Outcome]
    by_month: Mapping[datetime, Outcome]
    by_topic: Mapping[str, Outcome]

    @property
    def busiest(self) -> int:
        """Claims of the month that has most, for drawing months to one scale."""
        return max((outcome.total for outcome in self.by_month.values()), default=0)


def wilson(k: int, n: int) -> Interval:
    """The 95 % Wilson score interval of k successes in n trials, 0 <= k <= n, n > 0."""
    share = k / n
    middle = (share + Z_95**2 / (2 * n)) / (1 + Z_95**2 / n)
    half = Z_95 * sqrt(share * (1 - share) / n + Z_95**2 / (4 * n * n)) / (1 + Z_95**2 / n)
    return Interval(k, n, max(0.0, middle - half), share, min(1.0, middle + half))


def track_record(source_id: UUID, *, as_of: datetime, to: User | None = None) -> TrackRecord:
    """The record of a standing source, merged ones included, as of a moment.

    Claims that `to` may not see count for nothing. One query.
    """
    with connection.cursor() as cursor:
        cursor.execute(RECORD, {"source": source_id, "at": as_of, **named_values(to)})
        rows = cursor.fetchall()
    origin = [row for row in rows if row[0] == "origin"]
    return TrackRecord(
        as_of=as_of,
        roles={role: _outcome(r[4:] for r in rows if r[0] == role) for role in ("origin", "relay")},
        by_anonymity={
            anonymity: _outcome(r[4:] for r in rows if r[1] == anonymity)
            for anonymity in sorted({row[1] for row in rows})
        },
        by_month={
            month: _outcome(r[4:] for r in origin if r[2] == month)
            for month in sorted({row[2] for row in origin})
        },
        by_topic={
            topic: _outcome(r[4:] for r in origin if r[3] == topic)
            for topic in sorted({row[3] for row in origin})
        },
    )


def _outcome(counts: Iterable[tuple[str, int]]) -> Outcome:
    by_status: dict[str, int] = {}
    for status, count in counts:
        by_status[status] = by_status.get(status, 0) + count
    decided = sum(by_status.get(status, 0) for status in DECIDED)
    right = by_status.get(ReviewStatus.CORROBORATED, 0)
    return Outcome(by_status, wilson(right, decided) if decided >= ENOUGH else None)
