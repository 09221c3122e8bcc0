"""Who may call the API: keys, their scopes, their end."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from newsroom.errors import UnknownScope
from newsroom.models import ApiKey
from newsroom.workflows import create_api_key, revoke_api_key
from tests.api import Program, assert_problem
from tests.counting import statements

pytestmark = pytest.mark.django_db


def test_a_key_with_the_scope_is_let_in():
    assert Program("read").get("claims").status_code == 200


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer nonsense", "Basic dTpw", "Bearer \x00"])
def test_without_a_valid_key_the_answer_is_401_and_says_what_to_send(client, header):
    answer = client.get("/api/v1/claims", headers={"Authorization": header})

    assert_problem(answer, 401, "Authorization: Bearer")
    assert answer["WWW-Authenticate"] == "Bearer"


def test_a_key_without_the_scope_gets_403_with_the_scope_it_needs():
    assert_problem(Program("ingest").get("claims"), 403, "`read`")


def test_scopes_dont_contain_each_other():
    assert_problem(Program("admin").get("claims"), 403, "`read`")


def test_a_revoked_key_is_refused_at_once():
    program = Program("read")
    revoke_api_key(program.key)

    assert_problem(program.get("claims"), 401)


def test_an_expired_key_is_refused():
    program = Program("read")
    ApiKey.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    assert_problem(program.get("claims"), 401)


def test_a_key_whose_user_was_switched_off_is_refused():
    program = Program("read")
    program.key.user.is_active = False
    program.key.user.save()

    assert_problem(program.get("claims"), 401)


def test_the_key_itself_is_nowhere_in_the_database():
    key, secret = create_api_key("wire", ["read"])

    assert secret not in [str(value) for value in vars(key).values()]
    assert key.digest != secret
    assert key.hint == secret[:12]


def test_a_scope_that_doesnt_exist_is_refused_by_name():
    with pytest.raises(UnknownScope, match="fly"):
        create_api_key("wire", ["read", "fly"])


def test_the_last_use_is_written_at_most_once_a_minute():
    program = Program("read")
    program.get("claims")
    first = key_as_stored()

    with statements() as asked:
        program.get("claims")

    assert ApiKey.objects.get().last_used_at is not None
    assert key_as_stored() == first
    assert len(asked) == 2


def key_as_stored():
    """Which version of its row the key is: any UPDATE makes another one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT ctid FROM newsroom_apikey")
        return cursor.fetchone()


def test_the_last_use_is_written_again_after_a_minute():
    program = Program("read")
    long_ago = timezone.now() - timedelta(minutes=2)
    ApiKey.objects.update(last_used_at=long_ago)

    program.get("claims")

    assert ApiKey.objects.get().last_used_at > long_ago
