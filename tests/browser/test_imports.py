"""The page of imports, and a claim that others have checked, in both languages and on a phone."""

from io import BytesIO

import orjson
import pytest

from claims.import_run_models import ImportRun
from claims.imports import running
from claims.imports.formats import import_file
from newsroom.models import Role
from tests.browser.looks import assert_accessible, assert_fits, in_language, picture, sign_in
from tests.claims.test_imports import review
from tests.factories import ClaimFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def editor(context, live_server):
    person = UserFactory(role=Role.EDITOR)
    sign_in(context, live_server, person)
    return person


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_pages_fit_and_everybody_can_use_them(  # noqa: PLR0917 - fixtures
    page, context, complaints, live_server, editor, language, width
):
    in_language(context, live_server, language)
    page.set_viewport_size({"width": width, "height": 844})
    checked = review(7, claimReviewed="قال الوزير إن الأسعار ستنخفض في الشهر المقبل")
    list(import_file("claimreview", BytesIO(orjson.dumps(checked)), by=editor))
    claim = ClaimFactory(text="قال الوزير إن الأسعار ستنخفض الشهر المقبل.", language="ar")

    page.goto(f"/claims/{claim.pk}/")
    assert page.get_by_text("Mostly false").is_visible()
    picture(page, f"imports-claim-{language}-{width}")
    assert_fits(page)
    assert_accessible(page)

    page.goto("/imports/")
    lines = b"\n".join(orjson.dumps(review(n, url="x" if n else "http://x/1")) for n in range(3))
    page.locator("#id_file").set_input_files(
        {"name": "feed.json", "mimeType": "application/json", "buffer": lines}
    )
    page.locator("main button.primary").click()
    page.locator("progress").wait_for()
    picture(page, f"imports-reading-{language}-{width}")
    assert_fits(page)
    assert_accessible(page)

    # The page itself asks how far it is, until all is read.
    running.take_in(ImportRun.objects.get().pk)
    page.locator("li.row").first.wait_for()
    assert page.locator("progress").count() == 0
    assert page.locator("li.row").count() == 2
    assert page.get_by_text("url:").first.is_visible()
    picture(page, f"imports-done-{language}-{width}")
    assert_fits(page)
    assert_accessible(page)

    page.goto("/imports/")
    assert page.get_by_text("feed.json").is_visible()
    picture(page, f"imports-{language}-{width}")
    assert_fits(page)
    assert_accessible(page)


def test_that_a_file_waits_can_be_seen(page, editor):
    run = running.ask_for_import("claimreview", [orjson.dumps(review(7))], by=editor)

    page.goto(f"/imports/{run.pk}/")

    assert page.get_by_text("Waiting", exact=True).is_visible()
