"""All that Musnad refuses politely starts here; `config/errors.py` says how it looks over HTTP."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext


def at_most(characters: int) -> str:
    """The rule that a value is too long, in the language of the interface."""
    return gettext("at most %(number)s characters are taken.") % {"number": f"{characters:,}"}


def one_of(values: Iterable[str]) -> str:
    """The rule that a value isn't one of those known."""
    return gettext("is one of %(known)s.") % {"known": ", ".join(values)}


class MusnadError(Exception):
    """What was asked for can't be done; the message says why, in one sentence."""


class BadInput(MusnadError):
    """A value breaks a rule; the message starts with the field's name."""


class IntakeError(BadInput):
    """Something from outside can't be taken or reached; `reason` is a code such as `too_large`."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class AddressNotAllowed(IntakeError):
    """A URL that we never ask for: not http(s), with a password in it, or disguised."""


class FetchRefused(IntakeError):
    """Our own rules forbid the call, or what came back; trying again changes nothing."""


class FetchFailed(IntakeError):
    """The other side failed; `may_pass` says whether another try may go better.

    `status` and `retry_after` are what it answered with, where it did.
    """

    def __init__(
        self,
        reason: str,
        message: str,
        *,
        may_pass: bool = False,
        status: int | None = None,
        retry_after: str = "",
    ) -> None:
        super().__init__(reason, message)
        self.may_pass = may_pass
        self.status, self.retry_after = status, retry_after


class Conflict(MusnadError):
    """What was asked for doesn't fit what is there now."""


class ConditionFailed(Conflict):
    """The caller had set a condition (If-Match), and what is there now is another state.

    `members` is what the answer says besides: the newer state, as `current`.
    """

    def __init__(self, message: str, **members: Any) -> None:
        super().__init__(message)
        self.members = members


class RateExceeded(MusnadError):
    """A key has used up its requests for now; `headers` say when there are more."""

    def __init__(self, message: str, headers: dict[str, str]) -> None:
        super().__init__(message)
        self.headers = headers


class MalformedBody(BadInput):
    """The body of a request is no valid JSON."""


class WrongMediaType(BadInput):
    """The body of a request isn't said to be JSON."""


class UnknownScope(BadInput):
    """A key was asked for with a scope that doesn't exist."""


class KeyNotUsable(Conflict):
    """A key that has ended can't be changed any more."""


class IdempotencyConflict(MusnadError):
    """The Idempotency-Key was used before, with another body."""


class IdempotencyInProgress(MusnadError):
    """The same Idempotency-Key is being answered right now."""
