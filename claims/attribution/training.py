"""Training of the models on annotated articles: `manage.py train_attribution` calls this."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pycrfsuite

from claims.attribution.features import cue_features, role_features
from claims.attribution.languages import load
from claims.attribution.quotes import find_quotations
from claims.attribution.sentence import Sentence, read_sentence
from claims.attribution.tagger import BEGIN, CONTENT, INSIDE, OUTSIDE, SOURCE
from claims.attribution.text import Span

Document = Mapping[str, Any]
# L-BFGS with elastic net; chosen by cross-validation, see docs/attribution.md.
PARAMETERS = {"c1": 0.1, "c2": 0.05, "max_iterations": 80, "feature.minfreq": 2}


def fold_of(document: Document, folds: int = 5) -> int:
    """Which of the folds a document is in, by its id alone. Fold 0 is kept from training."""
    return int(hashlib.sha1(document["doc"].encode(), usedforsecurity=False).hexdigest(), 16) % folds


def train(documents: Iterable[Document], language: str, folder: Path) -> None:
    """Train both models of a language and write them to `<folder>/<language>.{cues,roles}.crf`.

    Documents as in the open corpus: text, sentences, headings, attributions. L-BFGS has no
    random part: the same documents give the same files.
    """
    cues, roles = _trainer(), _trainer()
    for document in documents:
        for sentence, annotated in _sentences(document, language):
            labels = _cue_labels(sentence, annotated)
            cues.append(cue_features(sentence), labels)
            for rows, role_labels in _role_examples(sentence, annotated, labels):
                roles.append(rows, role_labels)
    folder.mkdir(parents=True, exist_ok=True)
    cues.train(str(folder / f"{language}.cues.crf"))
    roles.train(str(folder / f"{language}.roles.crf"))


def _trainer() -> "pycrfsuite.Trainer":
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    trainer.set_params(PARAMETERS)
    return trainer


def _sentences(
    document: Document, language: str
) -> Iterable[tuple[Sentence, list[Mapping[str, Any]]]]:
    text = document["text"]
    quotations = find_quotations(text)
    headings = {tuple(span) for span in document.get("headings", ())}
    for start, end in document["sentences"]:
        sentence = read_sentence(
            text, Span(start, end), load(language), quotations, is_heading=(start, end) in headings
        )
        annotated = [
            a for a in document["attributions"] if a["cue"] and start <= a["cue"][0][0] < end
        ]
        yield sentence, sorted(annotated, key=lambda a: a["cue"][0][0])


def _cue_labels(sentence: Sentence, annotated: Sequence[Mapping[str, Any]]) -> list[str]:
    labels = [OUTSIDE] * len(sentence.tokens)
    for a in annotated:
        for start, end in a["cue"]:
            for number, i in enumerate(sorted(sentence.tokens_in([Span(start, end)]))):
                labels[i] = INSIDE if number else BEGIN
    return labels


def _role_examples(
    sentence: Sentence, annotated: Sequence[Mapping[str, Any]], cue_labels: Sequence[str]
) -> Iterable[tuple[list[list[str]], list[str]]]:
    cues = {i for i, label in enumerate(cue_labels) if label != OUTSIDE}
    sources: list[set[int]] = []
    contents: list[set[int]] = []
    for a in annotated:
        own = sorted(sentence.tokens_in([Span(*a["cue"][0])]))
        if not own:
            continue
        source = sentence.tokens_in([Span(*span) for span in a["source"]])
        content = sentence.tokens_in([Span(*span) for span in a["content"]])
        rows = role_features(
            sentence, own[0], own[-1], cues=cues, sources=sources, contents=contents
        )
        labels = [
            CONTENT if i in content else SOURCE if i in source else OUTSIDE
            for i in range(len(sentence.tokens))
        ]
        yield rows, labels
        sources.append(source)
        contents.append(content)
