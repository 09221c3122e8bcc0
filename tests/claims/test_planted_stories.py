"""The planted stories give what was written down for them: counts, meetings, circles, drift."""

import pytest

from claims import drift
from claims.independence import Account, Node, Story, independence, shingles_of
from sources.names import fold
from tests.claims.planted_stories import SOURCES, STORIES

by_name = pytest.mark.parametrize("planted", STORIES, ids=lambda planted: planted.name)


def graph_of(planted):
    outlets = {telling.outlet for telling in planted.tellings}
    nodes = {name: Node(name, name) for name in outlets}
    for name, (_, anonymity, parent) in SOURCES.items():
        unnamed = anonymity in ("group", "unnamed")
        nodes[name] = Node(name, name, unnamed=unnamed, parents=(parent,) if parent else ())
    accounts = [
        Account(
            id=telling.outlet,
            hops=(*telling.chain, telling.outlet),
            published_at=telling.published_at,
            shingles=shingles_of(fold(telling.text)),
        )
        for telling in planted.tellings
    ]
    return Story(nodes, tuple(accounts))


@by_name
def test_the_count_and_its_reasons(planted):
    answer = independence(graph_of(planted))

    assert answer.count == planted.count
    assert answer.origins == planted.origins
    assert {d.account: d.reason.value for d in answer.discounts} == planted.reasons
    meetings = {d.account: d.meeting for d in answer.discounts if d.account in planted.meetings}
    assert meetings == planted.meetings


@by_name
def test_was_it_said_is_another_count(planted):
    answer = independence(graph_of(planted))

    assert {said.speaker: said.relays for said in answer.said} == planted.said


@by_name
def test_circular_reporting_is_named(planted):
    answer = independence(graph_of(planted))

    assert {frozenset(circle) for circle in answer.circles} == set(planted.circles)


def tellings_of(planted):
    return [
        drift.Telling(
            id=telling.outlet,
            text=telling.claim,
            language=telling.language,
            outlet=telling.outlet,
            origin=telling.chain[0] if telling.chain else None,
            unnamed=bool(telling.chain) and SOURCES.get(telling.chain[0], "")[1:2] == ("group",),
            hedged=bool(telling.hedge or drift.hedges_in(telling.claim, telling.language)),
            rests_on=(*telling.chain, telling.outlet),
            published_at=telling.published_at,
        )
        for telling in planted.tellings
    ]


@pytest.mark.parametrize(
    "planted", [s for s in STORIES if s.drift], ids=lambda planted: planted.name
)
def test_the_timeline_shows_where_source_and_doubt_were_lost(planted):
    first, *steps = drift.timeline(tellings_of(planted))

    assert first.changes == frozenset()
    assert {step.telling.outlet: set(step.changes) for step in steps} == planted.drift
