"""`manage.py rotate_protected_keys`: seal all protected identities with the newest key."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from newsroom.reachable import need_database
from sources import protection, sealing
from sources.errors import ProtectionOff, SealedWithUnknownKey
from sources.models import ProtectedIdentity


class Command(BaseCommand):
    """Seal anew what an older key sealed; safe to repeat, and to break off."""

    help = (
        "Seal all protected identities with the first key of MUSNAD_PROTECTED_KEYS. "
        "Afterwards the others can be taken out."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Go through all of them, each in a transaction of its own; fail if one doesn't open."""
        need_database()
        try:
            sealing.keys()
        except ProtectionOff as error:
            raise CommandError(str(error)) from error
        rotated, unknown = 0, []
        ids = list(ProtectedIdentity.objects.order_by("pk").values_list("pk", flat=True))
        for source_id in ids:
            try:
                rotated += protection.rotate(source_id)
            except SealedWithUnknownKey:
                unknown.append(str(source_id))
        self.stdout.write(f"{rotated} of {len(ids)} identities sealed with the first key.")
        if unknown:
            raise CommandError(f"No key here opens those of these sources: {', '.join(unknown)}.")
