"""The page on which a source is taken apart: choose, see what would move, then split."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from claims.models import Attribution, Claim, Hop
from claims.splitting import SplitPreview, preview_split, said_under, split_source
from newsroom.errors import BadInput, MusnadError
from newsroom.models import User
from newsroom.permissions import Action, admit
from newsroom.refusable import RefusableForm
from sources.forms import SHOWS_ITSELF
from sources.models import Source, SourceAlias
from sources.names import LONGEST_NAME

SHOWN = 100


class SplitForm(RefusableForm):
    """The name of the new source, and what it takes along."""

    name = forms.CharField(
        label=_("Name of the new source"),
        max_length=LONGEST_NAME,
        validators=[SHOWS_ITSELF],
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )
    aliases = forms.MultipleChoiceField(label=_("Names"), required=False)
    attributions = forms.TypedMultipleChoiceField(
        label=_("Single attributions"), required=False, coerce=UUID
    )
    reason = forms.CharField(
        label=_("Why"),
        required=False,
        max_length=2000,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )

    def __init__(self, names: Sequence[str], said: Sequence[UUID], *args: Any) -> None:
        super().__init__(*args)
        self.fields["aliases"].choices = [(name, name) for name in names]  # type: ignore[attr-defined]
        self.fields["attributions"].choices = [(pk, pk) for pk in said]  # type: ignore[attr-defined]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def split(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """Choose names and attributions; see what would move; and split once that was seen."""
    assert isinstance(request.user, User)
    admit(request.user, Action.CURATE_SOURCES, about=request.path)
    source = get_object_or_404(Source, pk=source_id)
    cluster = Source.objects.cluster(source.pk)
    aliases = SourceAlias.objects.filter(source__in=cluster).defer("vector")
    names = list(dict.fromkeys(aliases.values_list("surface", flat=True)))
    said = _said(cluster, request.user, request.POST.getlist("attributions"))
    form = SplitForm(names, [row.pk for row in said], request.POST or None)
    preview: SplitPreview | None = None
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        moved = list(
            dict.fromkeys([*values["attributions"], *said_under(source.pk, values["aliases"])])
        )
        try:
            if "confirm" not in request.POST:
                preview = preview_split(source.pk, moved, aliases=values["aliases"])
            else:
                event = split_source(
                    source.pk,
                    moved,
                    name=values["name"],
                    aliases=values["aliases"],
                    by=request.user,
                    reason=values["reason"],
                )
                assert event.other is not None
                return redirect("claims:source", event.other.pk)
        except BadInput as error:
            form.refuse(error)
        except MusnadError as error:
            form.add_error("attributions", str(error).removeprefix("attributions: "))
    context = {
        "source": source,
        "form": form,
        "names": names,
        "said": said,
        "chosen": {str(pk) for pk in form.cleaned_data.get("attributions", [])}
        if form.is_bound
        else set(),
        "preview": preview,
        "more": len(said) >= SHOWN,
    }
    refused = request.method == "POST" and preview is None
    return render(request, "claims/split.html", context, status=422 if refused else 200)


def _said(cluster: Sequence[UUID], person: User, ticked: Sequence[str]) -> list[Attribution]:
    """The latest attributions of a source in force, each with the claim it is about.

    What was ticked is among them, however many were added since the page was shown.
    """
    everything = (
        Attribution.objects.active()
        .filter(source__in=cluster, hops__claim__in=Claim.objects.visible_to(person))
        .distinct()
        .select_related("version__article__outlet")
        .defer("version__text")
        .order_by("-pk")
    )
    said = list(everything[:SHOWN])
    latest = {str(one.pk) for one in said}
    older = [pk for one in ticked if (pk := _id(one)) and str(pk) not in latest]
    if older:
        said += everything.filter(pk__in=older)
    hops = Hop.objects.filter(attribution__in=said, position=0).select_related("claim")
    claims = {hop.attribution_id: hop.claim for hop in hops}
    for attribution in said:
        attribution.claim = claims.get(attribution.pk)  # type: ignore[attr-defined]
    return said


def _id(given: str) -> UUID | None:
    try:
        return UUID(given)
    except ValueError:
        return None
