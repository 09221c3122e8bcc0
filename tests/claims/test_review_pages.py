"""The desk's pages: the queue, one claim in hand, decisions that keep what was typed."""

from uuid import uuid4

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from claims import queue
from claims.comments import comment
from claims.models import Claim, Review
from claims.review import Verdict, ask_second_opinion, decide, send_back
from newsroom.models import Role
from tests.factories import ClaimFactory, SourceFactory, UserFactory, attribute
from tests.reviewing import claim_that_is

pytestmark = pytest.mark.django_db
QUEUE = "/review/"
WHY = "As the log of the harbour master says."


@pytest.fixture
def person():
    return UserFactory(role=Role.FACT_CHECKER)


@pytest.fixture
def client(client, person):
    client.force_login(person)
    return client


def page(claim, act=None):
    return reverse("claims:review", args=[claim.pk]) + (f"{act}/" if act else "")


def decision(claim, **more):
    seen = Review.objects.get(pk=claim.pk).revision
    return {"verdict": "disputed", "rationale": WHY, "revision": seen, **more}


@pytest.mark.parametrize("name", ["waiting", "mine", "approval", "overdue", "nonsense"])
def test_every_list_of_the_queue_is_shown(client, name):
    claim_that_is("awaiting_approval")
    ClaimFactory()

    assert client.get(QUEUE, {"list": name}).status_code == 200


def test_the_queue_takes_the_same_queries_for_one_and_for_five(
    client, django_assert_max_num_queries
):
    for _ in range(5):
        ClaimFactory()

    with django_assert_max_num_queries(8):
        client.get(QUEUE)


def test_next_opens_the_claim_and_it_is_in_my_hands(client):
    claim = ClaimFactory()

    answer = client.post(reverse("claims:next"), follow=True)

    assertRedirects(answer, page(claim))
    assertContains(answer, "In your hands until")


def test_an_empty_queue_says_so(client):
    assertContains(client.post(reverse("claims:next"), follow=True), "Nothing is waiting for you")


def test_a_claim_is_decided_on_its_page(client):
    claim = ClaimFactory()

    answer = client.post(page(claim, "decide"), decision(claim), follow=True)

    assertContains(answer, WHY)
    assert Claim.objects.get(pk=claim.pk).status == "disputed"


def test_a_shut_gate_says_why_and_keeps_what_was_typed(client):
    claim = ClaimFactory()
    attribute(claim, SourceFactory(name="Haftar"))

    answer = client.post(page(claim, "decide"), decision(claim, verdict="corroborated"))

    assertContains(answer, "two independent origins", status_code=409)
    assertContains(answer, "harbour master", status_code=409)


def test_a_stale_screen_gets_the_newer_state_and_its_text_back(client):
    claim = ClaimFactory()
    typed = decision(claim, verdict="not_checkable", rationale="My own words.")
    decide(claim.pk, Verdict("disputed", WHY), by=UserFactory(role=Role.EDITOR))

    answer = client.post(page(claim, "decide"), typed)

    assertContains(answer, "nothing was overwritten", status_code=409)
    assertContains(answer, WHY, status_code=409)
    assert Claim.objects.get(pk=claim.pk).status == "disputed"


def test_a_missing_field_is_named_beside_it(client):
    claim = ClaimFactory()

    answer = client.post(page(claim, "decide"), decision(claim, verdict="unverified"))

    assertContains(answer, "what would settle it?", status_code=422)


def test_another_person_approves_and_the_decider_has_no_button(client, person):
    claim = claim_that_is("awaiting_approval", decider=person)
    assertNotContains(client.get(page(claim)), 'value="approved"')
    client.force_login(UserFactory(role=Role.EDITOR))
    assertContains(client.get(page(claim)), 'value="approved"')

    chosen = {"decision": claim.decisions.get().pk, "outcome": "approved"}
    client.post(page(claim, "approve"), chosen)

    assert Claim.objects.get(pk=claim.pk).status == "disputed"


def test_approving_ones_own_decision_by_hand_is_refused_in_words(client):
    editor = UserFactory(role=Role.EDITOR)
    client.force_login(editor)
    claim = claim_that_is("awaiting_approval", decider=editor)

    answer = client.post(
        page(claim, "approve"), {"decision": claim.decisions.get().pk}, follow=True
    )

    assertContains(answer, "Nobody approves their own decision.")
    assert Claim.objects.get(pk=claim.pk).status == "awaiting_approval"


