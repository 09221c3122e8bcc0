"""`python3 config/parts/install.py [--dev]` makes `.venv` from the hash-pinned lock file.

It runs on the bare Python of the machine, so it imports nothing but the standard library. A stamp
in `.venv` says which lock it holds, so that the next start needn't look.
"""

import argparse
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
ENVIRONMENT = REPOSITORY / ".venv"
PYTHON = ENVIRONMENT / "bin" / "python"
STAMP = ENVIRONMENT / "installed"
INSTALLER = Path(__file__).with_name("installer.lock")
OLDEST_PYTHON = (3, 11)


class CannotInstall(Exception):
    """Why, and what to do about it, in one line."""


def main() -> int:
    """Install what isn't installed; an error is one line and exit status 1."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dev", action="store_true", help="also what tests and linters need")
    wanted = ["requirements.lock"] + (["requirements-dev.lock"] if parser.parse_args().dev else [])
    try:
        install(wanted)
    except CannotInstall as error:
        print(f"Musnad: {error}", file=sys.stderr)  # noqa: T201
        return 1
    return 0


def install(wanted: list[str]) -> None:
    """Bring `.venv` to what these lock files name. Each includes the ones before it."""
    stamps = [f"{name} {_digest(REPOSITORY / name)}" for name in wanted]
    held = STAMP.read_text().splitlines() if STAMP.exists() and PYTHON.exists() else []
    if set(stamps) <= set(held):
        return
    if sys.version_info < OLDEST_PYTHON:
        raise CannotInstall(f"Python 3.11 or newer is needed, this is {sys.version.split()[0]}.")
    # Others must be able to read it: as root, PostgreSQL runs as a user of its own.
    os.umask(0o022)
    _say(f"Installing into {ENVIRONMENT} ...")
    if not PYTHON.exists():
        make_environment()
    STAMP.unlink(missing_ok=True)
    lock = REPOSITORY / wanted[-1]
    if not (_install_with_uv(lock) or _install_with_pip(lock)):
        raise CannotInstall(f"The packages in {lock.name} can't be installed; pip says why above.")
    STAMP.write_text("\n".join(stamps) + "\n")


def make_environment() -> None:
    """Make an empty `.venv`, by whatever this machine has for it."""
    uv = shutil.which("uv")
    if importlib.util.find_spec("ensurepip"):
        command = [sys.executable, "-m", "venv", "--clear", str(ENVIRONMENT)]
    elif importlib.util.find_spec("virtualenv"):
        command = [sys.executable, "-m", "virtualenv", "--clear", str(ENVIRONMENT)]
    elif uv:
        command = [uv, "venv", "--clear", "--seed", "--python", sys.executable, str(ENVIRONMENT)]
    else:
        package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
        raise CannotInstall(
            "This Python can't make a virtual environment. Install its venv package "
            f"(on Debian and Ubuntu: apt-get install {package}), then run this again."
        )
    if subprocess.run(command, check=False).returncode != 0:
        raise CannotInstall(f"{' '.join(command)} failed.")


def _install_with_uv(lock: Path) -> bool:
    """With uv, which takes seconds; it comes by pip, which may not have it for this machine."""
    uv = shutil.which("uv") or shutil.which("uv", path=ENVIRONMENT / "bin")
    if uv is None:
        if not _pip("install", "--quiet", "--require-hashes", "--requirement", str(INSTALLER)):
            return False
        uv = str(ENVIRONMENT / "bin" / "uv")
    words = [
        uv,
        "pip",
        "install",
        "--quiet",
        "--python",
        str(PYTHON),
        "--require-hashes",
        "-r",
        str(lock),
    ]
    # This machine's certificates, a company's own among them; older releases have the older name.
    trust = {"UV_SYSTEM_CERTS": "1", "UV_NATIVE_TLS": "1"}
    if subprocess.run(words, check=False, env={**os.environ, **trust}).returncode == 0:
        return True
    _say("uv can't install them; trying pip.")
    return False


def _install_with_pip(lock: Path) -> bool:
    """With pip alone, slower. First a newer pip: Python 3.11's own fails on lxml[html-clean]."""
    _pip("install", "--quiet", "--upgrade", "pip")
    return _pip("install", "--quiet", "--require-hashes", "--requirement", str(lock))


def _pip(*words: str) -> bool:
    return subprocess.run([PYTHON, "-m", "pip", *words], check=False).returncode == 0


def _digest(lock: Path) -> str:
    return hashlib.sha256(lock.read_bytes()).hexdigest()


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
