"""Weights of features by their numbers, in tables that answer for a page of features at once."""

from collections.abc import Mapping, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from claims.attribution.numbering import (
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

_MIX, _OTHER_MIX = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_FULL = 4  # slots for each weight, at least
_TURNS = 64  # a table that is not filled after so many is too small


class Weights:
    """One row of weights for each feature that has some; all others weigh nothing.

    A table with open addresses: a feature lies in one of its two slots, as its number with the
    number of its row in the last bits (xor). Taking off the number that is looked for leaves the
    row; any other feature hardly ever leaves a number as small as that, unless its name is a single
    letter: there are none of these.
    Source: Pagh and Rodler (2004), "Cuckoo hashing".
    """

    def __init__(self, numbers: Numbers, values: Floats) -> None:
        self.numbers, self.values = numbers, values  # n; n x labels
        self._rows = np.uint64(len(numbers))
        self._values = np.vstack([np.zeros((1, values.shape[1])), values])  # row 0: no weight
        bits = max(4, (len(numbers) * _FULL - 1).bit_length())
        while not self._is_filled(bits):
            bits += 1

    def _is_filled(self, bits: int) -> bool:
        """Make a table of that size: who finds a slot taken takes it, and sends the other one on
        to its other slot. Could all find one?"""
        self._shift = np.uint64(64 - bits)
        here, there = (self._slots_of(self.numbers, mix) for mix in (_MIX, _OTHER_MIX))
        rows = np.arange(1, len(self.numbers) + 1, dtype=np.int32)
        held, waiting = np.zeros(1 << bits, np.int32), rows  # by each slot; by none
        for _ in range(_TURNS):
            slots = here[waiting - 1]
            before = held[slots]
            held[slots] = waiting  # of several the last one stays
            lost = waiting[held[slots] != waiting]
            waiting = np.concatenate([lost, np.unique(before[before > 0])])
            at = waiting - 1
            here[at], there[at] = there[at], here[at]
            if not len(waiting):
                break
        self._slots = np.zeros(1 << bits, np.uint64)
        self._slots[here] = self.numbers ^ rows.astype(np.uint64)
        return not len(waiting)

    def _slots_of(self, numbers: Numbers, mix: np.uint64) -> Integers:
        slots: Integers = ((numbers * mix) >> self._shift).view(np.int64)
        return slots

    def of(self, numbers: Numbers) -> Floats:
        """The weights of each feature: one dimension more than numbers has."""
        every = numbers.ravel()
        rows = self._slots.take(self._slots_of(every, _MIX), mode="clip")  # none is too high
        rows ^= every
        found = rows <= self._rows
        other = ((rows != every) > found).nonzero()[0]  # there is another feature
        rows *= found
        wanted = every[other]
        left = self._slots.take(self._slots_of(wanted, _OTHER_MIX), mode="clip")
        left ^= wanted
        rows[other] = left * (left <= self._rows)
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

    @property
    def size(self) -> int:
        return len(self.rows)

    def add(self, values: Floats, total: Floats) -> None:
        """Values are lines x rows of this block x labels."""
        total[self.rows] += np.add.reduce(values)


class Spread(NamedTuple):
    """Features of a few things (spellings), the same lines for each; of each line every row has the
    feature of one thing."""

    at: Integers  # lines x rows: of which thing
    lines: Templates
    columns: Mapping[str, Column]
    size: int  # how many things

    def of_rows(self, values: AnyArray) -> AnyArray:
        """From lines x things to lines x rows."""
        found: AnyArray = values[np.arange(len(values))[:, None], self.at]
        return found

    def add(self, values: Floats, total: Floats) -> None:
        """Values are lines x things x labels."""
        total += np.add.reduce(self.of_rows(values))


def some(rows: Integers, holds: Booleans, lines: Templates, columns: Mapping[str, Column]) -> Block:
    """Features of those rows where something holds. Lines that begin with a part that is missing
    in most rows weigh nothing there: they need not be looked up."""
    at = holds.nonzero()[0]
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
            np.add.accumulate(values, out=found[1:])
            self._sums[weights] = found
        return self._sums[weights]


class Stretches(NamedTuple):
    """Features of which each row has those from each `low` up to its `high`."""

    strip: Strip
    low: Integers  # stretches x rows
    high: Integers


class Features(NamedTuple):
    """What a model may know of each of many rows."""

    size: int
    blocks: Sequence[Block | Spread]
    lent: Sequence[Stretches] = ()

    def weigh(self, weights: Weights) -> Floats:
        """The weights of each row, added up: rows x labels. All are looked up at once."""
        shapes = [(block.lines.count, block.size) for block in self.blocks]
        ends = list(accumulate((lines * size for lines, size in shapes), initial=0))
        numbers = np.empty(ends[-1], np.uint64)
        stretches = list(map(slice, ends, ends[1:]))
        for block, here, shape in zip(self.blocks, stretches, shapes, strict=True):
            block.lines.write(block.columns, numbers[here].reshape(shape))
        values = weights.of(numbers)
        total = np.zeros((self.size, values.shape[1]))
        for block, here, shape in zip(self.blocks, stretches, shapes, strict=True):
            block.add(values[here].reshape(*shape, total.shape[1]), total)
        for strip, low, high in self.lent:
            sums = strip.sums(weights)
            total += np.add.reduce(sums[high] - sums[low])
        return total

    def rows(self) -> list[list[int]]:
        """The numbers of each row, to learn from."""
        found: list[list[int]] = [[] for _ in range(self.size)]
        for block in self.blocks:
            numbers = block.lines.numbers(block.columns, block.size)
            whole = block.lines.are_whole(block.columns, block.size)
            rows = np.arange(self.size)
            if isinstance(block, Spread):
                numbers, whole = block.of_rows(numbers), block.of_rows(whole)
            else:
                rows = block.rows
            for row, mine, kept in zip(rows.tolist(), numbers.T, whole.T, strict=True):
                found[row] += mine[kept].tolist()
        for strip, *bounds in self.lent:
            for low, high in zip(*bounds, strict=True):
                for nth, (first, end) in enumerate(zip(low.tolist(), high.tolist(), strict=True)):
                    found[nth] += strip.numbers[first:end].tolist()
        return found
