"""What a person puts right stays: over a re-run, over new versions, in the exported data."""

import json
from io import StringIO

import psycopg
import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from articles.models import Sentence
from claims import corrections
from claims.attribution import Analysis, Span
from claims.attribution import Attribution as Found
from claims.carrying_over import carry_over
from claims.corrections import AlreadyCorrected, Words
from claims.models import Attribution, Hop
from claims.reading_room import attributions_of
from claims.workflows import cues_people_decided, record_reading
from newsroom.errors import BadInput
from newsroom.models import Role
from newsroom.permissions import NotPermitted
from tests.factories import (
    ClaimFactory,
    OutletFactory,
    SentenceFactory,
    SourceFactory,
    UserFactory,
    VersionFactory,
    attribute,
)
from tests.reviewing import claim_that_is

pytestmark = pytest.mark.django_db
TEXT = "Haftar said that the port is closed."


@pytest.fixture
def person():
    return UserFactory(role=Role.FACT_CHECKER)


@pytest.fixture
def guess():
    """The machine's attribution of a claim: to the wrong source, with too few words."""
    claim = ClaimFactory(text=TEXT, outlet=OutletFactory(name="Watan"))
    attribution = attribute(
        claim, SourceFactory(name="Hafter"), named="Haftar", cue="said", content="port is closed"
    )
    return claim, attribution


def right(source, **more):
    spans = {"source": [(0, 6)], "cue": [(7, 11)], "content": [(12, len(TEXT))]}
    return Words(source=source.pk, **{"spans": spans, **more})


def active(claim):
    return Attribution.objects.active().filter(hops__claim=claim).distinct()


def test_a_correction_takes_the_place_of_the_guess_in_the_persons_name(guess, person):
    claim, old = guess
    haftar = SourceFactory(name="Khalifa Haftar")

    new = corrections.correct(old.pk, right(haftar, channel="interview"), by=person)

    old.refresh_from_db()
    assert old.retired_by_person == person
    assert list(active(claim)) == [new]
    assert (new.made_by, new.person, new.channel) == ("person", person, "interview")
    assert new.spans.get(role="content").quote == "that the port is closed."
    assert [hop.source.name for hop in new.hops.all()] == ["Khalifa Haftar", "Watan"]
    assert claim.history.get().kind == "corrected"


def test_a_re_run_of_the_machine_does_not_take_it_away(guess, person):
    claim, old = guess
    new = corrections.correct(old.pk, right(SourceFactory()), by=person)
    version = claim.sentence.version
    found = Found(
        id=0, source=(Span(0, 6),), cue=(Span(7, 11),), content=(Span(12, 30),),
        source_name="Haftar", source_kind="person", channel=None, manner="indirect",
        chain=("Haftar",), via=None, inherited=False, confidence=0.9, antecedent=(),
        cue_class="asserts", hedge=None, anonymity="named", rule="r", evidence=(),
    )  # fmt: skip
    analysis = Analysis("en", (), (), (Span(0, len(TEXT)),), (found,))

    record_reading(version.pk, analysis, extractor="newer")

    assert list(active(claim)) == [new]


def test_what_is_nested_in_it_is_told_anew_with_it(person):
    claim = ClaimFactory(text=TEXT, outlet=OutletFactory(name="Watan"))
    outer = attribute(claim, SourceFactory(name="Sources"), content=TEXT)
    inner = attribute(claim, SourceFactory(name="Haftar"), via=outer, cue="said")

    new = corrections.correct(
        outer.pk, Words(SourceFactory(name="Al Jazeera").pk, {"content": [(0, 20)]}), by=person
    )

    inner.refresh_from_db()
    assert inner.retired_by_person == person
    [retold] = Attribution.objects.active().filter(via=new)
    assert [hop.source.name for hop in retold.hops.all()] == ["Haftar", "Al Jazeera", "Watan"]


def test_an_attribution_is_split_in_two(guess, person):
    claim, old = guess
    parts = [right(SourceFactory()), right(SourceFactory(), spans={"content": [(0, 11)]})]

    corrections.split(old.pk, parts, by=person)

    assert active(claim).count() == 2


