"""Statements that are asked all the time, as plain SQL: planned once for each connection.

The ORM would build such a statement anew for each request, and PostgreSQL would plan it anew, which
together take longer than what it does. Parameters go to the server beside the statement.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar, cast

from django.db import connection
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.backends.utils import CursorWrapper
from django.db.models import Model

AnyModel = TypeVar("AnyModel", bound=Model)
Parameters = Mapping[str, Any] | Sequence[Any]


def prepared() -> CursorWrapper:
    """A cursor whose statements are prepared once they come often.

    Where statements are written down (`connection.queries`), an ordinary one: it knows them whole.
    """
    if connection.queries_logged:
        return connection.cursor()
    connection.ensure_connection()
    cursor = ServerBindingCursor(connection.connection)  # type: ignore[call-arg]
    return cast("CursorWrapper", connection._prepare_cursor(cursor))  # type: ignore[attr-defined]


def rows(statement: str, parameters: Parameters) -> list[tuple[Any, ...]]:
    """All rows of a statement."""
    with prepared() as cursor:
        cursor.execute(statement, parameters)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def rows_planned_anew(statement: str, parameters: Parameters) -> list[tuple[Any, ...]]:
    """The same, for a statement whose best plan depends on what it is given."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def first(statement: str, parameters: Parameters) -> tuple[Any, ...] | None:
    """The first row of a statement, if there is one."""
    with prepared() as cursor:
        cursor.execute(statement, parameters)
        found: tuple[Any, ...] | None = cursor.fetchone()
        return found


def columns_of(model: type[Model], table: str) -> str:
    """A model's columns, of a table by that name, as `taken_from` takes their values."""
    quote = connection.ops.quote_name
    return ", ".join(f"{table}.{quote(name)}" for name in names_of(model, column=True))


def names_of(model: type[Model], *, column: bool = False) -> list[str]:
    """The names of a model's attributes, or of their columns, in the order of its fields."""
    fields = model._meta.concrete_fields
    return [str(field.column) if column else field.attname for field in fields]


def taken_from(values: Iterator[Any], model: type[AnyModel]) -> AnyModel | None:
    """An instance of the next values of a row, those of its columns; None of an outer join's."""
    taken = [(field, next(values)) for field in model._meta.concrete_fields]
    if all(value is None for _, value in taken):
        return None
    read = [
        field.from_db_value(value, None, connection) if hasattr(field, "from_db_value") else value
        for field, value in taken
    ]
    return model.from_db(connection.alias, names_of(model), read)


def run(statement: str, parameters: Parameters) -> int:
    """Carry out a statement that writes; how many rows it has written last."""
    with prepared() as cursor:
        cursor.execute(statement, parameters)
        return int(cursor.rowcount)
