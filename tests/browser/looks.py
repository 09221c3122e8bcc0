"""What browser tests do with any page: sign in, press keys, see that it fits and all can use it."""

import os
from pathlib import Path

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

PHONE = {"width": 390, "height": 844}
AXE = (Path(__file__).parent / "vendor" / "axe-4.14.1.min.js").read_text()
# What reaches beyond the screen, for the test's failure to name.
TOO_WIDE = """
[...document.querySelectorAll("body *")]
  .filter((one) => document.documentElement.scrollWidth > innerWidth
    && (one.getBoundingClientRect().right > innerWidth + 1
      || one.getBoundingClientRect().left < -1))
  .map((one) => one.outerHTML.slice(0, 90))
"""
VIOLATIONS = "axe.run().then(r => r.violations.map(v => v.id + ': ' + v.nodes[0].html))"


def in_language(context, live_server, language):
    name = settings.LANGUAGE_COOKIE_NAME
    context.add_cookies([{"name": name, "value": language, "url": live_server.url}])


def sign_in(context, live_server, user, language="en"):
    """A session without the form; `tests/browser/test_review_shift.py` goes through the form."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": session.session_key, "url": live_server.url}])
    in_language(context, live_server, language)


def loaded(page):
    """Wait for styles, script and fonts: before them neither widths nor keys are right."""
    page.wait_for_load_state("load")
    page.evaluate("document.fonts.ready.then(() => true)")


def press(page, key):
    """Press a key of any keyboard; Playwright knows only those of a Latin one."""
    loaded(page)
    page.evaluate(
        "key => document.body.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true}))",
        key,
    )


def picture(page, name):
    """Keep a picture for whoever asks for them."""
    if folder := os.environ.get("MUSNAD_PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def assert_fits(page):
    """Nothing reaches beyond the screen."""
    loaded(page)
    assert page.evaluate(TOO_WIDE) == [], page.url
    sideways = "document.documentElement.scrollWidth - innerWidth"
    assert page.evaluate(sideways) <= 0, page.url


def assert_accessible(page):
    """axe-core finds nothing to complain of."""
    loaded(page)
    page.evaluate(AXE)
    assert page.evaluate(VIOLATIONS) == [], page.url
