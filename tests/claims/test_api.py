"""The API of claims: lists with chains, and one claim with all that is known of it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from claims import evidence, priority, review
from claims.models import Attribution, Claim, ClaimGroup, Membership, Review
from claims.schemas import ClaimOut, ClaimPage
from claims.states import Manner
from newsroom.models import Role
from sources.models import Anonymity, SourceKind
from tests.api import Program, assert_is, assert_problem
from tests.factories import (
    ClaimFactory,
    OutletFactory,
    SentenceFactory,
    SourceFactory,
    UserFactory,
    VersionFactory,
    attribute,
    claims_of,
)
from tests.reviewing import claim_that_is

pytestmark = pytest.mark.django_db
ALL_PARTS = "chain,group,evidence,history"


@pytest.fixture
def relayed():
    """Watan tells that Libyan sources say that Haftar said something."""
    watan = OutletFactory(name="وطن")
    text = "بحسب مصادر ليبية أكد حفتر أن الانتخابات ستجرى في موعدها."
    claim = ClaimFactory(
        text=text, language="ar", outlet=watan, published_at="2026-03-01T12:00:00Z"
    )
    sources = SourceFactory(
        name="مصادر ليبية",
        kind=SourceKind.ANONYMOUS_GROUP,
        anonymity=Anonymity.GROUP,
        outlet=watan,
    )
    outer = attribute(claim, sources, cue="بحسب", named="مصادر ليبية", rule="according-to")
    haftar = SourceFactory(name="خليفة حفتر")
    inner = attribute(
        claim,
        haftar,
        cue="أكد",
        named="حفتر",
        content="أن الانتخابات ستجرى في موعدها",
        via=outer,
        chain=[haftar, sources, watan],
        evidence=[[17, 20]],
        manner=Manner.INDIRECT,
    )
    return claim, outer, inner


def names(chain):
    return [hop["name"] for hop in chain["chain"]]


def test_the_list_shows_each_claim_with_its_chains(relayed):
    page = assert_is(Program("read").get("claims"), ClaimPage)

    (row,) = page["items"]
    assert [names(chain) for chain in row["chains"]] == [
        ["مصادر ليبية", "وطن"],
        ["خليفة حفتر", "مصادر ليبية", "وطن"],
    ]
    assert row["chains"][1]["made_by"] == "machine"


def test_a_claim_in_the_outlets_own_voice_has_no_chains():
    ClaimFactory()

    assert Program("read").get("claims").json()["items"][0]["chains"] == []


def test_one_claim_has_its_words_as_w3c_selectors(relayed):
    claim, _, inner = relayed

    body = assert_is(Program("read").get(f"claims/{claim.pk}"), ClaimOut)

    (target,) = body["targets"]
    position, quote = target["selector"]
    assert position == {"type": "TextPositionSelector", "start": 0, "end": len(claim.text)}
    assert quote["exact"] == claim.text
    said = body["attributions"][1]
    (cue,) = said["spans"]["cue"]
    position, quote = cue["selector"]
    assert claim.text[position["start"] : position["end"]] == quote["exact"] == "أكد"
    assert quote["prefix"] == "بحسب مصادر ليبية "
    assert quote["suffix"] == claim.text[position["end"] : position["end"] + 32]
    assert said["id"] == str(inner.pk)


def test_prefix_and_suffix_are_32_code_points_of_the_text():
    version = VersionFactory(text="🌧️" * 30 + " The river rose. " + "نهر " * 30)
    claim = ClaimFactory(
        sentence=SentenceFactory(version=version, words="The river rose."), text="The river rose."
    )

    body = Program("read").get(f"claims/{claim.pk}").json()

    position, quote = body["targets"][0]["selector"]
    assert quote["prefix"] == version.text[position["start"] - 32 : position["start"]]
    assert quote["suffix"] == version.text[position["end"] : position["end"] + 32]


def test_an_attribution_says_who_found_it_how_and_through_whom(relayed):
    claim, outer, inner = relayed

    said = Program("read").get(f"claims/{claim.pk}").json()["attributions"][1]

    assert said["via"] == str(outer.pk)
    assert names(said) == ["خليفة حفتر", "مصادر ليبية", "وطن"]
    assert said["extractor"] == inner.reading.extractor
    assert said["why"] == {"rule": inner.rule, "evidence": [{"start": 17, "end": 20}]}
    assert said["confidence"] == 0.9
    assert said["person"] is None


def test_what_a_person_said_is_told_apart_from_the_machine():
    claim = ClaimFactory()
    attribute(claim, SourceFactory(), person=UserFactory(username="samira"))

    said = Program("read").get(f"claims/{claim.pk}").json()["attributions"][0]

    assert (said["made_by"], said["person"], said["extractor"]) == ("person", "samira", None)


def test_a_retired_attribution_is_not_shown(relayed):
    claim, *_ = relayed
    Attribution.objects.update(retired_at=timezone.now(), retired_by_person=UserFactory())
    program = Program("read")

    assert program.get(f"claims/{claim.pk}").json()["attributions"] == []
    assert program.get("claims").json()["items"][0]["chains"] == []
    assert program.get("claims", {"attributed": "true"}).json()["items"] == []


def test_a_claim_is_shown_in_every_version_that_has_its_sentence():
    claim = ClaimFactory(text="The river rose.")
    version = VersionFactory(article=claim.article, text="At noon: The river rose.")
    SentenceFactory(version=version, words="The river rose.", lineage_id=claim.sentence_id)

    targets = Program("read").get(f"claims/{claim.pk}").json()["targets"]

    assert [(t["version"], t["selector"][0]["start"]) for t in targets] == [(1, 0), (2, 9)]


def found(query):
    return [row["text"] for row in Program("read").get("claims", query).json()["items"]]


def test_claims_are_narrowed_by_source_anywhere_in_the_chain_and_by_origin(relayed):
    claim, outer, inner = relayed
    ClaimFactory()

    assert found({"source": str(outer.source_id)}) == [claim.text]
    assert found({"source": str(claim.outlet_id)}) == [claim.text]
    assert found({"origin": str(inner.source_id)}) == [claim.text]
    assert found({"origin": str(claim.outlet_id)}) == []


def test_claims_are_narrowed_by_what_is_known_of_them(relayed):
    claim, *_ = relayed
    claim_that_is(
        "in_review", ClaimFactory(text="Other words.", published_at="2026-02-01T12:00:00Z")
    )
    for query in (
        {"outlet": str(claim.outlet_id)},
        {"article": str(claim.article_id)},
        {"language": "ar"},
        {"attributed": "true"},
        {"published_from": "2026-03-01T00:00:00Z"},
        {"status": ["unreviewed", "refuted"], "attributed": "true"},
    ):
        assert found(query) == [claim.text], query
    for query in (
        {"attributed": "false"},
        {"published_before": "2026-02-01T12:00:01Z"},
    ):
        assert found(query) == ["Other words."], query
    assert found({"status": "in_review"}) == ["Other words."]
    assert found({"status": "unreviewed"}) == [claim.text]


def test_claims_are_found_by_words_however_they_are_spelled(relayed):
    claim, *_ = relayed

    assert found({"q": "الإنتخابات"}) == [claim.text]
    assert found({"q": "أكّد حفتر"}) == [claim.text]
    assert found({"q": "100%"}) == []


def test_claims_are_narrowed_by_when_they_changed():
    claim = ClaimFactory(text="The river rose.")
    later = (timezone.now() + timedelta(seconds=1)).isoformat()

    assert found({"updated_before": later}) == [claim.text]
    assert found({"updated_from": later}) == []


@pytest.mark.parametrize("far", ["0228-12-31T21:43:16+16:07", "2026-03-01T23:59:59-23:59"])
def test_a_time_may_be_told_by_any_clock(far):
    ClaimFactory()

    assert found({"updated_before": far, "q": "river"}) == []


@pytest.mark.parametrize("never", ["0001-01-01T00:00:00+01:00", "9999-12-31T23:59:59-01:00"])
def test_a_time_outside_of_the_calendar_is_refused(never):
    answer = Program("read").get("claims", {"updated_before": never})

    assert_problem(answer, 422, "years 1 to 9999")


@pytest.mark.django_db(transaction=True)
def test_a_new_chain_and_its_end_both_change_the_claim():
    claim = ClaimFactory()
    untouched = ClaimFactory()
    before = Claim.objects.get(pk=claim.pk).updated_at

    attribution = attribute(claim, SourceFactory())
    with_chain = Claim.objects.get(pk=claim.pk).updated_at
    Attribution.objects.filter(pk=attribution.pk).update(
        retired_at=timezone.now(), retired_by_person=UserFactory()
    )

    assert before < with_chain < Claim.objects.get(pk=claim.pk).updated_at
    assert Claim.objects.get(pk=untouched.pk).updated_at < with_chain


def test_a_claim_that_did_not_change_is_not_sent_twice(relayed):
    claim, *_ = relayed
    program = Program("read")
    first = program.get(f"claims/{claim.pk}")

    again = program.get(f"claims/{claim.pk}", if_none_match=first["ETag"])
    attribute(claim, SourceFactory())
    changed = program.get(f"claims/{claim.pk}", if_none_match=first["ETag"])

    assert again.status_code == 304
    assert changed.status_code == 200


@pytest.mark.parametrize("rows", [5, 50])
def test_a_list_costs_two_queries_with_its_key_however_many_rows(rows):
    version = VersionFactory(text="\n".join(f"Rain fell on city {n}." for n in range(rows)))
    speaker = SourceFactory()
    for claim in claims_of(version):
        attribute(claim, speaker)
    program = Program("read")
    program.get("claims")

    with CaptureQueriesContext(connection) as queries:
        assert len(program.get("claims", {"q": "rain"}).json()["items"]) == rows

    assert len(queries) == 2


def test_one_claim_with_everything_costs_two_queries_with_its_key(relayed):
    claim, *_ = relayed
    program = Program("read")
    program.get("claims")

    with CaptureQueriesContext(connection) as queries:
        assert program.get(f"claims/{claim.pk}").status_code == 200

    assert len(queries) == 2


# What `expand` adds


def test_one_claim_has_its_groups_evidence_and_history(relayed):
    claim, *_ = relayed
    person = UserFactory()
    group = ClaimGroup.objects.create(title="The vote", made_by="machine")
    Membership.objects.create(
        group=group, claim=claim, state="confirmed", made_by="person", decided_by=person
    )
    evidence.add_evidence(
        claim.pk,
        evidence.NewEvidence(stance="supports", kind="call_note", note="She was there."),
        by=UserFactory(role=Role.FACT_CHECKER),
    )

    body = assert_is(Program("read").get(f"claims/{claim.pk}"), ClaimOut)

    assert body["groups"] == [{"id": str(group.pk), "title": "The vote", "state": "confirmed"}]
    assert [one["note"] for one in body["evidence"]] == ["She was there."]
    assert [step["kind"] for step in body["history"]] == ["evidence_added"]
    assert body["revision"] == 1


EXPANDED = {"targets", "attributions", "groups", "evidence", "history"}


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({}, set()),
        ({"expand": "chain"}, {"targets", "attributions"}),
        ({"expand": "evidence,history"}, {"evidence", "history"}),
        ({"expand": "chain,group,evidence,history"}, EXPANDED),
        ({"fields": "id,history"}, {"history"}),
    ],
)
def test_a_list_shows_what_expand_asks_for(relayed, query, shown):
    (row,) = Program("read").get("claims", query).json()["items"]

    assert set(row) & EXPANDED == shown


def test_a_claim_in_a_list_expands_to_what_it_is_alone(relayed):
    program = Program("read")
    (row,) = assert_is(program.get("claims", {"expand": ALL_PARTS}), ClaimPage)["items"]
    alone = program.get(f"claims/{relayed[0].pk}").json()

    assert row == {name: alone[name] for name in row}


def test_an_expansion_that_is_not_there_is_refused():
    assert_problem(Program("read").get("claims", {"expand": "chain,colour"}), 422, "expand")


def test_a_first_opinion_is_not_in_the_expanded_history():
    claim, first = ClaimFactory(), UserFactory(role=Role.FACT_CHECKER)
    Review.objects.filter(pk=claim.pk).update(opinions_wanted=2)
    review.decide(claim.pk, review.Verdict("disputed", "As the log says."), by=first)

    body = Program("read").get(f"claims/{claim.pk}")

    assert "As the log says." not in body.content.decode()
    assert [step["kind"] for step in body.json()["history"]] == ["taken"]


@pytest.mark.parametrize("query", [{}, {"expand": ALL_PARTS}], ids=["plain", "expanded"])
def test_a_list_of_claims_costs_two_statements_however_many_rows(query):
    program, counts = Program("read"), []
    program.get("claims")
    for _ in range(2):
        for claim in claims_of(VersionFactory(text="\n".join(f"Rain fell on {n}." for n in "abc"))):
            attribute(claim, SourceFactory())
        with CaptureQueriesContext(connection) as queries:
            program.get("claims", query)
        counts.append(len(queries))

    assert counts == [2, 2]


def test_claims_are_found_by_their_group():
    inside, suggested, _ = (ClaimFactory() for _ in range(3))
    group = ClaimGroup.objects.create(title="The vote", made_by="machine")
    Membership.objects.create(
        group=group, claim=inside, state="confirmed", made_by="person", decided_by=UserFactory()
    )
    Membership.objects.create(group=group, claim=suggested, made_by="machine")

    rows = Program("read").get("claims", {"group": str(group.pk)}).json()["items"]

    assert [row["id"] for row in rows] == [str(inside.pk)]


def test_claims_are_found_by_how_much_there_is_to_check():
    plain = ClaimFactory(text="It rained.")
    worth = ClaimFactory(text="The river rose by 40 % in one single night.")
    priority.weigh([plain.pk, worth.pk])
    program = Program("read")

    found = program.get("claims", {"check_worthiness_from": "0.5"}).json()["items"]

    assert [row["id"] for row in found] == [str(worth.pk)]
    assert program.get(f"claims/{worth.pk}").json()["check_worthiness"] == 0.55
    assert len(program.get("claims", {"check_worthiness_from": "0"}).json()["items"]) == 2


def test_the_last_changed_come_first_when_asked_for():
    first, second, third = (ClaimFactory() for _ in range(3))
    for claim in (second, first):
        Claim.objects.filter(pk=claim.pk).update(not_found_in=None)
    program, ids, cursor = Program("read"), [], ""
    while cursor is not None:
        page = program.get("claims", {"sort": "updated", "limit": 1, "cursor": cursor}).json()
        ids.extend(row["id"] for row in page["items"])
        cursor = page["next"]

    assert ids == [str(claim.pk) for claim in (first, second, third)]
