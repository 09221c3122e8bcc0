"""The API of imports, and of what others have checked before."""

from collections.abc import Sequence
from typing import Any, Literal
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from ninja import Field, Query, Router, Schema
from pydantic import RootModel

from claims.imports.formats import FORMATS, REFUSED, check_may_import, import_one
from claims.imports.results import CREATED
from claims.models import Claim, PriorCheck
from claims.prior_models import MOST_SHOWN
from newsroom.answers import answer_one
from newsroom.api_auth import Key, caller
from newsroom.bulk import Line, Result, answer_bulk, ndjson_body, refused
from newsroom.endpoints import resumes_by_itself
from newsroom.errors import BadInput
from newsroom.models import Scope
from newsroom.schemas import BulkLine, Strict, Words, errors

router = Router(tags=["Imports"])


class ImportItem(RootModel[dict[str, Any]]):
    """An item as its format has it; docs/imports.md says what is read of it."""


class ImportQuery(Strict):
    """What is known of all the items."""

    outlet: Words = Field("", max_length=500, description="Who published it, if no item says so.")


class ImportedLine(BulkLine):
    """What became of a line."""

    outcome: Literal["created", "changed", "unchanged"] | None = None
    name: str | None = Field(None, description="The item's address or `uri` with its version.")
    id: UUID | None = None


class PriorCheckOut(Schema):
    """Somebody else's review of a claim with words like these. It is no verdict of ours."""

    id: UUID
    url: str
    publisher: str
    claim: str = Field(description="The claim that was reviewed, in their words.")
    claimant: str
    claimed_on: str = Field(description="As their feed writes it.")
    rating: str = Field(description="In their words.")
    rating_value: float | None
    worst_rating: float | None
    best_rating: float | None
    title: str
    language: str
    reviewed_on: str = Field(description="As their feed writes it.")
    alike: float = Field(description="How alike the words are, in shared trigrams, 0 to 1.")


class PriorChecks(Schema):
    """The reviews whose claims are likest, the likest first."""

    items: list[PriorCheckOut]


EXAMPLE = {"uri": "urn:cms:7", "version": "1", "body_text": "Rain fell on the city."}


@router.post(
    "imports/{format}",
    auth=Key(Scope.INGEST),
    response={200: ImportedLine, **errors(413, 415, 422)},
    openapi_extra=ndjson_body(ImportItem, EXAMPLE),
)
@resumes_by_itself
def import_items(
    request: HttpRequest,
    format: Literal["claimreview", "ninjs", "citron", "gendergap", "doccano"],  # noqa: A002
    query: Query[ImportQuery],
) -> StreamingHttpResponse:
    """Take in what another program has written: a line of JSON for each item.

    What is here already stays as it is, so that a feed may be sent again as a whole. Sent again
    under the same `Idempotency-Key` it goes on where the first try broke off.
    """
    by, format_ = caller(request), FORMATS[format]
    check_may_import(by, format_)

    def work(lines: Sequence[Line[ImportItem]]) -> list[Result]:
        return [
            _one(import_one(format_, "", line.wanted.root, by=by, outlet=query.outlet))
            for line in lines
        ]

    return answer_bulk(request, ImportItem, work, by=by)


def _one(results: Sequence[Any]) -> Result:
    if len(results) != 1:
        return refused(BadInput("item: one review for each line."))
    (result,) = results
    if result.outcome == REFUSED:
        error = refused(BadInput(f"{result.field}: {result.rule}"))
        return {**error, "errors": [{"field": result.field, "rule": result.rule}]}
    status = 201 if result.outcome == CREATED else 200
    return {"status": status, "outcome": result.outcome, "name": result.name, "id": result.id}


COLUMNS = tuple(PriorCheckOut.model_fields)


@router.get(
    "claims/{claim_id}/prior-checks",
    auth=Key(Scope.READ),
    response={200: PriorChecks, **errors(404, 422)},
)
def list_prior_checks(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """What others have checked before, in words like this claim's; at most five."""
    claim = Claim.objects.visible_to(caller(request)).filter(pk=claim_id)
    folded = claim.values_list("folded", flat=True).first()
    if folded is None:
        raise Http404
    found = PriorCheck.objects.about(folded).values(*COLUMNS)[:MOST_SHOWN]
    return answer_one(
        request, {"items": [{**row, "alike": round(row["alike"], 3)} for row in found]}
    )
