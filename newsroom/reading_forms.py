"""What of a request is read before a page looks at it: no null characters, no endless file."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest
from django.http.response import HttpResponseBase

OTHER_FIELDS = 1 << 20  # bytes, of what a form has besides its file
MOST_BYTES = "most_bytes"  # of a view that takes larger files than others
View = TypeVar("View", bound=Callable[..., Any])


def takes_files_up_to(size: int) -> Callable[[View], View]:
    """For a view to which people who are signed in may hand larger files, of so many bytes."""

    def marked(view: View) -> View:
        setattr(view, MOST_BYTES, size)
        return view

    return marked


class WithoutNull:
    """Middleware: a null character, which no form sends and PostgreSQL can't store, is a 400."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Go on; it is looked at after the check of the form's token, which reads the form."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        """Raises: BadRequest."""
        for given in (request.GET, request.POST):
            if any("\0" in one for _, values in given.lists() for one in values):
                raise BadRequest("A null character.")


class UpToTheLimit(FileUploadHandler):
    """Refuses to read what is far too large, from whoever: files go to the disk as they come.

    A form says at its field that a file is too large; that takes a file a little above the limit.
    """

    def handle_raw_input(
        self,
        input_data: Any,  # noqa: ARG002
        META: Any,  # noqa: ARG002, N803
        content_length: int,
        boundary: Any,  # noqa: ARG002
        encoding: Any = None,  # noqa: ARG002
    ) -> None:
        """Raises: RequestDataTooBig."""
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        match = self.request.resolver_match if self.request else None
        if self.request and match and self.request.user.is_authenticated:
            most = getattr(match.func, MOST_BYTES, most)
        if content_length > 2 * most + OTHER_FIELDS:
            raise RequestDataTooBig

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:  # noqa: ARG002
        """The next handler keeps it."""
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """The next handler has it."""
