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


@pytest.mark.parametrize(
    "text",
    [
        "Police shot dead eight suspected smugglers in a raid on the hills.",
        "Hall showed the financial documents that have been forged at the mill.",
        "The drop was much smaller than expected after exports rallied.",
        "The bank remained silent on market rumors it would sell its mill.",
        "Hall's tender offer, announced before the opening today, expires in March.",
        "We are here to hear him answer questions about the mill.",
        "The agreement provides for the sale of that remaining interest to Hall.",
        "Before the talks could resume, Mr. Lee weighed in.",
        "The judge ordered the company to close its mill.",
    ],
)
def test_nothing_is_reported_here(text):
    assert said(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Some reports said the ship carried oil.",
            [("Some reports", "said", "the ship carried oil")],
        ),
        (
            "However the sources said the real test will come this month.",
            [("the sources", "said", "the real test will come this month")],
        ),
        (
            "Mr. Lee says if that happens, prices would rise.",
            [("Mr. Lee", "says", "if that happens, prices would rise")],
        ),
        (
            '"We wait. On time, on schedule," Mr. Lee replied, ignoring the question.',
            [("Mr. Lee", "replied", '"We wait. On time, on schedule,"')],
        ),
    ],
)
def test_as_agencies_write(text, expected):
    assert said(text) == expected
