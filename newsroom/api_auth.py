"""Who calls the API: a key as `Authorization: Bearer`, and what its scopes let it do."""

from datetime import timedelta
from functools import cache

from django.db import connection
from django.db.models import Model
from django.http import HttpRequest
from django.utils import timezone
from ninja.errors import AuthorizationError
from ninja.operation import Operation
from ninja.security import HttpBearer

from newsroom.models import ApiKey, RefusedAttempt, Scope, User
from newsroom.rates import spend_one

# A key's last use is written at most once in this time, so that reading stays reading.
LAST_USE_EVERY = timedelta(minutes=1)


class Key(HttpBearer):
    """Lets a request in whose key is usable and has one of the scopes.

    A key counts as its user: `caller(request)` is that user.
    Raises: AuthorizationError, a 403, if the key has none of the scopes; RateExceeded, a 429.
    """

    def __init__(self, *scopes: Scope) -> None:
        super().__init__()
        self.scopes = scopes

    def authenticate(self, request: HttpRequest, token: str) -> ApiKey | None:
        """The key of this secret, or None where there is no usable one: a 401."""
        key = _usable_key(token)
        if key is None:
            _note_ended_key(request, token)
            return None
        spend_one(request, key)
        if not set(self.scopes) & set(key.scopes):
            needed = " or ".join(f"`{scope}`" for scope in self.scopes) or "that nobody has"
            refusal = f"This takes a key with the scope {needed}."
            _write_down(request, key, refusal)
            raise AuthorizationError(message=refusal)
        request.user, key.user.calling_with = key.user, key
        return key


def scopes_of(operation: Operation) -> tuple[Scope, ...]:
    """The scopes of which a key needs one for an endpoint; none if it lets nobody in."""
    keys = [auth for auth in operation.auth_callbacks if isinstance(auth, Key)]
    return keys[0].scopes if len(operation.auth_callbacks) == len(keys) == 1 else ()


def caller(request: HttpRequest) -> User:
    """The user a request with a key acts as."""
    assert isinstance(request.user, User)
    return request.user


def _usable_key(token: str) -> ApiKey | None:
    """The key of a secret, with its user; one statement, written down once.

    The ORM would build it anew for each request, which takes half of the time of a short list.
    """
    with connection.cursor() as cursor:
        cursor.execute(_key_and_user(), [ApiKey.digest_of(token)])
        found = cursor.fetchone()
    if found is None:
        return None
    key = ApiKey.from_db(connection.alias, _names(ApiKey), found[: len(_names(ApiKey))])
    key.user = User.from_db(connection.alias, _names(User), found[len(_names(ApiKey)) :])
    now = timezone.now()
    if key.last_used_at is None or key.last_used_at < now - LAST_USE_EVERY:
        ApiKey.objects.filter(pk=key.pk, last_used_at=key.last_used_at).update(last_used_at=now)
    return key


def _note_ended_key(request: HttpRequest, token: str) -> None:
    """Write down that a key was used that doesn't work any more; a secret of none is nobody's."""
    key = ApiKey.objects.select_related("user").filter(digest=ApiKey.digest_of(token)).first()
    if key is None:
        return
    spend_one(request, key)
    if key.revoked_at:
        refusal = "This key was revoked."
    elif not key.user.is_active:
        refusal = "Whose key this is has left."
    else:
        refusal = "This key has expired."
    _write_down(request, key, refusal)


def _write_down(request: HttpRequest, key: ApiKey, refusal: str) -> None:
    RefusedAttempt.objects.create(
        actor=key.user,
        key=key,
        action=RefusedAttempt.USE_KEY,
        role=key.user.acts_as,
        about=f"{request.method} {request.path}"[:200],
        reason=refusal,
    )


@cache
def _key_and_user() -> str:
    columns = [
        f"{table}.{connection.ops.quote_name(str(field.column))}"
        for table, model in (("k", ApiKey), ("u", User))
        for field in model._meta.concrete_fields
    ]
    return (
        f"SELECT {', '.join(columns)} FROM {ApiKey._meta.db_table} k"  # noqa: S608 - all ours
        f" JOIN {User._meta.db_table} u ON u.id = k.user_id AND u.is_active"
        " WHERE k.digest = %s AND k.revoked_at IS NULL"
        " AND (k.expires_at IS NULL OR k.expires_at > statement_timestamp())"
    )


@cache
def _names(model: type[Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]
