"""Tokens and normalised forms always lead back to the very characters they came from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.attribution.text import Span, fold_word, merge_spans, normalise, tokenise, trim
from tests.attribution.strategies import TEXTS


def norms(text):
    return [token.norm for token in tokenise(text)]


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("لِلَجم", "للجم"),
        ("ســتصدر", "ستصدر"),
        ("إلى", "الي"),
        ("آخر", "اخر"),
        ("٥٫٨", "5.8"),
        ("5.\u200f2", "5.2"),
        ("ﻻ", "لا"),
        ("İstanbul", "istanbul"),
        ("e\u0301te\u0301", "été"),
        ("aujourd’hui", "aujourd'hui"),
    ],
)
def test_words_written_in_many_ways_fold_to_one_spelling(written, folded):
    assert fold_word(written) == folded


def test_teh_marbuta_is_folded_only_when_asked_for():
    assert fold_word("السفارة") == "السفارة"
    assert fold_word("السفارة", teh_marbuta=True) == "السفاره"
    assert normalise("السفارة", teh_marbuta=True).text == "السفاره"


def test_a_normalised_stretch_leads_back_to_the_original_words():
    text = "قالت \u200fالمصــادِر، إن\u200b الأمر"
    folded = normalise(text)

    start = folded.text.index("المصادر")
    span = folded.original(start, start + len("المصادر"))

    assert span.of(text) == "المصــادِر"


def test_possessives_elisions_and_acronyms_are_tokens_of_their_own():
    assert norms("Trump's U.S. envoy") == ["trump", "'s", "u.s.", "envoy"]
    assert norms("l’Élysée qu’il") == ["l'", "élysée", "qu'", "il"]
    assert norms("don't O'Brien AT&T COVID-19") == ["don't", "o'brien", "at&t", "covid-19"]


def test_an_address_is_one_token_without_the_full_stop_after_it():
    assert norms("See https://a.example/b?c=d.") == ["see", "https://a.example/b?c=d", "."]


@pytest.mark.parametrize("after", [" said so", ", which fell", "'s shares", " (Ohio)"])
def test_the_stop_of_a_company_in_the_middle_of_a_sentence_is_its_own(after):
    text = f"Harbour Tool Corp.{after}"

    assert norms(text)[2] == "corp."
    assert tokenise(text, 0, 18) == tokenise(text[:18])


def test_the_stop_of_a_company_before_a_new_sentence_ends_the_old_one():
    assert norms("It owns Tool Inc. The rest is sold.")[3:5] == ["inc", "."]


@given(TEXTS)
def test_tokens_are_in_order_and_spell_their_own_words(text):
    end = 0
    for token in tokenise(text):
        assert end <= token.start < token.end
        assert text[token.start : token.end] == token.text
        end = token.end


@given(TEXTS, st.integers(0, 80), st.integers(0, 80))
def test_a_stretch_of_a_page_has_the_tokens_that_it_has_as_the_end_of_a_text(text, one, other):
    start, end = sorted((one, other))

    assert tokenise(text, start, end) == tokenise(text[:end], start)


@given(TEXTS)
def test_no_visible_character_is_outside_the_tokens(text):
    covered = {i for token in tokenise(text) for i in range(token.start, token.end)}
    missed = "".join(char for i, char in enumerate(text) if i not in covered)
    assert trim(missed, 0, len(missed)).start == len(missed)


@given(TEXTS)
def test_offsets_of_a_normalised_text_rise_and_end_with_the_text(text):
    folded = normalise(text)
    assert len(folded.offsets) == len(folded.text) + 1
    assert list(folded.offsets) == sorted(folded.offsets)
    assert folded.offsets[-1] == len(text)


# Linear work is done in seconds; quadratic work on a million characters takes hours.
@pytest.mark.timeout(120)
@pytest.mark.parametrize("unit", ["\u200f", "a-", "'s", "www."])
def test_a_line_of_a_million_characters_is_read_in_linear_time(unit):
    line = unit * (1_000_000 // len(unit))
    assert all(token.end <= len(line) for token in tokenise(line))
    assert normalise(line).offsets[-1] == len(line)


def test_spans_that_touch_are_merged():
    assert merge_spans("ab cd ef", [Span(3, 5), Span(0, 2), Span(7, 8)]) == [Span(0, 5), Span(7, 8)]
