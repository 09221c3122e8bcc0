"""What a cue says and who says it, word by word: features of the sequence model for one cue."""

from collections.abc import Sequence
from copy import copy
from typing import NamedTuple

import numpy as np

from claims.attribution.features import (
    CuePlace,
    buckets,
    head_of,
    numeral,
    only_if,
    reading_of,
    window,
)
from claims.attribution.numbering import (
    Booleans,
    Column,
    Integers,
    Templates,
    any_of,
    column,
    constant,
    digest,
    texts,
)
from claims.attribution.weights import Block, Features, some
from claims.attribution.words import Words, counted, shifted

Tokens = tuple[int, int]  # the first and the last of a source in its sentence


class AskedCue(NamedTuple):
    """A cue of one sentence, and the sources of those before it; nobody: (-1, -1)."""

    sentence: int
    cue: CuePlace
    earlier: Sequence[Tokens]


class Cues:
    """Cues, each of another sentence or not, as arrays: one entry a cue, places of `words`."""

    def __init__(self, words: Words, asked: Sequence[AskedCue]) -> None:
        self.words, self.asked = words, asked
        self.sentence = np.array([one.sentence for one in asked], np.int64)
        self.start = words.first[self.sentence]
        self.end = self.start + words.count[self.sentence]
        self.first = self.start + np.array([one.cue.first for one in asked], np.int64)
        self.last = self.start + np.array([one.cue.last for one in asked], np.int64)
        heads = [head_of(words.sentences[one.sentence], one.cue) for one in asked]
        self.form = column([digest(form) for form, _ in heads])
        self.lemma = column([digest(lemma) for _, lemma in heads])
        readings = [reading_of(words.sentences[one.sentence], one.cue) for one in asked]
        self.kind = column([digest(one.cue_class if one else "none") for one in readings])
        self.frames = column(
            [digest("".join(sorted(one.frames)) if one else "-") for one in readings]
        )
        self.opener = words.next_opener[self.last + 1]
        self.has_opener = self.opener < self.end

    def between(self, first: int, end: int) -> "Cues":
        """Those from one number to another."""
        found = copy(self)
        for name, values in vars(self).items():
            if name != "words":
                setattr(found, name, values[first:end])
        return found


def cue_places(words: Words, cues: Sequence[Sequence[CuePlace]]) -> Booleans:
    """Per place of the words: is it part of any cue of its sentence?"""
    tokens = [[index for place in places for index in place.tokens] for places in cues]
    return words.marked(words.first, tokens)


_OUTER = Templates("""
    {side}{far}
    {side}{far}.{form}
    {side}.t={tag}
    {side}.t={tag}.{form}
    {side}.w={norm}
    {side}{step}.t={tag}.{form}
    {side}.k={commas}.{others}.{openers}
    {side}.o={openers}.v={verbs}.{form}
    {side}.cm={commas2}.{form}.{where}
    {side}.q={where}.{openers}
    {side}.stop={stops}.{closed}
    {side}.p={before}.t={tag}
    {side}.t={tag}.n={after}
    {side}.p={before}.{opened}.{other}
    {side}.n={after}.{opened}.{other}
    p={before}.t={tag}.n={after}
    {side}.h={shape}
    {side}.g={cue_gender}{gender}.{step3}
    {side}.past={passed}.{openers}
    {side}.clause={clause}.{openers}
    {side}.clause={clause}.{where}.{form}
    {side}.nw={next_norm}
    {side}.pw={norm_before}
""")
_RIGHT = Templates("""
    R.{order}.{opener_tag}
    R.{order}.{opener_tag}.{form}
    R.{order}.{far}.{opener_gap}.{opener_tag}
    R.{order}.{opener_tag}.{tag}.{comma}
    R.{order}.l={lemma}
    R.np={edge}
    R.np={edge}.{form}
    R.np={edge}.{order}.{opener_tag}
""")
_NEAR_SOMETHING = Templates("""
    {near}{side}{step}.l={lemma}.t={tag}
    {next_is_cue}{side}.nextcue.{after}
    {is_last}{side}.end
    {next2_is_cue}{side}.next2cue.{then}.{after}
    {is_cue}{side}.cue.{tag}
    {is_first}first.{form}
    {heading}heading.{form}
""")
_EARLIER = Templates("""
    {side}.src{mark}.{form}
    {side}.src{mark}
    {no_source}{side}.nosrc.{form}
    {dropped}{side}.prodrop.{form}
""")
_INNER = Templates("""
    {inside}
    {inside}.{kind}
    {heading}heading.{form}
""")
_NEAR_PARTS = ("near", "next_is_cue", "is_last", "next2_is_cue", "is_cue", "is_first", "heading")
_SIDES = texts("L", "R")
_WHERE = texts("out", "in", "same")
_ORDER = texts("pre", "at", "post")
_EDGES = texts("in", "at", "past")
_MARKS = ("0B", "0I", "0E", "1B", "1I", "1E")
_MARK_TEXTS = texts(*_MARKS, None)


