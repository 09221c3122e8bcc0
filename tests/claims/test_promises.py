"""What must always hold of claims, attacked by raw SQL as the application's own role.

Rule 1: a span is its quote. Rule 6: what a machine guessed and what a person confirmed are never
mixed up, and a re-run of the machine never overwrites a person.
"""

import uuid

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from claims.models import Attribution
from tests.factories import (
    ClaimFactory,
    ReadingFactory,
    SentenceFactory,
    SourceFactory,
    UserFactory,
    attribute,
)
from tests.refusing import MAY_NOT, refused

pytestmark = pytest.mark.django_db
WORDS = "The mayor said the river rose."


@pytest.fixture
def claim():
    return ClaimFactory(text=WORDS)


@pytest.fixture
def by_machine(claim):
    return attribute(claim, SourceFactory(), cue="said", named="The mayor")


@pytest.fixture
def by_person(claim):
    return attribute(claim, SourceFactory(), cue="said", named="The mayor", person=UserFactory())


def insert_span(attribution, start, end, quote, role="content"):
    return refused(
        'INSERT INTO claims_attributionspan (attribution_id, role, start, "end", quote)'
        " VALUES (%s, %s, %s, %s, %s)",
        attribution.pk,
        role,
        start,
        end,
        quote,
    )


@pytest.mark.parametrize(
    ("start", "end", "quote"),
    [(4, 9, "Mayor"), (1, 10, "The mayor"), (3, 9, "mayor "), (40, 45, "rose.")],
)
def test_a_span_has_the_very_words_of_its_text(by_machine, start, end, quote):
    assert "very words" in insert_span(by_machine, start, end, quote)


def test_one_wrong_span_among_many_is_refused_with_them_all(by_machine):
    words = refused(
        'INSERT INTO claims_attributionspan (attribution_id, role, start, "end", quote)'
        " SELECT %s, 'source', n, n + 1, substr(%s, n + 1 + (n = 7)::int, 1)"
        " FROM generate_series(1, 20) n",
        by_machine.pk,
        WORDS,
    )

    assert "very words" in words
    assert not by_machine.spans.filter(role="source", start=1).exists()


# Of one role in one statement: apart, within others, across them, and the same twice.
PLACES = [(4, 9), (0, 14), (0, 9), (10, 18), (15, 18), (15, 18), (25, 30)]


def insert_spans(attributions, quotes):
    with connection.cursor() as cursor:
        cursor.execute(
            'INSERT INTO claims_attributionspan (attribution_id, role, start, "end", quote)'
            " SELECT a, 'source', s, e, q"
            " FROM unnest(%s::uuid[], %s::int[], %s::int[], %s::text[]) AS t(a, s, e, q)",
            [[one.pk for one in attributions], *map(list, zip(*PLACES, strict=True)), quotes],
        )


@pytest.fixture
def speakers(claim):
    return [attribute(claim, SourceFactory()) for _ in PLACES]


def test_spans_that_overlap_are_stored_together(speakers):
    insert_spans(speakers, [WORDS[start:end] for start, end in PLACES])

    assert sum(one.spans.filter(role="source").count() for one in speakers) == len(PLACES)


@pytest.mark.parametrize("wrong", range(len(PLACES)))
def test_one_wrong_span_among_those_that_overlap_is_refused(speakers, wrong):
    quotes = [WORDS[start:end] for start, end in PLACES]
    quotes[wrong] = "_" * len(quotes[wrong])

    with pytest.raises(DatabaseError, match="very words"), transaction.atomic():
        insert_spans(speakers, quotes)


def test_a_span_does_not_reach_past_the_end_of_its_text(by_machine):
    assert "as_long_as_its_quote" in insert_span(by_machine, 25, 40, "rose.")


@pytest.mark.parametrize(("start", "end", "quote"), [(4, 4, ""), (9, 4, "mayor")])
def test_a_span_has_words(by_machine, start, end, quote):
    assert "span_has_words" in insert_span(by_machine, start, end, quote)


def test_a_span_has_a_known_role(by_machine):
    assert "role_known" in insert_span(by_machine, 0, 9, "The mayor", role="guess")


@pytest.mark.parametrize("change", ["start = 2", "quote = 'other'", "role = 'cue'"])
def test_a_span_never_changes(by_machine, change):
    assert MAY_NOT in refused(f"UPDATE claims_attributionspan SET {change}")


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ("text = 'Other words.'", "Cannot update"),
        ("sentence_id = gen_random_uuid()", "Cannot update"),
        ("article_id = gen_random_uuid()", "Cannot update"),
        ("status = 'guessed'", "Invalid transition"),
    ],
)
def test_a_claims_words_never_change(claim, change, rule):
    assert rule in refused(f"UPDATE claims_claim SET {change}")


