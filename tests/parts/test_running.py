"""An installation starts, is watched, survives what happens to it, and stops. All for real."""

import os
import shutil
import socket
import tempfile
from pathlib import Path

import pytest
import redis

from config.parts import APPLICATION_ROLE, OWNER_ROLE, postgres, running
from config.parts.places import embedded_database_url, run_folder, valkey_socket
from config.parts.processes import own_processes, wait_until
from tests.conftest import HOME as TEST_HOME
from tests.parts.installations import Installation, run


@pytest.fixture(scope="module")
def home():
    folder = Path(tempfile.mkdtemp(prefix="musnad-running-"))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def musnad(home):
    installation = Installation(home)
    installation.hear("Ctrl-C stops it.")
    yield installation
    installation.stop()


@pytest.fixture
def stopped(musnad):
    """The data folder of the shared installation, which no longer runs."""
    musnad.stop()
    return musnad.home


def test_it_says_where_it_is_and_how_to_sign_in(musnad):
    assert f"Musnad is ready at http://127.0.0.1:{musnad.port}" in musnad.everything
    assert "demo" in musnad.everything
    assert musnad.status() == 200


def test_nothing_but_the_web_server_listens_on_the_network(musnad):
    listening = {
        connection.laddr.port
        for process in own_processes(musnad.home)
        for connection in process.net_connections(kind="inet")
        if connection.status == "LISTEN"
    }
    assert listening == {musnad.port}


def test_only_its_owner_reaches_the_sockets(musnad):
    for folder in run_folder(musnad.home).iterdir():
        assert folder.stat().st_mode & 0o077 == 0


def test_a_second_start_is_refused_in_one_line(musnad):
    second = run("up", musnad.home)

    assert second.returncode == 1
    assert second.stderr == (
        f"Musnad: Musnad is already running on {musnad.home}; `make down` stops it.\n"
    )


def test_a_taken_port_is_named_in_one_line(musnad, tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        refused = run("up", tmp_path, MUSNAD_PORT=str(port))

    assert refused.returncode == 1
    assert refused.stderr.startswith(f"Musnad: Port {port} on 127.0.0.1 can't be had")
    assert refused.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("The worker", "--hostname=worker"),
        ("The messenger", "--hostname=messenger"),
        ("Valkey", "valkey-server"),
    ],
)
def test_a_part_that_dies_is_started_again_and_said_so(musnad, part, words):
    killed = musnad.process(words)
    killed.kill()

    musnad.hear(f"{part} ended unexpectedly and is being started again")
    musnad.hear(f"{part} is running again")
    assert musnad.process(words) != killed


def test_pages_come_again_by_themselves_after_the_database_died(musnad):
    musnad.process("postgres -D").kill()

    musnad.hear("PostgreSQL is running again")
    wait_until(lambda: postgres.answers(musnad.home), seconds=60, otherwise="It stays away.")
    assert musnad.status() == 200


def test_killed_altogether_it_recovers_by_itself_with_all_its_data(home, musnad):
    with postgres.connect(home, user=OWNER_ROLE, database="musnad") as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS n")
    with redis.Redis(unix_socket_path=str(valkey_socket(home)), db=9) as client:
        client.rpush("kept", "a task")
    musnad.kill_everything()

    again = Installation(home)
    try:
        again.hear("Ctrl-C stops it.")
        with postgres.connect(home, user=APPLICATION_ROLE, database="musnad") as connection:
            assert connection.execute("SELECT n FROM kept").fetchall() == [(1,)]
        with redis.Redis(unix_socket_path=str(valkey_socket(home)), db=9) as client:
            assert client.lrange("kept", 0, -1) == [b"a task"]
        assert "demo" in again.everything
        assert again.status() == 200
    finally:
        assert again.stop() == 0
    assert own_processes(home) == []


def test_what_a_killed_supervisor_left_running_is_ended_first(stopped):
    first = Installation(stopped)
    first.hear("Ctrl-C stops it.")
    first.process("supervisord").kill()
    first.hear("The process manager was killed")
    assert first.stop() == 1
    assert own_processes(stopped) == []


