"""The starter registry loads once and recognises its sources in three languages."""

import json

import pytest
from django.core.management import call_command

from sources.curation import edit_source, merge_sources
from sources.models import Source, SourceAlias, SourceQuestion
from sources.registry import FILE, load_registry
from sources.workflows import Mention, outlet_named, resolve_mentions
from tests.factories import UserFactory

ENTRIES = json.loads(FILE.read_text(encoding="utf-8"))


@pytest.fixture
def registry(db):
    return load_registry()


def test_loading_again_adds_nothing(registry):
    before = (Source.objects.count(), SourceAlias.objects.count())

    again = load_registry()

    assert (again.sources, again.aliases) == (0, 0)
    assert again.known == registry.sources == len(ENTRIES)
    assert (Source.objects.count(), SourceAlias.objects.count()) == before


def test_what_people_changed_stays(registry):
    editor = UserFactory(role="editor")
    reuters = Source.objects.get(wikidata_id="Q130879")
    edit_source(reuters.pk, {"name": "وكالة رويترز"}, by=editor)
    tass = Source.objects.get(name="وكالة تاس")
    merge_sources(tass.pk, Source.objects.get(name="وكالة ريا نوفوستي").pk, by=editor)

    load_registry()

    reuters.refresh_from_db()
    assert reuters.name == "وكالة رويترز"
    assert Source.objects.count() == len(ENTRIES)


@pytest.mark.parametrize("language", ["ar", "en", "fr"])
def test_every_entry_is_recognised_by_its_names(registry, language):
    mentions = [
        Mention(entry["names"][language], entry["kind"], "named", language, ()) for entry in ENTRIES
    ]

    found = resolve_mentions(None, mentions)

    own = {entry["key"]: entry["names"]["ar"] for entry in ENTRIES}
    wrong = [
        (entry["names"][language], source.name)
        for entry, source in zip(ENTRIES, found, strict=True)
        if source.name != own[entry["key"]]
    ]
    assert wrong == []
    assert not SourceQuestion.objects.exists()


def test_an_outlet_is_found_by_its_domain(registry):
    assert outlet_named("Some title", domain="aljazeera.net").wikidata_id == "Q13477"


def test_the_command_says_what_it_did(db, capsys):
    call_command("load_registry")

    assert f"{len(ENTRIES)} sources" in capsys.readouterr().out
