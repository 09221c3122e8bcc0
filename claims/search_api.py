"""The API's search: one box for claims, sources, articles and groups."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field, field_validator

from articles.models import Article
from claims.models import Claim, ClaimGroup
from newsroom.answers import answer_one
from newsroom.api_auth import Key, caller
from newsroom.cursors import PageQuery, page_of
from newsroom.models import Scope, User
from newsroom.schemas import Words
from sources.models import Source
from sources.names import fold

router = Router(tags=["Search"])
Values = dict[str, Any]
Kind = Literal["claim", "source", "article", "group"]
# Counting goes no further: "1,000+" says enough, and a common word costs what a rare one does.
COUNTED = 1000


class FoundOut(Schema):
    """Something that has all the words."""

    kind: Kind
    id: UUID
    text: str = Field(description="A claim's words, a name or a title.")
    language: str | None
    status: str | None = Field(description="A claim's.")
    url: str = Field(description="Where it is in this API.")


class FoundPage(Schema):
    """A page of what was found."""

    items: list[FoundOut]
    next: str | None
    previous: str | None
    found: int | None = Field(description="How many there are; null after the first page.")
    exact: bool | None = Field(description=f"False: {COUNTED:,} or more, not counted further.")


class SearchQuery(PageQuery, row=FoundOut):
    """What to look for."""

    q: Words = Field(
        min_length=2,
        max_length=200,
        description="Words or parts of words, all of them, however they are spelled.",
        examples=["الهدنة"],
    )
    kind: Kind = "claim"

    @field_validator("q")
    @classmethod
    def _has_words(cls, value: str) -> str:
        if not any(character.isalnum() for character in fold(value)):
            raise ValueError("has no letter or digit, so there is nothing to look for")
        return value


@dataclass(frozen=True, slots=True)
class Kinds:
    """How one kind is searched and shown."""

    find: Callable[[str, User], QuerySet[Any]]
    columns: Sequence[str]
    address: str


KINDS: dict[str, Kinds] = {
    "claim": Kinds(
        lambda q, to: Claim.objects.visible_to(to).with_words(q),
        ("id", "text", "language", "status"),
        "claims",
    ),
    "source": Kinds(
        lambda q, _to: Source.objects.standing().named(q), ("id", "name", "language"), "sources"
    ),
    "article": Kinds(
        lambda q, _to: Article.objects.titled(q),
        ("id", "current__title", "current__language"),
        "articles",
    ),
    "group": Kinds(
        lambda q, to: ClaimGroup.objects.visible_to(to).titled(q), ("id", "title"), "groups"
    ),
}


@router.get("search", auth=Key(Scope.READ), response={200: FoundPage})
def search(request: HttpRequest, query: Query[SearchQuery]) -> HttpResponse:
    """Find claims by their words, sources by any of their names, articles and groups by title."""
    kind = KINDS[query.kind]

    def row(values: Values) -> Values:
        text, language, status, *_ = (*(values[c] for c in kind.columns[1:]), None, None)
        return {
            "kind": query.kind,
            "id": values["id"],
            "text": text,
            "language": language or None,
            "status": status,
            "url": f"/api/v1/{kind.address}/{values['id']}",
        }

    rows = kind.find(query.q, caller(request))
    page = page_of(rows, kind.columns, row, query)
    count = exact = None
    if not query.cursor:
        count = rows.order_by()[: COUNTED + 1].count() if page.next else len(page.items)
        exact = count <= COUNTED
    body = {"items": page.items, "next": page.next, "previous": page.previous}
    return answer_one(
        request, {**body, "found": min(count, COUNTED) if count else count, "exact": exact}
    )
