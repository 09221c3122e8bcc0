"""The review by API: queue, decisions, approvals, stale screens, evidence, comments."""

from datetime import timedelta

import pytest
from django.utils import timezone

from claims import queue
from claims.groups import decide_membership, start_group
from claims.models import Claim, Evidence, Notice
from claims.moves import MOVES, VERDICTS
from claims.review_schemas import CommentOut, ReviewOut
from claims.states import ReviewStatus
from newsroom.models import Desk, RefusedAttempt, Role, Scope
from newsroom.workflows import create_api_key
from tests.api import Program, assert_is, assert_problem
from tests.counting import statements
from tests.factories import (
    ClaimFactory,
    SourceFactory,
    UserFactory,
    VersionFactory,
    attribute,
    claims_of,
)
from tests.reviewing import bring_to, claim_that_is

pytestmark = pytest.mark.django_db
WHY = "As the harbour master's log says."


def program_of(user):
    """A program whose key counts as this colleague."""
    program = Program()
    program.key, program.secret = create_api_key("key", Scope.values, owner=user)
    return program


def colleague(role=Role.FACT_CHECKER):
    return program_of(UserFactory(role=role))


def path(claim, what):
    return f"claims/{claim.pk}/{what}"


def test_next_hands_out_a_claim_with_its_etag_and_says_when_there_is_none():
    claim, program = ClaimFactory(), colleague()

    answer = program.post("queue/next", None)
    review = assert_is(answer, ReviewOut)

    assert (review["claim"], review["status"]) == (str(claim.pk), "in_review")
    assert answer["ETag"].startswith('"r1.')
    assert colleague().post("queue/next", None).status_code == 204


def test_a_claim_is_taken_and_given_back():
    claim, program = ClaimFactory(), colleague()

    taken = assert_is(program.post(path(claim, "take"), None), ReviewOut)
    refused = colleague().post(path(claim, "take"), None)
    given = assert_is(program.post(path(claim, "release"), None), ReviewOut)

    assert taken["leased_to"]["username"] == program.key.user.username
    assert_problem(refused, 409, "has this claim in hand")
    assert given["leased_to"] is None


def test_a_decision_is_made_and_approved_by_another():
    claim, program, editor = ClaimFactory(), colleague(), colleague(Role.EDITOR)

    review = assert_is(
        program.post(path(claim, "decisions"), {"verdict": "refuted", "rationale": WHY}),
        ReviewOut,
        status=201,
    )
    word = {"decision": review["decisions"][0]["id"], "outcome": "approved"}
    own = program.post(path(claim, "approvals"), word)
    final = assert_is(editor.post(path(claim, "approvals"), word), ReviewOut, status=201)

    assert review["status"] == "awaiting_approval"
    assert_problem(own, 403, "Nobody approves their own decision")
    assert (final["status"], final["decisions"][0]["outcome"]) == ("refuted", "approved")


def test_next_is_three_statements_and_decide_and_approve_are_four_with_the_key():
    program, editor = colleague(), colleague(Role.EDITOR)
    claim = ClaimFactory()
    attribute(claim, SourceFactory(name="Haftar"))

    with statements() as taking:
        program.post("queue/next", None)
    with statements() as deciding:
        made = program.post(path(claim, "decisions"), {"verdict": "refuted", "rationale": WHY})
    word = {"decision": made.json()["decisions"][0]["id"], "outcome": "approved"}
    with statements() as approving:
        answer = editor.post(path(claim, "approvals"), word)

    assert answer.json()["status"] == "refuted"
    assert [len(taking), len(deciding), len(approving)] == [3, 4, 4]


def test_corroborating_takes_no_more_statements_however_many_members_the_group_has():
    program, editor = colleague(), colleague(Role.EDITOR)
    person = UserFactory(role=Role.EDITOR)
    group = start_group("The port", by=person)
    counted = []
    for size in (2, 5):
        claims = [ClaimFactory() for _ in range(size)]
        for claim in claims:
            attribute(claim, SourceFactory())
            decide_membership(group.pk, claim.pk, "confirmed", by=person)
        queue.take(claims[0].pk, by=program.key.user)
        body = {"verdict": "corroborated", "rationale": WHY}
        with statements() as deciding:
            made = program.post(path(claims[0], "decisions"), body)
        word = {"decision": made.json()["decisions"][0]["id"], "outcome": "approved"}
        with statements() as approving:
            answer = editor.post(path(claims[0], "approvals"), word)
        assert answer.json()["status"] == "corroborated"
        counted.append([len(deciding), len(approving)])

    assert counted == [[4, 4], [4, 4]]


