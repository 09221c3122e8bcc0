"""English as the press writes it, by rule: relative clauses, asides, nouns that report."""

import pytest

from tests.attribution.test_svo import said


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("While Mr. Hale says he is innocent, the jury convicted him.", "he is innocent"),
        ("Although Mr. Hale denies the charge, he resigned.", "the charge"),
        (
            "Because Mr. Hale said the man, a nurse, was ill, they left.",
            "the man, a nurse, was ill",
        ),
    ],
)
def test_what_is_said_in_a_clause_that_opens_the_sentence_ends_before_the_main_clause(
    text, content
):
    [(speaker, _, found)] = said(text)
    assert (speaker, found) == ("Mr. Hale", content)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The man who police say shot a man was jailed.", ("police", "say", "shot a man")),
        ("The bill, which aides say would help, died.", ("aides", "say", "would help")),
        ("It did harm they say is lasting.", ("they", "say", "is lasting")),
        ("The plan, which he called “silly,” passed.", ("he", "called", "“silly,”")),
        ("What critics call a whitewash is on sale.", ("critics", "call", "a whitewash")),
        ("They left over what aides termed a slip, not a lie.", ("aides", "termed", "a slip")),
        ("He leads those who believe that wages fell.", ("those", "believe", "that wages fell")),
    ],
)
def test_a_relative_clause_reports(text, found):
    assert said(text) == [found]


@pytest.mark.parametrize(
    ("speaker", "rest"),
    [
        ("A spokesman for the firm", ", based in Akron, Ohio, said it was late."),
        ("Ann Lee", ", who said it was late."),
        ("Ann Lee, a teacher from Moore, Okla.", ", who said it was late."),
        ("the Mercy Hospital", ", which said it was late."),
        ("neighbors", ", who said it was late."),
    ],
)
def test_whom_a_relative_clause_or_an_aside_belongs_to(speaker, rest):
    before = "" if speaker.startswith("A ") else "The call came from "
    assert said(f"{before}{speaker}{rest}") == [(speaker, "said", "it was late")]


@pytest.mark.parametrize(
    ("speaker", "verb"),
    [
        ("Ann Lee herself", "believes"),
        ("Parents such as Ann Lee", "believe"),
        ("Many of them", "believe"),
        ("Police officers named as defendants", "believed"),
        ("a letter to Ann Lee", "that said"),
    ],
)
def test_a_speaker_in_more_than_one_phrase(speaker, verb):
    before = "He sent " if verb == "that said" else ""
    assert said(f"{before}{speaker} {verb} the plan failed.") == [
        (speaker, verb.removeprefix("that "), "the plan failed")
    ]


def test_who_speaks_is_not_what_stands_before_in_the_sentence():
    assert said("Speaking to aides, Morgan said it was late.") == [
        ("Morgan", "said", "it was late")
    ]
    assert said("Options that suggest they believe the price will rise sold well.")[0][0] == "they"
    assert said("The judge sided with Lee's claim that it was late.") == [
        ("Lee's", "claim", "that it was late")
    ]
    assert said("A suit was filed for Ann Lee contending that it was late.") == [
        ("A suit", "contending", "that it was late")
    ]


@pytest.mark.parametrize(
    "content",
    [
        "as many as 40 people died",
        "it may sell its mills",
        "prices may fall",
        "40 people died",
    ],
)
def test_a_clause_without_that(content):
    assert said(f"Officials said Monday {content}.") == [("Officials", "said", content)]


def test_he_wrote_may_have_a_clause_without_that():
    assert said("He wrote he was tired.") == [("He", "wrote", "he was tired")]
    assert said("He wrote it in a day.") == []


def test_adding_and_a_comma_open_a_quotation():
    assert said("Sales fell, Mr. Hale said, adding, “It was bad.”") == [
        ("Mr. Hale", "said", "Sales fell"),
        ("Mr. Hale", "adding", "“It was bad.”"),
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("He added a stern warning that it may fall.", ("He", "warning", "that it may fall")),
        ("They ignored a warning from Ann Lee that it may fall.",
         ("Ann Lee", "warning", "that it may fall")),
        ("The court's ruling that it was void stunned the town.",
         ("The court's", "ruling", "that it was void")),
        ("The mayor's contention: The city is broke.",
         ("The mayor's", "contention", "The city is broke")),
        ("Rumors spread last week that he had left.", ("", "Rumors", "that he had left")),
        ("Reports surfaced in May that he had left.", ("", "Reports", "that he had left")),
    ],
)  # fmt: skip
def test_a_noun_reports(text, found):
    assert said(text) == [found]


def test_what_is_denied_may_be_a_report():
    assert said("Mr. Hale denied a report that he had left.") == [
        ("Mr. Hale", "denied", "a report that he had left")
    ]


def test_who_makes_the_words_known_in_the_passive():
    assert said("The meeting was first reported by the Post.") == [
        ("the Post", "reported", "The meeting")
    ]
    assert said("Mr. Hale was described by aides as “tired.”") == [
        ("aides", "was described", "as “tired.”")
    ]


def test_citing_somebody_at_the_start_of_a_sentence():
    found = said("Citing “one person close to the talks,” the paper said Lane would quit.")
    assert found == [
        ("“one person close to the talks,”", "Citing", "Lane would quit"),
        ("the paper", "said", "Lane would quit"),
    ]


def test_signs_that_emerge_say_nothing():
    assert said("It emerged that the firm lied.") == [("", "It emerged", "that the firm lied")]
    assert said("Fresh signs emerged Monday that the firm lied.") == []


def test_a_clause_with_as_after_the_matter():
    assert said("The city is broke, as the mayor said last week.") == [
        ("the mayor", "said", "The city is broke")
    ]


