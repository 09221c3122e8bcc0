"""The API of files that a worker takes in: handing one in, how far it is, what became of it."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, ClassVar, Final, Literal
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Field, Query, Router, Schema

from claims.import_run_models import ImportLine, ImportOutcome, ImportRun, ImportState
from claims.imports import running
from newsroom.answers import answer_one, answer_page
from newsroom.api_auth import Key, caller
from newsroom.cursors import PageQuery, page_of
from newsroom.errors import BadInput
from newsroom.models import Scope
from newsroom.schemas import Strict, Words, errors

router = Router(tags=["Imports"])
INGEST = Key(Scope.INGEST)
CHUNK: Final = 1 << 16
FormatName = Literal["claimreview", "ninjs", "newsml", "citron", "gendergap", "doccano"]
FILE: Final = {
    "requestBody": {
        "required": True,
        "content": {
            "application/octet-stream": {
                "schema": {"type": "string", "format": "binary", "minLength": 1},
                "example": '{"uri": "urn:cms:7", "version": "1", "body_text": "Rain fell."}\n',
            }
        },
    }
}


class FileQuery(Strict):
    """What is in the file."""

    format: FormatName
    outlet: Words = Field("", max_length=500, description="Who published it, if no item says so.")
    name: Words = Field("", max_length=255, description="What the file is called.")


class ImportOut(Schema):
    """A file, and how far it is."""

    id: UUID
    format: FormatName
    outlet: str
    name: str
    state: ImportState
    size: int = Field(description="Bytes.")
    bytes_read: int
    items_read: int
    created: int
    changed: int
    unchanged: int
    refused: int
    failure: str | None
    created_at: datetime
    finished_at: datetime | None


class ImportPage(Schema):
    """A page of imports, the latest first."""

    items: list[ImportOut]
    next: str | None
    previous: str | None


class ImportFilter(PageQuery, row=ImportOut):
    """Which imports."""


class ImportLineOut(Schema):
    """What became of an item."""

    place: str = Field(description="Where it stood.", examples=["line 3"])
    outcome: ImportOutcome
    name: str | None = Field(description="The item's address or `uri` with its version.")
    id: UUID | None = Field(description="What came of it.")
    field: str | None = Field(description="Which field broke a rule.")
    rule: str | None


class ImportLinePage(Schema):
    """A page of result lines, those of the file's end first."""

    items: list[ImportLineOut]
    next: str | None
    previous: str | None


class ImportLineFilter(PageQuery, row=ImportLineOut):
    """Which result lines."""

    key_type: ClassVar[type[int]] = int
    outcome: ImportOutcome | None = None


COLUMNS = (
    "id", "format", "outlet", "file_name", "state", "size", "bytes_read", "items_read", "created",
    "changed", "unchanged", "refused", "failure", "created_at", "finished_at",
)  # fmt: skip
LINE_COLUMNS = ("id", "place", "outcome", "name", "thing", "field", "rule")


@router.get("imports/files", auth=INGEST, response={200: ImportPage, **errors(422)})
def list_imports(request: HttpRequest, query: Query[ImportFilter]) -> HttpResponse:
    """The files you handed in, the latest first."""
    mine = ImportRun.objects.filter(requested_by=caller(request))
    return answer_page(request, page_of(mine, COLUMNS, _row, query))


@router.post(
    "imports/files",
    auth=INGEST,
    response={202: ImportOut, **errors(400, 409, 413, 415, 422)},
    openapi_extra=FILE,
)
def import_file(request: HttpRequest, query: Query[FileQuery]) -> HttpResponse:
    """Hand in a file of any of the formats as the body; a worker takes in its items.

    Ask at `Location` how far it is. What is here already stays as it is.
    """
    run = running.ask_for_import(
        query.format, _blocks(request), by=caller(request), outlet=query.outlet,
        file_name=query.name,
    )  # fmt: skip
    location = reverse("api:get_import", args=[run.pk])
    return answer_one(request, _values(request, run.pk), status=202, location=location)


@router.get("imports/files/{import_id}", auth=INGEST, response={200: ImportOut, **errors(404)})
def get_import(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """How far a file is, and how many of its items came in."""
    return answer_one(request, _values(request, import_id))


@router.get(
    "imports/files/{import_id}/lines",
    auth=INGEST,
    response={200: ImportLinePage, **errors(404, 422)},
)
def list_import_lines(
    request: HttpRequest, import_id: UUID, query: Query[ImportLineFilter]
) -> HttpResponse:
    """What became of each item; `outcome=refused` has those that broke a rule."""
    _values(request, import_id)
    found = ImportLine.objects.filter(run=import_id)
    if query.outcome:
        found = found.filter(outcome=query.outcome)
    return answer_page(request, page_of(found, LINE_COLUMNS, _line, query))


def _blocks(request: HttpRequest) -> Iterator[bytes]:
    """The body as it arrives. Raises: BadInput if the connection ends before it does."""
    chunked = "chunked" in request.headers.get("Transfer-Encoding", "")
    # Django takes a body without Content-Length for an empty one; the server knows where it ends.
    read = request.META["wsgi.input"].read if chunked else request.read
    announced, came = int(request.META.get("CONTENT_LENGTH") or 0), 0
    try:
        while block := read(CHUNK):
            came += len(block)
            yield block
    except OSError as error:
        raise BadInput("file: the connection ended before it did.") from error
    if not chunked and came < announced:
        raise BadInput(f"file: {came:,} of {announced:,} bytes came.")


def _values(request: HttpRequest, import_id: UUID) -> dict[str, Any]:
    """A run of the caller's. Raises: Http404."""
    mine = ImportRun.objects.filter(requested_by=caller(request), pk=import_id)
    found = mine.values(*COLUMNS).first()
    if found is None:
        raise Http404
    return _row(found)


def _row(values: dict[str, Any]) -> dict[str, Any]:
    name = values.pop("file_name")
    return {**values, "name": name, "failure": values["failure"] or None}


def _line(values: dict[str, Any]) -> dict[str, Any]:
    return {
        "place": values["place"],
        "outcome": values["outcome"],
        "id": values["thing"],
        **{name: values[name] or None for name in ("name", "field", "rule")},
    }
