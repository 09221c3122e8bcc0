"""`manage.py export_corrections`: what people put right, as data to train on and to measure by."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from articles.models import ArticleVersion
from claims.correction_export import (
    corrected_versions,
    imported_record_of,
    imported_versions,
    record_of,
)


class Command(BaseCommand):
    """One line for each version somebody corrected, in the form of `manage.py attribute`."""

    help = "Write the corrected article versions as JSON Lines, in the form of `attribute`."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which of the two."""
        parser.add_argument(
            "--imported", action="store_true", help="What was imported from other tools, instead."
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Versions in the order they were stored."""
        versions, record_as = corrected_versions(), record_of
        if options["imported"]:
            versions, record_as = imported_versions(), imported_record_of
        ids = versions.values_list("pk", flat=True)
        for pk in list(ids):
            record = record_as(ArticleVersion.objects.get(pk=pk))
            self.stdout.write(json.dumps(record, ensure_ascii=False))
