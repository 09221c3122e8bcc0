"""What a superuser does to the history with all triggers off is named by `verify_history`."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from claims.history import append, hash_of, verify
from claims.models import ReviewEvent
from config.parts import postgres
from tests.conftest import DATABASE, HOME
from tests.factories import ClaimFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)
COLUMNS = "claim_id, kind, actor_id, old, new, decision_id, note, details, at"
COPY_OF_2 = f"SELECT %s, {COLUMNS}, %s, %s FROM claims_reviewevent WHERE number = 2"
INSERT = f"INSERT INTO claims_reviewevent (number, {COLUMNS}, previous_hash, hash) "


@pytest.fixture
def head(tmp_path):
    """Four rows of history, and a file with the head that was exported after them."""
    for number in range(4):
        claim = ClaimFactory()
        note = f"The reason number {number}."
        append(claim.pk, "taken", by=UserFactory(), old="unreviewed", new="in_review", note=note)
    file = tmp_path / "head.json"
    call_command("verify_history", export_head=file, stdout=StringIO())
    return file


@pytest.fixture
def forger(head):
    """A superuser, for whom no trigger fires and no foreign key is checked."""
    with postgres.connect(HOME, database=DATABASE) as superuser:
        superuser.execute("SET session_replication_role = replica")
        yield superuser


def named(head=None):
    """What the command says of the history."""
    with pytest.raises(CommandError) as told:
        call_command("verify_history", head=head, stdout=StringIO())
    return str(told.value)


def write_again(forger, *, since):
    """Give each row from a number on the hashes that the rows as they are now would have."""
    previous = "0" * 64
    for event in ReviewEvent.objects.order_by("number"):
        if event.number >= since:
            event.previous_hash = previous
            event.hash = hash_of(event)
            forger.execute(
                "UPDATE claims_reviewevent SET previous_hash = %s, hash = %s WHERE number = %s",
                [event.previous_hash, event.hash, event.number],
            )
        previous = event.hash


def test_a_history_nobody_touched_is_whole(head):
    said = StringIO()

    call_command("verify_history", head=head, stdout=said)

    assert said.getvalue().startswith("All 4 rows are as they were written.")


@pytest.mark.parametrize(
    "change",
    ["note = 'Never said.'", "new = 'disputed'", "kind = 'pinned'", "at = now()",
     "actor_id = NULL", "details = '{}x'", "claim_id = gen_random_uuid()", "old = 'in_review'"],
)  # fmt: skip
def test_an_altered_row_is_named(forger, change):
    forger.execute(f"UPDATE claims_reviewevent SET {change} WHERE number = 2")

    assert named() == "Row 2 was changed: its hash isn't that of its content."


def test_behind_an_altered_row_with_the_right_hash_the_next_one_is_named(forger):
    forger.execute("UPDATE claims_reviewevent SET note = 'Never said.' WHERE number = 2")
    event = ReviewEvent.objects.get(number=2)
    forger.execute("UPDATE claims_reviewevent SET hash = %s WHERE number = 2", [hash_of(event)])

    assert named() == "Row 3 doesn't follow the row before it."


def test_a_dropped_row_is_named(forger):
    forger.execute("DELETE FROM claims_reviewevent WHERE number = 2")

    assert named() == "Row 2 is missing; the next one there is 3."


def test_a_dropped_row_whose_gap_was_closed_is_named(forger):
    forger.execute("DELETE FROM claims_reviewevent WHERE number = 2")
    for number in (3, 4):
        forger.execute(
            "UPDATE claims_reviewevent SET number = number - 1 WHERE number = %s", [number]
        )

    assert named() == "Row 2 doesn't follow the row before it."


def test_reordered_rows_are_named(forger):
    for old, new in ((2, 0), (3, 2), (0, 3)):
        forger.execute("UPDATE claims_reviewevent SET number = %s WHERE number = %s", [new, old])

    assert named() == "Row 2 doesn't follow the row before it."


def test_an_inserted_row_is_named(forger):
    for number in (4, 3):
        forger.execute(
            "UPDATE claims_reviewevent SET number = number + 1 WHERE number = %s", [number]
        )
    forger.execute(INSERT + COPY_OF_2, [3, "f" * 64, "f" * 64])

    assert named() == "Row 3 doesn't follow the row before it."


def test_a_row_added_at_the_end_past_the_trigger_is_named(forger):
    last = ReviewEvent.objects.get(number=4)
    forger.execute(INSERT + COPY_OF_2, [5, last.hash, "f" * 64])

    assert named() == "Row 5 was changed: its hash isn't that of its content."


@pytest.mark.parametrize("left", [3, 2, 0])
def test_an_end_that_was_cut_off_is_named_with_the_exported_head(forger, head, left):
    forger.execute("DELETE FROM claims_reviewevent WHERE number > %s", [left])
    forger.execute(
        "UPDATE claims_claim c SET status = 'unreviewed' WHERE NOT EXISTS"
        " (SELECT FROM claims_reviewevent e WHERE e.claim_id = c.id)"
    )

    assert verify() is None
    assert named(head) == f"Row {left + 1} is missing, with all up to 4, the exported head."


def test_an_end_that_was_cut_off_shows_in_the_claims_even_without_a_head(forger):
    forger.execute("TRUNCATE claims_reviewevent")

    assert named().startswith("Row 0 isn't what claim ")


def test_a_chain_that_was_written_anew_from_a_row_on_is_named_with_the_exported_head(forger, head):
    forger.execute("UPDATE claims_reviewevent SET note = 'Never said.' WHERE number = 2")
    write_again(forger, since=2)

    assert verify() is None
    assert named(head) == "Row 4 isn't the row that the exported head names."


def test_a_head_names_its_row_and_hash_alone(head):
    last = ReviewEvent.objects.get(number=4)

    assert json.loads(head.read_text()) == {"number": 4, "hash": last.hash}
