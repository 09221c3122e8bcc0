"""`manage.py load_samples`: the demo account and three articles to try Musnad with."""

from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError

from claims.ingesting import ingest_here, submission_of
from newsroom.demo import ensure_demo_account, how_to_sign_in
from newsroom.reachable import need_database


class Command(BaseCommand):
    """Loads each sample once, however often it runs; prints how to sign in."""

    help = "Load the sample articles and make the demo account, as far as they aren't there."

    def handle(self, **_options: Any) -> None:
        """Bring the samples in the way every article comes in."""
        need_database()
        demo = ensure_demo_account()
        samples = sorted(Path(apps.get_app_config("articles").path, "samples").glob("*.html"))
        for sample in samples:
            submission = submission_of(str(sample), lambda: b"", {})
            outcome = ingest_here(sample.name, submission, by=demo, on_progress=lambda _: None)
            if not outcome.is_stored:
                raise CommandError(f"{sample.name}: {outcome.reason}")
        if line := how_to_sign_in():
            self.stdout.write(line)
