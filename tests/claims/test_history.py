"""Nobody rewrites what was decided: the chain of the history, and what shows when one tries."""

import json
from io import StringIO

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, ProgrammingError, connection, transaction

from claims.history import append, current_head, first_broken, hash_of, verify
from claims.models import Claim, ReviewEvent
from claims.moves import MOVES, VERDICTS
from claims.states import ReviewStatus
from tests.factories import ClaimFactory, UserFactory
from tests.reviewing import claim_that_is

pytestmark = pytest.mark.django_db


def take(claim, note='أخذه المحرر "الأول"\t\u0001 \\ ok'):
    return append(claim.pk, "taken", by=UserFactory(), old="unreviewed", new="in_review", note=note)


def history(length):
    for _ in range(length):
        take(ClaimFactory())
    return list(ReviewEvent.objects.all())


def test_each_row_carries_the_hash_of_the_one_before():
    events = history(3)

    assert [event.number for event in events] == [1, 2, 3]
    assert events[0].previous_hash == "0" * 64
    assert [event.previous_hash for event in events[1:]] == [event.hash for event in events[:2]]
    assert [event.hash for event in events] == [hash_of(event) for event in events]
    assert verify() is None


def test_a_row_of_history_is_the_move():
    claim = ClaimFactory()

    take(claim)

    claim.refresh_from_db()
    assert claim.status == "in_review"
    assert claim.review.revision == 1


@pytest.mark.parametrize("field", ["note", "new", "kind", "claim_id", "details", "at", "actor_id"])
def test_an_altered_row_is_named(field):
    events = history(3)
    setattr(events[1], field, getattr(events[2], field) if field != "note" else "another reason")
    if field in {"new", "kind", "details"}:
        setattr(events[1], field, '{"x":1}')

    assert first_broken(events).number == 2


def test_a_dropped_row_is_named():
    first, _, third = history(3)

    assert first_broken([first, third]).number == 2


def test_reordered_rows_are_named():
    first, second, third = history(3)
    second.number, third.number = third.number, second.number

    assert first_broken([first, third, second]).number == 2


def test_an_inserted_row_is_named():
    first, second, third = history(3)
    slipped_in = ReviewEvent(**{f.attname: getattr(second, f.attname) for f in second._meta.fields})
    second.number, third.number = 3, 4

    assert first_broken([first, slipped_in, second, third]).number == 3


def test_a_cut_off_end_is_named_with_the_exported_head(tmp_path):
    events = history(3)
    call_command("verify_history", export_head=tmp_path / "head.json", stdout=StringIO())

    head = current_head()

    assert json.loads((tmp_path / "head.json").read_text()) == {"number": 3, "hash": head.hash}
    assert first_broken(events[:2]) is None
    assert first_broken(events[:2], head).number == 3


def test_a_history_of_later_length_still_comes_by_the_head():
    history(2)
    head = current_head()
    take(ClaimFactory())

    assert verify(head) is None


@pytest.mark.django_db(transaction=True)
def test_the_command_names_what_the_owner_of_the_database_altered(as_owner, tmp_path):
    history(3)
    as_owner.execute("ALTER TABLE claims_reviewevent DISABLE TRIGGER USER")
    as_owner.execute("UPDATE claims_reviewevent SET note = 'never said' WHERE number = 2")
    as_owner.execute("ALTER TABLE claims_reviewevent ENABLE TRIGGER USER")

    with pytest.raises(CommandError, match="Row 2 was changed"):
        call_command("verify_history", export_head=tmp_path / "head.json")

    assert not (tmp_path / "head.json").exists()


