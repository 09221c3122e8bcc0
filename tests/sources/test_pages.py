"""The list of sources."""

import pytest
from pytest_django.asserts import assertContains

from sources.models import SourceKind
from tests.factories import SourceAliasFactory, SourceFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(client):
    client.force_login(UserFactory())
    return client


def names(client, query=""):
    return [source.name for source in client.get(f"/sources/?{query}").context["page"].rows]


def test_sources_come_by_name(client):
    for name in ("Zaid", "amal", "Basma"):
        SourceFactory(name=name)

    assert names(client) == ["amal", "Basma", "Zaid"]


def test_a_source_is_found_by_any_of_its_names_in_any_spelling(client):
    source = SourceFactory(name="Haftar")
    SourceAliasFactory(source=source, surface="حَفتر")
    SourceFactory(name="Omar")

    assert names(client, "q=حفتر") == ["Haftar"]
    assert names(client, "q=HAFT") == ["Haftar"]


def test_sources_of_one_kind(client):
    SourceFactory(name="Omar")
    SourceFactory(name="A study", kind=SourceKind.DOCUMENT)

    assert names(client, "kind=document") == ["A study"]


def test_pages_by_name_neither_skip_nor_repeat(client):
    made = sorted(SourceFactory(name=f"Same name {n % 3}").name for n in range(70))
    seen, query = [], ""
    while query is not None:
        page = client.get(f"/sources/?{query}").context["page"]
        seen += [source.name for source in page.rows]
        query = f"after={page.next}" if page.next else None

    assert seen == made


def test_no_source_says_so(client):
    assertContains(client.get("/sources/?q=nobody"), "No source fits")
