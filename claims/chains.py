"""Chains as they are shown: from the outlet to the last speaker, each told once."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from claims.models import Attribution, Hop
from sources.models import Source


@dataclass(frozen=True, slots=True)
class Chain:
    """Through whom one attribution reached the reader; the last of the speakers said it."""

    attribution: Attribution
    speakers: tuple[Source, ...]

    @property
    def last_speaker(self) -> Source:
        """Who is said to have said it."""
        return self.speakers[-1]


def chains_of(hops: Iterable[Hop]) -> list[Chain]:
    """The chains of one claim, from its hops with their sources and attributions.

    A chain that another one continues is part of that one: of "Watan → sources" and
    "Watan → sources → Haftar" only the second is returned.
    """
    ordered = sorted(hops, key=lambda hop: (hop.attribution_id, hop.position))
    chains: dict[tuple[Source, ...], Chain] = {}
    for _, steps in groupby(ordered, key=lambda hop: hop.attribution_id):
        listed = list(steps)
        speakers = tuple(hop.source for hop in reversed(listed))
        chains.setdefault(speakers, Chain(listed[0].attribution, speakers))
    beginnings = {speakers[:n] for speakers in chains for n in range(1, len(speakers))}
    return [chain for speakers, chain in chains.items() if speakers not in beginnings]
