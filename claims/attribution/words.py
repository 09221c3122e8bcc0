"""The words of many sentences as arrays: what features are made of, one entry for each word.

All that depends on a word alone is made once for each spelling, packed, and kept.
"""

import struct
from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache
from itertools import chain
from typing import NamedTuple

import numpy as np

from claims.attribution.languages.base import Cue, Language
from claims.attribution.numbering import (
    MASK,
    NOTHING,
    Booleans,
    Column,
    Integers,
    digest,
)
from claims.attribution.sentence import Sentence, WordView, view_word
from claims.attribution.weights import Range

# The parts of features that a word has by itself, and the yes-or-no facts about it.
PARTS = (
    "tag", "norm", "kind", "shape", "gender", "form", "lemma", "class", "w", "start_letter",
    "end_letter", "governs",
)  # fmt: skip
FACTS = (
    "comma", "stop", "pause", "mark", "verb", "finite", "clause_verb", "bound", "limit",
    "quote_mark", "skipped", "tells", "weak", "that", "full_stop", "to", "governed", "preposition",
    "channel", "relative", "time", "verb_p", "imperfect", "topic", "opens_bracket",
    "closes_bracket", "dash", "read", "quote", "new",
)  # fmt: skip
MARKS = frozenset({",", ";", ":", ".", "-", "!", "?"})
_BOUNDS = frozenset({"complementiser", "preposition", "relative", "time", "negation", "auxiliary"})
# From which side a word is seen: as itself, from the next word, from the one before, ...
_SIDES, _STEPS = ("", "-1", "+1", "-2", "+2"), (0, -1, 1, -2, 2)
_STEMS = [digest(f"{side}s=") for side in _SIDES]
_WITH_WORDS = 3  # sides from which also the word itself is seen, not only its stem
_WORDS = [digest(f"{side}w=") for side in _SIDES[:_WITH_WORDS]]
_EDGE = 3  # places before and after each sentence that stand for its limits


class NumberedWord(NamedTuple):
    """One spelling: digests of its parts, its facts and the counts of its atoms; its atoms."""

    packed: bytes
    atoms: bytes  # as seen from each side


@lru_cache(maxsize=1 << 16)
def number_word(language: Language, norm: str, read_as: str, capital: bool) -> NumberedWord:
    """All that features ask of one spelling, and of the word that it is read as."""
    view = view_word(language, read_as, capital)
    classes = language.classes_of(norm)
    reading = view.reading
    governs = norm if view.tag == "preposition" else "no"
    parts = (
        view.tag,
        norm,
        language.kind_of(norm),
        language.shape_of(norm),
        view.gender,
        reading.form if reading else "none",
        reading.lemma if reading else None,
        reading.cue_class if reading else None,
        "w" if norm[:1] == "و" else "",
        norm[:1] if norm[:1] in "وفبلك" else "",
        norm[:1] if norm[:1] in "وفبل" and len(norm) > 3 else "",
        "b" if language.is_governed(norm) else governs,
    )
    facts = _facts_of_tag(view.tag, reading.form if reading else "none")
    kind = language.kind_of(norm)
    facts |= _bits(
        to=view.begins_with_to,
        governed=language.is_governed(norm),
        new=kind.endswith("i") and kind not in ("Ni", "Pi"),
    )
    atoms = _atoms(language, view)
    return NumberedWord(
        _packed(parts, facts | _facts_of_classes(classes), map(len, atoms)),
        struct.pack(f"<{sum(map(len, atoms))}Q", *chain.from_iterable(atoms)),
    )


def _atoms(language: Language, view: WordView) -> list[list[int]]:
    """What the cue model asks of a word, as seen from each side."""
    word, stem = digest(view.norm)[0], digest(language.stem_of(view.norm))[0]
    read_as = view.norm
    shared = _shared_atoms(
        view.tag,
        language.shape_of(read_as),
        language.classes_of(read_as),
        view.readings[:3],
        ("cap",) * view.is_capital + ("to",) * view.begins_with_to,
    )
    found = [
        [number + power * stem & MASK, *atoms]
        for (number, power), atoms in zip(_STEMS, shared, strict=True)
    ]
    for (number, power), atoms in zip(_WORDS, found[:_WITH_WORDS], strict=True):
        atoms.append(number + power * word & MASK)
    return found


@lru_cache(maxsize=1 << 14)
def _shared_atoms(
    tag: str,
    shape: str,
    classes: frozenset[str],
    readings: tuple[Cue, ...],
    more: tuple[str, ...],
) -> tuple[tuple[int, ...], ...]:
    """Those that many words have, as seen from each side: not the word itself and its stem."""
    own = [f"h={shape}", f"t={tag}", *(f"c={name}" for name in sorted(classes)), *more]
    far = [f"t={tag}"]
    for one in readings:
        own += (f"l={one.lemma}", f"f={one.form}", f"k={one.cue_class}")
        own += (
            f"lf={one.lemma}.{one.form}",
            *(f"fr={frame}.{one.form}" for frame in sorted(one.frames)),
        )
        far.append(f"f={one.form}")
    near = [*far, f"h={shape}"]
    return tuple(
        tuple(digest(f"{side}{name}")[0] for name in names)
        for side, names in zip(_SIDES, (own, near, near, far, far), strict=True)
    )


def _packed(parts: Iterable[str | None], facts: int, counts: Iterable[int]) -> bytes:
    digests = [NOTHING if part is None else digest(part) for part in parts]
    return _RECORD.pack(*chain.from_iterable(digests), facts, *counts)


_RECORD = struct.Struct(f"<{2 * len(PARTS) + 1 + len(_SIDES)}Q")


