"""Marks of claims by the API: no claim, or only a part of the words; taken back."""

import json

import pytest

from claims.models import Review
from newsroom.models import Desk, Role
from newsroom.workflows import create_api_key
from tests.factories import ClaimFactory, UserFactory
from tests.reviewing import claim_that_is

pytestmark = pytest.mark.django_db
TEXT = "The river 🌊 rose, said the mayor, and he laughed."


@pytest.fixture
def claim():
    return ClaimFactory(text=TEXT)


def caller(client, role, scopes=("read", "review")):
    _, secret = create_api_key("program", list(scopes), owner=UserFactory(role=role))

    def call(method, path, body=None, **headers):
        return client.generic(
            method,
            f"/api/v1/{path}",
            "" if body is None else json.dumps(body),
            content_type="application/json",
            headers={"Authorization": f"Bearer {secret}", **headers},
        )

    return call


@pytest.fixture
def call(client):
    return caller(client, Role.FACT_CHECKER)


def test_what_is_no_claim_leaves_the_queue_and_comes_back(call, claim):
    marked = call("POST", f"claims/{claim.pk}/marks", {"kind": "not_a_claim"})
    assert marked.status_code == 201
    assert call("POST", "queue/next", {}).status_code == 204

    [mark] = call("GET", f"claims/{claim.pk}/marks").json()["marks"]
    taken_back = call("DELETE", f"claims/{claim.pk}/marks/{mark['id']}")

    assert taken_back.status_code == 200
    assert call("GET", f"claims/{claim.pk}/marks").json()["marks"] == []
    assert call("POST", "queue/next", {}).status_code == 200


def test_a_part_is_marked_in_code_points_and_takes_the_place_of_the_last(call, claim):
    for words in ("he laughed", "The river 🌊 rose"):
        start = TEXT.index(words)
        places = [[start, start + len(words)]]
        call("POST", f"claims/{claim.pk}/marks", {"kind": "part", "places": places})

    [mark] = call("GET", f"claims/{claim.pk}/marks").json()["marks"]
    assert (mark["kind"], mark["quote"]) == ("part", "The river 🌊 rose")
    assert TEXT[mark["start"] : mark["end"]] == mark["quote"]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"kind": "part"}, "part: words are needed"),
        ({"kind": "part", "places": [[0, 999]]}, "part: is no place in the claim"),
        ({"kind": "part", "places": [[0, 9], [5, 12]]}, "part: two places overlap"),
        ({"kind": "not_a_claim", "places": [[0, 3]]}, "places: belong to `part`"),
        ({"kind": "nonsense"}, "kind"),
    ],
)
def test_what_can_not_be_is_named_and_changes_nothing(call, claim, body, said):
    refused = call("POST", f"claims/{claim.pk}/marks", body)

    assert refused.status_code == 422
    assert said in refused.content.decode()
    assert call("GET", f"claims/{claim.pk}/marks").json()["marks"] == []


def test_a_stale_screen_marks_nothing(call, claim):
    seen = Review.objects.get(pk=claim.pk).revision
    call("POST", f"claims/{claim.pk}/take", {})

    late = call(
        "POST", f"claims/{claim.pk}/marks", {"kind": "not_a_claim"}, **{"If-Match": f'"r{seen}.x"'}
    )

    assert late.status_code == 412
    assert late.json()["current"]["revision"] > seen
    assert call("GET", f"claims/{claim.pk}/marks").json()["marks"] == []


def test_a_decided_claim_is_not_said_to_be_none(call):
    claim = claim_that_is("disputed")

    refused = call("POST", f"claims/{claim.pk}/marks", {"kind": "not_a_claim"})

    assert refused.status_code == 409


def test_a_program_marks_nothing(client, claim):
    call = caller(client, Role.SERVICE)

    refused = call("POST", f"claims/{claim.pk}/marks", {"kind": "not_a_claim"})

    assert refused.status_code == 403


def test_a_mark_of_another_claim_is_not_found(call, claim):
    call("POST", f"claims/{claim.pk}/marks", {"kind": "not_a_claim"})
    [mark] = call("GET", f"claims/{claim.pk}/marks").json()["marks"]
    other = ClaimFactory()

    assert call("DELETE", f"claims/{other.pk}/marks/{mark['id']}").status_code == 404


def test_claims_of_a_closed_desk_are_not_found(call, claim):
    desk = Desk.objects.create(name="Investigations", closed=True)
    Review.objects.filter(pk=claim.pk).update(desk=desk)

    assert call("GET", f"claims/{claim.pk}/marks").status_code == 404
    marked = call("POST", f"claims/{claim.pk}/marks", {"kind": "not_a_claim"})
    assert marked.status_code == 404
