from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ArticlesConfig(AppConfig):
    """Articles, their versions and how they come in."""

    name = "articles"
    verbose_name = _("Articles")
