"""How often a key may call: counted in Valkey, told in the RateLimit headers.

Header fields after the IETF draft "RateLimit header fields for HTTP"
(draft-ietf-httpapi-ratelimit-headers). With Valkey away nobody is counted: to serve is more than to
count.
"""

import logging
import time
from functools import cache
from math import ceil

# limits looks for it when it is first needed; of many first requests at once, some would then find
# it half imported.
import redis  # noqa: F401
from django.conf import settings
from django.http import HttpRequest
from limits.errors import StorageError
from limits.storage import Storage, storage_from_string

from newsroom.errors import RateExceeded
from newsroom.models import ApiKey

logger = logging.getLogger(__name__)
POLICY = "key"
WINDOW = 60  # seconds
# After a failure Valkey is left alone for so long, so that requests don't wait for it one by one.
SECONDS_LEFT_ALONE = 5.0
SECONDS_TO_ANSWER = 0.25
_away_until = 0.0


def spend_one(request: HttpRequest, key: ApiKey) -> None:
    """Count one request of a key. Raises: RateExceeded, with the headers that say until when."""
    global _away_until  # noqa: PLW0603 - one fact about this process: Valkey didn't answer
    allowed = key.requests_per_minute or settings.MUSNAD_REQUESTS_PER_MINUTE
    if not allowed or time.monotonic() < _away_until:
        return
    # Windows begin with the clock's minutes, so that one question to Valkey tells all.
    minute, second = divmod(time.time(), WINDOW)
    try:
        used = _storage().incr(f"{key.pk}:{minute:.0f}", WINDOW)
    except StorageError:
        _away_until = time.monotonic() + SECONDS_LEFT_ALONE
        logger.warning("Valkey doesn't answer: keys' requests aren't counted.", exc_info=True)
        return
    left, seconds = max(0, allowed - used), ceil(WINDOW - second)
    headers = {
        "RateLimit-Policy": f'"{POLICY}";q={allowed};w={WINDOW}',
        "RateLimit": f'"{POLICY}";r={left};t={seconds}',
    }
    request.rate_headers = headers  # type: ignore[attr-defined]
    if used > allowed:
        raise RateExceeded(
            f"This key may make {allowed:,} requests in a minute; "
            f"there are more in {seconds} seconds.",
            {**headers, "Retry-After": str(seconds)},
        )


def rate_headers(request: HttpRequest) -> dict[str, str]:
    """What is left of the rate of this request's key; nothing if it wasn't counted."""
    headers: dict[str, str] = getattr(request, "rate_headers", {})
    return headers


@cache
def _storage() -> Storage:
    """The counter in Valkey, by whatever address the cache has."""
    address = str(settings.CACHES["default"]["LOCATION"])
    if address.startswith("unix://"):
        address = f"redis+{address}"
    storage = storage_from_string(
        address,
        wrap_exceptions=True,
        key_prefix="musnad-rate",
        socket_timeout=SECONDS_TO_ANSWER,
        socket_connect_timeout=SECONDS_TO_ANSWER,
    )
    assert isinstance(storage, Storage)
    return storage
