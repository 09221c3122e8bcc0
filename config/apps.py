"""The app that holds the checks of the whole installation."""

from importlib import import_module

from django.apps import AppConfig
from django.contrib.admin import apps as admin


class ConfigConfig(AppConfig):
    """Registers the system checks."""

    name = "config"

    def ready(self) -> None:
        """Register the checks; they register themselves when they are imported."""
        import_module("config.checks")


class NewsroomAdminConfig(admin.AdminConfig):
    """The administration with a site of our own."""

    default = False
    default_site = "newsroom.admin_base.NewsroomSite"
