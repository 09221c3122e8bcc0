"""The API of articles and of how they come in."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from ninja import Query, Router

from articles import workflows
from articles.models import Article, ArticleVersion, Ingestion, IngestionEvent, Sentence
from articles.schemas import (
    AcceptedLine,
    ArticleFilter,
    ArticleIn,
    ArticleOut,
    ArticlePage,
    ArticleQuery,
    IngestionOut,
)
from articles.states import PROGRESS, IngestionStatus
from newsroom.answers import answer_one, answer_page
from newsroom.api_auth import Key, caller
from newsroom.bulk import Line, answer_bulk, ndjson_body, refused
from newsroom.cursors import page_of
from newsroom.endpoints import resumes_by_itself
from newsroom.errors import BadInput
from newsroom.models import Scope
from newsroom.schemas import errors

router = Router(tags=["Articles"])
Values = dict[str, Any]


@router.post(
    "articles",
    auth=Key(Scope.INGEST),
    response={202: IngestionOut, **errors(400, 409, 413, 415, 422)},
)
def add_article(request: HttpRequest, article: ArticleIn) -> HttpResponse:
    """Bring in an article: one address, page or text.

    The answer means that it is stored and will be read, whatever crashes. `Location` is where to
    ask how far it has come.
    """

    ingestion = workflows.accept(article.submission(), by=caller(request))
    body = _ingestion(ingestion.pk)
    return answer_one(request, body, status=202, location=body["url"])


@router.post(
    "articles/bulk",
    auth=Key(Scope.INGEST),
    response={200: AcceptedLine, **errors(413, 415)},
    openapi_extra=ndjson_body(ArticleIn, {"text": "Rain fell on the city.", "outlet": "Watan"}),
)
@resumes_by_itself
def add_articles(request: HttpRequest) -> StreamingHttpResponse:
    """Bring in many articles: a line of JSON for each, as `POST articles` takes it.

    The answer has a line for each line, with its number: a `status` of 202 with the ingestion, or
    what the line was refused for. Sent again under the same `Idempotency-Key` it goes on where the
    first try broke off.
    """
    by = caller(request)

    def work(lines: Sequence[Line[ArticleIn]]) -> list[Values]:
        taken = workflows.accept_many([line.wanted.submission() for line in lines], by=by)
        return [
            refused(one)
            if isinstance(one, BadInput)
            else {"status": 202, "id": one, "url": f"{INGESTIONS}{one}"}
            for one in taken
        ]

    return answer_bulk(request, ArticleIn, work, by=by)


INGESTIONS = "/api/v1/ingestions/"


@router.get(
    "ingestions/{ingestion_id}",
    auth=Key(Scope.READ, Scope.INGEST),
    response={200: IngestionOut, **errors(404, 422)},
)
def get_ingestion(request: HttpRequest, ingestion_id: UUID) -> HttpResponse:
    """How far an article has come, step by step; its claims are there when it is `done`."""
    found = _ingestion(ingestion_id)
    return answer_one(request, found, modified=found["updated_at"])


@router.get("articles", auth=Key(Scope.READ), response={200: ArticlePage, **errors(422)})
def list_articles(request: HttpRequest, query: Query[ArticleFilter]) -> HttpResponse:
    """Articles, the latest added first."""
    return answer_page(request, page_of(_narrowed(query), ARTICLE_COLUMNS, _article_row, query))


@router.get(
    "articles/{article_id}", auth=Key(Scope.READ), response={200: ArticleOut, **errors(404, 422)}
)
def get_article(request: HttpRequest, article_id: UUID, query: Query[ArticleQuery]) -> HttpResponse:
    """An article: its versions, and the text and the sentences of the current one.

    All offsets are Unicode code points: `text[start:end]`.
    """
    return answer_one(request, query.only(_article(article_id, query.version)))


def _narrowed(query: ArticleFilter) -> QuerySet[Article]:
    articles = Article.objects.all()
    if query.url:
        articles = articles.at_address(query.url)
    wanted = {
        "outlet": query.outlet,
        "current__language": query.language,
        "current__published_at__gte": query.published_from,
        "current__published_at__lt": query.published_before,
    }
    return articles.filter(**{column: value for column, value in wanted.items() if value})


ARTICLE_COLUMNS = (
    "id",
    "url",
    "outlet",
    "outlet__name",
    "created_at",
    "current__number",
    "current__title",
    "current__language",
    "current__published_at",
)


def _article_row(values: Values) -> Values:
    return {
        "id": values["id"],
        "address": values["url"],
        "outlet": _outlet(values),
        "version": values["current__number"],
        "title": values["current__title"],
        "language": values["current__language"],
        "published_at": values["current__published_at"],
        "created_at": values["created_at"],
    }


def _outlet(values: Values) -> Values | None:
    if values["outlet"] is None:
        return None
    return {"id": values["outlet"], "name": values["outlet__name"]}


def _ingestion(ingestion_id: UUID) -> Values:
    """An ingestion with its steps, in one query. Raises: Http404."""
    steps = IngestionEvent.objects.filter(ingestion=OuterRef("pk")).order_by("pk")
    row = (
        Ingestion.objects.filter(pk=ingestion_id)
        .values(
            "kind",
            "status",
            "failure",
            "failure_reason",
            "is_new",
            "version__article",
            "version__number",
            "created_at",
            "updated_at",
            steps=ArraySubquery(
                steps.values(json=JSONObject(status="status", note="note", at="at"))
            ),
        )
        .first()
    )
    if row is None:
        raise Http404
    found: Values = {**row}
    article, version = found.pop("version__article"), found.pop("version__number")
    events = found.pop("steps")
    return {
        "id": ingestion_id,
        "url": reverse("api:get_ingestion", args=[ingestion_id]),
        **found,
        "events": events,
        "failure": found["failure"] or None,
        "failure_reason": found["failure_reason"] or None,
        "progress": PROGRESS[IngestionStatus(found["status"])],
        "article": reverse("api:get_article", args=[article]) if article else None,
        "article_id": article,
        "version": version,
    }


def _article(article_id: UUID, version: int | None) -> Values:
    """An article with one version's text and sentences, in one query. Raises: Http404."""
    articles, shown = Article.objects.filter(pk=article_id), "current"
    if version is not None:
        articles, shown = articles.filter(versions__number=version), "versions"
    versions = ArticleVersion.objects.filter(article=OuterRef("pk")).order_by("number")
    sentences = Sentence.objects.filter(version=OuterRef(f"{shown}__pk")).in_order()
    found = articles.values(
        "url",
        "outlet",
        "outlet__name",
        "created_at",
        "current__number",
        *(f"{shown}__{column}" for column in ("number", "byline", "text", "boilerplate")),
        lines=ArraySubquery(versions.values(json=JSONObject(**{c: c for c in VERSION_COLUMNS}))),
        places=ArraySubquery(sentences.values(json=JSONObject(**{c: c for c in PLACE_COLUMNS}))),
    ).first()
    if found is None:
        raise Http404
    return {
        "id": article_id,
        "address": found["url"],
        "outlet": _outlet(found),
        "created_at": found["created_at"],
        "current": found["current__number"],
        "versions": found["lines"],
        "version": found[f"{shown}__number"],
        "byline": found[f"{shown}__byline"],
        "text": found[f"{shown}__text"],
        "boilerplate": found[f"{shown}__boilerplate"] or [],
        "sentences": found["places"],
    }


VERSION_COLUMNS = (
    "id",
    "number",
    "title",
    "language",
    "published_at",
    "text_sha256",
    "read_at",
    "created_at",
)
PLACE_COLUMNS = ("number", "start", "end", "is_heading")
