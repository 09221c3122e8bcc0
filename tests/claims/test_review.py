"""Verdicts, the gate before *corroborated*, four eyes, stale screens, second opinions."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from claims.errors import (
    ChangedMeanwhile,
    InOtherHands,
    MoveNotPossible,
    NotEnoughOrigins,
    StaleScreen,
)
from claims.evidence import NewEvidence, add_evidence
from claims.groups import decide_membership, start_group
from claims.history import verify
from claims.models import Approval, Claim, Decision, ReviewEvent
from claims.queue import take, take_next
from claims.review import (
    Verdict,
    approve,
    ask_second_opinion,
    decide,
    decide_differently,
    is_hidden_from,
    reopen,
    send_back,
)
from newsroom.errors import BadInput
from newsroom.models import Desk, RefusedAttempt, Role
from newsroom.permissions import NotPermitted
from tests.factories import ClaimFactory, OutletFactory, SourceFactory, UserFactory, attribute
from tests.reviewing import claim_that_is

pytestmark = pytest.mark.django_db


def checker(**columns):
    return UserFactory(role=Role.FACT_CHECKER, **columns)


def editor(**columns):
    return UserFactory(role=Role.EDITOR, **columns)


def verdict_of(status, **more):
    settled = {}
    if status == "unverified":
        settled = {
            "settled_by": "document",
            "settled_how": "the ship's log",
            "settler": UserFactory().pk,
            "settle_due": timezone.localdate() + timedelta(days=3),
        }
    return Verdict(status, "As the harbour master's log says.", **{**settled, **more})


def with_two_origins(**columns):
    """A claim and another outlet's, in one group, each from a speaker of its own."""
    claim, other = ClaimFactory(**columns), ClaimFactory()
    group = start_group("The river", by=None)
    for member in (claim, other):
        attribute(member, SourceFactory())
        decide_membership(group.pk, member.pk, "confirmed", by=editor())
    return claim


@pytest.mark.parametrize("status", ["unverified", "disputed", "not_checkable"])
def test_a_verdict_that_no_second_person_reads_is_final_at_once(status):
    claim, person = ClaimFactory(), checker()

    decision = decide(claim.pk, verdict_of(status), by=person)

    claim.refresh_from_db()
    assert claim.status == status
    assert (decision.decider, decision.needs_approval) == (person, False)
    assert [e.kind for e in claim.history.all()] == ["taken", "decided"]
    assert verify() is None


@pytest.mark.parametrize("status", ["corroborated", "refuted"])
def test_corroborated_and_refuted_wait_for_a_second_person(status):
    claim, person, second = with_two_origins(), checker(), editor()

    decision = decide(claim.pk, verdict_of(status), by=person)
    assert Claim.objects.get(pk=claim.pk).status == "awaiting_approval"
    approve(decision.pk, by=second)

    assert Claim.objects.get(pk=claim.pk).status == status
    assert claim.history.last().actor == second


def test_a_desk_says_which_verdicts_a_second_person_approves():
    desk = Desk.objects.create(name="Sports", approved_verdicts=["disputed"], languages=["xx"])
    claim = ClaimFactory(language="xx")
    assert claim.review.desk == desk

    decide(claim.pk, verdict_of("disputed"), by=checker())

    assert Claim.objects.get(pk=claim.pk).status == "awaiting_approval"


def test_nobody_approves_their_own_decision():
    claim, person = with_two_origins(), editor()
    decision = decide(claim.pk, verdict_of("corroborated"), by=person)

    with pytest.raises(NotPermitted, match="Nobody approves their own decision"):
        approve(decision.pk, by=person)

    assert Claim.objects.get(pk=claim.pk).status == "awaiting_approval"
    assert RefusedAttempt.objects.get().action == "approve"


def test_the_database_refuses_an_approval_of_ones_own_whatever_decider_is_given():
    person, other = editor(), editor()
    claim = claim_that_is("awaiting_approval", decider=person)

    with pytest.raises(IntegrityError, match="approval_by_another_person"), transaction.atomic():
        Approval.objects.create(
            decision=claim.decisions.get(), approver=person, decider=other, outcome="approved"
        )


def test_a_fact_checker_approves_nothing():
    claim = claim_that_is("awaiting_approval")

    with pytest.raises(NotPermitted):
        approve(claim.decisions.get().pk, by=checker())


def test_what_is_sent_back_is_in_review_with_the_reason_and_may_be_decided_again():
    person, second = checker(), editor()
    claim = with_two_origins()
    decision = decide(claim.pk, verdict_of("corroborated"), by=person)

    send_back(decision.pk, by=second, comment="Which log?")
    again = decide(claim.pk, verdict_of("corroborated"), by=person)

    assert again.round == decision.round + 1
    assert claim.history.get(kind="returned").note == "Which log?"
    assert Claim.objects.get(pk=claim.pk).status == "awaiting_approval"


