"""The change feed: every change once, in the order of commits, without a gap."""

import threading
from contextlib import contextmanager

import psycopg
import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from claims import corrections, queue, review
from claims.models import Claim, Decision
from newsroom.change_api import ChangePage
from newsroom.changes import START, changes_since, latest_place
from newsroom.models import Change, ChangeBatch
from sources import curation
from sources.models import Source
from tests.api import Program, assert_is, assert_problem
from tests.factories import ClaimFactory, SourceAliasFactory, SourceFactory, UserFactory, attribute

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def reader():
    return UserFactory()


@contextmanager
def another_session():
    """A second connection to the test's database, as the application's role."""
    connection.ensure_connection()
    with psycopg.connect(connection.connection.info.dsn) as session:
        yield session


def add_source(session: psycopg.Connection, name: str) -> None:
    session.execute(
        "INSERT INTO sources_source (id, name, kind, anonymity, language, provisional, country,"
        " domains, accounts, notes, created_at)"
        " VALUES (gen_random_uuid(), %s, 'person', 'named', '', false, '', '{}', '{}', '', now())",
        [name],
    )


def take_back(make, **columns) -> None:
    """Make something in a savepoint that is rolled back."""
    with transaction.atomic():
        make(**columns)
        transaction.set_rollback(True)


def names_since(place, reader):
    return [change.data["name"] for change in changes_since(place, 100, reader=reader)]


def events_since(place, reader):
    return [change.event for change in changes_since(place, 100, reader=reader)]


def test_what_commits_late_comes_late_however_early_it_began(reader):
    start = latest_place()
    with another_session() as early, another_session() as late:
        add_source(early, "begun first")
        add_source(late, "begun second")
        late.commit()
        seen = changes_since(start, 100, reader=reader)
        assert [change.data["name"] for change in seen] == ["begun second"]

        early.commit()

    assert names_since(seen[-1].place, reader) == ["begun first"]


def test_what_is_rolled_back_is_not_told(reader):
    start = latest_place()
    with transaction.atomic():
        SourceFactory(name="before")
        take_back(SourceFactory, name="taken back")
        SourceFactory(name="after")

    assert names_since(start, reader) == ["before", "after"]


def test_a_batch_begun_in_what_was_rolled_back_is_begun_again(reader):
    start = latest_place()
    with transaction.atomic():
        take_back(SourceFactory, name="taken back")
        SourceFactory(name="after")

    assert names_since(start, reader) == ["after"]


def test_a_commit_that_waits_for_a_foreign_key_holds_up_nobody(reader):
    """Its foreign key is checked before it takes the lock of the feed, never while it holds it."""
    claim = ClaimFactory()
    start = latest_place()
    with another_session() as deciding, another_session() as telling:
        deciding.execute("SELECT FROM claims_claim WHERE id = %s FOR UPDATE", [claim.pk])
        add_source(deciding, "of the one who holds the claim")
        add_source(telling, "of the one who waits for it")
        telling.execute(
            "INSERT INTO claims_comment (id, claim_id, author_id, text, at)"
            " VALUES (gen_random_uuid(), %s, %s, 'seen', now())",
            [claim.pk, reader.pk],
        )
        waits = threading.Thread(target=telling.commit)
        waits.start()
        deciding.execute("SELECT pg_sleep(0.2)")
        deciding.commit()
        waits.join(timeout=20)
        assert not waits.is_alive()

    assert names_since(start, reader) == [
        "of the one who holds the claim",
        "of the one who waits for it",
    ]


def test_many_sessions_at_once_leave_no_gap(reader):
    start = latest_place()

    def write(number: int) -> None:
        with another_session() as session:
            for turn in range(10):
                add_source(session, f"{number} {turn}")
                session.commit()

    threads = [threading.Thread(target=write, args=[number]) for number in range(6)]
    for thread in threads:
        thread.start()
    followed, place = [], start
    while any(thread.is_alive() for thread in threads) or changes_since(place, 1, reader=reader):
        for change in changes_since(place, 7, reader=reader):
            followed.append(change.data["name"])
            place = change.place
    for thread in threads:
        thread.join()

    assert sorted(followed) == sorted(
        f"{number} {turn}" for number in range(6) for turn in range(10)
    )
    positions = ChangeBatch.objects.exclude(position=None).order_by("position")
    assert list(positions.values_list("position", flat=True)) == list(
        range(1, positions.count() + 1)
    )


def test_one_transaction_is_told_in_the_order_of_its_statements(reader):
    start = latest_place()
    with transaction.atomic():
        first = SourceFactory(name="first")
        SourceFactory(name="second")
        Source.objects.filter(pk=first.pk).update(country="LY")

    told = changes_since(start, 100, reader=reader)
    assert [change.event for change in told] == [
        "source.created",
        "source.created",
        "source.changed",
    ]
    assert told[0].data["country"] == "LY", "the row as it is now"


