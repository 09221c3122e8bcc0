"""Reviewers race for claims while the web server and PostgreSQL are killed, and nothing is lost.

MUSNAD_DRILL_REVIEWERS (8) and MUSNAD_DRILL_CLAIMS (60) say how many; the full drill is 32 and 2000.
"""

import json
import multiprocessing
import os
import statistics
import time
from collections import Counter, defaultdict
from concurrent.futures import ProcessPoolExecutor
from itertools import pairwise

import pytest

from tests.resilience.conftest import wait_until
from tests.resilience.reviewers import Day, days_of, process_begins, repeat

pytestmark = pytest.mark.xdist_group("resilience")
REVIEWERS = int(os.environ.get("MUSNAD_DRILL_REVIEWERS", "8"))
CLAIMS = int(os.environ.get("MUSNAD_DRILL_CLAIMS", "60"))
SEED = int(os.environ.get("MUSNAD_DRILL_SEED", "20261128"))
PROCESSES = min(4, REVIEWERS)
# Each part dies once, or once in a thousand claims.
DEATHS = ("web", "postgres") * max(1, CLAIMS // 1000)
# Claims that other drills left are somebody else's.
PREPARE = """
import json
from django.db import transaction
from claims import queue
from claims.models import Review
from newsroom.models import Role
from newsroom.workflows import create_api_key
from tests.factories import ClaimFactory, UserFactory

away = UserFactory(username="away", role=Role.EDITOR)
left = list(Review.objects.filter(is_open=True, assigned_to=None).values_list("pk", flat=True))
queue.assign(left, away, by=away)
people = [UserFactory(username=f"reviewer-{{n}}", role=Role.EDITOR) for n in range({reviewers})]
with transaction.atomic():
    claims = [str(ClaimFactory().pk) for _ in range({claims})]
keys = [
    (person.username, create_api_key(
        person.username, ["read", "review"], owner=person, requests_per_minute=1_000_000
    )[1])
    for person in people
]
print(json.dumps([claims, keys]))
"""
FINAL = ("disputed", "refuted", "not_checkable")


@pytest.fixture(scope="module")
def newsroom(installation) -> tuple[list[str], list[tuple[str, str]]]:
    """The claims to review, and the reviewers' names with their keys."""
    script = PREPARE.format(reviewers=REVIEWERS, claims=CLAIMS)
    claims, keys = json.loads(
        installation.manage("shell", "-v", "0", "-c", script).splitlines()[-1]
    )
    return claims, [(name, key) for name, key in keys]


@pytest.fixture(scope="module")
def race(installation, newsroom) -> tuple[list[Day], float]:
    """The reviewers' days, on which both parts died, and how many seconds they took."""
    claims, keys = newsroom
    spawn = multiprocessing.get_context("spawn")
    over = spawn.Event()

    def decided_claims() -> int:
        ((number,),) = installation.ask(
            "SELECT count(*) FROM claims_claim WHERE id = ANY(%s::uuid[]) AND status = ANY(%s)",
            claims,
            list(FINAL),
        )
        return int(number)

    began = time.monotonic()
    with ProcessPoolExecutor(PROCESSES, spawn, process_begins, (over,)) as processes:
        shifts = [
            processes.submit(days_of, installation.port, keys[n::PROCESSES], SEED)
            for n in range(PROCESSES)
        ]
        try:
            for number, part in enumerate(DEATHS, 1):
                so_far = CLAIMS * number // (len(DEATHS) + 1)
                wait_until(lambda so_far=so_far: decided_claims() >= so_far, seconds=600)
                installation.kill(part)
                installation.start(part)
            wait_until(lambda: decided_claims() == CLAIMS, seconds=600)
        finally:
            over.set()
        found = [day for shift in shifts for day in shift.result()]
    return found, time.monotonic() - began


@pytest.fixture(scope="module")
def days(race) -> list[Day]:
    """The reviewers' days."""
    return race[0]


def test_no_claim_is_in_two_hands_at_once(race, capsys):
    days, seconds = race
    held = defaultdict(list)
    for day in days:
        for claim, begin, end in day.held:
            held[claim].append((begin, end, day.username))

    assert len(held) == CLAIMS
    for claim, times in held.items():
        for earlier, later in pairwise(sorted(times)):
            assert earlier[1] <= later[0], (claim, earlier, later)
    with capsys.disabled():
        print(f" {figures_of(days)} in {seconds:.1f} s", end="")  # noqa: T201


def figures_of(days: list[Day]) -> str:
    """What happened, as whoever runs the full drill reads it."""
    counted = sum((day.counted for day in days), Counter[str]())
    waits = [wait * 1000 for day in days for wait in day.seconds_to_take]
    return (
        f"{len(days)} reviewers, {CLAIMS:,} claims, killed: {', '.join(DEATHS)};"
        f" {', '.join(f'{number:,} {what}' for what, number in counted.items())}; `next` in"
        f" {statistics.median(waits):.0f} ms (median), {statistics.quantiles(waits, n=20)[-1]:.0f}"
        " ms (p95)"
    )


def test_every_answered_decision_is_there_once_and_no_other(installation, newsroom, days):
    answered = {said: claim for day in days for said, claim in day.decided.items()}
    stored = installation.ask(
        "SELECT d.rationale, d.claim_id::text, u.username FROM claims_decision d"
        " JOIN newsroom_user u ON u.id = d.decider_id WHERE d.claim_id = ANY(%s::uuid[])",
        newsroom[0],
    )

    assert len(stored) == len(answered) >= CLAIMS
    assert {said: claim for said, claim, _ in stored} == answered
    assert all(str(said).startswith(f"{decider} has") for said, _, decider in stored)


def test_every_answered_signature_is_there_once_and_none_is_ones_own(installation, newsroom, days):
    answered = sorted((decision, day.username) for day in days for decision in day.signed)
    stored = installation.ask(
        "SELECT a.decision_id::text, u.username, d.decider_id = a.approver_id"
        " FROM claims_approval a JOIN claims_decision d ON d.id = a.decision_id"
        " JOIN newsroom_user u ON u.id = a.approver_id WHERE d.claim_id = ANY(%s::uuid[])",
        newsroom[0],
    )

    assert sorted((decision, name) for decision, name, _ in stored) == answered
    assert not any(own for *_, own in stored)


def test_every_claim_has_the_verdict_of_its_last_decision(installation, newsroom, days):
    assert days
    astray = installation.ask(
        "SELECT c.id, c.status, d.verdict, a.outcome, r.is_open, r.leased_to_id FROM claims_claim c"
        " JOIN claims_review r ON r.claim_id = c.id JOIN claims_decision d ON d.id = r.decision_id"
        " LEFT JOIN claims_approval a ON a.decision_id = d.id"
        " WHERE c.id = ANY(%s::uuid[]) AND (c.status <> d.verdict OR r.is_open"
        " OR r.leased_to_id IS NOT NULL"
        " OR d.needs_approval AND a.outcome IS DISTINCT FROM 'approved')",
        newsroom[0],
    )

    assert astray == []


def test_what_was_answered_is_answered_the_same_again_and_changes_nothing(installation, days):
    rows = (
        "SELECT (SELECT count(*) FROM claims_reviewevent), (SELECT count(*) FROM claims_decision),"
        " (SELECT count(*) FROM claims_approval),"
        " (SELECT count(*) FROM claims_review WHERE leased_to_id IS NOT NULL)"
    )
    before = installation.ask(rows)

    assert repeat(installation.port, days) == []
    assert installation.ask(rows) == before


def test_the_history_is_as_it_was_written(installation, days):
    assert days
    assert "are as they were written" in installation.manage("verify_history")
