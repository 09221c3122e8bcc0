"""Models trained on a few articles of the open corpus are files that the engine reads and uses."""

import json
import os
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from claims.attribution import training
from claims.attribution.languages import load
from claims.attribution.open_corpus import LEFT_OUT, parts_of, read_parts, training_parts
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
        [
            "ar.lessons.txt",
            *(f"ar.{name}.npz" for name in (*MODEL_NAMES, *RANKER_NAMES)),
        ]
    )


def test_what_was_learned_is_found_again(folder, documents):
    text = documents[0]["text"]
    spans = [Span(*span) for span in documents[0]["sentences"]]
    sentences = read_sentences(text, spans, find_quotations(text), [], load("ar"))

    found = [one for cues in open_models(folder, "ar").tag(sentences) for one in cues]

    assert len(found) > len(documents[0]["attributions"]) / 2


def test_the_same_articles_give_the_same_files_whatever_parts_are_left_out(
    folder, documents, tmp_path
):
    lines = "".join(json.dumps(document) + "\n" for document in documents)
    for part in ("ar", "ar-press", "ar-wires"):
        (tmp_path / f"{part}.jsonl").write_text(lines, encoding="ascii")
    models = tmp_path / "models"

    call_command(
        "train_attribution",
        corpus=tmp_path,
        without_part=["ar-wires"],
        folder=models,
        stdout=StringIO(),
    )

    for path in folder.iterdir():
        assert path.read_bytes() == (models / path.name).read_bytes(), path.name


def test_all_parts_train_but_those_left_out():
    assert training_parts("ar") == [part for part in parts_of("ar") if part not in LEFT_OUT]
    assert set(LEFT_OUT) < set(parts_of("ar"))


def test_a_part_can_be_left_out_and_one_that_is_can_be_taken():
    parts = training_parts("ar", without=["ar-wires"], even=["ar-press"])

    assert parts == ["ar-dailies", "ar-desk", "ar-plain", "ar-press", "ar-world", "ar"]


@pytest.mark.parametrize("option", ["--without-part", "--with-part"])
def test_an_unknown_part_is_refused_before_anything_is_trained(option, tmp_path):
    with pytest.raises(CommandError, match="ar-pres: no part of the open corpus in ar"):
        call_command("train_attribution", option, "ar-pres", "--folder", str(tmp_path))

    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "options",
    [{"without_fold": 0}, {"without_part": ["ar-wires"]}, {"with_part": ["ar-press"]}],
)
def test_other_models_than_those_that_ship_need_a_folder_of_their_own(options):
    with pytest.raises(CommandError, match="--folder: "):
        call_command("train_attribution", **options)


def test_a_language_without_articles_is_refused(tmp_path):
    with pytest.raises(CommandError, match="no articles in nl"):
        call_command("train_attribution", "--language", "nl", "--folder", str(tmp_path))


def test_what_the_shipped_models_learned_from_is_what_they_would_learn_from_today():
    """Where this fails, `manage.py train_attribution` gives other models than those that ship."""
    articles, models = read_parts(training_parts("ar")), open_models(MODELS, "ar")

    lessons = training.digest_of_lessons(articles, models, "ar")

    assert lessons == (MODELS / "ar.lessons.txt").read_text(encoding="ascii").strip()


@pytest.mark.skipif("MUSNAD_TRAIN" not in os.environ, reason="a quarter of an hour: make models")
def test_the_command_gives_the_models_that_ship_bit_for_bit(tmp_path):
    call_command("train_attribution", "--folder", str(tmp_path))

    ships = {path.name for path in MODELS.glob("ar.*")}
    assert {path.name for path in tmp_path.iterdir()} == ships
    for path in sorted(tmp_path.iterdir()):
        assert path.read_bytes() == (MODELS / path.name).read_bytes(), path.name
