"""Feeds that are polled: each item once, at the feed's own pace, whatever its server does."""

import threading
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pglock
import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from articles import feeds, polling, tasks
from articles.errors import AddressNotAllowed, FetchRefused
from articles.models import Article, Feed, FeedItem, Ingestion
from articles.states import FeedHealth
from newsroom.errors import BadInput
from newsroom.permissions import NotPermitted
from tests.articles.test_feed_reading import WHOLE, item, rss
from tests.factories import ArticleFactory, UserFactory, VersionFactory

pytestmark = pytest.mark.django_db
RSS = "application/rss+xml"


@pytest.fixture(autouse=True)
def only_the_site_is_allowed(settings, site):
    settings.MUSNAD_FETCH_ALLOW = site.allow


@pytest.fixture
def editor():
    return UserFactory(role="editor")


@pytest.fixture
def feed(site, editor):
    return feeds.add_feed(f"{site.address}/feed", by=editor)


def says(site, *items, channel="", path="/feed", **headers):
    site.says(path, rss("".join(items), channel), Content_Type=RSS, **headers)


def look(feed):
    """Look at a feed now, whenever it would be its time."""
    Feed.objects.filter(pk=feed.pk).update(next_at=timezone.now())
    polling.poll(feed.pk)
    feed.refresh_from_db()
    return feed


def minutes_left(feed):
    return (feed.next_at - timezone.now()).total_seconds() / 60


def outcomes(feed):
    return list(feed.items.order_by("pk").values_list("outcome", flat=True))


# What is taken in


def test_new_items_are_ingested_by_their_addresses_the_oldest_first(site, feed):
    says(site, item("/2"), item("/1"))

    look(feed)

    addresses = Ingestion.objects.order_by("pk").values_list("kind", "url")
    assert list(addresses) == [("url", f"{site.address}/1"), ("url", f"{site.address}/2")]
    assert Ingestion.objects.first().created_by == feed.added_by
    assert (feed.title, feed.format, feed.health) == ("وطن", "rss20", FeedHealth.WELL)


def test_an_item_is_taken_once_however_often_it_is_seen(site, feed):
    says(site, item("/1", guid="a"))
    look(feed)
    says(site, item("/2", guid="b"), item("/1?utm_source=rss", guid="a"), item("/1", guid="c"))

    look(feed)

    assert Ingestion.objects.count() == 2
    assert outcomes(feed) == ["taken", "known", "taken"]


def test_an_article_that_is_here_already_is_not_fetched_again(site, feed):
    from articles.identity import identity_of

    url = f"{site.address}/1"
    VersionFactory(article=ArticleFactory(url=url, identity=identity_of(url)))
    says(site, item("/1"))

    look(feed)

    assert outcomes(feed) == ["known"]
    assert not Ingestion.objects.exists()


def test_an_entry_that_its_feed_says_changed_is_fetched_again(site, feed):
    atom = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>W</title><entry><id>tag:1</id>'
        '<link href="/1"/><updated>2026-11-28T1{}:00:00Z</updated></entry></feed>'
    )
    for hour in (0, 0, 1):
        site.says("/feed", atom.format(hour), Content_Type="application/atom+xml")
        look(feed)

    assert Ingestion.objects.count() == 2
    assert feed.items.count() == 1


def test_the_whole_text_in_a_feed_is_stored_without_fetching_its_page(site, editor):
    feed = feeds.add_feed(f"{site.address}/feed", by=editor, outlet="وطن")
    says(site, item("/1", content_encoded=f"<![CDATA[{WHOLE}]]>"))

    look(feed)

    article = Article.objects.select_related("current", "outlet").get()
    assert article.url == f"{site.address}/1"
    assert article.outlet.name == "وطن"
    assert article.current.text.startswith("خبر\n\nقالت الوزارة")
    assert [path for path, _ in site.asked] == ["/feed"]


@pytest.mark.parametrize("options", [{"outlet": ""}, {"takes_full_text": False}])
def test_the_page_is_fetched_where_nobody_names_the_outlet_or_wants_the_text(site, editor, options):
    feed = feeds.add_feed(f"{site.address}/feed", by=editor, **{"outlet": "وطن", **options})
    says(site, item("/1", content_encoded=f"<![CDATA[{WHOLE}]]>"))

    look(feed)

    assert Ingestion.objects.get().kind == "url"


def test_a_text_that_is_refused_is_fetched_as_a_page(site, editor):
    feed = feeds.add_feed(f"{site.address}/feed", by=editor, outlet="وطن")
    says(site, item("/1", content_encoded=f"<![CDATA[<nav>{WHOLE}</nav>]]>"))

    look(feed)

    assert Ingestion.objects.get().kind == "url"


