"""One spelling for all the ways a name is written, in Python and in the database alike."""

import unicodedata

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sources.names import NameNotAllowed, check_name, fold


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("أَكَّدَ", "اكد"),
        ("الأمـــم المتّحدة", "الامم المتحده"),
        ("مسؤول", "مسوول"),
        ("مستشفى", "مستشفي"),
        ("٢٠٢٦ و۲۰۲۶", "2026 و2026"),
        ("ڤاغنر", "فاغنر"),
        ("ﻻ", "لا"),
        ("\u202bحفتر\u202c", "حفتر"),
        ("  Ministère \n de l’Intérieur ", "ministere de l'interieur"),
        ("ERDOĞAN", "erdogan"),
        ("Straße", "strasse"),
        ("МОСКВА", "москва"),
    ],
)
def test_spellings_fold_to_one(written, folded):
    assert fold(written) == folded


def test_a_lone_hamza_makes_another_word():
    assert fold("سماء") != fold("سما")


# Characters younger than Unicode 14 may decompose in one library and not yet in the other.
stored_text = st.text(
    st.one_of(
        st.characters(min_codepoint=1, exclude_categories=["Cs", "Cn"]),
        st.characters(min_codepoint=0x600, max_codepoint=0x6FF, exclude_categories=["Cn"]),
        st.characters(min_codepoint=1, max_codepoint=0x24F),
    )
).filter(lambda text: unicodedata.unidata_version >= "14" and "\0" not in text)


@given(stored_text)
def test_folding_twice_changes_nothing_more(text):
    assert fold(fold(text)) == fold(text)


@pytest.mark.django_db
@settings(
    deadline=None,
    max_examples=50,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(stored_text, min_size=1, max_size=40))
def test_the_database_folds_as_python_does(texts):
    with connection.cursor() as cursor:
        cursor.execute("SELECT t, musnad_fold(t) FROM unnest(%s::text[]) AS t", [texts])
        rows = cursor.fetchall()

    assert [folded for _, folded in rows] == [fold(text) for text, _ in rows]


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("", "must not be empty"),
        ("   ", "must not be empty"),
        ("ح" * 501, "at most 500 characters, not 501"),
        ("Haftar\u202egnimmocllA", "directional controls (U+202E)"),
        ("Haftar\x00", "control characters"),
        ("<b>Haftar</b>", "control characters or < >"),
        ("\u0640\u064b", "a letter or a digit"),
    ],
)
def test_a_name_that_would_mislead_is_refused_with_the_rule_it_breaks(name, rule):
    with pytest.raises(NameNotAllowed, match=r"^name: ") as refusal:
        check_name(name)

    assert rule in str(refusal.value)


def test_a_fit_name_loses_only_needless_space():
    assert check_name("  خليفة   حفتر ") == "خليفة حفتر"
