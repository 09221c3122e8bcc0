"""What people do all day, in a real browser: sign in, add, read, filter, by hand and by key."""

import subprocess
import sys

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import expect

from tests.browser.looks import PHONE, assert_accessible, assert_fits, in_language
from tests.factories import (
    PASSWORD,
    IngestionFactory,
    OutletFactory,
    SourceFactory,
    UserFactory,
    VersionFactory,
    attribute,
    claims_of,
)

pytestmark = pytest.mark.django_db(transaction=True)
TEXT = (
    "The harbour was closed on Monday, the port authority said.\n"
    "Ships waited outside for three days. “We will not sign before the audit,” Ana Torres said."
)


@pytest.fixture
def colleague(context, live_server):
    """Somebody who is signed in."""
    user = UserFactory(username="layla")
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    context.add_cookies(
        [
            {
                "name": settings.SESSION_COOKIE_NAME,
                "value": session.session_key,
                "url": live_server.url,
            }
        ]
    )
    return user


@pytest.fixture
def version():
    """An Arabic article with a chain of three."""
    outlet = OutletFactory(name="وطن", language="ar")
    version = VersionFactory(
        article__outlet=outlet,
        article__url="https://watan.example/" + "a-very-long-address-" * 12,
        title="مدير الميناء ينفي إغلاقه",
        text="الرئيسية » أخبار\nقالت مصادر محلية إن المدير نفى إغلاق الميناء.\nورست السفن خارجه.",
        boilerplate=[[0, 16]],
        language="ar",
    )
    claim = claims_of(version)[1]
    sources = SourceFactory(name="مصادر محلية", kind="anonymous_group", outlet=outlet)
    outer = attribute(
        claim, sources, cue="قالت", named="مصادر محلية", content="المدير نفى إغلاق الميناء"
    )
    attribute(
        claim,
        SourceFactory(name="المدير " * 12),
        cue="نفى",
        named="المدير",
        content="إغلاق الميناء",
        via=outer,
        hedge="doubt",
    )
    return version


@pytest.fixture
def worker(live_server):
    """A real worker that takes from the same queue."""
    command = ["-m", "celery", "-A", "config", "worker", "--pool=solo", "-Q", "ingest,extract"]
    process = subprocess.Popen([sys.executable, *command], stderr=subprocess.DEVNULL)
    yield process
    process.terminate()
    process.wait(timeout=30)


def pages(version):
    claim = version.article.claims.order_by("-id")[1]
    return [
        "/articles/",
        f"/articles/{version.article_id}/",
        "/articles/add/",
        f"/ingestions/{IngestionFactory(url='https://daily.example/1').pk}/",
        "/claims/",
        f"/claims/{claim.pk}/",
        "/sources/",
        f"/sources/{claim.outlet_id}/",
        "/nothing-here/",
    ]


def test_signing_in_leads_to_the_articles(page, live_server):
    UserFactory(username="layla")
    page.goto("/")
    page.get_by_label("User name or e-mail").fill("layla")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()

    expect(page.get_by_role("heading", name="Articles", exact=True)).to_be_visible()


def test_a_wrong_password_is_said_so(page, live_server):
    page.goto("/accounts/login/")
    page.get_by_label("User name or e-mail").fill("nobody")
    page.get_by_label("Password").fill("nothing of the kind")
    page.get_by_role("button", name="Sign in").click()

    expect(page.get_by_role("alert")).to_be_visible()


def test_a_pasted_article_turns_into_claims_before_ones_eyes(page, colleague, worker):
    page.goto("/articles/add/")
    page.get_by_label("Text of the article").fill(TEXT)
    page.get_by_role("button", name="Add article").click()

    expect(page.get_by_role("progressbar")).to_be_visible()
    expect(page.get_by_text("Read. Its claims:")).to_be_visible(timeout=120_000)
    expect(page.locator(".arrived .mark.source", has_text="Ana Torres")).to_be_visible()
    page.get_by_role("link", name="Open the article").click()
    expect(page.locator(".note")).to_have_count(3)


