"""`manage.py build_corpus FILE.art`: annotated articles as JSON Lines; needs no database."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims.attribution.annotated import AnnotationError, Article, build, read_articles
from claims.attribution.annotated_units import units_of


class Command(BaseCommand):
    help = "Make documents (JSON Lines) of annotated articles (.art). Needs no database."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path)
        parser.add_argument(
            "--units", action="store_true", help="number the sentences instead, to annotate them"
        )

    def handle(self, *_: Any, **options: Any) -> None:
        for path in options["files"]:
            try:
                for article in read_articles(path.read_text(encoding="utf-8")):
                    if options["units"]:
                        self._number(article)
                    else:
                        self.stdout.write(json.dumps(build(article), ensure_ascii=False))
            except OSError as error:
                raise CommandError(f"{path}: {error.strerror}.") from error
            except (AnnotationError, UnicodeDecodeError, json.JSONDecodeError) as error:
                raise CommandError(f"{path}: {error}") from error

    def _number(self, article: Article) -> None:
        self.stdout.write(f"=== {article.doc}")
        for number, (start, end) in enumerate(units_of(article.text), 1):
            self.stdout.write(f"{number}\t{article.text[start:end]}")
