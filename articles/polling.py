"""One look at a feed: ask whether there is something new, take in what is, say when to come again.

Items are taken in by portions, each one transaction: the item's row and its article's ingestion
are there both or not at all, and the address of a feed says what was seen only after the last
portion. So a worker may be killed anywhere: what was taken stays, and the next look takes the rest.
"""

import random
import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from itertools import islice
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from articles import feeds, workflows
from articles.errors import IntakeError
from articles.feed_models import Feed, FeedItem
from articles.feed_reading import MOST_ITEMS, FeedContent, Item, read_feed
from articles.fetching import Fetched, fetch
from articles.identity import identity_of
from articles.models import Article
from articles.states import IngestionKind, ItemOutcome
from articles.storing import Submission
from articles.urls import canonical_url
from newsroom.errors import BadInput, FetchFailed

PORTION: Final = 50
DAY: Final = 86400.0
# A look that broke off is tried again after so many seconds, each time after twice as many.
BROKE_OFF: Final = 120.0
GONE: Final = 410
# What no feed lists any more is forgotten after a year: of each feed its newest items stay.
REMEMBERED: Final = timedelta(days=365)
ALWAYS_REMEMBERED: Final = 2 * MOST_ITEMS
FORGOTTEN_AT_ONCE: Final = 1000


def poll(feed_id: UUID) -> None:
    """Look at a feed, if it is its time. The caller holds the feed's lock."""
    feed = _begin(feed_id)
    if feed is None:
        return
    try:
        fetched = fetch(
            feed.url,
            limits=feeds.LIMITS,
            wanted=feeds.FEEDS,
            etag=feed.etag,
            last_modified=feed.last_modified,
        )
        content = None
        if fetched.status != 304:
            content = read_feed(fetched.body, url=fetched.url_final, charset=fetched.charset)
    except IntakeError as error:
        note_failure(feed_id, error)
        return
    if content is None or take_in(feed, content.items):
        _note_success(feed, fetched, content)


@transaction.atomic
def _begin(feed_id: UUID) -> Feed | None:
    """The feed, if it is due. It is put off at once, so that one that kills workers kills few."""
    due = Feed.objects.due().select_related("outlet", "added_by")
    feed = due.select_for_update(of=("self",)).filter(pk=feed_id).first()
    if feed is not None:
        feed.begun += 1
        wait = min(BROKE_OFF * 2 ** min(feed.begun - 1, 10), DAY)
        feed.next_at = timezone.now() + timedelta(seconds=wait)
        feed.save(update_fields=["begun", "next_at"])
    return feed


def take_in(feed: Feed, items: Sequence[Item]) -> bool:
    """Take in the items that are new, the oldest first; whether the feed is still there."""
    once = {item.key: item for item in items}
    oldest_first = iter(list(once.values())[::-1])
    return all(_take_portion(feed, portion) for portion in _portions(oldest_first))


def _portions(items: Iterator[Item]) -> Iterator[list[Item]]:
    while portion := list(islice(items, PORTION)):
        yield portion


@transaction.atomic
def _take_portion(feed: Feed, items: Sequence[Item]) -> bool:
    if not Feed.objects.select_for_update(no_key=True).filter(pk=feed.pk, url=feed.url).exists():
        return False
    seen = {row.key: row for row in feed.items.filter(key__in=[item.key for item in items])}
    wanted = [item for item in items if _is_news(item, seen.get(item.key))]
    rows = [_row(feed, item, seen.get(item.key)) for item in wanted]
    known = _known_articles(feed, rows)
    taken: list[tuple[FeedItem, Item]] = []
    for row, item in zip(rows, wanted, strict=True):
        if row.outcome == ItemOutcome.REFUSED:
            continue
        if row.identity and row.identity in known and item.key not in seen:
            row.outcome = ItemOutcome.KNOWN
            continue
        known.add(row.identity)
        taken.append((row, item))
    _accept(feed, taken)
    new = [row for row in rows if row.key not in seen]
    FeedItem.objects.bulk_create(new)
    FeedItem.objects.bulk_update(
        [row for row in rows if row.key in seen],
        ["identity", "url", "title", "changed", "outcome", "reason", "ingestion"],
    )
    return True