@pytest.fixture
def nest():
    """A claim said by sources, in whose words a colleague of theirs says part of it."""
    claim = ClaimFactory(text=TEXT, outlet=OutletFactory(name="Watan"))
    outer = attribute(claim, SourceFactory(name="Sources"), content=TEXT)
    inner = attribute(
        claim, SourceFactory(name="Haftar"), via=outer, cue="said", content="port is closed"
    )
    return claim, outer, inner


def guessed(attribution):
    """What is the machine's of an attribution, and that it is."""
    return (
        attribution.made_by,
        attribution.person,
        attribution.confidence,
        attribution.rule,
        attribution.source_name,
        attribution.reading,
    )


def test_what_is_nested_in_a_corrected_one_stays_the_machines_guess(nest, person):
    claim, outer, inner = nest

    first = corrections.correct(outer.pk, right(SourceFactory()), by=person)
    second = corrections.correct(first.pk, right(SourceFactory()), by=person)

    [retold] = active(claim).filter(via=second)
    assert guessed(retold) == guessed(inner)
    assert inner.made_by == "machine"
    assert (second.made_by, second.confidence) == ("person", 1)


def test_what_another_person_said_within_a_corrected_one_stays_theirs(nest, person):
    claim, outer, inner = nest
    colleague = UserFactory(role=Role.FACT_CHECKER)
    corrections.correct(
        inner.pk,
        Words(SourceFactory().pk, {"content": [(12, len(TEXT))]}, via=outer.pk),
        by=colleague,
    )

    new = corrections.correct(outer.pk, right(SourceFactory()), by=person)

    assert [one.person for one in active(claim).filter(via=new)] == [colleague]


def test_what_is_nested_in_a_split_one_stays_the_machines_guess(nest, person):
    claim, outer, inner = nest
    halves = [{"content": [(0, 11)]}, {"content": [(12, len(TEXT))]}]

    corrections.split(outer.pk, [Words(SourceFactory().pk, spans) for spans in halves], by=person)

    [retold] = active(claim).exclude(via=None)
    assert guessed(retold) == guessed(inner)


def read_again(claim, *cues):
    """Another reading of the claim's version, which finds somebody at each of these cues."""
    found = [
        Found(
            id=number, source=(Span(0, 6),), cue=(Span(*cue),), content=(Span(12, 30),),
            source_name="Haftar", source_kind="person", channel=None, manner="indirect",
            chain=("Haftar",), via=None, inherited=False, confidence=0.5, antecedent=(),
            cue_class="asserts", hedge=None, anonymity="named", rule="newer", evidence=(),
        )
        for number, cue in enumerate(cues)
    ]  # fmt: skip
    version = claim.article.current
    analysis = Analysis("en", (), (), (Span(0, len(version.text)),), tuple(found))
    record_reading(version.pk, analysis, extractor=f"newer-{len(cues)}")


def test_a_re_run_leaves_the_guess_within_a_correction_as_it_stands(nest, person):
    claim, outer, inner = nest
    new = corrections.correct(
        outer.pk, Words(SourceFactory().pk, {"content": [(0, len(TEXT))]}), by=person
    )

    read_again(claim, (7, 11))

    [retold] = active(claim).filter(via=new)
    assert guessed(retold) == guessed(inner)
    assert set(active(claim)) == {new, retold}
    assert {one.pk for one in attributions_of(claim.sentence.version)} == {new.pk, retold.pk}


def test_the_guess_goes_along_to_a_new_version_with_what_it_stands_within(nest, person):
    claim, outer, inner = nest
    corrections.correct(
        outer.pk, Words(SourceFactory().pk, {"content": [(0, len(TEXT))]}), by=person
    )

    second = next_version(claim, f"Today. {TEXT}")
    carry_over(second)
    carry_over(second)

    moved, nested = active(claim).order_by("pk")
    assert (moved.version, moved.made_by) == (second, "person")
    assert (nested.version, nested.via) == (second, moved)
    assert guessed(nested) == guessed(inner)


def test_where_a_correction_stays_behind_the_machine_guesses_for_itself_what_was_within(
    nest, person
):
    claim, outer, _ = nest
    words = Words(SourceFactory().pk, {"source": [(0, 6)], "content": [(0, len(TEXT))]})
    corrections.correct(outer.pk, words, by=person)
    second = next_version(claim, "Other words.")

    carry_over(second)

    assert cues_people_decided(second) == []


