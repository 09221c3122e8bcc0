"""Features of the two sequence models: which words are cues, and what each cue says.

Source: the design of Newell et al. (2018), "Quote extraction and attribution", one pass a cue, with
features that say where a word stands to the cue.
"""

from dataclasses import dataclass, field

import numpy as np

from claims.attribution.languages.base import Cue
from claims.attribution.numbering import (
    Booleans,
    Column,
    Integers,
    Templates,
    any_of,
    constant,
    texts,
)
from claims.attribution.sentence import Sentence
from claims.attribution.weights import Block, Features, some
from claims.attribution.words import Words, counted

_FAR = 8  # tokens within which a complementiser or a quotation is looked for
REACH_BEFORE, REACH_AFTER = 40, 60  # tokens around the cue that the model looks at


@dataclass(frozen=True, slots=True)
class CuePlace:
    """The tokens of one cue in its sentence, both pieces of a discontinuous one."""

    tokens: tuple[int, ...]
    first: int = field(init=False, compare=False)
    last: int = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "first", self.tokens[0])
        object.__setattr__(self, "last", self.tokens[-1])


def window(sentence: Sentence, cue: CuePlace) -> tuple[int, int]:
    """The first and one past the last token that the model looks at."""
    return (
        max(0, cue.first - REACH_BEFORE),
        min(len(sentence.tokens), cue.last + 1 + REACH_AFTER),
    )


def bucket(distance: int) -> str:
    if distance <= 4:
        return str(distance)
    return "5+" if distance <= 8 else "9+" if distance <= 16 else "17+"


_FARTHEST = 500
_BUCKETS = texts(*(bucket(distance) for distance in range(-_FARTHEST, _FARTHEST + 1)))
NUMERALS = texts(*map(str, range(-_FARTHEST, _FARTHEST + 1)))


def buckets(distances: Integers) -> Column:
    """The buckets of many distances."""
    near = np.minimum(np.maximum(distances, -_FARTHEST), _FARTHEST)
    return _BUCKETS.at(near + _FARTHEST)


def numeral(values: Integers, most: int) -> Column:
    """Small numbers as texts, none larger than `most`."""
    return NUMERALS.at(np.minimum(values, most) + _FARTHEST)


_IF = texts(None, "")
_TRUTH = texts("False", "True")


def only_if(condition: Booleans) -> Column:
    """A part that says nothing, and is missing where a condition does not hold."""
    return _IF.at(condition)


def truth(condition: Booleans) -> Column:
    return _TRUTH.at(condition)


def reading_of(sentence: Sentence, cue: CuePlace) -> Cue | None:
    """What the tables say of the word that makes the cue."""
    views = sentence.views
    for index in cue.tokens:
        reading = views[index].reading
        if reading is not None:
            return reading
    return None


def head_of(sentence: Sentence, cue: CuePlace) -> tuple[str, str]:
    """(form, lemma) of the word that makes the cue."""
    reading = reading_of(sentence, cue)
    if reading is None:
        return sentence.views[cue.first].tag, sentence.tokens[cue.first].norm
    return f"{reading.kind}.{reading.form}", reading.lemma


_CUE_LINES = Templates("""
    op={opener}{opener_gap}
    op={opener}.{form}
    quoted={quoted}.{form}
    f={form}.ka={next_kind}
    f={form}.kb={kind_before}
    f={form}.ka={next_kind}>{kind_then}
    {kind}.ka={next_kind}
""")
_READ_LINES = Templates("""
    l={lemma}.op={opener}
    l={lemma}.n={next_tag}
    f={form}.n={next_tag}
    f={form}.p={tag_before}
    f={form}.p={tag_before}.n={next_tag}.{opener}
""")
_WEAK_LINES = Templates("""
    w={norm}.v={verb}.{verb_gap}
    f={form}.v={verb}
""")
_EDGE_LINES = Templates("""
    {is_first}first
    {is_last}last
    {start}start{index}.{form}
    {heading}heading.{tag}
""")
_EDGES = ("is_first", "is_last", "start", "heading")
_OPENERS = texts("no", "that", "quote")
_OPENER_GAPS = texts("", *map(str, range(5)))
_QUOTED = texts("o", "q")
_VERB_BARS = texts("", "|")


def cue_features(words: Words) -> Features:
    """One row a word, for the model that finds cues."""
    at = words.at_words
    sentence = np.repeat(np.arange(len(words.count)), words.count)
    first, end = words.first[sentence], (words.first + words.count)[sentence]
    parts = words.parts
    goal = words.next_opener[at + 1]
    gap = goal - at
    near = (gap <= _FAR) & (goal < end)
    opener = np.where(near, np.where(words.is_("that")[goal], 1, 2), 0)
    verb, verb_gap = _verbs_before(words, at, first)
    columns = {name: parts[name].at(at) for name in ("tag", "norm", "kind", "form", "lemma")} | {
        "is_first": only_if(at == first),
        "is_last": only_if(at + 1 == end),
        "opener": _OPENERS.at(opener),
        "opener_gap": _OPENER_GAPS.at(np.where(near, np.minimum(gap, 4) + 1, 0)),
        "quoted": _QUOTED.at(words.quote[at] > 0),
        "tag_before": parts["tag"].at(at - 1),
        "next_tag": parts["tag"].at(at + 1),
        "kind_before": parts["kind"].at(at - 1),
        "next_kind": parts["kind"].at(at + 1),
        "kind_then": parts["kind"].at(at + 2),
        "heading": only_if(words.is_heading[sentence]),
        "start": only_if(at - first < 4),
        "index": numeral(at - first, 4),
        "verb": verb,
        "verb_gap": verb_gap,
    }
    every = np.arange(len(at))
    spelt, atoms = words.atoms()
    return Features(
        len(at),
        [
            Block(every, _CUE_LINES, columns),
            some(every, words.is_("read")[at], _READ_LINES, columns),
            some(every, words.is_("weak")[at], _WEAK_LINES, columns),
            some(every, any_of(columns, _EDGES), _EDGE_LINES, columns),
            spelt,
        ],
        [atoms],
    )


def _verbs_before(words: Words, at: Integers, first: Integers) -> tuple[Column, Column]:
    """Which verb stands before each word, and how far ("نقل ... عن"); with a bar if a clause has
    ended since."""
    tells = words.is_("tells")
    verb = words.last_place(tells)[at - 1]
    found = verb >= first
    verb = np.where(found, verb, first - 1)
    bars = counted((words.is_("that") | words.is_("full_stop")) & ~tells)
    has_bar = bars[at] > bars[verb + 1]
    name = words.parts["class"].at(verb).where(found, constant("no"))
    near = found & (at - verb < _FAR * 3)
    return (
        name + _VERB_BARS.at(has_bar),
        buckets(at - verb).where(near, constant("far")),
    )
