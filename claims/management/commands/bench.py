"""`manage.py bench`: how fast reading and ingesting are, beside references of the same run."""

import json
import time
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

import environ
import psycopg
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from psycopg import sql
from rich.console import Console
from rich.table import Table

from claims.benchmark import (
    Figure,
    measure_api,
    measure_graph,
    measure_history,
    measure_ingestion,
)
from claims.benchmark_bulk import measure_bulk
from claims.benchmark_data import fill
from claims.benchmark_reviews import review_some
from newsroom.reachable import need_database

SCRATCH = "musnad_bench"


class Command(BaseCommand):
    """Measures in a database of its own, which it makes and drops."""

    help = (
        "Measure the API and ingestion beside raw SQL served the same way, a bare django-ninja "
        "list and COPY. Works in a scratch database; the owner's role must be allowed to make it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How much to measure with."""
        parser.add_argument("--claims", default="10000,100000", help="Sizes, such as 10000,100000.")
        parser.add_argument("--json", action="store_true", help="Print one JSON object.")

    def handle(self, **options: Any) -> None:
        """Measure each size in a fresh database."""
        need_database()
        figures: list[Figure] = []
        fills: dict[int, float] = {}
        ingestion: dict[str, float] = {}
        bulk: dict[int, dict[str, float]] = {}
        history: dict[int, dict[str, float]] = {}
        for claims in (int(size) for size in options["claims"].split(",")):
            self._make_scratch()
            try:
                started = time.perf_counter()
                fill(claims, analyze=self._analyze)
                fills[claims] = round(time.perf_counter() - started, 1)
                review_some(claims)
                self._analyze()
                figures += measure_api(claims, _scratch_url()) + measure_graph(claims)
                history[claims] = measure_history()
                bulk[claims] = measure_bulk()
                ingestion = measure_ingestion()
            finally:
                self._drop_scratch()
        if options["json"]:
            found = [asdict(figure) for figure in figures]
            report = {
                "reads": found,
                "ingestion": ingestion,
                "bulk": bulk,
                "history": history,
                "seconds_to_fill": fills,
            }
            self.stdout.write(json.dumps(report))
        else:
            self._show(figures, ingestion, bulk, history)

    def _make_scratch(self) -> None:
        self._as_owner(sql.SQL("DROP DATABASE IF EXISTS {}"), sql.SQL("CREATE DATABASE {}"))
        application = dict(connection.settings_dict)
        owner = environ.Env.db_url_config(settings.OWNER_DATABASE_URL)
        self._connect_as({**application, **owner, "OPTIONS": {}, "NAME": SCRATCH})
        call_command("migrate", interactive=False, verbosity=0, skip_checks=True)
        self._connect_as({**application, "OPTIONS": {}, "NAME": SCRATCH})

    def _analyze(self) -> None:
        """As autovacuum would have done long ago; only the owner may."""
        with self._owner(SCRATCH) as owner:
            owner.execute("ANALYZE")

    def _drop_scratch(self) -> None:
        connection.close()
        self._as_owner(sql.SQL("DROP DATABASE {}"))

    def _connect_as(self, database: dict[str, Any]) -> None:
        connection.close()
        connection.settings_dict = database

    def _as_owner(self, *statements: sql.SQL) -> None:
        with self._owner() as owner:
            for statement in statements:
                owner.execute(statement.format(sql.Identifier(SCRATCH)))

    def _owner(self, database: str = "") -> psycopg.Connection[Any]:
        owner = environ.Env.db_url_config(settings.OWNER_DATABASE_URL)
        return psycopg.connect(
            host=owner["HOST"] or None,
            port=owner["PORT"] or None,
            user=owner["USER"],
            password=owner["PASSWORD"] or None,
            dbname=database or owner["NAME"],
            autocommit=True,
        )

    def _show(
        self,
        figures: list[Figure],
        ingestion: dict[str, float],
        bulk: dict[int, dict[str, float]],
        history: dict[int, dict[str, float]],
    ) -> None:
        smallest = {f.call: f for f in figures if f.claims == min(g.claims for g in figures)}
        columns = ("call", "claims", "ms", "at 8", "CPU ms", "SQL", "x", "x at 8", "growth")
        table = Table(*columns, "worst node")
        for f in figures:
            first = smallest[f.call]
            growth = f.ms / first.ms if f is not first and first.ms else None
            table.add_row(
                f.call,
                f"{f.claims:,}",
                *map(_shown, (f.ms, f.ms_at_8, f.cpu_ms)),
                str(f.statements or ""),
                *map(_shown, (f.ratio, f.ratio_at_8, growth)),
                f.worst_node,
            )
        console = Console(width=150)
        console.print(table)
        console.print(
            f"Ingestion, engine included: {ingestion['ingest_claims_per_second']:,} claims/s, "
            f"{ingestion['times_copy']} times as long as COPY of the claims' rows."
        )
        for claims, found in history.items():
            console.print(
                f"The history beside {claims:,} claims: {found['rows']:,} rows checked in "
                f"{found['seconds']} s, {found['rows_per_second']:,} a second."
            )
        for claims, found in bulk.items():
            console.print(
                f"Bulk, database part, beside {claims:,} claims: "
                f"{found['bulk_claims_per_second']:,} claims/s, {found['times_copy']} times as "
                "long as COPY of the same rows; "
                f"{found['together_claims_per_second']:,} claims/s by {found['connections']} "
                "connections at once."
            )


def _shown(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def _scratch_url() -> str:
    """The application's address of the scratch database, for the servers that are measured."""
    address, _, options = settings.APPLICATION_DATABASE_URL.partition("?")
    scratch = f"{address.rsplit('/', 1)[0]}/{SCRATCH}"
    return f"{scratch}?{options}" if options else scratch
