"""A whole installation of its own: PostgreSQL, Valkey, worker, clock and web server, to be killed.

Durable, unlike the other tests' servers: what a crash may lose here would be lost in a newsroom.
"""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import httpx
import psutil
import psycopg
import pytest
import redis

from config.parts import postgres, processes, valkey
from config.parts.places import DATABASE_NAME, valkey_socket

REPOSITORY = Path(__file__).parents[2]
SWEEP_SECONDS = 1
LOG_LINES = 30


class Installation:
    """The parts as processes, by name."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.port = _free_port()
        # A new connection each time, as from programs of their own. Made once, since with each
        # client httpx reads all the certificates of the world.
        self.http = httpx.Client(
            base_url=f"http://127.0.0.1:{self.port}",
            timeout=60,
            limits=httpx.Limits(max_keepalive_connections=0),
        )
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.environment = {
            **{
                name: value
                for name, value in os.environ.items()
                if not name.startswith(("DATABASE_", "CELERY_", "CACHE_", "MUSNAD_", "DJANGO_"))
            },
            "MUSNAD_HOME": str(home),
            "MUSNAD_SECRET_KEY": "of the drill",
            "MUSNAD_SWEEP_SECONDS": str(SWEEP_SECONDS),
            "MUSNAD_FETCH_ALLOW": "127.0.0.1",
            "MUSNAD_WEBHOOK_WAITS": ",".join(["0.2"] * 60),
        }

    def start(self, name: str) -> None:
        """Start a part and wait until it can be used."""
        user = None
        if name == "postgres":
            postgres.prepare(self.home)
            command, user = postgres.command(self.home), postgres.system_user()
        elif name == "valkey":
            valkey.prepare(self.home)
            command = valkey.command(self.home)
        else:
            command = {
                "worker": processes.worker(2),
                "messenger": processes.messenger(),
                "beat": processes.beat(),
                "web": processes.web("127.0.0.1", self.port),
            }[name].command
        with (self.home / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                command,
                cwd=REPOSITORY,
                env=self.environment,
                stdout=log,
                stderr=log,
                user=user,
                group=user,
                extra_groups=None if user is None else [],
                start_new_session=True,
            )
        answers = {
            "postgres": lambda: postgres.connect(self.home).close() is None,
            "valkey": self._valkey_answers,
            "web": self._web_answers,
        }.get(name)
        if answers:
            wait_until(answers, seconds=60)

    def kill(self, name: str) -> None:
        """SIGKILL a part with all its children, at once."""
        part = self.running.pop(name)
        try:
            parent = psutil.Process(part.pid)
            doomed = [parent, *parent.children(recursive=True)]
        except psutil.NoSuchProcess:
            doomed = []
        for process in doomed:
            try:
                process.kill()
            except psutil.NoSuchProcess:
                continue
        # A worker that ended by itself has left its children behind, in its group.
        with suppress(ProcessLookupError):
            os.killpg(part.pid, signal.SIGKILL)
        part.wait()
        psutil.wait_procs(doomed, timeout=10)

    def stop(self) -> None:
        """End all parts."""
        self.http.close()
        for name in reversed(list(self.running)):
            self.kill(name)

    def keep_running(self) -> None:
        """Start again what has ended by itself, as supervisor does.

        A worker that loses Valkey at the wrong moment does (kombu 5.7: `'NoneType' object has no
        attribute 'hostname'` while it gives messages back).
        """
        for name, part in list(self.running.items()):
            if part.poll() is not None:
                self.kill(name)
                self.start(name)

    def manage(self, *arguments: str, **environment: str) -> str:
        """Run a Django command on this installation; returns what it printed."""
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            check=True,
            cwd=REPOSITORY,
            env=self.environment | environment,
            capture_output=True,
            text=True,
        ).stdout

    def ask(self, query: str, *parameters: object) -> list[tuple[object, ...]]:
        """Rows of the installation's database."""
        with postgres.connect(self.home, database=DATABASE_NAME) as connection:
            return connection.execute(query, parameters).fetchall()

    def wait_until_read(self, title: str, *, seconds: float = 90) -> None:
        """Return when no ingestion of these titles has work left."""
        query = (
            "SELECT count(*) FROM articles_ingestion"
            " WHERE title LIKE %s AND status NOT IN ('done', 'failed')"
        )

        def nothing_left() -> bool:
            self.keep_running()
            return self.ask(query, title) == [(0,)]

        wait_until(nothing_left, seconds=seconds)

    def _valkey_answers(self) -> bool:
        try:
            return bool(redis.Redis(unix_socket_path=str(valkey_socket(self.home))).ping())
        except redis.RedisError:
            return False

    def _web_answers(self) -> bool:
        try:
            self.http.get("/api/v1/openapi.json", timeout=5)
        except httpx.TransportError:
            return False
        return True


def wait_until(condition: Callable[[], bool], *, seconds: float) -> None:
    """Return when the condition holds; a database that is being restarted is waited for."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            if condition():
                return
        except psycopg.OperationalError:
            pass
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.1)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="package")
def installation():
    """All parts running, with nothing in the database."""
    with tempfile.TemporaryDirectory(prefix="musnad-drill-") as folder:
        home = Path(folder)
        home.chmod(0o755)
        made = Installation(home)
        try:
            for name in ("postgres", "valkey"):
                made.start(name)
            postgres.make_roles_and_database(home)
            owner = postgres_owner_url(home)
            made.manage("migrate", "--no-input", "--verbosity=0", DATABASE_URL=owner)
            for name in ("worker", "messenger", "beat", "web"):
                made.start(name)
            yield made
        finally:
            made.stop()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item):
    """With a failure, the last lines of every part's log: what is killed tells it nowhere else."""
    report = yield
    installation = getattr(item, "funcargs", {}).get("installation")
    if report.failed and isinstance(installation, Installation):
        for log in sorted(installation.home.glob("*.log")):
            lines = log.read_text(errors="replace").splitlines()[-LOG_LINES:]
            report.sections.append((log.name, "\n".join(lines)))
    return report


def postgres_owner_url(home: Path) -> str:
    """How migrations reach the database."""
    from config.parts import OWNER_ROLE, embedded_database_url

    return embedded_database_url(home, OWNER_ROLE)


@pytest.fixture(scope="package")
def key(installation) -> str:
    """A program's key."""
    printed = installation.manage("apikey", "create", "--name", "drill", "--scopes", "ingest,read")
    return printed.strip()
