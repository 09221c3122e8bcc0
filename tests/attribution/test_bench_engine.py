"""`manage.py bench_engine` measures something, says so, and leaves every step as it was."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from claims.attribution.open_corpus import read_parts, training_parts
from claims.benchmark_steps import STEPS, measure_steps, unseen_articles


def test_speed_and_steps_come_as_one_object():
    printed = io.StringIO()
    call_command("bench_engine", "--articles", "2", "--json", stdout=printed)
    report = json.loads(printed.getvalue())

    assert [speed["language"] for speed in report["speed"]] == ["ar", "en", "fr"]
    assert all(speed["first"] > 0 and speed["sentences"] for speed in report["speed"])
    assert report["steps"][0]["name"] == "all steps"
    assert len(report["steps"]) == 1 + len(STEPS)


def test_every_step_is_put_back():
    replaced = [one for replacements in STEPS.values() for one in replacements]
    before = [getattr(one.owner, one.name) for one in replaced]

    measure_steps(unseen_articles("ar", most=1))

    assert before == [getattr(one.owner, one.name) for one in replaced]


@pytest.mark.parametrize("most", [1, 7, 100])
def test_steps_are_measured_on_articles_that_taught_no_model(most):
    taught = {article["doc"] for article in read_parts(training_parts("ar"))}

    found = unseen_articles("ar", most=most)

    assert 0 < len(found) <= most
    assert taught.isdisjoint(article["doc"] for article in found)


def test_steps_are_measured_on_a_file_of_ones_own(tmp_path):
    article = {
        "doc": "own",
        "text": "قال الوزير إن الأسعار ستنخفض.",
        "sentences": [[0, 29]],
        "headings": [],
        "attributions": [
            {"source": [[4, 10]], "cue": [[0, 3]], "content": [[11, 28]], "chain": ["الوزير"]}
        ],
    }
    file = tmp_path / "own.jsonl"
    file.write_text(json.dumps(article), encoding="utf-8")
    printed = io.StringIO()

    call_command(
        "bench_engine", "--articles", "1", "--steps-on", str(file), "--json", stdout=printed
    )

    steps = {step["name"]: step for step in json.loads(printed.getvalue())["steps"]}
    assert steps["all steps"]["attribution"] == 100


def test_a_file_of_ones_own_that_cannot_be_read_is_named(tmp_path):
    with pytest.raises(CommandError, match=r"--steps-on: .*missing\.jsonl"):
        call_command("bench_engine", "--articles", "1", "--steps-on", tmp_path / "missing.jsonl")


def test_a_python_without_the_peers_is_named():
    with pytest.raises(CommandError, match="--peers: /nowhere/python can't run them"):
        call_command("bench_engine", "--articles", "1", "--no-steps", "--peers", "/nowhere/python")
