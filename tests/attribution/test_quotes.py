"""Quotation marks pair by where they stand, whatever glyph was typed."""

import itertools

import pytest
from hypothesis import given

from claims.attribution.quotes import find_quotations, quotation_at
from tests.attribution.strategies import TEXTS


def quoted(text):
    return [text[q.start : q.end] for q in find_quotations(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("بـ”الهلال النفطي” و“فاغنر“", ["”الهلال النفطي”", "“فاغنر“"]),
        ('قال «نعم» ثم "لا".', ["«نعم»", '"لا"']),
        ("“I can’t ‘go’ now,” he said.", ["“I can’t ‘go’ now,”", "‘go’"]),
        ("‘The workers’ rights are gone,’ she said.", ["‘The workers’ rights are gone,’"]),
        ("« Où va-t-on ? » dit-il, l'État « oui ».", ["« Où va-t-on ? »", "« oui »"]),
        ("„So ist es“, sagte er.", ["„So ist es“"]),
        ("'banned from bash' says the boss", ["'banned from bash'"]),
        ("the workers' rights and don't", []),
        ("احتج «احتراما للذوق العام“، موضحة", ["«احتراما للذوق العام“"]),
    ],
)
def test_pairs(text, expected):
    assert quoted(text) == expected


def test_a_quotation_that_goes_on_in_the_next_paragraph_says_so():
    first, second = find_quotations("“We stay.\n\n“We wait,” he said.")
    assert (first.is_closed, first.continues) == (False, True)
    assert second.is_closed


def test_a_quotation_may_close_in_a_later_paragraph():
    text = 'He said, "We stay.\n\nWe wait." Fog came.\n\n"Why?" she asked.'
    assert quoted(text) == ['"We stay.\n\nWe wait."', '"Why?"']


def test_the_outermost_quotation_at_a_position():
    text = "قال «لا «هذا» كذا» ومضى"
    quotations = find_quotations(text)
    assert quotation_at(quotations, text.index("هذا")).span.of(text) == "«لا «هذا» كذا»"
    assert quotation_at(quotations, text.index("ومضى")) is None


def test_what_closes_a_quotation_of_an_earlier_paragraph_begins_none_over_its_end():
    text = 'He said, "We stay.\n\nWe wait"€5'

    assert quoted(text) == ['"We stay.\n\nWe wait"']


@given(TEXTS)
def test_quotations_nest(text):
    quotations = find_quotations(text)
    for q in quotations:
        assert 0 <= q.start < q.end <= len(text)

    for a, b in itertools.pairwise(quotations):
        assert b.start >= a.end or b.end <= a.end


# Linear work is done in seconds; quadratic work on a million characters takes hours.
@pytest.mark.timeout(120)
@pytest.mark.parametrize("unit", ['"', "“a", "«'", '\u200f"'])
def test_a_megabyte_is_paired_in_linear_time(unit):
    text = unit * (1_000_000 // len(unit))
    assert all(quotation.end <= len(text) for quotation in find_quotations(text))


def test_a_quotation_opened_again_after_a_full_stop_pauses_there():
    text = 'Buses run. "The road is closed. "The bridge is safe," he said. "Wait."'
    assert quoted(text) == ['"The road is closed.', '"The bridge is safe,"', '"Wait."']
    first, second, _ = find_quotations(text)
    assert (first.is_closed, first.continues, second.is_closed) == (False, True, True)
