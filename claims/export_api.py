"""The API of exports: at once as a stream, or as a file that a worker writes."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from ninja import Field, Query, Router, Schema
from pydantic import StrictFloat

from claims.export_models import Export, ExportState
from claims.exports import making
from claims.exports.formats import FORMATS, FormatName
from claims.schemas import ClaimsWanted
from newsroom.answers import answer_one, answer_page
from newsroom.api_auth import Key, caller
from newsroom.cursors import PageQuery, page_of
from newsroom.models import Scope
from newsroom.schemas import Flag, Strict, Whole, errors

router = Router(tags=["Exports"])
Values = dict[str, Any]
READ = Key(Scope.READ)
MOST_ROWS = 10_000_000
# What documents say of an answer that is a file.
OBJECTS = ("application/json", "application/ld+json")
FILES = {
    "responses": {
        200: {
            "description": "The export.",
            "content": {
                (media := form.media_type.partition(";")[0]): {
                    "schema": {"type": "object" if media in OBJECTS else "string"}
                }
                for form in FORMATS.values()
            },
        }
    }
}


class StreamQuery(ClaimsWanted):
    """Which claims, and how they are written."""

    bom: bool = Field(False, description="CSV with a byte order mark, for Excel.")
    limit: int | None = Field(None, ge=1, le=MOST_ROWS, description="Claims at most.")


class ExportFilters(ClaimsWanted, Strict):
    """The filters of `GET claims`; all that is given must hold."""

    # In an address all is text; in a body a number is a number.
    check_worthiness_from: StrictFloat | None = Field(
        None, ge=0, le=1, description="With at least so much to check: figures, charges, speakers."
    )
    attributed: Flag | None = Field(None, description="With a source, or in the outlet's voice.")
    found: Flag | None = Field(None, description="Whether the article still has the sentence.")


class ExportIn(Strict):
    """What to export."""

    format: FormatName
    filters: ExportFilters | None = Field(None, description="None: all claims.")
    bom: Flag = Field(False, description="CSV with a byte order mark, for Excel.")
    limit: Whole | None = Field(None, ge=1, le=MOST_ROWS, description="Claims at most.")


class ExportOut(Schema):
    """An export, and how far it is."""

    id: UUID
    format: FormatName
    filters: dict[str, Any]
    bom: bool
    limit: int | None
    state: ExportState
    rows: int | None = Field(description="As counted at the beginning; at the end, exactly.")
    rows_written: int
    failure: str | None
    file: str | None = Field(description="The file's address, while there is one.")
    sha256: str | None = Field(description="Of the file.")
    size: int | None = Field(description="Of the file, in bytes.")
    created_at: datetime
    finished_at: datetime | None
    expires_at: datetime | None = Field(description="When the file is deleted.")


class ExportPage(Schema):
    """A page of exports, the latest first."""

    items: list[ExportOut]
    next: str | None
    previous: str | None


@router.get("exports", auth=READ, response={200: ExportPage})
def list_exports(request: HttpRequest, query: Query[PageQuery]) -> HttpResponse:
    """The exports you asked for, the latest first."""
    mine = Export.objects.filter(requested_by=caller(request))
    return answer_page(request, page_of(mine, COLUMNS, _row, query))


@router.post("exports", auth=Key(Scope.REVIEW, Scope.ADMIN), response={202: ExportOut})
def ask_for_export(request: HttpRequest, wanted: ExportIn) -> HttpResponse:
    """Have claims written into a file; ask at `Location` how far it is."""
    export = making.ask_for_export(
        wanted.format,
        wanted.filters or ClaimsWanted.model_validate({}),
        by=caller(request),
        base=base_of(request),
        bom=wanted.bom,
        limit=wanted.limit,
    )
    location = reverse("api:get_export", args=[export.pk])
    return answer_one(request, _values(request, export.pk), status=202, location=location)


@router.get(
    "exports/stream/{format}", auth=READ, response={200: str, **errors(404)}, openapi_extra=FILES
)
def stream_export(
    request: HttpRequest,
    format: FormatName,  # noqa: A002 - what the address calls it
    query: Query[StreamQuery],
) -> HttpResponseBase:
    """Claims in a format, as they are read: of one moment, however many they are."""
    form = FORMATS[format]
    parts = making.streamed(
        format, query, by=caller(request), base=base_of(request), bom=query.bom, limit=query.limit
    )
    answer = StreamingHttpResponse(parts, content_type=form.media_type)
    answer["Content-Disposition"] = f'inline; filename="musnad.{form.suffix}"'
    answer["Cache-Control"] = "private, no-store"
    return answer


@router.get("exports/{uuid:export_id}", auth=READ, response={200: ExportOut, **errors(404)})
def get_export(request: HttpRequest, export_id: UUID) -> HttpResponse:
    """How far an export is."""
    return answer_one(request, _values(request, export_id))


@router.get(
    "exports/{uuid:export_id}/file",
    auth=READ,
    response={200: str, **errors(404, 409)},
    openapi_extra=FILES,
)
def get_export_file(request: HttpRequest, export_id: UUID) -> HttpResponseBase:
    """An export's file; 409 while there is none, or no longer."""
    try:
        export, form, file = making.open_file(export_id, by=caller(request))
    except Export.DoesNotExist:
        raise Http404 from None
    return file_answer(export, form.media_type, file)


def file_answer(export: Export, media_type: str, file: Any) -> FileResponse:
    """A file to be saved, named after its format and day."""
    name = f"musnad-{export.created_at:%Y-%m-%d}{making.file_of(export).suffix}"
    answer = FileResponse(file, as_attachment=True, filename=name, content_type=media_type)
    answer["ETag"] = f'"{export.sha256}"'
    answer["Cache-Control"] = "private, no-cache"
    return answer


def base_of(request: HttpRequest) -> str:
    """The address that links in an export begin with: where the request came to."""
    return request.build_absolute_uri("/").rstrip("/")


COLUMNS = (
    "id",
    "format",
    "filters",
    "bom",
    "limit",
    "state",
    "rows",
    "rows_written",
    "failure",
    "sha256",
    "size",
    "created_at",
    "finished_at",
    "expires_at",
)


def _values(request: HttpRequest, export_id: UUID) -> Values:
    mine = Export.objects.filter(pk=export_id, requested_by=caller(request))
    found = mine.values(*COLUMNS).first()
    if found is None:
        raise Http404
    return _row(found)


def _row(values: Values) -> Values:
    ready = values["state"] == ExportState.READY
    return {
        **values,
        "failure": values["failure"] or None,
        "sha256": values["sha256"] or None,
        "file": reverse("api:get_export_file", args=[values["id"]]) if ready else None,
    }
