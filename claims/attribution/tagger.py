"""The trained models: which words are cues, and which are source and content of each cue.

Two linear-chain CRFs a language (Lafferty et al. 2001; Okazaki's CRFsuite): one labels cues, one
labels, given a cue, its source and its content. Trained by `manage.py train_attribution` on the open
corpus; the files lie in `model/`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pycrfsuite

from claims.attribution.features import CuePlace, cue_features, role_features, window
from claims.attribution.sentence import Sentence
from claims.attribution.text import Span

MODELS = Path(__file__).parent / "model"

# Labels of cues: outside, begins, goes on in the next word, has another piece further on.
OUTSIDE, BEGIN, INSIDE, JUMP = "O", "B", "I", "J"
# Labels of roles: a capital begins a piece, a small letter goes on with it.
SOURCE, CONTENT = "S", "C"

# A word that the model takes for a cue with this probability is one, even if "no cue" is likelier:
# a missed cue loses a claim's source, a false one is seen and withdrawn.
CUE_THRESHOLD = 0.4


@dataclass(frozen=True, slots=True)
class TaggedCue:
    """One cue with the tokens of its source and content in its sentence, and how sure that is."""

    cue: CuePlace
    source: tuple[int, ...]
    content: tuple[int, ...]
    confidence: float


class Tagger:
    """The two models of one language."""

    def __init__(self, cues: "pycrfsuite.Tagger", roles: "pycrfsuite.Tagger") -> None:
        self._cues = cues
        self._roles = roles

    def find_cues(self, sentence: Sentence) -> list[tuple[CuePlace, float]]:
        """The cues of a sentence in order, each with its probability."""
        self._cues.set(cue_features(sentence))
        labels = list(self._cues.tag())
        for index, view in enumerate(sentence.views):
            if (
                labels[index] == OUTSIDE
                and view.reading is not None
                and self._cues.marginal(BEGIN, index) >= CUE_THRESHOLD
            ):
                labels[index] = BEGIN
        return [
            (place, 1 - self._cues.marginal(OUTSIDE, place.first)) for place in read_cues(labels)
        ]

    def tag(self, sentence: Sentence) -> list[TaggedCue]:
        """All cues of one sentence with their roles, in order; those without content are left out."""
        found = self.find_cues(sentence)
        cues = [place for place, _ in found]
        earlier: list[tuple[int, int]] = []
        tagged: list[TaggedCue] = []
        for place, probability in found:
            start, _ = window(sentence, place)
            self._roles.set(role_features(sentence, place, cues, earlier))
            labels = self._roles.tag()
            source = tuple(start + i for i, label in enumerate(labels) if label in "Ss")
            content = tuple(start + i for i, label in enumerate(labels) if label in "Cc")
            if source:
                earlier.append((source[0], source[-1]))
            if content:
                sure = self._roles.marginal(labels[content[0] - start], content[0] - start)
                tagged.append(TaggedCue(place, source, content, probability * sure))
        return tagged


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


@cache
def load_tagger(language: str) -> Tagger:
    """Read the models of a language, once a process. Raises FileNotFoundError if there are none."""
    taggers = []
    for name in ("cues", "roles"):
        tagger = pycrfsuite.Tagger()
        path = MODELS / f"{language}.{name}.crf"
        if not path.is_file():
            raise FileNotFoundError(path)
        tagger.open(str(path))  # mapped into memory, shared by forked workers
        taggers.append(tagger)
    return Tagger(*taggers)
