"""The API measured against what the machine can do: raw psycopg with orjson, bare ninja, COPY.

Everything is served by the same web server, in a process of its own, and asked in the same run:
the ratio to a reference is what may be compared over machines, the milliseconds may not.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import orjson
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from articles.models import ArticleVersion
from articles.states import IngestionKind
from articles.storing import Submission
from claims.benchmark_graph import graph_calls
from claims.benchmark_http import Request, Server, Step, measure, measure_steps, serving
from claims.history import current_head, verify
from claims.ingesting import ingest_here
from claims.models import Claim
from newsroom.models import Role, Scope, User
from newsroom.workflows import create_api_key

CLIENTS = 8
TIMES = {1: 150, CLIENTS: 400}
ROUNDS = 12  # of next, decide, approve for each client
WARM_UP, REPEATS = 5, 40
COMMON, RARE, SHORT = "القمح", "x0000", "في"
API = "/api/v1/"
# Opening and closing a transaction costs a round trip, but asks nothing.
NOT_COUNTED = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "SET")


@dataclass(frozen=True, slots=True)
class Figure:
    """One call: median latency with 1 and 8 clients, and each as a multiple of its reference's."""

    call: str
    claims: int
    ms: float
    ms_at_8: float | None = None
    cpu_ms: float | None = None
    statements: int | None = None
    reference: str = ""
    ratio: float | None = None
    ratio_at_8: float | None = None
    worst_node: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    """What is asked of the API, and the reference it is compared with."""

    path: str
    reference: str = ""


def measure_api(claims: int, database_url: str) -> list[Figure]:
    """Lists, single claims, searches, and the way from the queue to the second person's word."""
    environment = {
        "DATABASE_URL": database_url,
        "MUSNAD_HOSTS": "127.0.0.1",
        "MUSNAD_LOG_LEVEL": "ERROR",
    }
    key = _key(_person("reader", Role.FACT_CHECKER), Scope.READ)
    servers = ("config.wsgi:application", "claims.benchmark_servers:raw",
               "claims.benchmark_servers:bare_ninja")  # fmt: skip
    with serving(*servers, environment=environment) as (app, raw, ninja):
        figures = _reads(claims, key, app, raw, ninja)
        return [*figures, *_review(claims, app, raw)]


