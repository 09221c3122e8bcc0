"""From the bytes of a feed to its items: RSS 0.9 to 2.0, RDF, Atom, JSON Feed 1.0 and 1.1.

feedparser reads the XML, which is what it is good at: feeds are broken in every way there is. It
is given the text from the root element on, decoded by `articles.charsets`: so it fetches nothing,
guesses no charset, and meets no document type, whose entities could grow without end.
"""

import hashlib
import io
import re
from calendar import timegm
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import urljoin

import feedparser
import orjson
from lxml import etree  # type: ignore[import-untyped]
from lxml.html import HTMLParser, document_fromstring  # type: ignore[import-untyped]
from pydantic import BaseModel, Field, ValidationError

from articles.charsets import decode
from articles.dates import parse_news_date
from articles.errors import NotAFeed
from articles.urls import canonical_url
from newsroom.errors import AddressNotAllowed
from sources.names import fold

# Of the newest, which stand first; feeds that list more list their archive.
MOST_ITEMS: Final = 1000
# feedparser takes up to four seconds for as many; a feed of a thousand items has some 20,000.
MOST_TAGS: Final = 50_000
# A text with fewer letters may be a summary.
SHORTEST_FULL_TEXT: Final = 500
LONGEST_TITLE: Final = 500
OLDEST: Final = datetime(1990, 1, 1, tzinfo=UTC)
# Clocks differ; what lies further ahead is no date of publication.
AHEAD: Final = timedelta(hours=1)

# Of a preview somebody waits for, so that little of a long feed is parsed.
PREVIEW_TAGS: Final = 2_000

_ROOT = re.compile(r"<(?:[A-Za-z][\w.-]*:)?(?:rss|feed|RDF)(?=[\s>/])")
_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_ITEM = re.compile(r"<(?:[A-Za-z][\w.-]*:)?(?:item|entry)(?=[\s>/])")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_TAG = re.compile(r"<[^<>]{0,1000}>")
_NOT_SHOWN = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff<>]")
_CUT_SHORT = re.compile(
    r"(?:…|\.\.\.|\[…\]|\[\.\.\.\]|read more|continue reading|اقرأ المزيد|المزيد|lire la suite)"
    r"[\s.»›>\])]*\Z",
    re.IGNORECASE,
)
_PERIODS = {"hourly": 60, "daily": 1440, "weekly": 10_080, "monthly": 43_200, "yearly": 525_600}
_FEED_TYPES = frozenset(
    {"application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml"}
)


