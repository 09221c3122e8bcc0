"""Starting real installations, each with a data folder and a port of its own."""

import os
import queue
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path

import psutil

from config.parts.processes import own_processes

REPOSITORY = Path(__file__).parents[2]
# What the test run has set for itself, and an installation must not see.
OF_THE_TESTS = ("MUSNAD_", "DATABASE_", "CELERY_", "CACHE_", "DJANGO_", "PYTEST_")


def environment(home: Path, **more: str) -> dict[str, str]:
    """The environment of a person who sets nothing but where the data goes."""
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(OF_THE_TESTS)}
    return {**inherited, "MUSNAD_HOME": str(home), **more}


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def run(command: str, home: Path, *, answer: str = "", **more: str) -> subprocess.CompletedProcess:
    """Run `python -m config.parts <command>` to its end."""
    return subprocess.run(
        [sys.executable, "-m", "config.parts", command],
        cwd=REPOSITORY,
        env=environment(home, **more),
        input=answer,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


class Installation:
    """A running `make up`, and all it says."""

    def __init__(self, home: Path, *, prefix: tuple[str, ...] = (), **more: str) -> None:
        """Start it; a prefix such as setpriv changes as whom."""
        self.home = home
        self.port = free_port()
        self.lines: list[str] = []
        self._said: queue.Queue[str | None] = queue.Queue()
        self._up = subprocess.Popen(
            [*prefix, sys.executable, "-m", "config.parts", "up"],
            cwd=REPOSITORY,
            env=environment(home, MUSNAD_PORT=str(self.port), **more),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        threading.Thread(target=self._listen, daemon=True).start()

    def hear(self, words: str, *, seconds: float = 300) -> str:
        """The next line with these words in it."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            try:
                line = self._said.get(timeout=1)
            except queue.Empty:
                continue
            assert line is not None, f"ended without saying {words!r}:\n{self.everything}"
            if words in line:
                return line
        raise AssertionError(f"{words!r} wasn't said:\n{self.everything}")

    @property
    def everything(self) -> str:
        """All it said so far."""
        return "".join(self.lines)

    def process(self, words: str) -> psutil.Process:
        """The oldest process of this installation with these words in its command line."""
        found = [p for p in own_processes(self.home) if words in " ".join(p.cmdline())]
        return min(found, key=lambda process: process.create_time())

    def status(self, path: str = "/") -> int:
        """The HTTP status a visitor gets, redirects followed."""
        return urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=30).status

    def kill_everything(self) -> None:
        """kill -9: the terminal's process, the supervisor, every part, all at once."""
        processes = [*own_processes(self.home), psutil.Process(self._up.pid)]
        for process in processes:
            process.send_signal(signal.SIGKILL)
        psutil.wait_procs(processes, timeout=10)

    def stop(self) -> int:
        """Ctrl-C; the exit status."""
        if self._up.poll() is None:
            self._up.send_signal(signal.SIGINT)
        return self._up.wait(timeout=60)

    def _listen(self) -> None:
        assert self._up.stdout is not None
        for line in self._up.stdout:
            self.lines.append(line)
            self._said.put(line)
        self._said.put(None)
