"""`manage.py bench_engine`: speed of the attribution engine and what its steps add; no database."""

import json
import subprocess
from argparse import ArgumentParser
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.table import Table

from claims import benchmark_engine as benchmark
from claims import benchmark_steps
from claims.attribution.open_corpus import Document, read_articles
from claims.benchmark_peers import memory_in_mb

_WIDTH = 120  # columns of the table


class Command(BaseCommand):
    help = "Measure the attribution engine: sentences a second, start, memory, ablations."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--articles", type=int, default=100, help="of each language")
        parser.add_argument(
            "--peers", metavar="PYTHON", help="a Python with requirements-bench.txt installed"
        )
        parser.add_argument("--no-steps", action="store_true", help="leave the ablations out")
        parser.add_argument(
            "--steps-on",
            metavar="FILE",
            type=Path,
            help="annotated Arabic articles (JSON Lines) for the ablations; by default so many of "
            "those that models didn't learn from",
        )
        parser.add_argument("--processes", type=int, help="measure so many cores at once, too")
        parser.add_argument("--json", action="store_true")

    def handle(self, **options: Any) -> None:
        articles = options["articles"]
        speeds = [benchmark.measure_speed(code, articles=articles) for code in ("ar", "en", "fr")]
        if options["peers"]:
            sentences = speeds[1].sentences
            try:
                speeds += benchmark.measure_peers(
                    options["peers"], articles=articles, sentences=sentences
                )
            except OSError as error:
                raise CommandError(
                    f"--peers: {options['peers']} can't run them: {error}"
                ) from error
            except subprocess.CalledProcessError as error:
                reason = error.stderr.strip().splitlines()[-1:]
                raise CommandError(f"--peers failed: {' '.join(reason)}") from error
        steps = [] if options["no_steps"] else _measure_steps(options["steps_on"], articles)
        memory = round(memory_in_mb(), 1)
        processes = options["processes"]
        cores = {
            code: benchmark.measure_cores(code, articles=articles, processes=processes)
            for code in ("ar", "en")
            if processes
        }
        if options["json"]:
            report = {
                "speed": [asdict(speed) for speed in speeds],
                "memory_mb": memory,
                "steps": [step._asdict() for step in steps],
                "by_the_clock": cores,
            }
            self.stdout.write(json.dumps(report, ensure_ascii=False))
            return
        Console(width=_WIDTH).print(_speed_table(speeds))
        if steps:
            Console().print(_step_table(steps))
        for code, rate in cores.items():
            self.stdout.write(
                f"{code}: {rate:,.0f} sentences/s by the clock, {processes} processes"
            )
        self.stdout.write(f"memory after all of this: {memory} MB")


def _speed_table(speeds: list[benchmark.Speed]) -> Table:
    table = Table(
        "who", "language", "sentences", "/s, first", "/s, again", "/s, one by one",
        "English engine is x", "start, CPU s", "memory, MB",
    )  # fmt: skip
    english = next(speed.again for speed in speeds if speed.language == "en")
    for speed in speeds:
        is_peer = speed.alone is None
        table.add_row(
            speed.name,
            speed.language,
            str(speed.sentences),
            f"{speed.first:,.0f}",
            f"{speed.again:,.0f}",
            "" if is_peer else f"{speed.alone:,.0f}",
            f"{english / speed.again:.1f}" if is_peer else "",
            f"{speed.start_cpu_seconds}",
            f"{speed.memory_mb}",
        )
    return table


def _measure_steps(file: Path | None, articles: int) -> list[benchmark_steps.Step]:
    if file is None:
        documents: Sequence[Document] = benchmark_steps.unseen_articles("ar", most=articles)
    else:
        try:
            documents = read_articles(file)
        except (OSError, ValueError) as error:
            raise CommandError(f"--steps-on: {file}: {error}") from error
    return benchmark_steps.measure_steps(documents)


def _step_table(steps: Sequence[benchmark_steps.Step]) -> Table:
    table = Table(
        "step switched off (Arabic)",
        "attribution F1",
        "cue",
        "sentence+source",
        "chain, of those found",
    )
    for name, *figures in steps:
        table.add_row(name, *(f"{figure:.1f}" for figure in figures))
    return table
