"""Groups and the care of sources by API: the same workflows, the same refusals."""

import pytest

from claims.group_schemas import (
    GroupOut,
    GroupPage,
    MergePreviewOut,
    QuestionPage,
    RecordOut,
    SourceChangeOut,
    SplitPreviewOut,
)
from claims.models import Attribution, Claim
from sources.models import Source, SourceEvent, SourceQuestion
from sources.schemas import SourceOut
from sources.workflows import Mention, resolve_mentions
from tests.api import Program, assert_is, assert_problem
from tests.claims.planted_stories import CIRCLE, EMBASSY, HARDENED, STORIES
from tests.factories import ClaimFactory, SourceAliasFactory, SourceFactory, attribute

pytestmark = pytest.mark.django_db
JSON = "application/json"
NO_ID = "01900000-0000-7000-8000-000000000000"


@pytest.fixture
def editor():
    """A program that acts as an editor."""
    program = Program("read", "review")
    program.key.user.role = "editor"
    program.key.user.save()
    return program


@pytest.mark.parametrize("planted", STORIES, ids=lambda planted: planted.name)
def test_a_group_gives_its_counts_reasons_and_drift(editor, plant, planted):
    body = assert_is(editor.get(f"groups/{plant(planted).pk}"), GroupOut)

    outlets = {str(c.pk): c.outlet.name for c in Claim.objects.select_related("outlet")}
    assert body["independent_origins"] == planted.count
    assert {outlets[d["claim"]]: d["reason"] for d in body["discounts"]} == planted.reasons
    said = {s["speaker"]["name"]: s["independent_relays"] for s in body["said"]}
    assert said == planted.said
    if planted.drift:
        drifted = {outlets[d["claim"]]: set(d["changes"]) for d in body["drift"][1:]}
        assert drifted == planted.drift


def test_circular_reporting_and_losses_are_named(editor, plant):
    circle = assert_is(editor.get(f"groups/{plant(CIRCLE).pk}"), GroupOut)
    hardened = assert_is(editor.get(f"groups/{plant(HARDENED).pk}"), GroupOut)

    assert len(circle["circular_reporting"]) == 1
    assert hardened["drift"][-1]["losses"] == ["source_removed"]


def test_a_group_is_begun_and_filled(editor):
    one, other = ClaimFactory(), ClaimFactory()

    begun = editor.post("groups", {"title": "The ferry"})
    group = assert_is(begun, GroupOut, status=201)["id"]
    editor.post(f"groups/{group}/members", {"claim": str(one.pk), "state": "confirmed"})
    filled = editor.post(f"groups/{group}/members", {"claim": str(other.pk)})

    body = assert_is(filled, GroupOut)
    assert [member["claim"] for member in body["members"]] == [str(one.pk)]
    assert body["suggestions"] == [str(other.pk)]


def test_a_program_suggests_but_does_not_confirm(editor):
    program, claim = Program("review"), ClaimFactory()
    group = program.post("groups", {"title": "The ferry"}).json()["id"]

    suggested = program.post(f"groups/{group}/members", {"claim": str(claim.pk)})
    confirmed = program.post(
        f"groups/{group}/members", {"claim": str(claim.pk), "state": "confirmed"}
    )

    assert suggested.status_code == 200
    assert_problem(confirmed, 403, "you may not")


def test_groups_of_a_claim_are_listed(editor, plant):
    group = plant(EMBASSY)
    plant(CIRCLE)
    claim = group.memberships.first().claim_id

    body = assert_is(editor.get("groups", {"claim": str(claim)}), GroupPage)

    assert [row["id"] for row in body["items"]] == [str(group.pk)]


def test_a_member_of_another_group_is_a_conflict(editor, plant):
    claim = plant(EMBASSY).memberships.first().claim_id
    other = plant(CIRCLE).pk

    refused = editor.post(f"groups/{other}/members", {"claim": str(claim), "state": "confirmed"})

    assert_problem(refused, 409, "confirmed member of another group")


def test_a_merged_source_answers_301_and_leads_to_the_other(editor):
    hafter, haftar = SourceFactory(name="Hafter"), SourceFactory(name="Haftar")
    SourceAliasFactory(source=hafter, surface="Hafter")

    merged = editor.post(f"sources/{hafter.pk}/merge", {"into": str(haftar.pk)})
    assert_is(merged, SourceChangeOut, status=201)
    moved = editor.get(f"sources/{hafter.pk}")
    stands = assert_is(editor.get(moved["Location"]), SourceOut)

    assert moved.status_code == 301
    assert moved.json()["merged_into"] == stands["id"] == str(haftar.pk)
    assert [alias["surface"] for alias in stands["aliases"]] == ["Hafter"]


def test_a_merge_is_looked_at_before_it_is_made(editor):
    hafter, haftar = SourceFactory(name="Hafter"), SourceFactory(name="Haftar")
    SourceAliasFactory(source=hafter, surface="Hafter")
    SourceFactory(name="His office", parent=hafter)
    SourceQuestion.objects.create(source=hafter, candidate=haftar, score=0.9)
    for _ in range(3):
        attribute(ClaimFactory(), hafter)

    look = assert_is(editor.get(f"sources/{hafter.pk}/merge?into={haftar.pk}"), MergePreviewOut)

    assert (look["source"]["name"], look["into"]["name"]) == ("Hafter", "Haftar")
    assert (look["attributions"], look["claims"], look["articles"]) == (3, 3, 3)
    assert (look["aliases"], look["below"], look["questions"]) == (["Hafter"], 1, 1)
    assert look["objections"] == []
    assert not SourceEvent.objects.exists()


