"""Training of the models on annotated articles: `manage.py train_attribution` calls this."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

import pycrfsuite

from claims.attribution import ranking
from claims.attribution.ends import end_features, find_ends
from claims.attribution.features import CuePlace, cue_features, role_features, window
from claims.attribution.languages import load
from claims.attribution.quotes import find_quotations
from claims.attribution.sentence import Sentence, read_sentences
from claims.attribution.sources import NOBODY, Around, Candidate, candidates
from claims.attribution.spans import MARKS, Reach
from claims.attribution.starts import find_starts, start_features
from claims.attribution.tagger import (
    BEGIN,
    CONTENT,
    INSIDE,
    JUMP,
    NO,
    OUTSIDE,
    SOURCE,
    YES,
    Tagger,
    open_models,
)
from claims.attribution.text import Span, Token

Document = Mapping[str, Any]
Entry = Mapping[str, Any]
# L-BFGS with elastic net; chosen by cross-validation, see docs/attribution.md.
JACKKNIFE = 3
RANKER_STRENGTH = {".sources": 1.0, ".starts": 2.0, ".ends": 2.0}  # of the L2 penalty
CONFIDENCE_PARAMETERS = {"c1": 0.0, "c2": 1.0, "max_iterations": 100, "feature.minfreq": 3}
CUE_PARAMETERS = {"c1": 0.1, "c2": 0.05, "max_iterations": 80, "feature.minfreq": 2}
ROLE_PARAMETERS = {"c1": 0.1, "c2": 0.05, "max_iterations": 80, "feature.minfreq": 2}


T = TypeVar("T")
Annotated = list[tuple[Sentence, list[tuple[CuePlace, Entry]]]]  # the sentences of a document


def fold_of(document: Document, folds: int = 5) -> int:
    """Which of the folds a document is in, by its id alone. Fold 0 is kept from training."""
    digest = hashlib.sha256(document["doc"].encode()).hexdigest()
    return int(digest, 16) % folds


def train(documents: Iterable[Document], language: str, folder: Path) -> None:
    """Train the models of a language and write them to `<folder>/<language>.<name>.*`.

    Documents as in the open corpus: text, sentences, headings, attributions. The models for
    sources, contents and confidence learn from what models trained on other documents say of each
    document, so that they meet the same mistakes as in use. L-BFGS and AdaGrad have no random part:
    the same documents give the same files.
    """
    everything = [list(annotated_sentences(document, language)) for document in documents]
    folder.mkdir(parents=True, exist_ok=True)
    _train_sequences(everything, language, folder)
    with TemporaryDirectory() as scratch:
        parts = [everything[part::JACKKNIFE] for part in range(JACKKNIFE)]
        places = [Path(scratch) / str(part) for part in range(JACKKNIFE)]
        for number, place in enumerate(places):
            place.mkdir()
            _train_sequences(chain(*_others(parts, number)), language, place)
        for names, find_examples in (
            (("sources",), _source_examples),
            (("starts", "ends"), _content_examples),
        ):
            # Per part, for each name the choices that stand in it.
            choices = [
                _sorted_out(find_examples(part, open_models(place, language)), len(names))
                for part, place in zip(parts, places, strict=True)
            ]
            for nth, name in enumerate(names):
                lots = [found[nth] for found in choices]
                file = f"{language}.{name}.json"
                _train_ranker(chain(*lots), folder / file)
                for number, place in enumerate(places):
                    _train_ranker(chain(*_others(lots, number)), place / file)
        judged = chain(
            *(
                _confidence_examples(part, open_models(place, language))
                for part, place in zip(parts, places, strict=True)
            )
        )
        _train_confidence(judged, folder / f"{language}.confidence.crf")


def _others(lots: Sequence[T], number: int) -> list[T]:
    return [lot for other, lot in enumerate(lots) if other != number]


def _sorted_out(
    examples: Iterable[tuple[int, ranking.Choice]], count: int
) -> list[list[ranking.Choice]]:
    """Choices by the number of the ranker they are for."""
    found: list[list[ranking.Choice]] = [[] for _ in range(count)]
    for nth, choice in examples:
        found[nth].append(choice)
    return found


def _content_examples(
    documents: Iterable[Annotated], tagger: Tagger
) -> Iterator[tuple[int, ranking.Choice]]:
    """For every annotated cue (0, where its content may begin) and (1, where it may end)."""
    for sentence, annotated in chain(*documents):
        if not annotated:
            continue
        said, guesses, _ = tagger.find_sources(sentence, [place for place, _ in annotated])
        for number, (place, entry) in enumerate(annotated):
            gold = sorted(_tokens(sentence, entry["content"]) - set(place.tokens))
            while len(gold) > 1 and sentence.views[gold[-1]].tag in MARKS:
                gold.pop()
            if not gold:
                continue
            reach = Reach(sentence, said, number, guesses[number])
            starts = find_starts(reach)
            if gold[0] in starts:
                yield (
                    0,
                    ranking.Choice(
                        [start_features(reach, one) for one in starts],
                        [one == gold[0] for one in starts],
                    ),
                )
            ends = find_ends(reach, gold[0])
            right = min(ends, key=lambda one: abs(one - gold[-1]))
            if abs(right - gold[-1]) <= 1:
                yield (
                    1,
                    ranking.Choice(
                        [end_features(reach, gold[0], one) for one in ends],
                        [one == right for one in ends],
                    ),
                )


def _train_sequences(documents: Iterable[Annotated], language: str, folder: Path) -> None:
    cues, roles = _trainer(CUE_PARAMETERS), _trainer(ROLE_PARAMETERS)
    for sentence, annotated in chain(*documents):
        cues.append(cue_features(sentence), _cue_labels(sentence, annotated))
        for rows, labels in _role_examples(sentence, annotated):
            roles.append(rows, labels)
    cues.train(str(folder / f"{language}.cues.crf"))
    roles.train(str(folder / f"{language}.roles.crf"))


def _train_ranker(choices: Iterable[ranking.Choice], path: Path) -> None:
    ranking.save(ranking.learn(list(choices), strength=RANKER_STRENGTH[path.suffixes[-2]]), path)


def _train_confidence(examples: Iterable[tuple[Sequence[str], bool]], path: Path) -> None:
    """Logistic regression, as a sequence model over sequences of one."""
    trainer = _trainer(CONFIDENCE_PARAMETERS)
    for features, is_right in examples:
        trainer.append([list(features)], [YES if is_right else NO])
    trainer.train(str(path))


def _source_examples(
    documents: Iterable[Annotated], tagger: Tagger
) -> Iterator[tuple[int, ranking.Choice]]:
    """The candidates for the source of every annotated cue, and which are the best."""
    for sentence, annotated in chain(*documents):
        cues = [place for place, _ in annotated]
        earlier: list[tuple[int, int]] = []
        contents: list[tuple[int, ...]] = []
        for place, entry in annotated:
            _, content, _ = tagger.guess_roles(sentence, place, cues, earlier)
            around = Around(
                sentence,
                place,
                cues=cues,
                earlier=earlier,
                content=content,
                contents=contents,
            )
            gold = _tokens(sentence, entry["source"])
            offered = candidates(sentence, place, earlier)
            shares = [_share(candidate, gold) for candidate in offered]
            best = max(shares)
            yield (
                0,
                ranking.Choice(
                    [around.features(candidate) for candidate in offered],
                    [share == best and share >= _FOUND for share in shares],
                ),
            )
            earlier.append((min(gold), max(gold)) if gold else NOBODY)
            contents.append(content)


def _confidence_examples(
    documents: Iterable[Annotated], tagger: Tagger
) -> Iterator[tuple[Sequence[str], bool]]:
    """Every attribution that the models propose, and whether it is one."""
    for sentence, annotated in chain(*documents):
        gold = {index: entry for place, entry in annotated for index in place.tokens}
        for tagged in tagger.tag_cues(sentence, tagger.find_cues(sentence)):
            entry = next((gold[index] for index in tagged.cue.tokens if index in gold), None)
            yield tagged.evidence, entry is not None


_FOUND = 0.5  # the share of words from which on a span counts as found


def _share(candidate: Candidate, gold: set[int]) -> float:
    tokens = set(range(candidate.first, candidate.last + 1)) if candidate.first >= 0 else set()
    if not tokens and not gold:
        return 1.0
    return len(tokens & gold) / len(tokens | gold)


def _tokens(sentence: Sentence, spans: Iterable[Sequence[int]]) -> set[int]:
    return {index for index, token in enumerate(sentence.tokens) if _inside(token, spans)}


def _trainer(parameters: Mapping[str, float]) -> "pycrfsuite.Trainer":
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    trainer.set_params(dict(parameters))
    return trainer


def annotated_sentences(
    document: Document, language: str
) -> Iterator[tuple[Sentence, list[tuple[CuePlace, Entry]]]]:
    """The sentences of a document, each with its cues in order and their annotation."""
    text = document["text"]
    sentences = read_sentences(
        text,
        [Span(*span) for span in document["sentences"]],
        find_quotations(text),
        [Span(*span) for span in document.get("headings", ())],
        load(language),
    )
    for sentence in sentences:
        annotated = []
        for entry in document["attributions"]:
            tokens = tuple(i for i, t in enumerate(sentence.tokens) if _inside(t, entry["cue"]))
            if tokens:
                annotated.append((CuePlace(tokens), entry))
        yield sentence, sorted(annotated, key=lambda item: item[0].tokens)


def _inside(token: Token, spans: Iterable[Sequence[int]]) -> bool:
    return any(start <= token.start and token.end <= end for start, end in spans)


def _cue_labels(sentence: Sentence, annotated: Sequence[tuple[CuePlace, Entry]]) -> list[str]:
    labels = [OUTSIDE] * len(sentence.tokens)
    for place, _ in annotated:
        before = -1
        for index in place.tokens:
            if before < 0:
                labels[index] = BEGIN
            else:
                labels[index] = INSIDE if index == before + 1 else JUMP
            before = index
    return labels


def _role_examples(
    sentence: Sentence, annotated: Sequence[tuple[CuePlace, Entry]]
) -> Iterator[tuple[list[list[str]], list[str]]]:
    cues = [place for place, _ in annotated]
    earlier: list[tuple[int, int]] = []
    for place, entry in annotated:
        yield (
            role_features(sentence, place, cues, earlier),
            _role_labels(sentence, place, entry),
        )
        source = [i for i, t in enumerate(sentence.tokens) if _inside(t, entry["source"])]
        earlier.append((source[0], source[-1]) if source else NOBODY)


def _role_labels(sentence: Sentence, place: CuePlace, entry: Entry) -> list[str]:
    start, end = window(sentence, place)
    labels: list[str] = []
    before = OUTSIDE
    for index in range(start, end):
        token = sentence.tokens[index]
        label = OUTSIDE
        if index not in place.tokens:
            if _inside(token, entry["source"]):
                label = SOURCE
            elif _inside(token, entry["content"]):
                label = CONTENT
        labels.append(label.lower() if label != OUTSIDE and label == before else label)
        before = label
    return labels
