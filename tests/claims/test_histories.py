"""Histories and lists of what was asked for: by pages, to the very first row."""

import re

import pytest

from claims.history import append
from claims.models import Export, Rereading
from newsroom.models import Role
from sources.models import SourceEvent
from tests.factories import ClaimFactory, SourceFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(client):
    person = UserFactory(role=Role.ADMINISTRATOR)
    client.force_login(person)
    return person


def pages_of(client, address, words):
    """What stands on each page of a list, from the first to the last, by a pattern of the words."""
    shown, query = [], ""
    while query is not None:
        answer = client.get(address + query)
        assert answer.status_code == 200
        text = answer.content.decode()
        shown.append(re.findall(words, text))
        further = re.search(r'rel="next" href="([^"#]+)#', text)
        query = further and further[1].replace("&amp;", "&")
    return shown


def test_a_sources_history_is_there_to_its_beginning(client, person):
    source = SourceFactory()
    for n in range(70):
        SourceEvent.objects.create(
            source=source, kind=SourceEvent.Kind.EDITED, actor=person, reason=f"Because {n}."
        )

    shown = pages_of(client, f"/sources/{source.pk}/care/", r"Because (\d+)\.")

    assert [int(n) for page in shown for n in page] == list(range(69, -1, -1))
    assert len(shown) == 3


def test_a_claims_history_is_there_to_its_beginning(client, person):
    claim = ClaimFactory()
    for n in range(120):
        append(claim.pk, "pinned", by=person, old="unreviewed", new="unreviewed", note=f"Pin {n}.")

    shown = pages_of(client, f"/claims/{claim.pk}/review/", r"Pin (\d+)\.")

    assert [int(n) for page in shown for n in page] == list(range(119, -1, -1))
    assert len(shown) == 3


def test_all_ones_exports_are_listed(client, person):
    for _ in range(45):
        Export.objects.create(format="csv", base="https://musnad.example", requested_by=person)

    shown = pages_of(client, "/exports/", r'class="state state-waiting"')

    assert [len(page) for page in shown] == [20, 20, 5]


def test_all_rereadings_are_listed(client, person):
    for n in range(25):
        Rereading.objects.create(extractor=f"engine-{n}.", state="cancelled", created_by=person)

    shown = pages_of(client, "/rereadings/", r"<bdi>engine-(\d+)\.</bdi>")

    assert sum(len(page) for page in shown) == 25
    assert len(shown) == 2