def test_a_decision_of_another_claim_is_not_found():
    claim, editor = claim_that_is("awaiting_approval"), colleague(Role.EDITOR)
    word = {"decision": str(claim.decisions.get().pk), "outcome": "approved"}

    answer = editor.post(path(ClaimFactory(), "approvals"), word)

    assert_problem(answer, 404)
    assert Claim.objects.get(pk=claim.pk).status == "awaiting_approval"


def test_a_task_of_nobody_is_refused_whatever_the_verdict():
    body = {"verdict": "disputed", "rationale": WHY, "settler": str(ClaimFactory().pk)}

    answer = colleague().post(path(ClaimFactory(), "decisions"), body)

    assert_problem(answer, 422, "settler")


def test_the_gates_refusal_is_a_problem_in_words():
    claim = ClaimFactory()
    attribute(claim, SourceFactory(name="Haftar"))

    answer = colleague().post(
        path(claim, "decisions"), {"verdict": "corroborated", "rationale": WHY}
    )

    assert_problem(answer, 409, "two independent origins", "Haftar", "no primary evidence")


@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [({"If_Match": '"r0"'}, {}, 412), ({}, {"revision": 0}, 409)],
    ids=["if-match", "revision"],
)
def test_a_stale_decision_changes_nothing_and_gets_the_newer_state(headers, body, status):
    claim, first, second = ClaimFactory(), colleague(), colleague()
    decision = {"verdict": "disputed", "rationale": WHY}
    first.post(path(claim, "decisions"), decision)

    answer = second.post(
        path(claim, "decisions"), {**decision, "verdict": "not_checkable", **body}, **headers
    )

    problem = assert_problem(answer, status, "changed after you opened it")
    assert problem["current"]["status"] == "disputed"
    assert problem["current"]["revision"] == 2
    assert Claim.objects.get(pk=claim.pk).status == "disputed"


def test_an_unreadable_if_match_is_refused():
    answer = colleague().post(
        path(ClaimFactory(), "decisions"),
        {"verdict": "disputed", "rationale": WHY},
        If_Match='W/"abc"',
    )

    assert_problem(answer, 422, "If-Match")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"verdict": "true", "rationale": WHY}, "verdict"),
        ({"verdict": "disputed", "rationale": ""}, "rationale"),
        ({"verdict": "unverified", "rationale": WHY}, "settled_by"),
        ({"verdict": "disputed", "rationale": WHY, "extra": 1}, "extra"),
        ({"verdict": "disputed", "rationale": "\0"}, "rationale"),
    ],
)
def test_bad_decisions_name_the_field(body, field):
    assert_problem(colleague().post(path(ClaimFactory(), "decisions"), body), 422, field)


def test_the_same_decision_sent_twice_is_one():
    claim, program = ClaimFactory(), colleague()
    body = {"verdict": "disputed", "rationale": WHY, "revision": 0}

    first, second = (program.post(path(claim, "decisions"), body) for _ in range(2))

    assert (first.status_code, second.status_code) == (201, 201)
    assert len(second.json()["decisions"]) == 1


def test_an_attribution_is_added_to_the_claim_whose_words_it_has_and_to_no_other():
    version = VersionFactory(text="The port closes. The road is open.")
    first, second = claims_of(version)
    body = {"source": str(SourceFactory().pk), "spans": {"content": [[17, 33]]}}

    refused = colleague().post(path(first, "attributions"), body)
    added = colleague().post(path(second, "attributions"), body)

    assert_problem(refused, 422, "spans", "no words of this claim")
    assert added.status_code == 201
    assert not first.history.exists()


def test_evidence_is_added_and_withdrawn_with_why():
    claim, program = ClaimFactory(), colleague()
    note = {"stance": "supports", "kind": "call_note", "note": "She was there."}

    review = assert_is(program.post(path(claim, "evidence"), note), ReviewOut, status=201)
    one = Evidence.objects.get()
    program.post(f"evidence/{one.pk}/withdraw", {"because": "It was another day."})
    shown = assert_is(program.get(path(claim, "review")), ReviewOut)

    assert review["evidence"][0]["note"] == "She was there."
    assert shown["evidence"][0]["withdrawn"] == "It was another day."


