"""The JSON API, under /api/v1/. Each app brings its own router."""

from typing import Any

import orjson
from django.http import HttpRequest
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation
from ninja.parser import Parser

from articles.api import router as articles
from articles.feed_api import router as feeds
from claims.api import router as claims
from claims.export_api import router as exports
from claims.fact_check_api import router as fact_checks
from claims.graph_api import router as graph
from claims.group_api import router as groups
from claims.import_api import router as imports
from claims.import_run_api import router as import_runs
from claims.mark_api import router as marks
from claims.review_api import router as review
from claims.ripple_api import router as ripple
from claims.search_api import router as search
from claims.source_api import router as curation
from config.errors import install_problem_answers
from config.openapi import document
from newsroom.api_auth import Key
from newsroom.change_api import router as changes
from newsroom.endpoints import install_promises
from newsroom.errors import MalformedBody, WrongMediaType
from newsroom.webhook_api import router as webhooks
from sources.api import router as sources
from sources.protected_api import router as protected

DESCRIPTION = """
Articles in, attributed claims out.

Send a key as `Authorization: Bearer`; `manage.py apikey create` makes one. Errors are RFC 9457
problems (`application/problem+json`), whose `detail` says what to change. Times are RFC 3339 in
UTC. Lists are pages of `{"items", "next", "previous"}`; give `next` or `previous` as `cursor`.
Offsets are Unicode code points. A guide with examples is in `docs/api.md`.
"""


class JsonOnly(Parser):
    """Reads bodies that say they are JSON, and says where one isn't."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The body's value. Raises: WrongMediaType, MalformedBody."""
        if request.content_type != "application/json":
            given = request.content_type or "none"
            raise WrongMediaType(f"Content-Type: application/json is read here, not {given}.")
        try:
            return orjson.loads(request.body)
        except orjson.JSONDecodeError as error:
            raise MalformedBody(f"body: no valid JSON: {error}.") from error


class MusnadAPI(NinjaAPI):
    """The API, with what all its endpoints promise in the document too."""

    def __init__(self, **options: Any) -> None:
        """An API without a document yet."""
        super().__init__(**options)
        self._documents: dict[str, OpenAPISchema] = {}

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """The OpenAPI document, whole; made once, since endpoints don't change while we run."""
        known = str(options)
        if known not in self._documents:
            self._documents[known] = document(self, super().get_openapi_schema(**options))
        return self._documents[known]

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """The name of an operation: its function's, so that moving it changes nothing outside."""
        return operation.view_func.__name__


api = MusnadAPI(
    title="Musnad",
    version="1.0.0",
    description=DESCRIPTION,
    docs_url="/docs",
    urls_namespace="api",
    parser=JsonOnly(),
    # What declares no scope of its own lets nobody in.
    auth=Key(),
)
install_problem_answers(api)
install_promises(api)
for router in (
    articles,
    feeds,
    claims,
    graph,
    groups,
    review,
    marks,
    ripple,
    search,
    curation,
    sources,
    changes,
    webhooks,
    protected,
    exports,
    import_runs,
    imports,
    fact_checks,
):
    api.add_router("", router)
