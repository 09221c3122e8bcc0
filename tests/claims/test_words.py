"""Claims are found by parts of their words, through the words that all claims have."""

import random

import pytest
from django.db import connection

from claims.benchmark_data import sentence
from claims.models import Claim, ClaimWord
from tests.factories import ClaimFactory, VersionFactory, claims_of
from tests.refusing import refused

pytestmark = pytest.mark.django_db


def found(query):
    return {claim.text for claim in Claim.objects.with_words(query)}


def test_each_word_of_claims_is_kept_once():
    claims_of(VersionFactory(text="Rain fell.\nRain fell again."))
    ClaimFactory(text="Again rain fell.")

    words = ClaimWord.objects.order_by("word").values_list("word", flat=True)

    assert list(words) == ["again", "again.", "fell", "fell.", "rain"]


def test_new_words_are_looked_up_by_an_index_however_few_there_were_before():
    claims_of(VersionFactory(text="Rain fell."))
    many = " ".join(f"word{n}" for n in range(3000))
    ClaimFactory(text=f"{many}.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_get_xact_numscans('claims_claimword'::regclass)")
        (before,) = cursor.fetchone()
        ClaimFactory(text=f"{many} again.")
        cursor.execute("SELECT pg_stat_get_xact_numscans('claims_claimword'::regclass)")

        assert cursor.fetchone()[0] - before <= 1


@pytest.mark.parametrize("language", ["ar", "en"])
def test_any_part_of_any_word_finds_just_the_claims_that_have_it(language):
    chance = random.Random(5)
    texts = {sentence(chance, language) for _ in range(40)}
    claims_of(VersionFactory(text="\n".join(texts), language=language))
    folded = dict(Claim.objects.values_list("text", "folded"))
    words = [word for text in folded.values() for word in text.split()]

    for word in chance.choices(words, k=60):
        start = chance.randrange(len(word))
        part = word[start : start + chance.randint(1, len(word))]
        assert found(part) == {text for text, those in folded.items() if part in those}, part


def test_a_claim_with_a_word_too_long_for_an_index_is_found_by_its_parts():
    long = ClaimFactory(text=f"See {'longish' * 900} there.").text
    ClaimFactory(text="See you there.")

    assert found("shlongi") == found("shlongi there") == {long}
    assert found("shlongj") == set()


@pytest.mark.parametrize("part", ["100%", "a_b", r"c\d", "it's"])
def test_what_is_a_sign_for_the_database_is_itself(part):
    ClaimFactory(text=f"Here is x{part}y.")
    ClaimFactory(text="Here is x100 y, xaaby, xcd, its.")

    assert found(part) == {f"Here is x{part}y."}


def test_a_rare_word_is_looked_up_in_the_index():
    ClaimFactory(text="Rain fell on x000123.")

    with connection.cursor() as cursor:
        # For a few rows an index may be dearer than all of them.
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")
        plan = Claim.objects.with_words("x0001").explain()

    assert "claim_words" in plan
    assert "x000123." in plan


@pytest.fixture
def seen(as_owner):
    """How often words were, when statistics were gathered last."""
    column = "'public', 'claim_words', 'musnad_words', false"
    as_owner.execute(
        "SELECT pg_restore_attribute_stats('schemaname', 'public', 'relname', 'claim_words',"
        " 'attname', 'musnad_words', 'inherited', false, 'most_common_elems', '{rain,snow}'::text,"
        " 'most_common_elem_freqs', '{0.3,0.01,0.01,0.3,0}'::real[])"
    )
    yield
    as_owner.execute(f"SELECT pg_clear_attribute_stats({column})")


@pytest.mark.parametrize(("part", "is_looked_up"), [("rain", False), ("snow", True), ("no", False)])
def test_a_word_of_many_claims_is_read_for_in_the_claims_themselves(seen, part, is_looked_up):
    """As is a part of two letters: an index would find too many."""
    claim = ClaimFactory(text="Snow and rain fell.")

    assert ("&&" in Claim.objects.with_words(part).explain()) is is_looked_up
    assert found(part) == {claim.text}


@pytest.mark.parametrize(
    "attack", ["UPDATE claims_claimword SET word = 'snow'", "DELETE FROM claims_claimword"]
)
def test_a_word_once_written_stays(attack):
    ClaimFactory(text="Rain fell.")

    assert "Cannot update or delete rows" in refused(attack)
