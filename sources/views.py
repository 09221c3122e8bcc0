"""The list of sources."""

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from newsroom.pages import counted, page_of, part_or_page
from sources.models import Source, SourceKind
from sources.names import fold


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
    }
    return part_or_page(request, "sources/source_list.html", context)
