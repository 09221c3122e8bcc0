"""`manage.py bench_engine` measures something, says so, and leaves every step as it was."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from claims import benchmark_engine


def test_speed_and_steps_come_as_one_object():
    printed = io.StringIO()
    call_command("bench_engine", "--articles", "2", "--json", stdout=printed)
    report = json.loads(printed.getvalue())

    assert [speed["language"] for speed in report["speed"]] == ["ar", "en", "fr"]
    assert all(speed["first"] > 0 and speed["sentences"] for speed in report["speed"])
    assert report["steps"][0]["name"] == "all steps"
    assert len(report["steps"]) == 1 + len(benchmark_engine.STEPS)


def test_every_step_is_put_back():
    before = [getattr(owner, name) for owner, name, _ in benchmark_engine.STEPS.values()]

    benchmark_engine.measure_steps("ar", articles=1)

    assert before == [getattr(owner, name) for owner, name, _ in benchmark_engine.STEPS.values()]


def test_a_python_without_the_peers_is_named():
    with pytest.raises(CommandError, match="--peers: /nowhere/python can't run them"):
        call_command("bench_engine", "--articles", "1", "--no-steps", "--peers", "/nowhere/python")
