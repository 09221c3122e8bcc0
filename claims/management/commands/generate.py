"""`manage.py generate`: a newsroom's worth of made-up articles, claims, sources and reviews."""

import time
from argparse import ArgumentParser
from typing import Any

import environ
import psycopg
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from claims.benchmark_data import fill
from claims.benchmark_reviews import review_some
from claims.models import Claim
from newsroom.reachable import need_database


class Command(BaseCommand):
    """Fills the configured database, for trying out how it feels when it is full."""

    help = (
        "Write made-up claims by COPY: sources by Zipf's law, chains with relays, aliases, "
        "reviews in all states, groups, Arabic and English. Refuses a database that has claims."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How many, from which seed."""
        parser.add_argument("--claims", type=int, required=True, help="How many claims.")
        parser.add_argument("--seed", type=int, default=1, help="The same words for the same seed.")
        parser.add_argument("--add", action="store_true", help="Even if there are claims already.")

    def handle(self, **options: Any) -> None:
        """Write them, and say how long that took."""
        need_database()
        claims = options["claims"]
        if claims < 1:
            raise CommandError("--claims: at least 1.")
        if not options["add"] and Claim.objects.exists():
            raise CommandError("There are claims already; --add writes made-up ones beside them.")
        started = time.perf_counter()
        fill(claims, analyze=_analyze, seed=options["seed"])
        review_some(claims)
        seconds = time.perf_counter() - started
        self.stdout.write(
            f"{claims:,} claims in {seconds:.1f} s: {claims / seconds:,.0f} claims/s."
        )


def _analyze() -> None:
    """As autovacuum would in time; only the owner may."""
    owner = environ.Env.db_url_config(settings.OWNER_DATABASE_URL)
    with psycopg.connect(
        host=owner["HOST"] or None,
        port=owner["PORT"] or None,
        user=owner["USER"],
        password=owner["PASSWORD"] or None,
        dbname=owner["NAME"],
        autocommit=True,
    ) as connection:
        connection.execute("ANALYZE")
