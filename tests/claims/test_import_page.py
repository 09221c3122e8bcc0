"""The page of imports."""

import orjson
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django.asserts import assertContains

from claims.import_views import MOST_BYTES, NAMES
from claims.imports.formats import FORMATS
from claims.models import PriorCheck
from newsroom.models import RefusedAttempt
from tests.claims.test_imports import review
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
PAGE = "/imports/"


@pytest.fixture
def client(client):
    client.force_login(UserFactory(role="editor"))
    return client


def send(client, body, format_name="claimreview"):
    file = SimpleUploadedFile("file.json", body)
    return client.post(PAGE, {"format": format_name, "file": file})


def test_a_file_is_imported_and_what_was_refused_is_named(client):
    lines = [review(1), review(2, url="x")]
    answer = send(client, b"\n".join(orjson.dumps(line) for line in lines))

    assert PriorCheck.objects.get().imported_by.role == "editor"
    assertContains(answer, "line 2")
    assertContains(answer, "url: ")
    assert dict(answer.context["counted"]) == {
        "New": 1,
        "Brought up to date": 0,
        "Here already": 0,
        "Refused": 1,
    }


def test_an_empty_list_says_that_nothing_was_there(client):
    assertContains(send(client, b"[]"), "There is no item in the file.")


def test_a_file_that_is_too_large_is_refused_at_its_field(client):
    answer = send(client, b" " * (MOST_BYTES + 1))

    assertContains(answer, "At most", status_code=422)
    assert "file" in answer.context["form"].errors


@pytest.mark.parametrize("role", ["monitor", "service"])
def test_who_may_not_correct_has_no_such_page(client, role):
    client.force_login(UserFactory(role=role))

    assert client.get(PAGE).status_code == 403
    assert send(client, orjson.dumps(review())).status_code == 403
    assert not PriorCheck.objects.exists()
    assert RefusedAttempt.objects.count() == 2


def test_every_format_is_offered():
    assert [name for name, _ in NAMES] == list(FORMATS)


def test_the_page_speaks_arabic(client):
    client.cookies["django_language"] = "ar"

    assertContains(client.get(PAGE), "الاستيراد")
