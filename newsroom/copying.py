"""Rows that go into the database by COPY, as columns of values and not as model instances.

All triggers and constraints hold for them as for others; what a trigger checks for all rows of a
statement, it checks once.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import Model


def copy_rows(
    model: type[Model], columns: Sequence[str], rows: Sequence[Sequence[Any]], *, table: str = ""
) -> None:
    """Write rows, whose values come in the order of the columns, with one COPY.

    In the binary format, which neither side has to read digit by digit. Values are of the types
    that psycopg gives for the columns: what is JSON comes as lists and objects, not as text.

    Args: table is another one with these columns, for measuring.
    Raises: IntegrityError.
    """
    if not rows:
        return
    names = ", ".join(map(connection.ops.quote_name, columns))
    copy_in = f"COPY {table or model._meta.db_table} ({names}) FROM STDIN (FORMAT binary)"
    with (
        connection.wrap_database_errors,
        connection.cursor() as cursor,
        cursor.copy(copy_in) as copy,
    ):
        copy.set_types(_types_of(model._meta.label, tuple(columns)))
        for row in rows:
            copy.write_row(row)


_LENGTH = re.compile(r"\(\d+\)")


@lru_cache
def _types_of(label: str, columns: tuple[str, ...]) -> list[str]:
    """PostgreSQL's names of the columns' types, without their lengths."""
    types = {
        field.column: field.db_type(connection)
        for field in apps.get_model(label)._meta.concrete_fields
    }
    return [_LENGTH.sub("", str(types[column])) for column in columns]
