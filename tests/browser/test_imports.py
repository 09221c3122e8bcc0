"""The page of imports, and a claim that others have checked, in both languages and on a phone."""

import json
import os
from io import BytesIO
from pathlib import Path

import orjson
import pytest

from claims.imports.formats import import_file
from newsroom.models import Role
from tests.browser.test_newsroom_day import AXE, in_arabic
from tests.claims.test_imports import review
from tests.factories import PASSWORD, ClaimFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)
SHOTS = os.environ.get("MUSNAD_SHOTS")


@pytest.fixture
def editor(page):
    person = UserFactory(role=Role.EDITOR)
    page.goto("/accounts/login/")
    page.locator("#id_login").fill(person.username)
    page.locator("#id_password").fill(PASSWORD)
    page.locator("main button").first.click()
    page.wait_for_url("**/articles/")
    return person


def fits(page, name, width):
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= width, name
    page.evaluate(AXE)
    found = page.evaluate("axe.run()")["violations"]
    told = [(v["id"], [n["html"][:200] for n in v["nodes"][:3]]) for v in found]
    assert not told, f"{name}: {json.dumps(told, ensure_ascii=False, indent=1)}"


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_pages_fit_and_everybody_can_use_them(  # noqa: PLR0917 - fixtures
    page, context, complaints, live_server, editor, language, width
):
    if language == "ar":
        in_arabic(context, live_server)
    page.set_viewport_size({"width": width, "height": 844})
    checked = review(7, claimReviewed="قال الوزير إن الأسعار ستنخفض في الشهر المقبل")
    list(import_file("claimreview", BytesIO(orjson.dumps(checked)), by=editor))
    claim = ClaimFactory(text="قال الوزير إن الأسعار ستنخفض الشهر المقبل.", language="ar")

    page.goto(f"/claims/{claim.pk}/")
    assert page.get_by_text("Mostly false").is_visible()
    fits(page, f"claim-{language}-{width}", width)

    page.goto("/imports/")
    lines = b"\n".join(orjson.dumps(review(n, url="x" if n else "http://x/1")) for n in range(3))
    page.locator("#id_file").set_input_files(
        {"name": "feed.json", "mimeType": "application/json", "buffer": lines}
    )
    page.locator("main button.primary").click()
    page.locator("#became-title").wait_for()
    fits(page, f"imports-{language}-{width}", width)
