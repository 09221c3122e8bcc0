"""The graph over all articles: who relays whom, and where a source first appears."""

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains

from claims.graph_api import PairsOut, RelaysOut
from claims.provenance import first_claim_of, relayed_by, relays_of, who_relays_whom
from sources.curation import merge_sources
from tests.api import Program, assert_is
from tests.factories import ClaimFactory, OutletFactory, SourceFactory, UserFactory, attribute

pytestmark = pytest.mark.django_db


@pytest.fixture
def told():
    """Watan twice and Akhbar once tell what the agency has from the minister."""
    minister, agency = SourceFactory(name="Minister"), OutletFactory(name="Agency")
    watan, akhbar = OutletFactory(name="Watan"), OutletFactory(name="Akhbar")
    claims = [ClaimFactory(outlet=outlet) for outlet in (watan, watan, akhbar)]
    for claim in claims:
        attribute(claim, minister, chain=[minister, agency, claim.outlet])
    return {"minister": minister, "agency": agency, "watan": watan, "claims": claims}


def test_both_directions_are_asked_each_in_one_query(told, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert [n for _, n in relays_of(told["agency"].pk)] == [2, 1]
    with django_assert_num_queries(1):
        assert relayed_by(told["agency"].pk) == [(told["minister"].pk, 3)]


def test_who_relays_whom_over_all_articles_is_one_query(told, django_assert_num_queries):
    with django_assert_num_queries(1):
        pairs = who_relays_whom()

    assert pairs[0] == (told["agency"].pk, told["minister"].pk, 3)
    assert pairs[1] == (told["watan"].pk, told["agency"].pk, 2)


def test_merges_are_followed(told):
    other = SourceFactory()
    attribute(ClaimFactory(), other)
    merge_sources(told["minister"].pk, other.pk, by=UserFactory(role="editor"))

    assert relayed_by(told["agency"].pk) == [(other.pk, 3)]
    assert first_claim_of(other.pk) == told["claims"][0].pk


def test_the_first_appearance_is_the_first_claim_stored(told, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert first_claim_of(told["minister"].pk) == told["claims"][0].pk
    assert first_claim_of(SourceFactory().pk) is None


def test_the_api_tells_both(told):
    program = Program("read")

    relays = assert_is(program.get(f"sources/{told['agency'].pk}/relays"), RelaysOut)
    pairs = assert_is(program.get("relays"), PairsOut)

    assert [row["source"]["name"] for row in relays["passed_on_by"]] == ["Watan", "Akhbar"]
    assert relays["passes_on"][0]["source"]["name"] == "Minister"
    assert relays["first_claim"] == str(told["claims"][0].pk)
    assert pairs["items"][0]["claims"] == 3
    assert program.get(f"sources/{told['claims'][0].pk}/relays").status_code == 404


def test_the_pages_tell_both(told, client):
    client.force_login(UserFactory())

    assertContains(client.get(reverse("claims:relays")), "in 3 claims")
    care = client.get(reverse("claims:care", args=[told["agency"].pk]))
    assertContains(care, "Whom it passes on")
    assertContains(care, "First appearance")
