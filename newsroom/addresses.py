"""Which network addresses the fetcher may reach: public ones, and those an operator allowed.

A newsroom server stands inside a network that its users must not look into: loopback, private
networks, and the metadata service of a cloud, which hands out keys to whoever asks. Names are
resolved once, here, and the connection goes to the very address that was judged, so a name that
changes its answer in between (DNS rebinding) gains nothing.
"""

import ipaddress
import re
import socket
import threading
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass

import httpx

from newsroom.errors import AddressNotAllowed, FetchFailed, FetchRefused

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
# host, port and seconds in; the host's addresses as text out.
Resolver = Callable[[str, int, float], Sequence[str]]

LONGEST_URL = 4096
PORTS = frozenset({80, 443, 8080, 8443})

# What `is_global` lets pass, or judges differently from one Python to the next.
NEVER_PUBLIC = tuple(
    ipaddress.ip_network(network)
    for network in (
        "100.64.0.0/10",  # shared by carriers; a cloud's metadata service too
        "168.63.129.16/32",  # a cloud's own service at a public-looking address
        "192.0.0.0/24",
        "192.88.99.0/24",  # 6to4 relays
        "2001::/23",  # Teredo, ORCHID, benchmarking
        "2001:db8::/32",
        "2002::/16",  # 6to4, with any IPv4 address inside
        "3fff::/20",
    )
)
GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


def is_public(address: Address) -> bool:
    """Whether the address is one that anybody on the internet can reach.

    An IPv4 address mapped into IPv6, or behind NAT64 (RFC 6052), is judged as the IPv4 address;
    Teredo and 6to4 are refused with whatever is inside them.
    """
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        if address in NAT64:
            return is_public(ipaddress.IPv4Address(address.packed[-4:]))
        if address not in GLOBAL_UNICAST:
            return False
    return (
        address.is_global
        and not address.is_multicast
        and not address.is_reserved
        and not any(address in network for network in NEVER_PUBLIC)
    )


@dataclass(frozen=True, slots=True)
class AllowRule:
    """What an operator lets through: a host or a network, and one port or (None) all."""

    host: str
    network: Network | None
    port: int | None

    def allows(self, host: str, address: Address, port: int) -> bool:
        """Whether this rule lets through a connection to a host at an address and port."""
        if self.port is not None and self.port != port:
            return False
        return address in self.network if self.network else host.lower() == self.host


def allow_rule(entry: str) -> AllowRule:
    """Read one entry of MUSNAD_FETCH_ALLOW: `host`, `network` or `address`, and perhaps `:port`.

    Examples: `intranet.example`, `127.0.0.1:8099`, `10.1.0.0/16`, `[fd00::/8]:8080`.
    Raises: ValueError, naming the entry, if it is none of these.
    """
    entry = entry.strip()
    bracketed = re.fullmatch(r"\[([^\]]+)\](?::(\d+))?", entry)
    plain = re.fullmatch(r"([^:\s]+)(?::(\d+))?", entry)
    whole, port = entry, None
    if found := bracketed or plain:
        whole, port = found[1], int(found[2]) if found[2] else None
    try:
        return AllowRule("", ipaddress.ip_network(whole, strict=False), port)
    except ValueError as error:
        if not re.fullmatch(r"[A-Za-z0-9_](?:[A-Za-z0-9._-]*[A-Za-z0-9])?", whole):
            message = f"MUSNAD_FETCH_ALLOW: {entry!r} is no host, address or network."
            raise ValueError(message) from error
    return AllowRule(whole.lower(), None, port)


def resolve(host: str, port: int, seconds: float) -> Sequence[str]:
    """Ask the system's resolver for a host's addresses, for at most so many seconds.

    The C library knows no time limit of its own, so the question is asked in a thread that is
    left behind when it takes too long; it ends by itself when the resolver gives up.

    Raises: socket.gaierror, TimeoutError.
    """
    answer: Future[list[str]] = Future()

    def ask() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:  # The latter for a label of over 63 letters.
            answer.set_exception(error)
        else:
            answer.set_result(list(dict.fromkeys(str(entry[4][0]) for entry in found)))

    threading.Thread(target=ask, name=f"resolve {host}", daemon=True).start()
    return answer.result(timeout=max(seconds, 0))


