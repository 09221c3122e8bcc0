"""What workers do for sources: find what isn't done yet, call one workflow."""

import time

import pglock
from celery import shared_task

from sources import candidates

# New names are few; a registry of thousands takes some turns.
TURN_SECONDS = 20


@shared_task(soft_time_limit=240)
def embed_names() -> None:
    """Give names their vectors, a batch a transaction. Safe to run twice and to die half way."""
    ends = time.monotonic() + TURN_SECONDS
    with pglock.advisory("embed-names", timeout=0) as alone:
        more = bool(alone)
        while more and time.monotonic() < ends:
            more = candidates.embed_names() == candidates.EMBEDDED_AT_ONCE
    if more:
        embed_names.delay()
