"""Connections of the pool: one that the server has ended is never handed out."""

import psycopg
import pytest

from config.parts import APPLICATION_ROLE, postgres
from config.postgresql.base import still_open
from tests.conftest import DATABASE, HOME

pytestmark = pytest.mark.usefixtures("django_db_setup")


def test_a_connection_that_is_open_is_handed_out():
    with postgres.connect(HOME, user=APPLICATION_ROLE, database=DATABASE) as idle:
        still_open(idle)

        assert not idle.closed


def test_a_connection_that_the_server_has_ended_is_not():
    with postgres.connect(HOME, user=APPLICATION_ROLE, database=DATABASE) as idle:
        with postgres.connect(HOME) as superuser:
            superuser.execute("SELECT pg_terminate_backend(%s, 5000)", [idle.info.backend_pid])

        with pytest.raises(psycopg.OperationalError):
            still_open(idle)


def test_what_a_server_tells_its_clients_ends_nothing():
    with postgres.connect(HOME, user=APPLICATION_ROLE, database=DATABASE) as idle:
        idle.execute("LISTEN news")
        with postgres.connect(HOME, user=APPLICATION_ROLE, database=DATABASE) as other:
            other.execute("NOTIFY news")

        still_open(idle)

        assert not idle.closed
