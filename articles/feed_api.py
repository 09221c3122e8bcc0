"""The API of feeds: which there are, how they do, what came of their items."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Field, Query, Router, Schema

from articles import feeds
from articles.feed_models import LONGEST_WAIT, SHORTEST_WAIT, Feed, FeedItem
from articles.schemas import OutletOut
from articles.states import FeedHealth, ItemOutcome
from newsroom.answers import answer_one, answer_page
from newsroom.api_auth import Key, caller
from newsroom.cursors import FieldsQuery, PageQuery, page_of
from newsroom.endpoints import guarded_change
from newsroom.models import Scope
from newsroom.schemas import Flag, Strict, Time, Whole, Words, errors

router = Router(tags=["Feeds"])
Values = dict[str, Any]
READ, ADMIN = Key(Scope.READ), Key(Scope.ADMIN)


class FeedChange(Strict):
    """What may be said of a feed; what is left out stays as it is."""

    url: Words | None = Field(None, max_length=4096, examples=["https://daily.example/feed.xml"])
    outlet: Words | None = Field(
        None, max_length=500, description="Empty: each page says it itself.", examples=["Watan"]
    )
    every_minutes: Whole | None = Field(None, ge=SHORTEST_WAIT, le=LONGEST_WAIT)
    takes_full_text: Flag | None = None
    paused: Flag | None = Field(None, description="One that is started again is polled at once.")


class FeedIn(Strict):
    """A new feed. It is polled at once, and what it is found out then."""

    url: Words = Field(max_length=4096, examples=["https://daily.example/feed.xml"])
    outlet: Words = Field(
        "", max_length=500, description="Empty: each page says it itself.", examples=["Watan"]
    )
    every_minutes: Whole = Field(
        15, ge=SHORTEST_WAIT, le=LONGEST_WAIT, description="The feed may ask for a longer wait."
    )
    takes_full_text: Flag = Field(
        True,
        description="Where the feed has the whole text, and the outlet is named, no page is asked.",
    )


class LookIn(Strict):
    """Where a feed may be."""

    url: Words = Field(max_length=4096, examples=["https://daily.example/feed.xml"])


class SeenItemOut(Schema):
    """An item as it would come in."""

    url: str
    title: str
    published_at: Time | None
    has_text: bool = Field(description="Whether the feed has the whole article.")
    refused: str | None = Field(description="Why it wouldn't come in.")


class FeedLookOut(Schema):
    """What a feed holds now; nothing of it was stored."""

    url: str = Field(description="Where it is, after redirects that hold for good.")
    format: str = Field(description="Such as rss20, atom10, json11.")
    title: str
    number: int = Field(description="How many items it has.")
    items: list[SeenItemOut] = Field(description="The first ten at most; fewer of long ones.")


class FeedOut(Schema):
    """A feed, and how it does."""

    id: UUID
    url: str
    title: str = Field(description="As the feed says; empty before the first poll.")
    format: str = Field(description="Such as rss20, atom10, json11.")
    outlet: OutletOut | None
    every_minutes: int
    takes_full_text: bool
    paused: bool
    paused_because: str | None = Field(description="Where nobody has paused it: `410 Gone`.")
    revision: int = Field(description="How often people changed it; what If-Match compares.")
    health: FeedHealth
    failures: int = Field(description="Polls that failed since the last that went well.")
    failure: str | None = Field(description="Which rule was broken, for programs.")
    error: str | None = Field(description="The same in a sentence.")
    moved_to: str | None = Field(description="Where it says it has moved for good; not followed.")
    items_a_day: float = Field(description="In the last week.")
    next_at: datetime | None = Field(description="When it is polled next; null: it is paused.")
    polled_at: datetime | None
    succeeded_at: datetime | None
    created_at: datetime


class FeedPage(Schema):
    """A page of feeds, the latest added first."""

    items: list[FeedOut]
    next: str | None
    previous: str | None


class FeedFilter(PageQuery, row=FeedOut):
    """Which feeds; all that is given must hold."""

    health: FeedHealth | None = None
    outlet: UUID | None = Field(None, description="The outlet's id.")


class FeedQuery(FieldsQuery, row=FeedOut):
    """Which members of a feed."""


class FeedItemOut(Schema):
    """An item of a feed, and what came of it."""

    id: UUID
    url: str
    title: str
    outcome: ItemOutcome
    reason: str | None = Field(description="Why it was refused.")
    ingestion: str | None = Field(description="Where to ask how far its article has come.")
    created_at: datetime = Field(description="When it was seen first.")


class FeedItemPage(Schema):
    """A page of items, those seen last first."""

    items: list[FeedItemOut]
    next: str | None
    previous: str | None


class FeedItemFilter(PageQuery, row=FeedItemOut):
    """Which items."""

    outcome: ItemOutcome | None = None


COLUMNS = (
    "id",
    "url",
    "title",
    "format",
    "outlet",
    "outlet__name",
    "every_minutes",
    "takes_full_text",
    "paused",
    "paused_because",
    "revision",
    "failures",
    "failure",
    "error",
    "moved_to",
    "items_a_day",
    "next_at",
    "polled_at",
    "succeeded_at",
    "created_at",
)
ITEM_COLUMNS = ("id", "url", "title", "outcome", "reason", "ingestion", "created_at")


@router.get("feeds", auth=READ, response={200: FeedPage, **errors(422)})
def list_feeds(request: HttpRequest, query: Query[FeedFilter]) -> HttpResponse:
    """Feeds and how they do, the latest added first."""
    found = Feed.objects.with_pace()
    if query.health:
        found = found.in_health(query.health)
    if query.outlet:
        found = found.filter(outlet=query.outlet)
    return answer_page(request, page_of(found, COLUMNS, _row, query))


@router.post("feeds", auth=ADMIN, response={201: FeedOut, **errors(422)})
def add_feed(request: HttpRequest, new: FeedIn) -> HttpResponse:
    """Poll a feed from now on: each item's article comes in once.

    The answer means that the address may be fetched; whether there is a feed, `health` says after
    the first poll.
    """
    made = feeds.add_feed(**new.model_dump(), by=caller(request))
    location = reverse("api:get_feed", args=[made.pk])
    row = _values(made.pk)
    return answer_one(request, row, revision=row["revision"], status=201, location=location)


# Before the feeds' own addresses, or it would be taken for an id.
@router.post("feeds/look", auth=ADMIN, response={200: FeedLookOut, **errors(413, 422)})
def look_at_feed(request: HttpRequest, look: LookIn) -> HttpResponse:
    """What would come in from an address: it is fetched and read, and nothing is stored.

    A page that is no feed is refused; `detail` has the feeds that it names.
    """
    seen = feeds.preview(look.url, by=caller(request))
    body = {
        "url": seen.url,
        "format": seen.content.format,
        "title": seen.content.title,
        "number": seen.content.number,
        "items": [
            {
                "url": item.url,
                "title": item.title,
                "published_at": item.published_at,
                "has_text": bool(item.text),
                "refused": item.refused or None,
            }
            for item in seen.content.items
        ],
    }
    return answer_one(request, body)


@router.get("feeds/{feed_id}", auth=READ, response={200: FeedOut, **errors(404, 422)})
def get_feed(request: HttpRequest, feed_id: UUID, query: Query[FeedQuery]) -> HttpResponse:
    """A feed. Its ETag begins with its revision, which alone guards a change."""
    row = _values(feed_id)
    return answer_one(request, query.only(row), revision=row["revision"])


@router.patch("feeds/{feed_id}", auth=ADMIN, response={200: FeedOut, **errors(404, 412, 422)})
def change_feed(request: HttpRequest, feed_id: UUID, change: FeedChange) -> HttpResponse:
    """Change a feed, pause it, or start it again."""
    sent = {name: value for name, value in change.model_dump().items() if value is not None}
    row = guarded_change(
        request,
        Feed.objects.filter(pk=feed_id),
        lambda: _values(feed_id),
        lambda: feeds.change_feed(feed_id, sent, by=caller(request)),
        by_revision=True,
    )
    return answer_one(request, row, revision=row["revision"])


@router.delete("feeds/{feed_id}", auth=ADMIN, response={204: None, **errors(404)})
def remove_feed(request: HttpRequest, feed_id: UUID) -> HttpResponse:
    """Poll a feed no more. The articles that it brought stay."""
    _values(feed_id)
    feeds.remove_feed(feed_id, by=caller(request))
    return HttpResponse(status=204)


@router.post("feeds/{feed_id}/poll", auth=ADMIN, response={202: FeedOut, **errors(404, 409)})
def poll_feed(request: HttpRequest, feed_id: UUID) -> HttpResponse:
    """Poll a feed without waiting for its time; `polled_at` says when that was done."""
    _values(feed_id)
    feeds.poll_now(feed_id, by=caller(request))
    row = _values(feed_id)
    return answer_one(request, row, revision=row["revision"], status=202)


@router.get("feeds/{feed_id}/items", auth=READ, response={200: FeedItemPage, **errors(404, 422)})
def list_feed_items(
    request: HttpRequest, feed_id: UUID, query: Query[FeedItemFilter]
) -> HttpResponse:
    """What came of a feed's items, those seen last first."""
    if not Feed.objects.filter(pk=feed_id).exists():
        raise Http404
    found = FeedItem.objects.filter(feed=feed_id)
    if query.outcome:
        found = found.filter(outcome=query.outcome)
    return answer_page(request, page_of(found, ITEM_COLUMNS, _item, query))


def _values(feed_id: UUID) -> Values:
    """A feed's row, in one query. Raises: Http404."""
    found = Feed.objects.with_pace().filter(pk=feed_id).values(*COLUMNS).first()
    if found is None:
        raise Http404
    return _row(found)


def _row(values: Values) -> Values:
    name = values.pop("outlet__name")
    feed = Feed(**{n: values[n] for n in ("paused", "failures", "succeeded_at")})
    return {
        **values,
        "outlet": {"id": values["outlet"], "name": name} if values["outlet"] else None,
        "health": feed.health,
        "items_a_day": round(values["items_a_day"], 1),
        "next_at": None if values["paused"] else values["next_at"],
        **{n: values[n] or None for n in ("paused_because", "failure", "error", "moved_to")},
    }


def _item(values: Values) -> Values:
    ingestion = values["ingestion"]
    return {
        **values,
        "reason": values["reason"] or None,
        "ingestion": reverse("api:get_ingestion", args=[ingestion]) if ingestion else None,
    }
