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
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import chain, combinations, pairwise
from typing import Final

from claims.packing import largest_independent_set

COPY_WINDOW: Final = timedelta(hours=72)
COPY_OVERLAP: Final = 0.6  # share of the shorter text's five-word runs found in the other
DENIALS: Final = frozenset({"denies"})


class Reason(StrEnum):
    """Why an account doesn't add an independent origin."""

    SHARED_NODE = "shared_node"
    CITES_OTHER = "cites_other"
    MERGED = "merged"
    PARENT_OR_OWNER = "parent_or_owner"
    WIRE_COPY = "wire_copy"
    UNNAMED = "unnamed"
    NO_SOURCE = "no_source"
    DENIES = "denies"


@dataclass(frozen=True, slots=True)
class Node:
    """A source as independence sees it. `parents` are its body, channel and owners."""

    id: str
    name: str
    unnamed: bool = False
    merged_into: str | None = None
    parents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Account:
    """One chain of one claim: hops from the last speaker to the outlet, both included.

    Without a speaker (the outlet states it as a fact) the outlet is the only hop. `shingles` are
    hashes of the five-word runs of the whole article, for telling copies.
    """

    id: str
    hops: tuple[str, ...]
    published_at: datetime | None = None
    shingles: frozenset[int] = frozenset()
    cue_class: str = "asserts"
    label: str = ""

    @property
    def outlet(self) -> str:
        """Who published it."""
        return self.hops[-1]


@dataclass(frozen=True, slots=True)
class Story:
    """All accounts of one claim group. `vouched`: unnamed sources, or outlets that state it as a
    fact, of whom a person has said that they stand for themselves here."""

    nodes: Mapping[str, Node]
    accounts: tuple[Account, ...]
    vouched: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Discount:
    """An account that adds nothing: why, compared with which account, and where they meet."""

    account: str
    reason: Reason
    other: str | None = None
    meeting: str | None = None


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


class _Reading:
    """A story with merges followed and copies put together; built once per question."""

    def __init__(self, story: Story) -> None:
        self.story = story
        # In the order of publication, so that the answer is the same however members arrived.
        self.accounts = tuple(
            sorted(story.accounts, key=lambda a: (a.published_at is None, a.published_at, a.id))
            if all(a.published_at for a in story.accounts)
            else sorted(story.accounts, key=lambda a: a.id)
        )
        self.lineages: dict[str, frozenset[str]] = {}
        self.copies = _copy_clusters(self.accounts)

    def canonical(self, source: str) -> str:
        """The source this one was merged into, however many merges ago."""
        seen = set()
        while (node := self.story.nodes.get(source)) and node.merged_into and source not in seen:
            seen.add(source)
            source = node.merged_into
        return source

    def lineage(self, source: str) -> frozenset[str]:
        """A source with all its parents and owners."""
        source = self.canonical(source)
        if source not in self.lineages:
            found, todo = set(), [source]
            while todo:
                one = self.canonical(todo.pop())
                if one not in found:
                    found.add(one)
                    node = self.story.nodes.get(one)
                    todo.extend(node.parents if node else ())
            self.lineages[source] = frozenset(found)
        return self.lineages[source]

    def hops(self, account: Account) -> tuple[str, ...]:
        """An account's hops after merges, each once."""
        return tuple(dict.fromkeys(map(self.canonical, account.hops)))

    def people(self, account: Account, *, without: frozenset[str] = frozenset()) -> frozenset[str]:
        """All whom an account rests on: its hops and theirs above them."""
        hops = [hop for hop in self.hops(account) if hop not in without]
        return frozenset().union(*map(self.lineage, hops)) - without

    def own_weakness(self, account: Account, *, relays_only: bool = False) -> Discount | None:
        """What keeps an account by itself from being independent of anything, if something does.

        A merge doesn't give unnamed people a name: that an unnamed source is somebody is for a
        person to say about that very source.
        """
        if len(account.hops) == 1 and not relays_only and account.outlet not in self.story.vouched:
            return Discount(account.id, Reason.NO_SOURCE, meeting=self.canonical(account.outlet))
        for hop in account.hops[1:] if relays_only else account.hops:
            nodes = (self.story.nodes.get(hop), self.story.nodes.get(self.canonical(hop)))
            unnamed = any(node and node.unnamed for node in nodes)
            if unnamed and hop not in self.story.vouched:
                return Discount(account.id, Reason.UNNAMED, meeting=self.canonical(hop))
        return None


def independence(story: Story) -> Independence:
    """Count the independent origins of a story and say why no more.

    Properties (held by tests): a derived copy never raises the count; the order of accounts
    doesn't matter; merging two sources never raises it and splitting one never lowers it;
    a circle of outlets citing each other counts once and is named.
    """
    reading = _Reading(story)
    supporting = [a for a in reading.accounts if a.cue_class not in DENIALS]
    denials = [a for a in reading.accounts if a.cue_class in DENIALS]
    units = _units(reading, supporting)
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


