"""A fact-checker's shift with the keyboard alone, in both languages; drafts outlive a tab."""

import os
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import expect

from claims.models import Claim, Review
from claims.queue import weigh
from newsroom.models import Role
from tests.factories import OutletFactory, SourceFactory, UserFactory, VersionFactory, attribute
from tests.factories import claims_of as claims_in

pytestmark = pytest.mark.django_db(transaction=True)
AXE = (Path(__file__).parent / "vendor" / "axe-4.14.1.min.js").read_text()
# What reaches beyond the screen, for the test's failure to name.
TOO_WIDE = """
[...document.querySelectorAll("body *")]
  .filter((one) => document.documentElement.scrollWidth > innerWidth
    && (one.getBoundingClientRect().right > innerWidth + 1
      || one.getBoundingClientRect().left < -1))
  .map((one) => one.outerHTML.slice(0, 90))
"""
# The same keys on an Arabic keyboard.
KEYS = {
    "en": {"next": "n", "why": "c", "approve": "a"},
    "ar": {"next": "ى", "why": "ؤ", "approve": "ش"},
}


def sign_in(context, live_server, user, language):
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    cookies = {
        settings.SESSION_COOKIE_NAME: session.session_key,
        settings.LANGUAGE_COOKIE_NAME: language,
    }
    context.add_cookies(
        [{"name": name, "value": value, "url": live_server.url} for name, value in cookies.items()]
    )


@pytest.fixture
def claim():
    """A claim from unnamed people, in an Arabic article."""
    outlet = OutletFactory(name="وطن", language="ar")
    version = VersionFactory(
        article__outlet=outlet,
        title="مدير الميناء ينفي إغلاقه",
        text="قالت مصادر محلية إن 40 سفينة رست خارج الميناء.\nوهدأت الريح بعد الظهر.",
        language="ar",
    )
    claim, other = claims_in(version)
    sources = SourceFactory(name="مصادر محلية", kind="anonymous_group", outlet=outlet)
    attribute(claim, sources, cue="قالت", named="مصادر محلية", content="40 سفينة رست خارج الميناء")
    weigh([claim.pk, other.pk])
    return claim


def press(page, key):
    """Press a key of any keyboard; Playwright knows only those of a Latin one.

    The keys are a deferred script's: a key pressed while the page still loads would mean nothing.
    """
    page.wait_for_load_state("load")
    page.evaluate(
        "key => document.body.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true}))",
        key,
    )


def picture(page, name):
    """Keep a picture for whoever asks for them."""
    if folder := os.environ.get("MUSNAD_PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def accessible(page):
    page.evaluate(AXE)
    found = page.evaluate(
        "axe.run().then(r => r.violations.map(v => v.id + ': ' + v.nodes[0].html))"
    )
    assert found == []


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_shift_takes_the_keyboard_alone(context, page, live_server, claim, language):
    keys = KEYS[language]
    checker = UserFactory(role=Role.FACT_CHECKER, username="layla")
    sign_in(context, live_server, checker, language)
    page.goto("/review/")
    accessible(page)
    picture(page, f"queue-{language}")

    press(page, keys["next"])
    expect(page.locator("h1")).to_have_text(claim.text)
    accessible(page)
    page.keyboard.press("4")
    press(page, keys["why"])
    page.keyboard.type("الصور تُظهر الميناء خاليًا.")
    picture(page, f"desk-{language}")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".decision")).to_contain_text("الصور تُظهر الميناء خاليًا.")
    assert Claim.objects.get(pk=claim.pk).status == "awaiting_approval"

    sign_in(context, live_server, UserFactory(role=Role.EDITOR, username="huda"), language)
    page.goto("/review/?list=approval")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(claim.text)
    press(page, keys["approve"])

    expect(page.locator(".history li")).to_have_count(3)
    assert Claim.objects.get(pk=claim.pk).status == "refuted"
    picture(page, f"decided-{language}")


def test_what_was_typed_is_there_after_the_tab_was_closed(context, page, live_server, claim):
    sign_in(context, live_server, UserFactory(role=Role.FACT_CHECKER), "en")
    page.goto(f"/claims/{claim.pk}/review/")
    page.keyboard.press("2")
    page.keyboard.press("c")
    page.keyboard.type("Half a thought")
    page.close()

    again = context.new_page()
    again.goto(f"/claims/{claim.pk}/review/")

    expect(again.locator("textarea[name=rationale]")).to_have_value("Half a thought")
    expect(again.locator("input[value=unverified]")).to_be_checked()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_desk_fits_a_phone(context, page, live_server, claim, language):
    sign_in(context, live_server, UserFactory(role=Role.EDITOR), language)
    page.set_viewport_size({"width": 390, "height": 844})

    for address in ("/review/", f"/claims/{claim.pk}/review/"):
        page.goto(address)
        assert page.evaluate(TOO_WIDE) == []
    picture(page, f"phone-{language}")
    assert Review.objects.get(pk=claim.pk).leased_to is None