def _is_news(item: Item, seen: FeedItem | None) -> bool:
    """Whether an item wasn't seen before, or says that it changed since."""
    return seen is None or item.changed not in ("", seen.changed)


def _row(feed: Feed, item: Item, seen: FeedItem | None) -> FeedItem:
    row = seen or FeedItem(feed=feed, key=item.key)
    row.url, row.title, row.changed = item.url, item.title, item.changed
    row.identity = identity_of(item.url) if item.url else ""
    row.outcome, row.reason, row.ingestion = ItemOutcome.TAKEN, "", None
    if item.refused:
        row.outcome, row.reason = ItemOutcome.REFUSED, item.refused
    return row


def _known_articles(feed: Feed, rows: Sequence[FeedItem]) -> set[str]:
    """Which of the items' addresses are an article's already, or another item's of this feed."""
    identities = [row.identity for row in rows if row.identity]
    articles = Article.objects.filter(identity__in=identities, current__isnull=False)
    items = feed.items.filter(identity__in=identities)
    return {*articles.values_list("identity", flat=True), *items.values_list("identity", flat=True)}


def _accept(feed: Feed, taken: Sequence[tuple[FeedItem, Item]]) -> None:
    """Hand the items in: by the text in the feed where that is the whole, else by address."""
    later: list[tuple[FeedItem, Item]] = []
    first = [(row, item, _submission(feed, item)) for row, item in taken]
    accepted = workflows.accept_many([one for _, _, one in first], by=feed.added_by)
    for (row, item, submission), outcome in zip(first, accepted, strict=True):
        if isinstance(outcome, BadInput) and submission.kind != IngestionKind.URL and item.url:
            later.append((row, item))
        else:
            _note(row, outcome)
    by_address = [_by_address(feed, item) for _, item in later]
    accepted = workflows.accept_many(by_address, by=feed.added_by)
    for (row, _), outcome in zip(later, accepted, strict=True):
        _note(row, outcome)


def _note(row: FeedItem, outcome: UUID | BadInput) -> None:
    if isinstance(outcome, BadInput):
        row.outcome, row.reason = ItemOutcome.REFUSED, str(outcome)
    else:
        row.ingestion_id = outcome


def _submission(feed: Feed, item: Item) -> Submission:
    """What to hand in. Without an outlet's name a text would be nobody's, so its page says it."""
    if not (feed.takes_full_text and item.text and feed.outlet):
        return _by_address(feed, item)
    kind, body = IngestionKind.HTML, PAGE.format(title=item.title, text=item.text)
    if not item.is_html:
        kind, body = IngestionKind.TEXT, f"{item.title}\n\n{item.text}"
    return Submission(
        kind,
        url=item.url,
        body=body.encode(errors="replace"),
        outlet=feed.outlet.name,
        title=item.title,
        published_at=item.published_at,
    )


# As a page would have it, so that the extraction meets what it knows. The title has no markup.
PAGE: Final = (
    "<!doctype html><html><head><title>{title}</title></head>"
    "<body><article><h1>{title}</h1>{text}</article></body></html>"
)


def _by_address(feed: Feed, item: Item) -> Submission:
    return Submission(
        IngestionKind.URL,
        url=item.url,
        outlet=feed.outlet.name if feed.outlet else "",
        published_at=item.published_at,
    )


