"""The guide's blocks, run in their order as they stand, against a whole installation."""

import json
import os
import re
import socket
import subprocess
import sys
from pathlib import Path
from shutil import which

import pytest

from tests.resilience.conftest import REPOSITORY

pytestmark = pytest.mark.xdist_group("resilience")


def blocks(language: str, document: str = "guide.md") -> list[str]:
    """A document's blocks in a language."""
    text = (REPOSITORY / "docs" / document).read_text()
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def as_here(block: str, installation) -> str:
    """A block with the addresses of this installation in place of a default one's."""
    return block.replace("127.0.0.1:8000", f"127.0.0.1:{installation.port}").replace(
        ".venv/bin/python", sys.executable
    )


def run(command: list[str], folder: Path, installation, **environment: str) -> str:
    done = subprocess.run(
        command,
        cwd=folder,
        env=installation.environment | environment,
        capture_output=True,
        check=False,
        text=True,
        timeout=240,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def client_folder(tmp_path_factory) -> Path:
    """The typed client, made anew as `make client` does."""
    folder = tmp_path_factory.mktemp("client")
    subprocess.run(
        [sys.executable, "manage.py", "make_client", str(folder)], cwd=REPOSITORY, check=True
    )
    return folder


@pytest.mark.skipif(not (which("curl") and which("jq")), reason="The guide uses curl and jq.")
def test_the_commands_of_the_guide_do_what_they_say(installation, tmp_path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    (tmp_path / "receiver.py").write_text(blocks("python")[0])
    (tmp_path / "manage.py").symlink_to(REPOSITORY / "manage.py")
    script = "set -eu\ntrap 'kill $(jobs -p) 2>/dev/null' EXIT\n" + "\n".join(blocks("sh"))

    printed = run(
        ["bash", "-c", as_here(script, installation)],
        tmp_path,
        installation,
        PORT=str(port),
        PYTHONPATH=str(REPOSITORY),
    )

    assert "بلدية المرفأ: قالت بلدية المرفأ إن الجسر سيفتح يوم الأحد." in printed
    assert printed.count("disputed") == 2
    assert "claim: " in printed


def test_the_typed_client_goes_the_same_way(installation, client_folder, tmp_path):
    key = installation.manage(
        "apikey", "create", "--name", "client", "--scopes", "read,ingest,review"
    ).strip()
    program = tmp_path / "guide.py"
    program.write_text(as_here(blocks("python")[1], installation))

    printed = run(
        [sys.executable, str(program)],
        tmp_path,
        installation,
        KEY=key,
        PYTHONPATH=os.pathsep.join([str(client_folder), str(REPOSITORY)]),
    )

    assert "→ The mayor said on Monday that the bridge would open." in printed
    assert "disputed" in printed


@pytest.mark.skipif(not which("curl"), reason="The commands use curl.")
def test_the_commands_about_exports_answer_what_they_say(installation, tmp_path):
    key = installation.manage("apikey", "create", "--name", "exports", "--scopes", "read,review")

    searched, streamed, asked = [
        run(["bash", "-c", as_here(block, installation)], tmp_path, installation, KEY=key.strip())
        for block in blocks("sh", "exports.md")
    ]

    assert json.loads(searched) == {"claims": []}
    assert streamed.startswith("\ufeffid,")
    assert asked.startswith("HTTP/1.1 202")
    assert '"state":"waiting"' in asked
