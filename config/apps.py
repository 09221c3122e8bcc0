"""The app that holds the checks of the whole installation."""

from importlib import import_module

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Registers the system checks."""

    name = "config"

    def ready(self) -> None:
        """Register the checks; they register themselves when they are imported."""
        import_module("config.checks")
