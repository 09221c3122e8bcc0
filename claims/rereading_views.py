"""Pages on which a person lets a newer engine read the stored articles again."""

from collections.abc import Callable
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count, F, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from claims import attribution as engine
from claims import rereading as workflows
from claims.models import Rereading
from newsroom.models import User
from newsroom.pages import page_of, part_or_page, say_refused
from newsroom.permissions import Action, NotPermitted, admit

SHOWN = 20


@login_required
@require_safe
def rereading_list(request: HttpRequest) -> HttpResponse:
    """What was read again before, and the button that begins anew."""
    _admit(request)
    context = {
        "page": page_of(
            Rereading.objects.select_related("created_by", "decided_by"), request, size=SHOWN
        ),
        "unfinished": Rereading.objects.filter(state__in=workflows.OPEN).first(),
        "extractor": engine.EXTRACTOR_VERSION,
    }
    return render(request, "claims/rereading_list.html", context)


@login_required
@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """Begin to compare."""
    assert isinstance(request.user, User)
    try:
        rereading = workflows.start_rereading(by=request.user)
    except NotPermitted as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except workflows.RereadingNotPossible as error:
        say_refused(request, error)
        return redirect("claims:rereadings")
    return redirect("claims:rereading", rereading.pk)


@login_required
@require_safe
def rereading_page(request: HttpRequest, rereading_id: UUID) -> HttpResponse:
    """How far it is, and what would change; htmx asks again while a machine works."""
    _admit(request)
    rereading = get_object_or_404(Rereading, pk=rereading_id)
    articles = rereading.articles
    totals = articles.aggregate(
        number=Count("pk"),
        compared=Count("compared_at"),
        applied=Count("applied_at"),
        kept=Sum("kept", default=0),
        added=Sum("added", default=0),
        dropped=Sum("dropped", default=0),
        changed=Sum("changed", default=0),
    )
    most_changed = articles.annotate(changes=F("added") + F("dropped") + F("changed"))
    context = {
        "rereading": rereading,
        "totals": totals,
        "done": totals["applied" if rereading.is_decided else "compared"],
        "most_changed": most_changed.filter(changes__gt=0)
        .select_related("article__current", "article__outlet")
        .defer("article__current__text")
        .order_by("-changes", "pk")[:SHOWN],
    }
    return part_or_page(request, "claims/rereading.html", context, part="progress")


@login_required
@require_POST
def apply(request: HttpRequest, rereading_id: UUID) -> HttpResponse:
    """Let what was compared become what people see."""
    return _decide(request, rereading_id, workflows.apply_rereading)


@login_required
@require_POST
def cancel(request: HttpRequest, rereading_id: UUID) -> HttpResponse:
    """Leave everything as it is."""
    return _decide(request, rereading_id, workflows.cancel_rereading)


def _admit(request: HttpRequest) -> None:
    """Raises: PermissionDenied if their role lets nobody read again."""
    assert isinstance(request.user, User)
    admit(request.user, Action.REREAD, about=request.path)


def _decide(
    request: HttpRequest, rereading_id: UUID, decide: Callable[..., Rereading]
) -> HttpResponse:
    get_object_or_404(Rereading, pk=rereading_id)
    try:
        decide(rereading_id, by=request.user)
    except NotPermitted as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except workflows.RereadingNotPossible as error:
        say_refused(request, error)
    return redirect("claims:rereading", rereading_id)
