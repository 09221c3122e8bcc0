"""What Schemathesis can't know of this API; it loads this file itself (schemathesis.toml).

`known.json`, which the test writes beside the reports, has queries, paths and bodies that fit the
rows it made: a made-up claim id is a claim's in no run, however long.
"""

import json
import os
import random
from pathlib import Path
from uuid import UUID

import schemathesis
from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation import GenerationMode
from schemathesis.generation.meta import TestPhase

MOST = 0.8
# Not Hypothesis' own, which it sets back for each case: all would choose the same.
CHANCE = random.Random(None if "MUSNAD_FUZZ_EXAMPLES" in os.environ else 0)
KNOWN = Path("known.json")
BODIES, QUERIES, PATHS = json.loads(KNOWN.read_text()) if KNOWN.exists() else ({}, {}, {})
# What a link says of a body is not replaced by what is known.
LINKED = {"decision", "attributions"}
LINKED_QUERIES = {"article", "claim", "into", "since"}


@schemathesis.serializer("application/x-ndjson")
def as_lines(_context, value):
    """A body of lines, as it was generated."""
    return value if isinstance(value, bytes) else str(value).encode()


@schemathesis.hook
def before_call(_context, case, **_options):
    """Send most writes without conditions, or they would all be refused for being stale.

    Where the headers themselves are what is tried, they stay. What follows links sends mostly what
    fits the rows that are there: refused, it would lead nowhere.
    """
    if is_step(case) and CHANCE.random() < MOST:
        make_it_fit(case, case.operation.definition.raw["operationId"])
    if not sent(case, ParameterLocation.HEADER):
        return
    if case.headers and CHANCE.random() < (0.95 if is_step(case) else MOST):
        case.headers.pop("Idempotency-Key", None)
        case.headers.pop("If-Match", None)
        case.headers.pop("If-None-Match", None)


def make_it_fit(case, name):
    """Put what is known in the place of what was made up; what a link brought stays."""
    if sent(case, ParameterLocation.QUERY) and case.method.upper() == "GET":
        kept = {key: case.query[key] for key in LINKED_QUERIES & case.query.keys()}
        case.query = CHANCE.choice(QUERIES.get(name, [{}])) | kept
    body = case.body if isinstance(case.body, dict) else {}
    linked = {key: body[key] for key in LINKED & body.keys() if is_ours(body[key])}
    given = any(map(is_ours, case.path_parameters.values()))
    known = PATHS.get(name, [])
    # With some paths goes what stands in the body, such as the decision that waits there. And a
    # colleague's decision waits, and a claim is free, where no link of a reviewer's own leads.
    lacks = known and ("body" in known[0] and not linked)
    elsewhere = name in ("get_claim", "get_review") and CHANCE.random() < 0.5
    if known and (lacks or elsewhere or not given):
        case.path_parameters = dict(CHANCE.choice(known))
    fits = case.path_parameters.pop("body", {})
    if name in BODIES and sent(case, ParameterLocation.BODY):
        case.body = linked | CHANCE.choice(BODIES[name]) | fits


def is_ours(value):
    """Whether an id, or all of a list, came from an answer: ours are of version 7."""
    if isinstance(value, list):
        return bool(value) and all(map(is_ours, value))
    try:
        return UUID(str(value)).version == 7
    except ValueError:
        return False


def is_step(case):
    """Whether a case follows links, or is where they start."""
    return case.meta is not None and case.meta.phase.name == TestPhase.STATEFUL


def sent(case, location):
    """Whether this part of a case is meant to be right."""
    part = case.meta.components.get(location) if case.meta else None
    return part is None or part.mode != GenerationMode.NEGATIVE
