"""Django's database backend, with a check of pooled connections that asks the server nothing."""

import select
from typing import Any

from django.db.backends.postgresql import base
from psycopg import Connection
from psycopg_pool import ConnectionPool


def still_open(connection: Connection[Any]) -> None:
    """Refuse a pooled connection that the server has ended.

    A server that ends a connection says so and closes it: there is something to read, where an
    idle connection has nothing. Only then the server is asked, since it tells a change of its
    settings in the same way. Asking each time takes a tenth of the shortest requests.
    Raises: psycopg.OperationalError, on which the pool takes another one.
    """
    waiting = select.poll()
    waiting.register(connection.fileno(), select.POLLIN)
    if waiting.poll(0):
        ConnectionPool.check_connection(connection)


class DatabaseWrapper(base.DatabaseWrapper):
    """PostgreSQL by way of a pool."""

    @property
    def pool(self) -> ConnectionPool[Any] | None:
        """The pool of this process; of Django's own two checks, all or none, it has neither."""
        pool: ConnectionPool[Any] | None = super().pool
        if pool is not None:
            pool._check = still_open
        return pool
