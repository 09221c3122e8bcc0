"""The API of claims."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Query, Router

from claims.claim_rows import claim_row, claims_statement
from claims.closed_desks import named_values
from claims.schemas import ClaimFilter, ClaimOut, ClaimPage, ClaimQuery
from claims.wanted import VISIBLE, conditions
from newsroom import statements
from newsroom.answers import answer_one, answer_page
from newsroom.api_auth import Key, caller
from newsroom.cursors import page_from, window_of
from newsroom.models import Scope
from newsroom.schemas import errors

router = Router(tags=["Claims"])


@router.get("claims", auth=Key(Scope.READ), response={200: ClaimPage})
def list_claims(request: HttpRequest, query: Query[ClaimFilter]) -> HttpResponse:
    """Claims with their chains, the latest stored first."""
    to = caller(request)
    where, given = conditions(query, to)
    window = window_of(query, "claims_claim.id", "claims_claim.updated_at")
    statement = claims_statement(
        query, [*where, *window.where], order=window.order, limit="%(limit)s"
    )
    # With filters, the best plan depends on how many claims they find.
    ask = statements.rows_planned_anew if query.narrows else statements.rows
    found = ask(statement, {**named_values(to), **given, **window.given})
    by_change = query.sort == "updated"
    page = page_from(
        query,
        found,
        place_of=lambda row: [row[1], row[0]] if by_change else [row[0]],
        item_of=lambda row: claim_row(*row[3:]),
    )
    return answer_page(request, page)


@router.get("claims/{claim_id}", auth=Key(Scope.READ), response={200: ClaimOut, **errors(404)})
def get_claim(request: HttpRequest, claim_id: UUID, query: Query[ClaimQuery]) -> HttpResponse:
    """A claim: its words in the text, its chains, its groups, evidence and history.

    Words are given as W3C selectors: their place in code points, and the words with what stands
    around them.
    """
    statement = claims_statement(query, ["claims_claim.id = %(id)s", VISIBLE])
    found = statements.first(statement, {"id": claim_id, **named_values(caller(request))})
    if found is None:
        raise Http404
    return answer_one(request, claim_row(*found[3:]), revision=found[2])
