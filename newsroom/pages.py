"""Pages of a list that neither skip nor repeat a row while rows are added."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest, ValidationError
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from newsroom.errors import BadInput, MusnadError
from newsroom.failure_words import field_and_rule

Row = TypeVar("Row", bound=Model)
PAGE_SIZE = 30
COUNTED_UP_TO = 1000


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Some rows of a list, and after or before which row the neighbouring pages begin."""

    rows: Sequence[Row]
    next: UUID | int | None
    previous: UUID | int | None
    name: str = ""

    @property
    def to_next(self) -> dict[str, object]:
        """What the address of the next page says besides; None takes something out of it."""
        return {f"{self.name}after": self.next, f"{self.name}before": None}

    @property
    def to_previous(self) -> dict[str, object]:
        """The same for the page before."""
        return {f"{self.name}before": self.previous, f"{self.name}after": None}

    @property
    def is_first(self) -> bool:
        """Whether there is no page before."""
        return self.previous is None


def page_of(
    rows: QuerySet[Row],
    request: HttpRequest,
    *,
    by: str = "",
    size: int = PAGE_SIZE,
    name: str = "",
) -> Page[Row]:
    """The page that a request asks for by `?after=ID` or `?before=ID`; without either, the first.

    Newest first; or, with `by`, by that column ("-" before it: falling) and then by rising ids. A
    page begins behind a row, not at a number of rows, so new rows move nothing. Where an address
    has several lists, each has a name that stands before these words, such as `history-`.
    Raises: BadRequest if the place is no id, or of no row.
    """
    after, before = request.GET.get(f"{name}after"), request.GET.get(f"{name}before")
    backwards = bool(before) and not after
    place = after or before
    columns = [by, "pk"] if by else ["-pk"]
    if backwards:
        columns = [name[1:] if name.startswith("-") else f"-{name}" for name in columns]
    if place:
        rows = rows.filter(_behind(rows.model, _id_of(rows.model, place), columns))
    found = list(rows.order_by(*columns)[: size + 1])
    more = len(found) > size
    found = found[:size]
    if backwards:
        found.reverse()
    if not found:
        return Page([], None, None, name)
    return Page(
        found,
        next=found[-1].pk if more or backwards else None,
        previous=found[0].pk if (more if backwards else bool(place)) else None,
        name=name,
    )


def part_or_page(
    request: HttpRequest, template: str, context: dict[str, Any], *, part: str = "results"
) -> HttpResponse:
    """A page, or for htmx the one part of it that changes.

    Caches are told that the same address gives both, or the back button would show half a page.
    """
    whole = not asked_by_htmx(request) or "HX-History-Restore-Request" in request.headers
    response = render(request, template if whole else f"{template}#{part}", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def say_taken(request: HttpRequest, words: Any) -> None:
    """Tell somebody that what they sent was taken; the script forgets its draft by that alone."""
    messages.success(request, words, extra_tags="took")


def say_refused(request: HttpRequest, error: MusnadError) -> None:
    """Tell somebody why what they asked for isn't done: the rule, without our name of a field."""
    words = str(error)
    if isinstance(error, BadInput):
        _field, rule = field_and_rule(error)
        words = rule[:1].upper() + rule[1:]
    messages.error(request, words)


def whole_number(given: str) -> int | None:
    """A number from 0 that somebody's form or address has; None if it is no such number."""
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else None


def done(request: HttpRequest, workflow: Callable[..., object], *args: Any, **named: Any) -> bool:
    """Call a workflow in the name of who is signed in; if it refuses, say why. Whether it's done.

    Args: `said` among the named ones is what is said then, if anything.
    """
    said = named.pop("said", "")
    try:
        workflow(*args, by=request.user, **named)
    except MusnadError as error:
        say_refused(request, error)
        return False
    if said:
        messages.success(request, said)
    return True


def asked_by_htmx(request: HttpRequest) -> bool:
    """Whether a script on our page asks, which swaps a part of it."""
    return request.headers.get("HX-Request") == "true"


def counted(rows: QuerySet[Any]) -> str:
    """How many rows there are, counting no further than anybody wants to know."""
    number = rows.order_by().values("pk")[: COUNTED_UP_TO + 1].count()
    return f"{COUNTED_UP_TO:,}+" if number > COUNTED_UP_TO else f"{number:,}"


def _id_of(model: type[Model], place: str) -> UUID | int:
    try:
        return model._meta.pk.to_python(place)  # type: ignore[no-any-return]
    except ValidationError:
        raise BadRequest("The place in the list is no id.") from None


def _behind(model: type[Model], pk: UUID | int, columns: Sequence[str]) -> Q:
    """Rows that stand behind that one in this order, of "pk" alone or of a column and then "pk"."""
    *sorted_by, last = [(name.lstrip("-"), "lt" if name[0] == "-" else "gt") for name in columns]
    beyond = Q(**{f"pk__{last[1]}": pk})
    if not sorted_by:
        return beyond
    [(by, side)] = sorted_by
    value = model._default_manager.filter(pk=pk).values_list(by, flat=True).first()
    if value is None:
        raise BadRequest("The place in the list is no row's.")
    # The last condition lets the planner begin at the right place of an index of that column.
    further = Q(**{f"{by}__{side}": value}) | (Q(**{by: value}) & beyond)
    return further & Q(**{f"{by}__{side}e": value})
