"""Signing in again in the middle of work: one comes back to the page, where what was typed waits.

A sign-in that ended answers with the sign-in page. A form that was sent by then would lead to an
address that takes no look; a script would put the sign-in page into the middle of the other one.
"""

import logging
from collections.abc import Callable
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from redis import RedisError

logger = logging.getLogger(__name__)


class NotUncounted:
    """Middleware: while Valkey, which counts the tries, is away nobody signs in; a page says so."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Go on; what fails comes to `process_exception`."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer 503 where a page can't do without Valkey."""
        if not isinstance(error, RedisError):
            return None
        logger.error("Valkey doesn't answer, so %s can't be served.", request.path, exc_info=error)
        answer = render(request, "503.html", status=503)
        answer["Retry-After"] = "5"
        return answer


def back_to_the_page(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: whoever has to sign in for a form or a part comes back to the page it was on."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        found = get_response(request)
        asked_by_htmx = request.headers.get("HX-Request") == "true"
        if not _sends_to_sign_in(found) or (request.method == "GET" and not asked_by_htmx):
            return found
        address = f"{reverse('account_login')}?{urlencode({'next': _page_of(request)})}"
        if asked_by_htmx:
            return HttpResponse(status=204, headers={"HX-Redirect": address})
        found["Location"] = address
        return found

    return answer


def _sends_to_sign_in(answer: HttpResponseBase) -> bool:
    if answer.status_code != 302:
        return False
    return urlsplit(answer.headers["Location"]).path == reverse("account_login")


def _page_of(request: HttpRequest) -> str:
    """The page on which somebody was; never one of another site."""
    given = request.headers.get("HX-Current-URL") or request.headers.get("Referer") or ""
    if not url_has_allowed_host_and_scheme(given, allowed_hosts={request.get_host()}):
        return "/"
    parts = urlsplit(given)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
