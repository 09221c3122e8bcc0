"""Who a protected source really is, kept and looked at in a real browser.

Django's own client sends no `Origin`; by what a browser sends, a form's token is checked.
"""

import pytest
from cryptography.fernet import Fernet
from playwright.sync_api import expect

from newsroom.models import Role
from tests.factories import PASSWORD, SourceFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_identity_is_kept_and_looked_at_by_its_forms(page, live_server, settings):
    settings.MUSNAD_PROTECTED_KEYS = [Fernet.generate_key().decode()]
    person, source = UserFactory(role=Role.FACT_CHECKER), SourceFactory()
    page.goto("/accounts/login/")
    page.locator("#id_login").fill(person.username)
    page.locator("#id_password").fill(PASSWORD)
    page.locator("main button").first.click()
    page.wait_for_url("**/articles/")

    page.goto(f"/sources/{source.pk}/protected/")
    keep = page.locator("form[action$='/keep/']")
    keep.locator("[name=name]").fill("Salma Nasser")
    keep.locator("[name=reason]").fill("The port.")
    keep.locator("button").click()
    page.get_by_text("Done, and recorded.").wait_for()
    look = page.locator("form[action$='/look/']")
    look.locator("[name=reason]").fill("Before we publish.")
    look.locator("button").click()

    expect(page.get_by_text("Salma Nasser")).to_be_visible()
