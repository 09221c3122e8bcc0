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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The talks failed, Mr. Orlov was quoted as saying.",
            [("Mr. Orlov", "was quoted as saying", "The talks failed")],
        ),
        (
            "The talks failed, Tass quoted Mr. Orlov as saying.",
            [("Tass", "quoted", "The talks failed"), ("Mr. Orlov", "saying", "The talks failed")],
        ),
        (
            "The paper reported the minister as saying the talks had failed.",
            [
                ("The paper", "reported", "the talks had failed"),
                ("the minister", "saying", "the talks had failed"),
            ],
        ),
        (
            "The ministry was cited in a report as saying it would pay.",
            [("The ministry", "was cited + as saying", "it would pay")],
        ),
    ],
)
def test_who_is_quoted_as_saying_has_said_it(text, expected):
    assert said(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Saying he was tired, the mayor went home.", ("the mayor", "Saying", "he was tired")),
        ('Saying "we go," the mayor left.', ("the mayor", "Saying", '"we go,"')),
        ("The mayor, saying he was tired, left.", ("The mayor", "saying", "he was tired")),
        (
            "Calling the plan a mistake, Mr. Reed voted against it.",
            ("Mr. Reed", "Calling", "the plan a mistake"),
        ),
        (
            "In the end, the company said, it will close two mills.",
            ("the company", "said", "In the end + it will close two mills"),
        ),
        (
            "As a result, the company said, it will close two mills.",
            ("the company", "said", "As a result + it will close two mills"),
        ),
        ('"Absurd," said Mr. Hale of the charge.', ("Mr. Hale", "said", '"Absurd,"')),
        ('"It is safe," state officials said.', ("state officials", "said", '"It is safe,"')),
        ("He told her they planned to go.", ("He", "told", "they planned to go")),
        ("The fund (which he says is old) opened.", ("he", "says", "is old")),
        (
            "They had a letter that said the cash was lost.",
            ("a letter", "said", "the cash was lost"),
        ),
    ],
)
def test_where_the_speaker_stands(text, expected):
    assert said(text)[0] == expected


@pytest.mark.parametrize(
    "text",
    [
        "Mr. Hale called {}.",
        "Mr. Hale, who called {}, has quit.",
    ],
)
@pytest.mark.parametrize(
    "verdict",
    ["it a mistake", "the plan unfair", "the bid from Lane Corp. inadequate", "Mr. Reed a liar"],
)
def test_what_one_calls_a_thing(text, verdict):
    assert said(text.format(verdict)) == [("Mr. Hale", "called", verdict)]


@pytest.mark.parametrize(
    "text",
    [
        "She called him a taxi.",
        "They called the man a cab.",
        "She called him this morning.",
        "He called the police a second time.",
        "He called his mother a lot.",
        "She called the office a dozen times.",
        "He called her even after midnight.",
        "They considered it one more time.",
        "She considered it very carefully.",
        "Mr. Hale called the police.",
        "Mr. Hale called him a week later.",
        "Mr. Hale called her mother a week ago.",
        "Mr. Hale called the strike off.",
        "Mr. Hale voted no on Monday, citing the cost of the plan.",
    ],
)
def test_a_call_and_a_reason_are_no_words(text):
    assert said(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("His belief that prices will fall is shared by few.", ("His", "that prices will fall")),
        (
            "The firm's announcement that it would close the mill stunned the town.",
            ("The firm's", "that it would close the mill"),
        ),
        ("Mr. Hale's vow to cut taxes drew applause.", ("Mr. Hale's", "to cut taxes")),
        ("The claim that the water is safe is false.", ("", "that the water is safe")),
        ("The firm's position is that the suit is weak.", ("The firm's", "that the suit is weak")),
        ("One rumor was that the bank had paid.", ("", "that the bank had paid")),
    ],
)
def test_a_noun_in_a_subject_has_its_content_before_the_verb(text, expected):
    assert [(source, content) for source, _, content in said(text)] == [expected]


def test_and_others_say_begins_somebody_else_s_words():
    assert said("Critics say the plan is unfair, and others say it is illegal.") == [
        ("Critics", "say", "the plan is unfair"),
        ("others", "say", "it is illegal"),
    ]


def test_two_single_marks_close_what_a_double_mark_opened():
    text = "“It's dead,’’ said Ann Lee, the mayor. “Go.’’\n\n''No,'' Mr. Hale said."
    assert said(text) == [
        ("Ann Lee, the mayor", "said", "“It's dead,’’ + “Go.’’"),
        ("Mr. Hale", "said", "''No,''"),
    ]


def test_a_relative_clause_ends_with_the_quotation_in_it():
    text = "Mr. Hale, who says the vote is “rigged,” has said he will go to court."
    assert said(text)[0][2] == "the vote is “rigged,”"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "But Senate Leader George Reed, D-Maine, said it was late.",
            ("Senate Leader George Reed, D-Maine", "said", "it was late"),
        ),
        (
            "Lawmakers who sat in the one-hour, closed session said it was late.",
            ("Lawmakers who sat in the one-hour, closed session", "said", "it was late"),
        ),
        ("Both sides said it was late.", ("Both sides", "said", "it was late")),
        (
            "Mr. Hale assured the team of 21 clerks there was no crisis.",
            ("Mr. Hale", "assured", "there was no crisis"),
        ),
        (
            'The talk was described by aides as "off the record" and was not listed.',
            ("aides", "was described", 'as "off the record"'),
        ),
        (
            '"We won," Mr. Hale said Friday, wearing a "Reed for Mayor" shirt.',
            ("Mr. Hale", "said", '"We won,"'),
        ),
    ],
)
def test_what_stands_beside_the_words(text, expected):
    assert said(text) == [expected]


def test_a_question_ends_before_what_was_added():
    text = 'Mr. Hale asked them whether they were glad, adding: "I am."'
    assert said(text) == [
        ("Mr. Hale", "asked", "whether they were glad"),
        ("Mr. Hale", "adding", '"I am."'),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Summing up action on the budget, Mr. Hale noted three gains.",
        "A top official, assessing the prospect on condition of silence, said it was late.",
    ],
)
def test_what_one_does_besides_is_no_report(text):
    assert len(said(text)) == 1
    assert said(text)[0][1] in ("noted", "said")


def test_a_person_is_pleased_that_something_is_so():
    assert said("Mr. Hale is pleased that the plan works.") == [
        ("Mr. Hale", "is pleased", "that the plan works")
    ]
    assert said("Mr. Hale was pleased with the plan.") == []


@pytest.mark.parametrize(
    "content",
    [
        "the plan would 1) cut taxes and 2) raise spending on schools",
        "that a) prices would fall and b) wages would rise",
        "the fund (a small one) would open in May",
    ],
)
def test_a_bracket_that_the_content_did_not_begin_in_does_not_end_it(content):
    assert said(f"She said {content}.") == [("She", "said", content)]


def test_a_content_ends_with_the_bracket_it_stands_in():
    assert said("The fund (the first (of two) that she said raised cash) opened in May.") == [
        ("she", "said", "raised cash")
    ]
