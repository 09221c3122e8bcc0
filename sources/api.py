"""The API of sources."""

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from ninja import Query, Router

from newsroom.answers import answer_new, answer_one, answer_page
from newsroom.api_auth import Key, caller
from newsroom.bulk import answer_bulk, each_alone, ndjson_body
from newsroom.cursors import page_of
from newsroom.endpoints import guarded_change, resumes_by_itself
from newsroom.models import Scope
from newsroom.schemas import errors
from sources import curation
from sources.models import Source, SourceAlias
from sources.schemas import (
    AliasIn,
    AliasQuery,
    SourceChange,
    SourceFilter,
    SourceIn,
    SourceLine,
    SourceOut,
    SourcePage,
)

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
MORE = (
    "merged_into",
    "parent",
    "owner",
    "country",
    "wikidata_id",
    "domains",
    "accounts",
    "notes",
)


@router.get("sources", auth=Key(Scope.READ), response={200: SourcePage, **errors(422)})
def list_sources(request: HttpRequest, query: Query[SourceFilter]) -> HttpResponse:
    """Sources, the latest made first."""
    return answer_page(request, page_of(_narrowed(query), COLUMNS, _row, query))


@router.post(
    "sources/bulk",
    auth=Key(Scope.ADMIN, Scope.REVIEW),
    response={200: SourceLine, **errors(413, 415)},
    openapi_extra=ndjson_body(SourceIn, {"name": "Khalifa Haftar", "kind": "person"}),
)
@resumes_by_itself
def add_sources(request: HttpRequest) -> StreamingHttpResponse:
    """Make many sources: a line of JSON for each, as `POST sources` takes it."""
    by = caller(request)

    def added(line: SourceIn) -> Values:
        made = curation.add_source(_changes(line), by=by, reason=line.reason)
        return {"status": 201, "id": made.pk, "url": f"/api/v1/sources/{made.pk}"}

    work = partial(each_alone, do=added)
    return answer_bulk(request, SourceIn, work, by=by, portion=1)


@router.get(
    "sources/{source_id}",
    auth=Key(Scope.READ),
    response={200: SourceOut, 301: SourceOut, **errors(404, 422)},
)
def get_source(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """A source with all its names, the most frequent first.

    A merged source answers 301: `Location` and `merged_into` lead to the one that stands for it.
    """
    body = source_values(source_id)
    answer = answer_one(request, body)
    if body["merged_into"] and answer.status_code == 200:
        answer.status_code = 301
        answer["Location"] = reverse("api:get_source", args=[body["merged_into"]])
    return answer


@router.post(
    "sources",
    auth=Key(Scope.ADMIN, Scope.REVIEW),
    response={201: SourceOut, **errors(409)},
)
def add_source(request: HttpRequest, source: SourceIn) -> HttpResponse:
    """Make a source that nobody has quoted yet."""
    made = curation.add_source(_changes(source), by=caller(request), reason=source.reason)
    return answer_new(request, source_values(made.pk))


@router.patch(
    "sources/{source_id}",
    auth=Key(Scope.ADMIN, Scope.REVIEW),
    response={200: SourceOut, **errors(404, 409, 412)},
)
def change_source(request: HttpRequest, source_id: UUID, source: SourceChange) -> HttpResponse:
    """Change what is known of a source; each old value is kept in its history."""
    changed = guarded_change(
        request,
        Source.objects.filter(pk=source_id),
        lambda: source_values(source_id),
        lambda: curation.edit_source(
            source_id, _changes(source), by=caller(request), reason=source.reason
        ),
    )
    return answer_one(request, changed)


@router.post(
    "sources/{source_id}/aliases",
    auth=Key(Scope.ADMIN, Scope.REVIEW),
    response={200: SourceOut, **errors(404, 412)},
)
def add_alias(request: HttpRequest, source_id: UUID, alias: AliasIn) -> HttpResponse:
    """Say that a source is also known by this name, so that it is recognised by it."""
    changed = guarded_change(
        request,
        Source.objects.filter(pk=source_id),
        lambda: source_values(source_id),
        lambda: curation.add_alias(
            source_id, alias.surface, language=alias.language, by=caller(request)
        ),
    )
    return answer_one(request, changed)


@router.delete(
    "sources/{source_id}/aliases",
    auth=Key(Scope.ADMIN, Scope.REVIEW),
    response={200: SourceOut, **errors(404, 412)},
)
def remove_alias(request: HttpRequest, source_id: UUID, query: Query[AliasQuery]) -> HttpResponse:
    """Say that a source isn't known by this name; what was attributed stays as it is."""
    changed = guarded_change(
        request,
        Source.objects.filter(pk=source_id),
        lambda: source_values(source_id),
        lambda: curation.remove_alias(source_id, query.surface, by=caller(request)),
    )
    return answer_one(request, changed)


def _changes(source: SourceChange) -> Values:
    """What was sent, by the names of our columns."""
    sent = source.model_dump(exclude_unset=True, exclude={"reason"})
    return {
        f"{name}_id" if name in ("outlet", "parent", "owner") else name: sent[name] for name in sent
    }


def source_values(source_id: UUID) -> Values:
    """All that the API says of a source, in one query. Raises: Http404."""
    aliases = SourceAlias.objects.filter(
        Q(source=OuterRef("pk")) | Q(source__merged_into=OuterRef("pk"))
    ).order_by("-count", "surface")
    alias = JSONObject(surface="surface", language="language", origin="origin", count="count")
    found = (
        Source.objects.filter(pk=source_id)
        .values(*COLUMNS, *MORE, names=ArraySubquery(aliases.values(json=alias)))
        .first()
    )
    if found is None:
        raise Http404
    return {**_row(found), **{name: found[name] for name in MORE}, "aliases": found["names"]}


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
