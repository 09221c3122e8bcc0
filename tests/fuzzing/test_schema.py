"""Schemathesis against a running server: every phase, every check, with a key of each scope.

`make fuzz` sets `MUSNAD_FUZZ_EXAMPLES`, the cases of an operation in a phase, and takes every key
and every phase: more than 20,000 cases in all. The suite tries a few, always the same ones.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from claims import evidence, groups
from claims.models import Claim, Hop
from newsroom.models import Role, Scope
from newsroom.workflows import create_api_key
from tests.factories import (
    ClaimFactory,
    IngestionFactory,
    SourceFactory,
    UserFactory,
    attribute,
)

IS_FULL = "MUSNAD_FUZZ_EXAMPLES" in os.environ
EXAMPLES = int(os.environ.get("MUSNAD_FUZZ_EXAMPLES", "1"))
PHASES = "examples,coverage,fuzzing,stateful" if IS_FULL else "examples,fuzzing,stateful"
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


@pytest.fixture
def newsroom(transactional_db):
    """Something of everything, so that links lead somewhere."""
    person = UserFactory(role=Role.EDITOR)
    for n in range(3):
        claim = ClaimFactory(text=f"The minister said that the river rose by {n} metres.")
        attribute(claim, SourceFactory(), cue="said")
        note = evidence.NewEvidence(stance="supports", kind="call_note", note="She was there.")
        evidence.add_evidence(claim.pk, note, by=person)
    group = groups.start_group("The river", by=person)
    groups.decide_membership(group.pk, claim.pk, "confirmed", by=person)
    IngestionFactory()
    assert Hop.objects.exists()
    assert Claim.objects.count() == 3


@pytest.mark.timeout(7200)
def test_nothing_that_schemathesis_sends_finds_a_fault(newsroom, live_server, tmp_path, client):
    folder = Path(REPORTS or tmp_path)
    (folder / "openapi.json").write_bytes(client.get("/api/v1/openapi.json").content)
    runs = {name: started(name, live_server.url, folder) for name in KEYS if name in WHICH}

    # All end before the first is judged: the server goes with this test.
    codes = {name: run.wait() for name, run in runs.items()}

    for name, code in codes.items():
        told = (folder / f"schemathesis-{name}.txt").read_text()
        assert code == 0, f"{name}:\n{told[-20_000:]}"
        assert "Test cases:" in told


def started(name, address, folder):
    """Schemathesis as the holder of a key, in a process of its own."""
    role, scopes = KEYS[name]
    _, secret = create_api_key(name, scopes, owner=UserFactory(role=role))
    with (folder / f"schemathesis-{name}.txt").open("w") as output:
        return subprocess.Popen(
            [
                str(Path(sys.executable).with_name("schemathesis")),
                f"--config-file={HERE / 'schemathesis.toml'}",
                "run",
                str(folder / "openapi.json"),
                f"--url={address}",
                f"--header=Authorization:Bearer {secret}",
                f"--phases={PHASES}",
                "--generation-database=none" if IS_FULL else "--generation-deterministic",
                "--checks=all",
                f"--max-examples={EXAMPLES}",
                "--continue-on-failure",
                "--no-shrink",
                "--suppress-health-check=all",
                "--request-timeout=60",
                "--max-response-time=300",
                "--no-color",
                *([f"--report-ndjson-path={folder / f'{name}.ndjson'}"] if REPORTS else []),
            ],
            stdout=output,
            stderr=output,
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(HERE)},
        )
