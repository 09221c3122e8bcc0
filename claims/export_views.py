"""The page on which somebody asks for an export and watches it being written."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from claims.export_api import base_of, file_answer
from claims.export_models import Export
from claims.exports import making
from claims.exports.formats import FormatName
from claims.filters import LANGUAGES
from claims.schemas import ClaimsWanted
from claims.states import ReviewStatus
from newsroom.models import User
from newsroom.pages import page_of, part_or_page, say_refused
from newsroom.permissions import Action, NotPermitted, admit

SHOWN = 20
_DAY = {"type": "datetime-local"}


class ExportForm(forms.Form):
    """Which claims, and in which format."""

    format = forms.ChoiceField(label=_("Format"), choices=FormatName.choices)
    q = forms.CharField(
        label=_("Words"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    status = forms.ChoiceField(
        label=_("Status"), required=False, choices=[("", _("All")), *ReviewStatus.choices]
    )
    language = forms.ChoiceField(
        label=_("Language"), required=False, choices=[("", _("All")), *LANGUAGES]
    )
    published_from = forms.DateTimeField(
        label=_("Published from"), required=False, widget=forms.DateTimeInput(attrs=_DAY)
    )
    published_before = forms.DateTimeField(
        label=_("Published before"), required=False, widget=forms.DateTimeInput(attrs=_DAY)
    )
    bom = forms.BooleanField(
        label=_("CSV for Excel"),
        required=False,
        help_text=_("With a byte order mark, so that Excel reads Arabic."),
    )

    def wanted(self) -> ClaimsWanted:
        """The filters that were filled in."""
        given: dict[str, Any] = {
            name: value
            for name, value in self.cleaned_data.items()
            if value and name in ClaimsWanted.model_fields
        }
        if "status" in given:
            given["status"] = [given["status"]]
        return ClaimsWanted(**given)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def export_list(request: HttpRequest) -> HttpResponse:
    """Ask for an export; below, one's own with their progress, which htmx asks for again."""
    user = _person(request)
    form = ExportForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            making.ask_for_export(
                form.cleaned_data["format"],
                form.wanted(),
                by=user,
                base=base_of(request),
                bom=form.cleaned_data["bom"],
            )
        except NotPermitted as refusal:
            raise PermissionDenied(str(refusal)) from refusal
        except making.TooManyExports as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("claims:exports")
    page = page_of(Export.objects.filter(requested_by=user), request, size=SHOWN)
    context = {
        "form": form,
        "page": page,
        "working": any(export.is_working for export in page.rows),
    }
    if form.is_bound:
        return render(request, "claims/exports.html", context, status=422)
    return part_or_page(request, "claims/exports.html", context, part="exports")


@login_required
@require_safe
def export_file(request: HttpRequest, export_id: UUID) -> HttpResponse | FileResponse:
    """The file, for whoever asked for it."""
    try:
        export, form, file = making.open_file(export_id, by=_person(request))
    except Export.DoesNotExist:
        raise Http404 from None
    except making.ExportNotReady as refusal:
        say_refused(request, refusal)
        return redirect("claims:exports")
    return file_answer(export, form.media_type, file)


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    admit(request.user, Action.EXPORT, own=True, about=request.path)
    return request.user
