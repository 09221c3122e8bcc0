"""One PostgreSQL and one Valkey for the whole test run, the real ones, in a folder of its own.

Tests connect as the application's role, which owns no table and may not change what only grows. The
tables are made by the owner's role, once; each pytest-xdist worker gets a copy of that database.
"""

import ctypes
import fcntl
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import django
import psycopg
import pytest

from config.parts import APPLICATION_ROLE, OWNER_ROLE, postgres, valkey
from config.parts.places import (
    embedded_broker_url,
    embedded_cache_url,
    embedded_database_url,
)
from config.parts.processes import wait_until

CONTROLLER = "PYTEST_XDIST_WORKER" not in os.environ
# The controller's folder reaches the workers through the environment.
if CONTROLLER:
    os.environ["MUSNAD_TEST_HOME"] = tempfile.mkdtemp(prefix="musnad-test-")
HOME = Path(os.environ["MUSNAD_TEST_HOME"])
if sys.dont_write_bytecode:
    # No bytecode beside the sources then, but the tests start a hundred processes: compiled here,
    # what they import isn't compiled by each of them anew.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = str(HOME / "bytecode")
WORKER_NUMBER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))

DATABASE = f"test_gw{WORKER_NUMBER}"

# The settings are read from here on; nothing of the developer's own installation is touched.
os.environ.pop("DATABASE_REPLICA_URL", None)
os.environ.update(
    MUSNAD_HOME=str(HOME / f"gw{WORKER_NUMBER}"),
    MUSNAD_SECRET_KEY="of the tests",
    DATABASE_URL=embedded_database_url(HOME, APPLICATION_ROLE, database=DATABASE),
    DATABASE_OWNER_URL=embedded_database_url(HOME, OWNER_ROLE, database=DATABASE),
    CELERY_BROKER_URL=embedded_broker_url(HOME).replace("=0", f"={2 * WORKER_NUMBER}"),
    CACHE_URL=embedded_cache_url(HOME).replace("=1", f"={2 * WORKER_NUMBER + 1}"),
    DJANGO_SETTINGS_MODULE="config.settings",
)

# Here, not later: the conftest.py of a folder below may import models.
django.setup()

servers: list[subprocess.Popen[bytes]] = []


def pytest_configure(config):
    """Start the servers, in the one process that all the workers come from."""
    if not CONTROLLER or config.option.help or config.option.collectonly:
        return
    postgres.prepare(HOME)
    valkey.prepare(HOME)
    user = postgres.system_user()
    servers.append(_start(postgres.command(HOME, durable=False), user=user))
    servers.append(_start(valkey.command(HOME, durable=False), user=None))
    for part in (postgres, valkey):
        wait_until(
            lambda part=part: part.answers(HOME),
            seconds=60,
            otherwise=f"A server doesn't answer; see {HOME / 'servers.log'}",
        )
    postgres.make_roles_and_database(HOME)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart():
    """Let the workers that start now find their settings as this process did: not before here.

    A worker that inherits the variable reads them before this file has named its own database.
    """
    from django.conf import settings

    if settings.configured:
        os.environ.pop("DJANGO_SETTINGS_MODULE", None)


def pytest_unconfigure():
    """Stop the servers and throw their folder away."""
    for server in servers:
        server.send_signal(signal.SIGINT)
    for server in servers:
        server.wait(timeout=30)
    if CONTROLLER:
        shutil.rmtree(HOME)


# A worker that took one of these last would go on alone: they are taken first. The tests of a
# folder stay together where they share an installation.
TOGETHER = "tests/resilience/"
LONGEST = (
    TOGETHER,
    "tests/parts/test_running.py",
    "tests/test_canary.py",
    "tests/claims/test_review_matrix.py",
    "tests/claims/test_closed_desks.py",
    "tests/config/test_migrations.py",
    "tests/fuzzing/",
    "tests/test_hostile_forms.py",
    "tests/browser/",
)


def pytest_collection_modifyitems(items):
    """What takes longest comes first."""
    rank = len(LONGEST)
    items.sort(
        key=lambda item: next((n for n in range(rank) if item.nodeid.startswith(LONGEST[n])), rank)
    )


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Hand out whole files in their order, and what stays together at once."""
    from xdist.scheduler import LoadFileScheduling

    class Scheduling(LoadFileScheduling):
        def _split_scope(self, nodeid):
            return TOGETHER if nodeid.startswith(TOGETHER) else super()._split_scope(nodeid)

    config.option.loadscopereorder = False
    return Scheduling(config, log)


def pytest_sessionfinish(session):
    """Where nobody looks, a run in which no test passed is a failure."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if "CI" in os.environ and CONTROLLER and not reporter.stats.get("passed"):
        session.exitstatus = pytest.ExitCode.NO_TESTS_COLLECTED


