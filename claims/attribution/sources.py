"""Candidates for the source of a cue, and what a model may know of each.

Every noun phrase near the cue, with every end it may have, every source that an earlier cue of the
sentence has, and nobody at all are weighed against each other by one linear model.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from claims.attribution.features import CuePlace
from claims.attribution.sentence import Sentence

_REACH_RIGHT, _REACH_LEFT = 14, 35
_LONGEST, _MOST = 18, 30
_RELATIVE = 3  # words from a relative pronoun to the verb of its clause
_CLOSED = frozenset({
    "complementiser", "relative", "negation", "auxiliary", "preposition", "time", "contrast",
    "subordinator", "conjunction", "adverb",
})  # fmt: skip
_QUOTES = ('"', "'")
# After such a head "to ..." names the one spoken to, not a part of the phrase.
_NO_RECIPIENTS = frozenset({
    "word", "word.def", "noun", "noun.def", "anonymous", "anonymous.def", "Name",
})  # fmt: skip
_ACCUSATIVE = ("ً", "ًا")


class Candidate(NamedTuple):
    """Tokens first..last, both included; nobody: -1, -1."""

    first: int
    last: int


NOBODY = Candidate(-1, -1)


def candidates(
    sentence: Sentence, cue: CuePlace, earlier: Sequence[tuple[int, int]]
) -> list[Candidate]:
    """All that may be the source of a cue, nearest first, without doubles; nobody among them."""
    found: dict[Candidate, None] = {NOBODY: None}
    for source in reversed(earlier):
        found[Candidate(*source)] = None
    for start, limit in _between_pieces(cue):
        _add(found, sentence, start, limit, cue)
    right = 0
    for start in range(cue.last + 1, min(len(sentence.views), cue.last + 1 + _REACH_RIGHT)):
        if start > cue.last + 1 and sentence.next_opener[cue.last + 1] < start - 1:
            break
        right += _add(found, sentence, start, len(sentence.views), cue)
        if right == 3:
            break
    for start in range(cue.first - 1, max(-1, cue.first - 1 - _REACH_LEFT), -1):
        _add(found, sentence, start, cue.first, cue)
        if len(found) > _MOST:
            break
    topic = next((i for i in range(min(3, cue.first)) if _is_topic(sentence, i)), -1)
    if topic >= 0:
        _add(found, sentence, topic + 1, cue.first, cue)
    return list(found)


def _add(
    found: dict[Candidate, None], sentence: Sentence, start: int, limit: int, cue: CuePlace
) -> bool:
    """Add the noun phrases that begin at `start`, if one may; did it?"""
    if not _may_start(sentence, start, cue):
        return False
    for last in _ends(sentence, start, limit):
        found[Candidate(start, last)] = None
    return True


def _between_pieces(cue: CuePlace) -> Iterator[tuple[int, int]]:
    """Tokens between the pieces of "ختم فلان بالقول", each with one past the last of them."""
    for piece, following in pairwise(cue.tokens):
        for index in range(piece + 1, following):
            yield index, following


def _may_start(sentence: Sentence, index: int, cue: CuePlace) -> bool:
    tag = sentence.views[index].tag
    if _is_topic(sentence, index) or _is_reflexive(sentence, index):
        return False
    if not tag[0].isalpha() and tag not in _QUOTES and tag not in ("(", "#", "@"):
        return False
    if tag in _CLOSED or tag.startswith("verb.p") or tag == "verb.imperfect":
        return index == cue.last + 1 and tag.startswith("verb")
    norm = sentence.tokens[index].norm
    if (
        index != cue.last + 1
        and sentence.language.is_governed(norm)
        and not sentence.language.classes_of(norm)
    ):
        return False
    if index in (0, cue.first + 1, cue.last + 1) or _is_topic(sentence, index - 1):
        return True
    follows = index + 1 < cue.first <= index + 1 + _RELATIVE and tag != "relative"
    if follows and sentence.views[index + 1].tag == "relative":
        return True  # "التوقعات التي كانت تشير"
    before = sentence.views[index - 1].tag
    return (
        not before[0].isalpha()
        or before in _CLOSED
        or before.startswith("verb")
        or before in ("pronoun", "label")
        or (before == "time" and index > cue.last)
        or sentence.tokens[index].norm[:1] in "وفلب"
    )


def _is_reflexive(sentence: Sentence, index: int) -> bool:
    return "reflexive" in sentence.language.classes_of(sentence.tokens[index].norm)


def _is_topic(sentence: Sentence, index: int) -> bool:
    """ "أما" before the one who is spoken of."""
    return "topic" in sentence.language.classes_of(sentence.tokens[index].norm)


def _is_channel(sentence: Sentence, index: int) -> bool:
    """Does this word say where something was said ("في بيان", "on Facebook")?"""
    if index >= len(sentence.tokens):
        return False
    classes = sentence.language.classes_of(sentence.tokens[index].norm)
    return any(name.startswith("channel") for name in classes)


def grown(sentence: Sentence, source: Candidate) -> Candidate:
    """With the adjective that belongs to its last noun ("مصادر" → "مصادر ليبية")."""
    last = source.last
    language, tokens, views = sentence.language, sentence.tokens, sentence.views
    while source.first >= 0 and last + 1 < len(tokens) and views[last + 1].reading is None:
        noun, adjective = tokens[last].norm, tokens[last + 1].norm
        if not language.is_adjective_of(adjective, noun) or views[last].tag == "Name":
            break
        last += 1
    if source.first >= 0 and _is_posted(sentence, source.first, last):
        last += 2
    return Candidate(source.first, last)


def _is_posted(sentence: Sentence, first: int, last: int) -> bool:
    """ "السفارة الأميركية | في ليبيا": embassies are told apart by where they are."""
    tokens, language = sentence.tokens, sentence.language
    return (
        last + 2 < len(tokens)
        and "posted" in language.classes_of(tokens[first].norm)
        and "preposition" in language.classes_of(tokens[last + 1].norm)
        and "place" in language.classes_of(tokens[last + 2].norm)
    )


def _begins_object(sentence: Sentence, start: int, index: int) -> bool:
    """ "أصدرت الإدارة بياناً": an accusative after a head without it."""
    tokens = sentence.tokens
    return tokens[index].text.endswith(_ACCUSATIVE) and not tokens[start].norm.endswith("ا")


def _name_goes_on(sentence: Sentence, index: int) -> bool:
    """ "زيد أبو | زيد", "الدكتور | محمد", "محمد | أحمد": no name ends between such words."""
    if index + 1 == len(sentence.tokens):
        return False
    norm, following = sentence.tokens[index].norm, sentence.tokens[index + 1].norm
    tag, language = sentence.views[index + 1].tag, sentence.language
    if not tag[0].isalpha() or tag in _CLOSED or tag.startswith(("verb.p", "verb.i")):
        return False
    before, after = language.classes_of(norm), language.classes_of(following)
    if "kin_of_name" in before:
        return not language.is_definite(norm)
    is_name = "given_name" in before
    if "given_name" in after:
        return is_name or sentence.views[index].tag.startswith("title")
    return is_name and "kin_of_name" in after


def _ends(sentence: Sentence, start: int, limit: int) -> list[int]:
    """The tokens with which a noun phrase from `start` may end."""
    views = sentence.views
    ends = []
    for index in range(start, min(limit, start + _LONGEST)):
        tag = views[index].tag
        if tag in (".", "?", "!", ":", ";") or (index > start and tag == "complementiser"):
            break
        if "no_source" in sentence.language.classes_of(sentence.tokens[index].norm):
            break
        if index > start and _begins_object(sentence, start, index):
            break
        if index > start + 1 and "account" in sentence.language.classes_of(
            sentence.tokens[index].norm
        ):
            break  # "كشفت السفارة عناوين ...": what was revealed
        if index > start and tag == "preposition" and _is_channel(sentence, index + 1):
            break
        if index > start and views[index].begins_with_to and views[start].tag in _NO_RECIPIENTS:
            near = sentence.tokens[max(start, index - 3) : index]
            if not any("role" in sentence.language.classes_of(token.norm) for token in near):
                break
        if tag in (",", "preposition", "relative", "conjunction", "contrast", "negation"):
            continue
        after = views[index + 1].tag if index + 1 < len(views) else "end"
        if _name_goes_on(sentence, index):
            continue
        if (
            index < start + 5
            or index + 1 == limit
            or not after[0].isalpha()
            or after in _CLOSED
            or after.startswith("verb")
            or sentence.tokens[index + 1].norm[:1] in "وبل"
        ):
            ends.append(index)
    return ends
