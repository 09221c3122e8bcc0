"""Programs' requests, apart from pages'."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import resolve

API = "/api/v1/"


def past_pages(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: whoever calls the API with a key goes straight to the endpoint.

    What stands below it in MIDDLEWARE is for people: sign-in, forms, notes on the next page. It
    takes longer than to find a claim.
    """

    def answer(request: HttpRequest) -> HttpResponseBase:
        if not (request.path_info.startswith(API) and "Authorization" in request.headers):
            return get_response(request)
        request.resolver_match = found = resolve(request.path_info)
        answered: HttpResponseBase = found.func(request, *found.args, **found.kwargs)
        return answered

    return answer
