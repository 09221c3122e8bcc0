"""What one spelling says by itself, to rules and to models; made once for each, and kept.

Many spellings differ in nothing but their letters: what they share is one kind, made once. What
only features ask (digests of parts, facts, atoms of the cue model) is made when a model asks.
"""

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate

from claims.attribution.kept import Kept, kept_for_each
from claims.attribution.languages.base import NO_CLASSES, Cue, Language
from claims.attribution.numbering import NOTHING, Numbers, digest, digests

# The one class that stands for a word where a single tag is wanted: the first that it has. These
# come before what the word may be as a verb ...
_FUNCTION_WORDS = (
    "complementiser", "relative", "negation", "auxiliary", "pronoun", "preposition", "time",
    "demonstrative",
)  # fmt: skip
_OTHER_WORDS = (  # ... and these after it
    "contrast", "subordinator", "conjunction", "title", "role", "anonymous",
    "unnamed_reports", "document", "social", "media_outlet", "government_body", "organisation",
    "own_voice", "label", "determiner", "possessive", "adverb",
)  # fmt: skip
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
    """What many spellings share. The word itself, its stem and its shape are no part of it."""

    classes: frozenset[str]
    readings: tuple[Cue, ...]
    gender: str
    begins_with_to: bool
    is_governed: bool
    is_capital: bool
    reading: Cue | None
    tag: str
    spelt_classes: frozenset[str] | None = None  # of the word as it is spelt, if read as another
    # For features, once a model asks:
    packed: bytes = b""  # digests of parts, and facts
    atoms: Sequence[str] = ()  # the first are seen from other words
    seen: int = 0  # how many
    digests: Numbers | None = None  # of the atoms


@dataclass(slots=True, eq=False)
class WordView:
    """What one spelling says by itself."""

    spelt: str  # as lexicons spell what stands in the text
    norm: str  # what the word is read as; most are read as they are spelt
    kind: Kind
    tag: str
    reading: Cue | None
    readings: tuple[Cue, ...]
    shape: str  # of the letters at its edges
    stem: str
    gender: str
    is_capital: bool
    begins_with_to: bool
    record: bytes = b""  # see record_of


def view_word(language: Language, norm: str, capital: bool) -> WordView:
    """Everything about a word that does not depend on where it stands."""
    return views_of((language, capital))[norm]


@lru_cache(maxsize=1 << 10)
def view_as(language: Language, norm: str, capital: bool, spelt: str) -> WordView:
    """A word that is read as another one."""
    view = view_word(language, norm, capital)
    kind = replace(
        view.kind,
        is_governed=language.is_governed(spelt),
        spelt_classes=language.classes_of(spelt),
        packed=b"",
    )
    return replace(view, spelt=spelt, kind=kind, record=b"")


@kept_for_each
def views_of(of: tuple[Language, bool], norm: str) -> WordView:
    """The view of each word; by language, and whether it is written with a capital."""
    language, capital = of
    look, shape, first = language.look_at(norm), language.shape_of(norm), norm[:1]
    if first.isalpha():
        mark = ""
    elif first.isalnum():
        mark = "number" if first.isdigit() else ""
    else:
        mark = norm[:2] or "mark"
    to, readings = look.begins_with_to, look.readings
    gender = _gender(norm, readings)
    kind = _kinds[
        look.classes, readings, gender, to, language.is_governed(norm), capital, mark,
        look.is_verb_shaped, look.paradigm != "", shape.startswith(("al", "wal")),
    ]  # fmt: skip
    return WordView(
        norm, norm, kind, kind.tag, kind.reading, readings, shape, language.stem_of(norm), gender,
        capital, to,
    )  # fmt: skip


_KindKey = tuple[
    frozenset[str], tuple[Cue, ...], str, bool, bool, bool, str, bool, bool, bool
]  # as views_of gives it


