"""What relied on a claim that falls: listed near and far, told once to those whose work it is."""

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from claims.evidence import NewEvidence, add_evidence, withdraw_evidence
from claims.exports.making import ask_for_export, write_export
from claims.models import Notice, Review, ReviewFlag
from claims.reopening import follow_facts
from claims.review import Verdict, approve, decide, reopen
from claims.ripple import ripple_of
from claims.schemas import ClaimsWanted
from newsroom.models import Desk, Role
from newsroom.workflows import create_api_key
from tests.factories import ClaimFactory, UserFactory
from tests.reviewing import bring_to

pytestmark = pytest.mark.django_db


def editor(name=None):
    return UserFactory(role=Role.EDITOR, **({"username": name} if name else {}))


@pytest.fixture
def base():
    """A corroborated claim that others will lean on."""
    claim = ClaimFactory()
    bring_to(claim, "corroborated")
    claim.refresh_from_db()
    return claim


def leaning_on(claim, *, by, stance="supports", verdict="disputed"):
    """A claim that is decided on the strength of another."""
    found = ClaimFactory()
    cited = add_evidence(found.pk, NewEvidence(stance, "claim", cited_claim=claim.pk), by=by)
    decide(found.pk, Verdict(verdict, "As the other one says.", evidence=[cited.pk]), by=by)
    found.refresh_from_db()
    return found


def exported(by):
    """An export of all claims, finished."""
    export = ask_for_export("csv", ClaimsWanted(), by=by, base="https://musnad.example")
    write_export(export.pk)
    export.refresh_from_db()
    return export


def fall(claim):
    claim.refresh_from_db()
    reopen(claim.pk, by=editor(), reason="The log was forged.")
    claim.refresh_from_db()
    follow_facts()
    follow_facts()


def told():
    return sorted((n.person.username, n.kind, n.claim_id) for n in Notice.objects.all())


def test_what_cites_the_claim_is_listed_and_what_cites_that(base):
    person = editor()
    near = leaning_on(base, by=person)
    far = leaning_on(near, by=person)
    leaning_on(base, by=person, stance="context")

    ripple = ripple_of(base, None)

    assert [(one.claim, one.steps) for one in ripple.claims] == [(near, 1), (far, 2)]
    assert list(ripple.articles) == [near.article, far.article]


def test_claims_that_cite_each_other_end_the_list(base):
    person = editor()
    near = leaning_on(base, by=person)
    add_evidence(base.pk, NewEvidence("supports", "claim", cited_claim=near.pk), by=person)

    assert [one.claim for one in ripple_of(near, None).claims] == [base]


def test_what_was_withdrawn_relies_on_it_no_more(base):
    person = editor()
    near = leaning_on(base, by=person)
    withdraw_evidence(near.evidence.get().pk, by=person, because="Of another day.")

    assert not ripple_of(base, None)


def test_exports_that_say_its_verdict_are_listed_when_it_falls(base):
    export = exported(editor("lina"))
    assert not ripple_of(base, None).exports

    fall(base)

    [found] = ripple_of(base, None).exports
    assert (found, found.claim_status) == (export, "corroborated")


def test_exports_made_since_say_nothing_false(base):
    fall(base)
    exported(editor())

    assert not ripple_of(base, None).exports


@pytest.mark.parametrize("stance", ["supports", "contradicts"])
def test_who_decided_on_it_is_told_once_at_the_own_claim(base, stance):
    huda = editor("huda")
    leaning = leaning_on(base, by=huda, stance=stance)

    fall(base)

    assert told() == [("huda", "flagged", leaning.pk)]
    assert [flag.reason for flag in ReviewFlag.objects.all()] == ["relied_on"]


def test_who_decided_far_from_it_and_who_exported_it_are_told_once_at_the_claim(base):
    leaning = leaning_on(base, by=editor("huda"))
    leaning_on(leaning, by=editor("salim"))
    lina = editor("lina")
    exported(lina)
    exported(lina)

    fall(base)

    assert told() == [
        ("huda", "flagged", leaning.pk),
        ("lina", "relied_on", base.pk),
        ("salim", "relied_on", base.pk),
    ]


def test_who_decided_and_exported_is_told_once(base):
    huda = editor("huda")
    leaning = leaning_on(base, by=huda)
    exported(huda)

    fall(base)

    assert told() == [("huda", "flagged", leaning.pk)]


def test_who_approved_is_told_too(base):
    leaning = leaning_on(base, by=editor("huda"), verdict="refuted")
    approve(Review.objects.get(pk=leaning.pk).decision_id, by=editor("nur"))

    fall(base)

    assert [name for name, *_ in told()] == ["huda", "nur"]


def test_another_fall_is_told_again(base):
    leaning_on(base, by=editor("huda"))
    fall(base)
    bring_to(base, "corroborated")
    fall(base)

    assert [name for name, *_ in told()] == ["huda", "huda"]


def test_what_was_decided_after_the_fall_is_in_no_doubt(base):
    fall(base)
    leaning_on(base, by=editor())
    bring_to(base, "corroborated")
    exported(editor())
    follow_facts()

    assert told() == []


@pytest.mark.parametrize("page", ["claims:claim", "claims:review"])
def test_the_pages_of_the_claim_show_it(base, client, page):
    lina = editor("lina")
    leaning = leaning_on(base, by=editor())
    exported(lina)
    fall(base)
    client.force_login(lina)

    shown = client.get(reverse(page, args=[base.pk]))

    assertContains(shown, "What relies on it")
    assertContains(shown, reverse("claims:review", args=[leaning.pk]))
    assertContains(shown, "says: Corroborated")


def test_a_claim_that_nothing_relies_on_has_no_such_part(base, client):
    client.force_login(editor())

    assertNotContains(client.get(reverse("claims:claim", args=[base.pk])), "What relies on it")


@pytest.fixture
def api(client):
    _, secret = create_api_key("reader", ["read"], owner=editor())
    return lambda path: client.get(f"/api/v1/{path}", headers={"Authorization": f"Bearer {secret}"})


def test_the_api_tells_what_relied_on_it(base, api):
    leaning = leaning_on(base, by=editor())
    export = exported(editor("lina"))
    fall(base)

    found = api(f"claims/{base.pk}/ripple").json()

    assert found["status"] == "in_review"
    assert [(one["id"], one["steps"]) for one in found["claims"]] == [(str(leaning.pk), 1)]
    assert [one["id"] for one in found["articles"]] == [str(leaning.article_id)]
    [one] = found["exports"]
    assert (one["id"], one["claim_status"]) == (str(export.pk), "corroborated")
    assert one["asked_for_by"]["username"] == "lina"


def test_claims_of_a_closed_desk_are_not_told_of(base, api):
    leaning = leaning_on(base, by=editor())
    desk = Desk.objects.create(name="Investigations", closed=True)
    Review.objects.filter(pk=leaning.pk).update(desk=desk)

    assert api(f"claims/{base.pk}/ripple").json()["claims"] == []


def test_of_no_claim_there_is_no_ripple(api):
    assert api("claims/0192f0c1-0000-7000-8000-000000000000/ripple").status_code == 404


def test_the_ripple_takes_the_same_queries_for_one_and_for_many(base, django_assert_num_queries):
    for _ in range(3):
        leaning_on(base, by=editor())
        exported(editor())

    with django_assert_num_queries(3):
        ripple_of(base, None)
