"""`python -m config.parts up|down|reset`: what `make up`, `make down` and `make reset` run."""

import argparse
import fcntl
import os
import shutil
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from config.parts.errors import PartsError
from config.parts.places import OWN_ENTRIES, make_home, run_folder
from config.parts.processes import end_leftovers, wait_until
from config.parts.running import Installation, say


class StopRequested(BaseException):
    """Ctrl-C, `make down`, or a closed terminal. Like KeyboardInterrupt, not an Exception."""


def up(installation: Installation) -> None:
    """Start all parts and stay until told to stop."""
    home = installation.home
    with only_one(home), stopped_by_signals():
        try:
            if ended := end_leftovers(home):
                say(f"Ended {ended} processes that an earlier start had left running.")
            refuse_taken_port(installation.host, installation.port)
            installation.start()
            installation.watch()
        except StopRequested:
            say("Stopping ...")
        finally:
            # A second Ctrl-C must not leave half of the parts running.
            for number in STOP_SIGNALS:
                signal.signal(number, signal.SIG_IGN)
            installation.stop()
    say("Musnad has stopped. Its data is kept; `make up` starts it again.")


def down(installation: Installation) -> None:
    """Stop the parts, wherever they were started."""
    home = installation.home
    if holder := running_up(home):
        os.kill(holder, signal.SIGTERM)
        wait_until(
            lambda: running_up(home) is None,
            seconds=90,
            otherwise=f"Process {holder} doesn't stop; see {home / 'log'}.",
        )
        say("Musnad has stopped.")
    elif end_leftovers(home):
        say(
            "Musnad has stopped: its process manager had been killed, its parts were still running."
        )
    else:
        say("Musnad isn't running.")


def reset(installation: Installation) -> None:
    """Delete all data, once a person has said yes."""
    home = installation.home
    if running_up(home):
        raise PartsError("Musnad is running: stop it first with `make down`.")
    found = [entry for pattern in OWN_ENTRIES for entry in home.glob(pattern)]
    if not found:
        say(f"There is no data in {home}.")
        return
    say(f"This deletes all articles, claims, verdicts and accounts in {home}.")
    if not installation.database_is_embedded:
        say("The database that DATABASE_URL names is not touched.")
    if input("Type yes to delete them: ").strip() != "yes":
        say("Nothing was deleted.")
        return
    end_leftovers(home)
    for entry in (*found, run_folder(home)):
        if entry.is_dir():
            shutil.rmtree(entry)
        else:
            entry.unlink(missing_ok=True)
    say("All data is deleted. `make up` begins anew.")


STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextmanager
def stopped_by_signals() -> Iterator[None]:
    """Turn Ctrl-C, SIGTERM and a closed terminal into StopRequested."""

    def stop(*_: object) -> None:
        raise StopRequested

    for number in STOP_SIGNALS:
        signal.signal(number, stop)
    yield


@contextmanager
def only_one(home: Path) -> Iterator[None]:
    """Hold the installation's lock; the system gives it back even when this process is killed.

    Raises: PartsError if another process holds it.
    """
    make_home(home)
    with (home / "up.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise PartsError(
                f"Musnad is already running on {home}; `make down` stops it."
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def running_up(home: Path) -> int | None:
    """The number of the process that holds the installation's lock."""
    if not (home / "up.lock").exists():
        return None
    with (home / "up.lock").open() as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return int(lock.read())
    return None


def refuse_taken_port(host: str, port: int) -> None:
    """Raises: PartsError if the web server couldn't listen there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PartsError(
                f"Port {port} on {host} can't be had ({error.strerror}); choose another one: "
                f"MUSNAD_PORT={port + 1} make up"
            ) from None


def main() -> int:
    """Run one command; an error is one line and exit status 1."""
    commands = {"up": up, "down": down, "reset": reset}
    parser = argparse.ArgumentParser(prog="python -m config.parts", description=__doc__)
    parser.add_argument("command", choices=commands)
    chosen = parser.parse_args().command
    try:
        commands[chosen](Installation.from_settings())
    except (PartsError, ImproperlyConfigured, ValueError, EOFError) as error:
        print(f"Musnad: {error}", file=sys.stderr)  # noqa: T201
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
