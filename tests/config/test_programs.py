"""Programs' requests go past what is there for people; pages' don't."""

import pytest
from django.test import Client

from tests.api import Program

pytestmark = pytest.mark.django_db


def test_an_answer_to_a_key_has_no_policy_for_scripts_of_a_page():
    answer = Program("read").get("claims")

    assert answer.status_code == 200
    assert "Content-Security-Policy" not in answer.headers


def test_who_comes_without_a_key_is_answered_as_a_program_all_the_same():
    answer = Client().get("/api/v1/claims")

    assert answer.status_code == 401
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_an_address_that_is_none_is_a_problem_for_a_key_too():
    answer = Program("read").get("nothing-here")

    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_key_opens_no_page():
    program = Program("read")

    answer = program.client.get("/sources/", headers={"Authorization": f"Bearer {program.secret}"})

    assert answer.status_code == 302
    assert "Content-Security-Policy" in answer.headers