@dataclass(frozen=True, slots=True)
class OfferedFeed:
    """A feed that a page names as its own."""

    url: str
    title: str


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a feed.

    url is canonical, empty where there is none; text is the whole article, as HTML if
    `is_html`, or empty. refused says why it can't become an article, or is empty.
    """

    key: str
    url: str = ""
    title: str = ""
    text: str = ""
    is_html: bool = True
    published_at: datetime | None = None
    changed: str = ""
    refused: str = ""


@dataclass(frozen=True, slots=True)
class FeedContent:
    """What a feed says. minutes is how long it asks to be left alone; 0 if it doesn't.

    number is how many items it has, of which `items` may be the first.
    """

    format: str
    title: str
    items: list[Item]
    minutes: int = 0
    number: int = 0


def read_feed(
    body: bytes,
    *,
    url: str,
    charset: str | None = None,
    now: datetime | None = None,
    most: int = MOST_ITEMS,
) -> FeedContent:
    """Read a feed that came from `url`; its items stand as in the feed, mostly the newest first.

    Args: charset is the one of the HTTP header. With `most`, no more than so many items are
        read, and of XML fewer where they are long: for a look, not for a poll.
    Raises: NotAFeed with `empty`, `not_a_feed` (its `feeds` are those that a page names) or
        `too_large`.
    """
    text, _ = decode(body, charset)
    if not text.strip():
        raise NotAFeed("empty", "url: there is nothing in the feed.")
    now = now or datetime.now(UTC)
    if text.lstrip("\ufeff \t\r\n").startswith("{"):
        return _read_json(text, url, now, most)
    root, page = _ROOT.search(text), _HTML.search(text)
    if root is None or (page and page.start() < root.start()):
        raise _no_feed(text, url, is_page=page is not None)
    if text.count("<") > MOST_TAGS * 2:
        raise NotAFeed("too_large", f"url: the feed has more than {MOST_TAGS:,} elements.")
    return _read_xml(_NOT_IN_XML.sub("", text[root.start() :]), url, now, most)


def _first_items(text: str, starts: list[int], most: int) -> str:
    """A feed that ends behind its first items, and is small enough to be parsed at once."""
    ends = [*starts, len(text)]
    tags = [text.count("<", 0, end) for end in ends[: most + 1]]
    kept = max((n for n, count in enumerate(tags) if count <= PREVIEW_TAGS), default=0)
    root = _ROOT.match(text)
    assert root
    name = root.group()[1:]
    closing = "</channel></rss>" if name == "rss" else f"</{name}>"
    return text if kept == len(starts) else text[: ends[kept]] + closing


def _read_xml(text: str, url: str, now: datetime, most: int) -> FeedContent:
    starts = [found.start() for found in _ITEM.finditer(text)]
    if most < MOST_ITEMS:
        text = _first_items(text, starts, most)
    try:
        found = feedparser.parse(
            io.BytesIO(text.encode(errors="replace")),
            response_headers={
                "content-type": "application/xml; charset=utf-8",
                "content-location": url,
            },
            # Texts go through our own extraction; nothing of them is shown.
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except Exception as error:
        said = f"url: the feed can't be read ({type(error).__name__})."
        raise NotAFeed("not_a_feed", said) from error
    if not found.version and not found.entries and not found.feed:
        raise NotAFeed("not_a_feed", "url: this is no feed: it has neither a title nor items.")
    feed: Mapping[str, Any] = found.feed
    return FeedContent(
        format=found.version or "xml",
        title=shown(feed.get("title")),
        items=[_xml_item(entry, url, now) for entry in found.entries[:most]],
        minutes=_minutes(feed),
        number=len(starts),
    )


def _xml_item(entry: Mapping[str, Any], feed_url: str, now: datetime) -> Item:
    texts = [part for part in entry.get("content", []) if part.get("value")]
    whole: Mapping[str, Any] = max(texts, key=lambda part: len(part["value"]), default={})
    # Asked for what isn't there, feedparser's own dictionary gives something like it.
    said = dict(entry.items())
    published = said.get("published_parsed") or said.get("updated_parsed")
    return _item(
        named=entry.get("id") or "",
        link=entry.get("feedburner_origlink") or entry.get("link") or "",
        feed_url=feed_url,
        title=shown(entry.get("title")),
        text=str(whole.get("value", "")),
        is_html=whole.get("type") != "text/plain",
        published_at=_believed(_moment(published, str(entry.get("published") or "")), now),
        changed=str(said.get("updated") or ""),
    )


def _moment(parsed: Any, written: str) -> datetime | None:
    """A date as feedparser has read it, or as a newspaper writes it: 28 تشرين الثاني 2026."""
    try:
        if parsed:
            return datetime.fromtimestamp(timegm(parsed), UTC)
    except (OverflowError, ValueError, OSError):
        return None
    return parse_news_date(written) if written else None


def _minutes(feed: Mapping[str, Any]) -> int:
    """How long a feed asks to be left alone: RSS `ttl`, or the syndication module's period."""
    ttl = str(feed.get("ttl") or "").strip()
    if re.fullmatch(r"[0-9]{1,6}", ttl):
        return int(ttl)
    period = _PERIODS.get(str(feed.get("sy_updateperiod") or "").strip().lower(), 0)
    often = str(feed.get("sy_updatefrequency") or "1").strip()
    return period // max(1, int(often)) if re.fullmatch(r"[0-9]{1,4}", often) else period


class JsonFeedItem(BaseModel):
    """An item as JSON Feed 1.1 has it, as far as it is read; ids of numbers are seen too."""

    id: str | int | float
    url: str | None = None
    external_url: str | None = None
    title: str | None = None
    content_html: str | None = None
    content_text: str | None = None
    date_published: str | None = None
    date_modified: str | None = None


class JsonFeed(BaseModel):
    """A feed as JSON Feed 1.1 has it, as far as it is read."""

    version: str = Field(pattern=r"^https?://(www\.)?jsonfeed\.org/version/1")
    title: str = ""
    items: list[Any]


