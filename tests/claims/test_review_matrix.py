"""The matrix of the review: every status, move, role, own or other's and condition, three ways.

Through the pages, through the API and in raw SQL as the application's role, each case is tried
and compared with what the tables of moves and permissions say. The cases are made from those
tables, so a move, a role or a need that is added is tried without a line here, and one that has no
way to be tried fails.
"""

import sys
from collections import defaultdict
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import product

import pytest
from django.db import Error, connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from claims import queue, review_views
from claims.models import Claim, Decision, Review
from claims.moves import MOVES, VERDICTS, Need
from claims.review import Verdict, decide
from claims.review_models import Approval
from claims.states import ReviewStatus
from newsroom.models import Role, User
from newsroom.permissions import PERMITTED, Action, Whose
from newsroom.workflows import create_api_key
from tests.claims.test_review import with_two_origins
from tests.factories import ClaimFactory, UserFactory
from tests.reviewing import claim_that_is
from tests.reviewing import decide as decision_row

pytestmark = pytest.mark.django_db
S = ReviewStatus
WHY = "As the log says."
OWN, OTHER = "own", "other's"
# What can be missing of a move's needs when somebody tries it over HTTP.
CONDITIONS = {None, Need.HOLD, Need.ORIGINS, Need.WHAT_SETTLES_IT, Need.REASON, Need.DECISION}
# A decision is made by the approval's own request, so neither can be left out over HTTP; raw SQL
# tries both.
INHERENT = {Need.APPROVAL}


@dataclass(frozen=True)
class Case:
    """One try: a claim in `old` is to become `new` by somebody, with one need missing or none."""

    old: ReviewStatus
    new: ReviewStatus
    role: Role
    whose: str
    missing: Need | None

    def __str__(self) -> str:
        return f"{self.old}-{self.new}-{self.role}-{self.whose}-{self.missing or 'whole'}"

    @property
    def is_permitted(self) -> bool:
        """What the tables say."""
        move = MOVES.get((self.old, self.new))
        if move is None or self.missing is not None:
            return False
        # Taking and deciding are about what one holds oneself: a claim in another's hands is a
        # need that is missing, not another's row of the table.
        whose = PERMITTED[self.role].get(move.action)
        if move.action in (Action.TAKE, Action.DECIDE):
            return whose in (Whose.OWN, Whose.ANY)
        return whose in (Whose.ANY, Whose.OWN if self.whose == OWN else Whose.OTHERS)


def cases() -> list[Case]:
    """Every pair of statuses for every role; where there is a move, with each need missing."""
    found = []
    for old, new in product(S, S):
        if old == new:
            continue
        move = MOVES.get((old, new))
        needs: list[Need | None] = [None, *sorted((move.needs if move else set()) - INHERENT)]
        for role, whose, missing in product(Role, (OWN, OTHER), needs):
            # Over HTTP an approval can't leave out what the decision was made with.
            if old == S.AWAITING_APPROVAL and missing in (Need.DECISION, Need.WHAT_SETTLES_IT):
                continue
            found.append(Case(old, new, role, whose, missing))
    return found


CASES = cases()


def test_no_need_of_a_move_is_without_a_way_to_leave_it_out():
    needed = set().union(*(move.needs for move in MOVES.values()))
    assert needed <= {*CONDITIONS, *INHERENT}


@pytest.fixture(scope="module")
def counted():
    """How many cases were tried, printed at the end."""
    tried: dict[str, int] = {}
    yield tried
    # Shown by `pytest -s`.
    sys.stdout.write(f"\nCases of the matrix: {tried}, together {sum(tried.values())}\n")