def test_a_withdrawn_attribution_is_a_tombstone(reader):
    claim = ClaimFactory()
    said = attribute(claim, SourceFactory())
    start = latest_place()

    corrections.withdraw(said.pk, by=UserFactory(role="editor"))

    gone = next(c for c in changes_since(start, 100, reader=reader) if c.kind == "attribution")
    assert (gone.event, gone.subject, gone.data) == ("attribution.retired", said.pk, None)


def test_a_merge_says_which_source_stands_now(reader):
    loser, winner = SourceFactory(), SourceFactory()
    start = latest_place()

    curation.merge_sources(loser.pk, winner.pk, by=UserFactory(role="editor"), reason="the same")

    told = [c for c in changes_since(start, 100, reader=reader) if c.event == "source.merged"]
    assert [(c.subject, c.data["merged_into"]) for c in told] == [(loser.pk, winner.pk)]


def test_how_often_a_name_was_seen_is_no_news(reader):
    alias = SourceAliasFactory()
    start = latest_place()

    alias.count += 1
    alias.save()

    assert events_since(start, reader) == []


def test_a_verdict_and_the_move_it_makes_are_told_together(reader):
    checker = UserFactory(role="fact_checker")
    claim = ClaimFactory()
    queue.take(claim.pk, by=checker)
    start = latest_place()

    review.decide(claim.pk, review.Verdict("disputed", "The log says so."), by=checker)

    told = changes_since(start, 100, reader=reader)
    assert [c.event for c in told if c.event != "claim.changed"] == [
        "verdict.decided",
        "claim.status_changed",
    ]
    assert len({c.place.position for c in told}) == 1


def test_a_first_opinion_is_told_without_its_words_until_it_may_be_seen(reader):
    first, second = UserFactory(role="fact_checker"), UserFactory(role="fact_checker")
    claim = ClaimFactory()
    queue.take(claim.pk, by=first)
    review.ask_second_opinion(claim.pk, by=UserFactory(role="editor"))
    start = latest_place()
    review.decide(claim.pk, review.Verdict("disputed", "The log says so."), by=first)
    opinion = Decision.objects.get()
    hidden = changes_since(start, 100, reader=reader)
    assert [c.data for c in hidden if c.subject == opinion.pk] == [None]

    review.decide(claim.pk, review.Verdict("disputed", "The log says so."), by=second)

    shown = changes_since(hidden[-1].place, 100, reader=reader)
    told = [c for c in shown if c.subject == opinion.pk]
    assert [c.event for c in told] == ["verdict.shown"]
    assert told[0].data["rationale"] == opinion.rationale


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE newsroom_change SET event = 'claim.created'",
        "DELETE FROM newsroom_change",
        "UPDATE newsroom_changebatch SET position = position + 100",
        "DELETE FROM newsroom_changebatch",
    ],
)
def test_what_was_told_stays(statement):
    SourceFactory()
    with pytest.raises(Exception, match="Cannot"), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_program_that_follows_page_by_page_gets_each_change_once():
    for _ in range(5):
        SourceFactory()
    program, cursor, seen = Program("read"), "", []
    while True:
        page = assert_is(program.get("changes", {"since": cursor, "limit": 2}), ChangePage)
        seen += [item["cursor"] for item in page["items"]]
        cursor = page["next"]
        if not page["more"]:
            break

    assert len(seen) == len(set(seen)) == sum(len(one.subjects) for one in Change.objects.all())


def test_from_now_on_nothing_older_is_told():
    SourceFactory()
    program = Program("read")
    now = program.get("changes", {"since": "latest"}).json()
    assert now["items"] == []
    newer = SourceFactory()

    told = program.get("changes", {"since": now["next"]}).json()["items"]

    assert [item["id"] for item in told] == [str(newer.pk)]


def test_changes_of_one_kind_alone_still_move_on():
    ClaimFactory()
    program = Program("read")

    page = program.get("changes", {"kind": "claim", "limit": 200}).json()

    assert {item["kind"] for item in page["items"]} == {"claim"}
    assert program.get("changes", {"since": page["next"]}).json()["items"] == []


def test_a_page_costs_as_many_statements_for_5_changes_as_for_50():
    program = Program("read")
    counts = []
    for rows in (5, 50):
        for _ in range(rows):
            attribute(ClaimFactory(), SourceFactory())
        program.get("changes")  # Writes down once a minute when the key was last used.
        with CaptureQueriesContext(connection) as queries:
            page = assert_is(program.get("changes", {"limit": 200}), ChangePage)
        assert len(page["items"]) >= rows
        counts.append(len(queries))

    assert counts == [5, 5]


@pytest.mark.parametrize("cursor", ["x", "%%%", "AAAA", "ة"])
def test_a_cursor_of_another_list_is_refused(cursor):
    assert_problem(Program("read").get("changes", {"since": cursor}), 422, "since")


def test_the_feed_starts_with_what_was_there(reader):
    claim = ClaimFactory()

    told = changes_since(START, 200, reader=reader)

    assert claim.pk in [c.subject for c in told if c.event == "claim.created"]
    assert Claim.objects.count() == len([c for c in told if c.event == "claim.created"])