def test_down_stops_what_was_started_elsewhere(stopped):
    musnad = Installation(stopped)
    musnad.hear("Ctrl-C stops it.")

    assert run("down", stopped).stdout == "Musnad has stopped.\n"

    assert musnad.stop() == 0
    assert own_processes(stopped) == []
    assert run("down", stopped).stdout == "Musnad isn't running.\n"


def test_reset_deletes_our_data_and_nothing_else_and_only_when_told_so(tmp_path):
    for folder in ("postgres", "a letter"):
        (tmp_path / folder).mkdir()
    (tmp_path / "celerybeat-schedule.dat").touch()

    assert "Nothing was deleted." in run("reset", tmp_path, answer="no\n").stdout
    assert (tmp_path / "postgres").exists()

    assert "All data is deleted." in run("reset", tmp_path, answer="yes\n").stdout
    assert [entry.name for entry in tmp_path.iterdir() if entry.name != "secret-key"] == [
        "a letter"
    ]


def test_an_ordinary_user_runs_it_and_the_data_folder_may_lie_deep():
    top = Path(tempfile.mkdtemp(prefix="musnad-ordinary-"))
    home = top / "ملفات" / ("deep-" * 20)
    as_nobody = ()
    if os.geteuid() == 0:
        # In a namespace where root's own files are nobody's, and nobody has no rights beyond them.
        as_nobody = ("unshare", "--user", "--map-user=65534", "--map-group=65534")
    musnad = Installation(home, prefix=as_nobody)
    try:
        musnad.hear("Ctrl-C stops it.")
        assert len(os.fsencode(run_folder(home))) < 80
        assert not run_folder(home).is_relative_to(home)
        assert {process.uids().effective for process in own_processes(home)} == {top.stat().st_uid}
        assert musnad.status() == 200
    finally:
        assert musnad.stop() == 0
        shutil.rmtree(run_folder(home))
        shutil.rmtree(top)


def test_with_a_database_and_a_broker_of_its_own_neither_is_started(tmp_path):
    name = "of_an_operator"
    with postgres.connect(TEST_HOME, user=OWNER_ROLE) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    musnad = Installation(
        tmp_path,
        DATABASE_URL=embedded_database_url(TEST_HOME, APPLICATION_ROLE, database=name),
        DATABASE_OWNER_URL=embedded_database_url(TEST_HOME, OWNER_ROLE, database=name),
        CELERY_BROKER_URL=f"redis+socket://{valkey_socket(TEST_HOME)}?virtual_host=60",
        CACHE_URL=f"unix://{valkey_socket(TEST_HOME)}?db=61",
    )
    try:
        musnad.hear("Ctrl-C stops it.")
        assert musnad.status() == 200
        running = " ".join(word for each in own_processes(tmp_path) for word in each.cmdline())
        assert "postgres -D" not in running
        assert "valkey-server" not in running
        assert not (tmp_path / "postgres").exists()
    finally:
        assert musnad.stop() == 0
    with postgres.connect(TEST_HOME, database=name) as connection:
        owners = "SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'"
        assert connection.execute(owners).fetchall() == [(OWNER_ROLE,)]


@pytest.mark.parametrize(
    ("file", "prepares"),
    [
        ("requirements.lock", True),
        ("claims/migrations/0001_first.py", True),
        ("static/css/musnad.css", True),
        ("claims/review.py", False),
    ],
)
def test_what_an_upgrade_changes_decides_whether_the_web_server_waits(
    tmp_path, monkeypatch, file, prepares
):
    monkeypatch.setattr(running, "REPOSITORY", tmp_path)
    for name in ("requirements.lock", "claims/migrations/0001_first.py", "static/css/musnad.css"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("before")
    before = running.state_of_code()

    (tmp_path / file).write_text("after, and longer")

    assert (running.state_of_code() != before) == prepares
