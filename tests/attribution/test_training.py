"""Models trained on a few articles of the open corpus are files that the engine reads and uses."""

import json

import pytest

from claims.attribution import training
from claims.attribution.languages import load
from claims.attribution.quotes import find_quotations
from claims.attribution.sentence import read_sentences
from claims.attribution.tagger import MODEL_NAMES, MODELS, RANKER_NAMES, open_models
from claims.attribution.text import Span

CORPUS = MODELS.parent / "corpus" / "ar.jsonl"
ARTICLES = 6


@pytest.fixture(scope="module")
def documents():
    with CORPUS.open(encoding="utf-8") as lines:
        annotated = [json.loads(next(lines)) for _ in range(ARTICLES)]
    return [*annotated, {**annotated[0], "doc": "silent", "attributions": []}]


@pytest.fixture(scope="module")
def folder(documents, tmp_path_factory):
    place = tmp_path_factory.mktemp("models")
    training.train(documents, "ar", place)
    return place


def test_every_model_is_written(folder):
    assert sorted(path.name for path in folder.iterdir()) == sorted(
        f"ar.{name}.npz" for name in (*MODEL_NAMES, *RANKER_NAMES)
    )


def test_what_was_learned_is_found_again(folder, documents):
    text = documents[0]["text"]
    spans = [Span(*span) for span in documents[0]["sentences"]]
    sentences = read_sentences(text, spans, find_quotations(text), [], load("ar"))

    found = [one for cues in open_models(folder, "ar").tag(sentences) for one in cues]

    assert len(found) > len(documents[0]["attributions"]) / 2


def test_the_same_articles_give_the_same_files(folder, documents, tmp_path):
    training.train(documents, "ar", tmp_path)

    for path in folder.iterdir():
        assert path.read_bytes() == (tmp_path / path.name).read_bytes(), path.name
