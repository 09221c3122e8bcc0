"""The largest set of things of which no two are in conflict."""

from collections.abc import Sequence
from typing import Final

# Groups of news claims are solved in a few hundred steps; what takes more is cut off here.
MOST_STEPS: Final = 20_000


class _TooHard(Exception):
    """The steps are used up."""


def largest_independent_set(conflicts: Sequence[set[int]]) -> tuple[list[int], bool]:
    """Choose as many things as possible of which no two are in conflict.

    Args: conflicts[i] are the numbers of the things that i is in conflict with (symmetric).
    Returns: the chosen numbers in order, and whether there surely is no larger choice. The search
        is exact (branch and bound with dominance); a part of the graph that needs more than
        MOST_STEPS gives one thing only, the safe side for counting witnesses.
    """
    masks = [sum(1 << other for other in others) for others in conflicts]
    chosen: list[int] = []
    exact = True
    for part in _connected_parts(masks):
        search = _Search(masks)
        try:
            found = search.largest(part)
        except _TooHard:
            found, exact = part & -part, False
        chosen.extend(_numbers(found))
    return sorted(chosen), exact


def _numbers(mask: int) -> list[int]:
    numbers = []
    while mask:
        numbers.append((mask & -mask).bit_length() - 1)
        mask &= mask - 1
    return numbers


def _connected_parts(masks: Sequence[int]) -> list[int]:
    parts, left = [], (1 << len(masks)) - 1
    while left:
        part, border = 0, left & -left
        while border:
            part |= border
            reached = 0
            for number in _numbers(border):
                reached |= masks[number]
            border = reached & ~part
        parts.append(part)
        left &= ~part
    return parts


class _Search:
    """One search; counts its steps."""

    def __init__(self, masks: Sequence[int]) -> None:
        self.masks = masks
        self.steps = 0

    def largest(self, open_: int) -> int:
        """The largest choice among the open numbers, as a mask; lower numbers win ties."""
        self.steps += 1
        if self.steps > MOST_STEPS:
            raise _TooHard
        chosen = 0
        while open_:
            numbers = _numbers(open_)
            simplicial = next((n for n in numbers if self._is_clique(n, open_)), None)
            if simplicial is None:
                busiest = max(numbers, key=lambda n: ((self.masks[n] & open_).bit_count(), -n))
                with_it = 1 << busiest | self.largest(
                    open_ & ~self.masks[busiest] & ~(1 << busiest)
                )
                without = self.largest(open_ & ~(1 << busiest))
                better = with_it if with_it.bit_count() >= without.bit_count() else without
                return chosen | better
            # All that conflict with it conflict with each other: taking it is never wrong.
            chosen |= 1 << simplicial
            open_ &= ~(self.masks[simplicial] | 1 << simplicial)
        return chosen

    def _is_clique(self, number: int, open_: int) -> bool:
        around = self.masks[number] & open_
        return all(not around & ~(self.masks[other] | 1 << other) for other in _numbers(around))