@dataclass(frozen=True)
class Start:
    """Where cases begin: who decided, and what else is there. Made once for all that share it."""

    decider: Role | None  # None: another person than whoever tries
    verdict: ReviewStatus
    has_origins: bool
    is_held: bool

    @classmethod
    def of(cls, case: Case) -> "Start":
        """Where a case begins."""
        return cls(
            decider=case.role if case.whose == OWN else None,
            verdict=case.new if case.new in VERDICTS else S.DISPUTED,
            has_origins=case.new == S.CORROBORATED and case.missing != Need.ORIGINS,
            is_held=case.missing == Need.HOLD,
        )

    def made(self, old, people, other):
        """A claim that is there."""
        decider = people[self.decider].user if self.decider else other
        claim = with_two_origins() if self.has_origins else ClaimFactory()
        claim_that_is(old, claim, decider=decider, verdict=self.verdict)
        if self.is_held:
            until = timezone.now() + queue.LEASE
            Review.objects.filter(pk=claim.pk).update(leased_to=other, leased_until=until)
        return claim


class Person:
    """Somebody of a role, signed in and with a key."""

    def __init__(self, role: Role) -> None:
        self.user = UserFactory(role=role)
        self.client = Client()
        self.client.force_login(self.user)
        _, self.secret = create_api_key("matrix", ["review"], owner=self.user)


@contextmanager
def taken_back():
    """Whatever happens within leaves nothing behind."""
    point = transaction.savepoint()
    yield
    transaction.savepoint_rollback(point)


def fields(case: Case, claim: Claim) -> dict[str, object]:
    """What is sent; without what is missing."""
    verdict = case.new if case.new in VERDICTS else S.REFUTED
    given: dict[str, object] = {"verdict": verdict, "rationale": WHY}
    if case.missing == Need.DECISION:
        given["rationale"] = "  "
    if verdict == S.UNVERIFIED and case.missing != Need.WHAT_SETTLES_IT:
        given |= {
            "settled_by": "document",
            "settled_how": "the deed",
            "settler": str(UserFactory().pk),
            "settle_due": "2031-01-01",
        }
    return given


def act_of(case: Case) -> str:
    """Which of the acts a person would use to get a claim from old to new."""
    if case.new == S.IN_REVIEW:
        if case.old == S.UNREVIEWED:
            return "take"
        return "return" if case.old == S.AWAITING_APPROVAL else "reopen"
    if case.old == S.AWAITING_APPROVAL and case.new in VERDICTS:
        return "approve"
    return "decide" if case.new in (*VERDICTS, S.AWAITING_APPROVAL) else "reopen"


def through_the_pages(case: Case, claim: Claim, person: Person) -> None:
    """Send the form of the act, as the desk's page does."""
    seen = Review.objects.get(pk=claim.pk).revision
    act, sent = act_of(case), {**fields(case, claim), "revision": seen}
    page = reverse("claims:review", args=[claim.pk])
    if act in ("approve", "return"):
        decision = Review.objects.get(pk=claim.pk).decision_id
        comment = "" if case.missing == Need.REASON else WHY
        outcome = "approved" if act == "approve" else "returned"
        sent = {"decision": decision, "outcome": outcome, "comment": comment, "revision": seen}
        act = "approve"
    if act == "reopen":
        sent = {"reason": "" if case.missing == Need.REASON else WHY, "revision": seen}
    person.client.post(f"{page}{act}/", sent)


def through_the_api(case: Case, claim: Claim, person: Person) -> None:
    """Call the endpoint of the act with a key of the person's."""
    act, sent = act_of(case), fields(case, claim)
    address = {
        "take": "take", "decide": "decisions", "approve": "approvals", "return": "approvals",
        "reopen": "reopen",
    }[act]  # fmt: skip
    if act in ("approve", "return"):
        comment = "" if case.missing == Need.REASON else WHY
        outcome = "approved" if act == "approve" else "returned"
        decision = Review.objects.get(pk=claim.pk).decision_id
        sent = {"decision": str(decision), "outcome": outcome, "comment": comment}
    if act == "reopen":
        sent = {"reason": " " if case.missing == Need.REASON else WHY}
    person.client.post(
        f"/api/v1/claims/{claim.pk}/{address}",
        {} if act == "take" else sent,
        content_type="application/json",
        headers={"Authorization": f"Bearer {person.secret}"},
    )


