"""JSON answers written straight from rows: no model instances, no second validation.

The schemas describe these answers in the OpenAPI document; tests hold both together. Every answer
to a GET has an ETag, is a 304 if the caller has it already, and is compressed if the caller can
read that. The tag is a hash of the answer itself, so it changes exactly when the answer does; a
compressed answer has the same tag with its coding behind it (`"…-br"`), and either one is taken.
"""

import gzip
import hashlib
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

import brotli
import orjson
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import http_date, parse_etags, parse_http_date_safe

from newsroom.cursors import Page

JSON: Final = "application/json"
WORTH_COMPRESSING: Final = 500  # bytes
# How long ago something must have changed for `Last-Modified`, which knows only seconds, to be
# exact: by then every transaction that could still carry an older time has ended.
SETTLED: Final = timedelta(minutes=5)
_CODINGS: Final[dict[str, Callable[[bytes], bytes]]] = {
    "br": lambda body: brotli.compress(body, quality=4),
    "gzip": lambda body: gzip.compress(body, compresslevel=4, mtime=0),
}
_CODED = re.compile(rf"-(?:{'|'.join(_CODINGS)})\"\Z")


def json_bytes(value: object) -> bytes:
    """JSON with times as RFC 3339 writes them, in UTC, like those PostgreSQL writes: +00:00."""
    return orjson.dumps(value)


def answer_page(request: HttpRequest, page: Page) -> HttpResponse:
    """A list's page, with its ETag."""
    body = {"items": page.items, "next": page.next, "previous": page.previous}
    return answer_one(request, body)


def answer_one(
    request: HttpRequest,
    row: object,
    *,
    revision: int | None = None,
    modified: datetime | None = None,
    status: int = 200,
    location: str = "",
) -> HttpResponse:
    """One resource with its ETag; a 304 if a GET's caller has it already.

    Args: `revision`, where a row counts its own, stands before the hash, as in `"r7.…"`; a change
        is guarded by that part. `modified` is when anything of what is shown last changed, where
        that is known exactly.
    """
    body = json_bytes(row)
    etag = f'"{_hash(body)}"' if revision is None else f'"r{revision}.{_hash(body)}"'
    answer = HttpResponse(body, status=status, content_type=JSON)
    answer["ETag"] = etag
    answer["Cache-Control"] = "private, no-cache"
    answer["Vary"] = "Authorization"
    if modified and modified < timezone.now() - SETTLED:
        answer["Last-Modified"] = http_date(modified.timestamp())
    if location:
        answer["Location"] = location
    if request.method == "GET" and _caller_has(request, answer):
        answer.status_code, answer.content = 304, b""
    return answer


def answer_new(request: HttpRequest, row: object, *, location: str = "") -> HttpResponse:
    """What a write has made: 201, with the tag that the next change is guarded by."""
    return answer_one(request, row, status=201, location=location)


def etag_of(row: object) -> str:
    """The strong tag, with its quotes, that `answer_one` gives a row."""
    return f'"{_hash(json_bytes(row))}"'


def given_tags(request: HttpRequest, header: str) -> list[str]:
    """The tags of `If-Match` or `If-None-Match`, without the coding behind them; `*` is itself."""
    return [_CODED.sub('"', tag) for tag in parse_etags(request.headers.get(header, ""))]


def compress(request: HttpRequest, answer: HttpResponseBase) -> None:
    """Put an answer into the best coding that its caller takes, where that is worth it."""
    if not isinstance(answer, HttpResponse) or len(answer.content) < WORTH_COMPRESSING:
        return
    patch_vary_headers(answer, ["Accept-Encoding"])
    coding = _coding_for(request.headers.get("Accept-Encoding", ""))
    if coding and "Content-Encoding" not in answer:
        answer.content = _CODINGS[coding](answer.content)
        answer["Content-Encoding"] = coding
        if "ETag" in answer:
            answer["ETag"] = f'{answer["ETag"][:-1]}-{coding}"'


def _hash(body: bytes) -> str:
    return hashlib.blake2b(body, digest_size=16).hexdigest()


def _caller_has(request: HttpRequest, answer: HttpResponse) -> bool:
    """Whether a conditional GET (RFC 9110, 13.1) asks for nothing new."""
    if "If-None-Match" in request.headers:
        tags = [tag.removeprefix("W/") for tag in given_tags(request, "If-None-Match")]
        return answer["ETag"] in tags or tags == ["*"]
    if "Last-Modified" in answer:
        since = parse_http_date_safe(request.headers.get("If-Modified-Since", ""))
        return since is not None and since >= (parse_http_date_safe(answer["Last-Modified"]) or 0)
    return False


def _coding_for(accepted: str) -> str | None:
    taken = {}
    for part in accepted.lower().split(","):
        coding, _, weight = part.replace(" ", "").partition(";q=")
        taken[coding] = not re.fullmatch(r"0(\.0*)?", weight)
    return next((coding for coding in _CODINGS if taken.get(coding, taken.get("*"))), None)