def test_what_stands_against_a_merge_is_said_before_it_is_tried(editor):
    source = SourceFactory()

    itself = editor.get(f"sources/{source.pk}/merge?into={source.pk}").json()
    nobody = editor.get(f"sources/{source.pk}/merge?into={NO_ID}")

    assert itself["objections"] == ["A source can't be merged into itself."]
    assert_problem(nobody, 422, "into: there is no such source")


def test_a_split_is_looked_at_before_it_is_made(editor):
    father = SourceAliasFactory(surface="Saddam").source
    said, _ = (attribute(ClaimFactory(), father) for _ in range(2))
    chosen = {"attributions": [str(said.pk)], "aliases": ["Saddam"], "name": "Saddam Haftar"}

    look = assert_is(editor.post(f"sources/{father.pk}/split/preview", chosen), SplitPreviewOut)

    assert look == {
        "attributions": 1,
        "nested": 0,
        "claims": 1,
        "articles": 1,
        "aliases": ["Saddam"],
    }
    assert_problem(
        editor.post(f"sources/{SourceFactory().pk}/split/preview", chosen),
        409,
        "some are not this source's",
    )
    assert not SourceEvent.objects.exists()
    assert not Attribution.objects.exclude(retired_at=None).exists()


def test_a_merge_is_undone_once(editor):
    one, other = SourceFactory.create_batch(2)
    change = editor.post(f"sources/{one.pk}/merge", {"into": str(other.pk)}).json()["id"]

    undone = editor.post(f"sources/changes/{change}/undo", {})
    again = editor.post(f"sources/changes/{change}/undo", {})

    assert_is(undone, SourceChangeOut, status=201)
    assert_problem(again, 409, "undone already")
    assert not Source.objects.exclude(merged_into=None).exists()


def test_a_split_names_the_new_source(editor):
    father, claim = SourceFactory(), ClaimFactory()
    found = attribute(claim, father)

    made = editor.post(
        f"sources/{father.pk}/split", {"attributions": [str(found.pk)], "name": "Saddam Haftar"}
    )

    other = assert_is(made, SourceChangeOut, status=201)["other"]
    assert set(Claim.objects.through(Source.objects.get(pk=other).pk)) == {claim}


def test_a_source_is_made_and_corrected(editor):
    made = editor.post("sources", {"name": "Norwegian embassy", "kind": "government_body"})
    source = assert_is(made, SourceOut, status=201)

    changed = editor.client.patch(
        f"/api/v1/sources/{source['id']}",
        {"country": "NO", "wikidata_id": "Q42"},
        content_type=JSON,
        headers={"Authorization": f"Bearer {editor.secret}"},
    )

    assert assert_is(changed, SourceOut)["country"] == "NO"


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        ({"name": "x\u202ey", "kind": "person"}, 422, "directional controls"),
        ({"name": "x" * 501, "kind": "person"}, 422, "name"),
        ({"name": "x", "kind": "person", "wikidata_id": "42"}, 422, "wikidata_id"),
        ({"name": "x", "kind": "person", "parent": NO_ID}, 422, "parent: there is no such"),
        ({"name": "x", "kind": "ghost"}, 422, "kind"),
    ],
)
def test_a_bad_source_names_field_and_rule_and_is_not_made(editor, body, status, words):
    assert_problem(editor.post("sources", body), status, words)

    assert not Source.objects.exists()


def test_a_record_gives_no_share_of_few(editor):
    source = SourceFactory()
    attribute(ClaimFactory(), source)

    body = assert_is(editor.get(f"sources/{source.pk}/record"), RecordOut)

    assert body["origin"] == {"by_status": {"unreviewed": 1}, "corroborated": None}


def test_a_grade_is_kept_with_its_reason(editor):
    source = SourceFactory()

    editor.post(f"sources/{source.pk}/grades", {"letter": "B", "reason": "knows the port"})

    grades = editor.get(f"sources/{source.pk}/record").json()["grades"]
    assert [(grade["letter"], grade["reason"]) for grade in grades] == [("B", "knows the port")]


def test_the_inbox_is_read_and_answered(editor):
    SourceAliasFactory(source=SourceFactory(name="خليفة حفتر"), surface="خليفة حفتر")
    resolve_mentions(None, [Mention("حفتر", "person", "named", "ar", ("حفتر",))])

    [question] = assert_is(editor.get("inbox"), QuestionPage)["items"]
    editor.post(f"inbox/{question['id']}", {"answer": "same"})
    again = editor.post(f"inbox/{question['id']}", {"answer": "different"})

    assert_problem(again, 409, "answered already")
    assert editor.get("inbox").json()["items"] == []


@pytest.mark.parametrize("path", ["groups/{}", "sources/{}/record"])
def test_what_does_not_exist_is_a_404(editor, path):
    assert_problem(editor.get(path.format(NO_ID)), 404)
