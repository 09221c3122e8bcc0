"""Are two names names of one source? A score with its reasons, for machines and for the inbox.

No database here: `sources.workflows` looks up candidates and asks this module about each.
A wrong merge is worse than a duplicate, so whatever is ambiguous stays below AUTOMATIC.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from sources.names import fold
from sources.transliteration import (
    is_arabic,
    name_key,
    without_article,
    word_likeness,
    words_of_name,
)

AUTOMATIC: Final = 0.92  # from here on the machine links by itself
SUGGESTED: Final = 0.45  # from here on a person is asked; below, the two are strangers
MEANT: Final = 0.65  # from this cosine of their vectors on, two names may mean one source
SAME_WORD: Final = 0.92  # from here on two words are one

# Bodies of which there is one in the world, so that no country need be named.
WORLD_BODIES: Final = frozenset(
    {"united_nations", "arab_league", "league", "union", "human_rights"}
)
UNNAMED_KINDS: Final = frozenset({"anonymous_group", "unnamed_reports"})
# What the extractor calls a body, another article may call an organisation; people and papers
# are never taken for them.
KIND_FAMILIES: Final = {
    "person": "person",
    "government_body": "body",
    "organisation": "body",
    "media_outlet": "body",
    "social_media_post": "body",
    "document": "document",
    "anonymous_group": "unnamed",
    "unnamed_reports": "unnamed",
}


@dataclass(frozen=True, slots=True)
class NameParts:
    """What a name says: offices and bodies, countries, and words that are only a name."""

    concepts: frozenset[str]
    countries: frozenset[str]
    words: tuple[str, ...]

    @property
    def generic(self) -> bool:
        """Whether the name alone doesn't tell whose: "the ministry", "السفارة", "an official"."""
        return not self.words and not self.countries and not self.concepts & WORLD_BODIES


@dataclass(frozen=True, slots=True)
class Named:
    """A name with what is known of its bearer. Country: ISO 3166 code, from the context or ""."""

    name: str
    kind: str
    country: str = ""
    outlet: str = ""


@dataclass(frozen=True, slots=True)
class Likeness:
    """How likely two names are one source, and why: reason codes, the decisive one first."""

    score: float
    reasons: tuple[str, ...]

    @property
    def automatic(self) -> bool:
        """Whether the machine may link without asking."""
        return self.score >= AUTOMATIC


@lru_cache(maxsize=1)
def _gazetteer() -> tuple[dict[tuple[str, ...], tuple[str, str]], frozenset[str], frozenset[str]]:
    """(phrase → ("concept" | "country", which)), titles, ignored words; all folded."""
    data = json.loads((Path(__file__).parent / "gazetteer.json").read_text(encoding="utf-8"))
    phrases: dict[tuple[str, ...], tuple[str, str]] = {}
    for country, (arabic, nisba, latin, demonyms, *capitals) in data["countries"].items():
        stems = [stem for stem in (nisba, demonyms) if stem]
        endings = ["", "ه", "ون", "ين", "ان", "ات", "ne", "ns", "s", "e", "es", "nes", "enne"]
        derived = [stem + end for forms in stems for stem in forms.split() for end in endings]
        for form in " ".join([arabic, latin, *capitals, *derived]).split():
            phrases.setdefault(_phrase(form), ("country", country))
    for concept, forms in data["concepts"].items():
        for form in forms.split():
            phrases[_phrase(form)] = ("concept", concept)
    titles = frozenset(without_article(word) for word in fold(data["titles"]).split())
    return phrases, titles, frozenset(fold(data["ignored"]).split())


def _phrase(form: str) -> tuple[str, ...]:
    return tuple(_bare(fold(word)) for word in form.split("_"))


def _bare(word: str) -> str:
    return without_article(word) if is_arabic(word) else word


_ELISION = re.compile(r"\b([ldsn]|qu)'(?=\w)")
_HYPHEN = re.compile(r"(?<!\bal)(?<!\bel)(?<!\bas)(?<!\bar)(?<!\bad)(?<!\ban)-")


def _tokens(name: str) -> list[str]:
    text = _ELISION.sub(r"\1 ", re.sub(r"'s\b", "", fold(name))).replace("'", "")
    return re.findall(r"[\w.-]*\w", _HYPHEN.sub(" ", text))


