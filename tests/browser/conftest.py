"""A real Chromium on the real pages. A test fails when a page asks anybody but us, or complains."""

import os
import re
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.articles.conftest import site  # noqa: F401 - a fixture, for feeds

# Playwright's event loop runs in the test's thread, so Django takes it for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium; MUSNAD_CHROMIUM names one that isn't on the path."""
    named = os.environ.get("MUSNAD_CHROMIUM")
    found = named or next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        if os.environ.get("MUSNAD_REQUIRE_BROWSER") == "1":
            pytest.fail("There is no Chromium, and MUSNAD_REQUIRE_BROWSER=1 asks for one.")
        pytest.skip("There is no Chromium.")
    return found


@pytest.fixture(scope="session")
def browser(chromium) -> Iterator[Browser]:
    """One browser for all the tests of a worker; each test gets a context of its own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=OPTIONS)
        yield browser
        browser.close()


@pytest.fixture
def complaints() -> list[str]:
    """What the page complained of so far; a test that expects a complaint clears it."""
    return []


@pytest.fixture
def context(browser, live_server, complaints) -> Iterator[BrowserContext]:
    """A fresh browser profile whose relative addresses are the live server's.

    A request to another host is stopped and fails the test, and so do errors on the console.
    """
    context = browser.new_context(base_url=live_server.url, locale="en")
    context.set_default_timeout(10_000)

    def stop(route):
        complaints.append(f"asked somebody else: {route.request.url}")
        route.abort()

    # An expression, not a function: so the driver itself lets our own requests pass.
    context.route(re.compile(f"^(?!{re.escape(live_server.url)}/|data:|blob:)"), stop)
    context.on(
        "console",
        lambda message: (
            complaints.append(f"console: {message.text}") if message.type == "error" else None
        ),
    )
    context.on("weberror", lambda error: complaints.append(f"script: {error.error}"))
    yield context
    context.close()
    assert complaints == []


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """A page 1280 px wide; `page.set_viewport_size({"width": 390, "height": 844})` is a phone."""
    return context.new_page()
