"""How a statement changes from one telling to the next: where its source or its doubt was lost.

Used for the versions of one article and for the members of a claim group in time. No Django.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import pairwise
from typing import Final

from sources.names import fold


class Drift(StrEnum):
    """One way in which a telling differs from the one it goes back to."""

    UNCHANGED = "unchanged"
    REWORDED = "reworded"
    SOURCE_CHANGED = "source_changed"
    SOURCE_ADDED = "source_added"
    SOURCE_REMOVED = "source_removed"
    ANONYMITY_LOST = "anonymity_lost"
    ANONYMITY_GAINED = "anonymity_gained"
    HEDGE_REMOVED = "hedge_removed"
    HEDGE_ADDED = "hedge_added"
    DELETED = "deleted"


# What a reader would want to know of: the telling became firmer than what it rests on.
LOSSES: Final = frozenset(
    {Drift.SOURCE_REMOVED, Drift.HEDGE_REMOVED, Drift.ANONYMITY_LOST, Drift.DELETED}
)

# Words of doubt in folded text. قد doubts only before an imperfect: قد يستقيل, not قد استقال.
_HEDGES: Final = {
    "ar": re.compile(
        r"\b(?:زعم\w*|يزعم\w*|تزعم\w*|مزعوم\w*|ربما|يحتمل|محتمل\w*|يعتقد|ادعي\w*|يدعي|تدعي"
        r"|يقال|تردد|قد (?:[يتن])\w{2,}|من المرجح|غير موكد\w*|علي ما يبدو)\b"
    ),
    "en": re.compile(
        r"\b(?:alleged\w*|reported?ly|claim(?:s|ed|ing)?|may|might|could|possibly|perhaps"
        r"|unconfirmed|rumou?r\w*|apparently|purported\w*|suspected)\b"
    ),
    "fr": re.compile(
        r"\b(?:presume\w*|pretend\w*|aurai(?:t|ent)|serai(?:t|ent)|pourrai(?:t|ent)|peut-etre"
        r"|allegue\w*|selon des rumeurs|non confirme\w*|apparemment|eventuel\w*)\b"
    ),
}


@dataclass(frozen=True, slots=True)
class Telling:
    """One claim as drift sees it. Origin: the last speaker after merges, None if stated as fact.

    `rests_on`: outlets its chain passes through, the last one its own.
    """

    id: str
    text: str
    language: str
    outlet: str
    origin: str | None
    unnamed: bool
    hedged: bool
    rests_on: tuple[str, ...] = ()
    published_at: datetime | None = None
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """A telling, the one it goes back to, and what changed."""

    telling: Telling
    before: Telling | None
    changes: frozenset[Drift]

    @property
    def losses(self) -> frozenset[Drift]:
        """The changes that made it firmer."""
        return self.changes & LOSSES


def hedges_in(text: str, language: str) -> tuple[str, ...]:
    """The words of doubt in a text in Arabic, English or French; none in other languages."""
    pattern = _HEDGES.get(language.partition("-")[0])
    return tuple(match[0] for match in pattern.finditer(fold(text))) if pattern else ()


def drift(before: Telling, after: Telling) -> frozenset[Drift]:
    """All that changed from one telling to another; just `unchanged` if nothing did."""
    if after.deleted:
        return frozenset({Drift.DELETED})
    changes = set()
    if fold(before.text) != fold(after.text):
        changes.add(Drift.REWORDED)
    if before.origin and not after.origin:
        changes.add(Drift.SOURCE_REMOVED)
    elif after.origin and not before.origin:
        changes.add(Drift.SOURCE_ADDED)
    elif before.origin != after.origin:
        changes.add(Drift.SOURCE_CHANGED)
    if before.origin and after.origin and before.unnamed != after.unnamed:
        changes.add(Drift.ANONYMITY_LOST if before.unnamed else Drift.ANONYMITY_GAINED)
    if before.hedged != after.hedged:
        changes.add(Drift.HEDGE_REMOVED if before.hedged else Drift.HEDGE_ADDED)
    return frozenset(changes or {Drift.UNCHANGED})


def timeline(tellings: Sequence[Telling]) -> list[Step]:
    """The tellings in time, each compared with the one it goes back to.

    That is the latest earlier telling of an outlet it cites, else the telling just before it.
    Tellings without a date come last.
    """
    ordered = sorted(
        tellings, key=lambda t: (t.published_at is None, t.published_at or datetime.max, t.id)
    )
    steps = []
    for number, telling in enumerate(ordered):
        earlier = ordered[:number]
        cited = [t for t in earlier if t.outlet in telling.rests_on and t.outlet != telling.outlet]
        goes_back_to = cited or earlier
        before = goes_back_to[-1] if goes_back_to else None
        changes = drift(before, telling) if before else frozenset[Drift]()
        steps.append(Step(telling, before, changes))
    return steps


def version_steps(tellings: Sequence[Telling]) -> list[Step]:
    """The tellings of one claim in an article's versions, each compared with the one before."""
    first = [Step(tellings[0], None, frozenset())] if tellings else []
    return first + [
        Step(after, before, drift(before, after)) for before, after in pairwise(tellings)
    ]