@lru_cache(maxsize=20_000)
def read_name(name: str) -> NameParts:
    """Read a name in Arabic, English or French into its parts."""
    phrases, titles, ignored = _gazetteer()
    tokens = _tokens(name)
    concepts: set[str] = set()
    countries: set[str] = set()
    rest: list[str] = []
    position = 0
    while position < len(tokens):
        for length in (4, 3, 2, 1):
            window = tuple(map(_bare, tokens[position : position + length]))
            found = _look_up(window, phrases) if len(window) == length else None
            if found:
                (concepts if found[0] == "concept" else countries).add(found[1])
                position += length
                break
        else:
            rest.append(tokens[position])
            position += 1
    words = [word for word in rest if _bare(word) not in titles and word not in ignored]
    return NameParts(frozenset(concepts), frozenset(countries), words_of_name(" ".join(words)))


def _look_up(
    window: tuple[str, ...], phrases: dict[tuple[str, ...], tuple[str, str]]
) -> tuple[str, str] | None:
    if found := phrases.get(window):
        return found
    *first, last = window
    if is_arabic(last) and last.endswith("ه") and len(last) > 4:
        return phrases.get((*first, last[:-1]))  # the feminine of an adjective or an office
    return None


def index_key(name: str) -> str:
    """The key under which a name is looked up, the same in Arabic, English and French.

    The consonants of a person's or brand's name; for "the Egyptian foreign ministry", in whatever
    words, the office and the country.
    """
    parts = read_name(name)
    if parts.words:
        return " ".join(name_key(word) for word in parts.words)
    if parts.concepts or parts.countries:
        return "#" + " ".join(sorted(parts.concepts)) + "@" + " ".join(sorted(parts.countries))
    return name_key(name)


def compare_words(one: tuple[str, ...], other: tuple[str, ...]) -> Likeness:
    """Compare the words of two people's (or brands') names, in the order they are written."""
    if "".join(one) == "".join(other):
        return Likeness(1.0, ("same_spelling",))
    short, long = sorted((one, other), key=len)
    pairs = _best_order(short, long)
    matched = [likeness for likeness, _ in pairs if likeness >= SAME_WORD]
    if len(matched) < len(short):
        weakest = min(likeness for likeness, _ in pairs)
        if len(short) > 1 and len(matched) == len(short) - 1 and weakest >= 0.8:
            return Likeness(0.8, ("one_word_spelled_otherwise",))
        if len(short) == 1 and weakest >= 0.8:
            return Likeness(0.6 if len(long) == 1 else 0.5, ("one_word_spelled_otherwise",))
        if matched:
            return Likeness(0.2, ("another_given_name",))
        return Likeness(0.0, ("other_words",))
    mean = sum(matched) / len(matched)
    if len(short) == len(long):
        return _whole_name(mean, len(short), mixed=is_arabic(short[0]) != is_arabic(long[0]))
    last_matches = pairs[-1][1] == len(long) - 1
    if len(short) == 1:
        score = 0.7 if last_matches else 0.5
        return Likeness(score, ("surname_alone" if last_matches else "given_name_alone",))
    if last_matches and pairs[0][1] == 0:
        return Likeness(0.93 * mean, ("middle_name_left_out",))
    return Likeness(0.75 * mean, ("part_of_the_name_left_out",))


def _whole_name(mean: float, words: int, *, mixed: bool) -> Likeness:
    """All words match. A single word has less to tell two bearers apart."""
    reason = "same_in_other_script" if mixed else "same_but_for_spelling"
    return Likeness(min(mean, 0.99) if words > 1 else 0.95 * mean, (reason,))


def _best_order(short: tuple[str, ...], long: tuple[str, ...]) -> list[tuple[float, int]]:
    """For each word of the shorter name its best match further on in the longer one."""
    pairs: list[tuple[float, int]] = []
    start = 0
    for index, word in enumerate(short):
        room = range(start, len(long) - (len(short) - index - 1))
        best = max(((word_likeness(word, long[at]), -at) for at in room), default=(0.0, 0))
        pairs.append((best[0], -best[1]))
        start = -best[1] + 1
    return pairs


