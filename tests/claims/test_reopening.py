"""Facts that speak against a decision, each told once; and how far two people agree."""

from datetime import timedelta

import pytest
from django.utils import timezone

from claims.agreement import (
    agreement_by_desk,
    agreement_of,
    cohen_kappa,
    krippendorff_alpha,
)
from claims.evidence import NewEvidence, add_evidence, withdraw_evidence
from claims.groups import decide_membership, start_group
from claims.models import Claim, Notice, ReviewFlag
from claims.reopening import check_decision, follow_facts
from claims.review import Verdict, ask_second_opinion, decide
from newsroom.models import Role
from sources.curation import merge_sources
from tests.factories import ClaimFactory, SourceFactory, UserFactory, VersionFactory, attribute

pytestmark = pytest.mark.django_db


def editor():
    return UserFactory(role=Role.EDITOR)


def decided(claim, verdict="disputed", *, by=None, **more):
    return decide(claim.pk, Verdict(verdict, "As the log says.", **more), by=by or editor())


def attributed():
    claim = ClaimFactory()
    attribute(claim, SourceFactory())
    return claim


def reasons():
    return [flag.reason for flag in ReviewFlag.objects.order_by("pk")]


def test_while_nothing_changed_nothing_is_flagged():
    claim = attributed()
    decided(claim)

    follow_facts()

    assert reasons() == []


def test_a_version_without_the_words_brings_the_claim_back_into_review_by_itself():
    claim = attributed()
    decision = decided(claim)
    version = VersionFactory(article=claim.article, text="Other words.")
    Claim.objects.filter(pk=claim.pk).update(not_found_in=version)

    follow_facts()
    follow_facts()

    claim.refresh_from_db()
    assert claim.status == "in_review"
    event = claim.history.last()
    assert (event.kind, event.actor) == ("reopened", None)
    assert reasons() == ["words_changed"]
    assert [(n.person, n.kind) for n in Notice.objects.all()] == [(decision.decider, "flagged")]


def test_a_new_source_under_a_decided_claim_is_flagged_and_the_verdict_stands():
    claim = attributed()
    decided(claim)

    attribute(claim, SourceFactory())
    follow_facts()
    follow_facts()

    claim.refresh_from_db()
    assert claim.status == "disputed"
    assert reasons() == ["sources_changed"]
    assert Notice.objects.count() == 1


def test_a_source_merged_under_a_decided_claim_is_flagged():
    claim, speaker = ClaimFactory(), SourceFactory()
    attribute(claim, speaker)
    decided(claim)

    merge_sources(speaker.pk, SourceFactory().pk, by=editor())
    follow_facts()

    assert reasons() == ["sources_changed"]


def test_withdrawn_evidence_of_a_decision_is_flagged():
    claim, person = attributed(), editor()
    evidence = add_evidence(
        claim.pk, NewEvidence("supports", "call_note", note="She said so."), by=person
    )
    decided(claim, evidence=[evidence.pk], by=person)

    withdraw_evidence(evidence.pk, by=person, because="It was another day.")
    follow_facts()

    assert reasons() == ["evidence_withdrawn"]


def test_a_member_of_the_group_decided_the_other_way_flags_both():
    one, other = attributed(), attributed()
    group = start_group("The river", by=None)
    for claim in (one, other):
        decide_membership(group.pk, claim.pk, "confirmed", by=editor())
        claim.review.desk = None
    from tests.reviewing import bring_to

    bring_to(one, "corroborated")
    bring_to(other, "refuted")

    check_decision(one.pk)
    check_decision(other.pk)

    assert set(reasons()) >= {"decided_otherwise"}
    assert ReviewFlag.objects.filter(reason="decided_otherwise").count() == 2


# Agreement


def test_kappa_is_cohens():
    # 20 yes/yes, 5 yes/no, 10 no/yes, 15 no/no: the worked example, 0.4.
    pairs = [("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15

    assert round(cohen_kappa(pairs), 4) == 0.4


def test_alpha_is_krippendorffs():
    # Krippendorff (2011), section A: ten units, two observers, binary; alpha 0.095.
    first, second = "0100000001", "1110010000"
    pairs = list(zip(first, second, strict=True))

    assert round(krippendorff_alpha(pairs), 3) == 0.095


@pytest.mark.parametrize("pairs", [[], [("y", "y")] * 3])
def test_where_chance_explains_all_there_is_no_figure(pairs):
    found = agreement_of(pairs)

    assert (found.kappa, found.alpha) == (None, None)


def test_pairs_are_first_and_second_opinions():
    claim = attributed()
    ask_second_opinion(claim.pk, by=editor())
    decided(claim)
    decided(claim, "not_checkable")
    decided(attributed())

    found = agreement_by_desk([timedelta(days=1)], until=timezone.now(), to=None)

    assert {desk: [one.pairs for one in figures] for desk, figures in found.items()} == {None: [1]}


def test_a_period_has_the_pairs_of_which_both_are_in_it():
    claim = attributed()
    ask_second_opinion(claim.pk, by=editor())
    decided(claim)
    decided(claim, "not_checkable")
    later = timezone.now() + timedelta(days=10)

    [short, long] = agreement_by_desk(
        [timedelta(days=9), timedelta(days=11)], until=later, to=None
    )[None]

    assert (short.pairs, long.pairs) == (0, 1)
