"""Many people take, decide and approve at the same time; nothing is lost or approved alone.

`MUSNAD_REVIEWERS` and `MUSNAD_REVIEWED_CLAIMS` make it larger: 32 and 2000 for the full drill.
"""

import os
import random
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from django.db import connection, transaction
from django.db.models import F

from claims import queue, review
from claims.errors import MoveNotPossible
from claims.history import verify
from claims.models import Approval, Claim, Decision, Review, ReviewEvent
from newsroom.errors import Conflict
from newsroom.models import Role
from newsroom.permissions import NotPermitted
from tests.factories import ClaimFactory, UserFactory

REVIEWERS = int(os.environ.get("MUSNAD_REVIEWERS", "8"))
CLAIMS = int(os.environ.get("MUSNAD_REVIEWED_CLAIMS", "48"))
VERDICTS = ("disputed", "refuted", "not_checkable")


@pytest.mark.django_db(transaction=True)
def test_many_reviewers_at_once_lose_nothing_and_approve_nothing_alone(capsys):
    people = [UserFactory(role=Role.EDITOR) for _ in range(REVIEWERS)]
    for _ in range(CLAIMS):
        ClaimFactory()
    taken: list[object] = []
    began = time.monotonic()

    def shift(number):
        person, dice = people[number], random.Random(number)
        try:
            while (held := queue.take_next(by=person)) is not None:
                taken.append(held.pk)
                verdict = review.Verdict(dice.choice(VERDICTS), f"{person} has read it.")
                review.decide(held.pk, verdict, by=person, seen=held.revision)
                answer_one(person)
            while answer_one(person):
                pass
        finally:
            connection.close()

    def answer_one(person):
        waiting = queue.awaiting_approval_of(person).first()
        if waiting is None or waiting.decision is None:
            return False
        # Somebody else may be faster, which is what this test is about.
        with suppress(Conflict):
            review.approve(waiting.decision.pk, by=person, seen=waiting.revision)
        try:
            own = Decision.objects.filter(decider=person, needs_approval=True).first()
            if own:
                review.approve(own.pk, by=person)
        except NotPermitted:
            return True
        return not own

    with ThreadPoolExecutor(REVIEWERS) as pool:
        list(pool.map(shift, range(REVIEWERS)))
    seconds = time.monotonic() - began

    assert Counter(taken) == dict.fromkeys(Claim.objects.values_list("pk", flat=True), 1)
    assert Decision.objects.count() == CLAIMS
    assert not Approval.objects.filter(approver=F("decider")).exists()
    finals = Counter(Claim.objects.values_list("status", flat=True))
    assert set(finals) <= {*VERDICTS}, finals
    assert Approval.objects.count() == finals["refuted"]
    assert not Review.objects.filter(is_open=True).exists()
    assert ReviewEvent.objects.count() == 2 * CLAIMS + finals["refuted"]
    assert verify() is None
    with capsys.disabled():
        print(f" {REVIEWERS} reviewers, {CLAIMS} claims, {seconds:.1f} s", end="")  # noqa: T201


@pytest.mark.django_db(transaction=True)
def test_who_waited_for_the_lock_judges_by_what_the_other_has_written():
    claim, first, second = ClaimFactory(), UserFactory(role="editor"), UserFactory(role="editor")
    queue.release(queue.take(claim.pk, by=first).pk, by=first)
    begun = threading.Event()

    def decide_later():
        begun.set()
        try:
            with pytest.raises(MoveNotPossible, match="Disputed"):
                review.decide(claim.pk, review.Verdict("refuted", "No."), by=second)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            review.decide(claim.pk, review.Verdict("disputed", "So the log says."), by=first)
            waiting = pool.submit(decide_later)
            begun.wait()
            wait_until_somebody_waits_for_a_lock()
        waiting.result()

    assert Decision.objects.get().decider == first


def wait_until_somebody_waits_for_a_lock():
    until = time.monotonic() + 20
    while time.monotonic() < until:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                " AND datname = current_database()"
            )
            if cursor.fetchone()[0]:
                return
        time.sleep(0.02)
    raise AssertionError("Nobody waits.")
