"""Keeping what is secret out of everything that a program writes besides its answer.

Addresses below `/sources/ID/protected` handle who a protected source really is. Their answers are
stored nowhere on the way, and what fails there says where it failed, never with which words.
"""

import re
from collections.abc import Callable, ItemsView
from functools import wraps
from types import FrameType
from typing import Any, ParamSpec, TypeVar

from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.views.debug import SafeExceptionReporterFilter

from newsroom.errors import MusnadError

P = ParamSpec("P")
R = TypeVar("R")
REFUSALS = (MusnadError, Http404, PermissionDenied, BadRequest, SuspiciousOperation)
SECRET_ADDRESS = re.compile(r"/sources/[^/]+/protected(/|$)")


class SecretWorkFailed(Exception):
    """Work on something secret broke off; the message says how and where, and no more."""


def quietly(work: Callable[P, R]) -> Callable[P, R]:
    """Let nothing out of a function but polite refusals, and of other errors kind and place.

    The error that leaves has neither the words of the first one nor its frames, in whose
    variables a tracker of errors would find what is secret.
    """

    @wraps(work)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return work(*args, **kwargs)
        except REFUSALS:
            raise
        except Exception as error:  # noqa: BLE001 - it is raised again, without its words
            failed = SecretWorkFailed(f"{type(error).__name__} in {_place_of(error)}")
        raise failed

    return run


def _place_of(error: Exception) -> str:
    found, at = "an unknown place", error.__traceback__
    while at is not None:
        found, at = f"{at.tb_frame.f_code.co_qualname}, line {at.tb_lineno}", at.tb_next
    return found


def is_secret(request: HttpRequest | None) -> bool:
    """Whether a request is about who a protected source really is."""
    return request is not None and bool(SECRET_ADDRESS.search(request.path_info))


def nothing_kept(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: no cache or browser keeps an answer of a secret address, a refusal neither."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if is_secret(request):
            response["Cache-Control"] = "no-store"
        return response

    return answer


class NothingSecret(SafeExceptionReporterFilter):
    """What pages and mails about errors may show: of a secret address nothing that was sent.

    Django's own filter shows all in debug mode; this one doesn't.
    """

    def is_active(self, request: HttpRequest | None) -> bool:
        """Whether something is to be hidden."""
        return is_secret(request) or super().is_active(request)

    def get_post_parameters(self, request: HttpRequest | None) -> dict[str, Any] | QueryDict:
        """What a form sent, in which nothing secret is left."""
        return {} if is_secret(request) else super().get_post_parameters(request)

    def get_traceback_frame_variables(
        self, request: HttpRequest, tb_frame: FrameType
    ) -> ItemsView[str, Any]:
        """The variables of a frame, of a secret request none."""
        if is_secret(request):
            return {}.items()
        return super().get_traceback_frame_variables(request, tb_frame)
