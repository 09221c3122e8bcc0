"""Pages on which people look after sources: merging, grades, the record, the history."""

from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_POST, require_safe

from claims.merging import look_at_merge
from claims.models import Claim
from claims.provenance import first_claim_of, relayed_by, relays_of, who_relays_whom
from claims.splitting import undo_change
from claims.track_record import ENOUGH, track_record
from newsroom.models import User
from newsroom.pages import Page, done, page_of
from newsroom.permissions import Action, may
from sources import curation
from sources.forms import source_at
from sources.models import Reliability, Source, SourceEvent


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _day(given: str) -> date | None:
    """The day that somebody chose; None if there is none such, as the 30th of February."""
    try:
        day = parse_date(given)
    except ValueError:
        return None
    # The end of the first or last day of the calendar is no time in every zone.
    return day if day and date.min < day < date.max else None


@login_required
@require_safe
def care(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """A source's grades, history, relays and record, and what a person may do with it.

    `?into=` (an id or a name) previews a merge; `?as_of=` gives the record of that day.
    """
    assert isinstance(request.user, User)
    source = get_object_or_404(
        Source.objects.select_related("outlet", "parent", "owner", "merged_into"), pk=source_id
    )
    person = _person(request)
    day = _day(request.GET.get("as_of", ""))
    at = timezone.make_aware(datetime.combine(day, time.max)) if day else timezone.now()
    relays, relayed = (
        relays_of(source.canonical_id, to=person),
        relayed_by(source.canonical_id, to=person),
    )
    names = Source.objects.in_bulk([pk for pk, _ in (*relays, *relayed)])
    first = first_claim_of(source.canonical_id, to=person)
    context = {
        "source": source,
        "grades": source.grades.select_related("grader"),
        "letters": Reliability.choices,
        **_histories(request, source),
        "relays": [(names[relay], count) for relay, count in relays],
        "relayed": [(names[said], count) for said, count in relayed],
        "first": Claim.objects.select_related("outlet").filter(pk=first).first() if first else None,
        "record": track_record(source.canonical_id, as_of=at, to=person),
        "as_of": day,
        "enough": ENOUGH,
        "may_curate": may(request.user, Action.CURATE_SOURCES),
        **_preview(source, request.GET.get("into", ""), person),
    }
    return render(request, "claims/source_care.html", context)


def _histories(request: HttpRequest, source: Source) -> dict[str, Page[SourceEvent]]:
    """What was done with a source, what was split off it and what was merged into it, by pages."""
    events = source.events.select_related("actor", "other", "undone_by")
    splits = source.events.filter(kind=SourceEvent.Kind.SPLIT, other__merged_into=None)
    merges = SourceEvent.objects.filter(other=source, kind=SourceEvent.Kind.MERGED, undone_by=None)
    return {
        "events": page_of(events, request, name="history-"),
        "splits": page_of(splits.select_related("other", "actor"), request, name="splits-"),
        "merges": page_of(merges.select_related("source", "actor"), request, name="merges-"),
    }


@login_required
@require_safe
def relays(request: HttpRequest) -> HttpResponse:
    """Who passes on whom, over all articles, the most frequent of the latest first."""
    pairs = who_relays_whom(to=_person(request))
    names = Source.objects.in_bulk([pk for relay, said, _ in pairs for pk in (relay, said)])
    shown = [(names[relay], names[said], count) for relay, said, count in pairs]
    return render(request, "claims/relays.html", {"pairs": shown})


def _preview(source: Source, wanted: str, person: User) -> dict[str, Any]:
    """The merge that `?into=` asks to see, with how much would move."""
    if not wanted:
        return {}
    try:
        into = source_at(wanted)
    except ValidationError as error:
        return {"wanted": wanted, "not_found": error.messages[0]}
    return {"look": look_at_merge(source.pk, into.pk, to=person)}


@login_required
@require_POST
def merge(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """Merge, after the preview."""
    source = get_object_or_404(Source, pk=source_id)
    try:
        into = source_at(request.POST.get("into", ""))
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("claims:care", source.pk)
    reason = request.POST.get("reason", "")
    done(request, curation.merge_sources, source.pk, into.pk, reason=reason)
    return redirect("claims:care", source.pk)


@login_required
@require_POST
def undo(request: HttpRequest, source_id: UUID, event_id: UUID) -> HttpResponse:
    """Take a merge or a split back."""
    event = get_object_or_404(SourceEvent, pk=event_id)
    done(request, undo_change, event.pk)
    return redirect("claims:care", source_id)


@login_required
@require_POST
def grade(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """Grade the source's reliability."""
    source = get_object_or_404(Source, pk=source_id)
    letter, reason = request.POST.get("letter", ""), request.POST.get("reason", "")
    done(request, curation.grade_source, source.pk, letter, reason=reason)
    return redirect("claims:care", source.pk)
