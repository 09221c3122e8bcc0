"""Training of the models on annotated articles: `manage.py train_attribution` calls this."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pycrfsuite

from claims.attribution.features import CuePlace, cue_features, role_features, window
from claims.attribution.languages import load
from claims.attribution.quotes import find_quotations
from claims.attribution.sentence import Sentence, read_sentences
from claims.attribution.tagger import BEGIN, CONTENT, INSIDE, JUMP, OUTSIDE, SOURCE
from claims.attribution.text import Span, Token

Document = Mapping[str, Any]
Entry = Mapping[str, Any]
# L-BFGS with elastic net; chosen by cross-validation, see docs/attribution.md.
CUE_PARAMETERS = {"c1": 0.1, "c2": 0.05, "max_iterations": 80, "feature.minfreq": 2}
ROLE_PARAMETERS = {"c1": 0.1, "c2": 0.05, "max_iterations": 80, "feature.minfreq": 2}


def fold_of(document: Document, folds: int = 5) -> int:
    """Which of the folds a document is in, by its id alone. Fold 0 is kept from training."""
    digest = hashlib.sha256(document["doc"].encode()).hexdigest()
    return int(digest, 16) % folds


def train(documents: Iterable[Document], language: str, folder: Path) -> None:
    """Train both models of a language and write them to `<folder>/<language>.{cues,roles}.crf`.

    Documents as in the open corpus: text, sentences, headings, attributions. L-BFGS has no
    random part: the same documents give the same files.
    """
    cues, roles = _trainer(CUE_PARAMETERS), _trainer(ROLE_PARAMETERS)
    for document in documents:
        for sentence, annotated in annotated_sentences(document, language):
            cues.append(cue_features(sentence), _cue_labels(sentence, annotated))
            for rows, labels in _role_examples(sentence, annotated):
                roles.append(rows, labels)
    folder.mkdir(parents=True, exist_ok=True)
    cues.train(str(folder / f"{language}.cues.crf"))
    roles.train(str(folder / f"{language}.roles.crf"))


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
        if source:
            earlier.append((source[0], source[-1]))


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
