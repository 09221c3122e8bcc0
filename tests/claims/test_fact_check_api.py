"""`claims:search` for programs that know Google's Fact Check Tools; verdicts on their pages."""

import json
import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from claims.fact_check_api import ClaimsFound
from newsroom.models import Scope
from tests.api import Program, assert_is, assert_problem
from tests.factories import ClaimFactory, SourceFactory, UserFactory, attribute
from tests.reviewing import claim_that_is

pytestmark = pytest.mark.django_db
SEARCH = "claims:search"


@pytest.fixture
def program():
    return Program(Scope.READ)


def disputed(text, **more):
    claim = ClaimFactory(text=text, **more)
    attribute(claim, SourceFactory(name="حافظ"))
    return claim_that_is("disputed", claim)


def texts(answer):
    return [found["text"] for found in answer.json()["claims"]]


def test_a_verdict_is_found_by_its_words_in_any_spelling(program):
    claim = disputed("قال حافظ إن الهدنة انتهت.", language="ar")
    disputed("قال حافظ إن المطر انتهى.", language="ar")

    (found,) = assert_is(program.get(SEARCH, {"query": "الهُدنه"}), ClaimsFound)["claims"]

    assert (found["text"], found["claimant"]) == (claim.text, "حافظ")
    (review,) = found["claimReview"]
    assert review["url"] == f"http://testserver/claims/{claim.pk}/"
    assert review["publisher"]["site"] == "testserver"
    assert review["languageCode"] == "ar"


def test_a_claim_without_a_verdict_is_not_found(program):
    ClaimFactory(text="The truce ended.")
    claim_that_is("in_review", disputed("The truce began."))

    assert texts(program.get(SEARCH, {"query": "truce"})) == []


def test_language_age_and_publisher_narrow_the_search(program, monkeypatch):
    english = disputed("The truce ended, Hafez said.", language="en")
    disputed("La trêve truce est finie.", language="fr")

    by_language = {"query": "truce", "languageCode": "en-GB"}
    assert texts(program.get(SEARCH, by_language)) == [english.text]
    ours = {"reviewPublisherSiteFilter": "testserver"}
    assert len(texts(program.get(SEARCH, ours))) == 2
    others = {"reviewPublisherSiteFilter": "others.example"}
    assert texts(program.get(SEARCH, others)) == []
    of_late = {"query": "truce", "maxAgeDays": 2}
    assert len(texts(program.get(SEARCH, of_late))) == 2
    in_three_days = timezone.now() + timedelta(days=3)
    monkeypatch.setattr("django.utils.timezone.now", lambda: in_three_days)
    assert texts(program.get(SEARCH, of_late)) == []


def test_pages_follow_each_other_without_a_gap(program):
    claims = [disputed(f"The truce of day {number} ended.") for number in range(5)]
    found, place = [], {}
    while True:
        answer = program.get(SEARCH, {"query": "truce", "pageSize": 2, **place})
        found += texts(answer)
        token = answer.json().get("nextPageToken")
        if not token:
            break
        place = {"pageToken": token}

    assert found == [claim.text for claim in reversed(claims)]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({}, "query: is needed"),
        ({"query": "x", "pageSize": 101}, "pageSize"),
        ({"query": "x", "maxAgeDays": 0}, "maxAgeDays"),
        ({"query": "x", "pageToken": "2"}, "pageToken"),
        ({"query": "x", "languagecode": "ar"}, "languagecode"),
    ],
)
def test_a_bad_search_names_its_field(program, query, words):
    assert_problem(program.get(SEARCH, query), 422, words)


def embedded(client, claim):
    page = client.get(reverse("claims:claim", args=[claim.pk])).content.decode()
    return re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)


def test_the_page_of_a_decided_claim_carries_its_claim_review(client):
    client.force_login(UserFactory())
    claim = disputed("“</script><b>&” ended, Hafez said.")

    (found,) = embedded(client, claim)

    assert not re.search("[<>&]", found)
    review = json.loads(found)
    assert (review["@type"], review["claimReviewed"]) == ("ClaimReview", claim.text)
    assert review["url"] == f"http://testserver/claims/{claim.pk}/"


def test_the_page_of_an_undecided_claim_carries_none(client):
    client.force_login(UserFactory())

    assert embedded(client, ClaimFactory()) == []
