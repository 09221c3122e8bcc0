"""What people and programs do with feeds: look before, add, change, pause, look now, remove."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext

from articles.feed_models import LONGEST_WAIT, SHORTEST_WAIT, Feed
from articles.feed_reading import FeedContent, read_feed
from articles.fetching import FetchLimits, Wanted, fetch
from articles.urls import canonical_url, host_of
from newsroom.addresses import allow_rule, parse_url, reachable_addresses, resolve
from newsroom.after_commit import after_commit
from newsroom.errors import BadInput, Conflict
from newsroom.models import User
from newsroom.permissions import Action, all_or_nothing, require
from sources.names import check_name
from sources.workflows import outlet_named

FEEDS: Final = Wanted(
    "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, "
    "text/xml;q=0.9, application/json;q=0.8, text/html;q=0.5",
    frozenset(
        {
            "application/atom+xml",
            "application/feed+json",
            "application/json",
            "application/octet-stream",
            "application/rdf+xml",
            "application/rss+xml",
            "application/xhtml+xml",
            "application/xml",
            "text/html",
            "text/plain",
            "text/rss+xml",
            "text/xml",
        }
    ),
    "RSS, Atom and JSON Feed",
)
LIMITS: Final = FetchLimits(seconds=30, max_bytes=5 * 1024 * 1024)
# Somebody waits for it.
PREVIEW_LIMITS: Final = FetchLimits(seconds=15, max_bytes=LIMITS.max_bytes)
PREVIEW_ITEMS: Final = 10
NOT_ADDED: Final = "url: this feed is here already."


class FeedPaused(Conflict):
    """A paused feed isn't looked at."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What a feed holds now. url is where it is, after redirects that hold for good."""

    url: str
    content: FeedContent


def preview(url: str, *, by: User) -> Preview:
    """Fetch a feed and read its first items, storing nothing.

    Raises: NotPermitted; BadInput (AddressNotAllowed, FetchRefused, FetchFailed, NotAFeed, which
        has the feeds of a page that was given instead).
    """
    check_may_manage(by)
    fetched = fetch(canonical_url(url), limits=PREVIEW_LIMITS, wanted=FEEDS)
    content = read_feed(
        fetched.body, url=fetched.url_final, charset=fetched.charset, most=PREVIEW_ITEMS
    )
    return Preview(fetched.moved_to or fetched.url_requested, content)


@all_or_nothing
def check_may_manage(by: User) -> None:
    """Refuse whoever may not manage feeds. Raises: NotPermitted."""
    require(by, Action.MANAGE_FEEDS)


@all_or_nothing
def add_feed(
    url: str,
    *,
    by: User,
    outlet: str = "",
    every_minutes: int = 15,
    takes_full_text: bool = True,
) -> Feed:
    """Look at a feed again and again, from now on. What it is, the first look finds out.

    Raises: NotPermitted; BadInput, naming the field; FetchRefused and FetchFailed for an address
        that can't be reached from here.
    """
    require(by, Action.MANAGE_FEEDS)
    url = _checked_url(url)
    feed = Feed(
        url=url,
        every_minutes=_checked_minutes(every_minutes),
        takes_full_text=takes_full_text,
        added_by=by,
    )
    _set_outlet(feed, outlet)
    _store(feed)
    _look_at(feed)
    return feed


@all_or_nothing
def change_feed(feed_id: UUID, values: Mapping[str, Any], *, by: User) -> Feed:
    """Change a feed's address, outlet, wait or what it takes, or pause it and start it again.

    At a new address everything is asked for anew. Raises: NotPermitted; BadInput;
    Feed.DoesNotExist.
    """
    feed = _locked(feed_id, by)
    if "url" in values and (url := _checked_url(values["url"])) != feed.url:
        move_to(feed, url)
        feed.failures, feed.failure, feed.error = 0, "", ""
    if "outlet" in values:
        _set_outlet(feed, values["outlet"])
    if "every_minutes" in values:
        feed.every_minutes = _checked_minutes(values["every_minutes"])
    feed.takes_full_text = values.get("takes_full_text", feed.takes_full_text)
    if values.get("paused", feed.paused) != feed.paused:
        feed.paused, feed.paused_because = bool(values["paused"]), ""
        feed.failures, feed.failure, feed.error = 0, "", ""
        feed.next_at = timezone.now()
    feed.revision += 1
    _store(feed)
    if not feed.paused and feed.next_at <= timezone.now():
        _look_at(feed)
    return feed


def move_to(feed: Feed, url: str) -> None:
    """Let a feed be at another address, where nothing was seen yet; it isn't saved."""
    feed.url, feed.etag, feed.last_modified, feed.moved_to = url, "", "", ""
    feed.next_at = timezone.now()


@all_or_nothing
def poll_now(feed_id: UUID, *, by: User) -> Feed:
    """Look at a feed without waiting for its time. Raises: FeedPaused; Feed.DoesNotExist."""
    feed = _locked(feed_id, by)
    if feed.paused:
        raise FeedPaused(gettext("The feed is paused; start it first."))
    feed.next_at, feed.begun = timezone.now(), 0
    feed.save(update_fields=["next_at", "begun"])
    _look_at(feed)
    return feed


@all_or_nothing
def remove_feed(feed_id: UUID, *, by: User) -> None:
    """Look at a feed no more. The articles that it brought stay."""
    _locked(feed_id, by).delete()


def same_house(one: str, other: str) -> bool:
    """Whether two addresses are of one host, whatever the scheme and with or without `www.`."""
    return host_of(one) == host_of(other)


def _locked(feed_id: UUID, by: User) -> Feed:
    feed = Feed.objects.select_for_update(of=("self",)).get(pk=feed_id)
    require(by, Action.MANAGE_FEEDS, about=f"feed {feed.url}")
    return feed


def _store(feed: Feed) -> None:
    try:
        with transaction.atomic():
            feed.save()
    except IntegrityError as error:
        if "articles_feed_url" not in str(error):
            raise
        raise BadInput(NOT_ADDED) from error


def _look_at(feed: Feed) -> None:
    """Send it to a worker after the commit; if the broker is away, beat does it later."""
    from articles.tasks import poll_feed

    after_commit(poll_feed.delay, str(feed.pk))


def _set_outlet(feed: Feed, name: str) -> None:
    feed.outlet = outlet_named(check_name(name, field="outlet")) if name.strip() else None


def _checked_url(url: str) -> str:
    """An address that may be fetched; a private one only where the operator allows it."""
    canonical = canonical_url(url)
    parsed = parse_url(canonical)
    port = parsed.port or (443 if parsed.scheme == "https" else 80)
    rules = [allow_rule(entry) for entry in settings.MUSNAD_FETCH_ALLOW]
    reachable_addresses(parsed.host, port, rules=rules, resolver=resolve, seconds=5)
    return canonical


def _checked_minutes(minutes: int) -> int:
    if not SHORTEST_WAIT <= minutes <= LONGEST_WAIT:
        raise BadInput(
            "every_minutes: "
            + gettext("from %(least)s to %(most)s minutes.")
            % {"least": SHORTEST_WAIT, "most": f"{LONGEST_WAIT:,}"}
        )
    return minutes