def test_evidence_and_comments_are_added(client):
    claim = ClaimFactory()

    client.post(
        page(claim, "evidence"),
        {"stance": "supports", "kind": "call_note", "note": "She was there."},
    )
    client.post(page(claim, "comment"), {"text": "Ask <b>Huda</b>."})

    shown = client.get(page(claim))
    assertContains(shown, "She was there.")
    assertContains(shown, "Ask &lt;b&gt;Huda&lt;/b&gt;.")


def test_a_first_opinion_is_not_on_the_page_of_who_may_give_the_second(client):
    claim, editor = ClaimFactory(), UserFactory(role=Role.EDITOR)
    ask_second_opinion(claim.pk, by=editor)
    decide(claim.pk, Verdict("disputed", WHY), by=editor)

    shown = client.get(page(claim))

    assertNotContains(shown, "harbour master")
    assertContains(shown, "You will see it when you have")


def test_editors_assign_in_bulk_and_read_who_was_refused(client):
    free, held = ClaimFactory(), ClaimFactory()
    queue.take(held.pk, by=UserFactory(username="huda", role=Role.FACT_CHECKER))
    client.force_login(UserFactory(role=Role.EDITOR))
    to = UserFactory(role=Role.FACT_CHECKER)

    answer = client.post(
        reverse("claims:assign"), {"claim": [free.pk, held.pk], "to": to.username}, follow=True
    )

    assertContains(answer, "huda has it in hand.")
    assert Review.objects.get(pk=free.pk).assigned_to == to


def test_agreement_is_for_editors(client):
    assert client.get(reverse("claims:agreement")).status_code == 403
    client.force_login(UserFactory(role=Role.EDITOR))
    assert client.get(reverse("claims:agreement")).status_code == 200


@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_desk_stands_in_both_languages(client, language):
    claim = ClaimFactory(text="ارتفع النهر", language="ar")

    shown = client.get(page(claim), headers={"accept-language": language})

    assertContains(shown, f'lang="{language}"')
    assertContains(shown, 'dir="rtl"')


def test_who_is_called_sees_it_on_the_queue_until_the_claim_was_opened(client, person):
    claim = ClaimFactory(text="The port is closed.")
    comment(claim.pk, f"Look, @{person.username}.", by=UserFactory())

    assertContains(client.get(QUEUE), "You were mentioned")
    client.get(page(claim))

    assertNotContains(client.get(QUEUE), "You were mentioned")


def test_only_claims_that_are_there_count_as_assigned(client):
    client.force_login(UserFactory(role=Role.EDITOR))
    ticked = {"claim": [ClaimFactory().pk, uuid4()], "to": UserFactory(role=Role.EDITOR).username}

    answer = client.post(reverse("claims:assign"), ticked, follow=True)

    assertContains(answer, "1 assigned to")


def test_who_is_assigned_or_gets_a_decision_back_is_told_once(person):
    editor = UserFactory(role=Role.EDITOR)
    claim, decided = ClaimFactory(), claim_that_is("awaiting_approval", decider=person)

    for _ in range(2):
        queue.assign([claim.pk], person, by=editor)
        send_back(decided.decisions.get().pk, by=editor, comment="Which log?")

    assert sorted(notice.kind for notice in person.notices.all()) == ["assigned", "returned"]


def test_the_queue_is_turned_over_by_urgency_while_claims_come_in(client, monkeypatch):
    monkeypatch.setattr("claims.review_views.SHOWN", 2)
    urgency = {}
    for priority in (5, 30, 20, 20, 10):
        urgency[ClaimFactory().pk] = priority
    for claim, priority in urgency.items():
        Review.objects.filter(pk=claim).update(priority=priority)
    seen, place = [], ""
    while place is not None:
        answer = client.get(QUEUE, {"after": place} if place else {})
        shown = answer.context["page"]
        seen += [row.pk for row in shown.rows]
        if not place:
            Review.objects.filter(pk=ClaimFactory().pk).update(priority=99)
            assertContains(answer, "Less urgent")
        place = shown.next

    back = client.get(QUEUE, {"before": seen[-1]}).context["page"]

    assert [urgency[claim] for claim in seen] == [30, 20, 20, 10, 5]
    assert [row.pk for row in back.rows] == seen[2:4]


def test_who_reviews_sees_what_decided_and_on_which_words(client):
    claim = ClaimFactory()
    said = attribute(claim, SourceFactory())

    answer = client.get(page(claim))

    assertContains(answer, said.rule)
    assertContains(answer, said.reading.extractor)
