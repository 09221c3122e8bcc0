"""Migrations: tables made at once are those that the steps of earlier releases lead to."""

import os
import re
import subprocess
import sys

import pytest

from config.parts import OWNER_ROLE, postgres
from config.parts.places import embedded_database_url, postgres_socket_folder
from tests.conftest import HOME
from tests.parts.installations import REPOSITORY

OLD = "test_of_an_earlier_release"
# The last steps of an earlier release; it knew nothing of those that stand for many.
EARLIER_RELEASE = """
import django
django.setup()
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

executor = MigrationExecutor(connection)
executor.loader.replace_migrations = False
executor.loader.build_graph()
executor.migrate([
    ("newsroom", "0011_withheld_messages"),
    ("sources", "0009_looked_up_together"),
    ("articles", "0010_version_names_its_article"),
    ("claims", "0021_import_runs"),
])
"""


def run(*arguments: str, database: str) -> str:
    """What a Python program printed that worked on this database as the owner of its tables."""
    done = subprocess.run(
        [sys.executable, *arguments],
        check=False,
        cwd=REPOSITORY,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DATABASE_URL": embedded_database_url(HOME, OWNER_ROLE, database=database),
        },
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def schema(database: str) -> dict[str, str]:
    """All that the database holds but its rows, by what it is; with rights and functions."""
    dump = subprocess.run(
        [
            postgres.program("pg_dump"),
            "--schema-only",
            f"--host={postgres_socket_folder(HOME)}",
            f"--username={postgres.SUPERUSER}",
            database,
        ],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    # A column that was renamed keeps the name of its NOT NULL.
    dump = re.sub(r"CONSTRAINT \w+_not_null NOT NULL", "NOT NULL", dump)
    # A database's own mark, and functions of triggers that are gone: nothing calls them.
    dump = re.sub(r"^\\(un)?restrict .*\n", "", dump, flags=re.MULTILINE)
    called = set(re.findall(r"EXECUTE FUNCTION public\.(\w+)\(\)", dump))
    parts = re.split(r"\n--\n-- (?=Name: )", dump)[1:]
    found = dict(part.strip().removesuffix("--").strip().split("\n", 1) for part in parts)
    return {
        what: how
        for what, how in found.items()
        if not (gone := re.match(r"Name: (pgtrigger_\w+)\(\); Type: FUNCTION", what))
        or gone[1] in called
    }


@pytest.fixture
def earlier_release(django_db_setup):
    """A database as an earlier release left it, half way through the steps of two apps."""
    with postgres.connect(HOME, user=OWNER_ROLE) as connection:
        connection.execute(f"CREATE DATABASE {OLD}")
        try:
            run("-c", EARLIER_RELEASE, database=OLD)
            yield OLD
        finally:
            connection.execute(f"DROP DATABASE {OLD} WITH (FORCE)")


def test_an_upgrade_leads_to_the_very_tables_of_a_new_installation(earlier_release):
    run("manage.py", "migrate", "--no-input", "--skip-checks", database=earlier_release)

    new = schema("test_template")
    assert len(new) > 500
    assert schema(earlier_release) == new
    run("manage.py", "migrate", "--check", "--skip-checks", database=earlier_release)


@pytest.mark.django_db
def test_no_model_is_ahead_of_its_migrations():
    from django.conf import settings

    run(
        "manage.py",
        "makemigrations",
        "--check",
        "--dry-run",
        database=settings.DATABASES["default"]["NAME"],
    )
