"""The words of many sentences as arrays: what features are made of, one entry for each word."""

from collections.abc import Sequence
from functools import cached_property
from itertools import chain, count

import numpy as np

from claims.attribution.numbering import (
    Booleans,
    Column,
    Integers,
    Templates,
    digests,
    texts,
)
from claims.attribution.sentence import Sentence
from claims.attribution.spellings import (
    FACTS,
    KIND_PARTS,
    LETTER_PARTS,
    MARKS,
    PLACES,
    RECORD_SIZE,
    atoms_of,
    limit,
    record_of,
)
from claims.attribution.weights import AnyArray, Spread, Stretches, Strip

__all__ = ["MARKS", "Words", "counted", "shifted"]

# Steps to the words that are seen from one, and how their atoms begin; from how far the spelling of
# a word, its stem and its shape are seen.
_SIDES = {0: "", -1: "-1", 1: "+1", -2: "-2", 2: "+2"}
_FROM = {"w={norm}": 1, "s={stem}": 2, "h={shape}": 1}
_SEEN = [
    (step, side + line)
    for line, far in _FROM.items()
    for step, side in _SIDES.items()
    if abs(step) <= far
]
_STEPS = np.array([step for step, _ in _SEEN])
_SPELT = Templates("\n".join(line for _, line in _SEEN))
_AROUND = np.array([*_SIDES])[:, None]
_BEFORE_ATOMS = texts(*_SIDES.values()).both[:, :, None]
_JOINTS = Templates("""
    jj={kind}>{then}>{third}
    j={kind}>{then}
""")
_BITS = np.array([[1 << place] for place in range(len(FACTS))], np.uint64)
_EDGE = 3  # places before and after each sentence that stand for its limits
_START, _END = limit("start"), limit("end")


