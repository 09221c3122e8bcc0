"""Merging a source of many attributions: one short transaction, which keeps nobody from reading.

A thousand in the suite; `MUSNAD_MERGED=100000 pytest -s tests/claims/test_merging.py` for the
figures of docs/performance.md.
"""

import os
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from claims import benchmark_data
from claims.merging import look_at_merge
from claims.models import Attribution, Claim
from newsroom.models import Role
from sources.curation import merge_sources, undo_merge
from sources.errors import MergeNotPossible
from sources.models import Source, SourceEvent
from tests.factories import SourceFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)
ATTRIBUTIONS = int(os.environ.get("MUSNAD_MERGED", "1000"))
TABLES = ("sources_source", "sources_sourcealias", "claims_attribution", "claims_hop")
LONGEST = 1.0  # seconds of a merge on a busy machine


@pytest.fixture
def editor():
    return UserFactory(role=Role.EDITOR)


@pytest.fixture
def spoken(monkeypatch):
    """The one who says all that is attributed."""

    def cast(rows, _chance):
        outlets = [benchmark_data._source(rows, f"Outlet {n}", "media_outlet") for n in range(5)]
        speaker = benchmark_data._source(rows, "Khalifa Hafter", "person")
        return benchmark_data.Cast(outlets, [speaker], [1.0])

    monkeypatch.setattr(benchmark_data, "_cast", cast)
    benchmark_data.fill(ATTRIBUTIONS * 2, analyze=lambda: None)
    return Source.objects.get(name="Khalifa Hafter")


def rows():
    """All rows that a merge could touch, as one hash a table."""
    with connection.cursor() as cursor:
        found = []
        for table in TABLES:
            cursor.execute(f"SELECT count(*), sum(hashtextextended(t::text, 0)) FROM {table} t")
            found.append(cursor.fetchone())
        return found


def read_without_waiting(source_id, person):
    """Read what pages read, refusing to wait for a lock."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '50ms'")
            return Claim.objects.through(source_id).visible_to(person)[:30].count()
    finally:
        connection.close()


def test_a_merge_is_short_keeps_no_reader_waiting_and_is_undone_to_the_row(spoken, editor):
    haftar = SourceFactory(name="Khalifa Haftar")
    assert Attribution.objects.filter(source=spoken).count() == ATTRIBUTIONS
    before = rows()
    look = look_at_merge(spoken.pk, haftar.pk, to=editor)
    assert (look.attributions, look.claims) == (ATTRIBUTIONS, ATTRIBUTIONS)

    started = time.perf_counter()
    with transaction.atomic(), ThreadPoolExecutor(1) as pool:
        event = merge_sources(spoken.pk, haftar.pk, by=editor)
        merged = time.perf_counter() - started
        seen = pool.submit(read_without_waiting, spoken.pk, editor).result()
    started = time.perf_counter()
    through = Claim.objects.through(haftar.pk).order_by("-pk")[:30].count()
    paged = time.perf_counter() - started
    started = time.perf_counter()
    undo_merge(event.pk, by=editor)
    undone = time.perf_counter() - started

    assert (seen, through) == (30, 30)
    assert merged < LONGEST
    assert undone < LONGEST
    assert rows() == before
    print(  # noqa: T201 - the figures of the document
        f"\n{ATTRIBUTIONS:,} attributions: merged in {merged * 1000:.1f} ms, first page of the"
        f" other {paged * 1000:.1f} ms, undone in {undone * 1000:.1f} ms"
    )


def test_opposite_merges_at_once_leave_one_that_stands_for_both(spoken, editor):
    haftar = SourceFactory(name="Khalifa Haftar")

    def merge(pair):
        try:
            merge_sources(*pair, by=editor)
        except MergeNotPossible:
            return "refused"
        finally:
            connection.close()
        return "merged"

    with ThreadPoolExecutor(2) as pool:
        ended = sorted(pool.map(merge, [(spoken.pk, haftar.pk), (haftar.pk, spoken.pk)]))

    assert ended == ["merged", "refused"]
    (gone,) = Source.objects.exclude(merged_into=None)
    assert {gone.pk, gone.merged_into_id} == {spoken.pk, haftar.pk}
    assert Claim.objects.through(gone.merged_into_id).count() == ATTRIBUTIONS
    assert SourceEvent.objects.count() == 1
