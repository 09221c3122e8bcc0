"""Verdicts as an Atom feed, by Django's syndication framework, an entry at a time."""

import io
from collections.abc import Iterator
from datetime import datetime
from xml.sax.xmlreader import AttributesImpl

from django.utils.feedgenerator import Atom1Feed
from django.utils.xmlutils import SimplerXMLGenerator

from claims.exports.in_json import claim_review, in_blocks
from claims.exports.rows import Telling, Values


class _Entries(Atom1Feed):
    """A feed that knows when it was last changed without holding its entries."""

    changed_at: datetime

    def latest_post_date(self) -> datetime:
        return self.changed_at


def verdict_feed(rows: Iterator[Values], telling: Telling) -> Iterator[bytes]:
    """Atom: an entry for each verdict that stands."""

    def parts() -> Iterator[bytes]:
        first = next(rows, None)
        feed = _Entries(
            title=f"{telling.newsroom}: verdicts",
            link=f"{telling.base}/claims/",
            description="",
            feed_url=f"{telling.base}/api/v1/exports/stream/atom",
            author_name=telling.newsroom,
        )
        # Sorted by when they last changed, the latest first.
        feed.changed_at = first["updated_at"] if first else datetime.fromtimestamp(0).astimezone()
        buffer = io.StringIO()
        writer = SimplerXMLGenerator(buffer, "utf-8", short_empty_elements=True)
        writer.startDocument()
        writer.startElement("feed", AttributesImpl(feed.root_attributes()))
        feed.add_root_elements(writer)
        row = first
        while row is not None:
            _add(feed, row, telling)
            item = feed.items.pop()
            writer.startElement("entry", AttributesImpl(feed.item_attributes(item)))
            feed.add_item_elements(writer, item)
            writer.endElement("entry")
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
            row = next(rows, None)
        writer.endElement("feed")
        yield buffer.getvalue().encode()

    return in_blocks(parts())


def _add(feed: _Entries, row: Values, telling: Telling) -> None:
    review = claim_review(row, telling)
    rating = review["reviewRating"]["alternateName"]
    feed.add_item(
        title=f"{rating}: {row['text']}",
        link=review["url"],
        description=row["verdict"]["rationale"],
        pubdate=datetime.fromisoformat(row["verdict"]["at"]),
        updateddate=row["updated_at"],
        unique_id=f"urn:uuid:{row['verdict']['id']}",
        categories=[row["status"]],
        author_name=telling.newsroom,
    )
