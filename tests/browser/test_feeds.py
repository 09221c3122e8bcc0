"""Feeds in a browser: a look before a feed is added, in both languages, on a phone too."""

import pytest
from playwright.sync_api import expect

from articles import feeds, polling
from articles.models import Feed
from newsroom.models import Role
from tests.articles.test_feed_reading import WHOLE, item, rss
from tests.browser.looks import assert_accessible, assert_fits, in_language, picture, sign_in
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def only_the_site_is_allowed(settings, site):
    settings.MUSNAD_FETCH_ALLOW = site.allow


@pytest.fixture
def editor(context, live_server):
    person = UserFactory(role=Role.EDITOR)
    sign_in(context, live_server, person)
    return person


@pytest.fixture
def address(site):
    items = [
        item("/3", title="الوزارة تعلن خفض الأسعار", content_encoded=f"<![CDATA[{WHOLE}]]>"),
        item(
            "/2",
            title="The river rose again, the mayor said",
            pubDate="Sat, 28 Nov 2026 10:30:00 GMT",
        ),
        item("javascript:alert(1)", title="عنوان لا يُجلب"),
    ]
    site.says(
        "/",
        '<html><link rel=alternate type="application/rss+xml" title="أخبار وطن" href="/feed">',
    )
    return site.says("/feed", rss("".join(items)), Content_Type="application/rss+xml")


def some_feeds(site, address, editor):
    well = feeds.add_feed(address, by=editor, outlet="وطن")
    polling.poll(well.pk)
    failing = feeds.add_feed(f"{site.address}/{'a-very-long-address-' * 8}", by=editor)
    polling.poll(failing.pk)
    paused = feeds.add_feed(f"{site.address}/gone", by=editor)
    site.says("/gone", status=410)
    polling.poll(paused.pk)
    feeds.add_feed(f"{site.address}/new", by=editor)
    return [well, failing, paused]


def test_a_page_is_looked_at_its_feed_chosen_and_added(page, complaints, site, address, editor):
    page.goto("/feeds/add/")
    page.get_by_label("Address of the feed").fill(f"{site.address}/")
    page.get_by_role("button", name="Look at it").click()
    page.get_by_role("button", name="أخبار وطن").click()
    expect(page.get_by_text("The river rose again")).to_be_visible()
    page.get_by_label("Outlet").fill("وطن")
    page.get_by_role("button", name="Add feed").click()

    expect(page.get_by_role("status").get_by_text("Being looked at", exact=True)).to_be_visible()
    polling.poll(Feed.objects.get().pk)
    expect(page.locator(".badge.health.well")).to_be_visible()
    page.get_by_text("Remove", exact=True).click()
    page.get_by_role("button", name="Remove for good").click()
    expect(page.get_by_text("No feeds yet")).to_be_visible()


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_pages_fit_and_everybody_can_use_them(  # noqa: PLR0917 - fixtures
    page,
    context,
    complaints,
    live_server,
    site,
    address,
    editor,
    language,
    width,
):
    in_language(context, live_server, language)
    page.set_viewport_size({"width": width, "height": 844})
    made = some_feeds(site, address, editor)
    for number, path in enumerate(["/feeds/", "/feeds/add/", *(f"/feeds/{f.pk}/" for f in made)]):
        page.goto(path)
        if number == 1:
            page.locator("#id_url").fill(address)
            page.locator("button[value=look]").click()
            expect(page.locator("#id_outlet")).to_be_visible()
        picture(page, f"feeds-{number}-{language}-{width}")
        assert_fits(page)
        assert_accessible(page)