@transaction.atomic
def note_failure(feed_id: UUID, error: IntakeError) -> None:
    """Write down why a look failed, and put the feed off, longer each time; stop at one gone."""
    feed = Feed.objects.select_for_update(of=("self",)).filter(pk=feed_id).first()
    if feed is None:
        return
    now = timezone.now()
    feed.begun, feed.failures = 0, feed.failures + 1
    feed.failure, feed.error, feed.polled_at = error.reason, str(error), now
    backoff = feed.every_minutes * 60.0 * 2 ** min(feed.failures - 1, 12)
    asked = 0.0
    if isinstance(error, FetchFailed):
        asked = _retry_after(error.retry_after, now)
        if error.status == GONE:
            feed.paused, feed.paused_because = True, "410 Gone"
    feed.next_at = now + _spread(max(min(backoff, max(DAY, feed.every_minutes * 60)), asked))
    feed.save()


def _note_success(feed: Feed, fetched: Fetched, content: FeedContent | None) -> None:
    """Write down that a look went well, what was seen, and when to come again."""
    now = timezone.now()
    with transaction.atomic():
        here = Feed.objects.select_for_update(of=("self",)).filter(pk=feed.pk, url=feed.url).first()
        if here is None:
            return
        here.begun, here.failures, here.failure, here.error = 0, 0, "", ""
        here.polled_at = here.succeeded_at = now
        here.etag = fetched.headers.get("etag", here.etag if content is None else "")[:1000]
        said = fetched.headers.get("last-modified", here.last_modified if content is None else "")
        here.last_modified = said[:200]
        wait = max(here.every_minutes * 60.0, _max_age(fetched.headers.get("cache-control", "")))
        if content is not None:
            here.title, here.format = content.title, content.format
            wait = max(wait, min(content.minutes * 60.0, DAY))
        here.next_at = now + _spread(wait)
        _note_move(here, fetched)
        here.save()


def _note_move(feed: Feed, fetched: Fetched) -> None:
    """Follow a move for good within the same host; show one to elsewhere, for a person."""
    there = canonical_url(fetched.moved_to) if fetched.moved_to else ""
    taken = there != feed.url and Feed.objects.filter(url=there).exists()
    feed.moved_to = "" if there == feed.url else there
    if there and there != feed.url and feeds.same_house(there, feed.url) and not taken:
        next_at = feed.next_at
        feeds.move_to(feed, there)
        feed.next_at = next_at


def _spread(seconds: float) -> timedelta:
    """A wait, and up to a tenth more, so that feeds of one time don't stay together."""
    return timedelta(seconds=seconds * random.uniform(1.0, 1.1))  # noqa: S311 - no secret


def _max_age(cache_control: str) -> float:
    """Seconds for which an answer stays fresh, at most a day."""
    found = re.search(r"(?:^|[\s,])max-age\s*=\s*\"?(\d{1,9})", cache_control.lower())
    return min(float(found[1]), DAY) if found else 0.0


def _retry_after(value: str, now: datetime) -> float:
    """Seconds that a server asks to be left alone, at most a day."""
    value = value.strip()
    if re.fullmatch(r"[0-9]{1,9}", value):
        return min(float(value), DAY)
    try:
        return min(max((parsedate_to_datetime(value) - now).total_seconds(), 0.0), DAY)
    except (ValueError, TypeError):
        return 0.0


def forget_old_items() -> int:
    """Forget the items that feeds listed long ago; returns how many. What came of them stays.

    One that is listed again after all is an article known by its address.
    """
    forgotten = 0
    for feed in Feed.objects.order_by("pk"):
        newest = feed.items.order_by("-pk").values_list("pk", flat=True)
        last_kept = newest[ALWAYS_REMEMBERED - 1 : ALWAYS_REMEMBERED].first()
        if last_kept is None:
            continue
        old = feed.items.filter(pk__lt=last_kept, created_at__lt=timezone.now() - REMEMBERED)
        while found := list(old.values_list("pk", flat=True)[:FORGOTTEN_AT_ONCE]):
            forgotten += FeedItem.objects.filter(pk__in=found).delete()[0]
    return forgotten
