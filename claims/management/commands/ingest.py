"""`manage.py ingest URL|FILE|- [...]`: bring articles in, in this process."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from claims.ingesting import Outcome, ingest_here, stored, submission_of
from newsroom.errors import BadInput
from newsroom.reachable import need_database


class Command(BaseCommand):
    """Ingests into the database; needs no worker and no broker."""

    help = (
        "Bring articles in: addresses, HTML files (.html, .htm), text files, or - for standard "
        "input. Exit status 1 if any failed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to bring in, and what is known of it."""
        parser.add_argument("inputs", nargs="+", metavar="URL|FILE|-")
        parser.add_argument("--outlet", default="", help="Who published it.")
        parser.add_argument("--title", default="", help="Its title.")
        parser.add_argument("--language", default="", help="Such as ar; found out if not given.")
        parser.add_argument("--json", action="store_true", help="Print a JSON line for each input.")

    def handle(self, **options: Any) -> None:
        """Bring in one after the other; a failed one doesn't keep the others away."""
        need_database()
        facts = {name: options[name] for name in ("outlet", "title", "language")}
        failed = 0
        for outcome in self._ingest(options["inputs"], facts):
            failed += not outcome.is_stored
            self._report(outcome, as_json=options["json"])
        if failed:
            sys.exit(1)

    def _ingest(self, inputs: list[str], facts: dict[str, str]) -> Iterator[Outcome]:
        columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
        with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
            bar = progress.add_task("", total=100 * len(inputs))
            for number, name in enumerate(inputs):
                progress.update(bar, description=f"{number + 1}/{len(inputs)} {escape(name)}")

                def on_progress(percent: int, done: int = 100 * number) -> None:
                    progress.update(bar, completed=done + percent)

                try:
                    submission = submission_of(name, sys.stdin.buffer.read, facts)
                except BadInput as error:
                    yield Outcome(name, None, "not_readable", str(error))
                else:
                    yield ingest_here(name, submission, on_progress=on_progress)
                on_progress(100)

    def _report(self, outcome: Outcome, *, as_json: bool) -> None:
        if not outcome.is_stored:
            if as_json:
                answer = {"ok": False, "failure": outcome.failure, "reason": outcome.reason}
                self.stdout.write(json.dumps({"input": outcome.name, **answer}, ensure_ascii=False))
            else:
                self.stderr.write(f"{outcome.name} failed: {outcome.reason}")
            return
        assert outcome.ingestion is not None
        brought = stored(outcome.ingestion)
        if as_json:
            answer = {"input": outcome.name, "ok": True, **brought}
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
        else:
            self.stdout.write(_in_words(outcome.name, brought))


def _in_words(name: str, brought: dict[str, Any]) -> str:
    state = "stored" if brought["is_new"] else "was stored already"
    lines = [
        f"{name}: {state} as version {brought['version']} of article {brought['article']}",
        f"  {brought['title'] or 'without a title'}",
        f"  {brought['outlet'] or 'outlet unknown'}, language {brought['language']}",
        f"  {brought['sentences']} sentences, {brought['claims']} claims, "
        f"{brought['attributed_claims']} of them attributed",
    ]
    if brought["sources"]:
        lines.append(f"  sources: {'; '.join(brought['sources'])}")
    if brought["note"]:
        lines.append(f"  {brought['note']}")
    return "\n".join(lines)
