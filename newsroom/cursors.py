"""Lists by pages that neither skip nor repeat a row while others are added.

A cursor is a place between rows (what they are sorted by, and a direction), not a count of rows to
skip. Ids are UUIDv7, so what is added meanwhile stands before the first page of the newest, and
every further page is one index scan, however deep.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Final, Literal, TypeVar
from uuid import UUID

import orjson
from django.db.models import Model, Q, QuerySet
from ninja import Field, Schema
from pydantic import field_validator

from newsroom.errors import BadInput

LONGEST_PAGE: Final = 200
Row = TypeVar("Row", bound=Model)
Found = TypeVar("Found")
Direction = Literal["next", "previous"]


class CursorNotUnderstood(BadInput):
    """The cursor was not given out by this list."""


@dataclass(frozen=True, slots=True)
class Sort:
    """A named order: by the key, or by a column that is never null and then by the key.

    `read` makes a value of that column again of what JSON has of it.
    """

    by: str = ""
    falling: bool = True
    read: Callable[[Any], Any] = datetime.fromisoformat


NEWEST_OR_OLDEST: Final = {"newest": Sort(), "oldest": Sort(falling=False)}


class FieldsQuery(Schema):
    """Which members of a row; `class Filter(FieldsQuery, row=ClaimRow)` says of which."""

    row: ClassVar[type[Schema]] = Schema
    fields: str = Field(
        "",
        max_length=500,
        description="Only these members, separated by commas; all if left out.",
    )

    def __init_subclass__(cls, row: type[Schema] | None = None, **options: Any) -> None:
        """Remember whose members they are."""
        super().__init_subclass__(**options)
        cls.row = row or cls.row

    @classmethod
    def __pydantic_init_subclass__(cls, **_options: Any) -> None:
        """Write the names that there are into the OpenAPI document."""
        name = "|".join(cls.row.model_fields)
        cls.__pydantic_fields__["fields"] = described = copy(cls.model_fields["fields"])
        described.json_schema_extra = {"pattern": f"^(({name})(,({name}))*)?$"}
        cls.model_rebuild(force=True)

    @field_validator("fields")
    @classmethod
    def _known(cls, value: str) -> str:
        if value and (unknown := sorted(set(value.split(",")) - cls.row.model_fields.keys())):
            known = ", ".join(cls.row.model_fields)
            raise ValueError(f"there is no member {unknown[0]!r}; there are {known}")
        return value

    @property
    def wanted(self) -> frozenset[str]:
        """The members that were named; all of the row's if none were."""
        return frozenset(self.fields.split(",") if self.fields else self.row.model_fields)

    def only(self, row: dict[str, Any]) -> dict[str, Any]:
        """Those members of a row that were asked for."""
        wanted = self.wanted
        return {name: row[name] for name in row if name in wanted} if self.fields else row


class PageQuery(FieldsQuery):
    """Which page of a list, in which order."""

    sorts: ClassVar[Mapping[str, Sort]] = NEWEST_OR_OLDEST
    key: ClassVar[str] = "id"
    key_type: ClassVar[type[UUID] | type[int]] = UUID
    cursor: str = Field("", max_length=200, description="`next` or `previous` of another page.")
    limit: int = Field(50, ge=1, le=LONGEST_PAGE, description="Rows in a page.")
    sort: Literal["newest", "oldest"] = Field("newest", description="By when they were stored.")


@dataclass(frozen=True, slots=True)
class Page:
    """A page's rows and the cursors of its neighbours."""

    items: list[Any]
    next: str | None
    previous: str | None


def page_of(
    rows: QuerySet[Row],
    columns: Sequence[str],
    row_of: Callable[[dict[str, Any]], dict[str, Any]],
    query: PageQuery,
) -> Page:
    """One page of a queryset, each row as `row_of` makes it of the columns' values; one query.

    The rows' key must sort by time; it and what is sorted by must be among the columns.
    Raises: CursorNotUnderstood.
    """
    sort = query.sorts[query.sort]
    forward, place = _place(query, sort)
    falling = sort.falling == forward
    if place is not None:
        rows = _beyond(rows, sort, place, falling=falling)
    keys = _keys(query, sort)
    order = [f"-{name}" if falling else name for name in keys]
    # One more than is shown tells whether there is another page.
    found = list(rows.order_by(*order).values(*columns)[: query.limit + 1])
    return page_from(
        query,
        found,
        place_of=lambda values: [values[name] for name in keys],
        item_of=lambda values: query.only(row_of(values)),
    )