def _read_json(text: str, url: str, now: datetime, most: int) -> FeedContent:
    try:
        feed = JsonFeed.model_validate(orjson.loads(text.encode(errors="replace")))
    except orjson.JSONDecodeError as error:
        raise NotAFeed("not_a_feed", f"url: this is no feed: no valid JSON: {error}.") from error
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(map(str, first["loc"])) or "the whole"
        said = f"url: this is no JSON Feed: {field}: {first['msg']}."
        raise NotAFeed("not_a_feed", said) from error
    return FeedContent(
        format=f"json{feed.version.rpartition('/')[2].replace('.', '')}"[:40],
        title=shown(feed.title),
        items=[_json_item(values, url, now) for values in feed.items[:most]],
        number=len(feed.items),
    )


def _json_item(values: Any, feed_url: str, now: datetime) -> Item:
    try:
        item = JsonFeedItem.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(map(str, first["loc"])) or "item"
        key = _key(repr(values))
        return Item(key, refused=f"{field}: {first['msg']}.")
    written = item.date_published or item.date_modified or ""
    return _item(
        named=str(item.id),
        link=item.url or item.external_url or "",
        feed_url=feed_url,
        title=shown(item.title),
        text=item.content_html or item.content_text or "",
        is_html=bool(item.content_html),
        published_at=_believed(parse_news_date(written) if written else None, now),
        changed=item.date_modified or "",
    )


def _item(
    *,
    named: str,
    link: str,
    feed_url: str,
    title: str,
    text: str,
    is_html: bool,
    published_at: datetime | None,
    changed: str,
) -> Item:
    """An item, judged: an address that may be fetched, and a text only if it is the whole."""
    text = text if _is_whole(text, is_html=is_html) else ""
    url, refused = "", ""
    if link.strip():
        try:
            url = canonical_url(urljoin(feed_url, link.strip()))
        except (AddressNotAllowed, ValueError) as error:
            refused = str(error)
    elif not text:
        refused = "url: the item has neither an address nor its whole text."
    return Item(
        key=_key(named.strip() or url or title + text),
        url=url,
        title=title,
        text=text,
        is_html=is_html,
        published_at=published_at,
        changed=changed[:100],
        refused=refused,
    )


def _is_whole(text: str, *, is_html: bool) -> bool:
    """Whether a text is long enough for an article and doesn't end with "read more"."""
    plain = _TAG.sub(" ", text) if is_html else text
    plain = plain.replace("&hellip;", "…").replace("&#8230;", "…").rstrip()
    return sum(map(str.isalpha, plain)) >= SHORTEST_FULL_TEXT and not _CUT_SHORT.search(plain)


def _believed(moment: datetime | None, now: datetime) -> datetime | None:
    return moment if moment and OLDEST <= moment <= now + AHEAD else None


def _key(words: str) -> str:
    return hashlib.sha256(words.encode(errors="replace")).hexdigest()


def shown(title: Any) -> str:
    """A title as it may be shown: one line without markup and invisible characters, or empty."""
    plain = _NOT_SHOWN.sub(" ", _TAG.sub("", str(title or "")))
    plain = " ".join(plain.split())[:LONGEST_TITLE].strip()
    return plain if fold(plain) else ""


def _no_feed(text: str, url: str, *, is_page: bool) -> NotAFeed:
    if not is_page:
        return NotAFeed("not_a_feed", "url: this is no feed: neither RSS nor Atom nor JSON Feed.")
    feeds = _offered(text, url)
    if not feeds:
        return NotAFeed("not_a_feed", "url: this is a page, and it names no feed of its own.")
    names = ", ".join(feed.url for feed in feeds)
    said = f"url: this is a page, not a feed; the feeds that it names are {names}."
    return NotAFeed("not_a_feed", said, feeds=feeds)


def _offered(text: str, url: str) -> list[OfferedFeed]:
    """The feeds in a page's head, by `<link rel="alternate">`; at most ten."""
    try:
        parser = HTMLParser(encoding="utf-8", collect_ids=False)
        tree = document_fromstring(text.encode(errors="replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return []
    found: dict[str, OfferedFeed] = {}
    for link in _alternates(tree):
        try:
            address = canonical_url(urljoin(url, link.get("href", "")))
        except (AddressNotAllowed, ValueError):
            continue
        found.setdefault(address, OfferedFeed(address, shown(link.get("title"))))
    return list(found.values())[:10]


def _alternates(tree: Any) -> Iterable[Any]:
    links: Sequence[Any] = tree.xpath("//link[@href]")
    return (
        link
        for link in links
        if "alternate" in link.get("rel", "").lower().split()
        and link.get("type", "").strip().lower() in _FEED_TYPES
    )