def test_a_claim_is_re_opened_with_a_reason():
    claim = claim_that_is("disputed")

    review = assert_is(
        colleague(Role.EDITOR).post(path(claim, "reopen"), {"reason": "A new photo."}),
        ReviewOut,
        status=201,
    )

    assert review["status"] == "in_review"


def test_history_shows_every_step_with_its_hash():
    claim = claim_that_is("disputed")

    events = colleague().get(path(claim, "history")).json()["items"]

    assert [event["kind"] for event in events] == ["taken", "decided"]
    assert events[1]["previous_hash"] == events[0]["hash"]


def test_a_first_opinion_is_kept_from_who_may_give_the_second():
    claim, first, second = ClaimFactory(), colleague(), colleague()
    claim.review.__class__.objects.filter(pk=claim.pk).update(opinions_wanted=2)

    first.post(path(claim, "decisions"), {"verdict": "disputed", "rationale": WHY})

    assert second.get(path(claim, "review")).json()["decisions"] == []
    assert WHY not in second.get(path(claim, "history")).content.decode()
    assert len(first.get(path(claim, "review")).json()["decisions"]) == 1


def test_a_comment_calls_a_colleague_once():
    claim, huda = ClaimFactory(), UserFactory(username="huda")

    written = assert_is(
        colleague(Role.MONITOR).post(path(claim, "comments"), {"text": "See @huda. @huda!"}),
        CommentOut,
        status=201,
    )

    assert written["text"] == "See @huda. @huda!"
    assert [notice.person for notice in Notice.objects.all()] == [huda]


@pytest.mark.parametrize("what", ["review", "history", "comments"])
def test_what_is_not_there_is_a_404(what):
    missing = f"claims/0192f0c1-0000-7000-8000-000000000000/{what}"

    assert_problem(colleague().get(missing), 404)


# Every move by every role through HTTP


MAY = {
    Role.FACT_CHECKER: {"take": "ox", "decide": "ox", "reopen": "o"},
    Role.EDITOR: {"take": "ox", "decide": "ox", "approve": "x", "reopen": "ox"},
    Role.ADMINISTRATOR: {"take": "ox", "decide": "ox", "approve": "x", "reopen": "ox"},
    Role.SERVICE: {"take": "ox", "decide": "ox"},
    Role.MONITOR: {},
}


def request_for(claim, old, new):
    """The one request that asks for this move: what and body."""
    decision = claim.decisions.first()
    if old == "awaiting_approval":
        outcome = "approved" if new in VERDICTS else "returned"
        return "approvals", {"decision": str(decision.pk), "outcome": outcome, "comment": WHY}
    if new == "in_review":
        return ("take", None) if old == "unreviewed" else ("reopen", {"reason": WHY})
    more = {}
    if new == "unverified":
        more = {
            "settled_by": "reply",
            "settled_how": "from the ministry",
            "settler": str(UserFactory().pk),
            "settle_due": str(timezone.localdate() + timedelta(days=1)),
        }
    elif new == "corroborated":
        Evidence.objects.create(
            claim=claim, stance="supports", kind="call_note", note="I was there.",
            is_primary=True, added_by=UserFactory(),
        )  # fmt: skip
    return "decisions", {"verdict": new, "rationale": WHY, **more}


@pytest.mark.parametrize("move", [m for m in MOVES if m[1] != ReviewStatus.AWAITING_APPROVAL])
def test_by_api_every_move_is_made_by_those_who_may_and_nobody_else(move):
    old, new = move
    Desk.objects.create(name="matrix", approved_verdicts=[], languages=["xx"])
    for role in Role:
        for own in (True, False):
            program = colleague(role)
            claim = ClaimFactory(language="xx")
            attribute(claim, SourceFactory())
            decider = program.key.user if own else UserFactory()
            if old != "unreviewed":
                verdict = new if old == "awaiting_approval" and new in VERDICTS else "disputed"
                bring_to(claim, old, decider=decider, verdict=verdict)
            if old == "awaiting_approval" and new == "corroborated":
                request_for(claim, "in_review", new)
            what, body = request_for(claim, old, new)
            refused_before = RefusedAttempt.objects.count()
            allowed = ("o" if own else "x") in MAY[role].get(MOVES[move].action, "")

            answer = program.post(path(claim, what), body)

            assert answer.status_code in ({200, 201} if allowed else {403}), (role, own)
            claim.refresh_from_db()
            assert claim.status == (new if allowed else old), (role, own)
            assert RefusedAttempt.objects.count() - refused_before == (not allowed)
