"""How an endpoint goes: announced a year before, in the document and with every answer."""

from datetime import date

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from ninja import NinjaAPI

from config.openapi import document, operations_of
from newsroom.endpoints import deprecated, install_promises

SINCE, SUNSET = date(2027, 1, 1), date(2028, 1, 1)


@pytest.fixture
def api():
    """An API with one endpoint that goes and one that stays."""
    made = NinjaAPI(urls_namespace="deprecation")
    install_promises(made)

    @made.get("old")
    @deprecated(since=SINCE, sunset=SUNSET, instead="GET new")
    def old(request):
        """The old way."""
        return HttpResponse("{}")

    @made.get("new")
    def new(request):
        """The new way."""
        return HttpResponse("{}")

    return made


def answer_of(api, name):
    operation = next(o for o in operations_of(api) if o.view_func.__name__ == name)
    return operation.run(RequestFactory().get(f"/{name}"))


def test_every_answer_says_since_when_and_until_when(api):
    answer = answer_of(api, "old")

    assert answer["Deprecation"] == "@1798761600"
    assert answer["Sunset"] == "Sat, 01 Jan 2028 00:00:00 GMT"


def test_what_stays_says_nothing(api):
    assert "Deprecation" not in answer_of(api, "new")


def test_the_document_says_what_to_use_instead(api):
    schema = document(api, api.get_openapi_schema(path_prefix="/api/"))
    old, new = (schema["paths"][f"/api/{name}"]["get"] for name in ("old", "new"))

    assert old["deprecated"] is True
    assert "use GET new; this goes on 2028-01-01" in old["description"]
    assert "deprecated" not in new


def test_nothing_goes_sooner_than_a_year_after_it_was_announced():
    with pytest.raises(ValueError, match="a year"):
        deprecated(since=SINCE, sunset=date(2027, 12, 31), instead="GET new")
