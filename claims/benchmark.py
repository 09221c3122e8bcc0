"""Musnad measured against what the machine can do: raw SQL, a bare django-ninja list, COPY.

All in one process and one run, without a network between: the ratio to a reference is what may
be compared over machines, the milliseconds may not.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from statistics import median
from typing import Any
from uuid import UUID

import orjson
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from ninja import NinjaAPI, Schema

from articles.models import ArticleVersion
from articles.states import IngestionKind
from articles.storing import Submission
from claims.benchmark_graph import graph_calls
from claims.ingesting import ingest_here
from claims.models import Claim
from newsroom.models import Scope
from newsroom.workflows import create_api_key

REPEATS = 60
WARM_UP = 5


@dataclass(frozen=True, slots=True)
class Figure:
    """One call: median latency and processor time of this process in ms, and SQL statements."""

    call: str
    claims: int
    ms: float
    cpu_ms: float
    statements: int
    reference: str = ""
    ratio: float | None = None
    cpu_ratio: float | None = None


class BareClaim(Schema):
    """What the bare list shows of a claim."""

    id: UUID
    text: str
    language: str
    status: str
    outlet_id: UUID | None
    article_id: UUID


def measure_reads(claims: int) -> list[Figure]:
    """Lists, searches and single claims, each beside its references."""
    ask = _caller()
    ids = list(Claim.objects.order_by("-pk").values_list("pk", flat=True)[: claims // 2 + 1])
    deep = ask("claims?limit=200")["next"]
    for _ in range(min(50, claims // 400)):
        deep = ask(f"claims?limit=200&cursor={deep}")["next"]
    raw_list = _measure("raw list 50", claims, partial(_raw, LIST, [50]))
    raw_get = _measure("raw get", claims, partial(_raw, GET, [ids[-1]]))
    ninja_list = _measure("bare ninja list 50", claims, _bare_list())
    references = {figure.call: figure for figure in (raw_list, raw_get, ninja_list)}
    figures = list(references.values())
    for call, path, reference in (
        ("list 50, first page", "claims", "bare ninja list 50"),
        ("list 50, deep page", f"claims?cursor={deep}", "bare ninja list 50"),
        ("list 50, first page", "claims", "raw list 50"),
        ("get one with chain", f"claims/{ids[-1]}", "raw get"),
    ):
        figures.append(_against(call, claims, partial(ask, path), references[reference]))
    for name, word in (("common", "القمح"), ("rare", "x0000")):
        raw = _measure(f"raw search, {name} word", claims, partial(_raw, SEARCH, [f"%{word}%", 50]))
        search = partial(ask, f"claims?q={word}")
        figures += [raw, _against(f"search, {name} word", claims, search, raw)]
    return figures


def measure_graph(claims: int) -> list[Figure]:
    """Chains, claims through the source most quoted, independence of a group of 200."""
    return [_measure(call, claims, work) for call, work in graph_calls().items()]


CLAIMS = "SELECT id, text, language, status, outlet_id, article_id FROM claims_claim"
LIST = f"{CLAIMS} ORDER BY id DESC LIMIT %s"
GET = f"{CLAIMS} WHERE id = %s"
SEARCH = f"{CLAIMS} WHERE folded LIKE %s ORDER BY id DESC LIMIT %s"
COPIED = "CREATE TEMP TABLE copied (id uuid PRIMARY KEY, sentence uuid, text text, language text)"


def measure_ingestion(sample: int = 50) -> dict[str, float]:
    """Claims a second of whole ingestions, engine included, and of COPY of the same rows."""
    texts = list(ArticleVersion.objects.order_by("pk").values_list("text", flat=True)[:sample])
    before = Claim.objects.count()
    started = time.perf_counter()
    for number, text in enumerate(texts):
        submission = Submission(
            IngestionKind.TEXT, url=f"https://bench.example/new/{number}", body=text.encode()
        )
        ingest_here("bench", submission, on_progress=lambda _: None)
    seconds = time.perf_counter() - started
    made = Claim.objects.order_by("-pk")[: Claim.objects.count() - before]
    rows = list(made.values_list("pk", "sentence", "text", "language"))
    with connection.cursor() as cursor:
        cursor.execute(COPIED)
        cursor.execute("CREATE INDEX ON copied (language)")
        started = time.perf_counter()
        with cursor.copy("COPY copied FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        copied = time.perf_counter() - started
    return {
        "claims": len(rows),
        "ingest_claims_per_second": round(len(rows) / seconds),
        "copy_claims_per_second": round(len(rows) / copied),
        "times_copy": round(seconds / copied, 1),
    }


def _caller() -> Callable[[str], Any]:
    """Asks the whole application, middleware and key included, without a network."""
    _, secret = create_api_key("bench", [Scope.READ])
    handler = WSGIHandler()
    factory = RequestFactory(
        headers={"Authorization": f"Bearer {secret}"}, SERVER_NAME=settings.ALLOWED_HOSTS[0]
    )

    def ask(path: str) -> Any:
        answer = handler.get_response(factory.get(f"/api/v1/{path}"))
        assert isinstance(answer, HttpResponse)
        assert answer.status_code == 200, answer.content
        return orjson.loads(answer.content)

    return ask


def _bare_list() -> Callable[[], object]:
    api = NinjaAPI(urls_namespace="bench", docs_url=None, openapi_url=None)

    @api.get("/claims", response=list[BareClaim])
    def claims(request: Any) -> Any:  # noqa: ARG001
        return Claim.objects.order_by("-pk")[:50]

    view = next(p for p in api.urls[0] if "claims" in str(p.pattern)).callback
    assert view is not None
    request = RequestFactory().get("/claims")
    return lambda: orjson.loads(view(request).content)


def _raw(query: str, parameters: list[Any]) -> object:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        assert cursor.description is not None
        names = [column.name for column in cursor.description]
        return orjson.loads(
            orjson.dumps([dict(zip(names, row, strict=True)) for row in cursor.fetchall()])
        )


def _measure(call: str, claims: int, work: Callable[[], object]) -> Figure:
    for _ in range(WARM_UP):
        work()
    with CaptureQueriesContext(connection) as queries:
        work()
    walls, cpus = [], []
    for _ in range(REPEATS):
        wall, cpu = time.perf_counter(), time.process_time()
        work()
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
    return Figure(
        call, claims, round(1e3 * median(walls), 3), round(1e3 * median(cpus), 3), len(queries)
    )


def _against(call: str, claims: int, work: Callable[[], object], reference: Figure) -> Figure:
    found = _measure(call, claims, work)
    return Figure(
        call,
        claims,
        found.ms,
        found.cpu_ms,
        found.statements,
        reference.call,
        round(found.ms / reference.ms, 2),
        round(found.cpu_ms / reference.cpu_ms, 2),
    )
