"""Writes that a program may safely send again: one `Idempotency-Key`, one answer.

Answers are stored encrypted, since some show a secret once: whoever reads the database or a backup
of it, without the installation's secret key, reads none.

After the IETF draft "The Idempotency-Key HTTP Header Field" (draft-ietf-httpapi-idempotency-key).
"""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta

import pglock
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from newsroom.changes import claims_kept_from
from newsroom.errors import BadInput, IdempotencyConflict, IdempotencyInProgress
from newsroom.models import BulkPortion, IdempotentAnswer, User
from newsroom.permissions import all_or_nothing
from newsroom.sealing import SealedWithAnotherKey, opened, seal

HEADER = "Idempotency-Key"
LONGEST_KEY = 255
PURPOSE = "newsroom.idempotency"
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


# What a role doesn't permit is written down outside this transaction, which is rolled back.
@all_or_nothing
def answer_once(
    key: str, request: HttpRequest, *, by: User, work: Callable[[], HttpResponse]
) -> HttpResponse:
    """Do the work of a write and return its answer; for a repeat, the stored one.

    The work and its answer are committed together: after a crash either both are there or
    neither, and the repeat does it. A refusal is not stored, since it changed nothing.
    Raises: IdempotencyConflict if the key came with another request before, or the caller has
        another role by now, which may not be told what the former was; Http404 if the stored
        answer tells of a claim that is hidden from the caller by now; IdempotencyInProgress while
        the first request with it is still being answered.
    """
    if not pglock.advisory(lock_of(key, by), xact=True, timeout=0).acquire():
        raise IdempotencyInProgress(
            f"{HEADER}: the first request with this key is being answered; try again."
        )
    fingerprint = fingerprint_of(request)
    stored = IdempotentAnswer.objects.filter(caller=by, key=key).first()
    if stored and stored.created_at < oldest_kept():
        stored.delete()
    elif stored:
        if stored.fingerprint != fingerprint:
            raise used_for_another()
        if stored.role not in ("", by.role):
            raise IdempotencyConflict(
                f"{HEADER}: this was done before your role changed; take a new key."
            )
        body = _opened(stored.body)
        # What it says is looked at as the call itself would: now, and after the answer was found.
        if claims_kept_from(by, f"{request.path} {body.decode()}"):
            raise Http404
        return HttpResponse(body, status=stored.status, headers=stored.headers)
    answer = work()
    if answer.status_code < 400:
        IdempotentAnswer.objects.create(
            caller=by,
            key=key,
            fingerprint=fingerprint,
            role=by.role,
            status=answer.status_code,
            headers=dict(answer.items()),
            body=seal(answer.content, purpose=PURPOSE),
        )
    return answer


def _opened(stored: str) -> bytes:
    try:
        return opened(stored, purpose=PURPOSE)
    except SealedWithAnotherKey:
        raise IdempotencyConflict(
            f"{HEADER}: this was done, but its answer can't be read any more; take a new key."
        ) from None


def lock_of(key: str, by: User) -> str:
    """The name of the advisory lock that a request with this key holds while it is answered."""
    return f"idempotency:{by.pk}:{key}"


def used_for_another() -> IdempotencyConflict:
    """The refusal of a key that came with another request before."""
    return IdempotencyConflict(f"{HEADER}: this key was used for another request; take a new one.")


def oldest_kept() -> datetime:
    """Answers stored before this time are forgotten."""
    return timezone.now() - timedelta(hours=IdempotentAnswer.KEPT_HOURS)


def forget_old_answers() -> int:
    """Delete the answers nobody may ask for any more; returns how many."""
    old = {"created_at__lt": oldest_kept()}
    return sum(kept.objects.filter(**old).delete()[0] for kept in (IdempotentAnswer, BulkPortion))
