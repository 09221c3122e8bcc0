"""How many independent origins stand behind a statement, and why no more.

A pure function over a small value: no database, no Django. Two accounts are independent when they
share nobody, once merges and parent or owner links are followed, and neither rests on unnamed
people or on nothing. The count is the size of the largest set of accounts that are independent of
each other, so that a witness quoted by one outlet alone and another by a second one count as two,
whatever else both outlets print.

The words of Arabic hadith criticism for the same things: the chain is the isnad, the person in
whom chains meet the madar, a chain with nobody at its end munqati, an unknown person majhul.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Final

from claims.accounts import Account, Discount, Node, Reason, Story, shingles_of
from claims.packing import largest_independent_set
from claims.tellings import Reading, Telling, copies_together, tellings_of

__all__ = [
    "Account",
    "Discount",
    "Independence",
    "Node",
    "Reason",
    "SpeakerCount",
    "Story",
    "independence",
    "shingles_of",
]

DENIALS: Final = frozenset({"denies"})


@dataclass(frozen=True, slots=True)
class SpeakerCount:
    """Was it said? How many independent ways lead from the reader to one speaker."""

    speaker: str
    relays: int
    accounts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Independence:
    """The answer for a group. `exact` is false where only a lower bound could be found in time."""

    independent: tuple[str, ...]
    origins: tuple[str, ...]
    discounts: tuple[Discount, ...]
    said: tuple[SpeakerCount, ...]
    circles: tuple[tuple[str, ...], ...]
    meetings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    exact: bool = True

    @property
    def count(self) -> int:
        """Is it true? The number of independent origins."""
        return len(self.independent)


def independence(story: Story) -> Independence:
    """Count the independent origins of a story and say why no more.

    Properties (held by tests): a derived copy never raises the count; the order of accounts
    doesn't matter; merging two sources never raises it and splitting one never lowers it;
    a circle of outlets citing each other counts once and is named.
    """
    reading = Reading(story)
    supporting = [a for a in reading.accounts if a.cue_class not in DENIALS]
    denials = [a for a in reading.accounts if a.cue_class in DENIALS]
    units = tellings_of(reading, supporting)
    chosen, exact = _choose(units)
    kept = [units[index] for index in chosen]
    discounts = [
        Discount(a.id, Reason.DENIES, meeting=reading.hops(a)[0]) for a in denials
    ] + _discounts(reading, units, set(chosen))
    return Independence(
        independent=tuple(unit.first.id for unit in kept),
        origins=tuple(reading.hops(unit.first)[0] for unit in kept),
        discounts=tuple(discounts),
        said=_was_it_said(reading, supporting),
        circles=_circles(reading, reading.accounts),
        meetings=_meetings(reading, supporting),
        exact=exact,
    )


def _choose(units: Sequence[Telling]) -> tuple[list[int], bool]:
    """The largest independent set. What is independent of nothing counts only if all is so."""
    sound = [index for index, unit in enumerate(units) if not unit.weakness]
    # Who rests on all that another rests on, and more, never does better than the other.
    strong = [
        i
        for i in sound
        if not any(
            units[j].people < units[i].people or (units[j].people == units[i].people and j < i)
            for j in sound
        )
    ]
    if not strong:
        return ([0] if units else []), True
    chosen, exact = largest_independent_set(_conflicts([units[index] for index in strong]))
    return [strong[index] for index in chosen], exact


def _conflicts(units: Sequence[Telling]) -> list[set[int]]:
    conflicts: list[set[int]] = [set() for _ in units]
    for i, one in enumerate(units):
        for j in range(i):
            other = units[j]
            if one.people & other.people:
                conflicts[i].add(j)
                conflicts[j].add(i)
    return conflicts


def _discounts(reading: Reading, units: Sequence[Telling], chosen: set[int]) -> list[Discount]:
    found: list[Discount] = []
    for index, unit in enumerate(units):
        first, *copies = unit.accounts
        found.extend(
            Discount(copy.id, Reason.WIRE_COPY, other=first.id, meeting=reading.hops(first)[-1])
            for copy in copies
        )
        if unit.weakness:
            # Said also of the one that is left to count when there is nothing firmer.
            weak = unit.weakness
            other = weak.account if weak.account != first.id else weak.other
            found.append(replace(weak, account=first.id, other=other))
        elif index not in chosen:
            others = [units[i] for i in sorted(chosen)]
            met = [_meeting(reading, unit, other) for other in others]
            found.extend([discount for discount in met if discount][:1])
    return found


def _meeting(reading: Reading, unit: Telling, other: Telling) -> Discount | None:
    """Where two tellings meet, the hop nearest to the speaker first, and what makes them meet."""
    if not unit.people & other.people:
        return None
    for mine in unit.accounts:
        for theirs in other.accounts:
            shared = [hop for hop in reading.hops(mine) if hop in reading.hops(theirs)]
            if shared:
                reason = _kind_of_meeting(reading, mine, theirs, shared[0])
                return Discount(unit.first.id, reason, other.first.id, shared[0])
    return _meeting_further_up(reading, unit, other)


def _meeting_further_up(reading: Reading, unit: Telling, other: Telling) -> Discount:
    """They share no hop of their own, but what they cite or whom they belong to."""
    for mine in (account for one in unit.behind() for account in one.accounts):
        for theirs in (account for one in other.behind() for account in one.accounts):
            shared = [hop for hop in reading.hops(mine) if hop in reading.hops(theirs)]
            if shared:
                return Discount(unit.first.id, Reason.CITES_OTHER, other.first.id, shared[0])
    above = sorted(unit.people & other.people)
    return Discount(unit.first.id, Reason.PARENT_OR_OWNER, other.first.id, above[0])


def _kind_of_meeting(reading: Reading, mine: Account, theirs: Account, shared: str) -> Reason:
    if not {hop for hop in mine.hops if reading.canonical(hop) == shared} & set(theirs.hops):
        return Reason.MERGED
    outlets = {reading.canonical(mine.outlet), reading.canonical(theirs.outlet)}
    if shared in outlets and len(outlets) > 1:
        return Reason.CITES_OTHER
    return Reason.SHARED_NODE


def _was_it_said(reading: Reading, accounts: Sequence[Account]) -> tuple[SpeakerCount, ...]:
    """For each speaker, the independent ways on which the words reached the reader."""
    by_speaker: dict[str, list[Account]] = {}
    for account in accounts:
        if len(account.hops) > 1:
            by_speaker.setdefault(reading.hops(account)[0], []).append(account)
    counts = []
    for speaker, told in by_speaker.items():
        lineage = reading.lineage(speaker)
        units = copies_together(reading, told, without=lineage, relays_only=True)
        chosen, _ = _choose(units)
        counts.append(SpeakerCount(speaker, len(chosen), tuple(a.id for a in told)))
    return tuple(sorted(counts, key=lambda c: (-c.relays, c.speaker)))


def _meetings(reading: Reading, accounts: Sequence[Account]) -> dict[str, tuple[str, ...]]:
    """Sources in which two or more accounts meet, with those accounts."""
    through: dict[str, list[str]] = {}
    for account in accounts:
        for hop in reading.hops(account):
            through.setdefault(hop, []).append(account.id)
    return {hop: tuple(ids) for hop, ids in sorted(through.items()) if len(ids) > 1}


def _circles(reading: Reading, accounts: Iterable[Account]) -> tuple[tuple[str, ...], ...]:
    """Rings of sources that cite each other, A → B → A, each once, by its first member's id."""
    cites: dict[str, set[str]] = {}
    for account in accounts:
        told = reading.hops(account)[::-1]
        for teller, cited in pairwise(told):
            cites.setdefault(teller, set()).add(cited)
    circles: dict[frozenset[str], tuple[str, ...]] = {}
    for start in sorted(cites):
        ring = _shortest_ring(cites, start)
        if ring:
            circles.setdefault(frozenset(ring), ring)
    return tuple(circles.values())


def _shortest_ring(cites: Mapping[str, set[str]], start: str) -> tuple[str, ...]:
    paths: list[tuple[str, ...]] = [(start,)]
    seen = {start}
    for path in paths:
        for cited in sorted(cites.get(path[-1], ())):
            if cited == start:
                return path
            if cited not in seen:
                seen.add(cited)
                paths.append((*path, cited))
    return ()
