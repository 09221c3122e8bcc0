"""The pages of articles, and the form by which they come in."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from articles.models import Ingestion
from articles.states import IngestionKind, IngestionStatus
from tests.factories import IngestionFactory, UserFactory, VersionFactory

pytestmark = pytest.mark.django_db
ADD = "/articles/add/"
TEXT = "The harbour was closed on Monday, the port authority said. Ships waited outside."


@pytest.fixture
def client(client):
    client.force_login(UserFactory())
    return client


def refused(client, data, field):
    """The errors of a field after a form that must be refused and store nothing."""
    answer = client.post(ADD, data)
    assert answer.status_code == 422
    assert not Ingestion.objects.exists()
    return answer.context["form"].errors[field]


def test_home_leads_to_the_articles(client):
    assertRedirects(client.get("/"), "/articles/")


def test_no_articles_says_what_to_do(client):
    page = client.get("/articles/")
    assertContains(page, "No articles yet")
    assertContains(page, ADD)


def test_the_list_shows_title_and_outlet(client):
    version = VersionFactory(title="Harbour closed")

    page = client.get("/articles/")

    assertContains(page, "Harbour closed")
    assertContains(page, version.article.outlet.name)


def test_the_list_takes_as_many_queries_for_many_rows_as_for_one(
    client, django_assert_max_num_queries
):
    for rows in (1, 20):
        VersionFactory.create_batch(rows)
        # The session and its user take 2 more.
        with django_assert_max_num_queries(2 + 2):
            client.get("/articles/")


def test_a_pasted_text_is_accepted(client):
    answer = client.post(ADD, {"text": TEXT, "outlet": "The Daily"})

    ingestion = Ingestion.objects.get()
    assertRedirects(answer, reverse("articles:ingestion", args=[ingestion.pk]))
    assert (ingestion.kind, ingestion.outlet_name) == (IngestionKind.TEXT, "The Daily")
    assert ingestion.page.body.decode() == TEXT


def test_an_address_is_accepted(client):
    client.post(ADD, {"url": "https://daily.example/1"})

    assert Ingestion.objects.get().url == "https://daily.example/1"


def test_an_uploaded_file_is_accepted(client):
    page = (
        f"<html><body><article><h1>Harbour</h1><p>{TEXT}</p><p>{TEXT}</p></article></body></html>"
    )
    client.post(ADD, {"html": SimpleUploadedFile("page.html", page.encode(), "text/html")})

    assert Ingestion.objects.get().kind == IngestionKind.HTML


def test_nothing_given_is_refused_at_the_first_field(client):
    assert refused(client, {}, "url") == ["Give an address, or paste a text, or choose a file."]


def test_two_ways_at_once_are_refused(client):
    assert refused(client, {"url": "https://daily.example/1", "text": TEXT}, "text")


@pytest.mark.parametrize("address", ["nonsense", "ftp://daily.example/1", "javascript:alert(1)"])
def test_an_address_that_is_none_is_refused_at_its_field(client, address):
    assert refused(client, {"url": address}, "url")


def test_an_outlet_with_directional_controls_is_refused_at_its_field(client):
    assert refused(client, {"text": TEXT, "outlet": "abc\u202egnp"}, "outlet")


def test_a_binary_file_is_refused_at_its_field(client):
    file = SimpleUploadedFile("page.html", b"\x89PNG\r\n\x1a\n" + bytes(500), "text/html")
    assert refused(client, {"html": file}, "html")


def test_a_file_over_the_limit_is_refused_unread(client, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 2000
    file = SimpleUploadedFile("page.html", b"<p>rain</p>" * 500, "text/html")

    assert "too large" in refused(client, {"html": file}, "html")[0]


def test_a_request_over_the_limit_is_told_the_limit(client, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 2000
    page = client.post(ADD, {"text": TEXT * 100})

    assertContains(page, "At most 2.0", status_code=413)
    assert not Ingestion.objects.exists()


def test_a_refusal_is_said_in_the_readers_language(client):
    client.cookies["django_language"] = "ar"
    file = SimpleUploadedFile("page.html", b"\x89PNG\r\n\x1a\n" + bytes(500), "text/html")

    assert "هذا ملف ثنائي لا صفحة" in refused(client, {"html": file}, "html")[0]


def test_progress_asks_again_while_there_is_work(client):
    ingestion = IngestionFactory()

    page = client.get(reverse("articles:ingestion", args=[ingestion.pk]))

    assertContains(page, 'hx-trigger="every 700ms"')
    assertContains(page, '<progress max="100" value="5"')


def test_nothing_is_swapped_while_nothing_changed(client):
    ingestion = IngestionFactory()
    address = reverse("articles:ingestion", args=[ingestion.pk])

    same = client.get(f"{address}?seen=queued", headers={"HX-Request": "true"})
    moved = client.get(f"{address}?seen=fetching", headers={"HX-Request": "true"})

    assert same.status_code == 204
    assertNotContains(moved, "<html")
    assertContains(moved, "<progress")


def test_a_failure_shows_its_reason_and_can_be_tried_again(client):
    ingestion = IngestionFactory()
    Ingestion.objects.filter(pk=ingestion.pk).update(
        status=IngestionStatus.FAILED, failure="timeout", failure_reason="url: slow.example slept."
    )

    page = client.get(reverse("articles:ingestion", args=[ingestion.pk]))
    assertContains(page, "The server took too long.")
    assertContains(page, "slow.example slept.")
    assertNotContains(page, "hx-trigger")

    client.post(reverse("articles:retry", args=[ingestion.pk]))
    ingestion.refresh_from_db()
    assert ingestion.status == IngestionStatus.QUEUED


def test_a_finished_one_leads_to_its_claims(client):
    version = VersionFactory()
    ingestion = IngestionFactory()
    for status in ("extracting", "attributing", "done"):
        Ingestion.objects.filter(pk=ingestion.pk).update(status=status, version=version)

    page = client.get(reverse("articles:ingestion", args=[ingestion.pk]))

    article = reverse("claims:version", args=[version.article_id, 1])
    assertContains(page, f'<a class="button primary" href="{article}">')
    assertContains(page, f'hx-get="{article}" hx-trigger="load"')


def test_what_came_in_lately_is_listed_with_its_state(client):
    IngestionFactory(title="Harbour closed")

    page = client.get(ADD)

    assertContains(page, "Harbour closed")
    assertContains(page, "Waiting")