@dataclass(frozen=True, slots=True)
class Window:
    """The rows of a page in SQL: what holds of them, their order, and the values both name."""

    where: list[str]
    order: str
    given: dict[str, Any]


def window_of(query: PageQuery, key: str, sorted_by: str = "") -> Window:
    """The rows of a page, one more than is shown, as `page_from` takes them.

    Args: key and sorted_by are the columns of the list's key and of what it can be sorted by.
    Raises: CursorNotUnderstood.
    """
    sort = query.sorts[query.sort]
    forward, place = _place(query, sort)
    falling = sort.falling == forward
    columns = [sorted_by, key] if sort.by else [key]
    order = ", ".join(f"{column} DESC" if falling else column for column in columns)
    given: dict[str, Any] = {"limit": query.limit + 1}
    if place is None:
        return Window([], order, given)
    given |= {f"place_{number}": value for number, value in enumerate(place)}
    names = ", ".join(f"%(place_{number})s" for number in range(len(place)))
    side = "<" if falling else ">"
    return Window([f"({', '.join(columns)}) {side} ({names})"], order, given)


def page_from(
    query: PageQuery,
    found: list[Found],
    *,
    place_of: Callable[[Found], Sequence[Any]],
    item_of: Callable[[Found], Any],
) -> Page:
    """The page of the rows that a window has, one more than is shown if there are more."""
    sort = query.sorts[query.sort]
    forward, place = _place(query, sort)
    more = len(found) > query.limit
    shown = found[: query.limit]
    if not forward:
        shown.reverse()
    has_next = more if forward else True
    has_previous = place is not None if forward else more
    next_page = _written(query, "next", place_of(shown[-1])) if shown and has_next else None
    previous = _written(query, "previous", place_of(shown[0])) if shown and has_previous else None
    return Page([item_of(row) for row in shown], next_page, previous)


def _place(query: PageQuery, sort: Sort) -> tuple[bool, list[Any] | None]:
    """Whether the page goes on forward, and from which place."""
    if not query.cursor:
        return True, None
    direction, place = _read(query, sort)
    return direction == "next", place


def _keys(query: PageQuery, sort: Sort) -> list[str]:
    return [sort.by, query.key] if sort.by else [query.key]


def _beyond(rows: QuerySet[Row], sort: Sort, place: list[Any], *, falling: bool) -> QuerySet[Row]:
    side = "lt" if falling else "gt"
    if not sort.by:
        return rows.filter(**{f"pk__{side}": place[0]})
    value, last = place
    # The last condition lets the planner begin at the right place of an index of that column alone.
    return rows.filter(
        Q(**{f"{sort.by}__{side}": value}) | Q(**{sort.by: value, f"pk__{side}": last}),
        **{f"{sort.by}__{side}e": value},
    )


def _written(query: PageQuery, direction: Direction, place: Sequence[Any]) -> str:
    said = [query.sort, direction, *place]
    return urlsafe_b64encode(orjson.dumps(said)).decode().rstrip("=")


def _read(query: PageQuery, sort: Sort) -> tuple[Direction, list[Any]]:
    try:
        raw = urlsafe_b64decode(query.cursor + "=" * (-len(query.cursor) % 4))
        name, direction, *place = orjson.loads(raw)
        if name != query.sort or direction not in ("next", "previous"):
            raise ValueError
        *sorted_by, last = place
        if len(sorted_by) != bool(sort.by):
            raise ValueError
        return direction, [*map(sort.read, sorted_by), query.key_type(last)]
    except (ValueError, TypeError, AttributeError) as error:
        raise CursorNotUnderstood(
            "cursor: not one of this list in this order; use `next` or `previous` of a page as it "
            "is, with the same `sort`."
        ) from error