@pytest.mark.django_db(transaction=True)
def test_the_command_names_a_claim_whose_status_was_changed_behind_the_history(as_owner):
    [event] = history(1)
    as_owner.execute("ALTER TABLE claims_claim DISABLE TRIGGER USER")
    as_owner.execute("UPDATE claims_claim SET status = 'corroborated'")
    as_owner.execute("ALTER TABLE claims_claim ENABLE TRIGGER USER")

    with pytest.raises(CommandError, match=f"Row 1 isn't what claim {event.claim_id} says"):
        call_command("verify_history")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE claims_reviewevent SET note = 'never said'",
        "DELETE FROM claims_reviewevent",
        "TRUNCATE claims_reviewevent",
        "UPDATE claims_decision SET rationale = ''",
        "DELETE FROM claims_decision",
        "UPDATE claims_approval SET outcome = 'approved'",
        "DELETE FROM claims_approval",
        "DELETE FROM claims_decision_evidence",
        "DELETE FROM claims_evidence",
        "DELETE FROM claims_review",
        "ALTER TABLE claims_reviewevent DISABLE TRIGGER ALL",
        "DROP TABLE claims_reviewevent",
        "TRUNCATE claims_reviewevent CASCADE",
        "TRUNCATE claims_claim CASCADE",
        "INSERT INTO claims_reviewevent SELECT * FROM claims_reviewevent"
        " ON CONFLICT (number) DO UPDATE SET note = 'never said'",
        "MERGE INTO claims_reviewevent e USING claims_claim c ON c.id = e.claim_id"
        " WHEN MATCHED THEN DELETE",
        "SET session_replication_role = replica",
        "SET ROLE musnad_owner",
    ],
)
def test_the_applications_role_may_not_touch_what_was_written(statement):
    history(1)

    with pytest.raises(ProgrammingError) as refused, transaction.atomic():
        connection.cursor().execute(statement)

    assert isinstance(refused.value.__cause__, psycopg.errors.InsufficientPrivilege)


ALL_PAIRS = [(old, new) for old in ReviewStatus for new in ReviewStatus if old != new]


@pytest.mark.parametrize(("old", "new"), ALL_PAIRS)
def test_raw_sql_moves_no_claim_without_its_row_in_the_history(old, new):
    claim = claim_that_is(old)

    with pytest.raises(DatabaseError), transaction.atomic():
        connection.cursor().execute(
            "UPDATE claims_claim SET status = %s WHERE id = %s", [new, claim.pk]
        )

    claim.refresh_from_db()
    assert claim.status == old


@pytest.mark.parametrize(("old", "new"), [p for p in ALL_PAIRS if p not in MOVES])
def test_raw_history_makes_no_move_that_is_not_in_the_table(old, new):
    claim = claim_that_is(old)
    decision = claim.decisions.first()

    with pytest.raises(DatabaseError), transaction.atomic():
        append(claim.pk, "decided", by=None, old=old, new=new, decision_id=decision and decision.pk)

    claim.refresh_from_db()
    assert claim.status == old


@pytest.mark.parametrize("verdict", VERDICTS)
def test_raw_history_gives_no_verdict_without_a_decision_of_it(verdict):
    claim = claim_that_is("in_review")

    with pytest.raises(IntegrityError, match="needs a decision"), transaction.atomic():
        append(claim.pk, "decided", by=None, old="in_review", new=verdict)


def test_raw_history_gives_no_unapproved_verdict():
    claim = claim_that_is("awaiting_approval")
    decision = claim.decisions.get()

    with pytest.raises(IntegrityError, match="another person"), transaction.atomic():
        append(
            claim.pk,
            "approved",
            by=decision.decider,
            old="awaiting_approval",
            new=decision.verdict,
            decision_id=decision.pk,
        )


def test_a_claim_begins_unreviewed():
    with pytest.raises(IntegrityError, match="begins unreviewed"), transaction.atomic():
        ClaimFactory(status="corroborated")


def test_history_is_not_written_for_a_status_the_claim_does_not_have():
    claim = ClaimFactory()

    with pytest.raises(IntegrityError, match="is not in_review"), transaction.atomic():
        append(claim.pk, "pinned", by=None, old="in_review", new="in_review")

    assert Claim.objects.get(pk=claim.pk).review.revision == 0