def arrives(case: Case, claim: Claim) -> bool:
    """Whether the claim moved as the case asks; a verdict that needs approval waits for it."""
    status = Claim.objects.get(pk=claim.pk).status
    if case.new in VERDICTS and case.old == S.IN_REVIEW:
        wanted = {S.AWAITING_APPROVAL} if case.new in (S.CORROBORATED, S.REFUTED) else {case.new}
        return status in wanted
    return status == case.new


WAYS: dict[str, Callable[..., None]] = {"pages": through_the_pages, "API": through_the_api}


def is_tried(case: Case) -> bool:
    """Whether the act that a person would use leads to the status that the case is about."""
    # A decision sent for an unreviewed claim takes it on the way, which is two moves.
    via_take = case.old == S.UNREVIEWED and act_of(case) == "decide"
    return not via_take


@pytest.fixture
def drawn_once(monkeypatch):
    """A page with a refusal is drawn once for each person, act and status.

    To draw it for every case, however alike, would take most of the time.
    """
    draw, drawn = review_views._render, set()

    def draw_once(request, claim_id, *, status=200, **forms):
        what = (request.user.pk, request.resolver_match.view_name, status)
        if what in drawn:
            return HttpResponse(status=status)
        drawn.add(what)
        return draw(request, claim_id, status=status, **forms)

    monkeypatch.setattr(review_views, "_render", draw_once)


@pytest.mark.parametrize("old", S)
def test_over_http_a_claim_moves_as_the_tables_say(old, counted, drawn_once):
    wrong = []
    people, other = {role: Person(role) for role in Role}, UserFactory(role=Role.EDITOR)
    by_start = defaultdict(list)
    for case in CASES:
        if case.old == old and is_tried(case):
            by_start[Start.of(case)].append(case)
    for start, cases in by_start.items():
        with taken_back():
            claim = start.made(old, people, other)
            for case, way in product(cases, WAYS):
                counted[way] = counted.get(way, 0) + 1
                with taken_back():
                    WAYS[way](case, claim, people[case.role])
                    if arrives(case, claim) is not case.is_permitted:
                        status = Claim.objects.get(pk=claim.pk).status
                        wrong.append(f"{way}: {case}: {status}")
    assert wrong == []


EVENT = (
    "INSERT INTO claims_reviewevent (claim_id, kind, actor_id, old, new, decision_id, note,"
    " details) VALUES (%s, 'decided', %s, %s, %s, %s, '', '{}')"
)


def raw(statement: str, *values: object) -> bool:
    """Whether the database lets the application's role do this."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, values)
            return bool(cursor.rowcount)
    except Error:
        return False


@pytest.mark.parametrize("old", S)
def test_in_raw_sql_a_claim_moves_as_the_tables_say(old, counted):
    """A row of history moves a claim along the table alone, with a decision and its approval."""
    wrong = []
    for new in S:
        if new == old:
            continue
        with taken_back():
            decider = UserFactory(role=Role.FACT_CHECKER)
            verdict = new if new in VERDICTS else S.DISPUTED
            claim = claim_that_is(old, decider=decider, verdict=verdict)
            for decided, approval in product((True, False), ("none", "own", "other's")):
                counted["SQL"] = counted.get("SQL", 0) + 2
                with taken_back():
                    wrong += faults_in_sql(claim, old, new, verdict, decider, decided, approval)
    assert wrong == []


def faults_in_sql(claim, old, new, verdict, decider, decided, approval):  # noqa: PLR0917
    """What the database lets through that it mustn't, or refuses though it may be."""
    wrong = []
    decision = decision_for(claim, verdict, decider) if decided else None
    approved = approval == "none" or (decision and approved_by(decision, approval, decider))
    moved = raw(EVENT, claim.pk, decider.pk, old, new, decision and decision.pk)
    needs = MOVES[old, new].needs if (old, new) in MOVES else None
    expected = needs is not None and (
        Need.DECISION not in needs
        or (decision is not None and (Need.APPROVAL not in needs or approval == "other's"))
    )
    # Of oneself no approval can be written at all.
    if approval == "own" and decision is not None and approved:
        wrong.append(f"{old}-{new}: approved by the decider")
    if moved is not expected:
        wrong.append(f"{old}-{new} decided={decided} approval={approval}: {moved}")
    if raw("UPDATE claims_claim SET status = %s WHERE id = %s", other_than(claim), claim.pk):
        wrong.append(f"{old}-{new}: a status without its row of history")
    return wrong


