"""Make a typed Python client from the OpenAPI document of this version."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.api import api

PACKAGE = "musnad_client"


class Command(BaseCommand):
    """`manage.py make_client FOLDER`: writes FOLDER/musnad_client, over what is there."""

    help = "Make a typed Python client of the API."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to."""
        parser.add_argument("folder", type=Path)

    def handle(self, *_args: Any, folder: Path, **_options: Any) -> None:
        """Write the document, and let openapi-python-client do the rest."""
        folder.mkdir(parents=True, exist_ok=True)
        document = folder / "openapi.json"
        document.write_text(json.dumps(api.get_openapi_schema(), default=str))
        tool = Path(sys.executable).with_name("openapi-python-client")
        made = subprocess.run(
            [tool, "generate", "--path", document, "--meta", "none", "--overwrite",
             "--output-path", folder / PACKAGE],
            capture_output=True,
            check=False,
            text=True,
        )  # fmt: skip
        if made.returncode != 0:
            raise CommandError(made.stdout + made.stderr)
        self.stdout.write(str(folder / PACKAGE))
