"""Fetching a page: what we ask for, what we take, and when we stop."""

import gzip
import shutil
import socket
import ssl
import subprocess
import time
import tracemalloc
import zlib
from datetime import UTC, datetime, timedelta

import pytest

from articles.errors import AddressNotAllowed, FetchFailed, FetchRefused
from articles.fetching import FetchLimits, fetch

SMALL = FetchLimits(seconds=5, max_bytes=100_000, max_redirects=3)
SHORT = FetchLimits(seconds=0.4)


def refused(url, **options):
    with pytest.raises(FetchRefused, match=r"^url: ") as refusal:
        fetch(url, **{"limits": SMALL, **options})
    return refusal.value


def failed(url, **options):
    with pytest.raises(FetchFailed, match=r"^url: ") as failure:
        fetch(url, **{"limits": SMALL, **options})
    return failure.value


# What comes back


def test_a_page_comes_with_what_its_server_says_of_it(site):
    body = "<p>خبر</p>".encode("windows-1256")
    url = site.says("/a", body, Content_Type='Text/HTML; charset="windows-1256"', ETag='"7"')

    page = fetch(url, allow=site.allow)

    assert (page.status, page.media_type, page.charset) == (200, "text/html", "windows-1256")
    assert page.body == body
    assert page.headers["etag"] == '"7"'
    assert page.url_requested == page.url_final == url
    assert datetime.now(UTC) - page.fetched_at < timedelta(seconds=5)


def test_the_server_learns_who_asks_and_gets_no_cookie(site):
    site.says("/a", status=302, Location="/b", Set_Cookie="seen=1")
    site.says("/b", "x")

    fetch(site.address + "/a", allow=site.allow)

    (_, first), (_, second) = site.asked
    assert first["host"] == f"127.0.0.1:{site.port}"
    assert first["user-agent"].startswith("Musnad/")
    assert "cookie" not in second


def test_an_international_address_is_asked_for_in_ascii(site):
    site.says("/%D8%AE%D8%A8%D8%B1?q=%C3%A9", "x")

    fetch(site.address + "/خبر?q=é#part", allow=site.allow)

    assert site.asked[0][0] == "/%D8%AE%D8%A8%D8%B1?q=%C3%A9"


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("gzip", gzip.compress(b"page " * 99)),
        ("x-gzip", gzip.compress(b"page " * 98) + gzip.compress(b"page ")),
        ("deflate", zlib.compress(b"page " * 99)),
        ("deflate", zlib.compress(b"page " * 99, wbits=-15)),
        ("identity", b"page " * 99),
    ],
    ids=["gzip", "gzip of two members", "zlib", "raw deflate", "identity"],
)
def test_compressed_pages_come_out_as_they_were(site, encoding, packed):
    url = site.says("/", packed, Content_Encoding=encoding)

    assert fetch(url, allow=site.allow).body == b"page " * 99


def test_a_page_that_did_not_change_is_not_sent_again(site):
    url = site.says("/", status=304, ETag='"7"')

    page = fetch(url, allow=site.allow, etag='"7"', last_modified="Tue, 24 Nov 2026 10:00:00 GMT")

    assert (page.status, page.body) == (304, b"")
    assert site.asked[0][1]["if-none-match"] == '"7"'
    assert site.asked[0][1]["if-modified-since"] == "Tue, 24 Nov 2026 10:00:00 GMT"


def test_a_page_without_content_type_is_taken_for_html(site):
    url = site.says("/", "x", Content_Type="")

    assert fetch(url, allow=site.allow).media_type == "text/html"