def test_what_people_decided_about_a_version_is_found_by_indexes_among_all_spans(guess):
    claim, _ = guess
    with CaptureQueriesContext(connection) as asked, connection.cursor() as cursor:
        cues_people_decided(claim.sentence.version)
        # What is cheapest for a few rows depends on the statistics of other tests' tables.
        for dear in ("seqscan", "hashjoin", "mergejoin", "material"):
            cursor.execute(f"SET LOCAL enable_{dear} = off")
        cursor.execute(f"EXPLAIN {asked[0]['sql']}")
        conditions = [line for (line,) in cursor.fetchall() if "Index Cond" in line]

    assert any("attribution_id = " in condition for condition in conditions)


def test_the_database_takes_no_guess_about_a_cue_that_a_person_decided(guess, person):
    claim, old = guess
    corrections.withdraw(old.pk, by=person)

    with pytest.raises((DatabaseError, psycopg.Error)), transaction.atomic():
        attribute(claim, SourceFactory(), cue="said")


def test_what_is_nested_in_a_split_one_is_told_anew_in_the_part_that_has_its_words(nest, person):
    claim, outer, _ = nest
    halves = [{"content": [(0, 11)]}, {"content": [(12, len(TEXT))]}]

    _, second = corrections.split(
        outer.pk, [Words(SourceFactory().pk, spans) for spans in halves], by=person
    )

    [retold] = active(claim).exclude(via=None)
    assert (retold.via, retold.source.name) == (second, "Haftar")


def test_the_history_names_the_claims_of_what_is_nested_too(person):
    version = VersionFactory(text=f"Sources say this. {TEXT}")
    claims = [
        ClaimFactory(sentence=SentenceFactory(version=version, words=words), text=words)
        for words in ("Sources say this.", TEXT)
    ]
    outer = attribute(claims[0], SourceFactory(), content="Sources say this.")
    attribute(claims[1], SourceFactory(), via=outer, content=TEXT)

    corrections.withdraw(outer.pk, by=person)

    assert [claim.history.get().kind for claim in claims] == ["corrected", "corrected"]


def test_the_same_added_twice_is_once(guess, person):
    claim, _ = guess
    words, version = right(SourceFactory()), claim.sentence.version_id

    first, again = (corrections.add(version, words, by=person) for _ in range(2))

    assert again == first
    assert active(claim).filter(made_by="person").count() == 1
    assert claim.history.count() == 1


def test_other_words_are_another_attribution(guess, person):
    claim, _ = guess
    source, version = SourceFactory(), claim.sentence.version_id

    corrections.add(version, right(source), by=person)
    corrections.add(version, right(source, channel="interview"), by=person)

    assert active(claim).filter(made_by="person").count() == 2


def test_the_same_correction_twice_is_once(guess, person):
    claim, old = guess
    words = right(SourceFactory())

    first, again = (corrections.correct(old.pk, words, by=person) for _ in range(2))

    assert again == first
    assert claim.history.count() == 1


def test_what_stands_in_the_place_of_one_is_found_through_all_corrections(nest, person):
    _, outer, inner = nest
    first = corrections.correct(outer.pk, right(SourceFactory()), by=person)
    second = corrections.correct(first.pk, right(SourceFactory()), by=person)

    assert corrections.in_place_of(outer.pk) == second
    assert corrections.in_place_of(inner.pk).via == second

    corrections.withdraw(second.pk, by=person)

    assert corrections.in_place_of(outer.pk) is None
    assert corrections.in_place_of(inner.pk) is None


def test_a_missed_attribution_is_added(person):
    claim = ClaimFactory(text=TEXT)

    new = corrections.add(claim.sentence.version_id, right(SourceFactory()), by=person)

    assert list(active(claim)) == [new]


def test_nobody_says_this_here_and_the_machine_does_not_say_it_again(guess, person):
    claim, old = guess

    corrections.withdraw(old.pk, by=person)
    corrections.withdraw(old.pk, by=person)

    assert not active(claim)
    assert claim.history.count() == 1


