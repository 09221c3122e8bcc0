"""What the candidates for the content of one cue share: all cues and speakers of its sentence.

First every place where the content may begin is weighed (starts.py), then every place where it may
end (ends.py). By then the speakers of all cues of the sentence are known.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import NamedTuple

import numpy as np

from claims.attribution.features import REACH_AFTER, CuePlace, numeral
from claims.attribution.numbering import Booleans, Column, Integers, digest, texts
from claims.attribution.roles import AskedCue, Cues
from claims.attribution.sentence import Sentence
from claims.attribution.talk import is_aside
from claims.attribution.words import MARKS, Words, counted, shifted


class Said(NamedTuple):
    """One cue with its speaker: the tokens of both, ascending; no speaker: ()."""

    cue: CuePlace
    source: tuple[int, ...]


@dataclass(slots=True)
class FoundSources:
    """The cues of one sentence with their speakers, their contents at a guess, and certainty."""

    said: list[Said] = field(default_factory=list)
    contents: list[tuple[int, ...]] = field(default_factory=list)
    certainty: list[float] = field(default_factory=list)


class Told:
    """One sentence with all that is said in it, as each of its cues sees it."""

    def __init__(
        self, sentence: Sentence, said: Sequence[Said], opens: bytes, begins: bytes
    ) -> None:
        self.sentence, self.said = sentence, said
        self.opens, self.begins = opens, begins  # per token: does it open a content, may one begin?
        self.cue_at = {i: n for n, one in enumerate(said) for i in one.cue.tokens}
        self.source_at = {one.source[0]: n for n, one in enumerate(said) if one.source}
        self.names = list(map(sentence.language.naming_of, sentence.norms))


class Reach:
    """Where the content of one cue may begin and end; all cues of the sentence are known."""

    def __init__(self, told: Told, number: int, guess: Sequence[int]) -> None:
        sentence = told.sentence
        self.sentence, self.views, self.tokens = sentence, sentence.views, sentence.tokens
        self.count = len(sentence.tokens)
        self.said, self.number = told.said, number
        self.cue, self.source = told.said[number]
        self.guess = (guess[0], guess[-1]) if guess else (-1, -1)
        if guess and guess[-1] >= self.cue.last + REACH_AFTER:
            self.guess = (guess[0], self.count - 1)  # it went on as far as the model could see
        self.cue_at, self.source_at = told.cue_at, told.source_at
        self.opens, self.begins, self.names = told.opens, told.begins, told.names
        self.own = {*self.source, *self.cue.tokens}
        self.who = self._who()
        self.tags = sentence.tags

    def _who(self) -> str:
        if not self.source:
            return "nobody"
        if self.source[0] < self.cue.first:
            return "left"
        if self.source[0] < self.cue.last:
            return "inside"
        return "next" if self.source[0] == self.cue.last + 1 else "right"

    def is_aside_to(self, content: Sequence[int]) -> bool:
        """Is the cue an aside ("على حد قوله") right after this content of the cue before it?

        Not after a quotation: then it may repeat no more than that.
        """
        if not content or not is_aside(self.sentence, self.cue.tokens):
            return False
        if self.sentence.quote[content[-1]]:
            return False
        between = self.tags[content[-1] + 1 : self.cue.first]
        return content[-1] < self.cue.first and all(tag in MARKS for tag in between)

    def tokens_of(self, start: int, end: int) -> tuple[int, ...]:
        """The tokens of a content, without the cue and the speaker where they stand inside."""
        every = range(start, end + 1)
        if self.own.isdisjoint(every):
            return tuple(every)
        return tuple(self._without_marks_at_gaps([i for i in every if i not in self.own]))

    def _without_marks_at_gaps(self, found: list[int]) -> list[int]:
        kept: list[int] = []
        for position, index in enumerate(found):
            at_gap = position + 1 < len(found) and found[position + 1] != index + 1
            after_gap = kept and position and found[position - 1] != index - 1
            if (at_gap or after_gap) and self.tags[index] in MARKS:
                continue
            kept.append(index)
        return kept


def may_begin(words: Words) -> Booleans:
    """Per place: may a content begin here, by this word and the one before it?"""
    tag = words.parts["tag"].number

    def is_one_of(*tags: str) -> Booleans:
        return np.isin(tag, [np.uint64(digest(one)[0]) for one in tags])

    mark, closing = words.is_("mark"), words.is_("closes_bracket")
    by_itself = words.opens | words.is_("verb") | words.is_("to") | words.is_("governed")
    by_itself |= is_one_of("preposition", "relative", "negation", "determiner")
    after = mark | closing | is_one_of("time", '"', "preposition", "preposition.plain")
    found: Booleans = (by_itself | shifted(after)) & ~(mark | closing)
    return found


def reaches_of(words: Words, sources: Sequence[FoundSources]) -> tuple[list[Reach], list[int]]:
    """Every cue with where its content may lie, and the sentence of each."""
    opens, begins = words.opens.tobytes(), may_begin(words).tobytes()
    reaches: list[Reach] = []
    first = words.first.tolist()
    for number, (sentence, found) in enumerate(zip(words.sentences, sources, strict=True)):
        if found.said:
            here = slice(first[number], first[number] + len(sentence.tokens))
            told = Told(sentence, found.said, opens[here], begins[here])
            reaches += [Reach(told, nth, guess) for nth, guess in enumerate(found.contents)]
    return reaches, [number for number, found in enumerate(sources) for _ in found.said]


WHO = ("nobody", "left", "inside", "next", "right")
_WHO = texts(*WHO)
_KIN = "nos"  # another cue is nobody's, somebody else's, or the same speaker's
_KIN_TEXTS = texts(*_KIN)
_KINS = texts(*(
    "".join(letter for place, letter in enumerate(_KIN) if code >> place & 1)
    for code in range(1 << len(_KIN))
))  # fmt: skip


class Reaches:
    """All cues of many sentences as arrays: one entry a cue, places of `words`.

    `sentence` gives the sentence of each; all cues of a sentence follow one another in order.
    """

    def __init__(self, words: Words, reaches: Sequence[Reach], sentence: Sequence[int]) -> None:
        self.words, self.reaches = words, reaches
        self.cues = Cues(
            words,
            [AskedCue(at, one.cue, ()) for at, one in zip(sentence, reaches, strict=True)],
        )
        start = self.cues.start
        sources = [(one.source[0], one.source[-1]) if one.source else (-1, -1) for one in reaches]
        first, last = np.array(sources, np.int64).reshape(-1, 2).T
        self.is_said = first >= 0
        self.source_first = np.where(self.is_said, first + start, -1)
        self.source_last = np.where(self.is_said, last + start, -1)
        guess = np.array([one.guess for one in reaches], np.int64).reshape(-1, 2).T
        self.guess_first, self.guess_last = np.where(guess >= 0, guess + start, -1)
        self.number = np.array([one.number for one in reaches], np.int64)
        self.first_number = np.arange(len(reaches)) - self.number  # of the sentence's first cue
        self.who_code = np.array([WHO.index(one.who) for one in reaches], np.int64)
        self.who = _WHO.at(self.who_code)
        self.follows = self.who_code >= WHO.index("next")
        self.cue_at, self.source_at = (np.full(words.size, -1) for _ in range(2))
        tokens = [one.cue.tokens for one in reaches]
        of_cue = np.repeat(np.arange(len(reaches)), list(map(len, tokens)))
        every = np.fromiter(chain.from_iterable(tokens), np.int64, len(of_cue))
        self.cue_at[every + start[of_cue]] = of_cue
        self.source_at[self.source_first[self.is_said]] = np.flatnonzero(self.is_said)

    def kinship(self, cue: Integers, other: Integers) -> Integers:
        """Whose is another cue: the same speaker's, nobody's, somebody else's."""
        same = (self.source_first[cue] == self.source_first[other]) & (
            self.source_last[cue] == self.source_last[other]
        )
        found: Integers = np.where(self.is_said[other], np.where(same, 2, 1), 0)
        return found

    def kin(self, cue: Integers, other: Integers) -> Column:
        return _KIN_TEXTS.at(self.kinship(cue, other))

    def cues_between(self, cue: Integers, low: Integers, high: Integers) -> Column:
        """Whose other cues lie between two places."""
        codes = np.zeros(len(cue), np.int64)
        for nth, before in enumerate(self._nth_cues):
            other = np.minimum(self.first_number[cue] + nth, len(self.number) - 1)
            lies = (before[np.maximum(high, low)] > before[low]) & (other != cue)
            codes |= np.where(lies, 1 << self.kinship(cue, other), 0)
        return _KINS.at(codes)

    @cached_property
    def _nth_cues(self) -> list[Integers]:
        """Per place how many words of the first cue of a sentence are before it; of the second."""
        number = np.where(self.cue_at >= 0, self.number[self.cue_at], -1)
        return [counted(number == nth) for nth in range(int(self.number.max(initial=-1)) + 1)]

    def is_own(self, cue: Integers, at: Integers) -> tuple[Booleans, Booleans]:
        """Is a word part of the cue itself; or else, of its own speaker?"""
        of_cue = self.cue_at[at] == cue
        of_source = (self.source_first[cue] <= at) & (at <= self.source_last[cue])
        return of_cue, of_source & ~of_cue


class Choices(NamedTuple):
    """Places to choose from, several a cue: which cue each is for, and where it is."""

    cue: Integers
    at: Integers
    lengths: list[int]

    @classmethod
    def of(cls, reaches: Reaches, offered: Sequence[Sequence[int]]) -> "Choices":
        """Offered: tokens of the sentence of each cue."""
        lengths = [len(one) for one in offered]
        cue = np.repeat(np.arange(len(lengths)), lengths)
        at = np.array([index for one in offered for index in one], np.int64)
        return cls(cue, at + reaches.cues.start[cue], lengths)

    def chosen(self, reaches: Reaches, best: Sequence[int]) -> list[int]:
        """The token of its sentence that was chosen for each cue, by its number among its own."""
        first = np.cumsum(self.lengths) - self.lengths
        tokens: list[int] = (
            self.at[first + np.array(best, np.int64)] - reaches.cues.start
        ).tolist()
        return tokens


def number_between(before: Integers, low: Integers, high: Integers, most: int) -> Column:
    """How many of something lie between two places, by how many are before each."""
    return numeral(np.where(high > low, before[high] - before[low], 0), most)
