"""A fact-checker's shift with the keyboard alone, in both languages; drafts outlive a tab."""

import pytest
from django.conf import settings
from playwright.sync_api import expect

from claims.models import Attribution, Claim, Review
from claims.queue import weigh
from newsroom.models import Role
from tests.browser.looks import assert_accessible, assert_fits, in_language, picture, press, sign_in
from tests.factories import (
    PASSWORD,
    OutletFactory,
    SourceFactory,
    UserFactory,
    VersionFactory,
    attribute,
)
from tests.factories import claims_of as claims_in

pytestmark = pytest.mark.django_db(transaction=True)
# The same keys on an Arabic keyboard.
DOES = "next why approve fix evidence history down".split()
KEYS = {
    "en": dict(zip(DOES, "n c a f e h j".split(), strict=True)),
    "ar": dict(zip(DOES, "ى ؤ ش ب ث ا ت".split(), strict=True)),
}


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


def sign_in_by_keyboard(page, person):
    """Through the form, as a person does; the field for the name has the focus."""
    expect(page.locator("input[name=login]")).to_be_focused()
    page.keyboard.type(person.username)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")


def sign_out(context):
    context.clear_cookies(name=settings.SESSION_COOKIE_NAME)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_whole_shift_takes_the_keyboard_alone(context, page, live_server, claim, language):
    keys = KEYS[language]
    checker = UserFactory(role=Role.FACT_CHECKER, username="layla")
    editor = UserFactory(role=Role.EDITOR, username="huda")
    in_language(context, live_server, language)

    # Sign in, take the next claim, read it.
    page.goto("/review/")
    sign_in_by_keyboard(page, checker)
    expect(page.locator("nav.tabs")).to_be_visible()
    assert_accessible(page)
    picture(page, f"queue-{language}")
    press(page, keys["next"])
    expect(page.locator("h1")).to_have_text(claim.text)
    assert_accessible(page)

    # Fix a span: the content goes on for one word less.
    press(page, keys["fix"])
    expect(page.locator(".passage")).to_be_focused()
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".messages .took")).to_be_visible()
    content = Attribution.objects.get(retired_at=None).spans.get(role="content")
    assert content.quote == "40 سفينة رست خارج"

    # Add evidence: a note of a call.
    press(page, keys["evidence"])
    page.locator("select[name=kind]").focus()
    page.locator("select[name=kind]").select_option("call_note")
    page.locator("textarea[name=note]").focus()
    page.keyboard.type("اتصلنا بقبطان الميناء.")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".evidence")).to_contain_text("اتصلنا بقبطان الميناء.")

    # Decide.
    page.wait_for_load_state("load")
    page.keyboard.press("4")
    press(page, keys["why"])
    page.keyboard.type("الصور تُظهر الميناء خاليًا.")
    picture(page, f"desk-{language}")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".decision")).to_contain_text("الصور تُظهر الميناء خاليًا.")
    assert Claim.objects.get(pk=claim.pk).status == "awaiting_approval"

    # Approve as another person, and see the history.
    sign_out(context)
    page.goto("/review/?list=approval")
    sign_in_by_keyboard(page, editor)
    expect(page.locator("nav.tabs")).to_be_visible()
    press(page, keys["down"])
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(claim.text)
    press(page, keys["approve"])
    expect(page.locator(".history li")).to_have_count(5)
    press(page, keys["history"])
    expect(page.locator("#history")).to_be_focused()
    assert Claim.objects.get(pk=claim.pk).status == "refuted"
    picture(page, f"decided-{language}")


def test_what_was_typed_is_there_after_the_tab_was_closed(context, page, live_server, claim):
    sign_in(context, live_server, UserFactory(role=Role.FACT_CHECKER))
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
def test_what_was_typed_survives_a_sign_in_that_ended(context, page, live_server, claim, language):
    person = UserFactory(role=Role.FACT_CHECKER)
    sign_in(context, live_server, person, language)
    page.goto(f"/claims/{claim.pk}/review/")
    page.keyboard.press("3")
    press(page, KEYS[language]["why"])
    page.keyboard.type("الصور قديمة.")
    context.clear_cookies(name=settings.SESSION_COOKIE_NAME)

    page.keyboard.press("Control+Enter")
    page.locator("input[name=login]").fill(person.username)
    page.locator("input[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")

    expect(page.locator("h1")).to_have_text(claim.text)
    expect(page.locator("textarea[name=rationale]")).to_have_value("الصور قديمة.")
    expect(page.locator("input[value=disputed]")).to_be_checked()
    page.locator("textarea[name=rationale]").press("Control+Enter")
    expect(page.locator(".decision")).to_contain_text("الصور قديمة.")
    page.wait_for_load_state("load")
    assert page.evaluate("Object.keys(localStorage).filter(k => k.includes('decision'))") == []


def test_a_part_of_a_page_leads_to_the_sign_in_and_back(context, page, live_server, claim):
    person = UserFactory(role=Role.FACT_CHECKER)
    sign_in(context, live_server, person)
    page.goto(f"/claims/{claim.pk}/review/")
    page.wait_for_load_state("load")
    context.clear_cookies(name=settings.SESSION_COOKIE_NAME)

    press(page, "f")
    page.locator("input[name=login]").fill(person.username)
    page.locator("input[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")

    expect(page.locator("h1")).to_have_text(claim.text)


def test_a_draft_is_seen_by_nobody_else_at_the_same_machine(context, page, live_server, claim):
    sign_in(context, live_server, UserFactory(role=Role.FACT_CHECKER))
    page.goto(f"/claims/{claim.pk}/review/")
    press(page, "m")
    page.keyboard.type("For my eyes only.")

    sign_in(context, live_server, UserFactory(role=Role.FACT_CHECKER))
    page.reload()

    expect(page.locator("textarea[name=text]")).to_have_value("")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_desk_fits_a_phone(context, page, live_server, claim, language):
    sign_in(context, live_server, UserFactory(role=Role.EDITOR), language)
    page.set_viewport_size({"width": 390, "height": 844})

    for address in ("/review/", f"/claims/{claim.pk}/review/"):
        page.goto(address)
        assert_fits(page)
    picture(page, f"phone-{language}")
    assert Review.objects.get(pk=claim.pk).leased_to is None
