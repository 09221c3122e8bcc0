"""Lists by pages that neither skip nor repeat a row while others are added.

A cursor is a place between rows (an id and a direction), not a count of rows to skip. Ids are
UUIDv7 and lists run from the newest to the oldest, so what is added meanwhile stands before the
first page, and every further page is one index scan, however deep.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from ninja import Field, Schema

from newsroom.errors import BadInput
from newsroom.schemas import refuse_unknown

LONGEST_PAGE = 200
_DIRECTIONS = {b"o": "older", b"n": "newer"}
_MARKS = {direction: mark for mark, direction in _DIRECTIONS.items()}
Row = TypeVar("Row", bound=Model)


class CursorNotUnderstood(BadInput):
    """The cursor was not given out by this list."""


class PageQuery(Schema):
    """Which page of a list."""

    cursor: str = Field("", max_length=100, description="`next` or `previous` of another page.")
    limit: int = Field(50, ge=1, le=LONGEST_PAGE, description="Rows in a page.")


@dataclass(frozen=True, slots=True)
class Page:
    """A page's rows, newest first, and the cursors of its neighbours."""

    items: list[dict[str, Any]]
    next: str | None
    previous: str | None


def page_of(
    request: HttpRequest,
    rows: QuerySet[Row],
    columns: Sequence[str],
    row_of: Callable[[dict[str, Any]], dict[str, Any]],
    query: PageQuery,
) -> Page:
    """One page of a queryset, each row as `row_of` makes it of the columns' values; one query.

    The rows must have an `id` that sorts by time, and it must be among the columns.
    Raises: CursorNotUnderstood; BadInput if the request has a parameter the query doesn't know.
    """
    refuse_unknown(request, query)
    direction, place = _read(query.cursor) if query.cursor else ("older", None)
    forward = direction == "older"
    if place is not None:
        rows = rows.filter(**{"pk__lt" if forward else "pk__gt": place})
    # One more than is shown tells whether there is another page.
    found = list(rows.order_by("-pk" if forward else "pk").values(*columns)[: query.limit + 1])
    more = len(found) > query.limit
    found = found[: query.limit]
    if not forward:
        found.reverse()
    has_older = more if forward else True
    has_newer = place is not None if forward else more
    return Page(
        items=[row_of(values) for values in found],
        next=_written("older", found[-1]["id"]) if found and has_older else None,
        previous=_written("newer", found[0]["id"]) if found and has_newer else None,
    )


def _written(direction: str, place: UUID) -> str:
    return urlsafe_b64encode(_MARKS[direction] + place.bytes).decode().rstrip("=")


def _read(cursor: str) -> tuple[str, UUID]:
    try:
        raw = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        return _DIRECTIONS[raw[:1]], UUID(bytes=raw[1:])
    except (ValueError, KeyError) as error:
        raise CursorNotUnderstood(
            "cursor: not one of this list; use `next` or `previous` of a page as it is."
        ) from error
