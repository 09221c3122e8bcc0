"""Files that a worker takes in: by page and by API, with progress, and after a worker's death."""

import threading
from urllib.parse import urlencode

import orjson
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from pytest_django.asserts import assertContains, assertRedirects

from articles.models import ImportedItem
from claims.import_run_api import ImportLinePage, ImportOut, ImportPage
from claims.import_run_models import ImportLine, ImportRun
from claims.import_views import NAMES
from claims.imports import running
from claims.imports.formats import FORMATS
from claims.models import PriorCheck
from claims.tasks import take_in_file
from newsroom.models import RefusedAttempt
from newsroom.permissions import NotPermitted
from tests.api import Program, assert_is, assert_problem
from tests.claims.test_imports import NEWSML, XHTML, review
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
PAGE = "/imports/"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MUSNAD_HOME = tmp_path


@pytest.fixture
def editor():
    return UserFactory(role="editor")


@pytest.fixture
def client(client, editor):
    client.force_login(editor)
    return client


def lines(*items):
    return b"\n".join(orjson.dumps(one) for one in items)


def asked(body, *, by, format_name="claimreview"):
    return running.ask_for_import(format_name, [body], by=by)


def send(client, body, format_name="claimreview"):
    file = SimpleUploadedFile("file.json", body)
    return client.post(PAGE, {"format": format_name, "file": file})


def upload(program, body, format_name="claimreview", **query):
    address = f"imports/files?{urlencode({'format': format_name, **query})}"
    return program.post(address, body, content_type="application/octet-stream")


def test_a_file_handed_in_on_the_page_is_taken_in_and_what_was_refused_is_named(client, editor):
    answer = send(client, lines(review(1), review(2, url="x")))
    run = ImportRun.objects.get()
    assertRedirects(answer, f"/imports/{run.pk}/")
    assertContains(client.get(f"/imports/{run.pk}/"), "<progress")

    take_in_file(str(run.pk))

    page = client.get(f"/imports/{run.pk}/")
    assertContains(page, "line 2")
    assertContains(page, "url: ")
    assert {str(name): number for name, number in page.context["counted"]} == {
        "New": 1,
        "Brought up to date": 0,
        "Here already": 0,
        "Refused": 1,
    }
    assert PriorCheck.objects.get().imported_by == editor
    assertContains(client.get(PAGE), "file.json")


def test_a_file_without_items_says_so(client):
    send(client, b"[]")
    run = ImportRun.objects.get()
    take_in_file(str(run.pk))

    assertContains(client.get(f"/imports/{run.pk}/"), "There is no item in the file.")


def test_a_file_that_is_too_large_is_refused_at_its_field_and_not_kept(
    client, editor, monkeypatch, tmp_path
):
    monkeypatch.setattr(running, "MOST_BYTES", 10)

    answer = send(client, b" " * 11)

    assertContains(answer, "At most", status_code=422)
    assert "file" in answer.context["form"].errors
    with pytest.raises(running.FileTooLarge, match=r"^file: "):
        running.ask_for_import("claimreview", [b" " * 6] * 2, by=editor)
    assert not ImportRun.objects.exists()
    assert not [one for one in tmp_path.rglob("*") if one.is_file()]


