"""The pages of feeds."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from articles import feeds, polling
from articles.models import Feed
from tests.articles.test_feed_reading import WHOLE, item, rss
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
LIST, ADD = "/feeds/", "/feeds/add/"
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def only_the_site_is_allowed(settings, site):
    settings.MUSNAD_FETCH_ALLOW = site.allow


@pytest.fixture
def editor():
    return UserFactory(role="editor")


@pytest.fixture
def client(client, editor):
    client.force_login(editor)
    return client


@pytest.fixture
def address(site):
    whole = f"<![CDATA[{WHOLE}]]>"
    feed = rss(item("/2", title="الثاني", content_encoded=whole) + item("/1", title="الأول"))
    return site.says("/feed", feed, Content_Type="application/rss+xml")


@pytest.fixture
def feed(address, editor):
    return feeds.add_feed(address, by=editor)


def page_of(feed):
    return f"{LIST}{feed.pk}/"


def do(client, feed, what):
    return client.post(f"{page_of(feed)}{what}/")


def test_an_empty_list_says_what_to_do(client):
    assertContains(client.get(LIST), "No feeds yet")


@pytest.mark.parametrize("role", ["monitor", "fact_checker"])
def test_everybody_sees_feeds_and_only_editors_change_them(client, feed, role):
    client.force_login(UserFactory(role=role))

    for path in (LIST, page_of(feed)):
        assertNotContains(client.get(path), '<button class="button primary"')
    assert client.get(ADD).status_code == 403
    assert client.post(ADD, {"do": "look", "url": feed.url}).status_code == 403
    assert client.post(page_of(feed), {"url": feed.url, "every_minutes": 5}).status_code == 403
    for what in ("poll", "pause", "remove", "move"):
        assert do(client, feed, what).status_code == 403
    assert not Feed.objects.get().paused


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_look_shows_what_the_feed_holds_before_it_is_added(client, address, headers):
    answer = client.post(ADD, {"do": "look", "url": address}, headers=headers)

    for words in ("الأول", "The whole text is in the feed", "Its page is fetched", 'value="وطن"'):
        assertContains(answer, words)
    assert not Feed.objects.exists()


def test_a_page_offers_its_feeds_and_one_is_chosen(client, site, address):
    link = '<link rel=alternate type="application/rss+xml" title="أخبار" href="/feed">'
    page = site.says("/", f"<html>{link}</html>")

    offer = client.post(ADD, {"do": "look", "url": page})
    assertContains(offer, f'name="offered" value="{address}"')

    assertContains(client.post(ADD, {"url": page, "offered": address}), "الأول")


@pytest.mark.parametrize(("headers", "status"), [({}, 422), (HTMX, 200)])
def test_a_look_at_what_is_no_feed_says_why_at_the_address(client, site, headers, status):
    url = site.says("/x", "just words", Content_Type="text/plain")
    answer = client.post(ADD, {"do": "look", "url": url}, headers=headers)

    assertContains(answer, "this is no feed", status_code=status)
    assert "url" in answer.context["form"].errors


def test_a_private_address_is_refused_at_its_field(client):
    sent = {"do": "add", "url": "http://169.254.169.254/", "every_minutes": 15}
    answer = client.post(ADD, sent)

    assertContains(answer, "not a public address", status_code=422)
    assert not Feed.objects.exists()


def test_a_feed_is_added_and_its_page_shows_that_it_is_looked_at(client, address):
    sent = {"do": "add", "url": address, "outlet": "وطن", "every_minutes": 30}
    answer = client.post(ADD, sent, follow=True)

    feed = Feed.objects.get()
    assert (feed.outlet.name, feed.every_minutes, feed.takes_full_text) == ("وطن", 30, False)
    assertContains(answer, "Being looked at")
    assertContains(answer, f'hx-get="{page_of(feed)}health/"')


def test_after_the_look_the_page_shows_what_came_and_asks_no_more(client, feed):
    polling.poll(feed.pk)

    assertContains(client.get(page_of(feed)), "الأول")
    health = client.get(f"{page_of(feed)}health/", headers=HTMX)
    assertContains(health, "Well")
    assertNotContains(health, "hx-get")


def test_a_failure_is_shown_with_its_reason(client, site, feed):
    site.says("/feed", status=500)
    polling.poll(feed.pk)

    assertContains(client.get(page_of(feed)), "HTTP status 500")
    assertContains(client.get(LIST), "Failing")


def test_the_list_is_narrowed_by_health(client, site, feed, editor):
    other = feeds.add_feed(f"{site.address}/other", by=editor)
    feeds.change_feed(other.pk, {"paused": True}, by=editor)

    answer = client.get(LIST, {"health": "paused"})

    assertContains(answer, "/other")
    assertNotContains(answer, page_of(feed))


def test_pause_start_and_look_now(client, feed):
    assertRedirects(do(client, feed, "pause"), page_of(feed))
    assert Feed.objects.get().paused
    assertContains(client.post(f"{page_of(feed)}poll/", follow=True), "start it first")
    do(client, feed, "start")
    polling.poll(feed.pk)

    do(client, feed, "poll")

    assert Feed.objects.due().exists()


def test_a_change_is_refused_at_its_field_and_else_stored(client, feed):
    sent = {"url": "ftp://x/", "every_minutes": 60, "outlet": ""}
    assertContains(client.post(page_of(feed), sent), "http://", status_code=422)
    assert Feed.objects.get().every_minutes == 15

    client.post(page_of(feed), {**sent, "url": feed.url})
    assert Feed.objects.get().every_minutes == 60


def test_a_person_takes_over_the_address_that_a_feed_moved_to(client, site, feed, settings):
    settings.MUSNAD_FETCH_ALLOW = [*site.allow, f"localhost:{site.port}"]
    site.says("/feed", status=301, Location=f"http://localhost:{site.port}/new")
    site.says("/new", rss(), Content_Type="application/rss+xml")
    polling.poll(feed.pk)
    assertContains(client.get(page_of(feed)), "Take over this address")

    do(client, feed, "move")

    assert Feed.objects.get().url == f"http://localhost:{site.port}/new"


def test_a_feed_is_removed(client, feed):
    assertRedirects(do(client, feed, "remove"), LIST)
    assert not Feed.objects.exists()


def test_a_title_that_turns_the_page_around_stays_in_its_place(client, site, feed):
    site.says("/feed", rss(item(title="<![CDATA[<b>\u202eabc</b>]]>")), Content_Type="text/xml")
    polling.poll(feed.pk)

    answer = client.get(page_of(feed))
    assertContains(answer, "<bdi>abc</bdi>")


def queries(client, path):
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


def test_a_list_of_five_feeds_costs_what_one_does(client, site, feed, editor):
    one = queries(client, LIST)
    for n in range(4):
        feeds.add_feed(f"{site.address}/{n}", by=editor, outlet=f"The Daily {n}")

    assert queries(client, LIST) == one


def test_a_page_of_twenty_items_costs_what_two_do(client, site, feed):
    polling.poll(feed.pk)
    two = queries(client, page_of(feed))
    site.says("/feed", rss("".join(item(f"/n{n}") for n in range(20))), Content_Type="text/xml")
    Feed.objects.update(next_at=feed.created_at)
    polling.poll(feed.pk)

    assert queries(client, page_of(feed)) == two


def test_the_pages_speak_arabic(client, feed):
    client.cookies["django_language"] = "ar"

    assertContains(client.get(LIST), "الخلاصات")
    assertContains(client.get(page_of(feed)), 'dir="rtl"')