def _reads(claims: int, key: str, app: Server, raw: Server, ninja: Server) -> list[Figure]:
    ids = list(Claim.objects.order_by("-pk").values_list("pk", flat=True)[: claims // 2 + 1])
    middle = ids[-1]
    ask = _caller(key)
    deep = ask("claims?limit=200")["next"]
    for _ in range(min(50, claims // 400)):
        deep = ask(f"claims?limit=200&cursor={deep}")["next"]
    figures = {
        name: _over_http(name, claims, server, Request(path))
        for name, server, path in (
            ("raw list 50", raw, "/list"),
            ("raw list 50, deep", raw, f"/list?before={middle}"),
            ("raw get with chain", raw, f"/get?id={middle}"),
            ("raw search, common", raw, f"/search?q={_quoted(COMMON)}"),
            ("raw search, rare", raw, f"/search?q={RARE}"),
            ("bare ninja list 50", ninja, "/claims"),
        )
    }
    calls = {
        "list 50, first page": Call("claims", "raw list 50"),
        "list 50, deep page": Call(f"claims?cursor={deep}", "raw list 50, deep"),
        "get one with chain": Call(f"claims/{middle}?expand=chain", "raw get with chain"),
        "search, common word": Call(f"search?q={_quoted(COMMON)}", "raw search, common"),
        "search, rare word": Call(f"search?q={RARE}", "raw search, rare"),
        "search, two letters": Call(f"search?q={_quoted(SHORT)}", "raw search, common"),
        "list 50 of one status": Call("claims?status=disputed", "raw list 50"),
        "list 50 by date": Call("claims?published_from=2020-01-01T00:00:00Z", "raw list 50"),
    }
    allowed = {"Authorization": f"Bearer {key}"}
    for name, call in calls.items():
        found = _over_http(name, claims, app, Request(API + call.path, headers=allowed))
        statements, worst = _statements(lambda path=call.path: ask(path))  # type: ignore[misc]
        figures[name] = _beside(figures[call.reference], found, statements, worst)
    return list(figures.values())


def _review(claims: int, app: Server, raw: Server) -> list[Figure]:
    """Queue next, decide, approve by eight people and eight editors at once, and by one."""
    people = [_person(f"checker-{n}", Role.FACT_CHECKER) for n in range(CLIENTS)]
    editors = [_person(f"editor-{n}", Role.EDITOR) for n in range(CLIENTS)]
    keys = [_key(one, Scope.REVIEW) for one in people]
    signing = [_key(one, Scope.REVIEW) for one in editors]

    def post(path: str, key: str, **body: Any) -> Request:
        return Request(API + path, "POST", {"Authorization": f"Bearer {key}"}, body or None)

    said = {"verdict": "refuted", "rationale": "Measured."}
    ours: dict[str, Step] = {
        "queue next": lambda n, _: post("queue/next", keys[n]),
        "decide": lambda n, held: post(f"claims/{held['claim']}/decisions", keys[n], **said),
        "approve": lambda n, made: post(
            f"claims/{made['claim']}/approvals",
            signing[n],
            decision=made["decisions"][0]["id"],
            outcome="approved",
        ),
    }
    held: dict[int, str] = {}

    def remembered(number: int, answer: Any) -> Request:
        held[number] = answer["claim"]
        return Request(f"/decide?by={people[number].pk}&claim={held[number]}")

    theirs: dict[str, Step] = {
        "queue next": lambda n, _: Request(f"/next?by={people[n].pk}"),
        "decide": remembered,
        "approve": lambda n, made: Request(
            f"/approve?by={editors[n].pk}&claim={held[n]}&decision={made['decision']}"
        ),
    }
    times = {
        (server.port, clients): measure_steps(server, steps, clients=clients, rounds=ROUNDS)
        for clients in (1, CLIENTS)
        for server, steps in ((raw, theirs), (app, ours))
    }
    counted = dict(_counted_steps(ours))
    figures = []
    for name in ours:
        reference = Figure(
            f"raw {name}", claims, times[raw.port, 1][name], times[raw.port, CLIENTS][name]
        )
        found = Figure(name, claims, times[app.port, 1][name], times[app.port, CLIENTS][name])
        figures += [reference, _beside(reference, found, *counted[name])]
    return figures


def _counted_steps(steps: dict[str, Step]) -> Iterator[tuple[str, tuple[int, str]]]:
    """The statements of each step, once; the first time counts the key's last use as well."""
    for counts in (False, True):
        answer: Any = None
        for name, step in steps.items():
            request = step(0, answer)
            found: list[Any] = []

            def work(request: Request = request, found: list[Any] = found) -> None:
                found.append(_ask(request))

            counted = _statements(work, warm_up=False)
            answer = found[0]
            if counts:
                yield name, counted


def measure_graph(claims: int) -> list[Figure]:
    """Chains, claims through the source most quoted, independence of a group of 200; no HTTP."""
    figures = []
    for call, work in graph_calls().items():
        statements, worst = _statements(work)
        taken = []
        for _ in range(REPEATS):
            began = time.perf_counter()
            work()
            taken.append(time.perf_counter() - began)
        ms = round(1e3 * sorted(taken)[len(taken) // 2], 3)
        figures.append(Figure(call, claims, ms, statements=statements, worst_node=worst))
    return figures


def measure_history() -> dict[str, float]:
    """How long the whole history takes to be checked: its chain, and the claims against it."""
    started = time.perf_counter()
    broken = verify()
    seconds = time.perf_counter() - started
    assert broken is None, broken
    rows = current_head().number
    return {
        "rows": rows,
        "claims": Claim.objects.count(),
        "seconds": round(seconds, 3),
        "rows_per_second": round(rows / seconds),
    }


COPIED = "CREATE TEMP TABLE copied (id uuid PRIMARY KEY, sentence uuid, text text, language text)"


def measure_ingestion(sample: int = 50) -> dict[str, float]:
    """Claims a second of whole ingestions, engine included, and of COPY of the same rows.

    One article comes in before, as the models of a worker are loaded once.
    """
    versions = ArticleVersion.objects.order_by("pk").values_list("text", flat=True)
    first, *texts = versions[: sample + 1]
    _ingest("first", first)
    before = Claim.objects.count()
    started = time.perf_counter()
    for number, text in enumerate(texts):
        _ingest(str(number), text)
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


def _ingest(name: str, text: str) -> None:
    url = f"https://bench.example/new/{name}"
    ingest_here(
        "bench",
        Submission(IngestionKind.TEXT, url=url, body=text.encode()),
        on_progress=lambda _: None,
    )


def _person(name: str, role: Role) -> User:
    return User.objects.get_or_create(username=f"bench-{name}", defaults={"role": role})[0]


def _key(owner: User, scope: Scope) -> str:
    return create_api_key("bench", [scope], owner=owner)[1]


def _quoted(word: str) -> str:
    return "".join(f"%{byte:02X}" for byte in word.encode())


def _over_http(name: str, claims: int, server: Server, request: Request) -> Figure:
    alone = measure(server, [request], clients=1, times=TIMES[1])
    together = measure(server, [request], clients=CLIENTS, times=TIMES[CLIENTS])
    return Figure(name, claims, alone.ms, together.ms, together.cpu_ms)


def _beside(reference: Figure, found: Figure, statements: int, worst: str) -> Figure:
    assert reference.ms_at_8
    assert found.ms_at_8
    return Figure(
        found.call,
        found.claims,
        found.ms,
        found.ms_at_8,
        found.cpu_ms,
        statements,
        reference.call,
        round(found.ms / reference.ms, 2),
        round(found.ms_at_8 / reference.ms_at_8, 2),
        worst,
    )


def _caller(key: str) -> Callable[[str], Any]:
    return lambda path: _ask(Request(API + path, headers={"Authorization": f"Bearer {key}"}))


_handler: list[WSGIHandler] = []


def _ask(request: Request) -> Any:
    """Ask the whole application in this process, to see its statements."""
    if not _handler:
        _handler.append(WSGIHandler())
    made = RequestFactory(SERVER_NAME=settings.ALLOWED_HOSTS[0]).generic(
        request.method,
        request.path,
        orjson.dumps(request.body) if request.body else b"",
        "application/json",
        headers=request.headers,
    )
    answer = _handler[0].get_response(made)
    assert isinstance(answer, HttpResponse)
    assert answer.status_code in (200, 201), answer.content
    return orjson.loads(answer.content)


def _statements(work: Callable[[], object], *, warm_up: bool = True) -> tuple[int, str]:
    """How many statements some work takes, and the dearest node of the plans of its reads."""
    for _ in range(WARM_UP if warm_up else 0):
        work()
    with CaptureQueriesContext(connection) as queries:
        work()
    asked = [q["sql"] for q in queries if not q["sql"].startswith(NOT_COUNTED)]
    nodes = [node for sql in asked if sql.lstrip().startswith("SELECT") for node in _nodes(sql)]
    milliseconds, name = max(nodes, default=(0.0, ""))
    return len(asked), f"{name}, {milliseconds:.2f} ms" if name else ""


def _nodes(sql: str) -> list[tuple[float, str]]:
    """The nodes of a statement's plan, each with its own time in ms."""
    with transaction.atomic(), _rolled_back(), connection.cursor() as cursor:
        cursor.execute("EXPLAIN (ANALYZE, FORMAT JSON) " + sql.replace("%", "%%"), [])
        plan = cursor.fetchone()[0]
    nodes: list[tuple[float, str]] = []

    def walk(node: dict[str, Any]) -> float:
        whole = float(node["Actual Total Time"]) * int(node["Actual Loops"])
        below = sum(walk(child) for child in node.get("Plans", []))
        where = node.get("Index Name") or node.get("Relation Name") or ""
        nodes.append((max(0.0, whole - below), f"{node['Node Type']} {where}".strip()))
        return whole

    walk((orjson.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"])
    return nodes


@contextmanager
def _rolled_back() -> Iterator[None]:
    yield
    transaction.set_rollback(True)
