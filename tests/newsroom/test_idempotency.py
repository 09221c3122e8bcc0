"""One Idempotency-Key, one answer: writes that a program may safely send again."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from articles import workflows
from articles.models import Ingestion
from newsroom.idempotency import forget_old_answers
from newsroom.models import IdempotentAnswer, RefusedAttempt, Role, User
from tests.api import Program, assert_problem
from tests.factories import SourceFactory

pytestmark = pytest.mark.django_db
ARTICLE = {"text": "Rain fell on the city. The mayor said the river rose."}


def test_the_same_key_and_body_give_the_stored_answer():
    program = Program("ingest")

    first = program.post("articles", ARTICLE, idempotency_key="k-1")
    again = program.post("articles", ARTICLE, idempotency_key="k-1")

    assert first.status_code == again.status_code == 202
    assert first.json() == again.json()
    assert first["Location"] == again["Location"]
    assert Ingestion.objects.count() == 1


def test_the_same_key_with_another_body_is_refused():
    program = Program("ingest")
    program.post("articles", ARTICLE, idempotency_key="k-1")

    answer = program.post("articles", {"text": "Another article."}, idempotency_key="k-1")

    assert_problem(answer, 422, "Idempotency-Key", "another request")
    assert Ingestion.objects.count() == 1


def test_another_program_may_use_the_same_key():
    for program in (Program("ingest"), Program("ingest")):
        assert program.post("articles", ARTICLE, idempotency_key="k-1").status_code == 202

    assert Ingestion.objects.count() == 2


def test_a_refused_request_may_be_corrected_under_the_same_key():
    program = Program("ingest")

    assert_problem(program.post("articles", {"text": " "}, idempotency_key="k-1"), 422)

    assert program.post("articles", ARTICLE, idempotency_key="k-1").status_code == 202


@pytest.mark.parametrize("key", ["", "x" * 256, "ключ"])
def test_a_key_that_is_none_is_refused(key):
    answer = Program("ingest").post("articles", ARTICLE, idempotency_key=key)

    assert_problem(answer, 422, "Idempotency-Key: 1 to 255")


def test_after_24_hours_a_key_is_new_again():
    program = Program("ingest")
    program.post("articles", ARTICLE, idempotency_key="k-1")
    IdempotentAnswer.objects.update(created_at=timezone.now() - timedelta(hours=24, seconds=1))

    answer = program.post("articles", {"text": "Another article."}, idempotency_key="k-1")

    assert answer.status_code == 202


def test_old_answers_are_swept_and_young_ones_kept():
    program = Program("ingest")
    program.post("articles", ARTICLE, idempotency_key="old")
    IdempotentAnswer.objects.update(created_at=timezone.now() - timedelta(hours=25))
    program.post("articles", ARTICLE, idempotency_key="young")

    assert forget_old_answers() == 1

    assert IdempotentAnswer.objects.get().key == "young"


@pytest.mark.django_db(transaction=True)
def test_a_twin_that_comes_at_the_same_time_is_told_to_wait(monkeypatch):
    program, twin_answers = Program("ingest"), []
    accept = workflows.accept

    def accept_slowly(*args, **kwargs):
        twin = threading.Thread(target=send_twin)
        twin.start()
        twin.join()
        return accept(*args, **kwargs)

    def send_twin():
        try:
            twin_answers.append(program.post("articles", ARTICLE, idempotency_key="k-1"))
        finally:
            connection.close()

    monkeypatch.setattr(workflows, "accept", accept_slowly)

    first = program.post("articles", ARTICLE, idempotency_key="k-1")

    assert first.status_code == 202
    assert_problem(twin_answers[0], 409, "being answered")
    assert Ingestion.objects.count() == 1


def test_what_a_role_does_not_permit_is_written_down_with_a_key_too():
    program = Program("review")
    User.objects.filter(pk=program.key.user_id).update(role=Role.MONITOR)

    answer = program.post("groups", {"title": "The river"}, idempotency_key="k-1")

    assert answer.status_code == 403
    assert RefusedAttempt.objects.get().actor_id == program.key.user_id


def test_an_answer_with_a_secret_is_repeated_but_stored_so_that_nobody_reads_it():
    program = Program("admin")
    new = {"name": "CMS", "url": "https://93.184.215.14/musnad", "events": ["*"]}

    first = program.post("webhooks", new, idempotency_key="k-1")
    again = program.post("webhooks", new, idempotency_key="k-1")

    assert first.status_code == again.status_code == 201
    assert first.content == again.content
    stored = IdempotentAnswer.objects.get().body
    assert first.json()["secret"] not in stored
    assert "CMS" not in stored


def test_an_answer_sealed_with_another_secret_key_is_a_clear_refusal(settings):
    program = Program("ingest")
    program.post("articles", ARTICLE, idempotency_key="k-1")
    settings.SECRET_KEY = "another"

    answer = program.post("articles", ARTICLE, idempotency_key="k-1")

    assert_problem(answer, 422, "Idempotency-Key", "can't be read any more")
    assert Ingestion.objects.count() == 1


def test_an_answer_from_before_answers_were_encrypted_is_still_given():
    program = Program("ingest")
    first = program.post("articles", ARTICLE, idempotency_key="k-1")
    IdempotentAnswer.objects.update(body=first.content.decode())

    assert program.post("articles", ARTICLE, idempotency_key="k-1").json() == first.json()


def test_an_answer_to_another_role_is_given_no_more():
    program = Program("admin")
    new = {"name": "CMS", "url": "https://93.184.215.14/musnad", "events": ["*"]}
    secret = program.post("webhooks", new, idempotency_key="k-1").json()["secret"]
    User.objects.filter(pk=program.key.user_id).update(role=Role.MONITOR)

    answer = program.post("webhooks", new, idempotency_key="k-1")

    assert_problem(answer, 422, "Idempotency-Key", "your role changed")
    assert secret not in answer.content.decode()


def test_an_answer_from_before_roles_were_kept_is_still_given():
    program = Program("ingest")
    first = program.post("articles", ARTICLE, idempotency_key="k-1")
    IdempotentAnswer.objects.update(role="")

    assert program.post("articles", ARTICLE, idempotency_key="k-1").json() == first.json()


def test_a_key_is_looked_at_even_where_no_answer_is_kept():
    source = SourceFactory()

    answer = Program().post(
        f"sources/{source.pk}/protected/looks", {"reason": "x"}, idempotency_key="x" * 256
    )

    assert_problem(answer, 422, "Idempotency-Key", "1 to 255")
