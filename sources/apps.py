from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SourcesConfig(AppConfig):
    """People, offices, outlets and documents that say things."""

    name = "sources"
    verbose_name = _("Sources")

    def ready(self) -> None:
        """Say what sources look like in the change feed."""
        from newsroom.changes import shows
        from sources.change_shapes import sources

        shows("source", sources)
