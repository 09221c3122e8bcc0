"""A source is taken apart on a page: chosen, previewed, split, and joined again."""

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertRedirects

from claims.models import Claim
from sources.models import Source, SourceEvent
from tests.factories import (
    ClaimFactory,
    SourceAliasFactory,
    SourceFactory,
    UserFactory,
    attribute,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(client):
    client.force_login(UserFactory(role="editor"))
    return client


@pytest.fixture
def haftar():
    """One source for father and son, who spoke once each; a spokesman is quoted through the son."""
    source = SourceFactory(name="Haftar")
    for name in ("Haftar", "Saddam"):
        SourceAliasFactory(source=source, surface=name)
    attribute(ClaimFactory(text="Khalifa Haftar said it rains."), source)
    the_sons = ClaimFactory(text="Saddam Haftar said it snows.")
    outer = attribute(the_sons, source, source_name="Saddam")
    attribute(the_sons, SourceFactory(name="Spokesman"), via=outer)
    return source


def page_of(source):
    return reverse("claims:split", args=[source.pk])


def test_the_preview_counts_what_would_move_and_moves_nothing(client, haftar):
    page = client.post(page_of(haftar), {"name": "Saddam Haftar", "aliases": ["Saddam"]})

    assertContains(page, "1 attribution")
    assertContains(page, "1 attribution nested in them")
    assertContains(page, "in 1 claim")
    assert not SourceEvent.objects.exists()


def test_a_name_takes_along_what_was_said_under_it(client, haftar):
    chosen = {"name": "Saddam Haftar", "aliases": ["Saddam"], "confirm": "1", "reason": "the son"}

    done = client.post(page_of(haftar), chosen)

    son = Source.objects.get(name="Saddam Haftar")
    assertRedirects(done, reverse("claims:source", args=[son.pk]))
    assert [c.text for c in Claim.objects.through(son.pk)] == ["Saddam Haftar said it snows."]
    assert sorted(son.aliases.values_list("surface", flat=True)) == ["Saddam", "Saddam Haftar"]
    assert SourceEvent.objects.get().reason == "the son"


def test_a_split_is_undone_from_the_page_of_the_source(client, haftar):
    chosen = {"name": "Saddam Haftar", "aliases": ["Saddam"], "confirm": "1"}
    client.post(page_of(haftar), chosen)
    event = SourceEvent.objects.get(kind="split")
    care = reverse("claims:care", args=[haftar.pk])
    assertContains(client.get(care), "Split off it")

    client.post(reverse("claims:undo", args=[haftar.pk, event.pk]))

    assert Claim.objects.through(haftar.pk).count() == 2
    assert event.other.__class__.objects.get(pk=event.other_id).merged_into == haftar


@pytest.mark.parametrize(
    ("chosen", "message"),
    [
        ({"name": "Somebody"}, "choose at least one"),
        ({"name": "", "aliases": ["Saddam"]}, "This field is required"),
        ({"name": "x" * 501, "aliases": ["Saddam"]}, "at most 500 characters"),
        ({"name": "Sad\u202edam", "aliases": ["Saddam"]}, "directional controls"),
        ({"name": "Somebody", "aliases": ["Nobody"]}, "Select a valid choice"),
        ({"name": "Somebody", "attributions": ["1"]}, "Select a valid choice"),
    ],
)
def test_what_is_wrong_is_said_and_changes_nothing(client, haftar, chosen, message):
    page = client.post(page_of(haftar), {**chosen, "confirm": "1"})

    assertContains(page, message, status_code=422)
    assert not SourceEvent.objects.exists()


def test_what_was_ticked_is_split_off_however_much_was_said_since(client, haftar, monkeypatch):
    monkeypatch.setattr("claims.split_views.SHOWN", 2)
    [ticked, *_] = haftar.attributions.order_by("pk")
    for _ in range(2):
        attribute(ClaimFactory(), haftar)
    chosen = {"name": "Khalifa Haftar", "attributions": [str(ticked.pk)]}

    preview = client.post(page_of(haftar), chosen)
    assertContains(preview, f'value="{ticked.pk}" checked')
    client.post(page_of(haftar), {**chosen, "confirm": "1"})

    claims = Claim.objects.through(Source.objects.get(name="Khalifa Haftar").pk)
    assert [claim.text for claim in claims] == ["Khalifa Haftar said it rains."]


def test_what_another_source_says_is_not_split_off(client, haftar):
    other = attribute(ClaimFactory(), SourceFactory())
    chosen = {"name": "Somebody", "attributions": [str(other.pk)], "confirm": "1"}

    assertContains(client.post(page_of(haftar), chosen), "Select a valid choice", status_code=422)


def test_only_who_looks_after_sources_splits(client, haftar):
    client.force_login(UserFactory(role="fact_checker"))

    assert client.get(page_of(haftar)).status_code == 403


def test_the_page_takes_the_same_queries_for_two_and_for_ten(
    client, haftar, django_assert_max_num_queries
):
    for _ in range(8):
        attribute(ClaimFactory(), haftar)

    with django_assert_max_num_queries(12):
        client.get(page_of(haftar))
