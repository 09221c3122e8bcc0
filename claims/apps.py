from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ClaimsConfig(AppConfig):
    """Claims, who they are attributed to, and their review."""

    name = "claims"
    verbose_name = _("Claims")

    def ready(self) -> None:
        """Read every version as soon as it is stored; take claims back on signing out.

        The change feed learns what our rows look like.
        """
        from django.contrib.auth.signals import user_logged_out

        from articles.signals import version_stored
        from claims import change_shapes
        from claims.tasks import read_stored_version, release_claims
        from newsroom.changes import shows

        shows("claim", change_shapes.claims, keeps=change_shapes.hidden_claims)
        shows(
            "attribution",
            change_shapes.attributions,
            about=change_shapes.claims_of_attributions,
            keeps=change_shapes.hidden_attributions,
        )
        shows(
            "verdict",
            change_shapes.verdicts,
            about=change_shapes.claims_of_verdicts,
            keeps=change_shapes.hidden_verdicts,
        )
        version_stored.connect(read_stored_version)
        user_logged_out.connect(release_claims)
