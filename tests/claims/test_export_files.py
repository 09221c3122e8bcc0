"""Exports as files: written by a worker whatever dies, kept for some days, remembered for ever."""

import hashlib
import json
from datetime import timedelta

import psycopg
import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from claims import groups
from claims.export_api import ExportOut, ExportPage
from claims.exports import making
from claims.exports.making import ExportNotReady, TooManyExports
from claims.models import Export, Review
from claims.schemas import ClaimsWanted
from claims.tasks import write_export
from newsroom.models import Desk, Scope
from newsroom.permissions import NotPermitted
from tests.api import Program, assert_is, assert_problem
from tests.factories import PASSWORD, ClaimFactory, UserFactory
from tests.reviewing import claim_that_is

pytestmark = pytest.mark.django_db
BASE = "https://musnad.example"


@pytest.fixture
def checker():
    return UserFactory(role="fact_checker")


@pytest.fixture(autouse=True)
def home_of_its_own(settings, tmp_path):
    settings.MUSNAD_HOME = tmp_path


def ask(by, name="ninjs", **filters) -> Export:
    return making.ask_for_export(name, ClaimsWanted(**filters), by=by, base=BASE)


def written(export: Export) -> Export:
    write_export(str(export.pk))
    export.refresh_from_db()
    return export


def test_a_file_is_written_with_its_hash_and_its_number_of_rows(checker):
    ClaimFactory(language="ar")
    ClaimFactory(language="en")

    export = written(ask(checker, language="ar"))

    body = making.file_of(export).read_bytes()
    assert len(body.splitlines()) == 1
    assert (export.state, export.rows, export.rows_written) == ("ready", 1, 1)
    assert (export.sha256, export.size) == (hashlib.sha256(body).hexdigest(), len(body))


@pytest.mark.django_db(transaction=True)
def test_a_file_is_what_the_stream_is(checker):
    ClaimFactory()
    export = written(ask(checker, "csv"))

    streamed = making.streamed("csv", ClaimsWanted(), by=checker, base=BASE)

    assert making.file_of(export).read_bytes() == b"".join(streamed)


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_died_half_way_leaves_no_file_and_the_next_begins_anew(checker, monkeypatch):
    for _ in range(3):
        ClaimFactory()
    export = ask(checker)
    rows = making._noted

    def dies(export, found):
        yield next(rows(export, found))
        raise SystemExit

    monkeypatch.setattr(making, "_noted", dies)
    with pytest.raises(SystemExit):
        write_export(str(export.pk))
    export.refresh_from_db()
    assert export.state == "writing"
    assert not making.file_of(export).exists()
    monkeypatch.undo()

    assert list(making.unfinished()) == [export]
    assert written(export).state == "ready"
    assert export.contents.count() == 3


@pytest.mark.django_db(transaction=True)
def test_what_breaks_off_every_time_fails_in_the_end(checker, monkeypatch):
    export = ask(checker)

    def breaks(*_):
        raise OSError("the disk is full")

    monkeypatch.setattr(making, "_noted", breaks)
    for _ in range(Export.MAX_ATTEMPTS):
        with pytest.raises(OSError, match="full"):
            write_export(str(export.pk))

    assert written(export).state == "failed"
    assert export.failure


def test_written_twice_is_written_once(checker):
    ClaimFactory()
    export = written(ask(checker))
    before = export.finished_at

    assert written(export).finished_at == before
    assert export.contents.count() == 1


def test_the_exports_that_relied_on_a_claim_are_named_with_the_status_it_had(checker):
    claim = claim_that_is("disputed")
    other = ClaimFactory()
    export = written(ask(checker, status=["disputed"]))
    claim_that_is("in_review", claim)

    (found,) = making.exports_relying_on(claim.pk)

    assert (found, found.claim_status) == (export, "disputed")
    assert not making.exports_relying_on(other.pk).exists()


def test_texts_name_the_claims_they_contain(checker):
    claim = ClaimFactory()
    export = written(ask(checker, "attributions"))

    assert list(making.exports_relying_on(claim.pk)) == [export]


def test_a_file_expires_and_its_list_stays(checker):
    claim = ClaimFactory()
    export = written(ask(checker))
    stray = making.file_of(export).with_name("lost.csv.partial")
    stray.touch()
    Export.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    assert making.expire_exports() == 1

    export.refresh_from_db()
    assert export.state == "expired"
    assert not making.file_of(export).exists()
    assert not stray.exists()
    assert list(making.exports_relying_on(claim.pk)) == [export]
    with pytest.raises(ExportNotReady):
        making.open_file(export.pk, by=checker)


def test_the_database_refuses_a_file_to_come_back(checker):
    export = written(ask(checker))
    Export.objects.filter(pk=export.pk).update(state="expired")

    with pytest.raises((DatabaseError, psycopg.Error)), transaction.atomic():
        Export.objects.filter(pk=export.pk).update(state="ready")


def test_nobody_has_more_than_five_under_way(checker):
    for _ in range(making.MOST_UNFINISHED):
        ask(checker)

    with pytest.raises(TooManyExports):
        ask(checker)
    ask(UserFactory(role="editor"))


def test_a_monitor_exports_nothing():
    with pytest.raises(NotPermitted):
        ask(UserFactory(role="monitor"))


def test_a_program_asks_waits_and_fetches():
    program = Program(Scope.READ, Scope.REVIEW)
    claim = ClaimFactory()

    asked = program.post("exports", {"format": "ninjs", "filters": {"language": "en"}})
    body = assert_is(asked, ExportOut, status=202)
    assert body["state"] == "waiting"
    assert_problem(program.get(f"{asked['Location']}/file"), 409)
    write_export(body["id"])
    ready = assert_is(program.get(asked["Location"]), ExportOut)
    file = program.get(ready["file"])

    assert file["ETag"] == f'"{ready["sha256"]}"'
    assert json.loads(b"".join(file.streaming_content))["uri"].endswith(f"/claims/{claim.pk}/")
    assert assert_is(program.get("exports"), ExportPage)["items"] == [ready]


