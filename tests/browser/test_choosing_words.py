"""Putting an attribution right in a real browser: by keyboard, mouse and touch, in both directions.

What is stored is compared in code points, in texts with emoji, tashkeel and bidi controls.
"""

import pytest
from playwright.sync_api import expect

from claims.models import Attribution
from newsroom.models import Role
from tests.browser.looks import assert_accessible, assert_fits, picture, press, sign_in
from tests.factories import (
    ClaimFactory,
    OutletFactory,
    SentenceFactory,
    SourceFactory,
    UserFactory,
    VersionFactory,
    attribute,
)

pytestmark = pytest.mark.django_db(transaction=True)
# Language → before the claim, who, cue, what the machine missed on either side of what it found.
STORIES = {
    "ar": (
        "🌧️ أمطار على الساحل.",
        "وَزِيرَةُ الصِّحّةِ",
        "وقالت",
        "إن \u206740\u2069 ",
        "سفينة 🚢 رست",
        " خارج الميناء",
    ),
    "en": (
        "🌧️ Rain on the coast.",
        "The health minister",
        "said",
        "that 40 ",
        "ships 🚢 lay",
        " off the port",
    ),
}


@pytest.fixture(params=["ar", "en"])
def story(request):
    language = request.param
    first, who, cue, before, found, after = STORIES[language]
    words = f"{cue} {who}\u200f {before}{found}{after}."
    version = VersionFactory(
        text=f"{first}\n{words}", language=language, article__outlet=OutletFactory(name="Watan")
    )
    SentenceFactory(version=version, words=first)
    sentence = SentenceFactory(version=version, words=words)
    claim = ClaimFactory(sentence=sentence, version=version, text=words, language=language)
    attribute(claim, SourceFactory(name=who), cue=cue, named=who, content=found)
    return claim, language, STORIES[language]


def quotes(claim):
    """What stands now, by role; all of it a person's."""
    [one] = Attribution.objects.filter(hops__claim=claim, retired_at=None).distinct()
    assert one.made_by == "person"
    text = one.version.text
    return {span.role: text[span.start : span.end] for span in one.spans.all()}


def open_desk(context, live_server, page, claim, language):
    sign_in(context, live_server, UserFactory(role=Role.FACT_CHECKER), language)
    page.goto(f"/claims/{claim.pk}/review/")


def test_the_common_repair_takes_few_keys(context, page, live_server, story):
    claim, language, (_, who, cue, _, found, after) = story
    open_desk(context, live_server, page, claim, language)

    press(page, {"ar": "ب", "en": "f"}[language])
    expect(page.locator(".passage")).to_be_focused()
    picture(page, f"fixing-{language}")
    assert_accessible(page)
    on, back = ("ArrowLeft", "ArrowRight") if language == "ar" else ("ArrowRight", "ArrowLeft")
    more = len(after.split())
    keys = [*[f"Shift+{on}"] * more, "o", f"Shift+{back}"]
    for key in keys:
        page.keyboard.press(key)
    page.keyboard.press("Control+Enter")

    expect(page.locator(".messages")).to_be_visible()
    # The figure, without the bidi control that hides before it.
    figure = "40\u2069 " if language == "ar" else "40 "
    assert quotes(claim) == {"content": f"{figure}{found}{after}", "cue": cue, "source": who}
    # With the one that opened it and the one that saved.
    assert len(keys) + 2 <= 8


def test_a_letter_less_leaves_the_clitic_out(context, page, live_server, story):
    claim, language, (_, who, cue, _, found, _) = story
    open_desk(context, live_server, page, claim, language)
    press(page, "f")
    expect(page.locator(".passage")).to_be_focused()

    for key in ("2", "o"):
        page.keyboard.press(key)
    page.keyboard.press("Alt+ArrowLeft" if language == "ar" else "Alt+ArrowRight")
    page.keyboard.press("Control+Enter")

    expect(page.locator(".messages")).to_be_visible()
    assert quotes(claim) == {"content": found, "cue": cue[1:], "source": who}


def box_of(page, words):
    """Where words stand on the screen: just inside their first letter, and inside their last."""
    return page.evaluate(
        """words => {
          const node = document.querySelector(".passage").firstChild;
          const at = node.data.indexOf(words);
          const leftwards = getComputedStyle(node.parentElement).direction === "rtl";
          return [[at, 0.2], [at + words.length - 1, 0.8]].map(([start, inside]) => {
            const range = new Range();
            range.setStart(node, start);
            range.setEnd(node, start + 1);
            const box = range.getBoundingClientRect();
            const part = leftwards ? 1 - inside : inside;
            return [box.left + box.width * part, box.top + box.height / 2];
          });
        }""",
        words,
    )


def test_words_are_drawn_over_with_the_mouse(context, page, live_server, story):
    claim, language, (_, who, cue, _, found, after) = story
    open_desk(context, live_server, page, claim, language)
    page.locator("a[data-key^=f]").click()
    expect(page.locator(".passage")).to_be_focused()

    (left, top), (right, bottom) = box_of(page, found + after)
    page.mouse.move(left, top)
    page.mouse.down()
    page.mouse.move(right, bottom, steps=6)
    page.mouse.up()
    page.locator("button[value=save]").click()

    expect(page.locator(".messages")).to_be_visible()
    assert quotes(claim) == {"content": found + after, "cue": cue, "source": who}


