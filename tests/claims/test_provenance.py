"""The planted stories as rows give the same answers, with few queries, after merges too."""

import pytest

from claims.groups import decide_membership, grade_claim, start_group, vouch, withdraw_vouch
from claims.models import Claim, ClaimGrade, Hop
from claims.provenance import (
    chains_of_claim,
    first_appearance,
    members_of,
    relays_of,
    timeline_of,
)
from claims.stories import independence_of, story_of
from sources.curation import merge_sources, undo_merge
from sources.models import Source
from tests.claims.conftest import source_named
from tests.claims.planted_stories import CIRCLE, EMBASSY, HARDENED, STORIES, WIRE, WITNESSES
from tests.factories import ClaimFactory, SourceFactory, UserFactory, attribute

pytestmark = pytest.mark.django_db
by_name = pytest.mark.parametrize("planted", STORIES, ids=lambda planted: planted.name)


def outlet_of(account):
    return Claim.objects.get(pk=account.partition(":")[0]).outlet.name


@by_name
def test_stored_stories_give_the_expected_count_and_reasons(plant, planted):
    group = plant(planted)

    answer = independence_of(group)

    assert answer.count == planted.count
    names = {str(source.pk): str(source) for source in Source.objects.select_related("outlet")}
    assert tuple(names[origin] for origin in answer.origins) == planted.origins
    assert {outlet_of(d.account): d.reason.value for d in answer.discounts} == planted.reasons
    assert {names[said.speaker]: said.relays for said in answer.said} == planted.said
    circles = {frozenset(names[s] for s in circle) for circle in answer.circles}
    assert circles == set(planted.circles)


@pytest.mark.parametrize("planted", [s for s in STORIES if s.drift], ids=lambda p: p.name)
def test_stored_timelines_show_where_source_and_doubt_were_lost(plant, planted):
    first, *steps = timeline_of(plant(planted).pk)

    assert first.changes == frozenset()
    drifted = {outlet_of(step.telling.id): set(step.changes) for step in steps}
    assert drifted == planted.drift


@pytest.mark.parametrize("planted", [WITNESSES, WIRE], ids=lambda p: p.name)
def test_independence_takes_one_query_whatever_the_size(plant, planted, django_assert_num_queries):
    group = plant(planted)

    with django_assert_num_queries(1):
        independence_of(group)


def test_merging_the_two_witnesses_leaves_one_origin(plant):
    group = plant(WITNESSES)
    nurse, captain = source_named("الممرضة هدى العلي"), source_named("Captain Idris Salem")
    editor = UserFactory(role="editor")

    event = merge_sources(nurse.pk, captain.pk, by=editor)
    merged = independence_of(group)
    undo_merge(event.pk, by=editor)

    assert merged.count == 1
    assert [d.reason.value for d in merged.discounts] == ["merged"]
    assert independence_of(group).count == 2


def test_a_persons_word_lets_an_unnamed_source_count(plant):
    group = plant(HARDENED)
    sources, editor = source_named("مصادر مطلعة @ الأفق"), UserFactory(role="editor")
    witness = plant(WITNESSES)
    for member in members_of(witness.pk):
        member.claim.memberships.update(group=group)

    before = independence_of(group).count
    vouch(group.pk, sources.pk, by=editor, reason="We met them.")
    vouched = independence_of(group).count
    withdraw_vouch(group.pk, sources.pk, by=editor)

    assert (before, vouched, independence_of(group).count) == (2, 3, 2)


def test_no_judgement_travels_through_a_group(plant):
    group = plant(EMBASSY)
    first, *others = [member.claim for member in members_of(group.pk)]

    grade_claim(first.pk, 1, by=UserFactory(role="editor"), reason="We have the document.")

    assert not ClaimGrade.objects.filter(claim__in=others).exists()
    assert set(Claim.objects.values_list("status", flat=True)) == {"unreviewed"}


def test_only_confirmed_members_count(plant):
    group = plant(WITNESSES)
    group.memberships.filter(claim__outlet__name="The Harbour Post").update(
        state="suggested", decided_by=None
    )

    assert independence_of(group).count == 1


def test_the_first_appearance_is_the_earliest(plant):
    claim, at, _ = first_appearance(plant(EMBASSY).pk)

    assert at == EMBASSY.tellings[0].published_at
    assert Claim.objects.get(pk=claim).outlet.name == EMBASSY.tellings[0].outlet


def test_a_claims_chain_runs_from_the_outlet_to_the_last_speaker(django_assert_num_queries):
    claim = ClaimFactory()
    sources, haftar = SourceFactory(name="Libyan sources"), SourceFactory(name="Haftar")
    outer = attribute(claim, sources)
    attribute(claim, haftar, via=outer)

    with django_assert_num_queries(1):
        [chain] = chains_of_claim(claim.pk)

    assert [step.name for step in chain] == [claim.outlet.name, "Libyan sources", "Haftar"]


def test_who_relays_whom_is_one_query(plant, django_assert_num_queries):
    plant(EMBASSY)
    embassy = source_named("السفارة النرويجية في ليبيا")

    with django_assert_num_queries(1):
        relays = dict(relays_of(embassy.pk))

    names = {Source.objects.get(pk=relay).name: count for relay, count in relays.items()}
    assert names == {telling.outlet: 1 for telling in EMBASSY.tellings}


def test_claims_through_a_source_include_those_merged_into_it():
    claim, other = ClaimFactory(), ClaimFactory()
    hafter, haftar = SourceFactory(), SourceFactory()
    attribute(claim, hafter)
    attribute(other, haftar)

    merge_sources(hafter.pk, haftar.pk, by=UserFactory(role="editor"))

    assert set(Claim.objects.through(haftar.pk)) == {claim, other}
    assert set(Hop.objects.filter(source=hafter).values_list("claim", flat=True)) == {claim.pk}


def test_a_circle_is_named_once(plant):
    assert len(independence_of(plant(CIRCLE)).circles) == 1


def test_a_body_on_its_own_page_speaks_for_itself():
    ministry = SourceFactory(kind="government_body")
    claim = ClaimFactory(outlet=ministry)

    group = start_group("Statement", by=UserFactory(role="editor"))
    decide_membership(group.pk, claim.pk, "confirmed", by=UserFactory(role="editor"))

    [account] = story_of(group.pk).accounts
    assert account.hops == (str(ministry.pk), str(ministry.pk))
