"""`manage.py score GOLD PREDICTED`: how good attributions are; needs no database."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.table import Table

from claims.attribution import scoring


class Command(BaseCommand):
    help = "Score the output of `attribute` against annotated articles (both JSON Lines)."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("gold", type=Path)
        parser.add_argument("predicted", type=Path)
        parser.add_argument("--json", action="store_true")

    def handle(self, *_: Any, **options: Any) -> None:
        counts = scoring.score(_read(options["gold"]), _read(options["predicted"]))
        if options["json"]:
            record = {
                name: {"p": c.precision, "r": c.recall, "f1": c.f1, "annotated": c.annotated}
                for name, c in counts.items()
            }
            self.stdout.write(json.dumps(record))
            return
        table = Table()
        for column in ("measure", "precision", "recall", "F1", "found", "predicted", "annotated"):
            table.add_column(column, justify="left" if column == "measure" else "right")
        for name, c in counts.items():
            shares = [f"{100 * share:.1f}" for share in (c.precision, c.recall, c.f1)]
            table.add_row(name, *shares, *map(str, (c.found, c.predicted, c.annotated)))
        Console().print(table)


def _read(path: Path) -> list[dict[str, Any]]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        return [json.loads(line) for line in lines if line.strip()]
    except (OSError, ValueError) as error:
        raise CommandError(f"{path}: {error}") from error