def test_an_item_that_cant_be_taken_says_why_and_stops_no_other(site, feed):
    says(site, item("javascript:alert(1)"), item("/2"))

    look(feed)

    assert outcomes(feed) == ["taken", "refused"]
    assert feed.items.get(outcome="refused").reason.startswith("url: ")


def test_portions_are_kept_when_a_look_breaks_off_and_the_next_takes_the_rest(
    site, feed, monkeypatch
):
    monkeypatch.setattr(polling, "PORTION", 2)
    says(site, *[item(f"/{n}") for n in range(5)], ETag='"1"')
    portions = []
    whole = polling._take_portion

    def breaks_off_at_the_second(*arguments):
        portions.append(arguments)
        if len(portions) == 2:
            with transaction.atomic():
                whole(*arguments)
                raise KeyboardInterrupt
        return whole(*arguments)

    monkeypatch.setattr(polling, "_take_portion", breaks_off_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        look(feed)
    assert (Ingestion.objects.count(), feed.items.count()) == (2, 2)
    assert Feed.objects.get().etag == ""

    look(feed)

    assert (Ingestion.objects.count(), feed.items.count()) == (5, 5)
    assert (feed.begun, feed.etag) == (0, '"1"')


# When it is asked


def test_an_unchanged_feed_is_asked_for_by_its_tag(site, feed):
    says(site, item("/1"), ETag='"7"', Last_Modified="Sat, 28 Nov 2026 10:00:00 GMT")
    look(feed)
    site.says("/feed", status=304)

    look(feed)

    assert site.asked[1][1]["if-none-match"] == '"7"'
    assert site.asked[1][1]["if-modified-since"] == "Sat, 28 Nov 2026 10:00:00 GMT"
    assert (feed.health, feed.etag, feed.title) == (FeedHealth.WELL, '"7"', "وطن")


def test_what_isnt_due_is_not_asked(site, feed):
    Feed.objects.update(next_at=timezone.now() + timedelta(minutes=1))

    polling.poll(feed.pk)

    assert site.asked == []


@pytest.mark.parametrize(
    ("channel", "headers", "least"),
    [
        ("", {}, 15),
        ("<ttl>60</ttl>", {}, 60),
        ("<ttl>5</ttl>", {}, 15),
        ("", {"Cache_Control": "public, max-age=7200"}, 120),
        ("<ttl>999999</ttl>", {"Cache_Control": "max-age=99999999"}, 24 * 60),
    ],
)
def test_the_next_look_is_when_the_feed_asks_for_it_but_within_a_day(
    site, feed, channel, headers, least
):
    says(site, channel=channel, **headers)

    look(feed)

    assert least - 0.1 <= minutes_left(feed) <= least * 1.1 + 0.1


def test_a_failing_feed_is_left_alone_longer_each_time_up_to_a_day(site, feed):
    site.says("/feed", status=500)
    waits = [minutes_left(look(feed)) for _ in range(9)]

    for n, wait in enumerate(waits):
        least = min(15 * 2**n, 24 * 60)
        assert least - 0.1 <= wait <= least * 1.1 + 0.1
    assert (feed.failures, feed.failure, feed.health) == (9, "http_status", FeedHealth.FAILING)
    assert "HTTP status 500" in feed.error


def test_one_good_look_ends_the_failing(site, feed):
    site.says("/feed", status=500)
    look(feed)
    says(site)

    look(feed)

    assert (feed.failures, feed.error, feed.health) == (0, "", FeedHealth.WELL)


@pytest.mark.parametrize("form", ["seconds", "date"])
def test_a_server_that_says_when_to_come_again_is_obeyed(site, feed, form):
    at = datetime.now(UTC) + timedelta(hours=2)
    value = "7200" if form == "seconds" else format_datetime(at, usegmt=True)
    site.says("/feed", status=429, Retry_After=value)

    assert 119 <= minutes_left(look(feed)) <= 132.1


def test_a_feed_that_is_gone_is_paused(site, feed):
    site.says("/feed", status=410)

    look(feed)

    assert (feed.health, feed.paused_because) == (FeedHealth.PAUSED, "410 Gone")
    assert not Feed.objects.due().exists()


def test_a_look_that_was_killed_is_tried_again_later_each_time(site, feed, monkeypatch):
    def killed(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(polling, "fetch", killed)
    waits = []
    for _ in range(3):
        with pytest.raises(KeyboardInterrupt):
            look(feed)
        feed.refresh_from_db()
        waits.append(round(minutes_left(feed)))

    assert waits == [2, 4, 8]


# Where it is


def test_a_move_for_good_within_the_host_is_followed(site, feed):
    site.says("/feed", status=301, Location="/new")
    says(site, item("/1"), path="/new", ETag='"1"')

    look(feed)

    assert (feed.url, feed.moved_to, feed.etag) == (f"{site.address}/new", "", "")
    assert Ingestion.objects.count() == 1


def test_a_move_for_good_to_another_host_waits_for_a_person(site, feed, settings, editor):
    settings.MUSNAD_FETCH_ALLOW = [*site.allow, f"localhost:{site.port}"]
    elsewhere = f"http://localhost:{site.port}/new"
    site.says("/feed", status=308, Location=elsewhere)
    says(site, item("/1"), path="/new")

    look(feed)
    assert (feed.url, feed.moved_to) == (f"{site.address}/feed", elsewhere)
    assert Ingestion.objects.count() == 1

    moved = feeds.change_feed(feed.pk, {"url": feed.moved_to}, by=editor)
    assert (moved.url, moved.moved_to) == (elsewhere, "")


@pytest.mark.parametrize("status", [302, 307])
def test_a_move_for_now_changes_nothing(site, feed, status):
    site.says("/feed", status=status, Location="/new")
    says(site, path="/new")

    look(feed)

    assert (feed.url, feed.moved_to) == (f"{site.address}/feed", "")


def test_a_move_after_one_for_now_is_none_for_good(site, feed):
    site.says("/feed", status=302, Location="/between")
    site.says("/between", status=301, Location="/new")
    says(site, path="/new")

    look(feed)

    assert (feed.url, feed.moved_to) == (f"{site.address}/feed", "")


def test_a_redirect_to_a_private_address_is_refused(site, feed):
    site.says("/feed", status=301, Location="http://169.254.169.254/latest")

    look(feed)

    assert feed.failure == "address_not_public"


# What feeds do wrong


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        ({"body": "x" * (5 * 1024 * 1024 + 1), "Content_Type": RSS}, "too_large"),
        ({"body": "<html><body>News</body></html>"}, "not_a_feed"),
        ({"body": "", "Content_Type": RSS}, "empty"),
        ({"body": b"\x89PNG", "Content_Type": "image/png"}, "not_text"),
    ],
    ids=["huge", "a page", "empty", "a picture"],
)
def test_what_is_no_feed_fails_and_says_why(site, feed, answer, failure):
    site.says("/feed", **answer)

    look(feed)

    assert feed.failure == failure
    assert feed.error.startswith("url: ")


