"""What features ask of one spelling: digests of its parts, facts about it, atoms of the cue model.

Many spellings differ in nothing but their letters: what they share is one kind, made once.
"""

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from claims.attribution.kept import kept_for_each
from claims.attribution.languages.base import Cue, Language
from claims.attribution.numbering import NOTHING, Numbers, digest, digests
from claims.attribution.sentence import WordView, first_reading

# The parts of features that a word has, and the yes-or-no facts about it: first those that it
# shares with all words of its kind, then those of its letters.
KIND_PARTS = ("tag", "gender", "form", "lemma", "class")
LETTER_PARTS = ("shape", "kind", "w", "start_letter", "end_letter", "governs")
FACTS = (
    "comma", "stop", "pause", "mark", "verb", "finite", "clause_verb", "bound", "limit",
    "quote_mark", "skipped", "tells", "weak", "that", "full_stop", "to", "governed", "preposition",
    "channel", "relative", "time", "verb_p", "imperfect", "topic", "opens_bracket",
    "closes_bracket", "dash", "read", "quote", "new",
)  # fmt: skip
MARKS = frozenset({",", ";", ":", ".", "-", "!", "?"})
_BOUNDS = frozenset({"complementiser", "preposition", "relative", "time", "negation", "auxiliary"})
_NUMBER = struct.Struct("<Q")
_DIGEST = struct.Struct("<2Q")
# A record is a row of numbers: two for each part, one for facts.
_RECORD = (*KIND_PARTS, "facts", "shape", "kind", "more_facts", *LETTER_PARTS[2:])
_SIZES = [1 if name.endswith("facts") else 2 for name in _RECORD]
PLACES = dict(zip(_RECORD, accumulate([0, *_SIZES]), strict=False))
RECORD_SIZE = sum(_SIZES)


@dataclass(slots=True, eq=False)
class Kind:
    """What many spellings share: digests of parts and the facts; its atoms, of which the first are
    seen from other words. The word itself, its stem and its shape are no part of it."""

    packed: bytes
    atoms: Sequence[str] = ()
    seen: int = 0  # how many of its atoms are seen from other words
    digests: Numbers | None = None  # of its atoms, once they were asked for


class Spelling(NamedTuple):
    """All that features ask of one word but its letters themselves."""

    record: bytes
    kind: Kind
    shape_as: str  # of what the word is read as


@kept_for_each
def spellings_of(language: Language, view: WordView) -> Spelling:
    """The features of each word, from its kind and from its letters."""
    norm, tag, shape = view.spelt, view.tag, view.shape
    is_governed, classes = language.is_governed(norm), language.classes_of(norm)
    read_as = classes
    if view.norm != norm:
        shape, read_as = language.shape_of(norm), language.classes_of(view.norm)
    looks = tag, view.gender, view.readings, view.is_capital, view.begins_with_to
    kind = _kind(looks, classes, read_as, is_governed)
    governs = "b" if is_governed else norm if tag == "preposition" else "no"
    letter = norm[:1] if norm[:1] in _CLITICS else ""  # that may be a word of its own
    return Spelling(
        kind.packed
        + _digest_of(shape)
        + _of_kind(language.kind_of(norm))
        + _letters(letter, len(norm) > 3, governs),
        kind,
        view.shape,
    )


_CLITICS = frozenset("وفبلك")


@lru_cache(maxsize=1 << 14)
def _kind(
    looks: tuple[str, str, tuple[Cue, ...], bool, bool],
    classes: frozenset[str],
    read_as: frozenset[str],  # the classes of what the word is read as
    is_governed: bool,
) -> Kind:
    tag, gender, readings, is_capital, begins_with_to = looks
    reading = first_reading(readings)
    form = reading.form if reading else "none"
    parts = (
        tag,
        gender,
        form,
        reading.lemma if reading else None,
        reading.cue_class if reading else None,
    )
    facts = (
        _facts_of_tag(tag, form)
        | _facts_of_classes(classes)
        | _BIT["to"] * begins_with_to
        | _BIT["governed"] * is_governed
    )
    seen = [f"t={tag}", *(f"f={one.form}" for one in readings[:_READINGS])]
    atoms = [*seen, *_atoms_of_classes(read_as)]
    atoms += ("cap",) * is_capital + ("to",) * begins_with_to
    atoms += _atoms_of_readings(readings[:_READINGS])
    return Kind(_packed(parts, facts), atoms, len(seen))


@lru_cache(maxsize=1 << 10)
def _atoms_of_classes(classes: frozenset[str]) -> list[str]:
    return [f"c={name}" for name in sorted(classes)]


@lru_cache(maxsize=1 << 12)
def _atoms_of_readings(readings: Sequence[Cue]) -> list[str]:
    """What the cue model asks of what a word may say."""
    found: list[str] = []
    for one in readings:
        found += (f"l={one.lemma}", f"k={one.cue_class}", f"lf={one.lemma}.{one.form}")
        found += [f"fr={frame}.{one.form}" for frame in sorted(one.frames)]
    return found


def atoms_of(kinds: Sequence[Kind]) -> list[Numbers]:
    """The digests of the atoms of each kind; those that nobody has asked for yet, all at once."""
    new = [kind for kind in kinds if kind.digests is None]
    numbers = digests([name for kind in new for name in kind.atoms]).number
    first = 0
    for kind in new:
        kind.digests = numbers[first : first + len(kind.atoms)]
        first += len(kind.atoms)
    return [kind.digests for kind in kinds if kind.digests is not None]


_READINGS = 3  # of a word, at most


def _packed(parts: Iterable[str | None], facts: int) -> bytes:
    return b"".join(map(_digest_of, parts)) + _NUMBER.pack(facts)


@lru_cache(maxsize=1 << 14)
def _digest_of(part: str | None) -> bytes:
    return _DIGEST.pack(*(NOTHING if part is None else digest(part)))


@lru_cache(maxsize=1 << 12)
def _of_kind(kind: str) -> bytes:
    """What a word may be inside a noun phrase, and whether it brings in somebody new."""
    is_new = kind.endswith("i") and kind not in ("Ni", "Pi")
    return _digest_of(kind) + _NUMBER.pack(_bits(new=is_new))


@lru_cache(maxsize=1 << 12)
def _letters(letter: str, is_long: bool, governs: str) -> bytes:
    parts = (
        "w" if letter == "و" else "",
        letter,
        letter if letter in "وفبل" and is_long else "",
        governs,
    )
    return b"".join(map(_digest_of, parts))


def _bits(**facts: bool) -> int:
    return sum(_BIT[name] for name, holds in facts.items() if holds)


_BIT = {name: 1 << place for place, name in enumerate(FACTS)}


@lru_cache(maxsize=1 << 10)
def is_channel(classes: frozenset[str]) -> bool:
    """Is a word of these classes where something is said: a statement, a newspaper?"""
    return any(name.startswith("channel") for name in classes)


@lru_cache(maxsize=1 << 10)
def _facts_of_classes(classes: frozenset[str]) -> int:
    return _bits(channel=is_channel(classes), topic="topic" in classes)


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


def limit(name: str) -> Spelling:
    """What stands before and after a sentence."""
    of_kind = {"tag": name, "form": "none"}
    packed = _packed(map(of_kind.get, KIND_PARTS), _bits(limit=True))
    letters = _digest_of(None) + _of_kind(name) + 4 * _digest_of(None)
    return Spelling(packed + letters, Kind(packed), "")