def test_sending_back_takes_a_comment():
    claim = claim_that_is("awaiting_approval")

    with pytest.raises(BadInput, match="comment: must say why"):
        send_back(claim.decisions.get().pk, by=editor(), comment=" ")


def test_who_decides_differently_waits_in_turn_for_the_first_person():
    person, second = editor(), editor()
    claim = with_two_origins()
    decision = decide(claim.pk, verdict_of("corroborated"), by=person)

    other = decide_differently(decision.pk, verdict_of("disputed"), by=second)

    assert Claim.objects.get(pk=claim.pk).status == "awaiting_approval"
    with pytest.raises(NotPermitted):
        approve(other.pk, by=second)
    approve(other.pk, by=person)
    assert Claim.objects.get(pk=claim.pk).status == "disputed"


# The gate


def test_one_origin_is_not_enough_and_the_refusal_says_so():
    claim, haftar = ClaimFactory(), SourceFactory(name="Haftar")
    attribute(claim, haftar)

    with pytest.raises(NotEnoughOrigins) as refused:
        decide(claim.pk, verdict_of("corroborated"), by=checker())

    assert "two independent origins" in str(refused.value)
    assert "Origins found: 1 (Haftar)" in str(refused.value)
    assert "no primary evidence" in str(refused.value)
    assert not Decision.objects.exists()
    assert not ReviewEvent.objects.exists()


def test_the_refusal_says_which_chains_meet_where():
    jazeera, group = OutletFactory(name="Al Jazeera"), start_group("The river", by=None)
    for outlet, name in (("Watan", "Haftar"), ("The Post", "Burns")):
        claim = ClaimFactory(outlet=OutletFactory(name=outlet))
        source = SourceFactory(name=name)
        attribute(claim, source, chain=[source, jazeera, claim.outlet])
        decide_membership(group.pk, claim.pk, "confirmed", by=editor())

    with pytest.raises(NotEnoughOrigins) as refused:
        decide(claim.pk, verdict_of("corroborated"), by=checker())

    assert (
        "“The Post → Al Jazeera → Burns” and “Watan → Al Jazeera → Haftar” meet at Al Jazeera."
    ) in str(refused.value)


def test_one_origin_and_primary_evidence_are_enough():
    claim, person = ClaimFactory(), checker()
    attribute(claim, SourceFactory())
    note = NewEvidence("supports", "document", body=b"The log.", quote="log", is_primary=True)
    evidence = add_evidence(claim.pk, note, by=person)

    decision = decide(claim.pk, verdict_of("corroborated", evidence=[evidence.pk]), by=person)

    assert list(decision.evidence.all()) == [evidence]


@pytest.mark.parametrize(
    "broken",
    [
        {"is_primary": False},
        {"stance": "contradicts"},
        {"quote": "something it doesn't say"},
    ],
)
def test_evidence_that_is_not_primary_or_does_not_say_it_opens_no_gate(broken):
    claim, person = ClaimFactory(), checker()
    attribute(claim, SourceFactory())
    facts = {"stance": "supports", "kind": "document", "quote": "log", "is_primary": True}
    add_evidence(claim.pk, NewEvidence(**{**facts, **broken}, body=b"The log."), by=person)

    with pytest.raises(NotEnoughOrigins):
        decide(claim.pk, verdict_of("corroborated"), by=person)


def test_an_editors_written_override_opens_the_gate_and_is_read_by_another_editor():
    claim, person = ClaimFactory(), editor()

    decision = decide(
        claim.pk, verdict_of("corroborated", override="I was on the quay."), by=person
    )

    assert decision.needs_approval
    assert Claim.objects.get(pk=claim.pk).status == "awaiting_approval"


def test_a_fact_checkers_override_opens_nothing():
    with pytest.raises(NotPermitted):
        decide(ClaimFactory().pk, verdict_of("corroborated", override="Trust me."), by=checker())


def test_a_gate_that_shut_in_the_meantime_refuses_the_approval():
    claim, person = ClaimFactory(), checker()
    attribute(claim, SourceFactory())
    primary = NewEvidence("supports", "call_note", note="He said so.", is_primary=True)
    evidence = add_evidence(claim.pk, primary, by=person)
    decision = decide(claim.pk, verdict_of("corroborated"), by=person)
    type(evidence).objects.filter(pk=evidence.pk).update(
        withdrawn_at=timezone.now(), withdrawn_by=person, withdrawn_because="Not him."
    )

    with pytest.raises(NotEnoughOrigins):
        approve(decision.pk, by=editor())


