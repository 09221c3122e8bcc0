"""Reading feeds: what each kind says, and what is refused."""

import time
from datetime import UTC, datetime

import orjson
import pytest

from articles.errors import NotAFeed
from articles.feed_reading import read_feed

URL = "https://daily.example/feed.xml"
NOW = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)
WHOLE = "<p>" + "قالت الوزارة إن الأسعار ستنخفض في الشهر المقبل. " * 20 + "</p>"


def rss(items="", channel="", head='<?xml version="1.0" encoding="utf-8"?>'):
    return (
        f'{head}<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"><channel>'
        f"<title>وطن</title>{channel}{items}</channel></rss>"
    )


def item(link="/1", **fields):
    parts = {"title": "خبر", "link": link, **fields}
    return (
        "<item>"
        + "".join(f"<{k.replace('_', ':')}>{v}</{k.replace('_', ':')}>" for k, v in parts.items())
        + "</item>"
    )


def read(feed, **options):
    body = feed if isinstance(feed, bytes) else feed.encode()
    return read_feed(body, url=URL, now=NOW, **options)


def only(feed, **options):
    (found,) = read(feed, **options).items
    return found


def refused(feed, **options):
    with pytest.raises(NotAFeed, match=r"^url: ") as refusal:
        read(feed, **options)
    return refusal.value


def test_an_rss_item_has_address_title_and_date():
    found = only(rss(item(pubDate="Sat, 28 Nov 2026 10:30:00 +0200")))

    assert (found.url, found.title) == ("https://daily.example/1", "خبر")
    assert found.published_at == datetime(2026, 11, 28, 8, 30, tzinfo=UTC)


def test_an_atom_entry_says_when_it_changed():
    found = only(
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>W</title><entry><id>tag:1</id>'
        '<title>News</title><link href="https://daily.example/1?utm_source=feed"/>'
        "<updated>2026-11-28T10:00:00Z</updated></entry></feed>"
    )

    assert (found.url, found.changed) == ("https://daily.example/1", "2026-11-28T10:00:00Z")
    assert found.published_at == datetime(2026, 11, 28, 10, 0, tzinfo=UTC)


def test_rdf_is_read():
    found = only(
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns="http://purl.org/rss/1.0/"><channel><title>W</title></channel>'
        '<item rdf:about="https://daily.example/1"><title>News</title>'
        "<link>https://daily.example/1</link></item></rdf:RDF>"
    )

    assert found.url == "https://daily.example/1"


def test_a_json_feed_is_read():
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Watan",
        "items": [
            {"id": 7, "url": "/7", "title": "News", "date_published": "2026-11-28T10:00:00+02:00"}
        ],
    }
    content = read(orjson.dumps(feed))

    assert (content.format, content.title) == ("json11", "Watan")
    assert content.items[0].url == "https://daily.example/7"
    assert content.items[0].published_at == datetime(2026, 11, 28, 8, 0, tzinfo=UTC)


def test_a_broken_item_of_a_json_feed_is_refused_alone():
    feed = {"version": "https://jsonfeed.org/version/1", "items": [{"url": "/1"}, {"id": "2"}, 3]}
    first, second, third = read(orjson.dumps(feed)).items

    assert first.refused.startswith("id: ")
    assert "neither an address nor" in second.refused
    assert third.refused


@pytest.mark.parametrize(
    ("feed", "words"),
    [
        (b'{"version": "https://jsonfeed.org/version/1"', "no valid JSON"),
        (b'{"version": "2", "items": []}', "version: "),
        (b'{"version": "https://jsonfeed.org/version/1", "items": 3}', "items: "),
        (b"The river rose.", "neither RSS nor Atom"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "neither RSS nor Atom"),
    ],
)
def test_what_is_no_feed_is_refused(feed, words):
    error = refused(feed)

    assert error.reason == "not_a_feed"
    assert words in str(error)


def test_an_empty_answer_is_no_feed():
    assert refused(b" \n").reason == "empty"


def test_a_page_offers_the_feeds_that_it_names():
    error = refused(
        "<!doctype html><html><head><link rel='alternate' type='application/rss+xml' "
        "title='الأخبار' href='/rss'><link rel=alternate type='application/feed+json' href='/j'>"
        "<link rel='alternate' hreflang='ar' href='/ar'><link rel=alternate "
        "type='application/rss+xml' href='javascript:alert(1)'></head><body><rss></body></html>"
    )

    assert [(f.url, f.title) for f in error.feeds] == [
        ("https://daily.example/rss", "الأخبار"),
        ("https://daily.example/j", ""),
    ]
    assert "https://daily.example/rss" in str(error)


def test_a_page_without_feeds_says_so():
    assert "names no feed" in str(refused("<html><body>News</body></html>"))


def test_a_feed_sent_after_a_warning_of_its_server_is_read():
    assert only("Warning: mysql on line 3\n" + rss(item())).url


# Text in the feed


def test_the_whole_text_of_an_article_is_taken():
    found = only(rss(item(content_encoded=f"<![CDATA[{WHOLE}]]>")))

    assert "ستنخفض" in found.text
    assert found.is_html