def test_the_interface_turns_to_arabic_and_back_while_the_text_keeps_its_direction(
    page, colleague, version
):
    page.goto(f"/articles/{version.article_id}/")
    expect(page.locator("html")).to_have_attribute("dir", "ltr")
    page.get_by_role("button", name="العربية").click()

    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.get_by_role("link", name="الادعاءات")).to_be_visible()
    expect(page.locator("article.reading")).to_have_attribute("dir", "rtl")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("dir", "ltr")
    expect(page.locator("article.reading")).to_have_attribute("dir", "rtl")


def test_marked_text_is_copied_as_it_was_written(page, colleague, version):
    page.goto(f"/articles/{version.article_id}/")

    shown = page.locator(".sentence").nth(1).text_content()

    assert shown == "قالت مصادر محلية إن المدير نفى إغلاق الميناء."


def test_claims_are_walked_and_opened_by_keyboard_alone(page, colleague, version):
    page.goto("/claims/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("j")
    expect(page.locator("[data-nav]").nth(0)).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    expect(page.locator("[data-nav]").nth(1)).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Who says it")).to_be_visible()


def test_search_and_help_have_keys(page, colleague):
    page.goto("/claims/")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("j/k?")
    expect(page.get_by_role("searchbox")).to_have_value("j/k?")


def test_single_keys_can_be_turned_off(page, colleague):
    page.goto("/claims/")
    page.keyboard.press("?")
    page.get_by_label("Use these single keys on this device").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("/")

    expect(page.get_by_role("searchbox")).not_to_be_focused()


def test_a_filter_swaps_the_results_and_the_back_button_undoes_it(page, colleague, version):
    page.goto("/claims/")
    page.get_by_label("Source").select_option(label="With a source")

    expect(page.locator(".claim-row")).to_have_count(1)
    assert "attributed=yes" in page.url
    page.go_back()
    expect(page.locator(".claim-row")).to_have_count(3)
    expect(page.locator(".masthead")).to_be_visible()


def test_a_note_lights_up_the_words_it_is_about(page, colleague, version):
    page.goto(f"/articles/{version.article_id}/")
    page.locator(".note-card", has_text="المدير").first.hover()

    expect(page.locator(".mark.source.lit").first).to_be_visible()


def test_everything_works_without_a_script(browser, context, colleague, live_server, version):
    cookies = context.cookies()
    plain = browser.new_context(base_url=live_server.url, java_script_enabled=False, locale="en")
    plain.add_cookies(cookies)
    page = plain.new_page()
    page.goto("/claims/")
    page.get_by_label("Source").select_option(label="With a source")
    page.get_by_role("button", name="Show").click()
    expect(page.locator(".claim-row")).to_have_count(1)
    page.goto("/articles/add/")
    page.get_by_label("Text of the article").fill(TEXT)
    page.get_by_role("button", name="Add article").click()
    expect(page.get_by_text("Waiting")).to_be_visible()
    plain.close()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_phone_never_scrolls_sideways(  # noqa: PLR0917 - fixtures
    page, context, complaints, colleague, live_server, version, language
):
    in_language(context, live_server, language)
    page.set_viewport_size(PHONE)
    for address in pages(version):
        page.goto(address)
        assert_fits(page)
    complaints[:] = [said for said in complaints if "404" not in said]


@pytest.mark.parametrize(("language", "scheme"), [("en", "light"), ("ar", "light"), ("en", "dark")])
def test_axe_finds_nothing_to_complain_of(  # noqa: PLR0917 - fixtures
    page, context, complaints, colleague, live_server, version, language, scheme
):
    in_language(context, live_server, language)
    page.emulate_media(color_scheme=scheme)
    for address in pages(version):
        page.goto(address)
        assert_accessible(page)
    complaints[:] = [said for said in complaints if "404" not in said]
