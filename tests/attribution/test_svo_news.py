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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Police in Karachi say it is likely more raids will follow.",
            [("Police in Karachi", "say", "it is likely more raids will follow")],
        ),
        (
            "The ministry has confirmed at least 50 guests breached the fence.",
            [("The ministry", "has confirmed", "at least 50 guests breached the fence")],
        ),
        (
            "The union will hold a picket and says about 16,000 workers face a bleak spring.",
            [("The union", "says", "about 16,000 workers face a bleak spring")],
        ),
        (
            "It would help, but, according to Hansen, the tradeoff has been a dry lake.",
            [("Hansen", "according to", "the tradeoff has been a dry lake")],
        ),
        (
            "The price has doubled, according to two parts makers.",
            [("two parts makers", "according to", "The price has doubled")],
        ),
        (
            "The method is in dispute, with many researchers warning of side effects.",
            [("many researchers", "warning", "of side effects")],
        ),
        (
            "Towns must act, they argue, adding it will also be necessary to spend more.",
            [
                ("they", "argue", "Towns must act"),
                ("they", "adding", "it will also be necessary to spend more"),
            ],
        ),
        (
            "Waugh says despite the weak start of the season, Leeds can win.",
            [("Waugh", "says", "despite the weak start of the season, Leeds can win")],
        ),
        (
            "Mr. Gunn said regardless of the outcome, he wanted peace.",
            [("Mr. Gunn", "said", "regardless of the outcome, he wanted peace")],
        ),
        (
            "Health authorities maintain the Queen Mary Hospital was given enough warning.",
            [
                (
                    "Health authorities",
                    "maintain",
                    "the Queen Mary Hospital was given enough warning",
                )
            ],
        ),
        (
            "The minister vowed never to forget the victims of the flood.",
            [("The minister", "vowed", "never to forget the victims of the flood")],
        ),
        (
            "Mr. Downey told Channel Seven it should not be dismissed.",
            [("Mr. Downey", "told", "it should not be dismissed")],
        ),
        (
            "The meeting was told this morning staff are owed $9 million.",
            [("", "was told", "staff are owed $9 million")],
        ),
        (
            "Mr. Lee doesn't believe the merger will help.",
            [("Mr. Lee", "doesn't believe", "the merger will help")],
        ),
        (
            "Hall Corp. announced plans to build a mill in Ohio.",
            [("Hall Corp.", "announced", "plans to build a mill in Ohio")],
        ),
        (
            "He was accused by the board of hiding losses.",
            [("the board", "was accused", "He + of hiding losses")],
        ),
        (
            "The judge gave a speech in praise of the law saying critics had misread it.",
            [("The judge", "saying", "critics had misread it")],
        ),
    ],
)
def test_what_was_missed(text, expected):
    assert said(text) == expected


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("Tool Corp., Dayton, Ohio, said profit fell 12%.", "Tool Corp., Dayton, Ohio"),
        (
            '"It is unlikely," said Perrin Long of Lake Research.',
            "Perrin Long of Lake Research",
        ),
        (
            "John Winter, from the fire service, says the main worry is the coast.",
            "John Winter, from the fire service",
        ),
        (
            "A note issued by the holding firms Inver and Provid said they had an option.",
            "A note issued by the holding firms Inver and Provid",
        ),
    ],
)
def test_the_whole_speaker(text, source):
    assert [found[0] for found in said(text)] == [source]


@pytest.mark.parametrize(
    ("text", "content"),
    [
        (
            "While some analysts estimated the firm was in debt, at least one said it was not.",
            "the firm was in debt",
        ),
        (
            "Hall said MCV Ltd., a group with managers and banks of the United States, raised it.",
            "MCV Ltd., a group with managers and banks of the United States, raised it",
        ),
    ],
)
def test_where_the_content_ends(text, content):
    assert said(text)[0][2] == content


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("The man who lives next door said the mill was old.", "The man who lives next door"),
        ("The company that owns the mill said it would close.", "The company that owns the mill"),
        (
            "A trader who asked not to be named said prices would fall.",
            "A trader who asked not to be named",
        ),
        ("The board found that 31 members said no.", "31 members"),
        (
            "Two guides who survived the flood - in which 14 died - have denied any blame.",
            "Two guides who survived the flood",
        ),
    ],
)
def test_a_clause_that_says_which_belongs_to_the_speaker(text, source):
    assert said(text)[-1][0] == source


