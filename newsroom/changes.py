"""The change feed: everything that changed since a place, in the order of commits.

Each app says once, by `shows`, what its rows look like to programs; the feed brings the place, the
event and the row as it is now. A row that is gone, or that the reader may not see, has no data:
a copy deletes it.
"""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from struct import Struct, error
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from newsroom.change_models import MOST_SUBJECTS
from newsroom.cursors import CursorNotUnderstood
from newsroom.models import User

Rows = dict[UUID, dict[str, Any]]
# The rows of these ids that a user may see, as the API shows them.
Shape = Callable[[Collection[UUID], User], Rows]
# What rows are about, where the order counts: the claim of each of these ids.
About = Callable[[Collection[UUID]], Mapping[UUID, UUID]]
# Which of these rows a user isn't to be told of any more; those that are gone aren't among them.
Keeps = Callable[[Collection[UUID], User], set[UUID]]
_shapes: dict[str, Shape] = {}
_keeps: dict[str, Keeps] = {}
_about: dict[str, About] = {}


class Place(NamedTuple):
    """Where in the feed: the position of a batch, and the number of a change in it."""

    position: int
    number: int

    def __str__(self) -> str:
        return urlsafe_b64encode(_PACKED.pack(*self)).decode().rstrip("=")

    @classmethod
    def of(cls, cursor: str) -> "Place":
        """The place of a cursor. Raises: CursorNotUnderstood."""
        try:
            return cls(*_PACKED.unpack(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))))
        except (ValueError, error) as unreadable:
            raise CursorNotUnderstood(
                "since: no cursor of this feed; use `next` of an answer as it is."
            ) from unreadable


_PACKED = Struct(">QQ")
START = Place(0, 0)


@dataclass(frozen=True, slots=True)
class Happened:
    """One change: `event` is such as `claim.created`, `data` the row as it is now."""

    place: Place
    event: str
    subject: UUID
    at: datetime
    data: dict[str, Any] | None

    @property
    def kind(self) -> str:
        """What kind of row: the event's first word."""
        return self.event.partition(".")[0]


def shows(
    kind: str, shape: Shape, *, about: About | None = None, keeps: Keeps | None = None
) -> None:
    """Say what rows of a kind look like in the feed, and which claim each is about.

    Called once, as an app gets ready. Without `about`, rows are about themselves; without `keeps`,
    what was told once may be told again.
    """
    _shapes[kind] = shape
    if keeps:
        _keeps[kind] = keeps
    if about:
        _about[kind] = about


def kinds() -> list[str]:
    """The kinds of rows that the feed tells of."""
    return sorted(_shapes)


# The rest of the batch begun, and the batches after it: each an index scan that stops in time.
_NEXT = f"""
(SELECT b.position, c.number + s.nth - 1, c.event, s.subject, b.at
FROM newsroom_changebatch b JOIN newsroom_change c ON c.batch = b.id
CROSS JOIN unnest(c.subjects) WITH ORDINALITY AS s(subject, nth)
WHERE b.position = %(position)s AND c.number > %(number)s - {MOST_SUBJECTS}
AND c.number + s.nth - 1 > %(number)s
ORDER BY c.number, s.nth LIMIT %(limit)s)
UNION ALL
(SELECT b.position, c.number + c.nth - 1, c.event, c.subject, b.at
FROM newsroom_changebatch b
CROSS JOIN LATERAL (
    SELECT number, event, s.subject, s.nth
    FROM newsroom_change CROSS JOIN unnest(subjects) WITH ORDINALITY AS s(subject, nth)
    WHERE batch = b.id ORDER BY number, s.nth LIMIT %(limit)s
) c
WHERE b.position > %(position)s
ORDER BY b.position, c.number, c.nth LIMIT %(limit)s)
ORDER BY 1, 2 LIMIT %(limit)s
"""  # noqa: S608


def changes_since(place: Place, limit: int, *, reader: User) -> list[Happened]:
    """The next changes after a place, at most so many; one statement, and one for each kind."""
    values = {"position": place.position, "number": place.number, "limit": limit}
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, values)
        found = cursor.fetchall()
    subjects: dict[str, set[UUID]] = {}
    for _position, _number, event, subject, _at in found:
        subjects.setdefault(event.partition(".")[0], set()).add(subject)
    rows = {kind: _shapes[kind](ids, reader) for kind, ids in subjects.items() if kind in _shapes}
    return [
        Happened(
            Place(position, number),
            event,
            subject,
            at,
            rows.get(event.partition(".")[0], {}).get(subject),
        )
        for position, number, event, subject, at in found
    ]


def kept_from(reader: User, told: Collection[tuple[str, UUID]]) -> set[tuple[str, UUID]]:
    """Of rows, each a kind and an id, that a reader was told of: those no longer to be told."""
    ids: dict[str, set[UUID]] = {}
    for kind, subject in told:
        ids.setdefault(kind, set()).add(subject)
    return {
        (kind, subject)
        for kind, subjects in ids.items()
        if kind in _keeps
        for subject in _keeps[kind](subjects, reader)
    }


_ID = re.compile(r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}", re.IGNORECASE)


def claims_kept_from(reader: User, words: str) -> set[UUID]:
    """The claims whose ids are in words that a reader was told once, and may not see now."""
    ids = {("claim", UUID(one)) for one in _ID.findall(words)}
    return {claim for _, claim in kept_from(reader, ids)}


def claims_concerned(changes: Collection[Happened]) -> dict[UUID, UUID]:
    """The claim that each change's subject is about; those not in it are about themselves."""
    found: dict[UUID, UUID] = {}
    for kind, about in _about.items():
        subjects = {change.subject for change in changes if change.kind == kind}
        if subjects:
            found.update(about(subjects))
    return found


def latest_place() -> Place:
    """The end of the feed: what is committed from now on comes after it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT b.position, coalesce((SELECT number + cardinality(subjects) - 1"
            " FROM newsroom_change WHERE batch = b.id ORDER BY number DESC LIMIT 1), 0)"
            " FROM newsroom_changebatch b WHERE b.position IS NOT NULL"
            " ORDER BY b.position DESC LIMIT 1"
        )
        found = cursor.fetchone()
    return Place(*found) if found else START
