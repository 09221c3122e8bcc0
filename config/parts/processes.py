"""The processes Musnad consists of, and supervisor, which keeps them running.

Each process carries the data folder's path in its environment. By that mark an installation knows
its own processes again, whoever killed whom.
"""

import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from configparser import RawConfigParser
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from typing import Any
from xmlrpc.client import Fault, ServerProxy

import psutil
from supervisor.xmlrpc import SupervisorTransport

from config.parts import postgres, valkey
from config.parts.errors import PartsError
from config.parts.places import log_folder, own_socket_folder

MARK = "MUSNAD_PART_OF"
REPOSITORY = Path(__file__).resolve().parents[2]
QUEUES = ("ingest", "extract", "match")
# Deliveries wait for other people's servers: threads that mostly sleep, apart from the readers.
DELIVERIES_AT_ONCE = 4


@dataclass(frozen=True, slots=True)
class Part:
    """A process to keep running. Stopping, it has so many seconds until it is killed."""

    name: str
    title: str
    command: list[str]
    user: str | None = None
    stop_signal: str = "TERM"
    stop_seconds: int = 10


def database(home: Path) -> Part:
    """PostgreSQL. SIGINT rolls back what runs and stops in order."""
    return Part(
        "postgres",
        "PostgreSQL",
        postgres.command(home),
        user=postgres.system_user(),
        stop_signal="INT",
        stop_seconds=30,
    )


def broker(home: Path) -> Part:
    """Valkey."""
    return Part("valkey", "Valkey", valkey.command(home))


def worker(processes: int) -> Part:
    """The Celery worker. Killed, it loses nothing: every task is safe to run again."""
    return Part("worker", "The worker", _celery_worker("worker", QUEUES, processes))


def messenger() -> Part:
    """The worker that tells the world: a receiver that keeps it waiting holds up no reading."""
    command = _celery_worker("messenger", ["deliver"], DELIVERIES_AT_ONCE)
    return Part("messenger", "The messenger", [*command, "--pool=threads"])


def beat() -> Part:
    """The clock that starts recurring tasks."""
    return Part("beat", "The clock", _python("celery", "--app=config", "beat", "--pidfile="))


def web(host: str, port: int) -> Part:
    """The web server."""
    return Part(
        "web",
        "The web server",
        [
            *_python("granian", "--interface=wsgi", f"--host={host}", f"--port={port}"),
            "--blocking-threads=8",
            "--no-ws",
            "config.wsgi:application",
        ],
    )


def _celery_worker(name: str, queues: Iterable[str], at_once: int) -> list[str]:
    return [
        *_python("celery", "--app=config", "worker", f"--queues={','.join(queues)}"),
        f"--hostname={name}@%h",
        f"--concurrency={at_once}",
        "--loglevel=INFO",
        "--without-mingle",
        "--without-gossip",
    ]


def _python(module: str, *arguments: str) -> list[str]:
    return [sys.executable, "-m", module, *arguments]


class SupervisorIsGone(PartsError):
    """supervisord doesn't answer: not yet, or never again."""


