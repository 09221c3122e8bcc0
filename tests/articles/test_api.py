"""The API of articles: bringing them in, asking how far they are, reading them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Ingestion
from articles.schemas import ArticleOut, ArticlePage, IngestionOut
from articles.states import IngestionStatus
from tests.api import Program, assert_is, assert_problem
from tests.factories import (
    ArticleFactory,
    IngestionFactory,
    OutletFactory,
    SentenceFactory,
    VersionFactory,
)

pytestmark = pytest.mark.django_db
TEXT = "Rain fell on the city. The mayor said the river rose."


def test_an_article_is_accepted_with_the_address_of_its_ingestion():
    program = Program("ingest")

    answer = program.post("articles", {"text": TEXT, "outlet": "Watan", "language": "en"})

    body = assert_is(answer, IngestionOut, status=202)
    assert answer["Location"] == body["url"] == f"/api/v1/ingestions/{body['id']}"
    assert body["status"] == "attributing"
    ingestion = Ingestion.objects.get(pk=body["id"])
    assert ingestion.page.body.decode() == TEXT
    assert ingestion.outlet_name == "Watan"
    assert ingestion.created_by == program.key.user


@pytest.mark.parametrize(
    ("article", "words"),
    [
        ({}, "exactly one of url, html and text"),
        ({"url": "https://daily.example/1", "text": TEXT}, "not url and text"),
        ({"text": ""}, "text"),
        ({"text": " \n "}, "text"),
        ({"text": "Rain\0fell."}, "text"),
        ({"url": ""}, "url"),
        ({"url": "ftp://daily.example/1"}, "url"),
        ({"url": "https://daily.example/\u202e1"}, "url"),
        ({"text": TEXT, "outlet": "Wa\u202etan"}, "outlet"),
        ({"text": TEXT, "outlet": "x" * 501}, "outlet"),
        ({"text": TEXT, "title": "a\0b"}, "title"),
        ({"text": TEXT, "language": "Arabic language"}, "language"),
        ({"text": TEXT, "published_at": "2026-03-01"}, "published_at"),
        ({"text": TEXT, "published_at": "2026-03-01T08:30:00"}, "published_at"),
        ({"text": TEXT, "auhtor": "misspelt"}, "auhtor"),
        ({"text": 12}, "text"),
    ],
)
def test_bad_input_is_refused_by_name_and_stores_nothing(article, words):
    problem = assert_problem(Program("ingest").post("articles", article), 422)

    assert words in problem["detail"]
    assert not Ingestion.objects.exists()


def test_an_ingestion_tells_how_far_it_is():
    ingestion = IngestionFactory()

    body = assert_is(Program("ingest").get(f"ingestions/{ingestion.pk}"), IngestionOut)

    assert (body["status"], body["progress"]) == ("queued", 5)
    assert body["article"] is body["failure"] is None


def test_a_failed_ingestion_tells_the_rule_and_the_reason():
    ingestion = IngestionFactory(
        status=IngestionStatus.FAILED, failure="http_status", failure_reason="It answered 404."
    )

    body = assert_is(Program("read").get(f"ingestions/{ingestion.pk}"), IngestionOut)

    assert (body["failure"], body["failure_reason"]) == ("http_status", "It answered 404.")


def test_a_finished_ingestion_links_its_article():
    version = VersionFactory()
    ingestion = IngestionFactory(status=IngestionStatus.DONE, version=version, is_new=True)
    program = Program("read")

    body = assert_is(program.get(f"ingestions/{ingestion.pk}"), IngestionOut)

    assert body["version"] == 1
    assert program.get(body["article"]).json()["id"] == str(version.article_id)


def test_the_list_shows_articles_as_they_are_now():
    version = VersionFactory(title="Old")
    VersionFactory(article=version.article, title="New", text="Another text.")

    page = assert_is(Program("read").get("articles"), ArticlePage)

    assert [(row["title"], row["version"]) for row in page["items"]] == [("New", 2)]


def test_the_list_is_narrowed_by_outlet_language_address_and_date():
    watan = OutletFactory(name="Watan")
    wanted = VersionFactory(
        article__outlet=watan,
        article__url="https://watan.example/1",
        language="ar",
        published_at="2026-03-01T12:00:00Z",
    )
    VersionFactory(language="en", published_at="2026-02-01T12:00:00Z")
    program = Program("read")

    for query in (
        {"outlet": str(watan.pk)},
        {"language": "ar"},
        {"published_from": "2026-03-01T12:00:00Z"},
        {"published_from": "2026-02-15T00:00:00+03:00", "published_before": "2026-04-01T00:00:00Z"},
    ):
        page = program.get("articles", query).json()
        assert [row["id"] for row in page["items"]] == [str(wanted.article_id)], query


def test_an_article_is_found_by_any_spelling_of_its_address():
    from articles.identity import identity_of

    url = "https://watan.example/1"
    article = ArticleFactory(url=url, identity=identity_of(url))

    page = (
        Program("read").get("articles", {"url": "HTTPS://Watan.example:443/1?utm_source=x"}).json()
    )

    assert [row["id"] for row in page["items"]] == [str(article.pk)]


def test_an_article_has_its_text_its_sentences_and_its_versions():
    version = VersionFactory(text=TEXT)
    first = SentenceFactory(version=version, words="Rain fell on the city.")
    second = SentenceFactory(version=version, words="The mayor said the river rose.")

    body = assert_is(Program("read").get(f"articles/{version.article_id}"), ArticleOut)

    words = [body["text"][s["start"] : s["end"]] for s in body["sentences"]]
    assert words == ["Rain fell on the city.", "The mayor said the river rose."]
    assert [s["number"] for s in body["sentences"]] == [first.number, second.number]
    assert [v["number"] for v in body["versions"]] == [1]


def test_offsets_count_code_points_not_bytes_or_utf_16():
    version = VersionFactory(text="🌧️ هطل المطر. 🌊 ارتفع النهر.", language="ar")
    SentenceFactory(version=version, words="🌊 ارتفع النهر.")

    body = Program("read").get(f"articles/{version.article_id}").json()

    (place,) = body["sentences"]
    assert body["text"][place["start"] : place["end"]] == "🌊 ارتفع النهر."


def test_an_older_version_can_be_read():
    old = VersionFactory(text="The river rose.")
    VersionFactory(article=old.article, text="The river fell.")
    program = Program("read")

    body = program.get(f"articles/{old.article_id}", {"version": 1}).json()

    assert (body["text"], body["version"], body["current"]) == ("The river rose.", 1, 2)
    assert_problem(program.get(f"articles/{old.article_id}", {"version": 3}), 404)
    assert_problem(program.get(f"articles/{old.article_id}", {"version": 0}), 422, "version")


def test_an_article_that_did_not_change_is_not_sent_twice():
    version = VersionFactory()
    program = Program("read")
    first = program.get(f"articles/{version.article_id}")

    again = program.get(f"articles/{version.article_id}", if_none_match=first["ETag"])
    VersionFactory(article=version.article, text="Another text.")
    changed = program.get(f"articles/{version.article_id}", if_none_match=first["ETag"])

    assert (again.status_code, again.content) == (304, b"")
    assert changed.status_code == 200
    assert changed["ETag"] != first["ETag"]


@pytest.mark.parametrize("rows", [5, 50])
def test_a_list_costs_two_queries_with_its_key_however_many_rows(rows):
    for _ in range(rows):
        VersionFactory()
    program = Program("read")
    program.get("articles")

    with CaptureQueriesContext(connection) as queries:
        assert len(program.get("articles").json()["items"]) == rows

    assert len(queries) == 2


def test_one_article_or_ingestion_costs_two_queries_with_its_key():
    version = VersionFactory(text=TEXT)
    SentenceFactory(version=version)
    ingestion = IngestionFactory()
    program = Program("read")
    program.get("articles")

    for path in (f"articles/{version.article_id}", f"ingestions/{ingestion.pk}"):
        with CaptureQueriesContext(connection) as queries:
            assert program.get(path).status_code == 200
        assert len(queries) == 2, path


def test_lists_are_compressed_for_those_who_take_it():
    for _ in range(5):
        VersionFactory()

    answer = Program("read").get("articles", accept_encoding="gzip")

    assert answer["Content-Encoding"] == "gzip"