# What each verdict asks for


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"rationale": " "}, "rationale: must say why"),
        ({"verdict": "true"}, "verdict: is one of"),
        ({"settled_by": ""}, "settled_by: what would settle it"),
        ({"settled_how": ""}, "settled_how: must say"),
        ({"settler": None}, "settler: must be a colleague"),
        ({"settle_due": None}, "settle_due: must say until when"),
        ({"settle_due": timezone.localdate() - timedelta(days=1)}, "settle_due: is in the past"),
        ({"credibility": 7}, "credibility: is a digit"),
    ],
)
def test_a_verdict_that_is_not_whole_is_refused_by_field_and_rule(changes, said):
    claim, whole = ClaimFactory(), verdict_of("unverified")
    fields = {name: getattr(whole, name) for name in Verdict.__slots__}

    with pytest.raises(BadInput, match=said):
        decide(claim.pk, Verdict(**{**fields, **changes}), by=checker())

    assert not ReviewEvent.objects.exists()


# Two people


def test_a_claim_in_other_hands_is_not_decided():
    claim, first = ClaimFactory(), checker(username="huda")
    take(claim.pk, by=first)

    with pytest.raises(InOtherHands, match="huda has this claim in hand"):
        decide(claim.pk, verdict_of("disputed"), by=checker())


def test_a_stale_screen_overwrites_nothing_and_learns_the_newer_revision():
    claim, first, second = ClaimFactory(), checker(), checker()
    seen = claim.review.revision
    decide(claim.pk, verdict_of("disputed"), by=first, seen=seen)

    with pytest.raises(StaleScreen) as stale:
        decide(claim.pk, verdict_of("not_checkable"), by=second, seen=seen)
    with pytest.raises(ChangedMeanwhile):
        decide(claim.pk, verdict_of("not_checkable"), by=second, matched=seen)

    assert stale.value.now == 2
    assert Claim.objects.get(pk=claim.pk).status == "disputed"


def test_the_same_decision_and_approval_twice_are_one():
    claim, person, second = with_two_origins(), checker(), editor()
    verdict = verdict_of("corroborated")

    assert decide(claim.pk, verdict, by=person, seen=0) == decide(
        claim.pk, verdict, by=person, seen=0
    )
    decision = Decision.objects.get()
    assert approve(decision.pk, by=second, seen=2) == approve(decision.pk, by=second, seen=2)
    assert [e.kind for e in claim.history.all()] == ["taken", "decided", "approved"]


def test_re_opening_brings_a_final_claim_back_with_the_reason():
    claim = claim_that_is("disputed")

    reopen(claim.pk, by=editor(), reason="A new photo.")
    reopen(claim.pk, by=editor(), reason="A new photo.")

    claim.refresh_from_db()
    assert claim.status == "in_review"
    assert claim.review.is_open
    assert [e.note for e in claim.history.filter(kind="reopened")] == ["A new photo."]


def test_a_fact_checker_re_opens_only_their_own_decisions():
    person = checker()
    own, others = claim_that_is("disputed", decider=person), claim_that_is("disputed")

    reopen(own.pk, by=person, reason="I was wrong.")
    with pytest.raises(NotPermitted):
        reopen(others.pk, by=person, reason="They were wrong.")


# The blind second opinion


def test_the_second_person_decides_without_seeing_and_agreement_makes_it_final():
    claim, first, second = ClaimFactory(), checker(), checker()
    ask_second_opinion(claim.pk, by=editor())

    decision = decide(claim.pk, verdict_of("disputed"), by=first)
    claim.review.refresh_from_db()
    assert is_hidden_from(decision, second, claim.review)
    assert not is_hidden_from(decision, first, claim.review)
    assert take_next(by=first) is None
    assert take_next(by=second).pk == claim.pk
    decide(claim.pk, verdict_of("disputed"), by=second)

    claim.refresh_from_db()
    assert claim.status == "disputed"


def test_two_opinions_that_differ_go_to_an_editor_who_gave_neither():
    claim, first, second = ClaimFactory(), editor(), editor()
    ask_second_opinion(claim.pk, by=editor())
    decide(claim.pk, verdict_of("disputed"), by=first)

    decision = decide(claim.pk, verdict_of("not_checkable"), by=second)

    assert Claim.objects.get(pk=claim.pk).status == "awaiting_approval"
    for own in (first, second):
        with pytest.raises(NotPermitted):
            approve(decision.pk, by=own)
    approve(decision.pk, by=editor())
    assert Claim.objects.get(pk=claim.pk).status == "not_checkable"


def test_nobody_gives_both_opinions():
    claim, first = ClaimFactory(), checker()
    ask_second_opinion(claim.pk, by=editor())
    decide(claim.pk, verdict_of("disputed"), by=first)

    with pytest.raises(MoveNotPossible, match="You have decided"):
        decide(claim.pk, verdict_of("not_checkable"), by=first)
