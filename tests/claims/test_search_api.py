"""The API's search: claims, sources, articles and groups by their words."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims import search_api
from claims.models import ClaimGroup
from claims.search_api import FoundPage
from tests.api import Program, assert_is, assert_problem
from tests.factories import ClaimFactory, SourceFactory, VersionFactory, claims_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def ceasefire():
    ClaimGroup.objects.create(title="هدنة ليبيا", made_by="machine")
    SourceFactory(name="لجنة الهدنة")
    version = VersionFactory(title="الهُدنة تبدأ غداً", text="وافق على الهدنة.", language="ar")
    return claims_of(version)[0]


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("claim", "وافق على الهدنة."),
        ("source", "لجنة الهدنة"),
        ("article", "الهُدنة تبدأ غداً"),
        ("group", "هدنة ليبيا"),
    ],
)
def test_each_kind_is_found_by_its_words_however_they_are_spelled(ceasefire, kind, text):
    page = assert_is(Program("read").get("search", {"q": "هُدنه", "kind": kind}), FoundPage)

    (found,) = page["items"]
    assert (found["kind"], found["text"]) == (kind, text)
    assert Program("read").get(found["url"]).json()["id"] == found["id"]
    assert (page["found"], page["exact"]) == (1, True)


def test_nothing_found_is_an_empty_page(ceasefire):
    page = assert_is(Program("read").get("search", {"q": "earthquake"}), FoundPage)

    assert (page["items"], page["found"], page["exact"]) == ([], 0, True)


def test_counting_stops_where_more_would_tell_nothing(monkeypatch):
    monkeypatch.setattr(search_api, "COUNTED", 3)
    claims_of(VersionFactory(text="\n".join(f"Rain fell on city {n}." for n in range(6))))

    page = Program("read").get("search", {"q": "rain", "limit": 2}).json()
    second = Program("read").get("search", {"q": "rain", "limit": 2, "cursor": page["next"]})

    assert (page["found"], page["exact"]) == (3, False)
    assert second.json()["found"] is None
    assert len(second.json()["items"]) == 2


@pytest.mark.parametrize("q", ["", "a", "ًًً", "!?", "a\0b"])
def test_a_query_without_words_is_refused(q):
    assert_problem(Program("read").get("search", {"q": q}), 422, "q")


def test_a_search_costs_three_statements_at_most():
    for n in range(3):
        ClaimFactory(text=f"Rain fell on town {n}.")
    program = Program("read")
    program.get("claims")

    with CaptureQueriesContext(connection) as queries:
        program.get("search", {"q": "rain", "limit": 2})

    assert len(queries) == 3
