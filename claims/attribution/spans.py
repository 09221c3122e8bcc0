"""What the candidates for the content of one cue share: all cues and speakers of its sentence.

First every place where the content may begin is weighed (starts.py), then every place where it may
end (ends.py). By then the speakers of all cues of the sentence are known.
"""

from collections.abc import Sequence
from typing import NamedTuple

from claims.attribution.features import CuePlace, head_of
from claims.attribution.sentence import Sentence, opens_content

MARKS = frozenset({",", ";", ":", ".", "-", "!", "?"})


class Said(NamedTuple):
    """One cue with its speaker: the tokens of both, ascending; no speaker: ()."""

    cue: CuePlace
    source: tuple[int, ...]


class Reach:
    """Where the content of one cue may begin and end; all cues of the sentence are known."""

    def __init__(
        self, sentence: Sentence, said: Sequence[Said], number: int, guess: Sequence[int]
    ) -> None:
        self.sentence, self.views, self.tokens = sentence, sentence.views, sentence.tokens
        self.count = len(sentence.tokens)
        self.said, self.number = said, number
        self.cue, self.source = said[number]
        self.form, self.lemma = head_of(sentence, self.cue)
        reading = next(
            (sentence.views[i].reading for i in self.cue.tokens if sentence.views[i].reading), None
        )
        self.kind = reading.cue_class if reading else "none"
        self.frames = "".join(sorted(reading.frames)) if reading else "-"
        self.guess = (guess[0], guess[-1]) if guess else (-1, -1)
        self.cue_at = {i: n for n, one in enumerate(said) for i in one.cue.tokens}
        self.source_at = {one.source[0]: n for n, one in enumerate(said) if one.source}
        self.own = frozenset(self.source) | frozenset(self.cue.tokens)
        self.who = self._who()
        self.tags = [view.tag for view in self.views]
        self.openers = [0]
        self.verbs, self.commas = [0], [0]
        for index, tag in enumerate(self.tags):
            self.openers.append(self.openers[-1] + opens_content(sentence, index))
            self.verbs.append(
                self.verbs[-1] + tag.startswith(("verb.p", "verb.i", "verb.f", "verb.o"))
            )
            self.commas.append(self.commas[-1] + (tag in (",", ";")))

    def _who(self) -> str:
        if not self.source:
            return "nobody"
        if self.source[0] < self.cue.first:
            return "left"
        if self.source[0] < self.cue.last:
            return "inside"
        return "next" if self.source[0] == self.cue.last + 1 else "right"

    def cues_between(self, low: int, high: int) -> str:
        numbers = {self.cue_at[i] for i in range(low, high) if i in self.cue_at} - {self.number}
        return "".join(sorted({self.kinship(n) for n in numbers}))

    def kinship(self, number: int) -> str:
        """Whose is another cue: the same speaker's, nobody's, somebody else's."""
        other = self.said[number].source
        if not other:
            return "n"
        return "s" if other == self.source else "o"

    def tokens_of(self, start: int, end: int) -> tuple[int, ...]:
        """The tokens of a content, without the cue and the speaker where they stand inside."""
        found = [i for i in range(start, end + 1) if i not in self.own]
        return tuple(self._without_marks_at_gaps(found))

    def _without_marks_at_gaps(self, found: list[int]) -> list[int]:
        kept: list[int] = []
        for position, index in enumerate(found):
            at_gap = position + 1 < len(found) and found[position + 1] != index + 1
            after_gap = kept and position and found[position - 1] != index - 1
            if (at_gap or after_gap) and self.tags[index] in MARKS:
                continue
            kept.append(index)
        return kept
