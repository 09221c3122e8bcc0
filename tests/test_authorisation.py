"""Who is let in where: every endpoint with a key of every scope, and without one."""

import pytest

from config.api import api
from config.openapi import operations_of
from newsroom.api_auth import Key, scopes_of
from newsroom.models import Scope
from newsroom.workflows import revoke_api_key
from tests.api import Program, assert_problem
from tests.endpoints import path_of

OPERATIONS = operations_of(api)
SCOPE_IS_MISSING = "This takes a key with the scope"


def named(operation):
    return operation.view_func.__name__


@pytest.mark.parametrize("operation", OPERATIONS, ids=named)
def test_every_endpoint_declares_whom_it_lets_in(operation):
    assert [type(auth) for auth in operation.auth_callbacks] == [Key]
    assert scopes_of(operation), "an endpoint without a scope lets nobody in: declare one"


@pytest.mark.parametrize("operation", OPERATIONS, ids=named)
def test_no_key_that_only_reads_may_write(operation):
    if operation.methods != ["GET"]:
        assert Scope.READ not in scopes_of(operation)


@pytest.mark.django_db
@pytest.mark.parametrize("operation", OPERATIONS, ids=named)
def test_a_key_is_let_in_by_its_scope_and_by_nothing_else(operation):
    method, path = operation.methods[0].lower(), path_of(operation)
    revoked = Program()
    revoke_api_key(revoked.key)

    assert_problem(getattr(revoked, method)(path), 401)
    for scope in Scope.values:
        answer = getattr(Program(scope), method)(path)
        is_kept_out = answer.status_code == 403 and SCOPE_IS_MISSING in answer.content.decode()
        assert is_kept_out == (scope not in scopes_of(operation)), (scope, answer.content)
        assert answer.status_code < 500


@pytest.mark.django_db
@pytest.mark.parametrize("operation", OPERATIONS, ids=named)
def test_a_stranger_is_kept_out_whatever_they_send(operation, client):
    path = f"/api/v1/{path_of(operation)}"

    assert_problem(getattr(client, operation.methods[0].lower())(path), 401)


@pytest.mark.django_db
def test_an_endpoint_that_declares_no_scope_lets_nobody_in(rf):
    from config.api import MusnadAPI
    from config.errors import install_problem_answers

    careless = MusnadAPI(auth=Key(), urls_namespace="careless")
    install_problem_answers(careless)
    careless.get("open")(lambda request: {"secret": 1})
    (operation,) = operations_of(careless)
    program = Program()
    request = rf.get("/open", headers=program._headers({}))

    assert operation.run(request).status_code == 403