class Windows:
    """The words around each cue, all in one row: which cue each is of, and which place it has."""

    def __init__(self, cues: Cues) -> None:
        bounds = [window(cues.words.sentences[one.sentence], one.cue) for one in cues.asked]
        low, high = (np.array(bounds, np.int64).reshape(-1, 2) + cues.start[:, None]).T
        self.low, self.lengths = low, high - low
        self.base = np.cumsum(self.lengths) - self.lengths
        self.size = int(self.lengths.sum())
        self.cue = np.arange(len(low)).repeat(self.lengths)
        self.at = np.arange(self.size) + (low - self.base).repeat(self.lengths)
        inside = (self.at >= cues.first[self.cue]) & (self.at <= cues.last[self.cue])
        self.inside, self.outside = inside.nonzero()[0], (~inside).nonzero()[0]  # rows

    def rows_of(self, cues: Cues, number: int, first: int, last: int) -> slice:
        """The rows of some tokens of the sentence of a cue, as far as they are in its window."""
        start = int(cues.start[number] - self.low[number])
        base, length = int(self.base[number]), int(self.lengths[number])
        return slice(
            base + min(max(start + first, 0), length), base + min(max(start + last + 1, 0), length)
        )


def role_features(cues: Cues, windows: Windows, is_cue: Booleans) -> Features:
    """One row for each word around each cue: all but what earlier_features says of it.

    is_cue: per place of the words, whether it is part of any cue of its sentence.
    """
    outside, inside = windows.outside, windows.inside
    around = _Around(cues, windows.cue[outside], windows.at[outside])
    columns = around.columns(is_cue)
    return Features(
        windows.size,
        [
            Block(outside, _OUTER, columns),
            some(outside, around.right, _RIGHT, columns),
            some(outside, any_of(columns, _NEAR_PARTS), _NEAR_SOMETHING, columns),
            Block(inside, _INNER, _inner(cues, windows, inside)),
        ],
    )