@dataclass(slots=True, eq=False)
class _Unit:
    """One telling: an account with its copies, all whom it rests on, and what weakens it."""

    accounts: list[Account]
    people: frozenset[str]
    weakness: Discount | None
    # Account → tellings of the outlet that it names as the speaker.
    cites: dict[str, list["_Unit"]] = field(default_factory=dict)
    contains: list["_Unit"] = field(default_factory=list)

    @property
    def first(self) -> Account:
        """The account the others copied, as far as dates tell; a sourced one before others."""
        return self.accounts[0]

    def behind(self) -> list["_Unit"]:
        """This telling and all that it goes back to."""
        found = {id(self): self}
        todo = [self]
        while todo:
            unit = todo.pop()
            for other in (*chain.from_iterable(unit.cites.values()), *unit.contains):
                if id(other) not in found:
                    found[id(other)] = other
                    todo.append(other)
        return list(found.values())

    @property
    def fullest(self) -> list[Account]:
        """Its accounts without those that only left out whom another one of them names."""
        named = {account.id: frozenset(account.hops[:-1]) for account in self.accounts}
        return [a for a in self.accounts if not any(named[a.id] < more for more in named.values())]

    @property
    def grounded(self) -> bool:
        """Whether one of its accounts has a speaker who is no outlet with an account here."""
        return any(not self.cites.get(account.id) for account in self.fullest)


def _plain_units(
    reading: _Reading,
    accounts: Sequence[Account],
    *,
    without: frozenset[str] = frozenset(),
    relays_only: bool = False,
) -> list[_Unit]:
    """Put copies together: a copy rests on all whom its original rests on, credited or not."""
    clusters: dict[int, list[Account]] = {}
    for account in accounts:
        clusters.setdefault(reading.copies[account.id], []).append(account)
    units = []
    for copies in clusters.values():
        weak = {a.id: reading.own_weakness(a, relays_only=relays_only) for a in copies}
        people = frozenset().union(*(reading.people(a, without=without) for a in copies))
        copies.sort(key=lambda a: weak[a.id] is not None)
        units.append(_Unit(copies, people, _weakness_of_copies(copies, weak)))
    return units


def _units(reading: _Reading, accounts: Sequence[Account]) -> list[_Unit]:
    """The tellings, each resting also on all that it goes back to.

    Who says "according to A" says what A's own account says, unnamed sources included; who
    repeats a whole chain repeats the copies of that text too.
    """
    units = _plain_units(reading, accounts)
    by_outlet: dict[str, list[_Unit]] = {}
    for unit in units:
        for outlet in dict.fromkeys(reading.canonical(a.outlet) for a in unit.accounts):
            by_outlet.setdefault(outlet, []).append(unit)
    for unit in units:
        for account in unit.accounts if unit.weakness is None else ():
            if len(account.hops) > 1:
                told = by_outlet.get(reading.hops(account)[0], ())
                unit.cites[account.id] = [u for u in told if u is not unit]
    _find_repeats(reading, units)
    people = {id(unit): frozenset().union(*(u.people for u in unit.behind())) for unit in units}
    inherited = {id(unit): _inherited_weakness(unit) for unit in units}
    for unit in units:
        unit.people, unit.weakness = people[id(unit)], inherited[id(unit)]
    while changed := [
        u for u in units if u.weakness is None and any(c.weakness for c in u.contains)
    ]:
        for unit in changed:
            weak = next(c.weakness for c in unit.contains if c.weakness)
            unit.weakness = replace(weak, account=unit.first.id, other=weak.account)
    return units


def _find_repeats(reading: _Reading, units: Sequence[_Unit]) -> None:
    """Note of each telling whose whole chains it has in its own.

    A bare outlet's chain is repeated only by what has nothing but that outlet either.
    """
    holders: dict[str, set[int]] = {}
    tellings = [(unit, account) for unit in units for account in unit.accounts]
    hops = [reading.hops(account) for _, account in tellings]
    for number, told in enumerate(hops):
        for hop in told:
            holders.setdefault(hop, set()).add(number)
    bare = {id(u) for u in units if all(len(account.hops) == 1 for account in u.accounts)}
    for number, (unit, account) in enumerate(tellings):
        for other in sorted(set.intersection(*(holders[hop] for hop in hops[number]))):
            repeating = tellings[other][0]
            allowed = len(account.hops) > 1 or id(repeating) in bare
            if repeating is not unit and allowed and unit not in repeating.contains:
                repeating.contains.append(unit)


def _inherited_weakness(unit: _Unit) -> Discount | None:
    """Its own weakness, or that of all it cites in the end.

    Outlets that cite only each other stand on nothing weaker than themselves: they count once.
    """
    if unit.weakness:
        return unit.weakness
    weak = {account.id: _weakness_of_cited(unit, account) for account in unit.fullest}
    found = _weakness_of_copies(unit.fullest, weak)
    return replace(found, account=unit.first.id, other=found.account) if found else None


def _weakness_of_cited(unit: _Unit, account: Account) -> Discount | None:
    """What weakens all the tellings that an account goes back to, if something does."""
    reached, ends = list(unit.cites.get(account.id, ())), []
    for one in reached:
        if one.weakness or one.grounded:
            ends.append(one)
        else:
            cited = chain.from_iterable(one.cites.values())
            reached.extend(u for u in cited if u not in reached)
    weak = [end.weakness for end in ends if end.weakness]
    return weak[0] if ends and len(weak) == len(ends) else None