class Supervisor:
    """supervisord, in a session of its own so that Ctrl-C reaches only the one who started it."""

    def __init__(self, home: Path, parts: Iterable[Part]) -> None:
        """Start it; none of the parts runs yet."""
        self.home = home
        self.parts = {part.name: part for part in parts}
        log_folder(home).mkdir(mode=0o700, exist_ok=True)
        self._socket = own_socket_folder(home) / "supervisor.sock"
        self._socket.unlink(missing_ok=True)
        configuration = own_socket_folder(home) / "supervisord.conf"
        with configuration.open("w") as file:
            self._configuration().write(file)
        # The application's processes don't get to know the owner's password.
        environment = {**os.environ, MARK: str(home), "PYTHONUNBUFFERED": "1"}
        environment.pop("DATABASE_OWNER_URL", None)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "supervisor.supervisord", "--nodaemon", "-c", configuration],
            env=environment,
            cwd=REPOSITORY,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        wait_until(self._answers, seconds=20, otherwise="The process manager doesn't answer.")

    def start(self, *names: str) -> None:
        """Start these parts, as far as they don't run; returns at once."""
        states = self.states()
        for name in names:
            if states[name][0] == "STOPPED":
                self._call("startProcess", name, False)

    def states(self) -> dict[str, tuple[str, int]]:
        """Each part's state, in supervisor's words, and its process number or 0."""
        found = self._call("getAllProcessInfo")
        return {info["name"]: (info["statename"], info["pid"]) for info in found}

    def stop(self) -> None:
        """Stop all parts, the last started first, and supervisord."""
        if self._process.poll() is None:
            self._process.terminate()
        seconds = 10 + sum(part.stop_seconds for part in self.parts.values())
        try:
            self._process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        end_leftovers(self.home)

    def _answers(self) -> bool:
        if self._process.poll() is not None:
            log = log_folder(self.home) / "supervisor.log"
            raise PartsError(f"The process manager ended at once; {log} says why.")
        try:
            self._call("getState")
        except SupervisorIsGone:
            return False
        return True

    def _call(self, method: str, *arguments: object) -> Any:
        transport = SupervisorTransport(None, None, f"unix://{self._socket}")
        try:
            with ServerProxy("http://localhost", transport=transport) as server:
                return getattr(server.supervisor, method)(*arguments)
        except (OSError, HTTPException) as error:
            raise SupervisorIsGone("The process manager was killed; start Musnad again.") from error
        except Fault as error:
            raise PartsError(f"The process manager refuses: {error.faultString}") from error

    def _configuration(self) -> RawConfigParser:
        log = log_folder(self.home)
        configuration = RawConfigParser(delimiters=("=",))
        configuration["unix_http_server"] = {"file": _escaped(self._socket), "chmod": "0700"}
        configuration["rpcinterface:supervisor"] = {
            "supervisor.rpcinterface_factory": "supervisor.rpcinterface:make_main_rpcinterface"
        }
        configuration["supervisord"] = {
            "logfile": _escaped(log / "supervisor.log"),
            "pidfile": _escaped(own_socket_folder(self.home) / "supervisord.pid"),
            "childlogdir": _escaped(log),
            **({"user": "root"} if os.geteuid() == 0 else {}),
        }
        for priority, part in enumerate(self.parts.values()):
            configuration[f"program:{part.name}"] = {
                "command": _escaped(shlex.join(part.command)),
                "priority": str(priority),
                "autostart": "false",
                "autorestart": "true",
                "startsecs": "1",
                "startretries": "20",
                "stopsignal": part.stop_signal,
                "stopwaitsecs": str(part.stop_seconds),
                "killasgroup": "true",
                "redirect_stderr": "true",
                "stdout_logfile": _escaped(log / f"{part.name}.log"),
                "stdout_logfile_maxbytes": "10MB",
                "stdout_logfile_backups": "3",
                **({"user": part.user} if part.user else {}),
                # Only pages and API open protected identities; nobody else gets the keys.
                **({} if part.name == "web" else {"environment": 'MUSNAD_PROTECTED_KEYS=""'}),
            }
        return configuration


def _escaped(text: object) -> str:
    # In supervisor's configuration % begins an expansion.
    return str(text).replace("%", "%%")


def own_processes(home: Path) -> list[psutil.Process]:
    """Every process of this installation, whether or not a supervisor still knows it."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get(MARK) == str(home) and process.pid != os.getpid():
                found.append(process)
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            # It has just ended, or it is another user's and so none of ours.
            continue
    server = postgres.running_server(home)
    if server is not None and server not in found:
        found.append(server)
    return found


def end_leftovers(home: Path, *, of_group: int | None = None) -> int:
    """End what a killed supervisor, or a killed part with this process group, left running.

    Returns how many processes that were.
    """
    leftovers = [
        process
        for process in own_processes(home)
        if of_group is None or _group(process) == of_group
    ]
    # The supervisor first, or it would start again what ends.
    for process in sorted(leftovers, key=lambda each: "supervisord" not in " ".join(_words(each))):
        is_postgres = process.name() == "postgres" if process.is_running() else False
        # PostgreSQL takes SIGINT as the order to stop now and in order; SIGTERM waits for clients.
        _signal(process, signal.SIGINT if is_postgres else signal.SIGTERM)
    _, alive = psutil.wait_procs(leftovers, timeout=4)
    for process in alive:
        _signal(process, signal.SIGKILL)
    psutil.wait_procs(alive, timeout=10)
    return len(leftovers)


def _signal(process: psutil.Process, number: signal.Signals) -> None:
    try:
        process.send_signal(number)
    except psutil.NoSuchProcess:
        return


def _words(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.NoSuchProcess:
        return []


def _group(process: psutil.Process) -> int | None:
    try:
        return os.getpgid(process.pid)
    except ProcessLookupError:
        return None


def wait_until(condition: Callable[[], bool], *, seconds: float, otherwise: str) -> None:
    """Return when the condition holds.

    Raises: PartsError with that text after so many seconds.
    """
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise PartsError(otherwise)
        time.sleep(0.05)
