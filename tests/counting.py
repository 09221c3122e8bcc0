"""Counting the SQL statements that some work takes."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.test.utils import CaptureQueriesContext

# Opening and closing a transaction asks nothing.
NOT_COUNTED = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


@contextmanager
def statements() -> Iterator[list[str]]:
    """The statements of a block, in a list that is filled at its end."""
    asked: list[str] = []
    with CaptureQueriesContext(connection) as queries:
        yield asked
    said = (query["sql"].strip() for query in queries)
    asked.extend(sql for sql in said if not sql.startswith(NOT_COUNTED))
