"""The history of reviews: one chain of rows, of which none can be changed, dropped or slipped in.

Each row has the SHA-256 of its own content together with the hash of the row before it. The
database makes the hash when the row is added; here it is made a second time, so that whoever holds
the rows and an earlier head can check them without trusting the database. A chain that was cut off
at its end is whole by itself: only a head kept elsewhere shows that.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from claims.models import ReviewEvent
from claims.review_models import EventKind
from claims.states import ReviewStatus
from newsroom.models import User

NO_HASH = "0" * 64
APPEND = """
INSERT INTO claims_reviewevent (claim_id, kind, actor_id, old, new, decision_id, note, details)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s) RETURNING number
"""


@dataclass(frozen=True, slots=True)
class Head:
    """The last row of the history at some moment; kept elsewhere, it shows what is cut off."""

    number: int
    hash: str


@dataclass(frozen=True, slots=True)
class Broken:
    """The first row that isn't what was written, and how that shows."""

    number: int
    fault: str


def append(
    claim_id: UUID,
    kind: EventKind,
    *,
    by: User | None,
    old: ReviewStatus | str,
    new: ReviewStatus | str,
    decision_id: UUID | None = None,
    note: str = "",
    **details: Any,
) -> int:
    """Add a row to the history, which moves the claim where old and new differ.

    From here to the end of the transaction all others who write history wait, so this comes last,
    after every other lock. Returns the row's number.
    Raises: django.db.IntegrityError if the database's rules forbid the move.
    """
    row = (
        claim_id,
        kind,
        by.pk if by else None,
        old,
        new,
        decision_id,
        note,
        canonical(details),
    )
    with connection.cursor() as cursor:
        cursor.execute(APPEND, row)
        (number,) = cursor.fetchone()
    return int(number)


def canonical(details: dict[str, Any]) -> str:
    """One text for one value: keys sorted, no space, letters as they are."""
    return json.dumps(
        details, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str
    )


def hash_of(event: ReviewEvent) -> str:
    """The hash a row must have, by its content."""
    content = [
        event.number,
        event.previous_hash,
        str(event.claim_id),
        event.kind,
        str(event.actor_id) if event.actor_id else None,
        event.old,
        event.new,
        str(event.decision_id) if event.decision_id else None,
        event.note,
        event.details,
        written_time(event.at),
    ]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


def written_time(at: datetime) -> str:
    """A time as it is hashed: UTC, with six digits of the second."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def first_broken(events: Iterable[ReviewEvent], head: Head | None = None) -> Broken | None:
    """The first row of a history, in its order, that isn't as it was written; None if all are.

    With a head, also whether the history still goes as far, and came by there.
    """
    number, previous = 0, NO_HASH
    for event in events:
        if event.number != number + 1:
            return Broken(number + 1, f"is missing; the next one there is {event.number}")
        if event.previous_hash != previous:
            return Broken(event.number, "doesn't follow the row before it")
        if event.hash != hash_of(event):
            return Broken(event.number, "was changed: its hash isn't that of its content")
        number, previous = event.number, event.hash
        if head and head.number == number and head.hash != previous:
            return Broken(number, "isn't the row that the exported head names")
    if head and head.number > number:
        return Broken(number + 1, f"is missing, with all up to {head.number}, the exported head")
    return None


def verify(head: Head | None = None) -> Broken | None:
    """Check the whole history, and that each claim has the status its last row gave it."""
    return first_broken(_all_events(), head) or _claim_astray()


def _all_events() -> Iterator[ReviewEvent]:
    return ReviewEvent.objects.order_by("number").iterator(chunk_size=5000)


# Without a join, so that no plan reads the history anew for each claim, even of tables that have
# grown since the planner last looked: each is read once, and sorted once.
ASTRAY = """
SELECT max(number), claim, max(status) FROM (
    SELECT id AS claim, 0 AS number, status, 'unreviewed' AS told FROM claims_claim
    UNION ALL
    SELECT claim_id, number, NULL, new FROM claims_reviewevent
) every
GROUP BY claim
HAVING max(status) <> (array_agg(told ORDER BY number DESC))[1]
ORDER BY 1 LIMIT 1
"""


def _claim_astray() -> Broken | None:
    """A claim whose status isn't that of its last row: somebody went round the triggers."""
    with connection.cursor() as cursor:
        cursor.execute(ASTRAY)
        found = cursor.fetchone()
    if found is None:
        return None
    number, claim, status = found
    return Broken(number, f"isn't what claim {claim} says of itself: {status}")


def current_head() -> Head:
    """The last row there is now; number 0 for an empty history."""
    last = ReviewEvent.objects.order_by("-number").first()
    return Head(last.number, last.hash) if last else Head(0, NO_HASH)


def written_head(head: Head) -> str:
    """A head as a file keeps it."""
    return json.dumps(asdict(head)) + "\n"


def read_head(text: str) -> Head:
    """A head from its file. Raises: ValueError if it is none."""
    try:
        value = json.loads(text)
        return Head(int(value["number"]), str(value["hash"]))
    except (json.JSONDecodeError, KeyError, TypeError) as error:
        raise ValueError("not an exported head: {number, hash} as JSON is expected") from error