def reachable_addresses(
    host: str, port: int, *, rules: Iterable[AllowRule], resolver: Resolver, seconds: float
) -> Sequence[str]:
    """The addresses of a host that a connection may go to, in the resolver's order.

    One address that is not public spoils them all: a name that mixes both is an attack.

    Raises: FetchRefused with `address_not_public` or `port_not_allowed`; FetchFailed with `dns`
        or `timeout`.
    """
    rules = tuple(rules)
    addresses = _resolved(host, port, resolver, seconds)
    for text in addresses:
        address = ipaddress.ip_address(text.partition("%")[0])
        if any(rule.allows(host, address, port) for rule in rules):
            continue
        if not is_public(address):
            where = host if host == text else f"{host} ({text})"
            raise FetchRefused(
                "address_not_public", f"url: {where} is not a public address; we don't fetch it."
            )
        if port not in PORTS:
            allowed = ", ".join(str(allowed) for allowed in sorted(PORTS))
            raise FetchRefused(
                "port_not_allowed",
                f"url: {host} is asked for on port {port}; only {allowed} are allowed.",
            )
    return addresses


def _resolved(host: str, port: int, resolver: Resolver, seconds: float) -> Sequence[str]:
    try:
        return [str(ipaddress.ip_address(host))]
    except ValueError:
        pass  # A name, not an address.
    try:
        addresses = resolver(host, port, seconds)
    except TimeoutError as error:
        message = f"url: the name {host} was not resolved in time."
        raise FetchFailed("timeout", message, may_pass=True) from error
    except (socket.gaierror, UnicodeError) as error:
        again = isinstance(error, socket.gaierror) and error.errno == socket.EAI_AGAIN
        message = f"url: the host {host} is not known."
        raise FetchFailed("dns", message, may_pass=again) from error
    if not addresses:
        raise FetchFailed("dns", f"url: the host {host} has no address.")
    return addresses


_HOST = re.compile(
    r"(?=.{1,253}\Z)[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*"
)
_SCHEME = re.compile(r"https?://", re.IGNORECASE)


def parse_url(url: str) -> httpx.URL:
    """Parse an absolute http(s) URL strictly; an international host comes out as ASCII.

    Raises: AddressNotAllowed with `not_http` (another scheme, or no host), `invalid_url`
        (control, bidi or other invisible characters, blanks, a backslash, a malformed host or
        port), `userinfo` (a name or password before the host, which disguises it), `too_long`.
    """
    url = url.strip(" \t\r\n")
    if len(url) > LONGEST_URL:
        raise AddressNotAllowed(
            "too_long", f"url: {len(url):,} characters; at most {LONGEST_URL:,} are taken."
        )
    for character in url:
        if character in " \\" or unicodedata.category(character) in _NEVER_IN_A_URL:
            raise AddressNotAllowed(
                "invalid_url",
                f"url: the character U+{ord(character):04X} may not stand in an address.",
            )
    if not _SCHEME.match(url):
        raise AddressNotAllowed("not_http", "url: an address starts with http:// or https://.")
    try:
        parsed = httpx.URL(url)
    except (httpx.InvalidURL, ValueError) as error:
        raise AddressNotAllowed("invalid_url", f"url: {error}.") from error
    if parsed.userinfo:
        raise AddressNotAllowed("userinfo", "url: an address may not carry a name or password.")
    host = parsed.raw_host.decode("ascii")
    if not host:
        raise AddressNotAllowed("not_http", "url: the address names no host.")
    if not _is_host(host):
        raise AddressNotAllowed("invalid_url", f"url: {host} is no valid host name.")
    if parsed.port is not None and not 0 < parsed.port < 65536:
        raise AddressNotAllowed("invalid_url", f"url: {parsed.port} is no valid port.")
    return parsed


# Control, format (bidi, zero width), surrogate, unassigned, line and paragraph separators, blanks.
_NEVER_IN_A_URL = frozenset({"Cc", "Cf", "Cs", "Cn", "Zl", "Zp", "Zs"})


def _is_host(host: str) -> bool:
    try:
        return ipaddress.ip_address(host) is not None and "%" not in host
    except ValueError:
        return _HOST.fullmatch(host.removesuffix(".")) is not None
