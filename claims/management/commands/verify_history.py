"""Check that nobody rewrote the history of reviews: `manage.py verify_history [--head FILE]`."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims.history import current_head, read_head, verify, written_head


class Command(BaseCommand):
    """Names the first row that isn't as it was written, and exits with status 1."""

    help = (
        "Check the history of reviews. A head that was exported earlier and kept elsewhere also"
        " shows what was cut off at the end."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where a head is, or goes."""
        parser.add_argument("--head", type=Path, help="compare with the head in this file")
        parser.add_argument("--export-head", type=Path, help="write the head to this file")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Check first: a head of a broken history is never exported."""
        try:
            head = read_head(options["head"].read_text()) if options["head"] else None
        except (OSError, ValueError) as error:
            raise CommandError(f"{options['head']}: {error}") from error
        if (broken := verify(head)) is not None:
            raise CommandError(f"Row {broken.number} {broken.fault}.")
        last = current_head()
        if options["export_head"]:
            options["export_head"].write_text(written_head(last))
        self.stdout.write(f"All {last.number:,} rows are as they were written. Head: {last.hash}")
