"""The drawing of a group's chains on a screen and on a phone."""

import pytest
from playwright.sync_api import expect

from tests.browser.looks import PHONE
from tests.browser.test_newsroom_day import colleague  # noqa: F401 - a fixture
from tests.claims.conftest import plant  # noqa: F401 - a fixture
from tests.claims.planted_stories import WIRE

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_phone_shows_the_whole_drawing_without_scrolling(
    page,
    colleague,  # noqa: F811
    plant,  # noqa: F811
    language,
):
    address = f"/groups/{plant(WIRE).pk}/"
    page.set_extra_http_headers({"Accept-Language": language})
    page.goto(address)
    drawing = page.locator(".provenance")
    expect(drawing.locator("svg.wide")).to_be_visible()
    expect(drawing.locator("svg.narrow")).to_be_hidden()

    page.set_viewport_size(PHONE)

    expect(drawing.locator("svg.wide")).to_be_hidden()
    expect(drawing.locator("svg.narrow .node")).to_have_count(6)
    assert drawing.evaluate("figure => figure.scrollWidth <= figure.clientWidth")
    inside = drawing.evaluate(
        "figure => [...figure.querySelectorAll('svg.narrow text')].every(words => {"
        " const [word, all] = [words, figure].map(e => e.getBoundingClientRect());"
        " return word.left >= all.left && word.right <= all.right; })"
    )
    assert inside
