"""`manage.py seal_webhooks`: seal the secrets of webhooks with the newest secret key."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from newsroom.models import Webhook
from newsroom.reachable import need_database
from newsroom.webhooks import seal_anew


class Command(BaseCommand):
    """Seal anew what an earlier secret key sealed; safe to repeat, and to break off."""

    help = (
        "Seal the secrets of all webhooks with MUSNAD_SECRET_KEY, where it or one of "
        "MUSNAD_SECRET_KEY_FALLBACKS opens them."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Go through all of them; fail if one doesn't open."""
        need_database()
        lost = seal_anew()
        sealed = Webhook.objects.count() - len(lost)
        self.stdout.write(f"{sealed} webhooks sealed with the newest key.")
        if lost:
            raise CommandError(f"No key opens those of {', '.join(map(str, lost))}.")
