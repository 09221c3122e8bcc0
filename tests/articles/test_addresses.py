"""Which addresses may be reached: nothing inside, unless an operator says so."""

import ipaddress
import socket
import threading
import time

import pytest

from articles.errors import AddressNotAllowed, FetchRefused
from articles.fetching import FetchLimits, fetch
from newsroom import addresses
from newsroom.addresses import allow_rule, is_public

LIMITS = FetchLimits(seconds=3)


def refused(url, **options):
    with pytest.raises(FetchRefused, match=r"^url: ") as refusal:
        fetch(url, limits=LIMITS, **options)
    return refusal.value


@pytest.mark.parametrize(
    "address",
    """127.0.0.1 127.255.255.254 0.0.0.0 10.1.2.3 172.16.0.1 172.31.255.255 192.168.1.1
    169.254.169.254 100.64.0.1 100.100.100.200 168.63.129.16 192.0.0.8 192.0.0.170 192.0.2.1
    192.88.99.1 198.18.0.1 198.51.100.7 203.0.113.1 224.0.0.1 239.255.255.255 240.0.0.1
    255.255.255.255
    :: ::1 ::127.0.0.1 ::8.8.8.8 fe80::1 fec0::1 fc00::1 fd00:ec2::254 ff02::1 100::1 2001:db8::1
    2001::1 2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:20::1 2002:7f00:1:: 2002:808:808::1 3fff::1
    5f00::1 4000::1 64:ff9b:1::8.8.8.8
    ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254
    64:ff9b::127.0.0.1 64:ff9b::10.0.0.1 64:ff9b::169.254.169.254""".split(),
)
def test_inner_special_and_disguised_addresses_are_not_public(address):
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "address",
    "8.8.8.8 1.1.1.1 172.32.0.1 100.128.0.1 2606:4700::1111 2a00:1450:4001::1 ::ffff:8.8.8.8 "
    "64:ff9b::8.8.8.8".split(),
)
def test_addresses_of_the_internet_are_public(address):
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "169.254.169.254",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:a9fe:a9fe]",
        "[64:ff9b::7f00:1]",
        "[fd00:ec2::254]",
        "0.0.0.0",
        "localhost",
        "localhost.",
        "2130706433",
        "0x7f000001",
        "127.1",
        "0",
    ],
)
def test_an_inner_address_is_refused_however_it_is_written(host):
    error = refused(f"http://{host}/")

    assert error.reason == "address_not_public"
    assert "is not a public address" in str(error)


def test_an_octal_address_is_no_address_at_all():
    with pytest.raises(AddressNotAllowed, match="Invalid IPv4 address"):
        fetch("http://0177.0.0.1/")


def test_a_name_that_leads_inside_is_refused_and_named_with_its_address():
    error = refused("http://news.example/", resolver=lambda *_: ["127.0.0.1"])

    assert str(error) == (
        "url: news.example (127.0.0.1) is not a public address; we don't fetch it."
    )


def test_one_inner_address_among_public_ones_spoils_the_name():
    error = refused("http://news.example/", resolver=lambda *_: ["93.184.216.34", "10.0.0.5"])

    assert error.reason == "address_not_public"


def test_a_name_that_changes_its_answer_is_connected_to_where_it_was_judged(site):
    """DNS rebinding: the name is resolved once a connection, and never again after the check."""
    answers = iter([["127.0.0.1"], ["169.254.169.254"]])
    site.says("/a", status=302, Location=f"http://news.example:{site.port}/b", Connection="close")
    site.says("/b", "secret")

    error = refused(
        f"http://news.example:{site.port}/a",
        allow=["127.0.0.0/8"],
        resolver=lambda *_: next(answers),
    )

    assert error.reason == "address_not_public"
    assert [path for path, _ in site.asked] == ["/a"]
    assert next(answers, None) is None


def test_the_host_header_stays_the_name_that_was_asked_for(site):
    site.says("/", "x")

    fetch(
        f"http://paper.example:{site.port}/",
        allow=["paper.example"],
        resolver=lambda *_: ["127.0.0.1"],
    )

    assert site.asked[0][1]["host"] == f"paper.example:{site.port}"


def test_the_next_address_is_tried_when_one_does_not_answer(site):
    site.says("/", "x")

    page = fetch(
        f"http://paper.example:{site.port}/",
        allow=["paper.example"],
        resolver=lambda *_: ["127.99.99.99", "127.0.0.1"],
    )

    assert page.body == b"x"


def test_an_unusual_port_is_refused():
    error = refused("http://news.example:6379/", resolver=lambda *_: ["93.184.216.34"])

    assert error.reason == "port_not_allowed"
    assert str(error) == (
        "url: news.example is asked for on port 6379; only 80, 443, 8080, 8443 are allowed."
    )


def test_the_setting_is_what_counts_when_nothing_else_is_said(site, settings):
    url = site.says("/", "x")
    settings.MUSNAD_FETCH_ALLOW = ["10.0.0.0/8"]
    refused(url)

    settings.MUSNAD_FETCH_ALLOW = site.allow

    assert fetch(url).body == b"x"


@pytest.mark.parametrize(
    ("entry", "url_host", "address", "port", "allowed"),
    [
        ("127.0.0.1", "x", "127.0.0.1", 99, True),
        ("127.0.0.1:80", "x", "127.0.0.1", 80, True),
        ("127.0.0.1:80", "x", "127.0.0.1", 81, False),
        ("10.0.0.0/8", "x", "10.9.9.9", 80, True),
        ("10.0.0.0/8:8080", "x", "10.9.9.9", 80, False),
        ("fd00::/8", "x", "fd12::1", 80, True),
        ("[fd00::/8]:8080", "x", "fd12::1", 8080, True),
        ("[fd00::/8]:8080", "x", "fd12::1", 80, False),
        ("::1", "x", "::1", 80, True),
        ("Intranet.example", "intranet.example", "10.0.0.1", 80, True),
        ("intranet.example:8000", "intranet.example", "10.0.0.1", 80, False),
        ("intranet.example", "other.example", "10.0.0.1", 80, False),
    ],
)
def test_an_allow_rule_lets_through_just_what_it_says(entry, url_host, address, port, allowed):
    assert allow_rule(entry).allows(url_host, ipaddress.ip_address(address), port) is allowed


@pytest.mark.parametrize("entry", ["", "http://x/", "10.0.0.0/99", "a b", "[::1", "x:port"])
def test_an_allow_rule_that_cannot_be_read_is_named(entry):
    with pytest.raises(ValueError, match="MUSNAD_FETCH_ALLOW"):
        allow_rule(entry)


def test_a_resolver_that_hangs_is_left_behind(monkeypatch):
    released = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: released.wait(5) and [])
    begun = time.monotonic()

    with pytest.raises(TimeoutError):
        addresses.resolve("slow.example", 80, 0.1)

    released.set()
    assert time.monotonic() - begun < 1


def test_a_name_that_no_resolver_can_ask_for_is_refused_at_once():
    with pytest.raises(UnicodeError):
        addresses.resolve(f"{'a' * 64}.example", 80, 5)
