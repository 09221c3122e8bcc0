"""How refusals look over HTTP: one table from our errors to RFC 9457 problems."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, AuthorizationError, HttpError, ValidationError

from newsroom.answers import json_bytes
from newsroom.bulk import results_come_from
from newsroom.errors import (
    BadInput,
    ConditionFailed,
    Conflict,
    IdempotencyConflict,
    IdempotencyInProgress,
    MalformedBody,
    MusnadError,
    RateExceeded,
    WrongMediaType,
)
from newsroom.permissions import NotPermitted

# The first class that fits decides; subclasses come before their bases.
STATUS_OF: dict[type[MusnadError], int] = {
    IdempotencyConflict: 422,
    IdempotencyInProgress: 409,
    MalformedBody: 400,
    WrongMediaType: 415,
    BadInput: 422,
    NotPermitted: 403,
    ConditionFailed: 412,
    RateExceeded: 429,
    Conflict: 409,
    MusnadError: 400,
}
PROBLEM: Final = "application/problem+json"
# What an error means that none of our own code has answered.
DETAILS = {
    404: "There is nothing at this address.",
    405: "This address doesn't know this method.",
    500: "This is our fault; it has been written to the log.",
}


def problem(status: int, detail: str, *, title: str = "", **members: Any) -> HttpResponse:
    """An application/problem+json answer (RFC 9457); `detail` says what to change."""
    body = {
        "type": "about:blank",
        "title": title or HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        **members,
    }
    return HttpResponse(json_bytes(body), status=status, content_type=PROBLEM)


# What documents show of each.
EXAMPLES = {
    400: "body: no valid JSON: unexpected character: line 1 column 24 (char 23).",
    401: "Send a valid key as `Authorization: Bearer`.",
    403: "This takes a key with the scope `review`.",
    404: DETAILS[404],
    409: "Idempotency-Key: the first request with this key is being answered; try again.",
    412: "If-Match: this was changed after you got it; `current` is what it is now.",
    413: "body: at most 10,485,760 bytes are taken.",
    415: "Content-Type: application/json is read here, not text/plain.",
    422: "sorce: there is no such parameter; there are source, status.",
    429: "This key may make 600 requests in a minute; there are more in 12 seconds.",
}


def example_of(status: int) -> dict[str, Any]:
    """A problem of this status as a document shows it."""
    title = HTTPStatus(status).phrase
    detail = EXAMPLES[status]
    return {"type": "about:blank", "title": title, "status": status, "detail": detail}


def install_problem_answers(api: NinjaAPI) -> None:
    """Make every error that an endpoint raises answer as a problem, in bulk as a result."""
    results_come_from(result_of)
    answers: dict[type[Exception], Callable[[HttpRequest, Any], HttpResponse]] = {
        MusnadError: _refused,
        ValidationError: _invalid,
        AuthenticationError: _unknown,
        AuthorizationError: _forbidden,
        RequestDataTooBig: _too_large,
        Http404: _missing,
        HttpError: _other,
    }
    for error, answer in answers.items():
        api.add_exception_handler(error, answer)


def problems_for_programs(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: below /api/, errors of the framework (404, 405, 500) are problems too."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        found = get_response(request)
        if (
            found.status_code < 400
            or not request.path_info.startswith("/api/")
            or found.headers.get("Content-Type") == PROBLEM
        ):
            return found
        detail = DETAILS.get(found.status_code, f"The server answered: {found.reason_phrase}.")
        replaced = problem(found.status_code, detail)
        if "Allow" in found.headers:
            replaced["Allow"] = found.headers["Allow"]
        return replaced

    return answer


def _refused(_request: HttpRequest, error: MusnadError) -> HttpResponse:
    members = result_of(error)
    status, detail = members.pop("status"), members.pop("detail")
    answer = problem(status, detail, **members)
    for name, value in getattr(error, "headers", {}).items():
        answer[name] = value
    return answer


def result_of(error: MusnadError) -> dict[str, Any]:
    """The members of a refusal's problem: its status by the table, its words, and what it adds."""
    status = next(code for kind, code in STATUS_OF.items() if isinstance(error, kind))
    code = getattr(error, "reason", None)
    if code == "too_large":
        status = 413
    members = {"status": status, "title": HTTPStatus(status).phrase, "detail": str(error)}
    return {**members, **({"code": code} if code else {}), **getattr(error, "members", {})}


def _invalid(_request: HttpRequest, error: ValidationError) -> HttpResponse:
    broken = [{"field": _field(e["loc"]), "rule": _rule(e)} for e in error.errors]
    detail = "; ".join(f"{e['field']}: {e['rule']}" for e in broken)
    return problem(422, detail, title="Invalid input", errors=broken)


def _field(place: tuple[str | int, ...]) -> str:
    """A field's name as the caller knows it: without our names for the body and the query."""
    inner = place[2:] if place[0] == "body" else place[1:]
    return ".".join(str(part) for part in inner) or str(place[0])


def _rule(error: dict[str, Any]) -> str:
    return str(error["msg"]).removeprefix("Value error, ")


def _unknown(_request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
    answer = problem(401, "Send a valid key as `Authorization: Bearer`.")
    answer["WWW-Authenticate"] = "Bearer"
    return answer


def _forbidden(_request: HttpRequest, error: AuthorizationError) -> HttpResponse:
    return problem(403, str(error))


def _too_large(_request: HttpRequest, _error: RequestDataTooBig) -> HttpResponse:
    limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    return problem(413, f"body: at most {limit:,} bytes are taken.", code="too_large")


def _missing(_request: HttpRequest, _error: Http404) -> HttpResponse:
    return problem(404, DETAILS[404])


def _other(request: HttpRequest, error: HttpError) -> HttpResponse:
    # ninja wraps what reading the body raises.
    if isinstance(error.__cause__, MusnadError):
        return _refused(request, error.__cause__)
    return problem(error.status_code, str(error))
