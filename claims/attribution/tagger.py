"""The trained models: which words are cues, and which are source and content of each cue.

Two linear-chain CRFs a language (Lafferty et al. 2001; Okazaki's CRFsuite): one labels cues, one
makes, given a cue, a first guess at its content. Three rankers then choose: the source among noun
phrases, where the content begins, where it ends. Trained by `manage.py train_attribution` on the
open corpus; the files lie in `model/`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pycrfsuite

from claims.attribution import ranking
from claims.attribution.ends import end_features, find_ends
from claims.attribution.features import (
    CuePlace,
    confidence_features,
    cue_features,
    role_features,
    window,
)
from claims.attribution.sentence import Sentence
from claims.attribution.sources import NOBODY, Around, Candidate, candidates, grown
from claims.attribution.spans import Reach, Said
from claims.attribution.starts import find_starts, start_features
from claims.attribution.text import Span
from claims.attribution.vetoes import find_veto

MODELS = Path(__file__).parent / "model"

# Labels of cues: outside, begins, goes on in the next word, has another piece further on.
OUTSIDE, BEGIN, INSIDE, JUMP = "O", "B", "I", "J"
# Labels of roles: a capital begins a piece, a small letter goes on with it.
SOURCE, CONTENT = "S", "C"

# What the cue model gives at least this probability is looked at; what the confidence model then
# gives less than the other is withdrawn.
CUE_THRESHOLD = 0.3
CONFIDENCE_THRESHOLD = 0.3

YES, NO = "1", "0"  # labels of the model that judges an attribution as a whole


@dataclass(frozen=True, slots=True)
class TaggedCue:
    """One cue with the tokens of its source and content in its sentence, and how sure that is."""

    cue: CuePlace
    source: tuple[int, ...]
    content: tuple[int, ...]
    confidence: float
    evidence: tuple[str, ...]  # what the confidence rests on


class Tagger:
    """The models of one language: cues, roles, sources, and confidence in the whole."""

    def __init__(
        self,
        models: Mapping[str, "pycrfsuite.Tagger"],
        rankers: Mapping[str, Mapping[str, float]],
    ) -> None:
        self._cues = models["cues"]
        self._roles = models["roles"]
        self._sources = rankers.get("sources", {})
        self._starts = rankers.get("starts", {})
        self._ends = rankers.get("ends", {})
        self._confidence = models.get("confidence")

    def find_cues(
        self, sentence: Sentence, threshold: float = CUE_THRESHOLD
    ) -> list[tuple[CuePlace, float]]:
        """The cues of a sentence in order, each with its probability."""
        self._cues.set(cue_features(sentence))
        labels = list(self._cues.tag())
        for index, label in enumerate(labels):
            if label == OUTSIDE and self._cues.marginal(BEGIN, index) >= threshold:
                labels[index] = BEGIN
        return [
            (place, 1 - self._cues.marginal(OUTSIDE, place.first))
            for place in read_cues(labels)
            if find_veto(sentence, place) is None
        ]

    def tag(self, sentence: Sentence) -> list[TaggedCue]:
        """All cues of one sentence with their roles, in order; without content it is none."""
        if not sentence.tokens:
            return []
        found = self.find_cues(sentence)
        tagged = self.tag_cues(sentence, found)
        kept = [one for one in tagged if one.confidence >= CONFIDENCE_THRESHOLD]
        if kept and len(kept) < len(found):
            places = {one.cue for one in kept}
            kept = self.tag_cues(sentence, [item for item in found if item[0] in places])
        return kept

    def tag_cues(
        self, sentence: Sentence, found: Sequence[tuple[CuePlace, float]]
    ) -> list[TaggedCue]:
        """The roles of given cues, each with its probability."""
        said, guesses, certainty = self.find_sources(sentence, [place for place, _ in found])
        tagged: list[TaggedCue] = []
        for number, one in enumerate(said):
            content, sure = guesses[number], 1.0
            if self._starts:
                content, sure = self.find_content(Reach(sentence, said, number, content))
            if not content or set(one.cue.tokens) <= set(one.source):
                continue  # without words it says nothing; inside the speaker it only describes him
            probability = found[number][1]
            evidence = confidence_features(
                sentence,
                one.cue,
                probability=probability,
                sure=sure,
                certain=certainty[number],
                source=one.source,
                content=content,
            )
            confidence = self._confident(evidence, probability)
            tagged.append(TaggedCue(one.cue, one.source, content, confidence, evidence))
        return tagged

    def find_sources(
        self, sentence: Sentence, cues: list[CuePlace]
    ) -> tuple[list[Said], list[tuple[int, ...]], list[float]]:
        """The speaker of each cue, what the sequence model took for its content, and certainty."""
        earlier: list[tuple[int, int]] = []
        contents: list[tuple[int, ...]] = []
        said: list[Said] = []
        certainty: list[float] = []
        for place in cues:
            guess, content, _ = self.guess_roles(sentence, place, cues, earlier)
            source, certain = guess, 1.0
            if self._sources:
                around = Around(
                    sentence,
                    place,
                    cues=cues,
                    earlier=earlier,
                    content=content,
                    contents=contents,
                )
                chosen, certain = self._choose(around, candidates(sentence, place, earlier))
                chosen = grown(sentence, chosen)
                source = tuple(range(chosen.first, chosen.last + 1)) if chosen.first >= 0 else ()
            earlier.append((source[0], source[-1]) if source else NOBODY)
            contents.append(content)
            said.append(Said(place, source))
            certainty.append(certain)
        return said, contents, certainty

    def find_content(self, reach: Reach) -> tuple[tuple[int, ...], float]:
        """The tokens of the content, and how sure its beginning and its end are together."""
        starts = find_starts(reach)
        best, sure = ranking.choose(
            [ranking.score(self._starts, start_features(reach, one)) for one in starts]
        )
        start = starts[best]
        ends = find_ends(reach, start)
        best, certain = ranking.choose(
            [ranking.score(self._ends, end_features(reach, start, one)) for one in ends]
        )
        return reach.tokens_of(start, ends[best]), sure * certain

    def guess_roles(
        self,
        sentence: Sentence,
        place: CuePlace,
        cues: list[CuePlace],
        earlier: list[tuple[int, int]],
    ) -> tuple[tuple[int, ...], tuple[int, ...], float]:
        """(source, content, probability of where the content begins) by the sequence model."""
        start, _ = window(sentence, place)
        self._roles.set(role_features(sentence, place, cues, earlier))
        labels = self._roles.tag()
        source = tuple(start + i for i, label in enumerate(labels) if label in "Ss")
        content = tuple(start + i for i, label in enumerate(labels) if label in "Cc")
        if not content:
            return source, content, 0.0
        first = content[0] - start
        return source, content, self._roles.marginal(labels[first], first)

    def _choose(self, around: Around, offered: Sequence[Candidate]) -> tuple[Candidate, float]:
        scores = [ranking.score(self._sources, around.features(one)) for one in offered]
        best, probability = ranking.choose(scores)
        return offered[best], probability

    def _confident(self, evidence: Sequence[str], probability: float) -> float:
        if self._confidence is None:
            return probability
        self._confidence.set([list(evidence)])
        return float(self._confidence.marginal(YES, 0))


def read_cues(labels: Sequence[str]) -> list[CuePlace]:
    """The cues that labels mark."""
    cues: list[list[int]] = []
    for index, label in enumerate(labels):
        if label == BEGIN:
            cues.append([index])
        elif label != OUTSIDE and cues:
            cues[-1].append(index)
    return [CuePlace(tuple(tokens)) for tokens in cues]


def spans_of(sentence: Sentence, tokens: Sequence[int]) -> tuple[Span, ...]:
    """The stretches of text that ascending token indexes make."""
    runs: list[list[int]] = []
    for index in tokens:
        if runs and runs[-1][1] == index - 1:
            runs[-1][1] = index
        else:
            runs.append([index, index])
    return tuple(sentence.span_of(first, last) for first, last in runs)


MODEL_NAMES = ("cues", "roles", "confidence")
RANKER_NAMES = ("sources", "starts", "ends")


@cache
def load_tagger(language: str) -> Tagger:
    """Read the models of a language, once a process. Raises FileNotFoundError if there are none."""
    return open_models(MODELS, language)


def open_models(folder: Path, language: str) -> Tagger:
    """The models in a folder; those for sources and confidence may be missing while training."""
    models: dict[str, pycrfsuite.Tagger] = {}
    for name in MODEL_NAMES:
        path = folder / f"{language}.{name}.crf"
        if path.is_file():
            models[name] = pycrfsuite.Tagger()
            models[name].open(str(path))  # mapped into memory, shared by forked workers
    if "cues" not in models:
        raise FileNotFoundError(folder / f"{language}.cues.crf")
    rankers = {}
    for name in RANKER_NAMES:
        weights = folder / f"{language}.{name}.json"
        if weights.is_file():
            rankers[name] = ranking.read(weights)
    return Tagger(models, rankers)
