"""`manage.py export_corrections`: what people put right, as data to train on and to measure by."""

import json
from typing import Any

from django.core.management.base import BaseCommand

from articles.models import ArticleVersion
from claims.correction_export import corrected_versions, record_of


class Command(BaseCommand):
    """One line for each version somebody corrected, in the form of `manage.py attribute`."""

    help = "Write the corrected article versions as JSON Lines, in the form of `attribute`."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Versions in the order they were stored."""
        ids = corrected_versions().values_list("pk", flat=True)
        for pk in list(ids):
            record = record_of(ArticleVersion.objects.get(pk=pk))
            self.stdout.write(json.dumps(record, ensure_ascii=False))
