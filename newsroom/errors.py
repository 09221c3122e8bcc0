"""All that Musnad refuses politely starts here; `config/errors.py` says how it looks over HTTP."""


class MusnadError(Exception):
    """What was asked for can't be done; the message says why, in one sentence."""


class BadInput(MusnadError):
    """A value breaks a rule; the message starts with the field's name."""


class Conflict(MusnadError):
    """What was asked for doesn't fit what is there now."""


class MalformedBody(BadInput):
    """The body of a request is no valid JSON."""


class WrongMediaType(BadInput):
    """The body of a request isn't said to be JSON."""


class UnknownScope(BadInput):
    """A key was asked for with a scope that doesn't exist."""


class IdempotencyConflict(MusnadError):
    """The Idempotency-Key was used before, with another body."""


class IdempotencyInProgress(MusnadError):
    """The same Idempotency-Key is being answered right now."""
