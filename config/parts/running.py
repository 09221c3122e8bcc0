"""Starting an installation in the right order, watching it, and stopping it."""

import hashlib
import http.client
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from config.parts import postgres, processes, valkey
from config.parts.errors import PartsError
from config.parts.places import (
    EMPTY_DATABASE,
    embedded_broker_url,
    embedded_cache_url,
    log_folder,
)
from config.parts.processes import MARK, REPOSITORY, Supervisor, end_leftovers

SECONDS_BETWEEN_LOOKS = 1.0
# A part may end once or twice while what a crash left behind is still going away.
SECONDS_TO_FAIL = 5.0


def say(line: str) -> None:
    """Tell whoever started Musnad."""
    print(line, flush=True)  # noqa: T201


@dataclass
class Installation:
    """One data folder, one port, and which parts run here rather than elsewhere."""

    home: Path
    host: str
    port: int
    worker_processes: int
    owner_database_url: str
    database_is_embedded: bool
    broker_is_embedded: bool
    supervisor: Supervisor | None = field(default=None, init=False)
    # The parts that ended and aren't yet back.
    _ended: set[str] = field(default_factory=set, init=False)

    @classmethod
    def from_settings(cls) -> Self:
        """The installation the settings describe."""
        from django.conf import settings

        home: Path = settings.MUSNAD_HOME
        return cls(
            home=home,
            host=settings.MUSNAD_BIND,
            port=settings.MUSNAD_PORT,
            worker_processes=settings.MUSNAD_WORKER_PROCESSES,
            owner_database_url=settings.OWNER_DATABASE_URL,
            database_is_embedded=not settings.DATABASE_URL,
            broker_is_embedded=embedded_broker_url(home) == settings.CELERY_BROKER_URL
            or embedded_cache_url(home) == settings.CACHES["default"]["LOCATION"],
        )

    @property
    def address(self) -> str:
        """The address a person types into a browser."""
        host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(self.host, self.host)  # noqa: S104
        return f"http://{host}:{self.port}"

    def start(self) -> None:
        """Start all parts, each when what it needs is there, and say when a person can sign in.

        Raises: PartsError if one doesn't come up.
        """
        say(f"Musnad is starting; its data and its logs are in {self.home}.")
        embedded = []
        if self.database_is_embedded:
            for line in postgres.prepare(self.home):
                say(line)
            embedded.append(processes.database(self.home))
        valkey.prepare(self.home)
        if self.broker_is_embedded:
            embedded.append(processes.broker(self.home))
        application = [
            processes.web(self.host, self.port),
            processes.worker(self.worker_processes),
            processes.messenger(),
            processes.beat(),
        ]
        self.supervisor = Supervisor(self.home, [*embedded, *application])
        self.supervisor.start(*(part.name for part in embedded))
        if self.database_is_embedded:
            self._wait_for("postgres", lambda: postgres.answers(self.home))
            postgres.make_roles_and_database(self.home)
        if self.broker_is_embedded:
            self._wait_for("valkey", lambda: valkey.answers(self.home))
        # With the code of the last start there is nothing to prepare: the web server needn't wait.
        if self._prepared.exists() and self._prepared.read_text() == state_of_code():
            self.supervisor.start("web")
        login = self._prepare()
        self.supervisor.start("web", "worker")
        if self._samples_to_load.exists():
            login = self._load_samples()
        self._wait_for("web", self._web_answers)
        self.supervisor.start("messenger", "beat")
        say(f"Musnad is ready at {self.address}")
        if login:
            say(login)
        say("Ctrl-C stops it.")

    def watch(self) -> None:
        """Say what happens to the parts, until this process is told to stop.

        Raises: SupervisorIsGone if the process manager itself dies.
        """
        assert self.supervisor is not None
        before = self.supervisor.states()
        while True:
            time.sleep(SECONDS_BETWEEN_LOOKS)
            now = self.supervisor.states()
            for name, (state, number) in now.items():
                old_state, old_number = before[name]
                self._say_what_changed(name, old_state, old_number, state, number)
            before = now

    def stop(self) -> None:
        """Stop all parts."""
        if self.supervisor is not None:
            self.supervisor.stop()

    def _say_what_changed(
        self, name: str, old_state: str, old_number: int, state: str, number: int
    ) -> None:
        assert self.supervisor is not None
        title = self.supervisor.parts[name].title
        log = log_folder(self.home) / f"{name}.log"
        if old_number and number != old_number:
            self._ended.add(name)
            # Its children may still hold the port or the queue.
            end_leftovers(self.home, of_group=old_number)
            say(f"{_clock()} {title} ended unexpectedly and is being started again; see {log}.")
        if state == "FATAL" and old_state != state:
            say(f"{_clock()} {title} ends whenever it is started; {log} says why. Still stopped.")
        if state == "RUNNING" and name in self._ended:
            self._ended.remove(name)
            say(f"{_clock()} {title} is running again.")

    @property
    def _samples_to_load(self) -> Path:
        """A file that is there from the first start until the samples are loaded, crash or not."""
        return self.home / "samples-to-load"

    @property
    def _prepared(self) -> Path:
        """Which code the tables and the collected files were last made ready for."""
        return self.home / "prepared"

    def _prepare(self) -> str:
        """Bring the tables up to date; how to sign in, if anybody can."""
        said = self._manage(
            "prepare_start",
            otherwise="The tables can't be brought up to date",
            DATABASE_URL=self.owner_database_url,
        )
        self._prepared.write_text(state_of_code())
        if said == EMPTY_DATABASE:
            self._samples_to_load.touch()
            return ""
        return said

    def _load_samples(self) -> str:
        """Load the samples; how to sign in to see them."""
        said = self._manage("load_samples", otherwise="The sample articles can't be loaded")
        self._samples_to_load.unlink()
        return said

    def _wait_for(self, name: str, answers: Callable[[], bool]) -> None:
        """Return when the part answers, however long it recovers.

        Raises: PartsError if it ends again and again instead.
        """
        assert self.supervisor is not None
        failing_since: float | None = None
        while not answers():
            state, _ = self.supervisor.states()[name]
            if state == "RUNNING":
                failing_since = None
            elif state != "STARTING" and failing_since is None:
                failing_since = time.monotonic()
            if failing_since and time.monotonic() - failing_since > SECONDS_TO_FAIL:
                title, log = self.supervisor.parts[name].title, log_folder(self.home)
                raise PartsError(f"{title} won't start; {log / name}.log says why.")
            time.sleep(0.05)

    def _manage(self, command: str, *, otherwise: str, **environment: str) -> str:
        """Run a Django command; what it printed.

        Raises: PartsError, with what it said on its way out, if it fails.
        """
        done = subprocess.run(
            [sys.executable, "manage.py", command],
            check=False,
            cwd=REPOSITORY,
            env={**os.environ, MARK: str(self.home), **environment},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            start_new_session=True,
        )
        if done.returncode != 0:
            raise PartsError(f"{otherwise}: {(done.stderr or done.stdout).strip()}")
        return done.stdout.strip()

    def _web_answers(self) -> bool:
        connection = http.client.HTTPConnection(self.address.removeprefix("http://"), timeout=10)
        try:
            connection.request("GET", "/")
            return connection.getresponse().status < 500
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()


def state_of_code() -> str:
    """A digest that changes when a migration, a file of the interface or a required package does.

    A web server that starts while the interface's files are collected anew serves the old ones'
    names, and they are gone.
    """
    state = hashlib.sha256((REPOSITORY / "requirements.lock").read_bytes())
    interface = (file for file in REPOSITORY.glob("static/**/*") if file.is_file())
    for file in sorted([*REPOSITORY.glob("*/migrations/*.py"), *interface]):
        state.update(f"{file} {file.stat().st_size} {file.stat().st_mtime_ns}\n".encode())
    return state.hexdigest()


def _clock() -> str:
    return time.strftime("%H:%M:%S")
