"""How refusals look over HTTP: one table from our errors to RFC 9457 problems."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, AuthorizationError, HttpError, ValidationError

from newsroom.errors import BadInput, IdempotencyConflict, IdempotencyInProgress, MusnadError

# The first class that fits decides; subclasses come before their bases.
STATUS_OF: dict[type[MusnadError], int] = {
    IdempotencyConflict: 422,
    IdempotencyInProgress: 409,
    BadInput: 422,
    MusnadError: 400,
}


def problem(
    request: HttpRequest, api: NinjaAPI, status: int, title: str, **members: Any
) -> HttpResponse:
    """An application/problem+json answer (RFC 9457); `detail` says what to change."""
    answer = api.create_response(
        request, {"type": "about:blank", "title": title, "status": status, **members}, status=status
    )
    answer["Content-Type"] = "application/problem+json"
    return answer


def install_problem_answers(api: NinjaAPI) -> None:
    """Make every error of the API answer as a problem."""

    @api.exception_handler(MusnadError)
    def refused(request: HttpRequest, error: MusnadError) -> HttpResponse:
        status = next(code for kind, code in STATUS_OF.items() if isinstance(error, kind))
        extra = {"code": error.reason} if hasattr(error, "reason") else {}
        return problem(request, api, status, "Refused", detail=str(error), **extra)

    @api.exception_handler(ValidationError)
    def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
        errors = [
            {"field": ".".join(str(part) for part in e["loc"][1:]), "rule": e["msg"]}
            for e in error.errors
        ]
        detail = "; ".join(f"{e['field']}: {e['rule']}" for e in errors)
        return problem(request, api, 422, "Invalid input", detail=detail, errors=errors)

    @api.exception_handler(AuthenticationError)
    def unknown(request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
        answer = problem(
            request, api, 401, "Unauthorized", detail="Send a valid key as `Authorization: Bearer`."
        )
        answer["WWW-Authenticate"] = "Bearer"
        return answer

    @api.exception_handler(AuthorizationError)
    def forbidden(request: HttpRequest, error: AuthorizationError) -> HttpResponse:
        return problem(request, api, 403, "Forbidden", detail=str(error))

    @api.exception_handler(Http404)
    def missing(request: HttpRequest, _error: Http404) -> HttpResponse:
        return problem(request, api, 404, "Not found", detail="There is nothing at this address.")

    @api.exception_handler(HttpError)
    def other(request: HttpRequest, error: HttpError) -> HttpResponse:
        return problem(request, api, error.status_code, "Refused", detail=str(error))