def same_name_score(one: str, other: str) -> Likeness:
    """How likely two names belong to one source, by the names alone."""
    a, b = read_name(one), read_name(other)
    if a.countries and b.countries and not a.countries & b.countries:
        return Likeness(0.05, ("different_countries",))
    if a.words and b.words:
        likeness = compare_words(a.words, b.words)
        if a.concepts and b.concepts and a.concepts != b.concepts:
            return Likeness(likeness.score * 0.75, (*likeness.reasons, "different_offices"))
        return likeness
    if a.words or b.words:
        same_office = bool(a.concepts) and a.concepts == b.concepts
        return Likeness(0.5 if same_office else 0.05, ("office_without_its_holder",))
    return _compare_bodies(a, b, same_spelling=fold(one) == fold(other))


def _compare_bodies(a: NameParts, b: NameParts, *, same_spelling: bool) -> Likeness:
    if not a.concepts and not b.concepts:
        same = bool(a.countries & b.countries)
        if same_spelling:
            return Likeness(1.0, ("same_spelling",))
        return Likeness(0.8 if same else 0.0, ("a_country_or_its_capital",))
    if a.concepts == b.concepts:
        if a.countries == b.countries:
            reason = "same_spelling" if same_spelling else "same_office_in_other_words"
            return Likeness(0.97 if a.countries else 0.95, (reason,))
        if a.countries and b.countries:
            return Likeness(0.8, ("one_names_more_countries",))
        return Likeness(0.7, ("one_names_no_country",))
    if a.concepts < b.concepts or b.concepts < a.concepts:
        return Likeness(0.4, ("part_of_the_other",))
    return Likeness(0.1, ("different_offices",))


def same_source_score(one: Named, other: Named) -> Likeness:
    """How likely two mentions mean one source, given also what they are and where they stand."""
    if KIND_FAMILIES[one.kind] != KIND_FAMILIES[other.kind]:
        return Likeness(0.1, ("different_kinds",))
    if one.kind in UNNAMED_KINDS:
        return _compare_unnamed(one, other)
    likeness = same_name_score(one.name, other.name)
    a, b = read_name(one.name), read_name(other.name)
    here = a.countries or frozenset({one.country} - {""})
    there = b.countries or frozenset({other.country} - {""})
    if here and there and not here & there:
        # The Iraqi oil minister and the Omani one; a person seldom has two countries.
        return Likeness(min(likeness.score, 0.4), ("different_countries", *likeness.reasons))
    if (a.generic and not here) or (b.generic and not there):
        return Likeness(min(likeness.score, 0.8), ("whose_is_not_said", *likeness.reasons))
    return likeness


def _compare_unnamed(one: Named, other: Named) -> Likeness:
    """Unnamed people are those of one outlet; two outlets' "Libyan sources" are never pooled."""
    if not one.outlet or one.outlet != other.outlet:
        return Likeness(0.0, ("unnamed_of_another_outlet",))
    if fold(one.name) == fold(other.name):
        return Likeness(1.0, ("same_spelling",))
    likeness = same_name_score(one.name, other.name)
    return Likeness(min(likeness.score, 0.9), likeness.reasons)


# What no nearness in meaning outweighs: vectors hardly tell Assad from Assad.
_AGAINST: Final = frozenset(
    {
        "different_countries",
        "different_kinds",
        "unnamed_of_another_outlet",
        "another_given_name",
    }
)


def weighed_by_meaning(likeness: Likeness, nearness: float) -> Likeness:
    """The likeness of two names, given also the cosine of their vectors.

    It can bring a pair before a person that letters and sounds wouldn't ("the Arab League", "جامعة
    الدول العربية"), and never links by itself.
    """
    if nearness < MEANT or likeness.score >= SUGGESTED or _AGAINST & set(likeness.reasons):
        return likeness
    return Likeness(round(min(nearness, 0.9), 3), ("near_in_meaning", *likeness.reasons))


def best_first(scored: Iterable[tuple[Likeness, str]]) -> list[tuple[Likeness, str]]:
    """Candidates worth a person's look, best first; equal scores in a stable order."""
    worth = [pair for pair in scored if pair[0].score >= SUGGESTED]
    return sorted(worth, key=lambda pair: (-pair[0].score, pair[1]))
