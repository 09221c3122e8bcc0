"""What all endpoints promise: unknown parameters, ETags, compression, If-Match, rates."""

import gzip
from datetime import timedelta

import brotli
import pytest
from django.utils import timezone

from articles.models import Ingestion
from config.api import api
from config.openapi import operations_of
from newsroom.models import ApiKey, Role, Scope
from newsroom.workflows import create_api_key
from sources.models import Source
from tests.api import Program, assert_problem
from tests.endpoints import path_of
from tests.factories import (
    ClaimFactory,
    IngestionFactory,
    SourceFactory,
    UserFactory,
    VersionFactory,
    claims_of,
)

pytestmark = pytest.mark.django_db


def editor():
    program = Program()
    owner = UserFactory(role=Role.EDITOR)
    program.key, program.secret = create_api_key("editor", Scope.values, owner=owner)
    return program


@pytest.fixture
def twenty_claims():
    return claims_of(VersionFactory(text="\n".join(f"Rain fell on city {n}." for n in range(20))))


@pytest.mark.parametrize("operation", operations_of(api), ids=lambda o: o.view_func.__name__)
def test_every_endpoint_refuses_a_parameter_it_does_not_have(operation):
    answer = getattr(Program(), operation.methods[0].lower())(f"{path_of(operation)}?misspelt=1")

    assert_problem(answer, 422, "misspelt: there is no such parameter")


def test_an_unknown_parameter_tells_a_stranger_nothing(client):
    assert_problem(client.get("/api/v1/claims?misspelt=1"), 401)


@pytest.mark.parametrize("what", ["claims", "articles", "sources", "groups", "inbox"])
def test_a_list_that_is_still_the_same_is_a_304(what, twenty_claims):
    program = Program()
    first = program.get(what)

    again = program.get(what, If_None_Match=first["ETag"])
    weak = program.get(what, If_None_Match=f'"other", W/{first["ETag"]}')

    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert weak.status_code == 304


def test_a_list_that_has_changed_is_sent_with_another_tag(twenty_claims):
    program = Program()
    tag = program.get("claims")["ETag"]
    ClaimFactory()

    answer = program.get("claims", If_None_Match=tag)

    assert answer.status_code == 200
    assert answer["ETag"] != tag


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("br, gzip", "br"),
        ("gzip;q=1, br;q=0", "gzip"),
        ("gzip", "gzip"),
        ("*", "br"),
        ("identity", None),
        ("br;q=0.0", None),
        ("", None),
    ],
)
def test_answers_are_compressed_as_the_caller_takes_them(accepted, coding, twenty_claims):
    program = Program()
    plain = program.get("claims")

    answer = program.get("claims", Accept_Encoding=accepted)

    assert answer.get("Content-Encoding") == coding
    read = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[coding]
    assert read(answer.content) == plain.content
    assert "Accept-Encoding" in answer["Vary"]


def test_the_tag_of_a_compressed_answer_is_as_good_as_the_plain_one(twenty_claims, monkeypatch):
    monkeypatch.setattr("newsroom.answers.WORTH_COMPRESSING", 100)
    program = Program()
    claim = f"claims/{twenty_claims[0].pk}"
    coded = program.get(f"{claim}/review", Accept_Encoding="br")

    assert coded["ETag"].endswith('-br"')
    assert program.get(f"{claim}/review", If_None_Match=coded["ETag"]).status_code == 304
    changed = editor().post(
        f"{claim}/decisions", {"verdict": "disputed", "rationale": "Why."}, If_Match=coded["ETag"]
    )
    assert changed.status_code == 201


def test_what_has_settled_has_its_time_and_what_changed_just_now_has_none():
    program, one = Program(), IngestionFactory()
    young = program.get(f"ingestions/{one.pk}")
    Ingestion.objects.filter(pk=one.pk).update(updated_at=timezone.now() - timedelta(hours=1))

    old = program.get(f"ingestions/{one.pk}")
    again = program.get(f"ingestions/{one.pk}", If_Modified_Since=old["Last-Modified"])

    assert "Last-Modified" not in young
    assert again.status_code == 304


@pytest.mark.parametrize("names", ["id", "text,status", "chains"])
def test_rows_have_the_members_that_were_asked_for(names, twenty_claims):
    page = Program().get("claims", {"fields": names, "limit": 3}).json()

    assert [set(row) for row in page["items"]] == [set(names.split(","))] * 3
    assert page["next"]


def test_a_member_that_is_not_there_is_refused_by_name():
    assert_problem(Program().get("claims", {"fields": "id,colour"}), 422, "fields", "colour")


def test_the_oldest_come_first_when_asked_for(twenty_claims):
    program, ids, cursor = Program(), [], ""
    while cursor is not None:
        query = {"sort": "oldest", "limit": 7, "cursor": cursor}
        page = program.get("claims", query).json()
        ids.extend(row["id"] for row in page["items"])
        cursor = page["next"]

    assert ids == [str(claim.pk) for claim in twenty_claims]


def test_a_cursor_of_another_order_is_refused(twenty_claims):
    program = Program()
    cursor = program.get("claims", {"limit": 2}).json()["next"]

    assert_problem(program.get("claims", {"sort": "oldest", "cursor": cursor}), 422, "cursor")


def test_a_change_of_what_was_changed_meanwhile_is_a_412_with_the_newer_state():
    source, program = SourceFactory(name="Haftar"), editor()
    seen = program.get(f"sources/{source.pk}")["ETag"]
    first = program.patch(f"sources/{source.pk}", {"name": "Khalifa Haftar"}, If_Match=seen)

    second = program.patch(f"sources/{source.pk}", {"name": "K. Haftar"}, If_Match=seen)

    assert first.status_code == 200
    assert assert_problem(second, 412)["current"] == first.json()
    assert Source.objects.get(pk=source.pk).name == "Khalifa Haftar"
    third = program.patch(
        f"sources/{source.pk}", {"name": "K. Haftar"}, If_Match=f'"x", {first["ETag"]}'
    )
    assert third.status_code == 200


def test_a_key_that_called_too_often_is_told_when_to_come_back():
    program = Program("read")
    ApiKey.objects.update(requests_per_minute=2)

    within = [program.get("claims") for _ in range(2)]
    beyond = program.get("claims")

    assert [answer.status_code for answer in within] == [200, 200]
    assert within[0]["RateLimit"].startswith('"key";r=1;t=')
    assert within[0]["RateLimit-Policy"] == '"key";q=2;w=60'
    assert_problem(beyond, 429, "2 requests in a minute")
    assert 1 <= int(beyond["Retry-After"]) <= 60
    assert Program("read").get("claims").status_code == 200


def test_with_valkey_away_requests_are_served_uncounted(monkeypatch, settings, tmp_path):
    from newsroom import rates

    cache = {"default": {**settings.CACHES["default"], "LOCATION": f"unix://{tmp_path}/none"}}
    settings.CACHES = cache
    rates._storage.cache_clear()
    monkeypatch.setattr(rates, "_away_until", 0.0)
    try:
        answers = [Program("read").get("claims") for _ in range(2)]
    finally:
        rates._storage.cache_clear()

    assert [answer.status_code for answer in answers] == [200, 200]
    assert all("RateLimit" not in answer for answer in answers)
