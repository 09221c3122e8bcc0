"""`manage.py train_attribution`: train the attribution models on annotated articles."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims.attribution import training
from claims.attribution.open_corpus import (
    CORPUS,
    LEFT_OUT,
    read_articles,
    read_parts,
    training_parts,
)
from claims.attribution.tagger import MODELS


class Command(BaseCommand):
    help = (
        "Train the attribution models of a language on the open corpus, by default to the very"
        " files that ship. Needs no database."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--language", default="ar")
        parser.add_argument(
            "--corpus",
            type=Path,
            default=CORPUS,
            help="a file in JSON Lines, or a folder of parts such as the open corpus, the default;"
            f" of its parts these are left out as a rule: {', '.join(LEFT_OUT)}",
        )
        parser.add_argument(
            "--folder",
            type=Path,
            help="where the models go; in place of those that ship only if trained as they are",
        )
        parser.add_argument(
            "--without-fold", type=int, help="keep this fifth of the articles from training"
        )
        parser.add_argument(
            "--without-part",
            action="append",
            default=[],
            help="leave this part out as well, such as ar-wires; may be repeated",
        )
        parser.add_argument(
            "--with-part",
            action="append",
            default=[],
            help="train on this part although it's left out as a rule; may be repeated",
        )

    def handle(self, *_: Any, **options: Any) -> None:
        language, folder = options["language"], options["folder"] or MODELS
        if options["folder"] is None and self._is_other_than_ships(options):
            raise CommandError("--folder: these models aren't those that ship; say where they go.")
        documents = self._read(options)
        kept = [d for d in documents if training.fold_of(d) != options["without_fold"]]
        if not kept:
            raise CommandError(f"There are no articles in {language} to train on.")
        training.train(kept, language, folder)
        self.stdout.write(f"Trained {language} on {len(kept)} articles into {folder}.")

    def _is_other_than_ships(self, options: dict[str, Any]) -> bool:
        return (
            options["without_fold"] is not None
            or options["corpus"] != CORPUS
            or bool(options["without_part"] or options["with_part"])
        )

    def _read(self, options: dict[str, Any]) -> list[training.Document]:
        corpus, without, even = options["corpus"], options["without_part"], options["with_part"]
        if not corpus.is_dir():
            return read_articles(corpus)
        try:
            names = training_parts(options["language"], without=without, even=even, folder=corpus)
        except ValueError as error:
            raise CommandError(str(error)) from error
        return read_parts(names, corpus)
