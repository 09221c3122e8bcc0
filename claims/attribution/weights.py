"""Weights of features by their numbers, in tables that answer for a page of features at once."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from claims.attribution.numbering import (
    NOTHING,
    Booleans,
    Column,
    Integers,
    Numbers,
    Templates,
    digest,
)

Floats = NDArray[np.float64]
AnyArray = NDArray[Any]
NONE: Mapping[str, AnyArray] = {}

_MIX = np.uint64(0xBF58476D1CE4E5B9)
_FULL = 4  # slots for each weight, at least


class Weights:
    """One row of weights for each feature that has some; all others weigh nothing.

    A table with open addresses: a feature lies in the first free slot from its own on, as its
    number with the number of its row in the last bits (xor). Taking off the number that is looked
    for leaves the row; any other feature hardly ever leaves a number as small as that, unless its
    name is a single letter: there are none of these.
    """

    def __init__(self, numbers: Numbers, values: Floats) -> None:
        self.numbers, self.values = numbers, values  # n; n x labels
        bits = max(4, (len(numbers) * _FULL - 1).bit_length())
        self._shift, self._last = np.uint64(64 - bits), (1 << bits) - 1
        self._slots, self._rows = np.zeros(self._last + 1, np.uint64), np.uint64(len(numbers))
        self._values = np.vstack([np.zeros((1, values.shape[1])), values])  # row 0: no weight
        self._fill()

    def _fill(self) -> None:
        entries = self.numbers ^ np.arange(1, len(self.numbers) + 1, dtype=np.uint64)
        slots = self._slots_of(self.numbers)
        while len(entries):
            free = self._slots[slots] == 0
            self._slots[slots[free]] = entries[free]  # of several the last one stays
            waiting = self._slots[slots] != entries
            entries, slots = entries[waiting], (slots[waiting] + 1) & self._last

    def _slots_of(self, numbers: Numbers) -> Integers:
        slots: Integers = ((numbers * _MIX) >> self._shift).view(np.int64)
        return slots

    def of(self, numbers: Numbers) -> Floats:
        """The weights of each feature: one dimension more than numbers has."""
        wanted = numbers.ravel()
        slots = self._slots_of(wanted)
        rows = self._slots.take(slots, mode="clip")  # none is too high: not looked at again
        rows ^= wanted
        found = rows <= self._rows
        other = np.flatnonzero((rows != wanted) > found)  # there is another feature
        rows *= found
        slots, wanted = slots[other], wanted[other]
        while len(other):
            slots = (slots + 1) & self._last
            left = self._slots[slots] ^ wanted
            found = left <= self._rows
            rows[other[found]] = left[found]
            again = (left != wanted) > found
            other, slots, wanted = other[again], slots[again], wanted[again]
        values: Floats = self._values.take(rows.view(np.int64), axis=0, mode="clip")
        return values.reshape(*numbers.shape, self.values.shape[1])


def weights_of(named: Mapping[str, Sequence[float]]) -> Weights:
    """A table of weights by the names of their features. Raises ValueError if two names collide."""
    numbers = np.array([digest.__wrapped__(name)[0] for name in named], np.uint64)
    if len(np.unique(numbers)) < len(numbers):
        raise ValueError("features: two names have the same number.")
    return Weights(numbers, np.array(list(named.values()), np.float64))


def save(path: Path, weights: Weights, more: Mapping[str, AnyArray] = NONE) -> None:
    """Write a table, and arrays that belong to it, as an .npz file."""
    arrays: Any = {"numbers": weights.numbers, "values": weights.values, **more}
    np.savez(path, **arrays)


def read(path: Path) -> tuple[Weights, dict[str, AnyArray]]:
    """What save() wrote."""
    with np.load(path) as found:
        arrays = dict(found)
    return Weights(arrays.pop("numbers"), arrays.pop("values")), arrays


class Block(NamedTuple):
    """Features of some of the rows: the same lines for each of them."""

    rows: Integers
    lines: Templates
    columns: Mapping[str, Column]


def some(rows: Integers, holds: Booleans, lines: Templates, columns: Mapping[str, Column]) -> Block:
    """Features of those rows where something holds. Lines that begin with a part that is missing
    in most rows weigh nothing there: they need not be looked up."""
    at = np.flatnonzero(holds)
    return Block(rows[at], lines, {part: columns[part].at(at) for part in lines.parts})


class Strip:
    """Features side by side. However often a model asks, it adds up their weights once."""

    def __init__(self, numbers: Numbers) -> None:
        self.numbers = numbers
        self._sums: dict[Weights, Floats] = {}

    def sums(self, weights: Weights) -> Floats:
        """For each feature, and one past the last, the sum of the weights of all before it."""
        if weights not in self._sums:
            values = weights.of(self.numbers)
            found = np.zeros((len(values) + 1, values.shape[1]))
            np.cumsum(values, axis=0, out=found[1:])
            self._sums[weights] = found
        return self._sums[weights]


class Range(NamedTuple):
    """Features of which each row has those from `low` up to `high`, its own stretch."""

    strip: Strip
    low: Integers
    high: Integers


class Single(NamedTuple):
    """Features of which each row has one, that at its place; or none, where that is NOTHING."""

    numbers: Numbers
    at: Integers


class Features(NamedTuple):
    """What a model may know of each of many rows."""

    size: int
    blocks: Sequence[Block]
    lent: Sequence[Range | Single] = ()

    def weigh(self, weights: Weights) -> Floats:
        """The weights of each row, added up: rows x labels."""
        total = np.zeros((self.size, weights.values.shape[1]))
        for rows, lines, columns in self.blocks:
            total[rows] += weights.of(lines.numbers(columns, len(rows))).sum(axis=0)
        for one in self.lent:
            if isinstance(one, Single):
                total += weights.of(one.numbers)[one.at]
            else:
                sums = one.strip.sums(weights)
                total += sums[one.high] - sums[one.low]
        return total

    def rows(self) -> list[list[int]]:
        """The numbers of each row, to learn from."""
        found: list[list[int]] = [[] for _ in range(self.size)]
        for rows, lines, columns in self.blocks:
            numbers = lines.numbers(columns, len(rows)).T
            whole = lines.are_whole(columns, len(rows)).T
            for row, mine, kept in zip(rows.tolist(), numbers, whole, strict=True):
                found[row] += mine[kept].tolist()
        for one in self.lent:
            if isinstance(one, Single):
                numbers, low = one.numbers, one.at
                high = one.at + (one.numbers[one.at] != np.uint64(NOTHING[0]))
            else:
                numbers, low, high = one.strip.numbers, one.low, one.high
            for nth, (first, end) in enumerate(zip(low.tolist(), high.tolist(), strict=True)):
                found[nth] += numbers[first:end].tolist()
        return found
