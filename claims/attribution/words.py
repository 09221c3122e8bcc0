"""The words of many sentences as arrays: what features are made of, one entry for each word."""

from collections.abc import Sequence
from functools import cached_property
from itertools import chain, count

import numpy as np

from claims.attribution.numbering import (
    Booleans,
    Column,
    Integers,
    Numbers,
    constant,
    digests,
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
from claims.attribution.weights import Range, Single, Strip

__all__ = ["MARKS", "Words", "counted", "shifted"]

# Steps to the words that are seen from one, and how their atoms begin; from how far a word itself
# and its shape are seen, not only its stem and tag.
_SIDES = {0: "", -1: "-1", 1: "+1", -2: "-2", 2: "+2"}
_WORD_SEEN = _SHAPE_SEEN = 1
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
        self._facts: dict[str, Booleans] = {}
        self._before: dict[str, Integers] = {}

    def _read_spellings(self) -> None:
        language = self.sentences[0].language if self.sentences else None
        records = [record_of(language, view) for view in self._views] if language else []
        records += [_END.record, _START.record]  # view -1 is the start of a sentence
        spelling_at = self._view_at.copy()
        ends = (self.first + self.count)[:, None] + np.arange(_EDGE)
        spelling_at[ends.ravel()] = len(self._views)
        rows = np.frombuffer(b"".join(records), np.uint64).reshape(-1, RECORD_SIZE)
        parts = np.ascontiguousarray(rows.T)
        self._record_at = parts.take(spelling_at, axis=1)
        self._spelling_at = spelling_at
        self._bits = self._record_at[PLACES["facts"]] | self._record_at[PLACES["more_facts"]]

    def _parts(self) -> dict[str, Column]:
        """The parts of features that each place has."""
        at = self._record_at
        spelt = digests([view.spelt for view in self._views])
        return {"norm": spelt.and_nothing().at(self._view_at)} | {
            name: Column(at[PLACES[name]], at[PLACES[name] + 1])
            for name in KIND_PARTS + LETTER_PARTS
        }

    def is_(self, fact: str) -> Booleans:
        """Per place: does this hold?"""
        if fact not in self._facts:
            bit = np.uint64(1 << FACTS.index(fact))
            self._facts[fact] = (self._bits & bit) != 0
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
    def joints(self) -> tuple[Strip, Strip]:
        """Per place which kind of word is there and which the next; the same of three words."""
        kind = self.parts["kind"]
        then = Column(np.roll(kind.number, -1), np.roll(kind.power, -1))
        third = Column(np.roll(kind.number, -2), np.roll(kind.power, -2))
        pairs = kind + constant(">") + then
        triples = pairs + constant(">") + third
        joined = constant("j=") + pairs, constant("jj=") + triples
        return Strip(joined[0].number), Strip(joined[1].number)

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

    def atoms(self) -> list[Range | Single]:
        """Per word the atoms that it and its neighbours lend to it."""
        kind_of = [view.kind for view in (*self._views, _END, _START)]
        kinds = list(dict.fromkeys(kind_of))
        number_of = dict(zip(kinds, count(), strict=False))
        kind_at = np.array(list(map(number_of.__getitem__, kind_of)))[self._spelling_at]
        atoms = atoms_of(kinds)
        own, own_ends = _joined(atoms)
        seen, seen_ends = _joined([
            numbers[: kind.seen] for numbers, kind in zip(atoms, kinds, strict=True)
        ])  # fmt: skip
        words = digests([view.norm for view in self._views])
        stems = digests([view.stem for view in self._views])
        shapes = digests([view.shape for view in self._views])
        found: list[Range | Single] = []
        for step, side in _SIDES.items():
            kind, view = kind_at[self.at_words + step], self._view_at[self.at_words + step]
            found.append(_single(f"{side}s=", stems, view))
            if abs(step) <= _SHAPE_SEEN:
                found.append(_single(f"{side}h=", shapes, view))
            if step:
                before = constant(side)
                lent = Strip(before.number + before.power * seen)
                found.append(Range(lent, seen_ends[kind], seen_ends[kind + 1]))
            else:
                found.append(Range(Strip(own), own_ends[kind], own_ends[kind + 1]))
            if abs(step) <= _WORD_SEEN:
                found.append(_single(f"{side}w=", words, view))
        return found

    def last_place(self, holds: Booleans) -> Integers:
        """Per place: the last one up to there where something holds, or -1."""
        found: Integers = np.maximum.accumulate(np.where(holds, self.places, -1))
        return found

    def next_place(self, holds: Booleans) -> Integers:
        """Per place: the first one from there on where something holds, or one past all."""
        reverse = np.where(holds, self.places, self.size)[::-1]
        found: Integers = np.minimum.accumulate(reverse)[::-1]
        return found


def _single(name: str, values: Column, view: Integers) -> Single:
    """A feature that each word has once, but no limit."""
    return Single((constant(name) + values).and_nothing().number, view)


def _joined(numbers: Sequence[Numbers]) -> tuple[Numbers, Integers]:
    """All of them in one row, and where each begins; at last, where the last one ends."""
    return np.concatenate(numbers), np.cumsum([0, *map(len, numbers)])


def counted(holds: Booleans) -> Integers:
    """For each place, and one past the last, how many places before it hold."""
    found = np.zeros(len(holds) + 1, np.int64)
    np.cumsum(holds, out=found[1:])
    return found


def shifted(values: Integers) -> Integers:
    """For each place what stands one place before it."""
    found = np.roll(values, 1)
    found[0] = 0
    return found