def test_two_taps_choose_words_on_a_phone(browser, context, page, live_server, story):
    claim, language, (_, _, cue, _, found, after) = story
    open_desk(context, live_server, page, claim, language)
    state = context.storage_state()
    phone = browser.new_context(
        base_url=live_server.url,
        viewport={"width": 390, "height": 844},
        has_touch=True,
        storage_state=state,
    )
    page = phone.new_page()
    page.goto(f"/claims/{claim.pk}/review/")
    page.locator("a[data-key^=f]").tap()
    expect(page.locator(".passage")).to_be_focused()
    page.locator(".place.source .choose").tap()
    page.locator(".place.content .choose").tap()

    first, _ = box_of(page, found)
    _, last = box_of(page, after.strip())
    page.touchscreen.tap(*first)
    page.touchscreen.tap(*last)
    picture(page, f"fixing-phone-{language}")
    assert_fits(page)
    page.locator("button[value=save]").tap()

    expect(page.locator(".messages")).to_be_visible()
    phone.close()
    assert quotes(claim)["content"] == found + after
    assert quotes(claim)["cue"] == cue


def test_a_second_place_and_a_name_by_keyboard(context, page, live_server, story):
    claim, language, (_, who, cue, _, found, _) = story
    open_desk(context, live_server, page, claim, language)
    press(page, "f")
    expect(page.locator(".passage")).to_be_focused()

    page.keyboard.press("+")
    expect(page.locator(".place.content .choose")).to_contain_text("…")
    page.locator("input[name=source_name]").fill("رويترز")
    page.locator("input[name=source_name]").press("Control+Enter")

    expect(page.locator(".messages")).to_be_visible()
    one = Attribution.objects.get(retired_at=None)
    assert one.source.name == "رويترز"
    assert one.spans.filter(role="content").count() == 2
    assert not one.spans.filter(role="cue").exclude(quote=cue).exists()
    assert who in quotes(claim).values()
    assert found in [span.quote for span in one.spans.all()]


def test_escape_leaves_all_as_it_was(context, page, live_server, story):
    claim, language, _ = story
    open_desk(context, live_server, page, claim, language)
    press(page, "f")
    expect(page.locator(".passage")).to_be_focused()

    before = page.locator(".place.content .choose").text_content()
    page.keyboard.press("Shift+ArrowLeft")
    expect(page.locator(".place.content .choose")).not_to_have_text(before)
    page.keyboard.press("Escape")

    expect(page.locator(".passage")).to_have_count(0)
    assert Attribution.objects.get(retired_at=None).made_by == "machine"
    press(page, "f")
    expect(page.locator(".place.content .choose")).to_have_text(before)


def test_what_was_marked_is_there_after_the_tab_was_closed(context, page, live_server, story):
    claim, language, _ = story
    open_desk(context, live_server, page, claim, language)
    press(page, "f")
    expect(page.locator(".passage")).to_be_focused()
    before = page.locator(".place.content .choose").text_content()
    page.keyboard.press("Shift+ArrowLeft")
    page.locator("select[name=manner]").select_option("mixed")
    marked = page.locator(".place.content .choose").text_content()
    assert marked != before
    page.close()

    again = context.new_page()
    again.goto(f"/claims/{claim.pk}/review/")
    press(again, "f")

    expect(again.locator("select[name=manner]")).to_have_value("mixed")
    expect(again.locator(".place.content .choose")).to_have_text(marked)


def test_all_parts_of_a_split_are_there_after_the_tab_was_closed(context, page, live_server, story):
    claim, language, _ = story
    open_desk(context, live_server, page, claim, language)
    press(page, "f")
    expect(page.locator(".passage")).to_be_focused()
    for number in (1, 2):
        page.locator("button[value=part]").click()
        expect(page.locator("[data-words-form]")).to_have_count(number + 1)
        page.wait_for_load_state("load")
        page.locator(f"input[name=p{number}-source_name]").fill(f"Speaker {number}")
        page.locator(f"select[name=p{number}-manner]").select_option("mixed")
    page.close()

    again = context.new_page()
    again.goto(f"/claims/{claim.pk}/review/")
    press(again, "f")

    expect(again.locator("[data-words-form]")).to_have_count(3)
    for number in (1, 2):
        expect(again.locator(f"input[name=p{number}-source_name]")).to_have_value(
            f"Speaker {number}"
        )
        expect(again.locator(f"select[name=p{number}-manner]")).to_have_value("mixed")


def test_a_part_that_was_marked_is_there_after_the_tab_was_closed(
    context, page, live_server, story
):
    claim, language, _ = story
    open_desk(context, live_server, page, claim, language)
    page.goto(f"/claims/{claim.pk}/review/part/")
    expect(page.locator(".passage")).to_be_focused()
    page.keyboard.press("ArrowLeft" if language == "ar" else "ArrowRight")
    page.keyboard.press("Shift+ArrowLeft" if language == "en" else "Shift+ArrowRight")
    marked = page.locator(".place.content .choose").text_content()
    page.close()

    again = context.new_page()
    again.goto(f"/claims/{claim.pk}/review/part/")

    expect(again.locator(".place.content .choose")).to_have_text(marked)
    assert len(marked) < len(claim.text)


@pytest.mark.parametrize("key", ["e", "n", "j", "ث", "ى"])
def test_a_slip_while_marking_does_nothing_at_the_desk(context, page, live_server, story, key):
    claim, language, _ = story
    open_desk(context, live_server, page, claim, language)
    press(page, "f")
    expect(page.locator(".passage")).to_be_focused()

    page.evaluate(
        "key => document.activeElement.dispatchEvent("
        "new KeyboardEvent('keydown', {key, bubbles: true}))",
        key,
    )

    expect(page.locator(".passage")).to_be_focused()
    assert page.url.endswith(f"/claims/{claim.pk}/review/")
    assert page.locator("details[open] form[data-draft^=evidence]").count() == 0
