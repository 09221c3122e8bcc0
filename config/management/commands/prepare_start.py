"""`manage.py prepare_start`: all that must be done before the application's processes start.

One command, since each start of Django costs a second or two. It runs as the owner of the tables.
"""

import hashlib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import BaseCommand, call_command
from django.db import connection

from config.parts.places import EMPTY_DATABASE
from newsroom.demo import how_to_sign_in


class Command(BaseCommand):
    """Brings the tables up to date and collects the interface's files."""

    help = "Bring the tables up to date and collect the interface's files, as far as they aren't."
    # migrate runs the checks, the database's among them.
    requires_system_checks = []

    def handle(self, *_: Any, **__: Any) -> None:
        """Print EMPTY_DATABASE if there were no tables before, else how to sign in."""
        empty = "django_migrations" not in connection.introspection.table_names()
        call_command("migrate", interactive=False, verbosity=0, stdout=self.stderr)
        self.stdout.write(EMPTY_DATABASE if empty else how_to_sign_in())
        collected = Path(settings.STATIC_ROOT) / ".collected"
        state = _state_of_static_files()
        if not collected.exists() or collected.read_text() != state:
            call_command("collectstatic", interactive=False, clear=True, verbosity=0)
            collected.write_text(state)


def _state_of_static_files() -> str:
    """A digest that changes when a file is added, removed or edited."""
    state = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            file = Path(storage.path(path)).stat()
            state.update(f"{path} {file.st_size} {file.st_mtime_ns}\n".encode())
    return state.hexdigest()