class _Around:
    """Words outside of their cue: what they are, and what lies between."""

    def __init__(self, cues: Cues, cue: Integers, at: Integers) -> None:
        self.words, self.cues, self.cue, self.at = cues.words, cues, cue, at
        self.first, self.last = cues.first[cue], cues.last[cue]
        self.right = at > self.last

    def columns(self, is_cue: Booleans) -> dict[str, Column]:
        return self._word(is_cue) | self._passed(is_cue) | self._ahead()

    def _word(self, is_cue: Booleans) -> dict[str, Column]:
        words, cue, at, cues = self.words, self.cue, self.at, self.cues
        part = words.parts
        distance = np.where(self.right, at - self.last, self.first - at)
        quote, own = words.quote[at], words.quote[self.first]
        return {name: part[name].at(at) for name in ("tag", "norm", "shape", "gender")} | {
            "side": _SIDES.at(self.right),
            "far": buckets(distance),
            "step": numeral(distance, 2),
            "step3": numeral(distance, 3),
            "near": only_if(distance <= 2),
            "form": cues.form.at(cue),
            "lemma": cues.lemma.at(cue),
            "cue_gender": part["gender"].at(self.first),
            "where": _WHERE.at(np.where(quote == own, 2, np.minimum(quote, 1))),
            "before": part["tag"].at(at - 1),
            "after": part["tag"].at(at + 1),
            "then": part["tag"].at(at + 2),
            "norm_before": part["norm"].at(at - 1),
            "next_norm": part["norm"].at(at + 1),
            "is_cue": only_if(is_cue[at]),
            "next_is_cue": only_if(is_cue[at + 1]),
            "next2_is_cue": only_if(is_cue[at + 2]),
            "is_first": only_if(at == cues.start[cue]),
            "is_last": only_if(at + 1 == cues.end[cue]),
            "heading": only_if(words.is_heading[cues.sentence[cue]]),
        }

    def _between(self, before: Integers) -> Integers:
        """How many words between cue and word: before says how many are before each place."""
        found: Integers = np.where(
            self.right,
            before[self.at] - before[self.last + 1],
            before[self.first] - before[self.at + 1],
        )
        return found

    def _passed(self, is_cue: Booleans) -> dict[str, Column]:
        words = self.words
        commas, others = self._between(words.before("comma")), self._between(counted(is_cue))
        openers = self._between(counted(words.opens))
        closes = (words.quote > 0) & (words.quote != shifted(words.quote, back=True))
        return {
            "commas": numeral(commas, 3),
            "commas2": numeral(commas, 2),
            "comma": numeral(commas, 1),
            "others": numeral(others, 2),
            "other": numeral(others, 1),
            "openers": numeral(openers, 2),
            "opened": numeral(openers, 1),
            "verbs": numeral(self._between(words.before("verb")), 2),
            "stops": numeral(self._between(words.before("stop")), 1),
            "closed": numeral(self._between(counted(closes)), 1),
            "passed": self._last_cue(is_cue),
            "clause": self._clause(),
        }

    def _last_cue(self, is_cue: Booleans) -> Column:
        """The last other cue on the way, and whether it follows a comma."""
        words, tag = self.words, self.words.parts["tag"]
        before = words.last_place(is_cue)[self.at - 1]
        after = words.next_place(is_cue)[self.at + 1]
        place = np.where(self.right, before, np.minimum(after, words.size - 1))
        found = np.where(self.right, before > self.last, after < self.first)
        mark = tag.at(place - 1).where(words.is_("comma")[place - 1], constant("w"))
        return (tag.at(place) + constant(".") + mark).where(found, constant("none"))

    def _clause(self) -> Column:
        """How the clause after the cue began in which the word stands."""
        words = self.words
        begun = words.last_place(shifted(words.is_("pause")))[self.at]
        found = self.right & (begun > self.last)
        opening = words.parts["tag"].at(begun) + constant(".") + words.parts["w"].at(begun)
        return opening.where(found, constant("none"))

    def _ahead(self) -> dict[str, Column]:
        """Where a word after the cue stands to the word that opens the content."""
        words, cues, cue, at = self.words, self.cues, self.cue, self.at
        opener, has = cues.opener[cue], cues.has_opener[cue]
        following = self.last + 1
        bound = np.where(
            words.is_("bound")[following],
            following,
            words.next_place(words.is_("limit"))[following + 1],
        )
        return {
            "order": _ORDER.at(np.sign(at - opener) + 1),
            "opener_tag": words.parts["tag"].at(opener).where(has, constant("none")),
            "opener_gap": buckets(opener - self.last).where(has, constant("none")),
            "edge": _EDGES.at(np.sign(at - bound) + 1),
        }


def earlier_features(cues: Cues, windows: Windows) -> Features:
    """Which words belong to the sources of earlier cues: how many sources ago, and where in it."""
    mark = np.full(windows.size, len(_MARKS))
    named, dropped = np.zeros(len(cues.asked), np.bool_), np.zeros(len(cues.asked), np.bool_)
    for number, one in enumerate(cues.asked):
        sources = [source for source in one.earlier if source[0] >= 0]
        named[number], dropped[number] = bool(sources), bool(one.earlier) and not sources
        for nth, (first, last) in enumerate(sources, 1 - len(sources)):
            ago = 0 if nth == 0 else len(_MARKS) // 2
            mark[windows.rows_of(cues, number, first, last)] = ago + 1
            mark[windows.rows_of(cues, number, last, last)] = ago + 2
            mark[windows.rows_of(cues, number, first, first)] = ago
    rows = windows.outside
    cue, mine = windows.cue[rows], mark[rows]
    columns = {
        "side": _SIDES.at(windows.at[rows] > cues.last[cue]),
        "form": cues.form.at(cue),
        "mark": _MARK_TEXTS.at(mine),
        "no_source": only_if(named[cue] & (mine == len(_MARKS))),
        "dropped": only_if(dropped[cue]),
    }
    return Features(windows.size, [Block(rows, _EARLIER, columns)])


def _inner(cues: Cues, windows: Windows, rows: Integers) -> dict[str, Column]:
    """Words of the cue itself, and those between its pieces."""
    is_own = np.zeros(windows.size, np.bool_)
    for number, one in enumerate(cues.asked):
        for index in one.cue.tokens:
            is_own[windows.rows_of(cues, number, index, index)] = True
    cue, tag = windows.cue[rows], cues.words.parts["tag"]
    between = constant("inside.t=") + tag.at(windows.at[rows])
    return {
        "inside": constant("me").where(is_own[rows], between),
        "kind": tag.at(cues.first[cue]),
        "form": cues.form.at(cue),
        "heading": only_if(cues.words.is_heading[cues.sentence[cue]]),
    }
