"""The references of `manage.py bench` read the same as the API, so that a ratio means something."""

from datetime import datetime

import orjson
import pytest
from django.db import connection
from psycopg.rows import dict_row

from claims.benchmark_servers import WORK
from claims.priority import CHECK_WORTHY
from newsroom.models import Role
from newsroom.workflows import create_api_key
from sources.models import SourceKind
from tests.api import Program
from tests.factories import ClaimFactory, OutletFactory, SourceFactory, UserFactory, attribute

pytestmark = pytest.mark.django_db
# What the reference has no use for: the API's own links to pages.
OF_PAGES = {"next", "previous"}


@pytest.fixture
def claim():
    """One that an outlet has from another, found by a machine and marked by a person."""
    claim = ClaimFactory(text="The mayor said the river rose.", published_at="2026-03-01T12:00:00Z")
    relay = SourceFactory(name="A relay", kind=SourceKind.MEDIA_OUTLET)
    mayor = SourceFactory(name="The mayor")
    said = {"cue": "said", "named": "The mayor", "content": "the river rose", "channel": "tweet"}
    attribute(claim, mayor, chain=[mayor, relay, OutletFactory()], evidence=[[10, 14]], **said)
    attribute(claim, mayor, person=UserFactory(), hedge="allegedly", **said)
    return claim


def referred(work, **given):
    """What the raw reference answers, as JSON has it."""
    with connection.connection.cursor(row_factory=dict_row) as cursor:
        answer = WORK[work](cursor, given)
    return orjson.loads(orjson.dumps(answer))


def in_shape(raw):
    """A claim of the reference with its members where the API has them."""
    outlet, name = raw.pop("outlet_id"), raw.pop("outlet_name")
    return {
        **raw,
        "outlet": {"id": outlet, "name": name},
        "article": {"id": raw.pop("article_id"), "title": raw.pop("title")},
        "not_found_in": raw.pop("not_found_in_id"),
        "chains": [{**one, "channel": one["channel"] or None} for one in raw["chains"]],
    }


def same(ours, theirs):
    """Assert that every member of the API's is the reference's; moments compared as moments."""
    for name, value in ours.items():
        if name.endswith("_at") and value:
            assert datetime.fromisoformat(value) == datetime.fromisoformat(theirs[name]), name
        else:
            assert value == theirs[name], name


def test_a_list_has_the_same_members(claim):
    ClaimFactory()

    page = Program("read").get("claims").json()

    assert page.keys() == {"items", *OF_PAGES}
    raw = referred("list")
    assert len(page["items"]) == len(raw) == 2
    for ours, theirs in zip(page["items"], raw, strict=True):
        same(ours, in_shape(theirs))


def words_of(target):
    place, quote = target["selector"]
    return {
        "version": target["version"],
        "start": place["start"],
        "end": place["end"],
        "prefix": quote["prefix"],
        "suffix": quote["suffix"],
    }


def test_one_claim_has_the_same_members(claim):
    ours = Program("read").get(f"claims/{claim.pk}", {"expand": "chain"}).json()
    raw = referred("get", id=str(claim.pk))

    assert [words_of(one) for one in ours.pop("targets")] == raw["places"]
    parts = orjson.loads(raw["priority_parts"])  # Django's connections leave jsonb as text.
    assert ours.pop("check_worthiness") * CHECK_WORTHY == parts.get("check_worthiness", 0)
    attributions, spans = ours.pop("attributions"), raw["spans"]
    assert len(attributions) == len(raw["attributions"]) == 2
    for one, theirs in zip(attributions, raw["attributions"], strict=True):
        told = [(role, target) for role, targets in one.pop("spans").items() for target in targets]
        chain = next(c for c in raw["chains"] if c["attribution"] == one["id"])
        assert [(role, words_of(t), t["selector"][1]["exact"]) for role, t in told] == [
            (s["role"], {name: s[name] for name in words_of(told[0][1])}, s["quote"])
            for role in ("source", "cue", "content")
            for s in spans
            if s["attribution"] == one["id"] and s["role"] == role
        ]
        why = one.pop("why")
        evidence = [[words["start"], words["end"]] for words in why["evidence"]]
        assert (why["rule"], evidence) == (theirs["rule"], theirs["evidence"])
        empty_is_null = {"hedge": theirs["hedge"] or None, "channel": chain["channel"] or None}
        same(one, {**chain, **theirs, **empty_is_null})
    same(ours, in_shape(raw))


def test_a_search_has_the_same_rows_and_count(claim):
    ClaimFactory(text="Rain fell.")

    found = Program("read").get("search", {"q": "river"}).json()
    raw = referred("search", q="river")

    shown = [
        {name: one[name] for name in ("id", "text", "language", "status")} for one in found["items"]
    ]
    assert shown == raw["items"]
    assert found["found"] == raw["found"]["count"] == 1


def test_next_takes_the_same_claim(claim):
    person = UserFactory(role=Role.FACT_CHECKER)
    program = Program()
    program.key, program.secret = create_api_key("next", ["review"], owner=person)
    with connection.cursor() as cursor:
        cursor.execute("SAVEPOINT before")
        theirs = referred("next", by=str(person.pk))
        cursor.execute("ROLLBACK TO before")

    ours = program.post("queue/next").json()

    assert ours["claim"] == theirs["claim"] == str(claim.pk)
