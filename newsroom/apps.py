from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NewsroomConfig(AppConfig):
    """People, and the keys of programs."""

    name = "newsroom"
    verbose_name = _("Newsroom")

    def ready(self) -> None:
        """Let the administration name the fields of our models in the interface's language."""
        from django.apps import apps

        from newsroom.admin_words import translate_fields

        for model in apps.get_models():
            if model.__module__.partition(".")[0] in {"articles", "claims", "newsroom", "sources"}:
                translate_fields(model)
