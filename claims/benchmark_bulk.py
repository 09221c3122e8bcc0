"""The database's part of bulk ingestion, beside COPY of the same rows."""

import os
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection

from claims.benchmark_data import COLUMNS, Rows, made_up, store


def measure_bulk(claims: int = 10_000, seed: int = 2) -> dict[str, float]:
    """The rows of so many claims, in one transaction, with all constraints, triggers and indexes.

    Beside it COPY of the same rows into tables of the same columns with two indexes each, as the
    peers were measured. Making the rows is in neither; committing is in both. They are written by
    what stores a reading, too (`claims/storing.py`).

    Then as many claims at once by each of as many connections as the machine has cores.
    """
    rows = made_up(claims, seed)
    copied = _seconds(dict(rows), {table: _bare(table) for table in COLUMNS})
    seconds = _seconds(rows, {})
    connections = os.cpu_count() or 1
    together = _seconds_together([made_up(claims, seed + 1 + n) for n in range(connections)])
    return {
        "claims": claims,
        "bulk_claims_per_second": round(claims / seconds),
        "copy_claims_per_second": round(claims / copied),
        "times_copy": round(seconds / copied, 1),
        "connections": connections,
        "together_claims_per_second": round(connections * claims / together),
    }


def _seconds(rows: Rows, into: dict[str, str]) -> float:
    started = time.perf_counter()
    store(rows, into)
    return time.perf_counter() - started


def _seconds_together(portions: list[Rows]) -> float:
    """How long it takes until all are committed, each by a connection of its own."""
    settings = connection.settings_dict
    ready = Barrier(len(portions) + 1)

    def work(rows: Rows) -> None:
        connection.settings_dict = settings
        connection.ensure_connection()
        ready.wait()
        try:
            store(rows)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(portions)) as threads:
        stored = [threads.submit(work, rows) for rows in portions]
        ready.wait()
        started = time.perf_counter()
        for one in stored:
            one.result()
        return time.perf_counter() - started


def _bare(table: str) -> str:
    """Another table of the same columns, with an index on its first and on its second."""
    name = f"bare_{table}"
    columns = [f'"{column}"' for column in COLUMNS[table]]
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{name}")
        cursor.execute(
            f"CREATE TEMP TABLE {name} AS SELECT {', '.join(columns)} FROM {table} LIMIT 0"  # noqa: S608
        )
        cursor.execute(f"CREATE INDEX ON {name} ({columns[0]})")
        cursor.execute(f"CREATE INDEX ON {name} ({columns[1]})")
    return name
