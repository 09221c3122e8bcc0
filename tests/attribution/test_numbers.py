"""Features as numbers: a line has the digest of its spelling, and tables find each weight."""

from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.attribution.numbering import Templates, any_of, column, digest, digests, texts
from claims.attribution.sequences import SequenceModel
from claims.attribution.tagger import MODELS, load_tagger
from claims.attribution.weights import (
    Block,
    Features,
    Spread,
    Stretches,
    Strip,
    read,
    save,
    some,
    weights_of,
)

WORDS = st.text("ab.قل=", max_size=6)
# No feature is called by one letter alone: the digest of one is as small as the number of a row.
NAMES = st.text(st.characters(min_codepoint=32, codec="utf-8"), min_size=2)


@given(st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=5))
def test_a_line_has_the_digest_of_its_spelling(rows):
    lines = Templates("{a}.t={b}\nfixed\n{b}{a}{b}")
    columns = {
        name: texts(*values) for name, values in zip("ab", zip(*rows, strict=True), strict=True)
    }

    numbers = lines.numbers(columns, len(rows))

    spelt = [{f"{a}.t={b}", "fixed", f"{b}{a}{b}"} for a, b in rows]
    assert [set(row) for row in numbers.T.tolist()] == [
        {digest(name)[0] for name in names} for names in spelt
    ]


def test_a_line_without_one_of_its_parts_is_nothing_to_learn():
    lines = Templates("{a}.x\nx.{b}")
    columns = {"a": texts("A", None), "b": texts("B", "C")}
    features = Features(2, [Block(np.arange(2), lines, columns)])

    assert [set(row) for row in features.rows()] == [
        {digest("A.x")[0], digest("x.B")[0]},
        {digest("x.C")[0]},
    ]


def test_features_of_some_rows_are_those_they_have_among_all():
    lines = Templates("{near}n={word}")
    columns = {"near": texts("", None, ""), "word": texts("a", "b", "c")}
    rows, weights = np.arange(3), weights_of({"n=a": [1.0], "n=b": [10.0], "n=c": [100.0]})
    of_all = Features(3, [Block(rows, lines, columns)])
    of_some = Features(3, [some(rows, any_of(columns, ["near"]), lines, columns)])

    assert of_some.rows() == of_all.rows()
    assert of_some.weigh(weights)[:, 0].tolist() == [1.0, 0.0, 100.0]


@given(st.sets(NAMES, min_size=1, max_size=200), st.lists(NAMES))
def test_every_weight_is_found_and_no_other(known, asked):
    expected = {name: place for place, name in enumerate(known, 1)}
    weights = weights_of({name: [float(place)] for name, place in expected.items()})

    found = weights.of(digests([*known, *asked]).number)[:, 0]

    assert found.tolist() == [expected.get(name, 0) for name in [*known, *asked]]


def test_stretches_are_added_to_the_lines_of_a_row():
    weights = weights_of({"a": [1.0], "b": [10.0], "c": [100.0]})
    every = column([digest(letter) for letter in "abcx"]).number
    low, high = np.array([[0, 1, 2]]), np.array([[3, 1, 4]])
    features = Features(
        3, [Block(np.array([1]), Templates("a"), {})], [Stretches(Strip(every), low, high)]
    )

    assert features.weigh(weights)[:, 0].tolist() == [111.0, 1.0, 100.0]


def test_rows_share_the_features_of_a_few_words():
    weights = weights_of({"w=a": [1.0], "w=b": [10.0], "-1w=a": [100.0], "-1w=b": [1000.0]})
    words = {"word": texts("a", "b").and_nothing()}
    own, before = [0, 1, 0], [-1, 0, 1]
    features = Features(
        3, [Spread(np.array([own, before]), Templates("w={word}\n-1w={word}"), words, size=3)]
    )

    assert features.weigh(weights)[:, 0].tolist() == [1.0, 110.0, 1001.0]
    assert list(map(len, features.rows())) == [1, 2, 2]


@pytest.fixture
def model():
    random = np.random.default_rng(5)
    names = {letter: random.normal(size=3).tolist() for letter in "abcdef"}
    return SequenceModel("OBI", weights_of(names), random.normal(size=(3, 3)))


SEQUENCES = ["abcf", "d", "feda", "cc"]


def _features(sequences):
    letters = "".join(sequences)
    columns = {"letter": column([digest(letter) for letter in letters])}
    return Features(len(letters), [Block(np.arange(len(letters)), Templates("{letter}"), columns)])


def _score(model, sequence, labels):
    states = model.weights.of(column([digest(letter) for letter in sequence]).number)
    places = [model.labels.index(label) for label in labels]
    moves = sum(model.transitions[pair] for pair in pairwise(places))
    return sum(states[row, place] for row, place in enumerate(places)) + moves


def test_the_best_labels_are_those_that_trying_all_gives(model):
    weighed = _features(SEQUENCES).weigh(model.weights)
    best = model.best(weighed, list(map(len, SEQUENCES)))

    for sequence, found in zip(SEQUENCES, best, strict=True):
        ways = map("".join, product("OBI", repeat=len(sequence)))
        scores = {labels: _score(model, sequence, labels) for labels in ways}
        assert found == max(scores, key=scores.__getitem__)


def test_probabilities_are_shares_of_all_ways_to_label(model):
    _, likely = model.read(_features(SEQUENCES), list(map(len, SEQUENCES)))

    ways = list(product("OBI", repeat=4))
    raised = [np.exp(_score(model, SEQUENCES[0], labels)) for labels in ways]
    expected = [
        [sum(r for r, w in zip(raised, ways, strict=True) if w[row] == label) / sum(raised)
         for label in "OBI"]
        for row in range(4)
    ]  # fmt: skip
    assert likely[:4] == pytest.approx(np.array(expected))


def test_a_table_is_read_as_it_was_written(tmp_path):
    weights = weights_of({"a": [1.5, 2.0], "b": [-1.0, 0.25]})
    save(tmp_path / "some.npz", weights)

    again, _ = read(tmp_path / "some.npz")

    numbers = np.array([digest("a")[0], digest("x")[0], digest("b")[0]], np.uint64)
    assert again.of(numbers).tolist() == [[1.5, 2.0], [0.0, 0.0], [-1.0, 0.25]]


def test_the_models_are_read_once_and_are_small():
    assert load_tagger("ar") is load_tagger("ar")
    assert sum(path.stat().st_size for path in MODELS.iterdir()) < 15_000_000
