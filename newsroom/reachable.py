"""Telling at once, and in one line, that the database isn't there."""

import psycopg
from django.core.management.base import CommandError
from django.db import connection


def need_database() -> None:
    """Return if the database answers.

    The pool would go on trying for half a minute. Raises: CommandError with what to do.
    """
    parameters = connection.get_connection_params()
    try:
        psycopg.connect(**{**parameters, "connect_timeout": 3}).close()
    except psycopg.OperationalError as error:
        reason = str(error).strip().splitlines()[-1]
        raise CommandError(
            "The database doesn't answer: start it with `make up`, or say by DATABASE_URL where "
            f"it is. ({reason})"
        ) from error
