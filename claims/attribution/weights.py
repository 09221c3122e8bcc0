"""Weights of features by their numbers, in tables that answer for a page of features at once."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from claims.attribution.numbering import (
    NOTHING,
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

    A table with open addresses: a feature lies in the first free slot from its own on.
    """

    def __init__(self, numbers: Numbers, values: Floats) -> None:
        self.numbers, self.values = numbers, values  # n; n x labels
        bits = max(4, (len(numbers) * _FULL - 1).bit_length())
        self._shift, self._last = np.uint64(64 - bits), (1 << bits) - 1
        self._keys = np.zeros(self._last + 1, np.uint64)
        self._rows = np.zeros(self._last + 1, np.int32)
        self._values = np.vstack([np.zeros((1, values.shape[1])), values])  # row 0: no weight
        self._fill()

    def _fill(self) -> None:
        waiting = np.arange(len(self.numbers))
        slots = self._slots(self.numbers)
        while len(waiting):
            free = self._keys[slots] == 0
            self._keys[slots[free]] = self.numbers[waiting[free]]  # of several the last one stays
            placed = self._keys[slots] == self.numbers[waiting]
            self._rows[slots[placed]] = waiting[placed] + 1
            waiting, slots = waiting[~placed], (slots[~placed] + 1) & self._last

    def _slots(self, numbers: Numbers) -> NDArray[np.int64]:
        slots: NDArray[np.int64] = ((numbers * _MIX) >> self._shift).view(np.int64)
        return slots

    def of(self, numbers: Numbers) -> Floats:
        """The weights of each feature: one dimension more than numbers has."""
        flat = numbers.ravel()
        slots = self._slots(flat)
        there, rows = self._keys.take(slots), self._rows.take(slots)
        other = np.flatnonzero(there != flat)
        rows[other] = 0
        other = other[there[other] != 0]
        slots = slots[other]
        while len(other):
            slots = (slots + 1) & self._last
            there = self._keys[slots]
            same = there == flat[other]
            rows[other[same]] = self._rows[slots[same]]
            left = ~same & (there != 0)
            other, slots = other[left], slots[left]
        found: Floats = self._values.take(rows, axis=0)
        return found.reshape(*numbers.shape, self.values.shape[1])


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


class Range(NamedTuple):
    """Features of which each row has those from `low` up to `high`, its own stretch."""

    numbers: Numbers
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
        upto: dict[int, Floats] = {}  # several ranges may share their numbers
        for one in self.lent:
            if isinstance(one, Single):
                total += weights.of(one.numbers)[one.at]
                continue
            if id(one.numbers) not in upto:
                upto[id(one.numbers)] = _added_up(weights.of(one.numbers))
            sums = upto[id(one.numbers)]
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
                low, high = one.at, one.at + (one.numbers[one.at] != np.uint64(NOTHING[0]))
            else:
                low, high = one.low, one.high
            for nth, (first, end) in enumerate(zip(low.tolist(), high.tolist(), strict=True)):
                found[nth] += one.numbers[first:end].tolist()
        return found


def _added_up(values: Floats) -> Floats:
    """For each row, and one past the last, the sum of all rows before it."""
    found = np.zeros((len(values) + 1, values.shape[1]))
    np.cumsum(values, axis=0, out=found[1:])
    return found