@pytest.mark.parametrize("text", ["Other words.", "_" * len(WORDS), "%" + WORDS[1:], WORDS[:-1]])
def test_a_claim_has_the_very_words_of_its_sentence(text):
    sentence = SentenceFactory(version__text=WORDS)

    words = refused(
        "INSERT INTO claims_claim (id, sentence_id, article_id, text, language, status, created_at)"
        " SELECT %s, s.id, v.article_id, %s, 'en', 'unreviewed', now()"
        " FROM articles_sentence s JOIN articles_articleversion v ON v.id = s.version_id"
        " WHERE s.id = %s",
        uuid.uuid4(),
        text,
        sentence.pk,
    )

    assert "very words" in words


def test_a_claim_may_have_any_sign_in_its_words():
    words = r"Prices rose 5% (C:\dir\_a)\\."

    assert ClaimFactory(text=words).text == words


def test_a_sentence_makes_one_claim(claim):
    words = refused(
        "INSERT INTO claims_claim (id, sentence_id, article_id, text, language, status, created_at)"
        " SELECT %s, sentence_id, article_id, text, language, status, now() FROM claims_claim",
        uuid.uuid4(),
    )

    assert "sentence_id" in words


def retire(attribution, *, column, value):
    return refused(
        f"UPDATE claims_attribution SET retired_at = now(), {column} = %s WHERE id = %s",
        value,
        attribution.pk,
    )


def test_a_machine_never_retires_what_a_person_said(claim, by_person):
    reading = ReadingFactory(version=claim.sentence.version)

    words = retire(by_person, column="retired_by_reading_id", value=reading.pk)

    assert "machine_never_retires_a_person" in words


def test_a_machine_says_nothing_about_a_cue_that_a_person_decided(claim, by_person):
    by_machine = attribute(claim, SourceFactory())

    assert "person has already decided" in insert_span(by_machine, 10, 14, "said", role="cue")


def test_a_machine_says_nothing_about_a_cue_that_a_person_withdrew(claim, by_machine):
    Attribution.objects.update(retired_at=timezone.now(), retired_by_person=UserFactory())
    again = attribute(claim, SourceFactory())

    assert "person has already decided" in insert_span(again, 10, 14, "said", role="cue")


@pytest.mark.parametrize(
    "change",
    [
        "made_by = 'person'",
        "made_by = 'person', reading_id = NULL",
        "source_id = gen_random_uuid()",
        "confidence = 1",
        "rule = 'other'",
        "inherited = true",
        "version_id = gen_random_uuid()",
    ],
)
def test_an_attribution_never_changes_what_it_says_or_who_made_it(by_machine, change):
    assert "Cannot update" in refused(f"UPDATE claims_attribution SET {change}")


def test_a_retired_attribution_stays_retired(by_machine):
    Attribution.objects.update(retired_at=timezone.now(), retired_by_person=UserFactory())

    words = refused(
        "UPDATE claims_attribution SET retired_at = NULL, retired_by_person_id = NULL"
        " WHERE id = %s",
        by_machine.pk,
    )

    assert "Cannot update" in words


def test_retiring_names_who_did_it(by_machine):
    retire = "UPDATE claims_attribution SET retired_at = now() WHERE id = %s"

    assert "retired_by_one" in refused(retire, by_machine.pk)


@pytest.mark.parametrize("confidence", [-0.1, 1.1, float("nan")])
def test_a_confidence_is_a_probability(claim, confidence):
    with pytest.raises(DatabaseError, match="is_probability"), transaction.atomic():
        attribute(claim, SourceFactory(), confidence=confidence)


@pytest.mark.parametrize(
    "table",
    [
        "claims_claim",
        "claims_attribution",
        "claims_attributionspan",
        "claims_hop",
        "claims_reading",
    ],
)
@pytest.mark.parametrize("statement", ["DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_nothing_that_was_read_is_removed(by_machine, table, statement):
    assert MAY_NOT in refused(statement.format(table))


@pytest.mark.parametrize("table", ["claims_hop", "claims_reading"])
def test_chains_and_readings_never_change(by_machine, table):
    column = {"claims_hop": "position", "claims_reading": "number"}[table]

    assert MAY_NOT in refused(f"UPDATE {table} SET {column} = {column} + 1")