def test_a_file_larger_than_other_pages_take_is_taken_of_people_who_are_signed_in(client, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    large = orjson.dumps(review()) + b" " * (2 << 20)

    assert send(client, large).status_code == 302
    client.logout()
    assert send(client, large).status_code == 413
    assert ImportRun.objects.get().size == len(large)


@pytest.mark.parametrize("role", ["monitor", "service"])
def test_who_may_not_correct_has_no_such_page(client, role):
    client.force_login(UserFactory(role=role))

    assert client.get(PAGE).status_code == 403
    assert send(client, orjson.dumps(review())).status_code == 403
    assert not ImportRun.objects.exists()
    assert RefusedAttempt.objects.count() == 2


def test_others_do_not_see_what_somebody_imported(client):
    theirs = asked(lines(review()), by=UserFactory(role="editor"))

    assert client.get(f"/imports/{theirs.pk}/").status_code == 404
    assert_problem(Program("ingest").get(f"imports/files/{theirs.pk}"), 404)
    assert_problem(Program("ingest").get(f"imports/files/{theirs.pk}/lines"), 404)


def test_every_format_is_offered():
    assert [name for name, _ in NAMES] == list(FORMATS)


def test_the_page_speaks_arabic(client):
    client.cookies["django_language"] = "ar"

    assertContains(client.get(PAGE), "الاستيراد")


def test_a_program_hands_in_newsml_and_asks_what_became_of_it():
    program = Program("ingest")
    body = NEWSML.format(version=1, content=XHTML).encode()
    answer = upload(program, body, "newsml", name="wire.xml")
    made = assert_is(answer, ImportOut, status=202)
    assert answer["Location"] == f"/api/v1/imports/files/{made['id']}"
    assert (made["state"], made["name"]) == ("waiting", "wire.xml")

    take_in_file(made["id"])

    now = assert_is(program.get(f"imports/files/{made['id']}"), ImportOut)
    assert (now["state"], now["created"], now["refused"]) == ("done", 1, 0)
    assert now["bytes_read"] == now["size"]
    (line,) = assert_is(program.get(f"imports/files/{made['id']}/lines"), ImportLinePage)["items"]
    assert line["id"] == str(ImportedItem.objects.get().pk)
    (mine,) = assert_is(program.get("imports/files"), ImportPage)["items"]
    assert mine["id"] == made["id"]


def test_a_program_reads_the_refused_lines_alone_with_field_and_rule():
    program = Program("ingest")
    run = assert_is(upload(program, lines(review(1), review(2, url="x"))), ImportOut, status=202)
    take_in_file(run["id"])

    answer = program.get(f"imports/files/{run['id']}/lines", {"outcome": "refused"})

    (line,) = assert_is(answer, ImportLinePage)["items"]
    assert (line["place"], line["field"]) == ("line 2", "url")
    assert line["rule"]
    assert line["id"] is None


def test_what_a_program_hands_in_wrongly_is_refused():
    program = Program("ingest")

    assert_problem(upload(program, b"", "ninjs"), 422, "file")
    assert_problem(upload(program, b"{}", "csv"), 422, "format")
    assert not ImportRun.objects.exists()


def test_somebody_has_only_so_many_files_read_at_once(client, editor):
    for _ in range(running.MOST_UNFINISHED):
        asked(lines(review()), by=editor)

    with pytest.raises(running.TooManyImports):
        asked(lines(review()), by=editor)
    assertContains(send(client, lines(review())), "imports are still being read", status_code=422)


def test_a_worker_that_takes_over_goes_on_behind_the_last_item(editor, monkeypatch):
    run = asked(lines(*(review(n) for n in range(5))), by=editor)
    real, done = running.import_one, []

    def dies_at_the_third(*arguments, **named):
        if len(done) == 2:
            raise RuntimeError("killed")
        done.append(arguments)
        return real(*arguments, **named)

    monkeypatch.setattr(running, "import_one", dies_at_the_third)
    with pytest.raises(RuntimeError):
        running.take_in(run.pk)
    run.refresh_from_db()
    assert (run.state, run.items_read, run.created) == ("reading", 2, 2)
    monkeypatch.setattr(running, "import_one", real)

    running.take_in(run.pk)

    run.refresh_from_db()
    assert (run.state, run.items_read, run.created, run.unchanged) == ("done", 5, 5, 0)
    assert [line.place for line in run.lines.all()] == [f"line {n}" for n in range(1, 6)]
    assert not running.file_of(run).exists()


def test_a_file_at_whose_item_workers_break_off_again_and_again_is_given_up(editor, monkeypatch):
    run = asked(lines(review(1)), by=editor)

    def dies(*_arguments, **_named):
        raise RuntimeError("killed")

    monkeypatch.setattr(running, "import_one", dies)
    for _ in range(ImportRun.MAX_ATTEMPTS):
        with pytest.raises(RuntimeError):
            running.take_in(run.pk)

    running.take_in(run.pk)

    run.refresh_from_db()
    assert run.state == "failed"
    assert "broke off" in run.failure
    assert not running.file_of(run).exists()


def test_a_file_whose_person_may_no_longer_import_is_not_read(editor):
    run = asked(lines(review(1)), by=editor)
    editor.role = "monitor"
    editor.save()

    running.take_in(run.pk)

    run.refresh_from_db()
    assert run.state == "failed"
    assert not PriorCheck.objects.exists()


def test_who_may_not_import_hands_in_nothing():
    with pytest.raises(NotPermitted):
        asked(lines(review()), by=UserFactory(role="monitor"))


def test_result_lines_are_written_once(editor):
    run = asked(lines(review(1)), by=editor)
    running.take_in(run.pk)

    for spoil in (ImportLine.objects.all().delete, lambda: ImportLine.objects.update(name="x")):
        with pytest.raises(DatabaseError), transaction.atomic():
            spoil()


@pytest.mark.django_db(transaction=True)
def test_two_workers_take_a_file_in_once(editor):
    run = asked(lines(*(review(n) for n in range(20))), by=editor)

    def work():
        take_in_file(str(run.pk))
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    run.refresh_from_db()
    assert (run.state, run.created, run.lines.count()) == ("done", 20, 20)
