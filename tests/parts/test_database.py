"""The roles, and the databases that are refused."""

import subprocess
import sys

import pytest
from django.db import connection

from config.parts import APPLICATION_ROLE, OWNER_ROLE, postgres
from config.parts.places import embedded_database_url
from tests.conftest import HOME
from tests.parts.installations import REPOSITORY, environment


@pytest.mark.django_db
def test_the_application_connects_as_a_role_that_owns_no_table():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == (APPLICATION_ROLE,)
        cursor.execute("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'")
        assert cursor.fetchall() == [(OWNER_ROLE,)]


@pytest.mark.django_db
@pytest.mark.parametrize("right", ["TRUNCATE", "TRIGGER"])
def test_the_application_may_empty_no_table_and_switch_off_no_trigger(right):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
            " AND relkind = 'r' AND has_table_privilege(oid, %s)",
            [right],
        )
        assert cursor.fetchall() == []


@pytest.fixture
def database_without_arabic():
    """A database such as `createdb` makes it where the locale is C."""
    with postgres.connect(HOME) as superuser:
        superuser.execute(
            "CREATE DATABASE without_arabic TEMPLATE template0 LOCALE_PROVIDER libc LOCALE 'C'"
        )
        with postgres.connect(HOME, database="without_arabic") as database:
            database.execute("CREATE EXTENSION pg_trgm")
        yield "without_arabic"
        superuser.execute("DROP DATABASE without_arabic")


def check(database, role, tmp_path):
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--database=default"],
        cwd=REPOSITORY,
        env=environment(
            tmp_path, DATABASE_URL=embedded_database_url(HOME, role, database=database)
        ),
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_database_to_which_arabic_letters_are_no_letters_is_refused(
    database_without_arabic, tmp_path
):
    checked = check(database_without_arabic, APPLICATION_ROLE, tmp_path)

    assert checked.returncode == 1
    assert "(musnad.E003) A database with encoding UTF8 and LC_CTYPE C finds no" in checked.stderr
    assert "lacks these extensions: vector, unaccent, btree_gist." in checked.stderr


def test_an_application_that_could_change_its_own_history_is_told_so(django_db_setup, tmp_path):
    checked = check(connection.settings_dict["NAME"], "postgres", tmp_path)

    assert checked.returncode == 0
    assert "(musnad.W001) The application connects as postgres" in checked.stderr
