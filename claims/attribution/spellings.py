"""What features ask of one spelling: digests of its parts, facts about it, atoms of the cue model.

Many spellings differ in nothing but their letters: what they share is one kind, made once.
"""

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from claims.attribution.languages.base import Cue, Language
from claims.attribution.numbering import NOTHING, digest
from claims.attribution.sentence import WordView, first_reading

# The parts of features that a kind of words has, and the yes-or-no facts about it.
PARTS = (
    "tag", "kind", "shape", "gender", "form", "lemma", "class", "w", "start_letter", "end_letter",
    "governs",
)  # fmt: skip
FACTS = (
    "comma", "stop", "pause", "mark", "verb", "finite", "clause_verb", "bound", "limit",
    "quote_mark", "skipped", "tells", "weak", "that", "full_stop", "to", "governed", "preposition",
    "channel", "relative", "time", "verb_p", "imperfect", "topic", "opens_bracket",
    "closes_bracket", "dash", "read", "quote", "new",
)  # fmt: skip
MARKS = frozenset({",", ";", ":", ".", "-", "!", "?"})
_BOUNDS = frozenset({"complementiser", "preposition", "relative", "time", "negation", "auxiliary"})
RECORD = struct.Struct(f"<{2 * len(PARTS) + 3}Q")


@dataclass(frozen=True, slots=True, eq=False)
class Kind:
    """Digests of its parts, its facts and the counts of its atoms; digests of its atoms, the word
    and its stem left out, and of those that are seen from other words, its shape the first."""

    packed: bytes
    own: bytes
    seen: bytes


class _Traits(NamedTuple):
    """What makes one kind of words."""

    tag: str
    kind: str
    shape: str
    gender: str
    letter: str  # that may be a word of its own
    is_long: bool
    governs: str
    classes: frozenset[str]
    is_governed: bool
    shape_as: str  # of what the word is read as
    classes_as: frozenset[str]
    readings: tuple[Cue, ...]
    is_capital: bool
    begins_with_to: bool


@lru_cache(maxsize=1 << 16)
def kind_of_word(language: Language, view: WordView) -> Kind:
    """All that features ask of a word but its letters."""
    norm, tag = view.spelt, view.tag
    is_governed = language.is_governed(norm)
    governs = norm if tag == "preposition" else "no"
    traits = _Traits(
        tag,
        language.kind_of(norm),
        language.shape_of(norm),
        view.gender,
        norm[:1] if norm[:1] in "وفبلك" else "",
        len(norm) > 3,
        "b" if is_governed else governs,
        language.classes_of(norm),
        is_governed,
        language.shape_of(view.norm),
        language.classes_of(view.norm),
        view.readings,
        view.is_capital,
        view.begins_with_to,
    )
    return _kind(traits)


@lru_cache(maxsize=1 << 14)
def _kind(traits: _Traits) -> Kind:
    tag, kind, letter = traits.tag, traits.kind, traits.letter
    reading = first_reading(traits.readings)
    form = reading.form if reading else "none"
    parts = (
        tag,
        kind,
        traits.shape,
        traits.gender,
        form,
        reading.lemma if reading else None,
        reading.cue_class if reading else None,
        "w" if letter == "و" else "",
        letter,
        letter if letter in "وفبل" and traits.is_long else "",
        traits.governs,
    )
    facts = _facts_of_tag(tag, form) | _bits(
        to=traits.begins_with_to,
        governed=traits.is_governed,
        new=kind.endswith("i") and kind not in ("Ni", "Pi"),
        channel=is_channel(traits.classes),
        topic="topic" in traits.classes,
    )
    own, seen = _atoms(traits)
    return Kind(_packed(parts, facts, (len(own), len(seen))), _digests(own), _digests(seen))


def _atoms(traits: _Traits) -> tuple[list[str], list[str]]:
    """What the cue model asks of a word, and what of the words beside it."""
    readings = traits.readings[:_READINGS]
    seen = [f"h={traits.shape_as}", f"t={traits.tag}", *(f"f={one.form}" for one in readings)]
    own = seen + [f"c={name}" for name in sorted(traits.classes_as)]
    own += ("cap",) * traits.is_capital + ("to",) * traits.begins_with_to
    for one in readings:
        own += (f"l={one.lemma}", f"k={one.cue_class}", f"lf={one.lemma}.{one.form}")
        own += (f"fr={frame}.{one.form}" for frame in sorted(one.frames))
    return own, seen


def _digests(names: Sequence[str]) -> bytes:
    return struct.pack(f"<{len(names)}Q", *(digest(name)[0] for name in names))


_READINGS = 3  # of a word, at most


def _packed(parts: Iterable[str | None], facts: int, counts: Iterable[int]) -> bytes:
    digests = [NOTHING if part is None else digest(part) for part in parts]
    return RECORD.pack(*chain.from_iterable(digests), facts, *counts)


def _bits(**facts: bool) -> int:
    return sum(_BIT[name] for name, holds in facts.items() if holds)


_BIT = {name: 1 << place for place, name in enumerate(FACTS)}


@lru_cache(maxsize=1 << 10)
def is_channel(classes: frozenset[str]) -> bool:
    """Is a word of these classes where something is said: a statement, a newspaper?"""
    return any(name.startswith("channel") for name in classes)


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


def limit(name: str) -> Kind:
    """What stands before and after a sentence."""
    parts = dict.fromkeys(PARTS) | {"tag": name, "kind": name, "form": "none"}
    return Kind(_packed(parts.values(), _bits(limit=True), (0, 0)), b"", b"")
