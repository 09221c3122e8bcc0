"""Rows that go into the database by COPY, as columns of values and not as model instances.

All triggers and constraints hold for them as for others; what a trigger checks for all rows of a
statement, it checks once.
"""

from collections.abc import Sequence
from typing import Any

from django.db import connection


def copy_rows(table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Write rows, whose values come in the order of the columns, with one COPY.

    Raises: IntegrityError.
    """
    if not rows:
        return
    names = ", ".join(map(connection.ops.quote_name, columns))
    with (
        connection.wrap_database_errors,
        connection.cursor() as cursor,
        cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row(row)
