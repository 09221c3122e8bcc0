"""What every endpoint does besides its own work; the API object wraps all of them in it.

So a new endpoint refuses unknown parameters, may be sent again with an Idempotency-Key, and says
how much of its rate a key has left, without a line of its own.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import wraps
from typing import Any, Final

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import http_date
from ninja import NinjaAPI
from ninja.operation import Operation

from newsroom.answers import compress, etag_of, given_tags
from newsroom.api_auth import caller
from newsroom.errors import BadInput, ConditionFailed
from newsroom.idempotency import answer_once, idempotency_key
from newsroom.permissions import all_or_nothing
from newsroom.rates import rate_headers
from newsroom.secrecy import is_secret

Run = Callable[..., HttpResponseBase]
Values = dict[str, Any]


def install_promises(api: NinjaAPI) -> None:
    """Wrap all endpoints of an API, those too that are added later."""
    # To ninja "view" is the whole of an operation, and "operation" is our function inside it.
    api.add_decorator(_checked, mode="view")
    api.add_decorator(_once, mode="operation")


def parameters_of(operation: Operation) -> list[str]:
    """The names of the query parameters that an endpoint knows."""
    return [
        name
        for model in operation.models
        if model.__ninja_param_source__ == "query"
        for name in getattr(model, "__ninja_flatten_map__", {})
    ]


def resumes_by_itself(view: Run) -> Run:
    """Mark an endpoint that keeps its own account of what an Idempotency-Key has done."""
    view.resumes_by_itself = True  # type: ignore[attr-defined]
    return view


@dataclass(frozen=True, slots=True)
class Deprecation:
    """From when on an endpoint should not be used any more, when it goes, and what to use."""

    since: date
    sunset: date
    instead: str

    def headers(self) -> dict[str, str]:
        """`Deprecation` (RFC 9745) and `Sunset` (RFC 8594), at the beginning of those days."""
        since, sunset = (
            datetime.combine(day, time(tzinfo=UTC)).timestamp() for day in (self.since, self.sunset)
        )
        return {"Deprecation": f"@{since:.0f}", "Sunset": http_date(sunset)}


# A year, as docs/api.md promises, is the shortest time between the two.
SHORTEST_NOTICE: Final = timedelta(days=365)


def deprecated(*, since: date, sunset: date, instead: str) -> Callable[[Run], Run]:
    """Mark an endpoint that will go; its answers and the OpenAPI document say so.

    Raises: ValueError if that is sooner than we promise.
    """
    if sunset - since < SHORTEST_NOTICE:
        raise ValueError("An endpoint goes a year after it was deprecated, at the earliest.")

    def mark(view: Run) -> Run:
        view.deprecation = Deprecation(since, sunset, instead)  # type: ignore[attr-defined]
        return view

    return mark


def deprecation_of(operation: Operation) -> Deprecation | None:
    """What was said of an endpoint by `deprecated`."""
    found = getattr(operation.view_func, "deprecation", None)
    assert found is None or isinstance(found, Deprecation)
    return found


@all_or_nothing
def guarded_change(
    request: HttpRequest,
    rows: QuerySet[Any],
    shown: Callable[[], Values],
    work: Callable[[], object],
    *,
    by_revision: bool = False,
) -> Values:
    """Change what a GET shows, if it is still what the caller saw (If-Match); what it is then.

    Args: `rows` is the one row to lock, so that nobody comes between look and change. With
        `by_revision` only what people changed since counts, as the row's `revision` says: for rows
        of which machines change something all the time.
    Raises: Http404 without the row; ConditionFailed, a 412 that has the newer state.
    """
    if rows.select_for_update(of=("self",), no_key=True).values_list("pk").first() is None:
        raise Http404
    tags = given_tags(request, "If-Match")
    if "If-Match" in request.headers and "*" not in tags:
        now = shown()
        same = f'"r{now["revision"]}.' if by_revision else etag_of(now)
        if not any(tag.startswith(same) for tag in tags):
            raise ConditionFailed(
                "If-Match: this was changed after you got it; `current` is what it is now.",
                current=now,
            )
    work()
    return shown()


def _checked(run: Run) -> Run:
    """Refuse a parameter that isn't there, so that a misspelt filter isn't ignored in silence."""
    operation: Operation = run.__self__  # type: ignore[attr-defined]
    known = parameters_of(operation)
    deprecation = deprecation_of(operation)
    going = deprecation.headers() if deprecation else {}

    @wraps(run)
    def checked(request: HttpRequest, **arguments: Any) -> HttpResponseBase:
        answer: HttpResponseBase
        unknown = [name for name in request.GET if name not in known]
        if unknown:
            there = f"there are {', '.join(known)}" if known else "there are none here"
            error = BadInput(f"{unknown[0]}: there is no such parameter; {there}.")
            answer = operation._run_checks(request) or operation.api.on_exception(request, error)
        else:
            answer = run(request, **arguments)
        for name, value in {**rate_headers(request), **going}.items():
            answer.headers.setdefault(name, value)
        compress(request, answer)
        return answer

    return checked


def _once(view: Run) -> Run:
    """Do a write with an Idempotency-Key once, and answer its repeats with the first answer."""
    if getattr(view, "resumes_by_itself", False):
        return view

    @wraps(view)
    def once(request: HttpRequest, **arguments: Any) -> HttpResponseBase:
        if request.method == "GET":
            return view(request, **arguments)
        key = idempotency_key(request)
        # Who a protected source is, no answer keeps to be given again.
        if not key or is_secret(request):
            return view(request, **arguments)

        def work() -> HttpResponse:
            answer = view(request, **arguments)
            assert isinstance(answer, HttpResponse)
            return answer

        return answer_once(key, request, by=caller(request), work=work)

    return once
