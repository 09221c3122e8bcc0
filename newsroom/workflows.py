"""All that changes people and keys."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from newsroom.errors import KeyNotUsable, UnknownScope
from newsroom.models import ApiKey, Desk, Role, Scope, User

KEY_PREFIX = "msn_"


@transaction.atomic
def create_api_key(
    name: str,
    scopes: Sequence[str],
    *,
    owner: User | None = None,
    desk: Desk | None = None,
    requests_per_minute: int | None = None,
    expires_at: datetime | None = None,
) -> tuple[ApiKey, str]:
    """Make a key and return it with its secret, which can't be had again.

    Without an owner the key acts as a robot user of its own, so that history names the program;
    the robot is a member of the key's desk.
    Raises: UnknownScope if a scope isn't one of `Scope`, or none is given.
    """
    unknown = [scope for scope in scopes if scope not in Scope.values]
    if unknown or not scopes:
        raise UnknownScope(
            f"scopes: {', '.join(unknown) or 'none given'}; known are {', '.join(Scope.values)}."
        )
    if owner is None:
        owner = User(
            username=f"key-{secrets.token_hex(6)}", first_name=name[:150], role=Role.SERVICE
        )
        owner.set_unusable_password()
        owner.save()
        if desk:
            desk.members.add(owner)
    key = ApiKey(
        name=name,
        user=owner,
        desk=desk,
        scopes=sorted(set(scopes)),
        requests_per_minute=requests_per_minute,
        expires_at=expires_at,
    )
    return key, _store_with_secret(key)


@transaction.atomic
def rotate_api_key(key: ApiKey, *, overlap: timedelta) -> tuple[ApiKey, str]:
    """Make a key that takes another one's place; the old one works for as long as `overlap` says.

    The new one acts as the same user, with the same scopes, desk and rate, and ends when the old
    one would have. Raises: KeyNotUsable if the old one has ended or was rotated already.
    """
    old = ApiKey.objects.select_for_update().usable().filter(pk=key.pk).first()
    if old is None:
        raise KeyNotUsable(f"{key} doesn't work any more, so there is nothing to rotate.")
    if ApiKey.objects.filter(replaces=old).exists():
        raise KeyNotUsable(f"{key} was rotated already; rotate the newer one.")
    new = ApiKey(
        name=old.name,
        user_id=old.user_id,
        desk_id=old.desk_id,
        scopes=old.scopes,
        requests_per_minute=old.requests_per_minute,
        expires_at=old.expires_at,
        replaces=old,
    )
    secret = _store_with_secret(new)
    ends = timezone.now() + overlap
    old.expires_at = min(ends, old.expires_at) if old.expires_at else ends
    old.save(update_fields=["expires_at"])
    return new, secret


def _store_with_secret(key: ApiKey) -> str:
    """Store a new key; its secret, of which only the hash is kept."""
    secret = KEY_PREFIX + secrets.token_urlsafe(32)
    key.digest, key.hint = ApiKey.digest_of(secret), secret[:12]
    key.save(force_insert=True)
    return secret


def revoke_api_key(key: ApiKey) -> None:
    """Stop a key at once; what it did stays in history."""
    ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=timezone.now())
