"""Who calls the API: a key as `Authorization: Bearer`, and what its scopes let it do."""

from datetime import timedelta

from django.db.models.functions import Now
from django.http import HttpRequest
from ninja.errors import AuthorizationError
from ninja.security import HttpBearer

from newsroom.models import ApiKey, Scope, User

# A key's last use is written at most once in this time, so that reading stays reading.
LAST_USE_EVERY = timedelta(minutes=1)


class Key(HttpBearer):
    """Lets a request in whose key is usable and has one of the scopes.

    A key counts as its user: `caller(request)` is that user.
    Raises: AuthorizationError, a 403, if the key has none of the scopes.
    """

    def __init__(self, *scopes: Scope) -> None:
        super().__init__()
        self.scopes = scopes

    def authenticate(self, request: HttpRequest, token: str) -> ApiKey | None:
        """The key of this secret, or None where there is no usable one: a 401."""
        key = _usable_key(token)
        if key is None:
            return None
        if not set(self.scopes) & set(key.scopes):
            needed = " or ".join(f"`{scope}`" for scope in self.scopes)
            raise AuthorizationError(message=f"This takes a key with the scope {needed}.")
        request.user = key.user
        return key


def caller(request: HttpRequest) -> User:
    """The user a request with a key acts as."""
    assert isinstance(request.user, User)
    return request.user


def _usable_key(token: str) -> ApiKey | None:
    keys = ApiKey.objects.usable().filter(digest=ApiKey.digest_of(token), user__is_active=True)
    key = keys.select_related("user").annotate(now=Now()).first()
    if key and (key.last_used_at is None or key.last_used_at < key.now - LAST_USE_EVERY):
        unchanged = ApiKey.objects.filter(pk=key.pk, last_used_at=key.last_used_at)
        unchanged.update(last_used_at=Now())
    return key
