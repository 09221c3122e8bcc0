"""Addresses: what is the same page, and what is no address at all."""

import pytest

from articles.errors import AddressNotAllowed
from articles.urls import canonical_url, host_of


@pytest.mark.parametrize(
    ("given", "canonical"),
    [
        ("HTTPS://Example.COM:443/News", "https://example.com/News"),
        ("http://example.com", "http://example.com/"),
        ("http://example.com:80/?", "http://example.com/"),
        ("http://example.com:8080/", "http://example.com:8080/"),
        ("http://example.com./a", "http://example.com/a"),
        ("https://example.com/a/../b/./c", "https://example.com/b/c"),
        ("https://example.com/a#comments", "https://example.com/a"),
        ("  https://example.com/a\n", "https://example.com/a"),
        ("https://example.com/%d8%ae%7e", "https://example.com/%D8%AE~"),
        ("https://example.com/خبر", "https://example.com/%D8%AE%D8%A8%D8%B1"),
        ("http://[2606:4700::1]:80/x", "http://[2606:4700::1]/x"),
        ("https://straße.de/", "https://xn--strae-oqa.de/"),
        ("https://خبر.مثال/", "https://xn--ngblk.xn--mgbh0fb/"),
    ],
)
def test_one_page_has_one_spelling(given, canonical):
    assert canonical_url(given) == canonical


def test_what_only_tracks_the_reader_is_dropped():
    url = "https://example.com/a?utm_source=x&id=5&fbclid=I&UTM_Medium=m&gclid=1&mc_cid=2"

    assert canonical_url(url) == "https://example.com/a?id=5"


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/?cid=12&ref=7&source=rss&eid=9",
        "https://example.com/?b=2&a=1",
        "https://example.com/?q=a+b&empty=&flag",
        "https://example.com/a/",
        "https://www.example.com/a",
        "https://example.com/a%2Fb;v=1",
    ],
)
def test_what_may_select_another_page_stays(url):
    assert canonical_url(url) == url


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("", "not_http"),
        ("example.com/a", "not_http"),
        ("ftp://example.com/", "not_http"),
        ("file:///etc/passwd", "not_http"),
        ("javascript:alert(1)", "not_http"),
        ("http:///path", "not_http"),
        ("http://user:secret@example.com/", "userinfo"),
        ("http://example.com@127.0.0.1/", "userinfo"),
        ("http://example.com/\u202egpj.exe", "invalid_url"),
        ("http://exa\u200bmple.com/", "invalid_url"),
        ("http://example.com/a\x00b", "invalid_url"),
        ("http://example.com/a\r\nHost: x", "invalid_url"),
        ("http://example.com\\@other.com/", "invalid_url"),
        ("http://exa mple.com/", "invalid_url"),
        ("http://example.com:99999/", "invalid_url"),
        ("http://example.com:port/", "invalid_url"),
        ("http://[::1/", "invalid_url"),
        ("http://[fe80::1%25eth0]/", "invalid_url"),
        ("http://-example.com/", "invalid_url"),
        ("http://a..b/", "invalid_url"),
        ("http://example.com/" + "a" * 5000, "too_long"),
    ],
)
def test_what_is_no_address_is_refused_with_its_rule(url, reason):
    with pytest.raises(AddressNotAllowed, match=r"^url: ") as refusal:
        canonical_url(url)

    assert refusal.value.reason == reason


def test_a_canonical_address_is_its_own_canonical_form():
    once = canonical_url("HTTP://Example.com:80/%7ea/../خبر?utm_id=3&x=%C3%a9")

    assert canonical_url(once) == once


def test_an_outlets_domain_reads_as_people_write_it():
    assert host_of("https://www.xn--ngblk.xn--mgbh0fb/a") == "خبر.مثال"
