"""Connections to the world: to no address that an outsider shouldn't reach, until one deadline.

A network backend for httpcore resolves a name once, judges every address, connects to the very
address judged, and holds one deadline over resolving, connecting, the TLS handshake and each read.
Environment proxies are never used, since behind a proxy the address could not be judged.
"""

import ssl
import time
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

import httpcore
import httpx
from django.conf import settings

from newsroom.addresses import AllowRule, Resolver, allow_rule, reachable_addresses, resolve
from newsroom.errors import FetchFailed


def pool_until(
    seconds: float, *, allow: Sequence[str] | None = None, resolver: Resolver = resolve
) -> httpcore.ConnectionPool:
    """A pool whose connections all end so many seconds from now.

    Args: allow is as in MUSNAD_FETCH_ALLOW, which is what counts when it is None.
    Raises: ValueError if the allow-list can't be read.
    """
    entries = settings.MUSNAD_FETCH_ALLOW if allow is None else allow
    rules = tuple(allow_rule(entry) for entry in entries)
    backend = _JudgingBackend(rules, resolver, time.monotonic() + seconds)
    return httpcore.ConnectionPool(ssl_context=_ssl_context(), network_backend=backend)


@contextmanager
def errors_named(host: str, seconds: float) -> Iterator[None]:
    """Turn what the network library raises into our own errors, with the host's name.

    Raises: FetchFailed with `timeout` or `connection`.
    """
    try:
        yield
    except httpcore.TimeoutException as error:
        message = f"url: {host} did not answer in full within {seconds:g} seconds."
        raise FetchFailed("timeout", message, may_pass=True) from error
    except (httpcore.NetworkError, httpcore.ProtocolError, zlib.error) as error:
        message = f"url: the connection to {host} failed or broke off."
        raise FetchFailed("connection", message, may_pass=True) from error


@cache
def _ssl_context() -> ssl.SSLContext:
    """Verifies against certifi's roots, or those in SSL_CERT_FILE and SSL_CERT_DIR."""
    return httpx.create_ssl_context()


class _JudgingBackend(httpcore.NetworkBackend):
    """Opens TCP connections to addresses that may be reached, until one deadline."""

    def __init__(self, rules: Sequence[AllowRule], resolver: Resolver, deadline: float) -> None:
        self.rules, self.resolver, self.deadline = rules, resolver, deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002 - the deadline is the only time limit
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first of the host's addresses that answers, if all may be reached."""
        addresses = reachable_addresses(
            host.removesuffix("."),
            port,
            rules=self.rules,
            resolver=self.resolver,
            seconds=_left(self.deadline),
        )
        failure: Exception = httpcore.ConnectError("no address")
        for number, address in enumerate(addresses):
            # The time left is shared among the addresses that are, so a dead one leaves some.
            seconds = _left(self.deadline) / (len(addresses) - number)
            try:
                stream = httpcore.SyncBackend().connect_tcp(
                    address, port, seconds, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return _DeadlineStream(stream, self.deadline)
        raise failure


class _DeadlineStream(httpcore.NetworkStream):
    """A connection on which everything together, not each read, ends at the deadline."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float) -> None:
        self.stream, self.deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002
        return self.stream.read(max_bytes, _left(self.deadline))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        self.stream.write(buffer, _left(self.deadline))

    def close(self) -> None:
        self.stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        try:
            secure = self.stream.start_tls(ssl_context, server_hostname, _left(self.deadline))
        except httpcore.ConnectError as error:
            if not isinstance(error.__cause__, ssl.SSLError):
                raise
            message = f"url: no secure connection to {server_hostname} ({error.__cause__.reason})."
            raise FetchFailed("tls", message) from error
        return _DeadlineStream(secure, self.deadline)

    def get_extra_info(self, info: str) -> Any:
        return self.stream.get_extra_info(info)


def _left(deadline: float) -> float:
    """Seconds until the deadline. Raises: httpcore.ReadTimeout when it has passed."""
    seconds = deadline - time.monotonic()
    if seconds <= 0:
        raise httpcore.ReadTimeout
    return seconds
