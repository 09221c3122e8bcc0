"""The API of sources."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sources.models import Anonymity, SourceKind
from sources.schemas import SourceOut, SourcePage
from tests.api import Program, assert_is
from tests.factories import OutletFactory, SourceAliasFactory, SourceFactory

pytestmark = pytest.mark.django_db


def named(query):
    page = assert_is(Program("read").get("sources", query), SourcePage)
    return [row["name"] for row in page["items"]]


def test_sources_are_listed_the_latest_made_first():
    for name in ("First", "Second"):
        SourceFactory(name=name)

    assert named({}) == ["Second", "First"]


def test_sources_are_found_by_any_of_their_names_however_spelled():
    haftar = SourceFactory(name="Khalifa Haftar")
    SourceAliasFactory(source=haftar, surface="خليفة حفتر")
    SourceFactory(name="Another")

    assert named({"q": "haftar"}) == ["Khalifa Haftar"]
    assert named({"q": "خليفه حفتر"}) == ["Khalifa Haftar"]


def test_sources_are_narrowed_by_kind_outlet_and_what_is_known_of_them():
    watan = OutletFactory(name="Watan")
    SourceFactory(
        name="Libyan sources",
        kind=SourceKind.ANONYMOUS_GROUP,
        anonymity=Anonymity.GROUP,
        outlet=watan,
        provisional=True,
    )

    for query in (
        {"kind": "anonymous_group"},
        {"anonymity": "group"},
        {"outlet": str(watan.pk)},
        {"provisional": "true"},
    ):
        assert named(query) == ["Libyan sources"], query


def test_one_source_has_all_its_names_the_most_frequent_first():
    source = SourceFactory(name="Khalifa Haftar")
    SourceAliasFactory(source=source, surface="Hifter", count=1)
    SourceAliasFactory(source=source, surface="Haftar", count=7)

    body = assert_is(Program("read").get(f"sources/{source.pk}"), SourceOut)

    assert [alias["surface"] for alias in body["aliases"]] == ["Haftar", "Hifter"]


def test_lists_and_single_sources_cost_two_queries_with_the_key():
    for _ in range(20):
        source = SourceAliasFactory().source
    program = Program("read")
    program.get("sources")

    for path in ("sources", f"sources/{source.pk}"):
        with CaptureQueriesContext(connection) as queries:
            assert program.get(path).status_code == 200
        assert len(queries) == 2


def editor():
    """A program that acts as an editor."""
    program = Program("read", "review")
    program.key.user.role = "editor"
    program.key.user.save()
    return program


def test_names_are_added_and_taken_away_and_what_is_wrong_changes_nothing():
    source = SourceAliasFactory(surface="Hifter", source__name="Khalifa Haftar").source
    program, place = editor(), f"sources/{source.pk}/aliases"

    added = program.post(place, {"surface": "خليفة حفتر", "language": "ar"})
    program.delete(f"{place}?surface=Hifter")

    assert_is(added, SourceOut)
    assert list(source.aliases.values_list("surface", flat=True)) == ["خليفة حفتر"]
    for surface in ("x" * 10_000, "Haf\u202etar", "", "<i>"):
        assert program.post(place, {"surface": surface}).status_code == 422
    assert program.delete(f"{place}?surface=Nobody").status_code == 422
    assert source.aliases.count() == 1


def test_bad_changes_by_the_api_name_their_field_and_change_nothing():
    SourceFactory(wikidata_id="Q42")
    top = SourceFactory()
    middle = SourceFactory(parent=top)
    bottom = SourceFactory(parent=middle)
    program = editor()

    for change, field in (
        ({"parent": str(bottom.pk)}, "parent"),
        ({"owner": str(bottom.pk)}, "owner"),
        ({"wikidata_id": "Q42"}, "wikidata_id"),
        ({"name": "Reu\u202eters"}, "name"),
        ({"domains": ["no domain"]}, "domains"),
        ({"kind": "anonymous_group"}, "outlet"),
    ):
        refused = program.patch(f"sources/{top.pk}", change)
        assert refused.status_code == 422
        assert refused.json()["detail"].startswith(f"{field}: ")
    itself = program.post(f"sources/{top.pk}/merge", {"into": str(top.pk)})
    assert (itself.status_code, "itself" in itself.json()["detail"]) == (409, True)
    top.refresh_from_db()
    assert (top.parent, top.owner, top.merged_into, top.wikidata_id) == (None,) * 4
