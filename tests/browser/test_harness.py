"""What the browser tests rely on: a page that asks strangers or complains doesn't pass unseen."""

import pytest


def test_a_request_to_another_host_is_stopped_and_noticed(page, complaints):
    page.goto("/static/")
    complaints.clear()

    page.evaluate("fetch('https://elsewhere.example/').catch(() => null)")

    assert complaints[0] == "asked somebody else: https://elsewhere.example/"
    complaints.clear()


@pytest.mark.parametrize("script", ["console.error('broken')", "setTimeout(() => { throw 1 })"])
def test_an_error_on_the_page_is_noticed(page, complaints, script):
    page.goto("/static/")
    complaints.clear()

    page.evaluate(script)
    page.wait_for_timeout(100)

    assert len(complaints) == 1
    complaints.clear()
