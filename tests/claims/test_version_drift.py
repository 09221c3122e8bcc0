"""What became of each statement when an article was edited, one case for each class."""

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains

from claims.drift import Drift
from claims.group_schemas import ChangesOut
from claims.version_drift import version_changes
from tests.api import Program, assert_is
from tests.factories import (
    ArticleFactory,
    ClaimFactory,
    SentenceFactory,
    SourceFactory,
    UserFactory,
    VersionFactory,
    attribute,
)

pytestmark = pytest.mark.django_db
STAYS = "The port of the city is open on Friday."
SAID = "Informed sources said the port director may resign within days."


@pytest.fixture
def sources():
    return SourceFactory(name="Informed sources", kind="anonymous_group", anonymity="group")


@pytest.fixture
def edited(sources):
    """Store an article whose one statement is rewritten; return what changed."""

    def store(words, speaker=None):
        article = ArticleFactory()
        first = VersionFactory(article=article, text=f"{STAYS} {SAID}")
        stays = SentenceFactory(version=first, words=STAYS)
        ClaimFactory(sentence=stays, text=STAYS)
        said = SentenceFactory(version=first, words=SAID)
        attribute(ClaimFactory(sentence=said, text=SAID), sources, named="Informed sources")
        second = VersionFactory(article=article, text=f"{STAYS} {words} More soon.")
        SentenceFactory(version=second, words=STAYS, lineage_id=stays.pk)
        if words == SAID:
            SentenceFactory(version=second, words=SAID, lineage_id=said.pk)
            attribute(said.claim, speaker, version=second)
        elif words:
            claim = ClaimFactory(sentence=SentenceFactory(version=second, words=words), text=words)
            if speaker:
                attribute(claim, speaker)
        return version_changes(article)

    return store


def test_an_untouched_statement_is_not_mentioned(edited, sources):
    assert edited(SAID, sources) == []


def test_a_deleted_statement_is_named(edited):
    [change] = edited("")

    assert (change.before.text, change.after) == (SAID, None)
    assert change.changes == {Drift.DELETED}


def test_a_reworded_statement_keeps_its_source(edited, sources):
    [change] = edited("Informed sources said within days the port director may resign.", sources)

    assert change.changes == {Drift.REWORDED}


def test_source_and_doubt_that_went_are_named(edited):
    [change] = edited("The port director will resign within days.")

    assert change.changes == {Drift.REWORDED, Drift.SOURCE_REMOVED, Drift.HEDGE_REMOVED}


def test_another_source_for_the_same_words_is_named(edited):
    [change] = edited(SAID, SourceFactory(name="The board"))

    assert change.changes == {Drift.SOURCE_CHANGED, Drift.ANONYMITY_LOST}


def test_another_statement_is_no_rewording(edited):
    changes = edited("Rain is expected in the north.")

    assert [change.changes for change in changes] == [{Drift.DELETED}]


def test_the_api_says_the_same(edited):
    [change] = edited("The port director will resign within days.")

    path = f"articles/{change.before.article_id}/drift"
    [item] = assert_is(Program("read").get(path), ChangesOut)["items"]

    assert (item["before"], item["after"]) == (str(change.before.pk), str(change.after.pk))
    assert item["losses"] == ["hedge_removed", "source_removed"]


def test_the_page_shows_each_change_with_its_losses(client, edited):
    client.force_login(UserFactory())
    [change] = edited("The port director resigns within days.")
    article = change.before.article

    page = client.get(reverse("claims:drift", args=[article.pk]))

    assertContains(page, "Source removed: stated as fact")
    assertContains(page, "Doubt removed")
    assertContains(page, SAID)
    assertContains(page, "The port director resigns within days.")
    link = client.get(reverse("claims:article", args=[article.pk]))
    assertContains(link, reverse("claims:drift", args=[article.pk]))


def test_the_page_says_when_nothing_changed(client):
    client.force_login(UserFactory())

    page = client.get(reverse("claims:drift", args=[VersionFactory().article_id]))

    assertContains(page, "Nothing changed")
