"""What people and programs were refused, for administrators to read."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from newsroom.models import ApiKey, RefusedAttempt, User
from newsroom.pages import page_of, part_or_page
from newsroom.permissions import Action, admit

# At its ends the calendar has no day before, none after, and not every zone's hours.
IN_THE_CALENDAR = (MinValueValidator(date(1, 1, 2)), MaxValueValidator(date(9999, 12, 30)))


class RefusalFilters(forms.Form):
    """Which refusals; a value that means nothing filters nothing."""

    person = forms.CharField(
        label=_("Person"), required=False, max_length=150, help_text=_("a part of the name")
    )
    key = forms.CharField(
        label=_("API key"),
        required=False,
        max_length=200,
        help_text=_("a part of its name, or its first characters"),
    )
    since = forms.DateField(
        label=_("From the day"),
        required=False,
        validators=IN_THE_CALENDAR,
        widget=forms.DateInput({"type": "date"}),
    )
    until = forms.DateField(
        label=_("Until the day"),
        required=False,
        validators=IN_THE_CALENDAR,
        widget=forms.DateInput({"type": "date"}),
    )

    def narrow(self, refusals: QuerySet[RefusedAttempt]) -> QuerySet[RefusedAttempt]:
        """Those that fit all filters; both days are included."""
        self.is_valid()
        wanted: dict[str, Any] = self.cleaned_data
        if name := wanted.get("person"):
            refusals = refusals.filter(actor__in=User.objects.filter(username__icontains=name))
        if name := wanted.get("key"):
            keys = ApiKey.objects.filter(name__icontains=name)
            keys |= ApiKey.objects.filter(hint__startswith=name[:12])
            refusals = refusals.filter(key__in=keys)
        if since := wanted.get("since"):
            refusals = refusals.filter(at__gte=_beginning_of(since))
        if until := wanted.get("until"):
            refusals = refusals.filter(at__lt=_beginning_of(until + timedelta(days=1)))
        return refusals


def _beginning_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


@login_required
@require_safe
def refused_attempts(request: HttpRequest) -> HttpResponse:
    """Who tried what they may not do, the latest first. Looking without leave is one more."""
    assert isinstance(request.user, User)
    admit(request.user, Action.SEE_RECORDS, about=request.path)
    filters = RefusalFilters(request.GET)
    refusals = filters.narrow(RefusedAttempt.objects.select_related("actor", "key"))
    context = {"page": page_of(refusals, request), "filters": filters}
    return part_or_page(request, "newsroom/refused_attempts.html", context)