def _make_kind(key: _KindKey) -> Kind:
    classes, readings, gender, to, governed, capital, mark, is_verb, is_known, has_article = key
    reading = first_reading(readings)
    tag = mark or _tag(classes, reading, is_verb=is_verb, capital=capital, is_known=is_known)
    if has_article and tag not in _FUNCTION_WORDS:
        tag = f"{tag}.def"
    return Kind(classes, readings, gender, to, governed, capital, reading, tag)


_kinds = Kept(_make_kind)
_FORM_ORDER = {"perfect": 0, "finite": 0, "imperfect": 1, "plain": 2, "participle": 3, "masdar": 4}


def first_reading(readings: tuple[Cue, ...]) -> Cue | None:
    """Of several readings the likeliest: a finite verb that usually reports."""
    if len(readings) < 2:
        return readings[0] if readings else None
    return min(readings, key=lambda cue: (_FORM_ORDER.get(cue.form, 2), "x" in cue.frames))


def _tag(
    classes: frozenset[str], reading: Cue | None, *, is_verb: bool, capital: bool, is_known: bool
) -> str:
    for name in _FUNCTION_WORDS:
        if name in classes:
            return name
    if reading is not None and not (classes and reading.form in ("participle", "masdar")):
        return f"{reading.kind}.{reading.form}"
    for name in _OTHER_WORDS:
        if name in classes:
            return name
    if is_verb:
        return "verb.other"
    if capital:
        return "Name"
    return "noun" if is_known else "word"


def _gender(norm: str, readings: tuple[Cue, ...]) -> str:
    reading = first_reading(readings) if readings else None
    form = reading.form if reading else ""
    if form == "perfect":
        return "f" if norm.endswith("ت") else "p" if norm.endswith("وا") else "m"
    if form == "imperfect":
        return "f" if norm.lstrip("وف")[:1] == "ت" else "m"
    return "f" if norm.endswith(("ة", "ات")) else "m"


def record_of(language: Language, view: WordView) -> bytes:
    """All that features ask of one word but its letters themselves: a row of numbers."""
    if view.record:
        return view.record
    kind, norm = view.kind, view.spelt
    if not kind.packed:
        _describe(kind)
    shape = view.shape if view.norm == norm else language.shape_of(norm)
    governs = "b" if kind.is_governed else norm if kind.tag == "preposition" else "no"
    letter = norm[:1] if norm[:1] in _CLITICS else ""  # that may be a word of its own
    view.record = (
        kind.packed
        + _digest_of(shape)
        + _of_kind(language.kind_of(norm))
        + _letters(letter, len(norm) > 3, governs)
    )
    return view.record


_CLITICS = frozenset("وفبلك")


def _describe(kind: Kind) -> None:
    """Make what features ask of a kind."""
    tag, reading, readings = kind.tag, kind.reading, kind.readings[:_READINGS]
    form = reading.form if reading else "none"
    parts = (
        tag,
        kind.gender,
        form,
        reading.lemma if reading else None,
        reading.cue_class if reading else None,
    )
    facts = (
        _facts_of_tag(tag, form)
        | _facts_of_classes(kind.classes if kind.spelt_classes is None else kind.spelt_classes)
        | _BIT["to"] * kind.begins_with_to
        | _BIT["governed"] * kind.is_governed
    )
    seen = [f"t={tag}", *(f"f={one.form}" for one in readings)]
    kind.seen = len(seen)
    kind.atoms = [
        *seen,
        *_atoms_of_classes(kind.classes),
        *("cap",) * kind.is_capital,
        *("to",) * kind.begins_with_to,
        *_atoms_of_readings(readings),
    ]
    kind.packed = _packed(parts, facts)  # last: other threads take a kind that has it for whole


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


def limit(name: str) -> WordView:
    """What stands before and after a sentence."""
    of_kind = {"tag": name, "form": "none"}
    packed = _packed(map(of_kind.get, KIND_PARTS), _bits(limit=True))
    letters = _digest_of(None) + _of_kind(name) + 4 * _digest_of(None)
    kind = Kind(NO_CLASSES, (), "", False, False, False, None, name, packed=packed)
    return WordView("", "", kind, name, None, (), "", "", "", False, False, packed + letters)