def decision_for(claim: Claim, verdict: str, decider: User) -> Decision:
    """The decision that was made, or a new one of the current round."""
    given = Decision.objects.filter(claim=claim).last()
    return given or decision_row(claim, verdict, by=decider)


def approved_by(decision, whose, decider):
    """Whether an approval by the decider, or by another, can be written."""
    if Approval.objects.filter(decision=decision).exists():
        return True
    by = decider if whose == "own" else UserFactory(role=Role.EDITOR)
    return raw(
        "INSERT INTO claims_approval (decision_id, decider_id, approver_id, outcome, comment, at)"
        " VALUES (%s, %s, %s, 'approved', '', now())",
        decision.pk,
        by.pk,
        by.pk,
    )


def other_than(claim: Claim) -> str:
    """Some status that the claim doesn't have."""
    status = Claim.objects.get(pk=claim.pk).status
    return next(one for one in S if one != status)


@pytest.mark.parametrize("table", ["claims_reviewevent", "claims_decision", "claims_approval"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET at = at", "DELETE FROM {}", "TRUNCATE {}"])
def test_raw_sql_neither_updates_nor_deletes_history(table, statement):
    claim_that_is("disputed", approver=UserFactory())

    assert not raw(statement.format(table))


# A stale screen: two people opened one claim, the first has decided.


@pytest.fixture
def opened():
    """A claim that two people opened; the first has decided meanwhile."""
    claim = ClaimFactory()
    first, second = (UserFactory(role=Role.EDITOR) for _ in range(2))
    seen = Review.objects.get(pk=claim.pk).revision
    decide(claim.pk, Verdict("disputed", WHY), by=first)
    return claim, second, seen


def test_on_the_page_the_second_gets_the_newer_state_and_his_text_back(opened, client):
    claim, second, seen = opened
    client.force_login(second)

    answer = client.post(
        reverse("claims:decide", args=[claim.pk]),
        {"verdict": "not_checkable", "rationale": "My own words.", "revision": seen},
    )

    body = answer.content.decode()
    assert answer.status_code == 409
    assert "My own words." in body
    assert WHY in body
    assert [d.rationale for d in claim.decisions.all()] == [WHY]


@pytest.mark.parametrize("condition", ["If-Match", "revision"])
def test_in_the_api_the_second_gets_the_newer_state(opened, client, condition):
    claim, second, seen = opened
    _, secret = create_api_key("second", ["review"], owner=second)
    headers = {"Authorization": f"Bearer {secret}"}
    body: dict[str, object] = {"verdict": "not_checkable", "rationale": "My own words."}
    if condition == "If-Match":
        headers["If-Match"] = f'"r{seen}.x"'
    else:
        body["revision"] = seen

    answer = client.post(
        f"/api/v1/claims/{claim.pk}/decisions", body, "application/json", headers=headers
    )

    assert answer.status_code == (412 if condition == "If-Match" else 409)
    newer = answer.json()["current"]
    assert newer["status"] == "disputed"
    assert newer["revision"] > seen
    assert [d.rationale for d in claim.decisions.all()] == [WHY]