def test_money_is_pledged():
    assert said("Mr. Hale pledged $3 million.") == [("Mr. Hale", "pledged", "$3 million")]
    assert said("Analysts put the loss at $3 million.")[0][2] == "the loss at $3 million"


def test_people_who_know_him_are_the_source_with_their_clause():
    assert said("He is ill, according to people who know him.") == [
        ("people who know him", "according to", "He is ill")
    ]


def test_a_paragraph_of_nothing_but_quotation_goes_on_with_the_speech():
    text = "“We won,” said Ann Lee.\n\n“It was hard. Nobody slept.”\n\nThe town is small."
    assert said(text) == [("Ann Lee", "said", "“We won,” + “It was hard. Nobody slept.”")]


def test_even_though_and_so_much():
    assert said("Mr. Hale hailed the vote as a victory, even though he lost.")[0][2] == (
        "the vote as a victory"
    )
    assert said("The men, according to aides, are so eager that they came early.")[0][2] != "are"


@pytest.mark.parametrize(
    "text",
    [
        "The bombing suspects are held in Reno.",
        "Its mixed forecasts had little weight.",
        "The court's findings were read aloud.",
    ],
)
def test_a_noun_with_a_verb_of_its_own_is_no_verb(text):
    assert said(text) == []


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("She said that he and other Fed officials expected prices to rise.",
         "that he and other Fed officials expected prices to rise"),
        ("She said they have other leads and no solid suspects.",
         "they have other leads and no solid suspects"),
        ("She hailed the vote, as did the mayor of Reno.", "the vote"),
        ("She defended the vote, however, noting that it was close.", "the vote"),
        ("She said it was late, internal memos show.", "it was late"),
        ("She said in a survey released Monday that prices fell.", "that prices fell"),
        ("She said in her testimony that prices fell.", "that prices fell"),
    ],
)  # fmt: skip
def test_what_she_said_ends_where_something_else_begins(text, content):
    assert next(found for speaker, _, found in said(text) if speaker == "She") == content


def test_who_shows_it_may_be_a_text():
    assert said("The firm lied to its workers, internal memos show.") == [
        ("internal memos", "show", "The firm lied to its workers")
    ]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("The Reno Times, also citing aides, reported that it was late.", "The Reno Times"),
        ("Since May, the Lane administration and members of Congress have said that it was late.",
         "the Lane administration and members of Congress"),
        ("Ann Lee, a Reno teacher, says her boss, Roy Hale, said it was late.",
         "Ann Lee, a Reno teacher"),
        ("Mr. Hale was forced to admit that it was late.", "Mr. Hale"),
    ],
)  # fmt: skip
def test_who_speaks_beside_asides_and_appositions(text, speaker):
    assert speaker in [found for found, _, _ in said(text)]


def test_he_told_the_judge_that_others_told_somebody():
    assert said("Ann Lee told the judge that squad members told the FBI they were ill.") == [
        ("Ann Lee", "told", "that squad members told the FBI they were ill"),
        ("squad members", "told", "they were ill"),
    ]
    assert said("He left after Lee, in a letter, told the judge the firm lied.")[0][0] == "Lee"


def test_a_half_clause_with_even_has_its_main_clause_after_the_speaker():
    assert said("Even though costs have fallen, they argue, premiums are high.") == [
        ("they", "argue", "Even though costs have fallen + premiums are high")
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It was late, union spokesman Gary Hale said this morning.",
         ("union spokesman Gary Hale", "said", "It was late")),
        ("“No,” said Rep. Jan Lee (D-Ill.), chairman of the panel's budget subcommittee.",
         ("Rep. Jan Lee (D-Ill.), chairman of the panel's budget subcommittee", "said", "“No,”")),
        ("She said she was treated badly and threatened with arrest.",
         ("She", "said", "she was treated badly and threatened with arrest")),
        ("She asked an officer in the room why she had to obey.",
         ("She", "asked", "why she had to obey")),
        ("Since then, President Hale and his advisers have said it was late.",
         ("President Hale and his advisers", "have said", "it was late")),
        ("Republicans say they make a case that Lee lied.",
         ("Republicans", "say", "they make a case that Lee lied")),
        ("During his call with reporters, Hale said it was late.", ("Hale", "said", "it was late")),
        ("The firm says a strike would hurt but would have little effect.",
         ("The firm", "says", "a strike would hurt but would have little effect")),
        ("The memo was first reported Tuesday by the Post.", ("the Post", "reported", "The memo")),
    ],
)  # fmt: skip
def test_as_agencies_write_of_strikes_and_hearings(text, found):
    assert said(text) == [found]


@pytest.mark.parametrize(
    "text",
    ["Many state educators resented the board.", "He received certified mail from the firm."],
)
def test_a_word_that_describes_the_next_is_no_verb(text):
    assert said(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "The land was claimed by Spain.",
        "Dinner was announced by the butler.",
        "He ignored a warning from the agency that regulates banks.",
    ],
)
def test_these_report_nothing(text):
    assert said(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("They sent arms that Oslo says are banned.", ("Oslo", "says", "are")),
        ("In June Mr. Lee said prices fell.", ("Mr. Lee", "said", "prices fell")),
        ("Jan Lee said prices fell.", ("Jan Lee", "said", "prices fell")),
        ("Many state that the law is bad.", ("Many", "state", "that the law is bad")),
        ("Mr. Close said prices fell.", ("Mr. Close", "said", "prices fell")),
    ],
)
def test_nouns_months_and_names_that_are_other_words_hide_no_report(text, found):
    assert said(text) == [found]
