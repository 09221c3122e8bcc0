"""JSON answers written straight from rows: no model instances, no second validation.

The schemas describe these answers in the OpenAPI document; tests hold both together.
"""

import hashlib
from collections.abc import Mapping
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag

from newsroom.cursors import Page

_gzip = GZipMiddleware(lambda _request: HttpResponse())


def json_bytes(value: object) -> bytes:
    """JSON with times as RFC 3339 writes them, in UTC, like those PostgreSQL writes: +00:00."""
    return orjson.dumps(value)


def answer_page(request: HttpRequest, page: Page) -> HttpResponse:
    """A list's page, compressed if the caller takes that.

    A single resource isn't: compression would weaken its ETag, by which a person's change is
    guarded.
    """
    answer = HttpResponse(
        json_bytes({"items": page.items, "next": page.next, "previous": page.previous}),
        content_type="application/json",
    )
    compressed = _gzip.process_response(request, answer)
    assert isinstance(compressed, HttpResponse)
    return compressed


def answer_one(request: HttpRequest, row: Mapping[str, Any]) -> HttpResponse:
    """One resource with its ETag; a 304 if the caller has it already.

    The tag is a hash of the answer itself, so it changes exactly when the answer does.
    """
    body = json_bytes(row)
    etag = quote_etag(hashlib.blake2b(body, digest_size=16).hexdigest())
    answer = HttpResponse(body, content_type="application/json", headers={"ETag": etag})
    answer["Cache-Control"] = "private, no-cache"
    conditional = get_conditional_response(request, etag=etag, response=answer)
    assert isinstance(conditional, HttpResponse)
    return conditional