class Words:
    """The words of sentences in one row, with places between that stand for their limits.

    `first[n]` is the place of the first word of sentence n, `count[n]` how many words it has.
    """

    def __init__(self, sentences: Sequence[Sentence]) -> None:
        self.sentences = sentences
        self.count = np.array([len(sentence.tokens) for sentence in sentences], np.int64)
        self.first = np.cumsum(self.count + 2 * _EDGE) - self.count - _EDGE
        self.size = int((self.count + 2 * _EDGE).sum())
        words = int(self.count.sum())
        self.at_words = np.arange(words) + np.repeat(
            self.first - np.cumsum(self.count) + self.count, self.count
        )
        self.quote = np.zeros(self.size, np.int64)
        self.quote[self.at_words] = list(chain.from_iterable(one.quote for one in sentences))
        views = list(chain.from_iterable(one.views for one in sentences))
        self._views = list(dict.fromkeys(views))
        number_of = dict(zip(self._views, count(), strict=False))
        self._view_at = np.full(self.size, -1)  # per place the number of its spelling; limits: -1
        self._view_at[self.at_words] = list(map(number_of.__getitem__, views))
        self._read_spellings()
        self.parts = self._parts()
        self.places = np.arange(self.size)
        self._before: dict[str, Integers] = {}

    def _read_spellings(self) -> None:
        language = self.sentences[0].language if self.sentences else None
        records = [record_of(language, view) for view in self._views] if language else []
        records += [_END.record, _START.record]  # view -1 is the start of a sentence
        spelling_at = self._view_at.copy()
        ends = (self.first + self.count)[:, None] + np.arange(_EDGE)
        spelling_at[ends.ravel()] = len(self._views)
        rows = np.frombuffer(b"".join(records), np.uint64).reshape(-1, RECORD_SIZE)
        self._record_at = np.ascontiguousarray(rows.T).take(spelling_at, 1)
        self._spelling_at = spelling_at
        bits = self._record_at[PLACES["facts"]] | self._record_at[PLACES["more_facts"]]
        self._facts: dict[str, Booleans] = dict(zip(FACTS, (bits & _BITS) != 0, strict=True))

    def _parts(self) -> dict[str, Column]:
        """The parts of features that each place has."""
        at = self._record_at
        return {"norm": self._spelt["spelt"].at(self._view_at)} | {
            name: Column(at[PLACES[name] : PLACES[name] + 2]) for name in KIND_PARTS + LETTER_PARTS
        }

    @cached_property
    def _spelt(self) -> dict[str, Column]:
        """How each spelling is written, in parts; at last, what stands for a limit."""
        names, size = ("spelt", "norm", "stem", "shape"), len(self._views)
        every = digests([getattr(view, name) for name in names for view in self._views])
        return {
            name: every[nth * size : (nth + 1) * size].and_nothing()
            for nth, name in enumerate(names)
        }

    def is_(self, fact: str) -> Booleans:
        """Per place: does this hold?"""
        return self._facts[fact]

    def before(self, fact: str) -> Integers:
        """Per place: for how many places before it does this hold?"""
        if fact not in self._before:
            self._before[fact] = counted(self.is_(fact))
        return self._before[fact]

    @cached_property
    def is_word(self) -> Booleans:
        """Per place: a word, not a limit?"""
        words: Booleans = self._view_at >= 0
        return words

    @cached_property
    def opens(self) -> Booleans:
        """Per place: is this word "that", or the first of a quotation?"""
        opens: Booleans = self.is_("that") | (
            (self.quote > 0) & (self.quote != shifted(self.quote))
        )
        return opens

    @cached_property
    def next_opener(self) -> Integers:
        """Per place: the nearest from there on that opens content, or the end of its sentence."""
        return self.next_place(self.opens | ~self.is_word)

    @cached_property
    def joints(self) -> Strip:
        """Which kind of word is at each place and which two follow, then the same of one less."""
        kind, last = self.parts["kind"], self.size - 1
        then = kind.at(np.minimum(self.places + 1, last))
        third = kind.at(np.minimum(self.places + 2, last))
        columns = {"kind": kind, "then": then, "third": third}
        return Strip(_JOINTS.numbers(columns, self.size).ravel())

    @cached_property
    def is_heading(self) -> Booleans:
        """Per sentence: does it stand above others?"""
        return np.array([sentence.is_heading for sentence in self.sentences], np.bool_)

    def marked(self, start: Integers, tokens: Sequence[Sequence[int]]) -> Booleans:
        """Per place: is it one of these tokens? Start: the first place of the sentence of each."""
        lengths = list(map(len, tokens))
        found = np.zeros(self.size, np.bool_)
        every = np.fromiter(chain.from_iterable(tokens), np.int64, sum(lengths))
        found[every + np.repeat(start, lengths)] = True
        return found

    def atoms(self) -> tuple[Spread, Stretches]:
        """What each word and its neighbours lend to it: spellings, and atoms of their kinds."""
        view_at = self._view_at[self.at_words + _STEPS[:, None]]
        kind_of = [view.kind for view in (*self._views, _END, _START)]
        kinds = list(dict.fromkeys(kind_of))
        number_of = dict(zip(kinds, count(), strict=False))
        kind_at = np.array(list(map(number_of.__getitem__, kind_of)))[self._spelling_at]
        atoms = atoms_of(kinds)
        first = np.cumsum([0, *map(len, atoms)])
        lent = np.array([[len(kind.atoms), kind.seen] for kind in kinds]).T
        number, power = _BEFORE_ATOMS
        every = number + power * np.concatenate(atoms)  # sides x atoms
        side = np.arange(len(_SIDES))[:, None]
        at = kind_at[self.at_words + _AROUND]
        low = first[at] + side * first[-1]
        stretches = Stretches(Strip(every.ravel()), low, low + lent[np.minimum(side, 1), at])
        return Spread(view_at, _SPELT, self._spelt, len(self._views) + 1), stretches

    def last_place(self, holds: Booleans) -> Integers:
        """Per place: the last one up to there where something holds, or -1."""
        found: Integers = np.maximum.accumulate(np.where(holds, self.places, -1))
        return found

    def next_place(self, holds: Booleans) -> Integers:
        """Per place: the first one from there on where something holds, or one past all."""
        reverse = np.where(holds, self.places, self.size)[::-1]
        found: Integers = np.minimum.accumulate(reverse)[::-1]
        return found


def counted(holds: Booleans) -> Integers:
    """For each place, and one past the last, how many places before it hold."""
    found = np.zeros(len(holds) + 1, np.int64)
    np.add.accumulate(holds, out=found[1:], dtype=np.int64)
    return found


def shifted(values: AnyArray, back: bool = False) -> AnyArray:
    """For each place what stands one place before it; back: after it."""
    found = np.zeros_like(values)
    if back:
        found[:-1] = values[1:]
    else:
        found[1:] = values[:-1]
    return found
