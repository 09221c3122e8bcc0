"""The API of feeds."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import feeds, polling
from articles.feed_api import FeedItemPage, FeedLookOut, FeedOut, FeedPage
from articles.models import Feed, Ingestion
from newsroom.models import Role
from tests.api import Program, assert_is, assert_problem
from tests.articles.test_feed_reading import item, rss
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def only_the_site_is_allowed(settings, site):
    settings.MUSNAD_FETCH_ALLOW = site.allow


@pytest.fixture
def program():
    return Program()


@pytest.fixture
def feed(site):
    body = rss(item("/1") + item("javascript:1"))
    url = site.says("/feed", body, Content_Type="application/rss+xml")
    return feeds.add_feed(url, by=UserFactory(role="editor"), outlet="وطن")


def test_a_feed_is_added_polled_and_tells_what_came(site, program):
    site.says("/feed", rss(item("/1")), Content_Type="application/rss+xml")
    answer = program.post("feeds", {"url": f"{site.address}/feed", "outlet": "وطن"})
    made = assert_is(answer, FeedOut, status=201)
    assert answer["Location"] == f"/api/v1/feeds/{made['id']}"
    assert (made["health"], made["outlet"]["name"]) == ("new", "وطن")

    polling.poll(Feed.objects.get().pk)

    seen = assert_is(program.get(f"feeds/{made['id']}"), FeedOut)
    assert (seen["health"], seen["title"], seen["items_a_day"]) == ("well", "وطن", 1.0)
    (came,) = assert_is(program.get(f"feeds/{made['id']}/items"), FeedItemPage)["items"]
    assert came["ingestion"] == f"/api/v1/ingestions/{Ingestion.objects.get().pk}"


def test_a_refused_item_says_why(program, feed):
    polling.poll(feed.pk)

    answer = program.get(f"feeds/{feed.pk}/items", {"outcome": "refused"})

    (refused,) = assert_is(answer, FeedItemPage)["items"]
    assert refused["reason"].startswith("url: ")
    assert refused["ingestion"] is None


def test_feeds_are_listed_by_health_and_outlet(site, program, feed):
    by = UserFactory(role="editor")
    paused = feeds.add_feed(f"{site.address}/other", by=by)
    feeds.change_feed(paused.pk, {"paused": True}, by=by)

    for query, expected in (
        ({}, [paused, feed]),
        ({"health": "paused"}, [paused]),
        ({"outlet": str(feed.outlet_id)}, [feed]),
    ):
        found = assert_is(program.get("feeds", query), FeedPage)["items"]
        assert [one["id"] for one in found] == [str(one.pk) for one in expected]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({}, "url"),
        ({"url": "ftp://x/"}, "url: "),
        ({"url": "http://169.254.169.254/"}, "not a public address"),
        ({"url": "https://daily.example/f", "every_minutes": 1}, "every_minutes"),
        ({"url": "https://daily.example/f", "evry": 1}, "evry"),
        ({"url": "https://daily.example/\0"}, "url"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_stored(program, body, words):
    assert_problem(program.post("feeds", body), 422, words)
    assert not Feed.objects.exists()


def test_a_feed_that_is_here_already_is_refused(program, feed):
    assert_problem(program.post("feeds", {"url": feed.url}), 422, "url: this feed is here already")


def test_a_feed_is_changed_paused_and_started(program, feed):
    path = f"feeds/{feed.pk}"
    changed = program.patch(path, {"every_minutes": 60, "outlet": "", "paused": True})
    body = assert_is(changed, FeedOut)
    assert (body["every_minutes"], body["outlet"], body["health"]) == (60, None, "paused")
    assert body["next_at"] is None
    assert_problem(program.post(f"{path}/poll", {}), 409, "paused")

    assert assert_is(program.patch(path, {"paused": False}), FeedOut)["health"] == "new"


def test_a_change_is_guarded_by_what_people_changed_and_not_by_what_polls_did(program, feed):
    path = f"feeds/{feed.pk}"
    seen = program.get(path)["ETag"]
    polling.poll(feed.pk)
    assert program.patch(path, {"every_minutes": 60}, If_Match=seen).status_code == 200

    refused = assert_problem(program.patch(path, {"every_minutes": 5}, If_Match=seen), 412)

    assert refused["current"]["every_minutes"] == 60
    assert Feed.objects.get().every_minutes == 60


def test_polling_now_makes_a_feed_due(program, feed):
    Feed.objects.update(next_at=timezone.now() + timedelta(hours=1))

    assert_is(program.post(f"feeds/{feed.pk}/poll", {}), FeedOut, status=202)

    assert Feed.objects.due().exists()


def test_a_removed_feed_is_gone(program, feed):
    assert program.delete(f"feeds/{feed.pk}").status_code == 204
    assert_problem(program.get(f"feeds/{feed.pk}"), 404)
    assert_problem(program.get(f"feeds/{feed.pk}/items"), 404)
    assert_problem(program.delete(f"feeds/{feed.pk}"), 404)


def test_a_feed_that_is_still_the_same_is_a_304(program, feed):
    first = program.get("feeds")

    assert program.get("feeds", If_None_Match=first["ETag"]).status_code == 304


def test_a_list_takes_as_many_queries_for_five_as_for_one(site, program, feed):
    def queries():
        with CaptureQueriesContext(connection) as seen:
            assert program.get("feeds").status_code == 200
        return len(seen)

    queries()  # The first writes down when the key was used.
    one = queries()
    for n in range(4):
        feeds.add_feed(f"{site.address}/{n}", by=feed.added_by, outlet=f"The Daily {n}")

    assert queries() == one <= 3


def test_the_administration_lists_feeds_and_acts_on_them(client, feed):
    client.force_login(UserFactory(role="editor"))
    path = "/admin/articles/feed/"
    assert client.get(path).status_code == 200
    assert client.get(f"{path}{feed.pk}/change/").status_code == 200

    for action, paused in (("pause", True), ("poll_now", True), ("start", False)):
        client.post(path, {"action": action, "_selected_action": [str(feed.pk)]})
        assert Feed.objects.get().paused is paused


def test_a_look_tells_what_would_come_in_and_stores_nothing(site, program):
    body = rss(item("/1", title="Rain") + item("javascript:1"))
    url = site.says("/feed", body, Content_Type="application/rss+xml")

    seen = assert_is(program.post("feeds/look", {"url": url}), FeedLookOut)

    assert (seen["url"], seen["format"], seen["title"], seen["number"]) == (url, "rss20", "وطن", 2)
    first, second = seen["items"]
    assert (first["url"], first["title"]) == (f"{site.address}/1", "Rain")
    assert first["refused"] is None
    assert second["refused"]
    assert not Feed.objects.exists()
    assert not Ingestion.objects.exists()


def test_a_look_at_a_page_names_its_feeds(site, program):
    page = '<html><link rel=alternate type="application/rss+xml" href="/feed"></html>'

    answer = program.post("feeds/look", {"url": site.says("/", page)})

    assert_problem(answer, 422, "url", f"{site.address}/feed")


def test_a_look_goes_to_no_address_that_a_feed_may_not_have(program, settings):
    settings.MUSNAD_FETCH_ALLOW = []

    assert_problem(program.post("feeds/look", {"url": "http://127.0.0.1/feed"}), 422, "url")


def test_who_may_not_manage_feeds_looks_at_none(site):
    program = Program()
    program.key.user.role = Role.MONITOR
    program.key.user.save()

    assert_problem(program.post("feeds/look", {"url": f"{site.address}/feed"}), 403)
    assert not site.asked