@pytest.mark.parametrize("end", ["…", "[...]", "Read more »", "اقرأ المزيد", "&hellip;"])
def test_a_text_that_is_cut_short_is_not_the_whole(end):
    assert not only(rss(item(content_encoded=f"<![CDATA[{WHOLE}{end}]]>"))).text


def test_a_summary_is_not_the_whole():
    assert not only(rss(item(description=f"<![CDATA[{WHOLE}]]>"))).text


def test_an_item_without_address_needs_its_whole_text():
    bare = "<item><title>News</title><guid isPermaLink='false'>7</guid>{}</item>"

    assert "neither an address" in only(rss(bare.format(""))).refused
    full = only(rss(bare.format(f"<content:encoded><![CDATA[{WHOLE}]]></content:encoded>")))
    assert (full.refused, full.url) == ("", "")


# Bad feeds


@pytest.mark.parametrize("link", ["javascript:alert(1)", "ftp://daily.example/1", "http://a b/"])
def test_an_address_that_cant_be_fetched_refuses_its_item_alone(link):
    first, second = read(rss(item(link) + item("/2"))).items

    assert first.refused.startswith("url: ")
    assert second.url == "https://daily.example/2"


def test_entities_dont_grow():
    bomb = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    head = f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "lol">{bomb}]>'
    began = time.monotonic()

    found = only(rss(item(title="&l9;"), head=head))

    assert len(found.title) < 20
    assert time.monotonic() - began < 1


def test_an_external_entity_is_not_read():
    head = '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/hostname">]>'

    assert only(rss(item(title="&x;"), head=head)).title in ("", "&x;")


def test_too_many_elements_are_refused_before_they_are_read():
    began = time.monotonic()

    assert refused(rss("<a>" * 300_000)).reason == "too_large"
    assert time.monotonic() - began < 2


def test_of_an_archive_the_first_thousand_items_are_read():
    assert len(read(rss("".join(item(f"/{n}") for n in range(1010)))).items) == 1000


@pytest.mark.parametrize(
    ("charset", "declared", "header"),
    [
        ("windows-1256", "windows-1256", None),
        ("windows-1256", "utf-8", None),
        ("windows-1256", "utf-8", "iso-8859-1"),
        ("utf-16", "utf-16", None),
        ("utf-8", "windows-1256", "windows-1256"),
    ],
)
def test_arabic_is_read_whatever_the_label_says(charset, declared, header):
    feed = rss(
        item(title="قالت الوزارة إن الأسعار ستنخفض"),
        head=f'<?xml version="1.0" encoding="{declared}"?>',
    )

    found = only(feed.encode(charset), charset=header)

    assert found.title == "قالت الوزارة إن الأسعار ستنخفض"


def test_controls_and_markup_leave_titles():
    title = "<![CDATA[\u202eNews\u0007 <b>of</b> \u2067today]]>"

    assert only(rss(item(title=title))).title == "News of today"


@pytest.mark.parametrize(
    "written", ["Sat, 28 Nov 2099 10:00:00 GMT", "Thu, 01 Jan 1970 00:00:00 GMT", "0001-01-01"]
)
def test_a_date_that_cant_be_is_none(written):
    assert only(rss(item(pubDate=written))).published_at is None


def test_an_arabic_date_is_read():
    found = only(rss(item(pubDate="27 تشرين الثاني 2026")))

    assert found.published_at == datetime(2026, 11, 27, tzinfo=UTC)


@pytest.mark.parametrize(
    ("channel", "minutes"),
    [
        ("<ttl>45</ttl>", 45),
        ("<ttl>soon</ttl>", 0),
        ("<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>", 360),
        ("<sy:updatePeriod>hourly</sy:updatePeriod>", 60),
        ("", 0),
    ],
)
def test_a_feed_says_how_often_it_may_be_asked(channel, minutes):
    assert read(rss(channel=channel)).minutes == minutes


def test_a_look_reads_the_first_items_and_counts_all():
    feed = rss("".join(item(f"/{n}") for n in range(30)))

    seen = read(feed, most=10)

    assert seen.items == read(feed).items[:10]
    assert (seen.title, seen.number) == ("وطن", 30)


def test_a_look_at_a_feed_of_very_many_elements_parses_few_of_them():
    feed = rss(item(description="<b>x</b>" * 20) * 1100)
    began = time.process_time()

    seen = read(feed, most=10)

    assert time.process_time() - began < 0.5
    assert (len(seen.items), seen.number) == (10, 1100)


def test_a_look_stops_before_an_item_that_is_too_long_for_it():
    feed = rss(item("/1") + item("/2", description="<b>x</b>" * 3000))

    assert [one.url for one in read(feed, most=10).items] == ["https://daily.example/1"]


def test_a_look_at_a_json_feed_reads_its_first_items():
    items = [{"id": str(n), "url": f"https://daily.example/{n}"} for n in range(30)]
    feed = orjson.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items})

    seen = read(feed, most=10)

    assert (len(seen.items), seen.number) == (10, 30)
