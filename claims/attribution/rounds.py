"""Cues in rounds, the first of each sentence, then the second: what may be the source of each.

Candidates and features of a cue depend on the speakers of the cues before it in its sentence. What
its words look like does not: that is weighed once, for the cues of all rounds together.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain

from claims.attribution.features import CuePlace
from claims.attribution.offers import Offer
from claims.attribution.roles import (
    AskedCue,
    Cues,
    Tokens,
    Windows,
    cue_places,
    earlier_features,
    role_features,
)
from claims.attribution.sequences import SequenceModel
from claims.attribution.source_features import source_features
from claims.attribution.sources import candidates
from claims.attribution.weights import Features
from claims.attribution.words import Words


@dataclass(frozen=True, slots=True)
class Round:
    """One cue of each of many sentences, with what may be its source."""

    sentences: Sequence[int]
    offers: Sequence[Offer]
    features: Features
    lengths: Sequence[int]  # of the candidates of each
    labels: Sequence[str]  # of the words around each, and the token of the first of them
    starts: Sequence[int]

    def guesses(self) -> list[tuple[int, ...]]:
        """The source of each by the sequence model."""
        return list(map(partial(_labelled, _SOURCES), self.labels, self.starts))


class Rounds:
    """The cues of sentences, round by round.

    Who takes a round adds the source of each of its cues to `earlier` before taking the next one.
    """

    def __init__(
        self, words: Words, cues: Sequence[Sequence[CuePlace]], roles: SequenceModel
    ) -> None:
        self.earlier: list[list[Tokens]] = [[] for _ in cues]  # by sentence
        self._contents: list[list[Sequence[int]]] = [[] for _ in cues]
        self._words, self._roles, self._is_cue = words, roles, cue_places(words, cues)
        self._asked = [
            [
                AskedCue(number, places[nth], self.earlier[number])
                for number, places in enumerate(cues)
                if len(places) > nth
            ]
            for nth in range(max(map(len, cues), default=0))
        ]

    def __iter__(self) -> Iterator[Round]:
        every = Cues(self._words, list(chain.from_iterable(self._asked)))
        around = role_features(every, Windows(every), self._is_cue)
        weighed = around.weigh(self._roles.weights)
        first = row = 0
        for asked in self._asked:
            cues = every.between(first, first + len(asked))
            windows = Windows(cues)
            mine = weighed[row : row + windows.size]
            if first:
                mine += earlier_features(cues, windows).weigh(self._roles.weights)
            yield self._round(cues, windows, self._roles.best(mine, windows.lengths.tolist()))
            first, row = first + len(asked), row + windows.size

    def _round(self, cues: Cues, windows: Windows, labels: Sequence[str]) -> Round:
        starts = (windows.low - cues.start).tolist()
        offers = []
        for one, content in zip(
            cues.asked, map(partial(_labelled, _CONTENTS), labels, starts), strict=True
        ):
            sentence, contents = self._words.sentences[one.sentence], self._contents[one.sentence]
            offered = candidates(sentence, one.cue, one.earlier)
            offers.append(Offer(offered, content, list(contents)))
            contents.append(content)
        features, lengths = source_features(self._words, cues, offers, self._is_cue)
        numbers = [one.sentence for one in cues.asked]
        return Round(numbers, offers, features, lengths, labels, starts)


_SOURCES, _CONTENTS = re.compile("[Ss]+"), re.compile("[Cc]+")


def _labelled(letters: re.Pattern[str], labels: str, start: int) -> tuple[int, ...]:
    """The tokens with such labels; start is the token of the first label."""
    found: tuple[int, ...] = ()
    for match in letters.finditer(labels):
        found += tuple(range(start + match.start(), start + match.end()))
    return found