def test_of_two_corrections_the_second_is_told(guess, person):
    _, old = guess
    corrections.correct(old.pk, right(SourceFactory()), by=person)

    with pytest.raises(AlreadyCorrected):
        corrections.correct(old.pk, right(SourceFactory()), by=person)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"spans": {"cue": [(0, 3)]}}, "content"),
        ({"spans": {"content": [(5, 5)]}}, "is no place"),
        ({"spans": {"content": [(0, 99999)]}}, "is no place"),
        ({"spans": {"content": [(0, 9), (5, 12)]}}, "overlap"),
        ({"spans": {"verb": [(0, 3)], "content": [(0, 3)]}}, "no role"),
        ({"manner": "sung"}, "manner"),
        ({"channel": "x" * 21}, "channel"),
    ],
)
def test_what_can_not_be_is_refused_and_changes_nothing(guess, person, changes, said):
    claim, old = guess

    with pytest.raises(BadInput, match=said):
        corrections.correct(old.pk, right(SourceFactory(), **changes), by=person)

    assert list(active(claim)) == [old]


def test_a_monitor_corrects_nothing(guess):
    with pytest.raises(NotPermitted):
        corrections.correct(guess[1].pk, right(SourceFactory()), by=UserFactory())


def test_a_correction_leaves_the_status_as_it_is(person):
    claim = claim_that_is("disputed", ClaimFactory(text=TEXT))

    corrections.add(claim.sentence.version_id, right(SourceFactory()), by=person)

    claim.refresh_from_db()
    assert claim.status == "disputed"


# New versions


def next_version(claim, text):
    """The article with another text in which the claim's sentence, if there, carries on."""
    version = VersionFactory(article=claim.article, text=text)
    if TEXT in text:
        SentenceFactory(version=version, words=TEXT, lineage_id=claim.sentence_id)
    return version


def test_a_correction_goes_along_to_a_version_that_has_its_words_elsewhere(guess, person):
    claim, old = guess
    corrections.correct(old.pk, right(SourceFactory(name="Khalifa Haftar")), by=person)

    second = next_version(claim, f"أخبار 📰 اليوم. {TEXT}")
    carry_over(second)
    carry_over(second)

    [moved] = active(claim)
    assert (moved.version, moved.person) == (second, person)
    quotes = {span.role: span.quote for span in moved.spans.all()}
    assert quotes == {
        "source": "Haftar",
        "cue": "said",
        "content": "that the port is closed.",
    }
    assert Hop.objects.filter(attribution=moved).count() == 2


def test_it_goes_along_from_version_to_version_and_back(guess, person):
    claim, old = guess
    corrections.correct(old.pk, right(SourceFactory()), by=person)
    first = claim.sentence.version

    for text in (f"One. {TEXT}", f"Two. {TEXT}"):
        carry_over(next_version(claim, text))
    carry_over(first)

    [moved] = active(claim)
    assert moved.version == first


def test_what_was_withdrawn_goes_along_as_withdrawn(guess, person):
    claim, old = guess
    corrections.withdraw(old.pk, by=person)

    second = next_version(claim, f"Today. {TEXT}")
    carry_over(second)

    assert not active(claim)
    [moved] = second.attributions.all()
    assert moved.retired_by_person == person


def test_words_that_are_gone_leave_the_correction_at_its_version(guess, person):
    claim, old = guess
    new = corrections.correct(old.pk, right(SourceFactory()), by=person)

    second = next_version(claim, "Other words.")

    assert carry_over(second) == 0
    assert list(active(claim)) == [new]
    assert not Sentence.objects.filter(version=second, lineage=claim.sentence_id)


def test_corrected_versions_are_exported_in_the_form_of_attribute(guess, person):
    _, old = guess
    corrections.correct(old.pk, right(SourceFactory(name="Khalifa Haftar")), by=person)
    ClaimFactory()
    out = StringIO()

    call_command("export_corrections", stdout=out)

    [line] = out.getvalue().splitlines()
    record = json.loads(line)
    assert record["text"] == TEXT
    [one] = record["attributions"]
    assert one["content"] == [[12, len(TEXT)]]
    assert (one["source_name"], one["chain"][-1], one["made_by"]) == (
        "Khalifa Haftar",
        "Watan",
        "person",
    )
    keys = "id source cue content source_name source_kind channel manner chain via inherited"
    assert set(keys.split()) <= set(one)
