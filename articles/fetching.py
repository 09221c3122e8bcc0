"""Fetch one page from the world, within limits, and from nowhere an outsider shouldn't reach.

`newsroom.connections` judges every address; Host header and TLS name stay the URL's. No cookie is
kept.
"""

import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import Message
from typing import Any

import httpcore
import httpx

from newsroom.addresses import Resolver, parse_url, resolve
from newsroom.connections import errors_named, pool_until
from newsroom.errors import AddressNotAllowed, FetchFailed, FetchRefused

USER_AGENT = "Musnad/1 (newsroom fact-checking; fetches single pages that a person asked for)"
REDIRECTS = frozenset({301, 302, 303, 307, 308})
FOR_GOOD = frozenset({301, 308})
# Too early, too many requests, and what a server or its gateway says when it is not well.
MAY_PASS = frozenset({408, 425, 429, 500, 502, 503, 504})
KEPT_HEADERS = (
    "cache-control",
    "content-language",
    "content-type",
    "date",
    "etag",
    "last-modified",
    "link",
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a request says it takes, and what is taken; `named` is how people say that."""

    accept: str
    media_types: frozenset[str]
    named: str


PAGES = Wanted(
    "text/html, application/xhtml+xml, text/plain;q=0.8",
    frozenset({"text/html", "application/xhtml+xml", "text/plain"}),
    "HTML and plain text",
)


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """How much of our time, space and patience one fetch may take."""

    seconds: float = 30
    max_bytes: int = 10 * 1024 * 1024  # As sent, and again after decompression.
    max_redirects: int = 8


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer. With status 304, to a conditional request, the body is empty.

    The body is decompressed, otherwise as sent; charset is the one the header names, unchecked.
    media_type is text/html where the server named none. Header names are in lower case. moved_to
    is where the address has moved for good: as far as the redirects said so, empty if none did.
    """

    url_requested: str
    url_final: str
    status: int
    headers: dict[str, str]
    media_type: str
    charset: str | None
    body: bytes
    moved_to: str = ""
    fetched_at: datetime = field(default_factory=lambda: datetime.now(UTC))


def fetch(
    url: str,
    *,
    limits: FetchLimits = FetchLimits(),
    allow: Sequence[str] | None = None,
    etag: str = "",
    last_modified: str = "",
    wanted: Wanted = PAGES,
    resolver: Resolver = resolve,
) -> Fetched:
    """Fetch a page, following redirects, each of which is judged like the first address.

    Args: allow is as in MUSNAD_FETCH_ALLOW, which is what counts when it is None; etag and
        last_modified are those of an earlier fetch, for a conditional request.
    Raises: AddressNotAllowed, for the URL itself. FetchRefused with `address_not_public`,
        `port_not_allowed`, `not_http`, `too_large`, `too_many_redirects`, `redirect_loop` or
        `not_text`. FetchFailed with `timeout`, `dns`, `tls`, `connection`, `bad_redirect` or
        `http_status`. ValueError if the allow-list can't be read.
    """
    conditions = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    here, visited, moved_to, for_good = parse_url(url), set[str](), "", True
    with pool_until(limits.seconds, allow=allow, resolver=resolver) as pool:
        while True:
            visited.add(_without_fragment(here))
            with errors_named(here.host, limits.seconds):
                asked = {k: v for k, v in conditions.items() if v}
                answer = _ask(pool, here, asked, limits, wanted)
            if isinstance(answer, _Answer):
                break
            here = _redirected(here, answer, visited, limits)
            for_good = for_good and answer.for_good
            moved_to = str(here) if for_good else moved_to
    return Fetched(
        url_requested=url,
        url_final=str(here),
        status=answer.status,
        headers={k: answer.headers[k] for k in KEPT_HEADERS if k in answer.headers},
        media_type=answer.media_type,
        charset=answer.charset,
        body=answer.body,
        moved_to=moved_to,
    )


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    headers: httpx.Headers
    media_type: str
    charset: str | None
    body: bytes


@dataclass(frozen=True, slots=True)
class _Redirect:
    location: str
    for_good: bool


def _ask(
    pool: httpcore.ConnectionPool,
    url: httpx.URL,
    conditions: dict[str, str],
    limits: FetchLimits,
    wanted: Wanted,
) -> _Answer | _Redirect:
    """Ask for one URL. What is not wanted is refused by its headers, before its body is read."""
    asked: dict[bytes | str, bytes | str] = {
        "Host": url.netloc,
        "User-Agent": USER_AGENT,
        "Accept": wanted.accept,
        "Accept-Encoding": "gzip, deflate",
    }
    asked.update(conditions)
    address = httpcore.URL(
        scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
    )
    with pool.stream("GET", address, headers=asked) as response:
        headers = httpx.Headers(response.headers)
        if response.status in REDIRECTS and "location" in headers:
            return _Redirect(_location(response.headers), response.status in FOR_GOOD)
        media_type, charset = _media_type(headers.get("content-type", ""))
        if response.status == 304 and conditions:
            return _Answer(304, headers, media_type, charset, b"")
        if response.status not in (200, 203):
            raise FetchFailed(
                "http_status",
                f"url: {url.host} answered with HTTP status {response.status}.",
                may_pass=response.status in MAY_PASS,
                status=response.status,
                retry_after=headers.get("retry-after", ""),
            )
        if media_type not in wanted.media_types:
            raise FetchRefused(
                "not_text", f"url: {url.host} sent {media_type}; we take {wanted.named} only."
            )
        if int(headers.get("content-length", 0)) > limits.max_bytes:
            raise _too_large(url.host, limits)
        body = _read(response.iter_stream(), headers, url.host, limits)
        return _Answer(response.status, headers, media_type, charset, body)


def _read(pieces: Iterator[bytes], headers: httpx.Headers, host: str, limits: FetchLimits) -> bytes:
    """Read and decompress a body, never holding more of it than the limits allow."""
    encoding = headers.get("content-encoding", "identity").strip().lower()
    if encoding in ("identity", ""):
        inflated: Iterable[bytes] = _counted(pieces, host, limits)
    elif encoding in ("gzip", "x-gzip", "deflate"):
        inflated = _inflated(_counted(pieces, host, limits), limits.max_bytes)
    else:
        raise FetchRefused(
            "not_text", f"url: {host} sent the encoding {encoding}, which was not asked for."
        )
    body = bytearray()
    for piece in inflated:
        body += piece
        if len(body) > limits.max_bytes:
            raise _too_large(host, limits)
    return bytes(body)


def _counted(pieces: Iterator[bytes], host: str, limits: FetchLimits) -> Iterator[bytes]:
    read = 0
    for piece in pieces:
        read += len(piece)
        if read > limits.max_bytes:
            raise _too_large(host, limits)
        yield piece


def _inflated(pieces: Iterable[bytes], step: int) -> Iterator[bytes]:
    """Decompress gzip (also of several members), zlib and, as some servers send it, bare deflate.

    At most `step` bytes come out at once, however small the piece they are in.
    """
    inflater: Any = None
    for piece in pieces:
        rest = piece
        while rest:
            if inflater is None or inflater.eof:
                inflater = zlib.decompressobj(_window_bits(rest))
            yield inflater.decompress(rest, step)
            rest = inflater.unconsumed_tail or inflater.unused_data
    if inflater is not None and not inflater.eof:
        raise zlib.error("the compressed data break off")


def _window_bits(start: bytes) -> int:
    """How zlib is to read data that start so: gzip and zlib name themselves, deflate does not."""
    names_itself = start[0] == 0x1F or (start[0] & 0x0F == 8 and start[0] >> 4 <= 7)
    return zlib.MAX_WBITS | 32 if names_itself else -zlib.MAX_WBITS


def _media_type(content_type: str) -> tuple[str, str | None]:
    """The media type, in lower case, and the charset of a Content-Type header.

    A page without one is taken for HTML, as browsers do; extraction looks at the bytes.
    """
    if not content_type.strip():
        return "text/html", None
    message = Message()
    message["content-type"] = content_type
    return message.get_content_type(), message.get_content_charset()


def _location(headers: Sequence[tuple[bytes, bytes]]) -> str:
    raw = next(value for name, value in headers if name.lower() == b"location")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _redirected(
    here: httpx.URL, redirect: _Redirect, visited: set[str], limits: FetchLimits
) -> httpx.URL:
    """The URL that a redirect leads to.

    Raises: FetchRefused with `not_http`, `redirect_loop` or `too_many_redirects`; FetchFailed
        with `bad_redirect`.
    """
    try:
        there = parse_url(str(here.join(redirect.location)))
    except (AddressNotAllowed, httpx.InvalidURL, ValueError) as error:
        if getattr(error, "reason", "") == "not_http":
            message = f"url: {here.host} redirects to something that is not http or https."
            raise FetchRefused("not_http", message) from error
        message = f"url: {here.host} redirects to a malformed address."
        raise FetchFailed("bad_redirect", message) from error
    if _without_fragment(there) in visited:
        raise FetchRefused("redirect_loop", f"url: {here.host} redirects in a circle.")
    if len(visited) > limits.max_redirects:
        raise FetchRefused(
            "too_many_redirects",
            f"url: {here.host} redirects once more after {limits.max_redirects} redirects.",
        )
    return there


def _without_fragment(url: httpx.URL) -> str:
    return str(url.copy_with(fragment=None))


def _too_large(host: str, limits: FetchLimits) -> FetchRefused:
    message = f"url: the page of {host} is larger than {limits.max_bytes:,} bytes."
    return FetchRefused("too_large", message)
