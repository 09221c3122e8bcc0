"""All that changes people and keys."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from newsroom.errors import UnknownScope
from newsroom.models import ApiKey, Role, Scope, User

KEY_PREFIX = "msn_"


@transaction.atomic
def create_api_key(
    name: str,
    scopes: Sequence[str],
    *,
    owner: User | None = None,
    expires_at: datetime | None = None,
) -> tuple[ApiKey, str]:
    """Make a key and return it with its secret, which can't be had again.

    Without an owner the key acts as a robot user of its own, so that history names the program.
    Raises: UnknownScope if a scope isn't one of `Scope`, or none is given.
    """
    unknown = [scope for scope in scopes if scope not in Scope.values]
    if unknown or not scopes:
        raise UnknownScope(
            f"scopes: {', '.join(unknown) or 'none given'}; known are {', '.join(Scope.values)}."
        )
    secret = KEY_PREFIX + secrets.token_urlsafe(32)
    if owner is None:
        owner = User(
            username=f"key-{secrets.token_hex(6)}", first_name=name[:150], role=Role.SERVICE
        )
        owner.set_unusable_password()
        owner.save()
    key = ApiKey.objects.create(
        name=name,
        user=owner,
        scopes=sorted(set(scopes)),
        digest=ApiKey.digest_of(secret),
        hint=secret[:12],
        expires_at=expires_at,
    )
    return key, secret


def revoke_api_key(key: ApiKey) -> None:
    """Stop a key at once; what it did stays in history."""
    ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=timezone.now())