def _bits(**facts: bool) -> int:
    return sum(1 << FACTS.index(name) for name, holds in facts.items() if holds)


@lru_cache(maxsize=1 << 10)
def _facts_of_classes(classes: frozenset[str]) -> int:
    return _bits(
        channel=any(name.startswith("channel") for name in classes), topic="topic" in classes
    )


@lru_cache(maxsize=1 << 10)
def _facts_of_tag(tag: str, form: str) -> int:
    finite = tag.startswith(("verb.p", "verb.i", "verb.f"))
    is_letter = tag[0].isalpha()
    return _bits(
        comma=tag in (",", ";"),
        stop=tag in (".", "!", "?", ":"),
        pause=tag in (",", ";", ":", "."),
        mark=tag in MARKS,
        verb=tag.startswith("verb"),
        finite=finite,
        clause_verb=finite or tag.startswith("verb.o"),
        bound=tag in _BOUNDS,
        limit=tag in _BOUNDS
        or tag.startswith("verb.p")
        or (not is_letter and tag not in ('"', "'", "(", ")", "-")),
        quote_mark=tag in ('"', "'"),
        skipped=tag in ('"', "'", ")"),
        tells=form in ("perfect", "imperfect"),
        weak=tag == "preposition" or form in ("participle", "masdar", "plain"),
        that=tag == "complementiser",
        full_stop=tag == ".",
        preposition=tag == "preposition",
        relative=tag == "relative",
        time=tag == "time",
        verb_p=tag.startswith("verb.p"),
        imperfect=tag == "verb.imperfect",
        opens_bracket=tag == "(",
        closes_bracket=tag == ")",
        dash=tag == "-",
        read=form != "none",
        quote=tag == '"',
    )


def _limit(name: str) -> bytes:
    """What stands before and after a sentence."""
    parts = dict.fromkeys(PARTS) | {"tag": name, "kind": name, "form": "none"}
    return _packed((parts[part] for part in PARTS), _bits(limit=True), [0] * len(_SIDES))


_START, _END = _limit("start") * _EDGE, _limit("end") * _EDGE


class Words:
    """The words of sentences in one row, with places between that stand for their limits.

    `first[n]` is the place of the first word of sentence n, `count[n]` how many words it has.
    """

    def __init__(self, sentences: Sequence[Sentence]) -> None:
        self.sentences = sentences
        self.count = np.array([len(sentence.tokens) for sentence in sentences], np.int64)
        self.first = np.cumsum(self.count + 2 * _EDGE) - self.count - _EDGE
        records: list[bytes] = []
        self.numbered: list[NumberedWord] = []
        quote: list[int] = []
        for sentence in sentences:
            numbered = [
                number_word(sentence.language, token.norm, view.norm, view.is_capital)
                for token, view in zip(sentence.tokens, sentence.views, strict=True)
            ]
            records += (_START, *(one.packed for one in numbered), _END)
            quote += (*_NO_QUOTE, *sentence.quote, *_NO_QUOTE)
            self.numbered += numbered
        packed = np.frombuffer(b"".join(records), np.uint64).reshape(-1, _RECORD.size // 8)
        columns = np.ascontiguousarray(packed.T)
        self.size = len(packed)
        self.parts = {
            name: Column(columns[2 * place], columns[2 * place + 1])
            for place, name in enumerate(PARTS)
        }
        self._bits, self._counts = columns[2 * len(PARTS)], columns[2 * len(PARTS) + 1 :]
        self.quote = np.array(quote, np.int64)
        self.places = np.arange(self.size)
        self._facts: dict[str, Booleans] = {}
        self._before: dict[str, Integers] = {}

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
        found = np.zeros(self.size + 1, np.int64)
        np.add.at(found, self.first, 1)
        np.add.at(found, self.first + self.count, -1)
        words: Booleans = np.cumsum(found[:-1]) > 0
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
    def is_heading(self) -> Booleans:
        """Per sentence: does it stand above others?"""
        return np.array([sentence.is_heading for sentence in self.sentences], np.bool_)

    def marked(self, places: Iterable[Sequence[int]]) -> Booleans:
        """Per place: is it one of these?"""
        found = np.zeros(self.size, np.bool_)
        found[list(chain.from_iterable(places))] = True
        return found

    def atoms(self) -> list[Range]:
        """Per word the atoms that it and its neighbours lend to it."""
        known: dict[bytes, int] = {}
        nth = np.zeros(self.size, np.int64)
        at = np.flatnonzero(self.is_word)
        nth[at] = [known.setdefault(word.atoms, len(known)) for word in self.numbered]
        numbers = np.frombuffer(b"".join(known), np.uint64)
        sizes = np.array([len(atoms) // numbers.itemsize for atoms in known], np.int64)
        first = (np.cumsum(sizes) - sizes)[nth]  # a limit has no atoms, and none are counted there
        counts = self._counts.astype(np.int64)
        low = first + np.cumsum(counts, axis=0) - counts
        return [
            Range(numbers, low[side, at + step], (low + counts)[side, at + step])
            for side, step in enumerate(_STEPS)
        ]

    def last_place(self, holds: Booleans) -> Integers:
        """Per place: the last one up to there where something holds, or -1."""
        found: Integers = np.maximum.accumulate(np.where(holds, self.places, -1))
        return found

    def next_place(self, holds: Booleans) -> Integers:
        """Per place: the first one from there on where something holds, or one past all."""
        reverse = np.where(holds, self.places, self.size)[::-1]
        found: Integers = np.minimum.accumulate(reverse)[::-1]
        return found


_NO_QUOTE = (0,) * _EDGE


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
