"""`manage.py load_registry`: the starter registry of sources."""

from typing import Any

from django.core.management.base import BaseCommand

from sources.registry import load_registry


class Command(BaseCommand):
    """Load the starter registry; safe to repeat."""

    help = "Add news agencies, broadcasters and official bodies with their names. Safe to repeat."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Load and say what was new."""
        loaded = load_registry()
        self.stdout.write(
            f"{loaded.sources} sources and {loaded.aliases} names added, {loaded.known} known."
        )
