"""The source inbox by keyboard alone: one key answers the question that the reader is at."""

import pytest
from playwright.sync_api import expect

from sources.models import SourceQuestion
from tests.browser.test_newsroom_day import colleague  # noqa: F401 - a fixture
from tests.factories import ClaimFactory, SourceFactory, attribute

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def questions():
    """Three, the likeliest first."""
    made = []
    for number, score in enumerate((0.9, 0.8, 0.7)):
        new, known = SourceFactory(provisional=True), SourceFactory(name=f"Known {number}")
        attribute(ClaimFactory(), new)
        made.append(SourceQuestion.objects.create(source=new, candidate=known, score=score))
    return made


def states(questions):
    return [SourceQuestion.objects.get(pk=question.pk).state for question in questions]


def test_each_key_answers_the_question_at_hand(page, colleague, questions):  # noqa: F811
    colleague.role = "editor"
    colleague.save()
    page.goto("/inbox/")
    expect(page.get_by_text("3 open questions")).to_be_visible()

    page.keyboard.press("s")
    expect(page.get_by_text("2 open questions")).to_be_visible()
    page.wait_for_load_state()  # the keys listen once the page is read
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("d")
    expect(page.get_by_text("1 open question", exact=True)).to_be_visible()
    page.wait_for_load_state()
    assert states(questions) == ["same", "open", "different"]

    page.keyboard.press("r")
    page.keyboard.type("Known 2")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Nothing to ask")).to_be_visible()
    questions[1].source.refresh_from_db()
    assert questions[1].source.merged_into == questions[2].candidate
