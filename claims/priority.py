"""How urgent a claim is, and why: a sum of points that people can read.

Age needs no counting again: all open claims grow older alike. What is stored is the points less
the moment since which the claim is open, which gives the same order at any time.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from newsroom.statements import rows, run

PINNED: Final = 1000
UNNAMED_ORIGIN: Final = 10
CONTRADICTED: Final = 15
EACH_OUTLET_MORE: Final = 8
MOST_OUTLETS: Final = 6
CHECK_WORTHY: Final = 40
HOURS_FOR_A_POINT: Final = 12
# What each part is called where it is shown.
PARTS = {
    "pinned": _("Pinned by an editor"),
    "check_worthiness": _("Worth checking"),
    "reach": _("Carried by several outlets"),
    "unnamed_origin": _("Unnamed origin"),
    "contradicted": _("Denied or contradicted"),
    "age": _("Waiting"),
}

# Digits of any script, and words for numbers and measures, say that something can be counted.
_FIGURE = re.compile(r"\d|%|٪")
_ACCUSING = frozenset({"accuses", "denies", "warns", "promises"})

FACTS = """
SELECT r.claim_id, c.text, r.pinned, r.open_since,
    coalesce((SELECT array_agg(DISTINCT a.cue_class) FROM claims_hop h
              JOIN claims_attribution a ON a.id = h.attribution_id AND a.retired_at IS NULL
              WHERE h.claim_id = c.id), '{}'),
    EXISTS (SELECT FROM claims_hop h
            JOIN claims_attribution a ON a.id = h.attribution_id AND a.retired_at IS NULL
            JOIN sources_source s ON s.id = h.source_id
            WHERE h.claim_id = c.id AND h.position = 0
              AND (s.kind IN ('anonymous_group', 'unnamed_reports')
                   OR s.anonymity IN ('group', 'unnamed'))),
    (SELECT count(DISTINCT other.outlet_id) FROM claims_membership mine
     JOIN claims_membership m ON m.group_id = mine.group_id AND m.state = 'confirmed'
     JOIN claims_claim other ON other.id = m.claim_id
     WHERE mine.claim_id = c.id AND mine.state = 'confirmed'),
    EXISTS (SELECT FROM claims_evidence e WHERE e.claim_id = c.id AND e.withdrawn_at IS NULL
              AND e.stance = 'contradicts')
FROM claims_review r JOIN claims_claim c ON c.id = r.claim_id
WHERE r.claim_id = ANY(%s)
ORDER BY r.claim_id
FOR NO KEY UPDATE OF r SKIP LOCKED
"""
STORE = """
UPDATE claims_review r SET priority = w.priority, priority_parts = w.parts
FROM unnest(%s::uuid[], %s::float8[], %s::jsonb[]) AS w(claim_id, priority, parts)
WHERE r.claim_id = w.claim_id
"""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a claim that makes it urgent or not."""

    text: str
    cue_classes: frozenset[str] = frozenset()
    unnamed_origin: bool = False
    outlets: int = 1
    contradicted: bool = False
    pinned: bool = False


def points_of(facts: Facts) -> dict[str, int]:
    """The points of a claim by part; parts without points are left out."""
    points = {
        "pinned": PINNED * facts.pinned,
        "check_worthiness": round(CHECK_WORTHY * check_worthiness(facts)),
        "reach": EACH_OUTLET_MORE * (min(max(facts.outlets, 1), MOST_OUTLETS) - 1),
        "unnamed_origin": UNNAMED_ORIGIN * facts.unnamed_origin,
        "contradicted": CONTRADICTED * (facts.contradicted or "denies" in facts.cue_classes),
    }
    return {part: number for part, number in points.items() if number}


def check_worthiness(facts: Facts) -> float:
    """How much there is to check, from 0 to 1: figures, somebody who says it, a charge, substance.

    A plain sum that an editor can follow, not a probability.
    """
    words = len(facts.text.split())
    return (
        0.35 * bool(_FIGURE.search(facts.text))
        + 0.25 * bool(facts.cue_classes)
        + 0.2 * bool(facts.cue_classes & _ACCUSING)
        + 0.2 * (words >= 6)
    )


def stored_priority(points: dict[str, int], open_since: datetime) -> float:
    """The number the queue is ordered by, the highest first."""
    return sum(points.values()) - open_since.timestamp() / 3600 / HOURS_FOR_A_POINT


def points_for_age(open_since: datetime, now: datetime) -> int:
    """The points that waiting has brought by now."""
    return int((now - open_since) / timedelta(hours=HOURS_FOR_A_POINT))


def weigh(claim_ids: Iterable[UUID]) -> None:
    """Write down the priority of these claims, in two queries.

    Whoever changes one of them at this moment is not waited for: a claim in somebody's hands is
    in no queue.
    """
    ids, priorities, parts = [], [], []
    facts = rows(FACTS, [list(claim_ids)])
    for claim, text, pinned, since, cues, unnamed, outlets, contradicted in facts:
        points = points_of(Facts(text, frozenset(cues), unnamed, outlets, contradicted, pinned))
        ids.append(claim)
        priorities.append(stored_priority(points, since))
        parts.append(json.dumps(points))
    if ids:
        run(STORE, [ids, priorities, parts])
