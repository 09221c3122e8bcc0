"""Writes that a program may safely send again: one `Idempotency-Key`, one answer.

After the IETF draft "The Idempotency-Key HTTP Header Field" (draft-ietf-httpapi-idempotency-key).
"""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import orjson
import pglock
from django.http import HttpRequest
from django.utils import timezone

from newsroom.answers import json_bytes
from newsroom.errors import BadInput, IdempotencyConflict, IdempotencyInProgress
from newsroom.models import IdempotentAnswer, User
from newsroom.permissions import all_or_nothing

HEADER = "Idempotency-Key"
LONGEST_KEY = 255
OPENAPI_HEADER = {
    "name": HEADER,
    "in": "header",
    "required": False,
    "description": "Any text of your own; the same key and request again change nothing more.",
    "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST_KEY},
    "example": "0192f0c1-wire-20260301-0042",
}


def idempotency_key(request: HttpRequest) -> str:
    """The request's key, or "" if it has none.

    Raises: BadInput if it isn't 1 to 255 printable ASCII characters.
    """
    key = request.headers.get(HEADER)
    if key is None:
        return ""
    if not 1 <= len(key) <= LONGEST_KEY or not key.isascii() or not key.isprintable():
        raise BadInput(f"{HEADER}: 1 to {LONGEST_KEY} printable ASCII characters.")
    return key


def fingerprint_of(request: HttpRequest) -> str:
    """The hexadecimal SHA-256 of what a request asks for."""
    asked = f"{request.method} {request.get_full_path()}\n".encode()
    return hashlib.sha256(asked + request.body).hexdigest()


def answer_once(
    request: HttpRequest, *, by: User, work: Callable[[], tuple[int, dict[str, Any]]]
) -> tuple[int, dict[str, Any]]:
    """Do the work of a write and return its status and body; for a repeat, the stored ones.

    The work and its answer are committed together: after a crash either both are there or
    neither, and the repeat does it. Without a key the work is simply done. A refusal is not
    stored, since it changed nothing.
    Raises: IdempotencyConflict if the key came with another request before;
        IdempotencyInProgress while the first request with it is still being answered.
    """
    key = idempotency_key(request)
    if not key:
        return work()
    return _answer_once(key, fingerprint_of(request), by=by, work=work)


# What a role doesn't permit is written down outside this transaction, which is rolled back.
@all_or_nothing
def _answer_once(
    key: str, fingerprint: str, *, by: User, work: Callable[[], tuple[int, dict[str, Any]]]
) -> tuple[int, dict[str, Any]]:
    lock = pglock.advisory(f"idempotency:{by.pk}:{key}", xact=True, timeout=0)
    if not lock.acquire():
        raise IdempotencyInProgress(
            f"{HEADER}: the first request with this key is being answered; try again."
        )
    stored = IdempotentAnswer.objects.filter(caller=by, key=key).first()
    if stored and stored.created_at < oldest_kept():
        stored.delete()
    elif stored:
        if stored.fingerprint != fingerprint:
            raise IdempotencyConflict(
                f"{HEADER}: this key was used for another request; take a new one."
            )
        return stored.status, stored.body
    status, body = work()
    body = orjson.loads(json_bytes(body))
    IdempotentAnswer.objects.create(
        caller=by, key=key, fingerprint=fingerprint, status=status, body=body
    )
    return status, body


def oldest_kept() -> datetime:
    """Answers stored before this time are forgotten."""
    return timezone.now() - timedelta(hours=IdempotentAnswer.KEPT_HOURS)


def forget_old_answers() -> int:
    """Delete the answers nobody may ask for any more; returns how many."""
    return IdempotentAnswer.objects.filter(created_at__lt=oldest_kept()).delete()[0]