def test_a_page_offers_its_feeds_before_it_is_added(site, editor):
    url = site.says(
        "/", '<html><link rel=alternate type="application/rss+xml" href="/feed"></html>'
    )

    with pytest.raises(BadInput, match="a page, not a feed") as refusal:
        feeds.preview(url, by=editor)

    assert [offered.url for offered in refusal.value.feeds] == [f"{site.address}/feed"]


def test_a_preview_shows_what_a_feed_holds_and_stores_nothing(site, editor):
    says(site, item("/2"), item("/1"))

    found = feeds.preview(f"{site.address}/feed", by=editor)

    assert (found.content.title, len(found.content.items)) == ("وطن", 2)
    assert not Feed.objects.exists()


# Who adds and changes


@pytest.mark.parametrize("role", ["monitor", "fact_checker"])
def test_only_editors_manage_feeds(site, feed, role):
    person = UserFactory(role=role)

    for work in (
        lambda: feeds.add_feed(f"{site.address}/other", by=person),
        lambda: feeds.preview(f"{site.address}/feed", by=person),
        lambda: feeds.change_feed(feed.pk, {"paused": True}, by=person),
        lambda: feeds.poll_now(feed.pk, by=person),
        lambda: feeds.remove_feed(feed.pk, by=person),
    ):
        with pytest.raises(NotPermitted):
            work()
    assert Feed.objects.get() == feed


def test_an_address_is_added_once(site, feed, editor):
    with pytest.raises(BadInput, match=r"^url: this feed is here already"):
        feeds.add_feed(f"{site.address.upper()}/feed#top", by=editor)


@pytest.mark.parametrize("url", ["http://169.254.169.254/feed", "http://127.0.0.1:1/feed"])
def test_a_private_address_is_not_added(editor, url):
    with pytest.raises(FetchRefused, match="not a public address"):
        feeds.add_feed(url, by=editor)


def test_a_local_file_is_not_added(editor):
    with pytest.raises(AddressNotAllowed):
        feeds.add_feed("file:///etc/passwd", by=editor)


@pytest.mark.parametrize("minutes", [0, 4, 1441])
def test_a_wait_out_of_range_is_refused(site, editor, minutes):
    with pytest.raises(BadInput, match=r"^every_minutes: "):
        feeds.add_feed(f"{site.address}/feed", by=editor, every_minutes=minutes)


