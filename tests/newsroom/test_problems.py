"""Errors of the API: always an RFC 9457 problem that names the field and the rule."""

import pytest

from articles.models import Feed
from newsroom.models import Scope
from tests.api import Program, assert_problem
from tests.crawling import Visitor, a_body_for, operations

pytestmark = pytest.mark.django_db


def test_an_unknown_address_is_a_404_problem(client):
    assert_problem(client.get("/api/v1/nothing"), 404, "nothing at this address")


def test_a_wrong_method_is_a_405_problem_that_lists_the_right_ones():
    answer = Program().client.delete("/api/v1/articles")

    assert_problem(answer, 405)
    assert "GET" in answer["Allow"]


def test_a_missing_row_is_a_404_problem():
    answer = Program().get("claims/01939b3e-0000-7000-8000-000000000000")

    assert_problem(answer, 404)


@pytest.mark.parametrize("path", ["articles", "claims", "sources", "ingestions"])
def test_a_malformed_id_is_a_422_problem(path):
    problem = assert_problem(Program().get(f"{path}/forty-two"), 422)

    assert problem["errors"][0]["field"].endswith("_id")


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"limit": "0"}, "limit"),
        ({"limit": "201"}, "limit"),
        ({"limit": "many"}, "limit"),
        ({"cursor": "nonsense"}, "cursor"),
        ({"cursor": "🙂"}, "cursor"),
        ({"status": "guessed"}, "status"),
        ({"language": "ar'; --"}, "language"),
        ({"q": "a\0b"}, "q"),
        ({"published_from": "yesterday"}, "published_from"),
        ({"published_from": "2026-03-01T08:30:00"}, "published_from"),
        ({"sorce": "misspelt"}, "sorce"),
    ],
)
def test_a_value_that_breaks_a_rule_is_refused_by_name(query, field):
    assert_problem(Program().get("claims", query), 422, f"{field}")


def test_no_text_of_any_body_may_have_a_null_character():
    secret, tried = Program(*Scope.values).secret, 0
    for method, address, operation in operations():
        body = a_body_for(operation)
        for field in (name for name, value in body.items() if isinstance(value, str)):
            answer = Visitor(secret=secret).ask(method, address, {**body, field: "a\0b"})
            if answer.status_code != 404:  # to whom nothing is told of what is protected
                assert_problem(answer, 422, field)
                tried += 1
    assert tried > 50


@pytest.mark.parametrize("number", ["15", True, 15.5, None])
def test_what_is_no_number_in_a_body_is_not_taken_for_one(number):
    answer = Program().post("feeds", {"url": "https://daily.example/f", "every_minutes": number})

    assert_problem(answer, 422, "every_minutes", "integer")
    assert not Feed.objects.exists()


@pytest.mark.parametrize(
    ("name", "value"), [("attributed", 0), ("found", "yes"), ("check_worthiness_from", "0.5")]
)
def test_what_filters_an_export_is_no_text_that_means_it(name, value):
    body = {"format": "csv", "filters": {name: value}}

    assert_problem(Program().post("exports", body), 422, name)
    in_an_address = {"attributed": "true", "check_worthiness_from": "0.5"}
    assert Program().get("exports/stream/csv", in_an_address).status_code == 200


def test_malformed_json_is_refused_with_its_place():
    answer = Program().post("articles", b'{"text": "Rain fell." "title": 3}')

    assert_problem(answer, 400, "body: no valid JSON", "line 1 column")


@pytest.mark.parametrize("body", [b"[]", b'"text"', b"12", b"null", b""])
def test_a_body_that_is_no_object_is_refused(body):
    assert_problem(Program().post("articles", body), 422)


def test_half_a_character_is_refused():
    assert_problem(Program().post("articles", rb'{"text": "\ud83d"}'), 400, "body")


def test_another_media_type_is_refused_with_the_right_one():
    answer = Program().post(
        "articles", b"text=Rain", content_type="application/x-www-form-urlencoded"
    )

    assert_problem(answer, 415, "application/json")


def test_a_body_over_the_limit_is_refused_with_the_limit(settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000

    answer = Program().post("articles", {"text": "Rain fell. " * 200})

    assert_problem(answer, 413, "1,000 bytes")


def test_our_own_mistake_is_a_problem_too(monkeypatch):
    def fail(*_):
        raise RuntimeError("a mistake with a secret in it")

    monkeypatch.setattr("claims.api.conditions", fail)

    problem = assert_problem(Program().get("claims"), 500, "our fault")

    assert "secret" not in problem["detail"]
