"""Groups: suggested, then confirmed or rejected by a person, each step logged."""

import pytest
from django.db import IntegrityError, transaction

from claims.errors import MembershipNotPossible, VouchNotPossible
from claims.groups import (
    decide_membership,
    grade_claim,
    start_group,
    suggest_member,
    vouch,
    withdraw_vouch,
)
from claims.models import Claim, GroupEvent, Membership
from newsroom.errors import BadInput
from sources.curation import grade_source
from tests.factories import ClaimFactory, SourceFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    return UserFactory(role="editor")


def test_a_suggestion_waits_for_a_person(editor):
    group, claim = start_group("The ferry", by=None), ClaimFactory()

    suggest_member(group.pk, claim.pk, by=None, score=0.8)
    decide_membership(group.pk, claim.pk, "confirmed", by=editor)

    assert list(group.events.values_list("kind", "actor")) == [
        ("started", None),
        ("suggested", None),
        ("confirmed", editor.pk),
    ]


def test_the_machine_suggests_again_without_undoing_a_person(editor):
    group, claim = start_group("The ferry", by=editor), ClaimFactory()
    decide_membership(group.pk, claim.pk, "rejected", by=editor, reason="another ferry")

    suggest_member(group.pk, claim.pk, by=None, score=0.99)

    assert Membership.objects.get().state == "rejected"


def test_a_claim_is_confirmed_in_one_group(editor):
    claim = ClaimFactory()
    groups = [start_group(title, by=editor) for title in ("ferry", "harbour")]
    decide_membership(groups[0].pk, claim.pk, "confirmed", by=editor)

    with pytest.raises(MembershipNotPossible, match="another group"):
        decide_membership(groups[1].pk, claim.pk, "confirmed", by=editor)

    assert GroupEvent.objects.filter(kind="confirmed").count() == 1


def test_nobody_is_a_member_by_machine_alone():
    group, claim = start_group("The ferry", by=None), ClaimFactory()
    suggest_member(group.pk, claim.pk, by=None)

    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.update(state="confirmed")


def test_the_log_of_a_group_is_never_changed(editor):
    start_group("The ferry", by=editor)

    with pytest.raises(Exception, match=r"permission denied|Cannot"), transaction.atomic():
        GroupEvent.objects.update(kind="rejected")


def test_vouching_needs_a_reason_and_happens_once(editor):
    group, source = start_group("The ferry", by=editor), SourceFactory()

    with pytest.raises(BadInput, match=r"^reason: "):
        vouch(group.pk, source.pk, by=editor, reason=" ")
    vouch(group.pk, source.pk, by=editor, reason="I was there.")
    with pytest.raises(VouchNotPossible):
        vouch(group.pk, source.pk, by=editor, reason="So was I.")
    withdraw_vouch(group.pk, source.pk, by=editor)
    with pytest.raises(VouchNotPossible):
        withdraw_vouch(group.pk, source.pk, by=editor)


def test_grades_of_source_and_claim_are_two_things(editor):
    claim, source = ClaimFactory(), SourceFactory()

    grade_claim(claim.pk, 2, by=editor, reason="documents")
    grade_source(source.pk, "E", by=editor, reason="has lied")

    assert list(claim.grades.values_list("digit", flat=True)) == [2]
    assert list(source.grades.values_list("letter", flat=True)) == ["E"]
    assert Claim.objects.get().status == "unreviewed"


@pytest.mark.parametrize(("digit", "reason"), [(0, "x"), (7, "x"), (3, "")])
def test_a_bad_grade_is_refused(editor, digit, reason):
    claim = ClaimFactory()

    with pytest.raises(BadInput):
        grade_claim(claim.pk, digit, by=editor, reason=reason)

    assert not claim.grades.exists()
