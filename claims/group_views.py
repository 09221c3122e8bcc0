"""Pages of claim groups: who says it, how many independent origins, where it drifted."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from claims import groups
from claims.group_pages import read_group
from claims.models import Claim, ClaimGroup
from newsroom.errors import MusnadError
from newsroom.models import User
from newsroom.pages import counted, page_of, part_or_page, say_refused


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


@login_required
@require_safe
def group_list(request: HttpRequest) -> HttpResponse:
    """Groups, newest first."""
    person = _person(request)
    groups_seen = ClaimGroup.objects.visible_to(person)
    seen = Q(memberships__claim__in=Claim.objects.visible_to(person))
    found = groups_seen.annotate(
        confirmed=Count("memberships", filter=seen & Q(memberships__state="confirmed")),
        suggested=Count("memberships", filter=seen & Q(memberships__state="suggested")),
    )
    context = {
        "page": page_of(found, request),
        "count": counted(groups_seen),
    }
    return part_or_page(request, "claims/group_list.html", context)


@login_required
@require_safe
def group_page(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """A group: is it true, was it said, who meets whom where, and what was lost on the way."""
    person = _person(request)
    group = get_object_or_404(ClaimGroup.objects.visible_to(person), pk=group_id)
    seen = Q(claim=None) | Q(claim__in=Claim.objects.visible_to(person))
    events = group.events.filter(seen).select_related("actor", "claim__outlet", "source")
    context = {
        "page": read_group(group, person),
        "group": group,
        "events": page_of(events, request, name="history-"),
    }
    return render(request, "claims/group.html", context)


def _done(
    request: HttpRequest, group_id: UUID, workflow: Callable[..., Any], *args: Any, **named: Any
) -> HttpResponse:
    """Call one workflow and go back to the group, with its refusal in words if it refused."""
    assert isinstance(request.user, User)
    get_object_or_404(ClaimGroup.objects.visible_to(request.user), pk=group_id)
    try:
        workflow(group_id, *args, by=request.user, **named)
    except MusnadError as error:
        say_refused(request, error)
    return redirect("claims:group", group_id)


@login_required
@require_POST
def start_group(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """Begin a group with one claim, which is its first member."""
    assert isinstance(request.user, User)
    claim = get_object_or_404(Claim.objects.visible_to(_person(request)), pk=claim_id)
    title = request.POST.get("title", "").strip() or claim.text[:200]
    try:
        group = groups.start_group(" ".join(title.split()), by=request.user)
        groups.decide_membership(group.pk, claim.pk, "confirmed", by=request.user)
    except MusnadError as error:
        say_refused(request, error)
        return redirect("claims:claim", claim_id)
    return redirect("claims:group", group.pk)


@login_required
@require_POST
def add_claim(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """Suggest a claim, given by its address or its id."""
    place = request.POST.get("claim", "").rstrip("/").rpartition("/")[2]
    try:
        claim = Claim.objects.visible_to(_person(request)).filter(pk=UUID(place)).first()
    except ValueError:
        claim = None
    if claim is None:
        messages.error(request, _("There is no claim at this address."))
        return redirect("claims:group", group_id)
    return _done(request, group_id, groups.suggest_member, claim.pk)


@login_required
@require_POST
def decide(request: HttpRequest, group_id: UUID, claim_id: UUID) -> HttpResponse:
    """Confirm or reject a member."""
    claim = get_object_or_404(Claim.objects.visible_to(_person(request)), pk=claim_id)
    state, reason = request.POST.get("state", ""), request.POST.get("reason", "")
    return _done(request, group_id, groups.decide_membership, claim.pk, state, reason=reason)


@login_required
@require_POST
def vouch(request: HttpRequest, group_id: UUID, source_id: UUID) -> HttpResponse:
    """Give or take back one's word for a source that names nobody."""
    workflow = groups.withdraw_vouch if "withdraw" in request.POST else groups.vouch
    return _done(request, group_id, workflow, source_id, reason=request.POST.get("reason", ""))
