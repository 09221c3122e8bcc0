"""The page on which somebody imports a file of another program."""

from collections import Counter
from itertools import islice
from typing import Any, Final

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from claims.imports.formats import REFUSED, import_file
from newsroom.models import User
from newsroom.permissions import Action, NotPermitted, admit

# Somebody waits for it; the command takes files of any size.
MOST_BYTES: Final = 2 * 1024 * 1024
SHOWN: Final = 100
OUTCOMES: Final = {
    "created": _("New"),
    "changed": _("Brought up to date"),
    "unchanged": _("Here already"),
    REFUSED: _("Refused"),
}
NAMES: Final = [
    ("claimreview", _("Fact-checks of others (ClaimReview)")),
    ("ninjs", _("Articles (ninjs)")),
    ("newsml", _("Articles (NewsML-G2)")),
    ("citron", _("Quotations to train on (Citron)")),
    ("gendergap", _("Quotations to train on (Gender Gap Tracker)")),
    ("doccano", _("Quotations to train on (doccano)")),
]


class ImportForm(forms.Form):
    """Which file, in which format."""

    format = forms.ChoiceField(label=_("Format"), choices=NAMES)
    file = forms.FileField(label=_("File"), widget=forms.FileInput())
    outlet = forms.CharField(
        label=_("Outlet"),
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        help_text=_("Who published the articles, where the file doesn't say so."),
    )

    def clean_file(self) -> Any:
        """A file over the limit is refused before anybody reads it."""
        file = self.cleaned_data["file"]
        if file.size and file.size > MOST_BYTES:
            raise forms.ValidationError(
                _("At most %(limit)s are taken here; the command takes files of any size."),
                params={"limit": filesizeformat(MOST_BYTES)},
            )
        return file


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def import_page(request: HttpRequest) -> HttpResponse:
    """Take in a file, and say what became of its items: how many, and why some were refused."""
    assert isinstance(request.user, User)
    admit(request.user, Action.CORRECT, about="imports", own=True)
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    context: dict[str, Any] = {"form": form}
    if form.is_bound and form.is_valid():
        context |= _taken(form, request.user)
    status = 422 if form.errors else 200
    return render(request, "claims/imports.html", context, status=status)


def _taken(form: ImportForm, by: User) -> dict[str, Any]:
    wanted = form.cleaned_data
    file = wanted["file"].file
    counted: Counter[str] = Counter()
    refused = []
    try:
        for result in import_file(wanted["format"], file, by=by, outlet=wanted["outlet"]):
            counted[result.outcome] += 1
            if result.outcome == REFUSED:
                refused.append(result)
    except NotPermitted as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    return {
        "counted": [(name, counted[outcome]) for outcome, name in OUTCOMES.items()],
        "refused": list(islice(refused, SHOWN)),
        "more": max(0, len(refused) - SHOWN),
        "nothing": not counted,
    }
