"""Schemathesis against a running server: every phase, every check, with a key of each scope.

`make fuzz` sets `MUSNAD_FUZZ_EXAMPLES`, the cases of an operation in a phase, and takes every key
and every phase: more than 20,000 cases in all. The suite tries a few, always the same ones.
"""

import json
import os
import re
import shlex
import subprocess
import sys
import threading
from contextlib import contextmanager
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from django.db import connection

from claims.exports.making import unfinished, write_export
from claims.imports import running
from config.api import api
from config.openapi import operations_of
from newsroom.api_auth import scopes_of
from newsroom.models import Role, Scope
from newsroom.workflows import create_api_key
from tests.factories import UserFactory
from tests.fuzzing.links import followable, followed
from tests.fuzzing.newsroom import Newsroom

IS_FULL = "MUSNAD_FUZZ_EXAMPLES" in os.environ
EXAMPLES = int(os.environ.get("MUSNAD_FUZZ_EXAMPLES", "1"))
PHASES = os.environ.get(
    "MUSNAD_FUZZ_PHASES", "examples,coverage,fuzzing" if IS_FULL else "examples,fuzzing,stateful"
)
WHICH = os.environ.get("MUSNAD_FUZZ_KEYS", "all").split(",")
REPORTS = os.environ.get("MUSNAD_FUZZ_REPORTS", "")
HERE = Path(__file__).parent
KEYS = {
    "read": (Role.SERVICE, ["read"]),
    "ingest": (Role.SERVICE, ["ingest"]),
    "review": (Role.EDITOR, ["review"]),
    "admin": (Role.ADMINISTRATOR, ["admin"]),
    "all": (Role.ADMINISTRATOR, list(Scope.values)),
}
# Links are followed among these first, and then among all: of a hundred, few get far by chance.
CIRCLES = (
    {"Claims", "Review"},
    {"Claims", "Sources", "Protected sources"},
    {"Articles", "Claims", "Groups", "Search", "Changes", "Imports"},
    {"Feeds", "Webhooks", "Exports"},
    None,
)
SECONDS_A_LINK = float(os.environ.get("MUSNAD_FUZZ_SECONDS_A_LINK", "6"))


@contextmanager
def worker():
    """Exports are written, and files taken in, beside the requests."""
    stop = threading.Event()

    def work():
        while not stop.wait(0.2):
            for export in unfinished():
                write_export(export.pk)
            for run in running.unfinished():
                running.take_in(run.pk)
        connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


@pytest.mark.timeout(7200)
def test_nothing_that_schemathesis_sends_finds_a_fault(
    live_server, tmp_path, client, settings, capsys
):
    settings.MUSNAD_FETCH_ALLOW = ["127.0.0.1"]
    settings.MUSNAD_PROTECTED_KEYS = [Fernet.generate_key().decode()]
    folder = Path(REPORTS or tmp_path).resolve()
    (folder / "openapi.json").write_bytes(client.get("/api/v1/openapi.json").content)
    owners = {name: UserFactory(role=role) for name, (role, _) in KEYS.items()}
    known = Newsroom(owners.values()).known()
    (folder / "known.json").write_text(json.dumps(known, default=str))
    with worker():
        runs = {
            name: started(name, owners[name], live_server.url, folder)
            for name in KEYS
            if name in WHICH
        }
        # All end before the first is judged: the server goes with this test.
        codes = {name: run.wait() for name, run in runs.items()}

    for name, code in codes.items():
        told = (folder / f"schemathesis-{name}.txt").read_text()
        assert code == 0 or only_got_stuck(told), f"{name}:\n{told[-20_000:]}"
        assert "Test cases:" in told
    if IS_FULL:
        document = json.loads((folder / "openapi.json").read_text())
        with capsys.disabled():
            missed = {name: missed_by(name, folder, document) for name in runs}
        assert not any(missed.values()), missed


def only_got_stuck(told):
    """Whether all calls found no fault, but some reached a state from which no link leads on.

    Hypothesis ends such a call with an error, which a key that few links are open to runs into.
    """
    endings = re.findall(r"^=+ (.+) in [\d.]+s =+$", told, re.MULTILINE)
    faults = [ending for ending in endings if re.search("fail|error", ending)]
    stuck = re.findall(r"^No progress can be made from state", told, re.MULTILINE)
    return faults == ["1 error"] * len(stuck)


def missed_by(name, folder, document):
    """The links that this key could have followed, and didn't; how many it did is printed."""
    wanted = followable(api, KEYS[name][1])
    reports = folder.glob(f"{name}-*.ndjson")
    found = set().union(*(followed(report, document) for report in reports))
    sys.stdout.write(f"{name}: {len(wanted & found)} of {len(wanted)} links followed\n")
    return sorted(wanted - found)


def started(name, owner, address, folder):
    """Schemathesis as the holder of a key, in a process of its own; links last, for some time."""
    _, scopes = KEYS[name]
    _, secret = create_api_key(name, scopes, owner=owner, requests_per_minute=60_000)
    config = folder / f"{name}.toml"
    config.write_text(settings_for(scopes))
    command = [
        str(Path(sys.executable).with_name("schemathesis")),
        f"--config-file={config}",
        "run",
        str(folder / "openapi.json"),
        f"--url={address}",
        f"--header=Authorization:Bearer {secret}",
        "--generation-database=none" if IS_FULL else "--generation-deterministic",
        "--checks=all",
        f"--max-examples={EXAMPLES}",
        "--continue-on-failure",
        "--no-shrink",
        "--suppress-health-check=all",
        "--request-timeout=60",
        "--max-response-time=300",
        "--no-color",
    ]
    calls = [[*command, f"--phases={PHASES}"]] if PHASES else []
    for number, tags in enumerate(CIRCLES if IS_FULL else ()):
        links = len(followable(api, scopes, tags))
        if links:
            report = f"--report-ndjson-path={folder / f'{name}-{number}.ndjson'}"
            time = f"--max-time={30 + round(links * SECONDS_A_LINK)}"
            among = [f"--include-tag={tag}" for tag in sorted(tags or ())]
            calls.append([*command, "--phases=stateful", time, report, *among])
    # A fault that one call finds keeps the next from nothing.
    written = "; ".join(f"{shlex.join(call)} || bad=1" for call in calls)
    with (folder / f"schemathesis-{name}.txt").open("w") as output:
        return subprocess.Popen(
            [
                "/bin/sh",
                "-c",
                f"bad=0; {written}; exit $bad",
            ],
            stdout=output,
            stderr=output,
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(HERE)},
        )


def settings_for(scopes):
    """The settings, and that links lead nowhere that these scopes aren't let in.

    What they are not let in to, the other phases try.
    """
    shut = [o.view_func.__name__ for o in operations_of(api) if not set(scopes_of(o)) & set(scopes)]
    general = (HERE / "schemathesis.toml").read_text()
    shut_out = (
        f"\n[[operations]]\ninclude-operation-id = {json.dumps(shut)}\n"
        "phases.stateful.enabled = false\n"
    )
    return general + (shut_out if shut else "")
