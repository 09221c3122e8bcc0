"""The administration in a real browser: its menus work under its policy, in both directions."""

import pytest
from playwright.sync_api import expect

from claims.models import Claim, Review
from newsroom.models import Desk, Role
from tests.browser.looks import loaded, picture, sign_in
from tests.factories import ClaimFactory, IngestionFactory, UserFactory
from tests.reviewing import claim_that_is

pytestmark = pytest.mark.django_db(transaction=True)
PAGES = {
    "overview": "/admin/",
    "queue": "/admin/claims/review/",
    "approval": "/admin/claims/review/?where=approval",
    "history": "/admin/claims/reviewevent/",
    "ingestions": "/admin/articles/ingestion/",
    "person": "/admin/newsroom/user/add/",
    "desk": "/admin/newsroom/desk/add/",
}


@pytest.fixture
def newsroom():
    """Claims in several states, and an administrator."""
    for n in range(6):
        ClaimFactory(text=f"قال الوزير إن {n} سفن غادرت الميناء.", language="ar")
    late = ClaimFactory(text="The bridge was closed.")
    Review.objects.filter(pk=late.pk).update(open_since="2020-01-01T00:00Z")
    claim_that_is("disputed")
    claim_that_is("awaiting_approval", ClaimFactory(text="The mayor resigned."))
    IngestionFactory()
    Desk.objects.create(name="مكتب الخليج")
    return UserFactory(role=Role.ADMINISTRATOR, username="huda")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_page_keeps_to_its_policy(context, page, live_server, newsroom, language):
    sign_in(context, live_server, newsroom, language)

    for name, address in PAGES.items():
        page.goto(address)
        expect(page.locator("main, #content-main, .overview").first).to_be_visible()
        picture(page, f"admin-{name}-{language}")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_decision_is_approved_from_the_list(context, page, live_server, newsroom, language):
    sign_in(context, live_server, newsroom, language)
    page.goto(PAGES["approval"])

    page.locator("input.action-select").first.check()
    page.locator("select[name=action]").select_option("approve")
    page.locator("button[name=index]").click()

    expect(page.get_by_text("1", exact=False).first).to_be_visible()
    loaded(page)
    picture(page, f"admin-approved-{language}")
    assert Claim.objects.get(text="The mayor resigned.").status == "disputed"
