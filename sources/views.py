"""The list of sources, and the forms by which people make and edit them."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from newsroom.errors import BadInput
from newsroom.models import User
from newsroom.pages import counted, page_of, part_or_page, say_refused
from newsroom.permissions import Action, admit, may
from sources import curation
from sources.forms import AliasForm, SourceForm
from sources.models import Source, SourceKind
from sources.names import fold

NAMES_OFFERED = 12


@login_required
@require_safe
def source_list(request: HttpRequest) -> HttpResponse:
    """Sources by name, of one kind if asked, or of a name or alias that has the words."""
    sources = Source.objects.for_listing()
    kind, query = request.GET.get("kind", ""), request.GET.get("q", "").strip()
    if kind in SourceKind.values:
        sources = sources.filter(kind=kind)
    for word in fold(query).split():
        by_alias = Source.objects.filter(aliases__folded__contains=word)
        sources = sources.filter(Q(folded__contains=word) | Q(pk__in=by_alias.values("pk")))
    context = {
        "page": page_of(sources, request, by="folded"),
        "count": counted(sources),
        "kinds": SourceKind.choices,
        "kind": kind,
        "query": query,
        "may_curate": isinstance(request.user, User) and may(request.user, Action.CURATE_SOURCES),
    }
    return part_or_page(request, "sources/source_list.html", context)


@login_required
@require_safe
def names(request: HttpRequest) -> HttpResponse:
    """Known sources with the words typed so far, as options of a field."""
    words = next((str(value) for value in request.GET.values() if value), "")
    found = Source.objects.standing().select_related("outlet").named(words)
    offered = found.order_by("provisional", "folded")[:NAMES_OFFERED] if words.strip() else []
    context = {"sources": offered}
    return render(request, "sources/options.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Make a source by hand."""
    person = _curator(request)
    form = SourceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = curation.add_source(form.values(), by=person, reason=form.cleaned_data["reason"])
        except BadInput as error:
            form.refuse(error)
        else:
            return redirect("claims:source", made.pk)
    return _form(request, form)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """Change what is known of a source."""
    person = _curator(request)
    source = get_object_or_404(
        Source.objects.select_related("outlet", "parent", "owner"), pk=source_id
    )
    form = SourceForm(request.POST) if request.method == "POST" else SourceForm.of(source)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            curation.edit_source(source.pk, form.values(), by=person, reason=reason)
        except BadInput as error:
            form.refuse(error)
        else:
            messages.success(request, _("Saved."))
            return redirect("claims:source", source.pk)
    return _form(request, form, source=source)


@login_required
@require_POST
def add_name(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """Say that a source is also known by another name."""
    person = _curator(request)
    source = get_object_or_404(Source, pk=source_id)
    form = AliasForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            curation.add_alias(source.pk, said["surface"], language=said["language"], by=person)
        except BadInput as error:
            form.refuse(error)
        else:
            return redirect(f"{reverse('sources:edit', args=[source.pk])}#names")
    return _form(request, SourceForm.of(source), source=source, alias_form=form)


@login_required
@require_POST
def remove_name(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """Say that a source isn't known by a name."""
    person = _curator(request)
    source = get_object_or_404(Source, pk=source_id)
    try:
        curation.remove_alias(source.pk, request.POST.get("surface", ""), by=person)
    except BadInput as error:
        say_refused(request, error)
    return redirect(f"{reverse('sources:edit', args=[source.pk])}#names")


def _curator(request: HttpRequest) -> User:
    """Who asks. Raises: PermissionDenied if their role doesn't look after sources."""
    assert isinstance(request.user, User)
    admit(request.user, Action.CURATE_SOURCES, about=request.path)
    return request.user


def _form(
    request: HttpRequest,
    form: SourceForm,
    *,
    source: Source | None = None,
    alias_form: AliasForm | None = None,
) -> HttpResponse:
    """The page of both forms; 422 if something was refused, and nothing was changed then."""
    context = {
        "form": form,
        "source": source,
        "alias_form": alias_form or AliasForm(),
        "aliases": source.aliases.defer("vector") if source else [],
    }
    wrong = form.is_bound or (alias_form is not None and alias_form.is_bound)
    return render(request, "sources/edit.html", context, status=422 if wrong else 200)
