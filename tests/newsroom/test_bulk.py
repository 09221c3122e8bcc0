"""Bulk writes: a result for each line, done once however often they are sent."""

import threading
import tracemalloc
from io import BytesIO

import orjson
import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.db import connection

from articles.models import ArticleVersion, Ingestion
from articles.states import IngestionKind
from articles.storing import Submission
from articles.workflows import accept_many
from newsroom import bulk
from newsroom.models import BulkPortion, IdempotentAnswer, Role, Scope
from newsroom.schemas import NDJSON
from newsroom.workflows import create_api_key
from sources.models import Source
from tests.api import Program, assert_problem
from tests.factories import ClaimFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def small_portions(monkeypatch):
    monkeypatch.setattr(bulk, "PORTION", 3)


def editor():
    program = Program()
    owner = UserFactory(role=Role.EDITOR)
    program.key, program.secret = create_api_key("editor", Scope.values, owner=owner)
    return program


def articles(*numbers):
    return [{"text": f"Rain fell on city {n}.", "outlet": "Watan"} for n in numbers]


def body_of(lines):
    return b"".join(
        (line if isinstance(line, bytes) else orjson.dumps(line)) + b"\n" for line in lines
    )


def send(program, lines, path="articles/bulk", **headers):
    body = lines if isinstance(lines, bytes) else body_of(lines)
    answer = program.post(path, body, content_type=NDJSON, **headers)
    if answer.status_code != 200:
        return answer
    return [orjson.loads(line) for line in b"".join(answer.streaming_content).splitlines()]


def test_each_line_is_answered_with_its_number():
    results = send(Program("ingest"), articles(1, 2, 3, 4))

    assert [(r["line"], r["status"]) for r in results] == [(n, 202) for n in (1, 2, 3, 4)]
    assert [r["id"] for r in results] == [
        str(pk) for pk in Ingestion.objects.order_by("pk").values_list("pk", flat=True)
    ]
    assert ArticleVersion.objects.count() == 4


def test_a_bad_line_is_refused_alone():
    lines = [
        *articles(1),
        b'{"text": ',
        {"text": "Rain.", "colour": "blue"},
        {"text": " "},
        b"",
        *articles(2),
    ]

    results = send(Program("ingest"), lines)

    assert [(r["line"], r["status"]) for r in results] == [
        (1, 202), (2, 400), (3, 422), (4, 422), (6, 202),
    ]  # fmt: skip
    assert results[2]["errors"][0]["field"] == "colour"
    assert "text" in results[3]["detail"]
    assert Ingestion.objects.count() == 2


def test_the_same_lines_under_the_same_key_are_done_once():
    program = Program("ingest")

    first = send(program, articles(*range(7)), idempotency_key="b-1")
    again = send(program, articles(*range(7)), idempotency_key="b-1")

    assert first == again
    assert Ingestion.objects.count() == 7


@pytest.mark.parametrize(
    "other",
    [articles(0, 1, 99), articles(0, 1), articles(0, 1, 2, 3, 4), articles(0, 1, 2, 4)],
    ids=["changed", "shorter", "longer", "last changed"],
)
def test_other_lines_under_the_same_key_are_refused(other):
    program = Program("ingest")
    send(program, articles(0, 1, 2, 3), idempotency_key="b-1")

    assert_problem(send(program, other, idempotency_key="b-1"), 422, "another request")
    assert Ingestion.objects.count() == 4


def test_a_key_is_for_one_address():
    program = Program("ingest")
    program.post("articles", articles(1)[0], idempotency_key="k")
    send(program, articles(2), idempotency_key="b")

    assert_problem(send(program, articles(2), idempotency_key="k"), 422)
    assert_problem(program.post("articles", articles(1)[0], idempotency_key="b"), 422)


@pytest.mark.django_db(transaction=True)
def test_a_request_that_broke_off_goes_on_where_it_stopped(monkeypatch):
    program, do = Program("ingest"), bulk._do_portion
    calls = []

    def break_at_the_third(*arguments):
        calls.append(arguments)
        if len(calls) == 3:
            raise RuntimeError("killed")
        return do(*arguments)

    monkeypatch.setattr(bulk, "_do_portion", break_at_the_third)
    assert send(program, articles(*range(10)), idempotency_key="b-1").status_code == 500
    done_before = set(Ingestion.objects.values_list("pk", flat=True))
    monkeypatch.setattr(bulk, "_do_portion", do)

    results = send(program, articles(*range(10)), idempotency_key="b-1")

    assert len(done_before) == 6
    assert Ingestion.objects.count() == 10
    assert {r["id"] for r in results[:6]} == set(map(str, done_before))


def test_a_body_that_ends_early_gives_no_half_line():
    request = WSGIRequest(
        {
            "REQUEST_METHOD": "POST",
            "CONTENT_LENGTH": "20",
            "wsgi.input": BytesIO(b'{"text": 1}\n123'),
        }
    )
    lines = bulk._lines(request)

    assert next(lines) == b'{"text": 1}'
    with pytest.raises(bulk.BodyBrokeOff, match="15 of 20 bytes"):
        next(lines)


