"""`manage.py import FORMAT FILE`: take in what other programs have written."""

import json
import shutil
import sys
from argparse import ArgumentParser
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

from django.core.management.base import BaseCommand, CommandError

from claims.imports.formats import FORMATS, REFUSED, Result, import_file
from newsroom.models import User
from newsroom.permissions import NotPermitted
from newsroom.reachable import need_database


class Command(BaseCommand):
    """Imports into the database; what is imported again stays as it is."""

    help = (
        "Take in a file of another program, - for standard input; docs/imports.md says what is "
        "read of each format. A line for each item; exit status 1 if any was refused."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which format, which file."""
        parser.add_argument("format", choices=sorted(FORMATS))
        parser.add_argument("file", metavar="FILE")
        parser.add_argument("--outlet", default="", help="Who published it, where no item says so.")
        parser.add_argument("--as", dest="user", default="", help="In whose name: a user's.")
        parser.add_argument("--json", action="store_true", help="Print a JSON line for each item.")

    def handle(self, **options: Any) -> None:
        """Take in one item after the other; a refused one doesn't keep the others away."""
        need_database()
        by = self._user(options["user"])
        counted: Counter[str] = Counter()
        with self._opened(options["file"]) as file:
            try:
                for result in import_file(options["format"], file, by=by, outlet=options["outlet"]):
                    counted[result.outcome] += 1
                    self._report(result, as_json=options["json"])
            except NotPermitted as refusal:
                raise CommandError(str(refusal)) from refusal
        self.stderr.write(", ".join(f"{n} {outcome}" for outcome, n in sorted(counted.items())))
        if counted[REFUSED] or not counted:
            sys.exit(1)

    def _user(self, name: str) -> User | None:
        if not name:
            return None
        found = User.objects.filter(username=name, is_active=True).first()
        if found is None:
            raise CommandError(f"--as: there is no {name} here.")
        return found

    def _opened(self, name: str) -> IO[bytes]:
        try:
            if name != "-":
                return Path(name).open("rb")
            # Some formats are looked at before they are read, which a pipe can't give twice.
            kept = TemporaryFile()  # noqa: SIM115 - the caller closes it
            shutil.copyfileobj(sys.stdin.buffer, kept)
            kept.seek(0)
        except OSError as error:
            raise CommandError(f"{name}: {error.strerror}.") from error
        else:
            return kept

    def _report(self, result: Result, *, as_json: bool) -> None:
        if as_json:
            told = {name: value for name, value in asdict(result).items() if value}
            self.stdout.write(json.dumps(told, ensure_ascii=False, default=str))
        elif result.outcome == REFUSED:
            self.stdout.write(f"{result.where}: refused: {result.field}: {result.rule}")
        else:
            self.stdout.write(f"{result.where}: {result.outcome}: {result.name}")
