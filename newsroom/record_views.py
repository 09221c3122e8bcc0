"""What people and programs were refused, for administrators to read."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from newsroom.errors import NotPermitted
from newsroom.models import RefusedAttempt, User
from newsroom.pages import page_of, part_or_page
from newsroom.permissions import Action, check_permitted


@login_required
@require_safe
def refused_attempts(request: HttpRequest) -> HttpResponse:
    """Who tried what they may not do, the latest first. Looking without leave is one more."""
    assert isinstance(request.user, User)
    try:
        check_permitted(request.user, Action.SEE_RECORDS, about="refused attempts")
    except NotPermitted as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    page = page_of(RefusedAttempt.objects.select_related("actor"), request)
    return part_or_page(request, "newsroom/refused_attempts.html", {"page": page})