@pytest.mark.parametrize(
    ("text", "content"),
    [
        (
            "The fire service says most of the fires that threaten homes are out.",
            "most of the fires that threaten homes are out",
        ),
        (
            "Unions have warned of longer strikes if the firm rejects an offer to talk.",
            "of longer strikes if the firm rejects an offer to talk",
        ),
        ("The mayor has called on Leeds not to delay its plans.", "not to delay its plans"),
        ("The family has welcomed today's guilty verdicts.", "today's guilty verdicts"),
        ("The guides told the court of their sorrow.", "of their sorrow"),
    ],
)
def test_where_the_content_begins(text, content):
    assert [found[2] for found in said(text)] == [content]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The new airline plans to cut costs by selling planes.",
            [("The new airline", "plans", "to cut costs by selling planes")],
        ),
        ("Hall Corp. agreed to buy a mill.", [("Hall Corp.", "agreed", "to buy a mill")]),
        (
            "The firm said it plans to cut costs.",
            [("The firm", "said", "it plans to cut costs")],
        ),
        ("The mayor has no plans to resign.", []),
    ],
)
def test_an_intention_counts_where_nothing_around_it_reports(text, expected):
    assert said(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            'Lee has called for a freeze on hiring, and his rival has called it "a joke."',
            [
                ("Lee", "has called for", "a freeze on hiring"),
                ("his rival", "has called", 'it "a joke."'),
            ],
        ),
        (
            'Hart went further, calling Lee "a liar" and saying he should go.',
            [("Hart", "calling", 'Lee "a liar"'), ("Hart", "saying", "he should go")],
        ),
        (
            'Lee blasted the deal as "a disaster," while Hart defended it.',
            [("Lee", "blasted", 'the deal as "a disaster,"'), ("Hart", "defended", "it")],
        ),
        (
            "A spokesman confirmed the talks but declined to elaborate.",
            [("A spokesman", "confirmed", "the talks")],
        ),
        (
            "The firm, which had said it would appeal, instead paid a fine.",
            [("The firm", "had said", "it would appeal")],
        ),
        (
            "According to the suit, filed in a court in Ohio, the men hid money.",
            [("the suit", "According to", "the men hid money")],
        ),
        (
            "Party leaders worry Lee could cost them the Senate.",
            [("Party leaders", "worry", "Lee could cost them the Senate")],
        ),
        (
            'The plan drew criticism from Hart, who called it "a joke."',
            [("Hart", "called", 'it "a joke."')],
        ),
        (
            "Sen. Ann Lee (D., Ohio) said she would oppose the bill.",
            [("Sen. Ann Lee (D., Ohio)", "said", "she would oppose the bill")],
        ),
        ('That, Hall says, is "nonsense."', [("Hall", "says", 'That + is "nonsense."')]),
        (
            "He is betting that rates will fall.",
            [("He", "is betting", "that rates will fall")],
        ),
    ],
)
def test_as_political_and_business_pages_write(text, expected):
    assert said(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Azar denied the charges and was freed a week later.",
            [("Azar", "denied", "the charges")],
        ),
        (
            "Officers are searching the mill but say nobody was hurt.",
            [("Officers", "say", "nobody was hurt")],
        ),
        (
            "According to Minding the Gap, a charity, rents have doubled.",
            [("Minding the Gap, a charity", "According to", "rents have doubled")],
        ),
    ],
)
def test_what_else_was_misread(text, expected):
    assert said(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The minister said in remarks printed in the town's daily there were no plans.",
            [("The minister", "said", "there were no plans")],
        ),
        (
            "He is not optimistic that the club can agree.",
            [("He", "is not optimistic", "that the club can agree")],
        ),
        (
            'Nazer said the club "is fully keeping to the deal and will never sell it below cost."',
            [
                (
                    "Nazer",
                    "said",
                    'the club "is fully keeping to the deal and will never sell it below cost."',
                )
            ],
        ),
        (
            "In Lima, Mayor Rui Lukas, who is also a judge, said the group planned to stay.",
            [
                (
                    "Mayor Rui Lukas",
                    "said",
                    "the group planned to stay",
                )
            ],
        ),
        (
            "The firm said on February 20, 1986, its rival Nole bought the shop.",
            [("The firm", "said", "its rival Nole bought the shop")],
        ),
        (
            "Lee has said before that Hart had the money.",
            [("Lee", "has said", "that Hart had the money")],
        ),
        (
            "The Minister of Rural and Urban Growth, Ann Hall, ruled that it was legal.",
            [
                (
                    "The Minister of Rural and Urban Growth, Ann Hall",
                    "ruled",
                    "that it was legal",
                )
            ],
        ),
        ("Farmers sell in March and April when demand slackens.", []),
    ],
)
def test_as_agencies_write_of_ministers(text, expected):
    assert said(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "France, Britain and the United States have welcomed the deal.",
            [("France, Britain and the United States", "have welcomed", "the deal")],
        ),
        (
            "The club lost its home, then declared an end to the strike.",
            [("The club", "declared", "an end to the strike")],
        ),
        (
            'He told the forum of the Board "We are looking to grow our business in the north."',
            [("He", "told", '"We are looking to grow our business in the north."')],
        ),
    ],
)
def test_lists_of_speakers_and_shared_subjects(text, expected):
    assert said(text) == expected