def test_another_program_sees_nothing_of_it():
    asked = Program(Scope.READ, Scope.REVIEW).post("exports", {"format": "csv"})

    other = Program(Scope.READ, Scope.REVIEW)

    assert_problem(other.get(asked["Location"]), 404)
    assert_problem(other.get(f"{asked['Location']}/file"), 404)
    assert other.get("exports").json()["items"] == []


@pytest.mark.parametrize(
    "body",
    [
        {"format": "docx"},
        {"format": "csv", "filters": {"langage": "ar"}},
        {"format": "csv", "limit": 0},
    ],
)
def test_what_is_no_export_is_refused_and_nothing_is_stored(body):
    assert_problem(Program(Scope.READ, Scope.REVIEW).post("exports", body), 422)

    assert not Export.objects.exists()


def test_the_page_takes_a_wish_and_shows_how_far_it_is(client, checker):
    client.login(username=checker.username, password=PASSWORD)
    ClaimFactory(language="ar")

    client.post("/exports/", {"format": "csv", "language": "ar", "bom": "on"})

    export = Export.objects.get()
    assert export.filters == {"language": "ar"}
    assert "hx-trigger" in client.get("/exports/").content.decode()
    written(export)
    part = client.get("/exports/", headers={"HX-Request": "true"}).content.decode()
    assert "hx-trigger" not in part
    assert f"/exports/{export.pk}/file/" in part
    file = client.get(f"/exports/{export.pk}/file/")
    assert b"".join(file.streaming_content).startswith(b"\xef\xbb\xbf")


def test_the_page_says_in_arabic_why_an_export_failed(client, checker):
    """A worker, which writes it down, speaks no language of anybody's."""
    export = ask(checker)
    Export.objects.filter(pk=export.pk).update(attempts=Export.MAX_ATTEMPTS)
    making.write_export(export.pk)
    client.force_login(checker)

    page = client.get("/exports/", headers={"accept-language": "ar"})

    assert "انقطع العمل عدة مرات" in page.content.decode()


def test_nobody_elses_file_is_on_a_page(client, checker):
    export = written(ask(UserFactory(role="editor")))
    client.login(username=checker.username, password=PASSWORD)

    assert client.get(f"/exports/{export.pk}/file/").status_code == 404
    assert str(export.pk) not in client.get("/exports/").content.decode()


def test_a_monitor_gets_no_page(client):
    client.login(username=UserFactory(role="monitor").username, password=PASSWORD)

    assert client.get("/exports/").status_code == 403


@pytest.fixture
def shut_claim(checker):
    """A claim of a desk that is closed to the checker, now."""
    desk = Desk.objects.create(name="Investigations", closed=True)

    def shut(claim):
        Review.objects.filter(pk=claim.pk).update(desk=desk)

    return shut


def test_a_file_made_before_a_desk_was_closed_is_not_given_out_after_it(checker, shut_claim):
    claim = ClaimFactory()
    export = written(ask(checker))
    making.open_file(export.pk, by=checker)[2].close()

    shut_claim(claim)

    with pytest.raises(ExportNotReady, match="closed to you since"):
        making.open_file(export.pk, by=checker)
    assert not making.file_of(export).exists()
    export.refresh_from_db()
    assert (export.state, export.failure[:12]) == ("expired", "Claims in it")
    again = written(ask(checker))
    assert making.open_file(again.pk, by=checker)[2].read() == b""


def test_nor_one_that_says_of_a_claim_now_shut_that_it_was_the_first(checker, shut_claim):
    first, told = ClaimFactory(), ClaimFactory()
    group = groups.start_group("The harbour", by=checker)
    for claim in (first, told):
        groups.decide_membership(group.pk, claim.pk, "confirmed", by=checker)
    export = written(ask(checker, article=told.article_id))

    shut_claim(first)

    with pytest.raises(ExportNotReady):
        making.open_file(export.pk, by=checker)


def test_a_file_without_what_was_closed_is_given_out(checker, shut_claim):
    ClaimFactory(language="ar")
    export = written(ask(checker, language="ar"))

    shut_claim(ClaimFactory(language="en"))

    assert making.open_file(export.pk, by=checker)[2].read()


def test_the_page_says_why_a_file_is_not_given_out_and_the_api_too(client, checker, shut_claim):
    program = Program(Scope.READ, Scope.REVIEW)
    claim = ClaimFactory()
    asked = program.post("exports", {"format": "ninjs"})
    mine = written(ask(checker))
    written(Export.objects.get(pk=asked.json()["id"]))
    shut_claim(claim)
    client.login(username=checker.username, password=PASSWORD)

    told = client.get(f"/exports/{mine.pk}/file/", follow=True)

    assert "closed to you since" in told.content.decode()
    problem = assert_problem(program.get(f"{asked['Location']}/file"), 409)
    assert "closed to you since" in problem["detail"]


def test_who_may_export_no_more_gets_no_file(checker):
    ClaimFactory()
    export = written(ask(checker))
    checker.role = "monitor"
    checker.save()

    with pytest.raises(NotPermitted):
        making.open_file(export.pk, by=checker)


@pytest.mark.parametrize("value", [0, 1, "false", "yes"])
def test_a_flag_in_a_body_is_true_or_false_and_nothing_like_it(value):
    body = {"format": "csv", "bom": value}

    assert_problem(Program(Scope.READ, Scope.REVIEW).post("exports", body), 422, "bom")
