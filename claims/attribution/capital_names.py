"""Where a person's name stands in a phrase of a script with capitals."""

from collections.abc import Sequence
from itertools import takewhile

from claims.attribution.languages import Language
from claims.attribution.phrase_pieces import (
    GIVEN,
    NOT_IN_NAMES,
    OFFICES,
    Classes,
    Piece,
    pieces_of,
)
from claims.attribution.sentence import WordView
from claims.attribution.text import Token


def find_capital_name(
    tokens: Sequence[Token],
    views: Sequence[WordView],
    classes: Sequence[Classes],
    language: Language,
) -> Piece | None:
    """The run of capital letters that most looks like a name."""
    best: tuple[int, Piece] | None = None
    for begin, end in pieces_of(tokens, views, classes, language):
        for run in _runs(tokens, classes, begin, end):
            worth = _worth(run, (begin, end), tokens, classes)
            if worth and (best is None or worth > best[0]):
                best = (worth, run)
    return best[1] if best else None


def _runs(tokens: Sequence[Token], classes: Sequence[Classes], begin: int, end: int) -> list[Piece]:
    """Stretches of words with capital letters, without the offices they begin with."""
    runs: list[Piece] = []
    index = begin
    while index < end:
        if not is_capital(tokens[index]):
            index += 1
            continue
        start = index
        while index < end and (
            is_capital(tokens[index])
            or tokens[index].text in (".", "'", "’")
            or (
                "name_particle" in classes[index]
                and index + 1 < end
                and is_capital(tokens[index + 1])
            )
        ):
            index += 1
        stop = index
        while stop > start and not tokens[stop - 1].is_word:
            stop -= 1
        office = max(
            (i for i in range(start, stop - 1) if classes[i] & OFFICES and not classes[i] & GIVEN),
            default=-1,
        )
        if office >= 0:
            start = office + 1
            while start < stop and not tokens[start].is_word:
                start += 1
        if stop > start:
            runs.append((start, stop))
    return runs


def is_capital(token: Token) -> bool:
    """Does a word begin with a capital, or what its particle is written onto: "al-Qassar"?"""
    particle, _, rest = token.text.partition("-")
    return token.text[:1].isupper() or (particle in _PARTICLES and rest[:1].isupper())


_PARTICLES = frozenset({"al", "el", "an", "as", "ash", "ar", "at", "az", "ad", "bin", "ben"})


def in_its_own_case(words: list[Token], language: Language, *, is_person: bool) -> list[Token]:
    """The words of a name as they are spelt inside a sentence.

    "SIMON CREWE" of a transcript is Simon Crewe, and "Critics" where a sentence begins are critics:
    a noun that the tables know as people or papers, and no other capital up to a preposition.
    """
    if not language.has_capitals or not words:
        return words
    letters = "".join(word.text for word in words if word.is_word)
    if letters.isupper() and len(letters) > _LONGEST_ABBREVIATION:
        if not language.classes_of(words[-1].norm).isdisjoint(_COMMON):
            return [word._replace(text=word.text.lower()) for word in words]
        if is_person:
            return [word._replace(text=word.text.title()) for word in words]
    first, *others = words
    rest = takewhile(lambda word: "preposition" not in language.classes_of(word.norm), others)
    is_noun = not is_person and not language.classes_of(first.norm).isdisjoint(_COMMON)
    if is_noun and first.text.istitle() and not any(map(is_capital, rest)):
        return [first._replace(text=first.text.lower()), *others]
    return words


_LONGEST_ABBREVIATION = 5  # letters
_COMMON = frozenset({"anonymous", "role", "document"})


def _worth(run: Piece, piece: Piece, tokens: Sequence[Token], classes: Sequence[Classes]) -> int:
    """How much a run looks like a person's name; 0 if it does not."""
    start, stop = run
    words = [i for i in range(start, stop) if tokens[i].is_word]
    if any(classes[i] & NOT_IN_NAMES and not classes[i] & GIVEN for i in words):
        return 0
    if all(classes[i] & (OFFICES | {"time", "determiner", "possessive"}) for i in words):
        return 0
    given = [i for i in words if classes[i] & GIVEN]
    before = classes[start - 1] if start > piece[0] else frozenset[str]()
    titled = bool(before & OFFICES)
    whole = run == piece
    if given and given[0] == start and len(words) > 1:
        return 4
    if "preposition" in before or (start and tokens[start - 1].norm == "of"):
        return 0
    if whole and len(words) > 1:
        return 3
    if len(words) > 1 and (titled or stop == piece[1]):
        return 2
    return 1 if titled or whole else 0