def test_a_paused_feed_rests_until_it_is_started(site, feed, editor):
    feeds.change_feed(feed.pk, {"paused": True}, by=editor)
    with pytest.raises(feeds.FeedPaused):
        feeds.poll_now(feed.pk, by=editor)
    look(feed)
    assert site.asked == []

    feeds.change_feed(feed.pk, {"paused": False}, by=editor)
    assert Feed.objects.due().get() == feed


def test_a_removed_feed_leaves_its_articles(site, feed, editor):
    says(site, item("/1"))
    look(feed)

    feeds.remove_feed(feed.pk, by=editor)

    assert not FeedItem.objects.exists()
    assert Ingestion.objects.count() == 1


def test_a_feed_removed_while_it_is_read_takes_nothing_in(site, feed, editor, monkeypatch):
    says(site, item("/1"))
    read = polling.read_feed

    def removed_meanwhile(*arguments, **options):
        feeds.remove_feed(feed.pk, by=editor)
        return read(*arguments, **options)

    monkeypatch.setattr(polling, "read_feed", removed_meanwhile)
    polling.poll(feed.pk)

    assert not Ingestion.objects.exists()


# The database and many at once


@pytest.mark.parametrize(
    "columns",
    [
        {"url": "ftp://daily.example/"},
        {"every_minutes": 0},
        {"failures": 3},
        {"paused_because": "410 Gone"},
    ],
)
def test_the_database_refuses_what_a_feed_cant_be(feed, columns):
    with pytest.raises(IntegrityError), transaction.atomic():
        Feed.objects.filter(pk=feed.pk).update(**columns)


def test_the_database_refuses_an_item_taken_without_an_ingestion(feed):
    with pytest.raises(IntegrityError), transaction.atomic():
        FeedItem.objects.create(feed=feed, key="k", outcome="taken")


def test_items_a_day_count_the_last_week(feed):
    now = timezone.now()
    Feed.objects.update(created_at=now - timedelta(days=30))
    for n, days in enumerate([1, 2, 3, 20]):
        at = now - timedelta(days=days)
        FeedItem.objects.create(feed=feed, key=str(n), outcome="known", created_at=at)

    assert Feed.objects.with_pace().get().items_a_day == pytest.approx(3 / 7)


@pytest.mark.parametrize("health", list(FeedHealth))
def test_a_feed_is_in_the_health_that_it_shows(site, feed, editor, health):
    if health in (FeedHealth.WELL, FeedHealth.FAILING):
        says(site)
        look(feed)
    if health == FeedHealth.FAILING:
        site.says("/feed", status=500)
        look(feed)
    if health == FeedHealth.PAUSED:
        feed = feeds.change_feed(feed.pk, {"paused": True}, by=editor)

    assert feed.health == health
    for other in FeedHealth:
        assert Feed.objects.in_health(other).exists() == (other == health)


@pytest.mark.django_db(transaction=True)
def test_one_worker_at_a_time_looks_at_a_feed(site, feed):
    says(site, item("/1"))
    with pglock.advisory(f"feed:{feed.pk}", timeout=0):
        other = threading.Thread(target=polled_elsewhere, args=[feed.pk])
        other.start()
        other.join()
    assert site.asked == []

    tasks.poll_feed(str(feed.pk))
    assert len(site.asked) == 1


@pytest.mark.django_db(transaction=True)
def test_ten_workers_at_once_take_each_item_once(site, feed):
    says(site, *[item(f"/{n}") for n in range(20)])
    workers = [threading.Thread(target=polled_elsewhere, args=[feed.pk]) for _ in range(10)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert (Ingestion.objects.count(), FeedItem.objects.count()) == (20, 20)


def polled_elsewhere(feed_id):
    try:
        tasks.poll_feed(str(feed_id))
    finally:
        connection.close()


def test_a_look_takes_as_many_statements_for_forty_items_as_for_four(
    site, feed, django_assert_max_num_queries
):
    for number in (4, 40):
        says(site, *[item(f"/{number}/{n}") for n in range(number)])
        with django_assert_max_num_queries(25):
            look(feed)
    assert Ingestion.objects.count() == 44


def test_items_listed_long_ago_are_forgotten_but_a_feeds_newest(feed, site, monkeypatch):
    monkeypatch.setattr(polling, "ALWAYS_REMEMBERED", 2)
    says(site, *(item(f"https://daily.example/{n}") for n in range(4)))
    look(feed)
    newest = list(feed.items.order_by("-pk").values_list("pk", flat=True))
    feed.items.update(created_at=timezone.now() - polling.REMEMBERED - timedelta(days=1))
    feed.items.filter(pk=newest[2]).update(created_at=timezone.now())
    before = Ingestion.objects.count()

    assert polling.forget_old_items() == 1

    assert set(feed.items.values_list("pk", flat=True)) == set(newest[:3])
    assert Ingestion.objects.count() == before
