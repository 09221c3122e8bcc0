"""The API of sources."""

from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.http import Http404, HttpRequest, HttpResponse
from ninja import Query, Router

from newsroom.answers import answer_one, answer_page
from newsroom.api_auth import Key
from newsroom.cursors import page_of
from newsroom.models import Scope
from newsroom.schemas import errors
from sources.models import Source, SourceAlias
from sources.schemas import SourceFilter, SourceOut, SourcePage

router = Router(tags=["Sources"])
Values = dict[str, Any]
COLUMNS = (
    "id",
    "name",
    "kind",
    "anonymity",
    "language",
    "outlet",
    "outlet__name",
    "provisional",
    "created_at",
)


@router.get("sources", auth=Key(Scope.READ), response={200: SourcePage, **errors(422)})
def list_sources(request: HttpRequest, query: Query[SourceFilter]) -> HttpResponse:
    """Sources, the latest made first."""
    return answer_page(request, page_of(request, _narrowed(query), COLUMNS, _row, query))


@router.get(
    "sources/{source_id}", auth=Key(Scope.READ), response={200: SourceOut, **errors(404, 422)}
)
def get_source(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """A source with all its names, the most frequent first."""
    aliases = SourceAlias.objects.filter(source=OuterRef("pk")).order_by("-count", "surface")
    alias = JSONObject(surface="surface", language="language", origin="origin", count="count")
    found = (
        Source.objects.filter(pk=source_id)
        .values(*COLUMNS, names=ArraySubquery(aliases.values(json=alias)))
        .first()
    )
    if found is None:
        raise Http404
    return answer_one(request, {**_row(found), "aliases": found["names"]})


def _narrowed(query: SourceFilter) -> QuerySet[Source]:
    sources = Source.objects.all()
    if query.q:
        sources = sources.named(query.q)
    wanted = {
        "kind": query.kind,
        "anonymity": query.anonymity,
        "outlet": query.outlet,
        "provisional": query.provisional,
    }
    return sources.filter(**{name: value for name, value in wanted.items() if value is not None})


def _row(values: Values) -> Values:
    outlet, outlet_name = values["outlet"], values["outlet__name"]
    return {
        "id": values["id"],
        "name": values["name"],
        "kind": values["kind"],
        "anonymity": values["anonymity"],
        "language": values["language"],
        "outlet": {"id": outlet, "name": outlet_name} if outlet else None,
        "provisional": values["provisional"],
        "created_at": values["created_at"],
    }
