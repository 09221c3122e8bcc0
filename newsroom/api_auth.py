"""Who calls the API: a key as `Authorization: Bearer`, and what its scopes let it do."""

from datetime import timedelta
from functools import cache

from django.http import HttpRequest
from ninja.errors import AuthorizationError
from ninja.operation import Operation
from ninja.security import HttpBearer

from newsroom.models import ApiKey, RefusedAttempt, Scope, User
from newsroom.rates import spend_one
from newsroom.statements import columns_of, first, taken_from

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
    """The key of a secret, with its user, in the one statement that also notes its use."""
    every = LAST_USE_EVERY.total_seconds()
    found = first(_key_and_user(), {"digest": ApiKey.digest_of(token), "every": every})
    if found is None:
        return None
    values = iter(found)
    key, user = taken_from(values, ApiKey), taken_from(values, User)
    assert key
    assert user
    key.user = user
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


_USABLE = """digest = %(digest)s AND revoked_at IS NULL
    AND (expires_at IS NULL OR expires_at > statement_timestamp())
    AND user_id IN (SELECT id FROM newsroom_user WHERE is_active)"""


@cache
def _key_and_user() -> str:
    return f"""
WITH used AS (
    UPDATE newsroom_apikey SET last_used_at = statement_timestamp()
    WHERE {_USABLE} AND (
        last_used_at IS NULL
        OR last_used_at < statement_timestamp() - make_interval(secs => %(every)s))
)
SELECT {columns_of(ApiKey, "k")}, {columns_of(User, "u")}
FROM newsroom_apikey k JOIN newsroom_user u ON u.id = k.user_id
WHERE {_USABLE}
"""  # noqa: S608 - all of it is ours
