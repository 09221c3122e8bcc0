"""The trained models: which words are cues, and which are source and content of each cue.

Two linear-chain CRFs a language (Lafferty et al. 2001; Okazaki's CRFsuite): one labels cues, one labels,
given a cue, its source and its content. Trained by `manage.py train_attribution` on the open
corpus; the files lie in `model/`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import pycrfsuite

from claims.attribution.features import cue_features, role_features
from claims.attribution.sentence import Sentence
from claims.attribution.text import Span

OUTSIDE, BEGIN, INSIDE = "O", "B", "I"
SOURCE, CONTENT = "S", "C"

# A word that the model takes for a cue with this probability is one, even if "no cue" is likelier:
# a missed cue loses a claim's source, a false one is seen and withdrawn.
CUE_THRESHOLD = 0.4


@dataclass(frozen=True, slots=True)
class Relation:
    """One cue with its source and content as tagged; spans in text order."""

    cue: tuple[Span, ...]
    source: tuple[Span, ...]
    content: tuple[Span, ...]
    cue_tokens: tuple[int, int]  # first and last token of the cue in its sentence
    confidence: float


class Tagger:
    """The two models of one language."""

    def __init__(self, cues: "pycrfsuite.Tagger", roles: "pycrfsuite.Tagger") -> None:
        self._cues = cues
        self._roles = roles

    def find_cues(self, sentence: Sentence) -> list[tuple[int, int, float]]:
        """(first token, last token, probability) of each cue, in order."""
        if not sentence.tokens:
            return []
        self._cues.set(cue_features(sentence))
        labels = list(self._cues.tag())
        for i, label in enumerate(labels):
            if label == OUTSIDE and self._cues.marginal(BEGIN, i) >= CUE_THRESHOLD:
                labels[i] = BEGIN
        found = []
        for first, last in _runs(labels):
            found.append((first, last, 1 - self._cues.marginal(OUTSIDE, first)))
        return found

    def find_relations(self, sentence: Sentence) -> list[Relation]:
        """All relations of one sentence, in the order of their cues."""
        found = self.find_cues(sentence)
        cues = {i for first, last, _ in found for i in range(first, last + 1)}
        sources: list[set[int]] = []
        contents: list[set[int]] = []
        relations = []
        for first, last, probability in found:
            self._roles.set(
                role_features(
                    sentence, first, last, cues=cues, sources=sources, contents=contents
                )
            )
            labels = self._roles.tag()
            source = {i for i, label in enumerate(labels) if label == SOURCE}
            content = {i for i, label in enumerate(labels) if label == CONTENT}
            sources.append(source)
            contents.append(content)
            if content:
                edge = min(content)
                sure = probability * self._roles.marginal(CONTENT, edge)
                relations.append(
                    Relation(
                        cue=(sentence.span_of(first, last),),
                        source=_spans(sentence, source),
                        content=_spans(sentence, content),
                        cue_tokens=(first, last),
                        confidence=sure,
                    )
                )
        return relations


@cache
def load_tagger(language: str) -> Tagger:
    """Read the models of a language, once a process. Raises FileNotFoundError if there are none."""
    taggers = []
    for name in ("cues", "roles"):
        tagger = pycrfsuite.Tagger()
        tagger.open_inmemory(
            (resources.files("claims.attribution") / "model" / f"{language}.{name}.crf").read_bytes()
        )
        taggers.append(tagger)
    return Tagger(*taggers)


def _runs(labels: Sequence[str]) -> list[tuple[int, int]]:
    """(first, last) of each cue; a cue begins at B or after O and goes on with I."""
    runs: list[tuple[int, int]] = []
    for i, label in enumerate(labels):
        if label == OUTSIDE:
            continue
        if label == INSIDE and runs and runs[-1][1] == i - 1:
            runs[-1] = (runs[-1][0], i)
        else:
            runs.append((i, i))
    return runs


def _spans(sentence: Sentence, tokens: set[int]) -> tuple[Span, ...]:
    spans: list[Span] = []
    last = -2
    for i in sorted(tokens):
        if i == last + 1:
            spans[-1] = Span(spans[-1].start, sentence.tokens[i].end)
        else:
            spans.append(sentence.span_of(i, i))
        last = i
    return tuple(spans)
