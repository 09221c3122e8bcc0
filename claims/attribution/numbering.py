"""Features as numbers: the name of a feature ("R.t=verb.perfect") is never spelt, only its digest.

A digest is a polynomial over the letters, modulo 2^64, so that the digest of a text follows from
those of its parts. A line such as "{side}.t={tag}" is read once; then a whole page of candidates
gets the digests of all its lines in a few operations on arrays.
Source: Karp and Rabin (1987), "Efficient randomized pattern-matching algorithms".
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from itertools import accumulate
from operator import mul

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.uint64]
Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]

_BASE = 0x9E3779B97F4A7C15 | 1
MASK = (1 << 64) - 1
_FIELD = re.compile(r"{(\w+)}")


@lru_cache(maxsize=1 << 16)
def digest(text: str) -> tuple[int, int]:
    """(number of a text, the base to the power of its length)."""
    powers = _powers(len(text))
    return sum(map(mul, powers, map(ord, text))) & MASK, powers[-1]


@cache
def _powers(length: int) -> list[int]:
    """The base to the power of each number up to a length."""
    return list(accumulate(range(length), lambda power, _: power * _BASE & MASK, initial=1))


# Stands for a part that is missing: no feature with it has a weight.
NOTHING = (0xD1B54A32D192ED03, 0x8CB92BA72F3D8DD7)
_NOTHING = np.array(NOTHING, np.uint64)[:, None]


class Column:
    """One part of a feature name for many candidates: digests of what stands there."""

    __slots__ = ("both",)

    def __init__(self, both: Numbers) -> None:
        self.both = both  # their numbers, and below them their powers

    @property
    def number(self) -> Numbers:
        found: Numbers = self.both[0]
        return found

    def __getitem__(self, rows: slice) -> "Column":
        return Column(self.both[:, rows])

    def at(self, rows: Integers | Booleans) -> "Column":
        """The same part for other candidates: row numbers into this one."""
        return Column(self.both.take(rows, 1))

    def and_nothing(self) -> "Column":
        """With a part that is missing at its end, row -1."""
        return Column(np.concatenate([self.both, _NOTHING], 1))

    def where(self, condition: Booleans, other: "Column") -> "Column":
        """This part where a condition holds, the other where not."""
        return Column(np.where(condition, self.both, other.both))

    def __add__(self, other: "Column") -> "Column":
        """Both parts, one after the other."""
        both: Numbers = self.both[1] * other.both
        both[0] += self.both[0]
        return Column(both)


def digests(spelt: Sequence[str]) -> Column:
    """Digests of many texts at once, none of them kept."""
    lengths = np.fromiter(map(len, spelt), np.int64, len(spelt))
    every = "".join(spelt).encode("utf-32-le", "surrogatepass")
    letters = np.frombuffer(every, np.uint32).astype(np.uint64)
    powers = np.full(int(lengths.max(initial=0)) + 1, _BASE, np.uint64)
    powers[0] = 1
    np.multiply.accumulate(powers, out=powers)
    end = lengths.cumsum()
    place = np.arange(len(letters)) - (end - lengths).repeat(lengths)
    upto = np.zeros(len(letters) + 1, np.uint64)
    np.add.accumulate(letters * powers[place], out=upto[1:])
    return Column(np.array([upto[end] - upto[end - lengths], powers[lengths]]))


def column(digests: Sequence[tuple[int, int]]) -> Column:
    """A part of given digests, one a candidate."""
    return Column(np.array(digests, np.uint64).reshape(-1, 2).T.copy())


def texts(*values: str | None) -> Column:
    """Digests of a few texts, to be chosen by `at`; None is a part that is missing."""
    return column([NOTHING if value is None else digest(value) for value in values])


@cache
def constant(text: str | None) -> Column:
    """The same text for every candidate."""
    return texts(text)


def any_of(columns: Mapping[str, Column], parts: Sequence[str]) -> Booleans:
    """For each candidate: is one of these parts there?"""
    nothing = np.uint64(NOTHING[0])
    found: Booleans = np.logical_or.reduce([columns[part].number != nothing for part in parts])
    return found


class Templates:
    """The lines of a table, each the name of a feature with parts in braces."""

    def __init__(self, listed: str) -> None:
        lines = [line.strip() for line in listed.splitlines() if line.strip()]
        pieces = [_FIELD.split(line) for line in lines]  # literal, part, literal, part, literal
        pieces.sort(key=len, reverse=True)
        self.parts = list(dict.fromkeys(part for piece in pieces for part in piece[1::2]))
        place = {part: number for number, part in enumerate(self.parts)}
        self._places = [[place[part] for part in piece[1::2]] for piece in pieces]
        self.count = len(pieces)
        self._last = column([digest(piece[-1]) for piece in pieces]).number[:, None]
        # From the last part of the longest lines to the first of all: how many lines have it, which
        # part it is (its number and its power), and the text before it.
        self._steps: list[tuple[int, Integers, Integers, Numbers]] = []
        for nth in range(len(self._places[0]) - 1, -1, -1):
            having = [places[nth] for places in self._places if len(places) > nth]
            before = column([digest(piece[2 * nth]) for piece in pieces[: len(having)]])
            number = 2 * np.array(having)
            self._steps.append((len(having), number, number + 1, before.both[:, :, None]))

    def numbers(self, columns: Mapping[str, Column], rows: int) -> Numbers:
        """The digests of all lines for each candidate: lines x rows."""
        found = np.empty((self.count, rows), np.uint64)
        self.write(columns, found)
        return found

    def write(self, columns: Mapping[str, Column], found: Numbers) -> None:
        """The digests of all lines for each candidate, into an array of lines x rows."""
        found[:] = self._last
        both = [columns[part].both for part in self.parts]
        parts = np.concatenate(both) if both else found  # a number, a power, a number ...
        for count, number, power, before in self._steps:
            lines = found[:count]
            lines *= parts.take(power, 0)
            lines += parts.take(number, 0)
            lines *= before[1]
            lines += before[0]

    def are_whole(self, columns: Mapping[str, Column], rows: int) -> Booleans:
        """Which lines have all their parts for which candidate: lines x rows."""
        missing = np.empty((len(self.parts), rows), np.bool_)
        for place, part in enumerate(self.parts):
            missing[place] = columns[part].number == _NOTHING[0]
        return np.array([~missing[places].any(axis=0) for places in self._places])