def test_a_body_of_unknown_length_is_read_to_its_end():
    environment = {
        "REQUEST_METHOD": "POST",
        "HTTP_TRANSFER_ENCODING": "chunked",
        "wsgi.input": BytesIO(b"1\n2\n3"),
    }

    assert list(bulk._lines(WSGIRequest(environment))) == [b"1", b"2", b"3"]


@pytest.mark.django_db(transaction=True)
def test_a_twin_that_comes_at_the_same_time_is_told_to_wait(monkeypatch):
    program, twins, do = Program("ingest"), [], bulk._do_portion

    def slowly(*arguments):
        def twin():
            try:
                twins.append(send(program, articles(1), idempotency_key="b-1"))
            finally:
                connection.close()

        thread = threading.Thread(target=twin)
        thread.start()
        thread.join()
        return do(*arguments)

    monkeypatch.setattr(bulk, "_do_portion", slowly)

    send(program, articles(1), idempotency_key="b-1")

    assert_problem(twins[0], 409, "being answered")
    assert Ingestion.objects.count() == 1


def test_another_media_type_is_refused():
    answer = Program("ingest").post("articles/bulk", articles(1)[0])

    assert_problem(answer, 415, NDJSON)


def test_no_lines_have_no_results_and_need_no_media_type():
    answer = Program("ingest").post("articles/bulk", b"", content_type="")

    assert answer.status_code == 200
    assert b"".join(answer.streaming_content) == b""


def test_a_line_longer_than_a_request_may_be_is_refused(settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    lines = [*articles(1, 2, 3), {"text": "Rain fell. " * 200}]

    assert_problem(send(Program("ingest"), lines), 422, "line 4: at most 1,000 bytes")


def test_the_same_article_in_several_lines_is_stored_as_one_after_the_other():
    accept_many(
        [
            Submission(IngestionKind.HTML, url="https://daily.example/1", body=page.encode())
            for page in PAGES
        ],
        by=None,
    )

    versions = ArticleVersion.objects.order_by("number")
    assert [(v.number, "rose" in v.text) for v in versions] == [(1, False), (2, True)]
    assert versions[0].article.current_id == versions[0].pk
    assert list(Ingestion.objects.order_by("pk").values_list("is_new", flat=True)) == [
        True, False, True, True,
    ]  # fmt: skip


def page(words):
    paragraph = f"<p>{words} The mayor said that nobody was hurt, and that the bridge is open.</p>"
    return f"<html><body><article><h1>Rain</h1>{paragraph * 3}</article></body></html>"


PAGES = [page("Rain fell."), page("Rain fell."), page("The river rose."), page("Rain fell.")]


def test_decisions_come_in_bulk_and_a_refused_one_leaves_the_others():
    first, second = ClaimFactory(), ClaimFactory()
    verdict = {"verdict": "disputed", "rationale": "As the log says."}
    lines = [
        {"claim": str(first.pk), **verdict},
        {"claim": str(second.pk), **verdict, "revision": 7},
        {"claim": str(second.pk), "verdict": "corroborated", "rationale": "So it is."},
        {"claim": "0192f0c1-0000-7000-8000-000000000000", **verdict},
    ]

    results = send(editor(), lines, "decisions/bulk")

    assert [r["status"] for r in results] == [201, 409, 409, 422]
    assert (results[0]["claim_status"], results[0]["revision"]) == ("disputed", 2)
    second.refresh_from_db()
    assert second.status == "unreviewed"


def test_sources_come_in_bulk():
    lines = [{"name": f"Speaker {n}", "kind": "person"} for n in range(4)] + [{"name": ""}]

    results = send(editor(), lines, "sources/bulk")

    assert [r["status"] for r in results] == [201, 201, 201, 201, 422]
    assert Source.objects.count() == 4


def test_memory_does_not_grow_with_the_body(monkeypatch):
    monkeypatch.setattr(bulk, "PORTION", 100)
    monkeypatch.setattr("articles.workflows.accept_many", lambda s, **_: ["0"] * len(s))
    line = body_of([{"text": "x" * 10_000}])
    program, peaks = Program("ingest"), []
    for times in (200, 2000):
        body = line * times
        tracemalloc.start()
        answer = program.post("articles/bulk", body, content_type=NDJSON)
        for _ in answer.streaming_content:
            pass
        # The test client itself holds the whole body once more.
        peaks.append(tracemalloc.get_traced_memory()[1] - len(body))
        tracemalloc.stop()

    assert peaks[1] - peaks[0] < 4_000_000


def test_accepting_many_makes_no_more_statements_than_accepting_a_few(
    django_assert_max_num_queries,
):
    def submissions(prefix, count):
        return [
            Submission(IngestionKind.TEXT, body=f"{prefix} {n}: rain fell.".encode())
            for n in range(count)
        ]

    with django_assert_max_num_queries(14):
        accept_many(submissions("a", 2), by=None)
    with django_assert_max_num_queries(14):
        accept_many(submissions("b", 50), by=None)


def test_old_portions_are_forgotten():
    from datetime import timedelta

    from newsroom.idempotency import forget_old_answers

    program = Program("ingest")
    send(program, articles(1), idempotency_key="b-1")
    for kept in (BulkPortion, IdempotentAnswer):
        row = kept.objects.get()
        kept.objects.update(created_at=row.created_at - timedelta(hours=25))

    assert forget_old_answers() == 2