def _start(command: list[str], *, user: str | None) -> subprocess.Popen[bytes]:
    with (HOME / "servers.log").open("ab") as log:
        return subprocess.Popen(
            command,
            stdout=log,
            stderr=log,
            user=user,
            group=user,
            extra_groups=None if user is None else [],
            preexec_fn=_end_with_the_tests,  # noqa: PLW1509  No thread runs yet.
            start_new_session=True,
        )


def _end_with_the_tests() -> None:
    # A killed test run leaves no server behind: Linux interrupts them when their parent ends.
    if sys.platform == "linux":
        pr_set_pdeathsig = 1
        ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGINT)


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker):
    """A database with the tables in it, made by the owner; tests get the application's role."""
    with (HOME / "template.lock").open("w") as lock, django_db_blocker.unblock():
        fcntl.flock(lock, fcntl.LOCK_EX)
        with postgres.connect(HOME, user=OWNER_ROLE) as connection:
            query = "SELECT FROM pg_database WHERE datname = 'test_template'"
            if connection.execute(query).fetchone() is None:
                connection.execute("DROP DATABASE IF EXISTS test_unfinished")
                connection.execute("CREATE DATABASE test_unfinished")
                _migrate("test_unfinished")
                connection.execute("ALTER DATABASE test_unfinished RENAME TO test_template")
            connection.execute(f"CREATE DATABASE {DATABASE} TEMPLATE test_template")
    yield
    with django_db_blocker.unblock():
        from django.db import connections

        connections.close_all()
        connections["default"].close_pool()


def _migrate(database: str) -> None:
    # In a process of its own: the connections of this one belong to the application's role.
    owner = embedded_database_url(HOME, OWNER_ROLE, database=database)
    made = subprocess.run(
        [sys.executable, "manage.py", "migrate", "--no-input", "--skip-checks", "--verbosity=0"],
        check=False,
        env={**os.environ, "DATABASE_URL": owner},
        cwd=Path(__file__).parent.parent,
        capture_output=True,
        text=True,
    )
    if made.returncode != 0:
        pytest.fail(f"The tables can't be made:\n{made.stdout}{made.stderr}", pytrace=False)


@pytest.fixture(scope="session", autouse=True)
def flush_as_superuser():
    """Let a transactional test clean up: the application's role may not empty any table."""

    def sql_flush(operations, _style, tables, **_options):
        # To truncate them all would make hundreds of files anew; the lock waits for all who still
        # write, as truncating does.
        names = [operations.quote_name(table) for table in tables]
        lock = f"LOCK TABLE {', '.join(names)} IN ACCESS EXCLUSIVE MODE"
        return [lock, *(f"DELETE FROM {name}" for name in names)]

    @cache
    def superuser():
        connection = open_connections.enter_context(postgres.connect(HOME, database=DATABASE))
        # Triggers that forbid it don't fire on a replica.
        connection.execute("SET session_replication_role = replica")
        return connection

    def execute_sql_flush(_operations, statements):
        superuser().execute("; ".join(statements))

    with pytest.MonkeyPatch.context() as patch, ExitStack() as open_connections:
        operations = "django.db.backends.postgresql.operations.DatabaseOperations"
        patch.setattr(f"{operations}.sql_flush", sql_flush)
        patch.setattr(f"{operations}.execute_sql_flush", execute_sql_flush, raising=False)
        yield


@pytest.fixture
def as_owner(django_db_setup) -> Iterator[psycopg.Connection]:
    """A connection to the test database as the role that owns the tables, in autocommit.

    It sees what is committed: in a test with `django_db(transaction=True)`, all of it.
    """
    with postgres.connect(HOME, user=OWNER_ROLE, database=DATABASE) as connection:
        yield connection


@pytest.fixture(scope="session", autouse=True)
def static_files_as_they_are():
    """Pages name the static files as they lie in static/; nothing is collected for tests."""
    from django.conf import settings
    from django.test import override_settings

    # Here whitenoise expects what was collected.
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    # Looked for when they are asked for: to list them all would take each client 40 ms.
    with override_settings(
        STORAGES={**settings.STORAGES, "staticfiles": plain}, WHITENOISE_AUTOREFRESH=True
    ):
        yield


@pytest.fixture(autouse=True)
def own_language():
    """Every test starts in English, whatever language the last request of another one had."""
    from django.conf import settings
    from django.utils import translation

    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture(autouse=True)
def empty_cache():
    """Every test starts with nothing in the cache."""
    from django.core.cache import cache

    cache.clear()
