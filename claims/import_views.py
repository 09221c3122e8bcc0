"""The pages on which somebody imports a file of another program and watches it being read."""

from typing import Any, Final
from uuid import UUID

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from claims.import_run_models import ImportOutcome, ImportRun
from claims.imports import running
from newsroom.models import User
from newsroom.pages import page_of, part_or_page
from newsroom.permissions import Action, NotPermitted, admit
from newsroom.reading_forms import takes_files_up_to

SHOWN: Final = 20
SHOWN_LINES: Final = 50
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
        if file.size and file.size > running.MOST_BYTES:
            raise forms.ValidationError(
                _("At most %(limit)s are taken here; the command takes files of any size."),
                params={"limit": filesizeformat(running.MOST_BYTES)},
            )
        return file


@takes_files_up_to(running.MOST_BYTES)
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def import_page(request: HttpRequest) -> HttpResponse:
    """Hand in a file; below, one's own with their progress, which htmx asks for again."""
    by = _person(request)
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    if form.is_bound and form.is_valid():
        wanted = form.cleaned_data
        try:
            run = running.ask_for_import(
                wanted["format"], wanted["file"].chunks(), by=by, outlet=wanted["outlet"],
                file_name=wanted["file"].name,
            )  # fmt: skip
        except NotPermitted as refusal:
            raise PermissionDenied(str(refusal)) from refusal
        except running.TooManyImports as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("claims:import", run.pk)
    page = page_of(ImportRun.objects.filter(requested_by=by), request, size=SHOWN)
    context = {
        "form": form,
        "page": page,
        "names": dict(NAMES),
        "working": any(run.is_working for run in page.rows),
    }
    if form.is_bound:
        return render(request, "claims/imports.html", context, status=422)
    return part_or_page(request, "claims/imports.html", context, part="imports")


@login_required
@require_safe
def import_run(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """How far a file is: how many items came in, and which were refused by which rule."""
    run = get_object_or_404(ImportRun, pk=import_id, requested_by=_person(request))
    context = {
        "run": run,
        "name": dict(NAMES)[run.format],
        "counted": [(name, getattr(run, outcome)) for outcome, name in ImportOutcome.choices],
        "page": page_of(
            run.lines.filter(outcome=ImportOutcome.REFUSED), request, by="id", size=SHOWN_LINES
        ),
    }
    return part_or_page(request, "claims/import.html", context, part="run")


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    admit(request.user, Action.CORRECT, about="imports", own=True)
    return request.user
