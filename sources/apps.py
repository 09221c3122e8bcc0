from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SourcesConfig(AppConfig):
    """People, offices, outlets and documents that say things."""

    name = "sources"
    verbose_name = _("Sources")
