"""Accounts put together into tellings: copies as one, each with all that it goes back to.

Who says "according to A" says what A's own account says, unnamed sources included; a copy rests
on whom its original rests on, credited or not.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import chain, combinations
from typing import Final

from claims.accounts import Account, Discount, Reason, Story

COPY_WINDOW: Final = timedelta(hours=72)
COPY_OVERLAP: Final = 0.6  # share of the shorter text's five-word runs found in the other


class Reading:
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


@dataclass(slots=True, eq=False)
class Telling:
    """One telling: an account with its copies, all whom it rests on, and what weakens it."""

    accounts: list[Account]
    people: frozenset[str]
    weakness: Discount | None
    # Account → tellings of the outlet that it names as the speaker.
    cites: dict[str, list["Telling"]] = field(default_factory=dict)
    contains: list["Telling"] = field(default_factory=list)

    @property
    def first(self) -> Account:
        """The account the others copied, as far as dates tell; a sourced one before others."""
        return self.accounts[0]

    def behind(self) -> list["Telling"]:
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


def copies_together(
    reading: Reading,
    accounts: Sequence[Account],
    *,
    without: frozenset[str] = frozenset(),
    relays_only: bool = False,
) -> list[Telling]:
    """Put copies together: a copy rests on all whom its original rests on, credited or not."""
    clusters: dict[int, list[Account]] = {}
    for account in accounts:
        clusters.setdefault(reading.copies[account.id], []).append(account)
    units = []
    for copies in clusters.values():
        weak = {a.id: reading.own_weakness(a, relays_only=relays_only) for a in copies}
        people = frozenset().union(*(reading.people(a, without=without) for a in copies))
        copies.sort(key=lambda a: weak[a.id] is not None)
        units.append(Telling(copies, people, _weakness_of_copies(copies, weak)))
    return units


def tellings_of(reading: Reading, accounts: Sequence[Account]) -> list[Telling]:
    """The tellings, each resting also on all that it goes back to.

    Who says "according to A" says what A's own account says, unnamed sources included; who
    repeats a whole chain repeats the copies of that text too.
    """
    units = copies_together(reading, accounts)
    by_outlet: dict[str, list[Telling]] = {}
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
    for unit in units:
        unit.people = people[id(unit)]
    # What is weakened weakens in turn who cites or repeats it, until nothing changes.
    while weakened := [(u, weak) for u in units if not u.weakness and (weak := _inherited(u))]:
        for unit, weak in weakened:
            unit.weakness = replace(weak, account=unit.first.id, other=weak.account)
    return units


def _find_repeats(reading: Reading, units: Sequence[Telling]) -> None:
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


def _inherited(unit: Telling) -> Discount | None:
    """The weakness of a telling that it repeats, or that of all it cites in the end.

    A copy that names somebody else speaks for all: which of an outlet's tellings the others cite
    is not known. Outlets that cite only each other stand on nothing weaker than themselves: they
    count once.
    """
    weak = {account.id: _weakness_of_cited(unit, account) for account in unit.fullest}
    repeated = (told.weakness for told in unit.contains if told.weakness)
    cited = _weakness_of_copies(unit.fullest, weak) if all(weak.values()) else None
    return cited or next(repeated, None)


def _weakness_of_cited(unit: Telling, account: Account) -> Discount | None:
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
