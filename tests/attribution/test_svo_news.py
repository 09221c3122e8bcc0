"""English as newspapers and agencies write it, by rule: composed sentences of forms seen there."""

import pytest

from tests.attribution.test_svo import said


@pytest.mark.parametrize(
    "text",
    [
        '"The road is closed.\n\n"The bridge is safe," Mr Hale said.',
        'Buses run. "The road is closed. "The bridge is safe," Mr Hale said.',
    ],
)
def test_a_speech_opened_again_is_its_speaker_s_from_its_first_words(text):
    assert said(text) == [
        ("Mr Hale", "said", '"The road is closed. + "The bridge is safe,"'),
    ]


def test_a_speech_goes_on_over_paragraphs_that_open_it_again():
    text = '"We stay," Mr Hale said. "We wait.\n\n"We hope."\n\n"So be it," Ann Lee said.'
    assert said(text) == [
        ("Mr Hale", "said", '"We stay," + "We wait. + "We hope."'),
        ("Ann Lee", "said", '"So be it,"'),
    ]


def test_a_paragraph_that_somebody_else_has_said_is_not_taken_from_them():
    text = '"We stay," Mr Hale said. "We wait.\n\n"So be it," Ann Lee said.'
    assert said(text) == [
        ("Mr Hale", "said", '"We stay," + "We wait.'),
        ("Ann Lee", "said", '"So be it,"'),
    ]
