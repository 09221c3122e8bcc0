"""The API's own description: complete, and served without asking anybody else."""

import re

import pytest
from ninja import Schema

from config.api import api
from config.links import LINKS
from config.management.commands.write_openapi import PLACE, written
from config.openapi import BODIES, operations_of
from newsroom.models import Scope

DOCUMENT = "/api/v1/openapi.json"
ALONE = [{"Key": [scope]} for scope in Scope.values]


@pytest.fixture(scope="module")
def operations():
    paths = api.get_openapi_schema()["paths"]
    return [
        (f"{method.upper()} {path}", operation)
        for path, methods in paths.items()
        for method, operation in methods.items()
    ]


def test_the_document_is_open_to_all(client):
    answer = client.get(DOCUMENT)

    assert answer.status_code == 200
    assert answer.json()["openapi"].startswith("3.1")


def test_every_operation_says_what_it_does_and_needs_a_key(operations):
    for name, operation in operations:
        assert operation["description"], name
        assert operation["security"], name
        assert all(scopes in ALONE for scopes in operation["security"]), name


def test_every_operation_documents_its_errors_as_problems(operations):
    for name, operation in operations:
        errors = {s: a for s, a in operation["responses"].items() if int(s) >= 400}
        assert {401, 403, 422} <= errors.keys(), name
        assert all(list(a["content"]) == ["application/problem+json"] for a in errors.values())
        assert (404 in errors) == ("{" in name), name


def test_examples_of_bodies_are_valid_bodies():
    operations = {o.view_func.__name__: o for o in operations_of(api)}
    for name, body in BODIES.items():
        (model,) = [m for m in operations[name].models if m.__ninja_param_source__ == "body"]
        (field,) = model.model_fields.values()
        assert field.annotation.model_validate(body), name


def test_links_lead_to_operations_that_are_there():
    names = {o.view_func.__name__ for o in operations_of(api)}
    for (start, _), links in LINKS.items():
        assert {start, *links} <= names


def test_the_page_of_documentation_asks_nobody_else(client):
    page = client.get("/api/v1/docs").content.decode()

    addresses = re.findall(r'(?:src|href)="([^"]*)"', page)
    assert addresses
    assert all(address.startswith("/static/") for address in addresses)


def test_the_document_is_the_one_that_was_promised():
    meant = PLACE.read_text(encoding="utf-8") == written()

    assert meant, "The API has changed: if you meant it, run `make openapi` and commit the file."


def test_no_two_schemas_share_a_name():
    """The document has one schema of each name, so a second would be described as the first."""
    by_name = {}
    waiting = list(Schema.__subclasses__())
    while waiting:
        schema = waiting.pop()
        waiting += schema.__subclasses__()
        if not schema.__module__.startswith(("ninja", "tests")):
            by_name.setdefault(schema.__name__, set()).add(schema.__module__)

    assert {name: places for name, places in by_name.items() if len(places) > 1} == {}
