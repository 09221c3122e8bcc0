"""English as US dailies write it, by rule: who speaks in long phrases, whose words are whose."""

import pytest

from tests.attribution.test_svo import said


@pytest.mark.parametrize(
    "speaker",
    [
        "Ann M. Reed, president and chief operating officer of Lane & Sons",
        "Robert Hale, chairman of Hale Tools Inc., a Dallas maker of pumps and valves",
        "Gov. Tom Hale, a Democrat who faces re-election this fall",
        "Sen. Ed Marsh (R., Kan.), the panel's ranking Republican",
        "Lee Ward, vice president, finance, of Tool Corp",
        "one senior aide to the governor who asked not to be named",
        "Carl Dunn, a 34-year-old welder from Akron, Ohio",
        "Maria Lopez, 45, a nurse in Tampa",
        "David Pond, the chief strategist to the mayor's campaign",
        "one",
    ],
)
def test_a_speaker_after_the_verb_is_named_with_all_that_says_who_it_is(speaker):
    assert said(f'"The market has turned," said {speaker}.') == [
        (speaker, "said", '"The market has turned,"')
    ]


@pytest.mark.parametrize(
    "rest",
    [
        ", in an interview",
        ", his voice cracking",
        ", as he left",
        ", and then he left",
        ", who had come late",
        ", standing in the rain",
    ],
)
def test_how_and_when_it_was_said_is_no_part_of_the_speaker(rest):
    assert said(f'"We go," said Mr. Reed, the mayor{rest}.') == [
        ("Mr. Reed, the mayor", "said", '"We go,"')
    ]


@pytest.mark.parametrize(
    "speaker",
    [
        "Ann Woods, head of the trading desk at Kidder, Peabody & Company",
        "General Tool, Hughes' Detroit-based parent company",
        "Shipping line Caravel",
    ],
)
def test_a_speaker_before_the_verb_is_named_whole(speaker):
    assert said(f"{speaker}, said the bid was low.") == [(speaker, "said", "the bid was low")]


def test_what_a_speaker_did_besides_is_no_part_of_the_speaker():
    text = "Discussing the bill, Sen. Tom Dean, D-N.D., told the paper it was a mistake."
    assert said(text) == [("Sen. Tom Dean, D-N.D.", "told", "it was a mistake")]


def test_a_speaker_between_two_halves_is_none_of_them():
    text = 'The move, says Ann Reed, a broker at Lane & Co., "will not hurt earnings."'
    assert said(text) == [
        ("Ann Reed, a broker at Lane & Co.", "says", 'The move + "will not hurt earnings."')
    ]


def test_a_question_goes_on_with_a_speaker_of_many_words():
    text = (
        '"Is he mad?" campaign manager Ann Reed demanded. "Is he mad?" Lane manager Ann Lee said.'
    )
    assert said(text)[-1] == ("Lane manager Ann Lee", "said", '"Is he mad?"')


@pytest.mark.parametrize(
    ("text", "content"),
    [
        (
            "The firm said profit was 9 cents a share, half of analysts' estimates.",
            "profit was 9 cents a share, half of analysts' estimates",
        ),
        (
            "The team argued she lost because of bad luck, emails leaked by a clerk, and rain.",
            "she lost because of bad luck, emails leaked by a clerk, and rain",
        ),
    ],
)
def test_a_noun_or_participle_that_looks_like_a_cue_ends_no_content(text, content):
    assert [found[2] for found in said(text)] == [content]


@pytest.mark.parametrize(
    "text",
    [
        "The mayor wrote the law in 1980.",
        "The group argued at a hearing for a later trial to give it more time.",
        "I'm not saying the price is bad.",
    ],
)
def test_nobody_is_reported_here(text):
    assert said(text) == []