def test_proxies_of_the_environment_are_not_used(site, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")

    assert fetch(site.says("/", "x"), allow=site.allow).body == b"x"


# What is not there


@pytest.mark.parametrize(
    ("status", "may_pass"), [(404, False), (410, False), (500, True), (429, True), (204, False)]
)
def test_an_http_error_is_named(site, status, may_pass):
    error = failed(site.says("/", status=status), allow=site.allow)

    assert (error.reason, error.may_pass) == ("http_status", may_pass)
    assert str(error) == f"url: 127.0.0.1 answered with HTTP status {status}."


def test_an_unknown_host_is_named():
    def nobody_knows(host, port, seconds):
        raise socket.gaierror(socket.EAI_NONAME, "not known")

    error = failed("http://nowhere.example/", resolver=nobody_knows)

    assert (error.reason, str(error)) == ("dns", "url: the host nowhere.example is not known.")


def test_a_name_that_is_no_host_name_never_reaches_a_connection():
    assert failed("http://nowhere.invalid/").reason == "dns"


def test_a_closed_port_is_named():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

    error = failed(f"http://127.0.0.1:{port}/", allow=["127.0.0.1"])

    assert (error.reason, error.may_pass) == ("connection", True)


def test_a_server_that_speaks_no_tls_is_named(raw_server):
    def answer_in_plain(connection):
        connection.recv(4096)
        connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    address = raw_server(answer_in_plain)

    assert failed(f"https://{address}/", allow=[address]).reason == "tls"


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl makes the certificate")
def test_a_certificate_that_nobody_vouches_for_is_not_trusted(raw_server, tmp_path):
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1"
    names = "-subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1 -keyout key -out certificate"
    subprocess.run([*command.split(), *names.split()], cwd=tmp_path, check=True, timeout=30)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(tmp_path / "certificate", tmp_path / "key")
    address = raw_server(lambda connection: context.wrap_socket(connection, server_side=True))

    error = failed(f"https://{address}/", allow=[address])

    assert (error.reason, error.may_pass) == ("tls", False)
    assert "CERTIFICATE_VERIFY_FAILED" in str(error)


def test_the_name_of_the_host_is_kept_in_tls_and_not_its_address(raw_server):
    heard = []

    def listen(connection):
        heard.append(connection.recv(4096))

    port = int(raw_server(listen).rpartition(":")[2])
    failed(
        f"https://paper.example:{port}/",
        allow=["paper.example"],
        resolver=lambda host, port, seconds: ["127.0.0.1"],
    )

    assert b"paper.example" in heard[0]


def test_a_body_that_breaks_off_is_a_failure(raw_server):
    def break_off(connection):
        connection.recv(4096)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")

    address = raw_server(break_off)

    assert failed(f"http://{address}/", allow=[address]).reason == "connection"


def test_compressed_data_that_break_off_are_a_failure(site):
    url = site.says("/", gzip.compress(b"page " * 9999)[:-9], Content_Encoding="gzip")

    assert failed(url, allow=site.allow).reason == "connection"


def test_what_is_not_http_is_a_failure(raw_server):
    address = raw_server(lambda connection: connection.sendall(b"220 mail ready\r\n\r\n"))

    assert failed(f"http://{address}/", allow=[address]).reason == "connection"


# Time


def drip(start, piece, pause):
    """A server that never stops: a start, then a piece at every pause."""

    def talk(connection):
        connection.recv(4096)
        connection.sendall(start)
        for _ in range(100):
            time.sleep(pause)
            connection.sendall(piece)

    return talk


@pytest.mark.parametrize(
    "talk",
    [
        drip(b"", b"", 0.05),
        drip(b"HTTP/1.1 200 OK\r\n", b"X-More: 1\r\n", 0.05),
        drip(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", b".", 0.05),
        drip(b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 100 Continue\r\n\r\n", 0.05),
    ],
    ids=["silence", "headers", "body", "interim answers"],
)
def test_the_time_limit_holds_for_the_whole_fetch(raw_server, talk):
    address = raw_server(talk)
    begun = time.monotonic()

    error = failed(f"http://{address}/", allow=[address], limits=SHORT)

    assert (error.reason, error.may_pass) == ("timeout", True)
    assert "within 0.4 seconds" in str(error)
    assert time.monotonic() - begun < 1


def test_the_time_limit_holds_for_the_tls_handshake(raw_server):
    address = raw_server(lambda connection: time.sleep(1))

    assert failed(f"https://{address}/", allow=[address], limits=SHORT).reason == "timeout"


def test_the_time_limit_holds_for_resolving():
    begun = time.monotonic()

    def slow(host, port, seconds):
        raise TimeoutError

    assert failed("http://slow.example/", resolver=slow, limits=SHORT).reason == "timeout"
    assert time.monotonic() - begun < 1


def test_the_time_limit_holds_over_all_redirects(site, raw_server):
    address = raw_server(drip(b"", b"", 0.05))
    url = site.says("/", status=302, Location=f"http://{address}/")

    assert failed(url, allow=["127.0.0.1"], limits=SHORT).reason == "timeout"


# Size and type


def test_a_page_that_says_it_is_too_large_is_not_read(raw_server):
    def boast(connection):
        connection.recv(4096)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n")
        time.sleep(2)

    address = raw_server(boast)
    error = refused(f"http://{address}/", allow=[address])

    assert error.reason == "too_large"
    assert str(error) == "url: the page of 127.0.0.1 is larger than 100,000 bytes."


def test_an_endless_page_is_cut_off(raw_server):
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
    address = raw_server(drip(head, b"x" * 10_000, 0))

    assert refused(f"http://{address}/", allow=[address]).reason == "too_large"


@pytest.mark.parametrize("times", [1, 2], ids=["one member", "many members"])
def test_a_gzip_bomb_goes_off_in_a_small_space(site, times):
    bomb = gzip.compress(bytes(50_000_000)) * times
    url = site.says("/", bomb, Content_Encoding="gzip")

    tracemalloc.start()
    error = refused(url, allow=site.allow)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert error.reason == "too_large"
    assert peak < 5_000_000


@pytest.mark.parametrize(
    "content_type", ["application/pdf", "image/png", "application/json", "application/octet-stream"]
)
def test_what_is_not_text_is_refused_by_its_type(site, content_type):
    error = refused(site.says("/", b"%PDF-1.7", Content_Type=content_type), allow=site.allow)

    assert error.reason == "not_text"
    assert content_type in str(error)


def test_an_encoding_nobody_asked_for_is_refused(site):
    url = site.says("/", b"\x0b\x00", Content_Encoding="br")

    assert refused(url, allow=site.allow).reason == "not_text"


# Redirects


def test_redirects_are_followed_to_the_page(site):
    site.says("/old", status=301, Location="/new?x=1#top")
    site.says("/new?x=1", status=307, Location=site.address + "/last")
    site.says("/last", "here")

    page = fetch(site.address + "/old", allow=site.allow)

    assert (page.url_final, page.body) == (site.address + "/last", b"here")


def test_a_redirect_in_raw_utf8_is_followed(site):
    site.says("/old", status=302, Location="/خبر".encode().decode("latin-1"))
    site.says("/%D8%AE%D8%A8%D8%B1", "here")

    assert fetch(site.address + "/old", allow=site.allow).body == b"here"


def test_a_circle_of_redirects_is_refused(site):
    site.says("/a", status=302, Location="/b")
    site.says("/b", status=302, Location="/a#again")

    assert refused(site.address + "/a", allow=site.allow).reason == "redirect_loop"


def test_redirects_without_end_are_refused(site):
    for number in range(9):
        site.says(f"/{number}", status=302, Location=f"/{number + 1}")

    error = refused(site.address + "/0", allow=site.allow)

    assert error.reason == "too_many_redirects"
    assert len(site.asked) == SMALL.max_redirects + 1


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("file:///etc/passwd", "not_http"),
        ("ftp://127.0.0.1/", "not_http"),
        ("http://169.254.169.254/latest/meta-data/", "address_not_public"),
        ("//[::1]/", "address_not_public"),
        ("http://127.0.0.1:1/", "address_not_public"),
    ],
)
def test_a_redirect_is_judged_like_a_first_address(site, location, reason):
    url = site.says("/", status=302, Location=location)

    assert refused(url, allow=site.allow).reason == reason


def test_a_malformed_redirect_is_a_failure(site):
    url = site.says("/", status=302, Location="http://user:pass@127.0.0.1/")

    assert failed(url, allow=site.allow).reason == "bad_redirect"


def test_a_malformed_address_is_refused_before_anything_is_asked():
    with pytest.raises(AddressNotAllowed):
        fetch("gopher://example.com/")
