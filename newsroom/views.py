"""Pages of the whole newsroom."""

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def unreadable_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What can't be read: too large, which names the limit, or damaged."""
    too_large = isinstance(exception, RequestDataTooBig)
    limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE if too_large else None
    return render(request, "400.html", {"limit": limit}, status=413 if too_large else 400)