def _weakness_of_copies(
    copies: Sequence[Account], weak: Mapping[str, Discount | None]
) -> Discount | None:
    """A copy that lost the source has lost nothing of the text; one that shows the source to be
    unnamed shows it for all."""
    found = [discount for copy in copies if (discount := weak[copy.id])]
    unnamed = [discount for discount in found if discount.reason is Reason.UNNAMED]
    if unnamed:
        return unnamed[0]
    return found[0] if len(found) == len(copies) else None


def _choose(units: Sequence[_Unit]) -> tuple[list[int], bool]:
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


def _conflicts(units: Sequence[_Unit]) -> list[set[int]]:
    conflicts: list[set[int]] = [set() for _ in units]
    for i, one in enumerate(units):
        for j in range(i):
            other = units[j]
            if one.people & other.people:
                conflicts[i].add(j)
                conflicts[j].add(i)
    return conflicts


def _discounts(reading: _Reading, units: Sequence[_Unit], chosen: set[int]) -> list[Discount]:
    found = []
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


def _meeting(reading: _Reading, unit: _Unit, other: _Unit) -> Discount | None:
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


def _meeting_further_up(reading: _Reading, unit: _Unit, other: _Unit) -> Discount:
    """They share no hop of their own, but what they cite or whom they belong to."""
    for mine in (account for one in unit.behind() for account in one.accounts):
        for theirs in (account for one in other.behind() for account in one.accounts):
            shared = [hop for hop in reading.hops(mine) if hop in reading.hops(theirs)]
            if shared:
                return Discount(unit.first.id, Reason.CITES_OTHER, other.first.id, shared[0])
    above = sorted(unit.people & other.people)
    return Discount(unit.first.id, Reason.PARENT_OR_OWNER, other.first.id, above[0])


def _kind_of_meeting(reading: _Reading, mine: Account, theirs: Account, shared: str) -> Reason:
    if not {hop for hop in mine.hops if reading.canonical(hop) == shared} & set(theirs.hops):
        return Reason.MERGED
    outlets = {reading.canonical(mine.outlet), reading.canonical(theirs.outlet)}
    if shared in outlets and len(outlets) > 1:
        return Reason.CITES_OTHER
    return Reason.SHARED_NODE


def _was_it_said(reading: _Reading, accounts: Sequence[Account]) -> tuple[SpeakerCount, ...]:
    """For each speaker, the independent ways on which the words reached the reader."""
    by_speaker: dict[str, list[Account]] = {}
    for account in accounts:
        if len(account.hops) > 1:
            by_speaker.setdefault(reading.hops(account)[0], []).append(account)
    counts = []
    for speaker, told in by_speaker.items():
        lineage = reading.lineage(speaker)
        units = _plain_units(reading, told, without=lineage, relays_only=True)
        chosen, _ = _choose(units)
        counts.append(SpeakerCount(speaker, len(chosen), tuple(a.id for a in told)))
    return tuple(sorted(counts, key=lambda c: (-c.relays, c.speaker)))


def _meetings(reading: _Reading, accounts: Sequence[Account]) -> dict[str, tuple[str, ...]]:
    """Sources in which two or more accounts meet, with those accounts."""
    through: dict[str, list[str]] = {}
    for account in accounts:
        for hop in reading.hops(account):
            through.setdefault(hop, []).append(account.id)
    return {hop: tuple(ids) for hop, ids in sorted(through.items()) if len(ids) > 1}


def _circles(reading: _Reading, accounts: Iterable[Account]) -> tuple[tuple[str, ...], ...]:
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
    paths = [(start,)]
    seen = {start}
    for path in paths:
        for cited in sorted(cites.get(path[-1], ())):
            if cited == start:
                return path
            if cited not in seen:
                seen.add(cited)
                paths.append((*path, cited))
    return ()


def shingles_of(text: str, *, words: int = 5) -> frozenset[int]:
    """Hashes of all runs of five words of a folded text; of the whole text if it is shorter."""
    tokens = text.split()
    if len(tokens) < words:
        return frozenset()
    return frozenset(
        hash(" ".join(tokens[at : at + words])) for at in range(len(tokens) - words + 1)
    )


def _copy_clusters(accounts: Sequence[Account]) -> dict[str, int]:
    """Account → number of its cluster: near-identical texts within the window, through others
    too."""
    cluster = {account.id: number for number, account in enumerate(accounts)}
    for one, other in combinations(accounts, 2):
        old, new = cluster[other.id], cluster[one.id]
        if old == new or not _within_window(one, other):
            continue
        shorter = min(len(one.shingles), len(other.shingles))
        if shorter and len(one.shingles & other.shingles) >= COPY_OVERLAP * shorter:
            cluster = {key: new if value == old else value for key, value in cluster.items()}
    return cluster


def _within_window(one: Account, other: Account) -> bool:
    if one.published_at is None or other.published_at is None:
        return True
    return abs(one.published_at - other.published_at) <= COPY_WINDOW
