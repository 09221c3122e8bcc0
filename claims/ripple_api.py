"""The API of what relied on a claim."""

from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from claims.exports.formats import FormatName
from claims.models import Claim
from claims.review_schemas import FinalVerdict, PersonOut
from claims.ripple import MOST, ripple_of
from claims.states import ReviewStatus
from newsroom.answers import answer_one
from newsroom.api_auth import Key, caller
from newsroom.models import Scope
from newsroom.schemas import errors

router = Router(tags=["Review"])


class RelyingClaimOut(Schema):
    """A claim for or against which this one was brought."""

    id: UUID
    text: str
    language: str
    status: ReviewStatus
    article: UUID
    steps: int = Field(description="1: cites the claim itself; 2: cites one that does; and so on.")


class RelyingArticleOut(Schema):
    """An article of such claims."""

    id: UUID
    title: str | None
    url: str | None


class RelyingExportOut(Schema):
    """An export that says of the claim a verdict which it no longer has."""

    id: UUID
    format: FormatName
    asked_for_by: PersonOut
    finished_at: datetime
    claim_status: FinalVerdict = Field(description="What the export says of the claim.")


class RippleOut(Schema):
    """What falls with a claim."""

    claim: UUID
    status: ReviewStatus
    claims: list[RelyingClaimOut] = Field(description=f"The nearest first, at most {MOST}.")
    articles: list[RelyingArticleOut]
    exports: list[RelyingExportOut] = Field(description=f"The latest first, at most {MOST}.")


@router.get(
    "claims/{claim_id}/ripple",
    auth=Key(Scope.READ, Scope.REVIEW),
    response={200: RippleOut, **errors(404)},
)
def claim_ripple(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """What relied on a claim: other claims, near and far, their articles, and exports.

    When the claim is re-opened, those whose work that is are told, once each.
    """
    by = caller(request)
    claim = Claim.objects.visible_to(by).filter(pk=claim_id).first()
    if claim is None:
        raise Http404
    ripple = ripple_of(claim, by)
    return answer_one(
        request,
        {
            "claim": claim.pk,
            "status": claim.status,
            "claims": [
                {
                    "id": one.claim.pk,
                    "text": one.claim.text,
                    "language": one.claim.language,
                    "status": one.claim.status,
                    "article": one.claim.article_id,
                    "steps": one.steps,
                }
                for one in ripple.claims
            ],
            "articles": [
                {
                    "id": article.pk,
                    "title": article.current.title if article.current else None,
                    "url": article.url or None,
                }
                for article in ripple.articles
            ],
            "exports": [
                {
                    "id": export.pk,
                    "format": export.format,
                    "asked_for_by": {
                        "id": export.requested_by_id,
                        "username": export.requested_by.username,
                    },
                    "finished_at": export.finished_at,
                    "claim_status": export.claim_status,
                }
                for export in ripple.exports
            ],
        },
    )
