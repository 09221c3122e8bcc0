"""`claims:search`, as Google's Fact Check Tools answer it: programs made for those read ours too.

Source: Fact Check Tools API v1alpha1, `claims.search`: its names of parameters and members.
"""

from datetime import timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Query, Router, Schema

from claims.export_api import base_of
from claims.exports.in_json import searched
from claims.exports.making import telling
from claims.exports.rows import few_rows
from claims.models import Claim
from claims.moves import VERDICTS
from newsroom.answers import answer_one
from newsroom.api_auth import Key, caller
from newsroom.errors import BadInput
from newsroom.models import Scope
from newsroom.schemas import Strict, Words

router = Router(tags=["Exports"])


class Publisher(Schema):
    """Who gave the verdict."""

    name: str
    site: str


class ClaimReviewFound(Schema):
    """A verdict."""

    publisher: Publisher
    url: str
    title: str
    reviewDate: str  # noqa: N815 - their name
    textualRating: str = Field(description="The verdict in the claim's language.")  # noqa: N815
    languageCode: str  # noqa: N815


class ClaimFound(Schema):
    """A claim with its verdicts; there is one of ours."""

    text: str
    claimant: str = Field("", description="Left out where nobody is named.")
    claimDate: str = Field("", description="Left out where no date is known.")  # noqa: N815
    claimReview: list[ClaimReviewFound]  # noqa: N815


class ClaimsFound(Schema):
    """A page of claims, the latest first."""

    claims: list[ClaimFound]
    nextPageToken: str = Field("", description="Left out on the last page.")  # noqa: N815


class FactCheckQuery(Strict):
    """What to look for, in the words of Fact Check Tools."""

    query: Words = Field("", max_length=200, description="Words, all of them, in any spelling.")
    languageCode: str = Field("", max_length=35, examples=["ar"])  # noqa: N815
    reviewPublisherSiteFilter: str = Field(  # noqa: N815
        "", max_length=253, description="Our own site, or nothing is found."
    )
    maxAgeDays: int | None = Field(None, ge=1, le=36_500)  # noqa: N815
    pageSize: int = Field(10, ge=1, le=100)  # noqa: N815
    pageToken: UUID | None = Field(None, description="`nextPageToken` of another page.")  # noqa: N815


@router.get("claims:search", auth=Key(Scope.READ), response={200: ClaimsFound})
def search_fact_checks(request: HttpRequest, query: Query[FactCheckQuery]) -> HttpResponse:
    """Claims whose verdict stands, in the shape of Google's Fact Check Tools."""
    if not (query.query or query.reviewPublisherSiteFilter):
        raise BadInput("query: is needed, or reviewPublisherSiteFilter.")
    told = telling(base_of(request))
    claims = Claim.objects.visible_to(caller(request)).filter(status__in=VERDICTS)
    if query.query:
        claims = claims.with_words(query.query)
    if query.languageCode:
        claims = claims.filter(language=query.languageCode.partition("-")[0].lower())
    if query.reviewPublisherSiteFilter not in ("", told.site):
        claims = claims.none()
    if query.maxAgeDays:
        since = timezone.now() - timedelta(days=query.maxAgeDays)
        claims = claims.filter(review__decision__at__gte=since)
    if query.pageToken:
        claims = claims.filter(pk__lt=query.pageToken)
    rows = few_rows(claims.order_by("-pk")[: query.pageSize + 1], caller(request))
    shown = rows[: query.pageSize]
    body: dict[str, object] = {"claims": [searched(row, told) for row in shown]}
    if len(rows) > len(shown):
        body["nextPageToken"] = str(shown[-1]["id"])
    return answer_one(request, body)
