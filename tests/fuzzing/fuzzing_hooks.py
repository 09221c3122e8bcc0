"""What Schemathesis can't know of this API; it loads this file itself (schemathesis.toml)."""

import random

import schemathesis
from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation import GenerationMode
from schemathesis.generation.meta import TestPhase

MOST = 0.8


@schemathesis.serializer("application/x-ndjson")
def as_lines(_context, value):
    """A body of lines, as it was generated."""
    return value if isinstance(value, bytes) else str(value).encode()


@schemathesis.hook
def before_call(_context, case, **_options):
    """Send most writes without conditions, or they would all be refused for being stale.

    Where the headers themselves are what is tried, they stay. What follows links starts from whole
    lists mostly: narrowed by chance they are empty, and lead nowhere.
    """
    if follows_links(case) and random.random() < MOST:
        is_search = "search" in case.path
        case.query = {"q": case.query["q"]} if is_search and "q" in case.query else {}
    part = case.meta.components.get(ParameterLocation.HEADER) if case.meta else None
    if part is not None and part.mode == GenerationMode.NEGATIVE:
        return
    if case.headers and random.random() < MOST:
        case.headers.pop("Idempotency-Key", None)
        case.headers.pop("If-Match", None)


def follows_links(case):
    """Whether a case is a list's, from whose rows others go on."""
    parts = case.meta.components if case.meta else {}
    query = parts.get(ParameterLocation.QUERY)
    return (
        case.meta is not None
        and case.meta.phase.name == TestPhase.STATEFUL
        and case.method.upper() == "GET"
        and bool(case.query)
        and (query is None or query.mode != GenerationMode.NEGATIVE)
    )