def test_whose_name_is_kept_back_is_named_with_the_reason():
    text = "A worker at the mill, who asked not to be identified for fear, said it closed."
    assert said(text)[-1][0] == "A worker at the mill, who asked not to be identified for fear"


def test_an_adverb_and_a_participle_before_a_noun_report_nothing():
    assert said("It was the most politically charged change of the year.") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Accounts filed at Castle House in January show a loss of $3 million.",
            [("Accounts filed at Castle House in January", "show", "a loss of $3 million")],
        ),
        (
            "Figures released Tuesday show that sales fell.",
            [("Figures released", "show", "that sales fell")],
        ),
        (
            "Minutes of that meeting record there were no plans.",
            [("Minutes of that meeting", "record", "there were no plans")],
        ),
        (
            "Workers are owed wages, says a report released on Monday by the group Sakan.",
            [
                (
                    "a report released on Monday by the group Sakan",
                    "says",
                    "Workers are owed wages",
                )
            ],
        ),
        (
            "The tram was fast, according to a person who has seen the data.",
            [("a person who has seen the data", "according to", "The tram was fast")],
        ),
        (
            "The bank put the loss down to hedges that expired in June.",
            [("The bank", "put", "the loss down to hedges that expired in June")],
        ),
    ],
)
def test_papers_and_those_who_have_seen_them(text, expected):
    assert said(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The bid surprised traders, who said they had lost.",
            [("traders", "said", "they had lost")],
        ),
        (
            "He succeeds Roy Hall, who said he was ill.",
            [("Roy Hall", "said", "he was ill")],
        ),
        (
            "The ruling means, experts say, that cases may be heard again.",
            [("experts", "say", "The ruling means + that cases may be heard again")],
        ),
        (
            "The suit, filed by Hall in May, seeks damages and accuses the bank of fraud.",
            [("The suit", "accuses", "the bank of fraud")],
        ),
        (
            "The board asked that the vote be put off.",
            [("The board", "asked", "that the vote be put off")],
        ),
        ("The clerk asked that his name not be used.", []),
        (
            "Traders say prices could fall if the bank, as some expect, raises rates.",
            [("Traders", "say", "prices could fall if the bank, as some expect, raises rates")],
        ),
        ('Asked why, he shrugs: "It was time."', [("he", ":", '"It was time."')]),
    ],
)
def test_who_and_what_stand_apart(text, expected):
    assert said(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The United States says the tape is real.",
            [("The United States", "says", "the tape is real")],
        ),
        (
            "Two men were trapped after a roof fell, witnesses and police said.",
            [("witnesses and police", "said", "Two men were trapped after a roof fell")],
        ),
        (
            "Local commanders have warned they will close the road.",
            [("Local commanders", "have warned", "they will close the road")],
        ),
        (
            "He told Channel Nine, it was no way to behave.",
            [("He", "told", "it was no way to behave")],
        ),
        (
            "Mr Moon said with the unrest in Lima, it will be a long week.",
            [("Mr Moon", "said", "with the unrest in Lima, it will be a long week")],
        ),
        (
            "A member of the Alliance attending the Peruvian talks in Bonn said that it would do.",
            [
                (
                    "A member of the Alliance attending the Peruvian talks in Bonn",
                    "said",
                    "that it would do",
                )
            ],
        ),
    ],
)
def test_speakers_and_openings_seen_in_broadcasters_news(text, expected):
    assert said(text) == expected
