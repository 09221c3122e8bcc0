"""Where the parts keep their data and their sockets, all below the data folder (`MUSNAD_HOME`)."""

import hashlib
import os
import secrets
import stat
import tempfile
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

from config.parts.errors import PartsError

APPLICATION_ROLE = "musnad_app"
OWNER_ROLE = "musnad_owner"
DATABASE_NAME = "musnad"

# What prepare_start says on the first start, when there are no samples yet.
EMPTY_DATABASE = "The database was empty."

# Patterns of all that Musnad keeps in its data folder; `make reset` deletes these and nothing else.
OWN_ENTRIES = (
    "postgres",
    "valkey",
    "run",
    "log",
    "static",
    "celerybeat-schedule*",
    "secret-key",
    "prepared",
    "samples-to-load",
    "up.lock",
)

# A Unix socket's path has room for 107 bytes; the longest name below the run folder is
# own/supervisor.sock.4194304, under which supervisor first makes its socket.
LONGEST_RUN_FOLDER = 107 - len("/own/supervisor.sock.4194304")


def embedded_database_url(
    home: Path, role: str = APPLICATION_ROLE, *, database: str = DATABASE_NAME
) -> str:
    """The URL of the embedded PostgreSQL, in django-environ's form: role@//socket folder/name."""
    return f"postgres://{role}@/{quote(str(postgres_socket_folder(home)))}/{database}"


def embedded_broker_url(home: Path) -> str:
    """The URL of the embedded Valkey's queue database, in the form kombu reads."""
    return f"redis+socket://{quote(str(valkey_socket(home)))}?virtual_host=0"


def embedded_cache_url(home: Path) -> str:
    """The URL of the embedded Valkey's cache database, in the form redis-py reads."""
    return f"unix://{quote(str(valkey_socket(home)))}?db=1"


def secret_key(home: Path) -> str:
    """The key that signs sessions: made once, kept in the data folder for its owner's eyes only."""
    path = home / "secret-key"
    if not path.exists():
        make_home(home)
        descriptor, unfinished = tempfile.mkstemp(dir=home, prefix=".secret-key-")  # Mode 0600.
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(64))
        # Of two processes that come here first together, one links its key and both read that one.
        with suppress(FileExistsError):
            os.link(unfinished, path)
        Path(unfinished).unlink()
    return path.read_text()


def make_home(home: Path) -> None:
    """Make the data folder, if it isn't there, for its owner alone.

    Where root owns it others may pass through, but not list it: PostgreSQL has a user of its own.
    """
    home.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, parents=True, exist_ok=True)


def run_folder(home: Path) -> Path:
    """The folder of the sockets: in the data folder, or in /tmp where that path is too long."""
    folder = home / "run"
    if len(os.fsencode(folder)) <= LONGEST_RUN_FOLDER:
        return folder
    # Every process must come to the same answer, so no variable such as XDG_RUNTIME_DIR or TMPDIR.
    return Path("/tmp") / f"musnad-{hashlib.sha256(os.fsencode(home)).hexdigest()[:16]}"  # noqa: S108


def make_run_folder(home: Path) -> None:
    """Make the folder of the sockets, which others may at most pass through.

    Raises: PartsError if somebody else put something of that name into the temporary folder.
    """
    folder = run_folder(home)
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
        raise PartsError(f"{folder} isn't a folder of this user; remove it first.")
    folder.chmod(0o711 if os.geteuid() == 0 else 0o700)


def postgres_socket_folder(home: Path) -> Path:
    """The folder of PostgreSQL's socket; the system user that PostgreSQL runs as owns it."""
    return run_folder(home) / "postgres"


def own_socket_folder(home: Path) -> Path:
    """The folder of the sockets that belong to whoever runs Musnad."""
    return run_folder(home) / "own"


def valkey_socket(home: Path) -> Path:
    """Valkey's socket."""
    return own_socket_folder(home) / "valkey.sock"


def postgres_data_folder(home: Path) -> Path:
    """PostgreSQL's data."""
    return home / "postgres"


def valkey_data_folder(home: Path) -> Path:
    """Valkey's data: what is queued survives a crash."""
    return home / "valkey"


def log_folder(home: Path) -> Path:
    """A log file for each part."""
    return home / "log"
