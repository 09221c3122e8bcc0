"""`manage.py train_attribution`: train the attribution models on annotated articles."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from claims.attribution import training
from claims.attribution.tagger import MODELS

CORPUS = Path(training.__file__).parent / "corpus"


class Command(BaseCommand):
    help = "Train the attribution models of a language on the open corpus. Needs no database."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--language", default="ar")
        parser.add_argument(
            "--corpus", type=Path, help="JSON Lines, by default all of the open corpus"
        )
        parser.add_argument("--folder", type=Path, default=MODELS, help="where the models go")
        parser.add_argument(
            "--without-fold", type=int, help="keep this fifth of the articles from training"
        )

        parser.add_argument(
            "--without-part",
            action="append",
            default=[],
            help="leave this part of the open corpus out, such as ar-press; may be given again",
        )

    def handle(self, *_: Any, **options: Any) -> None:
        language = options["language"]
        given = options["corpus"]
        files = [given] if given else sorted(CORPUS.glob(f"{language}*.jsonl"))
        files = [file for file in files if file.stem not in options["without_part"]]
        documents = []
        for file in files:
            with file.open(encoding="utf-8") as lines:
                documents += [json.loads(line) for line in lines]
        kept = [d for d in documents if training.fold_of(d) != options["without_fold"]]
        training.train(kept, language, options["folder"])
        self.stdout.write(f"Trained {language} on {len(kept)} articles into {options['folder']}.")
