"""The trained models: which words are cues, and which are source and content of each cue.

Two linear-chain CRFs a language (Lafferty et al. 2001; Okazaki's CRFsuite): one labels cues, one
makes, given a cue, a first guess at its content. Three rankers then choose: the source among noun
phrases, where the content begins, where it ends. Trained by `manage.py train_attribution` on the
open corpus; the files lie in `model/`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path
from threading import Lock

import numpy as np

from claims.attribution import ranking
from claims.attribution.confidence import confidence_features
from claims.attribution.ends import end_features, find_ends
from claims.attribution.features import CuePlace, cue_features
from claims.attribution.kept import Kept
from claims.attribution.numbering import Numbers, digest
from claims.attribution.rounds import Round, Rounds
from claims.attribution.sentence import Sentence
from claims.attribution.sequences import SequenceModel, read_model
from claims.attribution.sources import NOBODY, grown
from claims.attribution.spans import Choices, FoundSources, Reaches, Said, reaches_of
from claims.attribution.speeches import find_speeches
from claims.attribution.starts import find_starts, start_features
from claims.attribution.talk import SURE, find_asides, find_talk
from claims.attribution.text import Span
from claims.attribution.vetoes import find_veto
from claims.attribution.weights import Weights, read
from claims.attribution.words import Words

MODELS = Path(__file__).parent / "model"

# Labels of cues: outside, begins, goes on in the next word, has another piece further on.
OUTSIDE, BEGIN, INSIDE, JUMP = "O", "B", "I", "J"
# Labels of roles: a capital begins a piece, a small letter goes on with it.
SOURCE, CONTENT = "S", "C"

# What the cue model gives at least this probability is looked at; what the confidence model then
# gives less than the other is withdrawn.
CUE_THRESHOLD = 0.3
# What the cue model doubts is looked at from here on, if its form is a cue's; its attribution has
# to be surer.
FAINT_THRESHOLD, FAINT_CONFIDENCE = 0.1, 0.55
_SAYS_OF = frozenset("cp")  # frames of "أشار", "شدد"
WORDS_AT_ONCE = 8_000
MOST_CUES = 30  # of a sentence; seven are the most in 12,000 sentences of news
CONFIDENCE_THRESHOLD = 0.25

YES, NO = "1", "0"  # labels of the model that judges an attribution as a whole


@dataclass(slots=True)
class TaggedCue:
    """One cue with the tokens of its source and content in its sentence, and how sure that is."""

    cue: CuePlace
    source: tuple[int, ...]
    content: tuple[int, ...]
    evidence: tuple[str, ...]  # what the confidence rests on
    confidence: float = 0.0


Cued = Sequence[Sequence[tuple[CuePlace, float]]]  # per sentence its cues, each with a probability


class Tagger:
    """The models of one language: cues, roles, sources, and confidence in the whole.

    All methods read many sentences at once; lists have one entry a sentence.
    """

    def __init__(self, models: Mapping[str, SequenceModel], rankers: Mapping[str, Weights]) -> None:
        self._cues, self._roles = models["cues"], models["roles"]
        self._confidence = models.get("confidence")
        self._sources, self._starts = rankers.get("sources"), rankers.get("starts")
        self._ends = rankers.get("ends")

    def tag(self, sentences: Sequence[Sentence]) -> list[list[TaggedCue]]:
        """All cues of each sentence with their roles, in order; without content it is none."""
        return [cues for some in _portions(sentences) for cues in self._tag_together(some)]

    def _tag_together(self, sentences: Sequence[Sentence]) -> list[list[TaggedCue]]:
        words = Words(sentences)
        found = [
            _likeliest(_with_speeches(sentence, cues))
            for sentence, cues in zip(
                sentences, self.find_cues(words, faint=FAINT_THRESHOLD), strict=True
            )
        ]
        tagged = []
        for cues, places in zip(self.tag_cues(words, found), found, strict=True):
            likely = dict(places)
            tagged.append([one for one in cues if one.confidence >= _asked_of(likely[one.cue])])
        again: dict[int, list[tuple[CuePlace, float]]] = {}  # by the number of the sentence
        for number, kept in enumerate(tagged):
            if kept and len(kept) < len(found[number]):
                cues_kept = {one.cue for one in kept}
                again[number] = [item for item in found[number] if item[0] in cues_kept]
        if again:
            words = Words([sentences[number] for number in again])
            for number, cues in zip(again, self.tag_cues(words, [*again.values()]), strict=True):
                tagged[number] = cues
        return tagged

    def find_cues(
        self, words: Words, threshold: float = CUE_THRESHOLD, faint: float = 1.0
    ) -> list[list[tuple[CuePlace, float]]]:
        """The cues of each sentence in order, each with its probability; participles from faint."""
        labels, likely = self._cues.read(cue_features(words), words.count.tolist())
        begins, outside = map(self._cues.labels.index, (BEGIN, OUTSIDE))
        ends = np.cumsum(words.count)
        rows = np.flatnonzero(likely[:, begins] >= min(threshold, faint))
        begin: list[list[int]] = [[] for _ in labels]
        for number, row in zip(np.searchsorted(ends, rows, "right").tolist(), rows, strict=True):
            index = int(row - ends[number]) + len(labels[number])
            if likely[row, begins] >= threshold or _may_be_faint(words.sentences[number], index):
                begin[number].append(index)
        found: list[list[tuple[CuePlace, float]]] = []
        for sentence, label, may_be, end in zip(words.sentences, labels, begin, ends, strict=True):
            talk, asides = find_talk(sentence), find_asides(sentence)
            if not (may_be or talk or asides or label.strip(OUTSIDE)):
                found.append([])
                continue
            marked = list(label)
            for index in (*may_be, *talk):
                marked[index] = BEGIN if marked[index] == OUTSIDE else marked[index]
            for start, last in asides:
                marked[start : last + 1] = [BEGIN, *[INSIDE] * (last - start)]
                talk.append(start)
            mine = likely[end - len(label) : end, outside].tolist()
            found.append(_likeliest([
                (place, SURE if place.first in talk else 1 - mine[place.first])
                for place in read_cues(marked)
                if find_veto(sentence, place) is None
            ]))  # fmt: skip
        return found

    def tag_cues(self, words: Words, found: Cued) -> list[list[TaggedCue]]:
        """The roles of given cues, each with its probability."""
        sources = self.find_sources(words, [[place for place, _ in cues] for cues in found])
        contents = self.find_contents(words, sources)
        tagged: list[list[TaggedCue]] = [[] for _ in found]
        probabilities: list[float] = []
        for number, mine in enumerate(sources):
            for nth, one in enumerate(mine.said):
                content, sure = contents[number][nth]
                if not content or set(one.cue.tokens) <= set(one.source):
                    continue  # without words it says nothing; inside the speaker it describes him
                probabilities.append(found[number][nth][1])
                evidence = confidence_features(
                    words.sentences[number],
                    one.cue,
                    probability=probabilities[-1],
                    sure=sure,
                    certain=mine.certainty[nth],
                    source=one.source,
                    content=content,
                )
                tagged[number].append(TaggedCue(one.cue, one.source, content, evidence))
        every = list(chain.from_iterable(tagged))
        sure_of = self._confident([one.evidence for one in every], probabilities)
        for tagged_cue, confidence in zip(every, sure_of, strict=True):
            tagged_cue.confidence = confidence
        return tagged

    def find_sources(self, words: Words, cues: Sequence[Sequence[CuePlace]]) -> list[FoundSources]:
        """The speaker of each cue, what the sequence model took for its content, and certainty."""
        nothing = FoundSources()  # of all sentences without a cue
        found = [FoundSources() if places else nothing for places in cues]
        rounds = self.rounds(words, cues)
        for nth, round_ in enumerate(rounds):
            sources, certain = self._choose_sources(words, round_)
            for number, source, offer, sure in zip(
                round_.sentences, sources, round_.offers, certain, strict=True
            ):
                rounds.earlier[number].append((source[0], source[-1]) if source else NOBODY)
                found[number].contents.append(tuple(offer.content))
                found[number].said.append(Said(cues[number][nth], source))
                found[number].certainty.append(sure)
        return found

    def rounds(self, words: Words, cues: Sequence[Sequence[CuePlace]]) -> Rounds:
        """What may be the source of each cue, round by round."""
        return Rounds(words, cues, self._roles)

    def _choose_sources(
        self, words: Words, round_: Round
    ) -> tuple[list[tuple[int, ...]], list[float]]:
        if self._sources is None:
            return round_.guesses(), [1.0] * len(round_.sentences)
        best, certain = ranking.choose(self._sources, round_.features, round_.lengths)
        sources: list[tuple[int, ...]] = []
        for number, offer, nth in zip(round_.sentences, round_.offers, best, strict=True):
            first, last = grown(words.sentences[number], offer.candidates[nth])
            sources.append(tuple(range(first, last + 1)) if first >= 0 else ())
        return sources, certain

    def find_contents(
        self, words: Words, sources: Sequence[FoundSources]
    ) -> list[list[tuple[tuple[int, ...], float]]]:
        """The tokens of the content of each cue, and how sure beginning and end are together."""
        if self._starts is None or self._ends is None or not any(one.said for one in sources):
            return [[(content, 1.0) for content in one.contents] for one in sources]
        reaches, sentence = reaches_of(words, sources)
        shared = Reaches(words, reaches, sentence)
        choices = Choices.of(shared, [find_starts(reach) for reach in reaches])
        best, sure = ranking.choose(self._starts, start_features(shared, choices), choices.lengths)
        starts = choices.chosen(shared, best)
        choices = Choices.of(
            shared, [find_ends(reach, start) for reach, start in zip(reaches, starts, strict=True)]
        )
        places = shared.cues.start + np.array(starts, np.int64)
        features = end_features(shared, places, choices)
        best, certain = ranking.choose(self._ends, features, choices.lengths)
        ends = choices.chosen(shared, best)
        found: list[list[tuple[tuple[int, ...], float]]] = [[] for _ in sources]
        for nth, number in enumerate(sentence):
            tokens = reaches[nth].tokens_of(starts[nth], ends[nth])
            if found[number] and reaches[nth].is_aside_to(found[number][-1][0]):
                tokens = found[number][-1][0]
            found[number].append((tokens, sure[nth] * certain[nth]))
        return found

    def _confident(
        self, evidence: Sequence[Sequence[str]], probabilities: Sequence[float]
    ) -> list[float]:
        if self._confidence is None or not evidence:
            return list(probabilities)
        numbers: Numbers = np.array(
            [list(map(_number_of.__getitem__, names)) for names in evidence], np.uint64
        )
        scores = self._confidence.weights.of(numbers).sum(axis=1)
        raised = np.exp(scores - scores.max(axis=1, keepdims=True))
        yes: list[float] = (
            raised[:, self._confidence.labels.index(YES)] / raised.sum(axis=1)
        ).tolist()
        return yes


def _with_speeches(
    sentence: Sentence, cues: list[tuple[CuePlace, float]]
) -> list[tuple[CuePlace, float]]:
    """The cues of a sentence and those that a colon makes sure of."""
    likely = dict(cues)
    taken = {index for place in likely for index in place.tokens}
    for place in (CuePlace((index,)) for index in find_speeches(sentence)):
        if place.first not in taken and find_veto(sentence, place) is None:
            likely[place] = SURE
    return cues if len(likely) == len(cues) else sorted(likely.items(), key=_first_token)


def _first_token(item: tuple[CuePlace, float]) -> int:
    return item[0].first


def _likeliest(cues: list[tuple[CuePlace, float]]) -> list[tuple[CuePlace, float]]:
    """What is read of the cues of a sentence: each is weighed against all others."""
    if len(cues) <= MOST_CUES:
        return cues
    kept = sorted(range(len(cues)), key=lambda number: -cues[number][1])[:MOST_CUES]
    return [cues[number] for number in sorted(kept)]


_number_of = Kept[str, int](lambda name: digest(name)[0])


def _may_be_faint(sentence: Sentence, index: int) -> bool:
    """A participle, or a verb of saying before the preposition it asks for ("أشار إلى")."""
    view = sentence.views[index]
    if view.tag == "verb.participle" or view.reading is None:
        return view.reading is not None
    following = sentence.views[index + 1].tag if index + 1 < len(sentence.views) else ""
    return (
        view.tag == "verb.perfect"
        and view.reading.frames == _SAYS_OF
        and (following == "preposition")
    )


def _asked_of(probability: float) -> float:
    """How sure an attribution has to be, by how likely its cue is one."""
    return CONFIDENCE_THRESHOLD if probability >= CUE_THRESHOLD else FAINT_CONFIDENCE


def _portions(sentences: Sequence[Sentence]) -> Iterator[Sequence[Sentence]]:
    """As many as are worth to be weighed at once: enough for arrays, and not all of a long text."""
    first = size = 0
    for number, sentence in enumerate(sentences):
        size += len(sentence.tokens)
        if size >= WORDS_AT_ONCE or number + 1 == len(sentences):
            yield sentences[first : number + 1]
            first, size = number + 1, 0


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
    if tokens and tokens[-1] - tokens[0] + 1 == len(tokens):
        return (sentence.span_of(tokens[0], tokens[-1]),)
    runs: list[list[int]] = []
    for index in tokens:
        if runs and runs[-1][1] == index - 1:
            runs[-1][1] = index
        else:
            runs.append([index, index])
    return tuple(sentence.span_of(first, last) for first, last in runs)


MODEL_NAMES = ("cues", "roles", "confidence")
RANKER_NAMES = ("sources", "starts", "ends")


_reading = Lock()


def load_tagger(language: str) -> Tagger:
    """Read the models of a language, once a process. Raises FileNotFoundError if there are none."""
    with _reading:
        return _load_tagger(language)


@cache
def _load_tagger(language: str) -> Tagger:
    return open_models(MODELS, language)


def open_models(folder: Path, language: str) -> Tagger:
    """The models in a folder; those for sources and confidence may be missing while training."""
    models, rankers = {}, {}
    for name in MODEL_NAMES:
        path = folder / f"{language}.{name}.npz"
        if path.is_file():
            models[name] = read_model(path)
    if "cues" not in models:
        raise FileNotFoundError(folder / f"{language}.cues.npz")
    for name in RANKER_NAMES:
        path = folder / f"{language}.{name}.npz"
        if path.is_file():
            rankers[name], _ = read(path)
    return Tagger(models, rankers)
