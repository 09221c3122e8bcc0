"""What Schemathesis can't know of this API; it loads this file itself (schemathesis.toml)."""

import random

import schemathesis
from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation import GenerationMode

MOST = 0.8


@schemathesis.serializer("application/x-ndjson")
def as_lines(_context, value):
    """A body of lines, as it was generated."""
    return value if isinstance(value, bytes) else str(value).encode()


@schemathesis.hook
def before_call(_context, case, **_options):
    """Send most writes without conditions, or they would all be refused for being stale.

    Where the headers themselves are what is tried, they stay.
    """
    part = case.meta.components.get(ParameterLocation.HEADER) if case.meta else None
    if part is not None and part.mode == GenerationMode.NEGATIVE:
        return
    if case.headers and random.random() < MOST:
        case.headers.pop("Idempotency-Key", None)
        case.headers.pop("If-Match", None)
