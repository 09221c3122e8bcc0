"""The page of a protected source: keep who it really is, look, permit others to look."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from newsroom.errors import BadInput, MusnadError
from newsroom.models import User
from newsroom.pages import page_of
from newsroom.permissions import Action, NotPermitted, admit, may
from newsroom.secrecy import quietly
from sources import protection
from sources.errors import ProtectionOff
from sources.models import Source
from sources.sealing import Identity, keys

LISTED = 100


@login_required
@require_safe
def protected_page(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """What was done with a source's identity, for who may look; for others a form to keep one."""
    return _page(request, source_id)


@quietly
@sensitive_post_parameters()
@login_required
@require_POST
def look(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """Show who the source really is, once, after the look was recorded."""
    get_object_or_404(Source, pk=source_id)
    try:
        found = protection.look(
            source_id, by=_person(request), reason=request.POST.get("reason", "")
        )
    except MusnadError as error:
        return _page(request, source_id, refused=error)
    return _page(request, source_id, identity=found)


@quietly
@sensitive_post_parameters()
@login_required
@require_POST
def keep(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """Keep who the source really is. A refusal doesn't send back what was typed."""
    identity = Identity(**{f: request.POST.get(f, "") for f in ("name", "contact", "note")})
    reason = request.POST.get("reason", "")
    return _done(
        request,
        source_id,
        lambda: protection.keep_identity(source_id, identity, by=_person(request), reason=reason),
    )


@login_required
@require_POST
def erase(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """Delete who the source really is."""
    reason = request.POST.get("reason", "")
    return _done(
        request,
        source_id,
        lambda: protection.erase_identity(source_id, by=_person(request), reason=reason),
    )


@login_required
@require_POST
def permit(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """Let a colleague look, or no longer."""
    person = get_object_or_404(User, username=request.POST.get("person", "").replace("\0", ""))
    workflow = protection.take_back if "take_back" in request.POST else protection.permit
    reason = request.POST.get("reason", "")
    return _done(
        request,
        source_id,
        lambda: workflow(source_id, person, by=_person(request), reason=reason),
    )


@login_required
@require_safe
def looks(request: HttpRequest) -> HttpResponse:
    """For administrators: all that was ever done with protected identities, the latest first."""
    person = _person(request)
    admit(person, Action.SEE_RECORDS, about=request.path)
    page = page_of(protection.recorded_for(person), request, size=LISTED)
    return render(request, "sources/looks.html", {"page": page})


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _done(request: HttpRequest, source_id: UUID, work: Callable[[], object]) -> HttpResponse:
    get_object_or_404(Source, pk=source_id)
    try:
        work()
    except MusnadError as error:
        return _page(request, source_id, refused=error)
    messages.success(request, _("Done, and recorded."))
    return redirect("sources:protected", source_id)


def _page(
    request: HttpRequest,
    source_id: UUID,
    *,
    identity: Identity | None = None,
    refused: MusnadError | None = None,
) -> HttpResponse:
    source = get_object_or_404(Source.objects.select_related("outlet"), pk=source_id)
    person = _person(request)
    may_look = protection.may_look(source_id, person)
    events = protection.events_of(source_id)
    try:
        off = not keys()
    except ProtectionOff:
        off = True
    context = {
        "source": source,
        "identity": identity,
        "refused": refused,
        "off": off,
        "may_look": may_look,
        "may_keep": may(person, Action.KEEP_PROTECTED),
        "permitted": protection.permitted(source_id) if may_look else (),
        "events": page_of(
            events if may_look else events.none(), request, size=LISTED, name="record-"
        ),
        "colleagues": User.objects.filter(is_active=True).order_by("username") if may_look else (),
    }
    status = 200 if refused is None else status_of(refused)
    return render(request, "sources/protected.html", context, status=status)


def status_of(refused: MusnadError) -> int:
    """The status of a page that says why something was refused."""
    if isinstance(refused, NotPermitted):
        return 403
    return 422 if isinstance(refused, BadInput) else 409
