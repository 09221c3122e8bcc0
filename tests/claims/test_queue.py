"""Whose turn it is: one claim in one person's hands, the most urgent first, leases that end."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.contrib.auth.signals import user_logged_out
from django.db import connection
from django.utils import timezone

from claims import queue
from claims.errors import InOtherHands, MoveNotPossible
from claims.models import Review, ReviewEvent
from claims.priority import Facts, points_of
from claims.queue_sql import QUEUES
from newsroom.models import Desk, Role
from newsroom.permissions import NotPermitted
from tests.counting import statements
from tests.factories import ClaimFactory, SourceFactory, UserFactory, attribute
from tests.reviewing import bring_to, claim_that_is

pytestmark = pytest.mark.django_db


def checker(**columns):
    return UserFactory(role=Role.FACT_CHECKER, **columns)


def editor():
    return UserFactory(role=Role.EDITOR)


def weighed(number, **columns):
    claim = ClaimFactory(**columns)
    Review.objects.filter(pk=claim.pk).update(priority=number)
    return claim


def test_next_leases_the_most_urgent_claim_for_twenty_minutes():
    weighed(1), weighed(3), weighed(2)
    person = checker()

    review = queue.take_next(by=person)

    assert review.priority == 3
    assert review.claim.status == "in_review"
    assert review.leased_to == person
    assert timedelta(minutes=19) < review.leased_until - timezone.now() < timedelta(minutes=21)


def test_asking_twice_takes_no_second_claim():
    weighed(1), weighed(2)
    person = checker()

    assert queue.take_next(by=person) == queue.take_next(by=person)
    assert ReviewEvent.objects.count() == 1


def test_next_takes_two_statements():
    for number in range(5):
        weighed(number)
    person = checker()

    with statements() as asked:
        queue.take_next(by=person)

    assert len(asked) == 2


def test_the_first_of_each_queue_is_the_first_row_of_an_index():
    """However many desks somebody is of: no queue is sorted, and none is read beyond its first."""
    person = checker()
    for number in range(3):
        Desk.objects.create(name=f"Desk {number}").members.add(person)
    with connection.cursor() as cursor:
        # With so few rows the planner would read them all; what counts is what it could do.
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        cursor.execute("SET LOCAL enable_sort = off")
        cursor.execute(f"EXPLAIN (FORMAT JSON) {QUEUES}", {"me": person.pk})
        ((plan,),) = cursor.fetchall()

    def firsts(node):
        below = node.get("Plans", [])
        if node["Node Type"] == "Limit":
            yield [one.get("Index Name", one["Node Type"]) for one in below]
        for one in below:
            yield from firsts(one)

    assert list(firsts(plan[0]["Plan"])) == [["review_waiting"], ["review_waiting_no_desk"]]


def test_an_empty_queue_has_no_next():
    assert queue.take_next(by=checker()) is None


def test_a_monitor_takes_nothing():
    with pytest.raises(NotPermitted):
        queue.take_next(by=UserFactory(role=Role.MONITOR))


def test_each_desk_has_its_queue_and_no_desks_queue_is_everybodys():
    desk = Desk.objects.create(name="Arabic", languages=["ar"])
    weighed(9, language="ar"), weighed(1, language="en")
    member, other = checker(), checker()
    desk.members.add(member)

    assert queue.take_next(by=other).claim.language == "en"
    assert queue.take_next(by=other).claim.language == "en"
    assert queue.take_next(by=member).claim.language == "ar"


def test_a_lease_ends_by_itself_and_another_takes_the_claim():
    claim, first, second = ClaimFactory(), checker(), checker()
    queue.take_next(by=first)
    assert queue.take_next(by=second) is None

    Review.objects.filter(pk=claim.pk).update(leased_until=timezone.now() - timedelta(hours=1))

    assert queue.take_next(by=second).leased_to == second
    assert queue.renew(claim.pk, by=first) is None


def test_activity_renews_a_lease():
    claim, person = ClaimFactory(), checker()
    queue.take_next(by=person)
    Review.objects.filter(pk=claim.pk).update(leased_until=timezone.now() + timedelta(minutes=1))

    assert queue.renew(claim.pk, by=person) > timezone.now() + timedelta(minutes=19)


def test_what_one_gives_back_is_offered_to_others_and_not_again():
    claim, first, second = ClaimFactory(), checker(), checker()
    queue.take_next(by=first)

    queue.release(claim.pk, by=first)
    queue.release(claim.pk, by=first)

    assert queue.take_next(by=first) is None
    assert queue.take_next(by=second).pk == claim.pk


def test_only_editors_take_a_claim_out_of_others_hands():
    claim = ClaimFactory()
    queue.take_next(by=checker())

    with pytest.raises(NotPermitted):
        queue.release(claim.pk, by=checker())
    queue.release(claim.pk, by=editor())

    assert Review.objects.get(pk=claim.pk).leased_to is None


def test_signing_out_gives_all_back():
    claim, person = ClaimFactory(), checker()
    queue.take_next(by=person)

    user_logged_out.send(sender=type(person), request=None, user=person)

    assert Review.objects.get(pk=claim.pk).leased_to is None


def test_a_very_claim_is_taken_unless_in_other_hands_or_decided():
    claim, first = ClaimFactory(), checker()
    queue.take(claim.pk, by=first)
    queue.take(claim.pk, by=first)

    with pytest.raises(InOtherHands):
        queue.take(claim.pk, by=checker())
    with pytest.raises(MoveNotPossible, match="Disputed"):
        queue.take(claim_that_is("disputed").pk, by=first)
    assert ReviewEvent.objects.filter(claim=claim).count() == 1


def test_assigned_claims_come_first_and_to_nobody_else():
    claims = [weighed(5), weighed(1)]
    person, other = checker(), checker()

    refused = queue.assign([claims[1].pk], person, by=editor())

    assert refused == {}
    assert queue.take_next(by=other).pk == claims[0].pk
    assert queue.take_next(by=person).pk == claims[1].pk


def test_bulk_assignment_refuses_row_by_row_and_says_why():
    free, held, decided = ClaimFactory(), ClaimFactory(), claim_that_is("disputed")
    queue.take(held.pk, by=checker(username="huda"))
    person = checker()

    refused = queue.assign([free.pk, held.pk, decided.pk], person, by=editor())

    assert refused == {held.pk: "huda has it in hand.", decided.pk: "It is decided already."}
    assert Review.objects.get(pk=free.pk).assigned_to == person


def test_a_pinned_claim_is_first():
    ClaimFactory(), ClaimFactory()
    last = ClaimFactory()

    queue.pin(last.pk, True, by=editor())
    queue.pin(last.pk, True, by=editor())

    review = queue.take_next(by=checker())
    assert review.pk == last.pk
    assert review.priority_parts["pinned"] == 1000
    assert ReviewEvent.objects.filter(kind="pinned").count() == 1


def test_my_claims_awaiting_and_overdue():
    person, second = checker(), editor()
    mine, late = ClaimFactory(), ClaimFactory()
    waits = claim_that_is("awaiting_approval", decider=person)
    own = claim_that_is("awaiting_approval", decider=second)
    queue.take(mine.pk, by=person)
    Review.objects.filter(pk=late.pk).update(open_since=timezone.now() - timedelta(hours=49))

    assert [r.pk for r in queue.in_hands_of(person)] == [mine.pk]
    assert [r.pk for r in queue.awaiting_approval_of(second)] == [waits.pk]
    assert [r.pk for r in queue.awaiting_approval_of(person)] == [own.pk]
    assert [r.pk for r in queue.overdue(person)] == [late.pk]


def test_a_decided_claim_is_in_no_queue_and_a_re_opened_one_is():
    claim, person = claim_that_is("disputed"), checker()
    assert queue.take_next(by=person) is None

    bring_to(claim, "in_review")

    assert queue.take_next(by=person).pk == claim.pk


def test_points_are_told_by_their_parts():
    facts = Facts(
        "The ministry denied that 12 ships were seized.",
        cue_classes=frozenset({"denies"}),
        unnamed_origin=True,
        outlets=3,
    )

    assert points_of(facts) == {
        "check_worthiness": 40,
        "reach": 16,
        "unnamed_origin": 10,
        "contradicted": 15,
    }
    assert points_of(Facts("Rain.")) == {}


def test_what_bears_on_a_claim_is_weighed():
    claim = ClaimFactory(text="Twelve men said that 40 ships sank.")
    attribute(claim, SourceFactory(kind="anonymous_group", anonymity="group", outlet=claim.outlet))

    queue.weigh([claim.pk])

    review = Review.objects.get(pk=claim.pk)
    assert review.priority_parts == {"check_worthiness": 32, "unnamed_origin": 10}


@pytest.mark.django_db(transaction=True)
def test_eight_reviewers_at_once_never_get_the_same_claim():
    claims = [ClaimFactory() for _ in range(40)]
    people = [checker() for _ in range(8)]
    handed_out = []

    def shift(person):
        try:
            while (review := queue.take_next(by=person)) is not None:
                handed_out.append(review.pk)
                Review.objects.filter(pk=review.pk).update(
                    leased_until=timezone.now() + queue.LEASE
                )
                bring_to(review.claim, "disputed", decider=person)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(shift, people))

    assert sorted(handed_out) == sorted(claim.pk for claim in claims)
    assert queue.Review.objects.filter(is_open=True).count() == 0
