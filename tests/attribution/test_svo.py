"""English and French by rule: who says what, in which words, wherever the words stand."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings

from claims.attribution.languages import load, svo
from claims.attribution.quotes import find_quotations
from claims.attribution.segmentation import segment
from claims.attribution.text import Span
from tests.attribution.strategies import TEXTS


def relations(text, language="en", headings=()):
    sentences = segment(text)
    marked = frozenset(span for span in sentences if span.of(text) in headings)
    return svo.find_relations(text, sentences, find_quotations(text), load(language), marked)


def said(text, language="en", headings=()):
    """(source, cue, content) of each relation, pieces joined by " + "."""

    def words(spans):
        return " + ".join(span.of(text) for span in spans)

    return [
        (words(found.source), words(found.cue), words(found.content))
        for found in relations(text, language, headings)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The mayor said on Sunday that the bridge was safe.",
            [("The mayor", "said", "that the bridge was safe")],
        ),
        ("Wrona said it was old.", [("Wrona", "said", "it was old")]),
        (
            "“We stay,” said Ann Lee, the first witness, who is ill.",
            [("Ann Lee, the first witness", "said", "“We stay,”")],
        ),
        (
            "Njoroge, 26, who has not raced since May, denied the charge.",
            [("Njoroge, 26", "denied", "the charge")],
        ),
        (
            "Denmark's minister for digital affairs, Jonas Brandt, demanded an answer.",
            [("Denmark's minister for digital affairs, Jonas Brandt", "demanded", "an answer")],
        ),
        (
            "Dockworkers will return on Tuesday, their union said, ending a stoppage.",
            [("their union", "said", "Dockworkers will return on Tuesday")],
        ),
        ("His wife, he said, counted six.", [("he", "said", "His wife + counted six")]),
        (
            "“A,” she said. “B.” Fog came.",
            [("she", "said", "“A,” + “B.”")],
        ),
        (
            "According to Rathbun, a detective was given papers.",
            [("Rathbun", "According to", "a detective was given papers")],
        ),
        (
            "The tomb was intact, according to co-director Agnieszka Wrona.",
            [("co-director Agnieszka Wrona", "according to", "The tomb was intact")],
        ),
        (
            "Baku accused Yerevan of opening fire.",
            [("Baku", "accused", "Yerevan of opening fire")],
        ),
        (
            "She told the judge that he lied and accused him of theft.",
            [("She", "told", "that he lied"), ("She", "accused", "him of theft")],
        ),
        (
            "The envoy urged both sides to sign the text.",
            [("The envoy", "urged", "to sign the text")],
        ),
        (
            "He rejected the report as “theatre”, adding that he was calm.",
            [
                ("He", "rejected", "the report as “theatre”"),
                ("He", "adding", "that he was calm"),
            ],
        ),
        (
            "The paper, citing officials, said Tokyo was unhappy.",
            [
                ("officials", "citing", "Tokyo was unhappy"),
                ("The paper", "said", "Tokyo was unhappy"),
            ],
        ),
        (
            "The daily had quoted informed sources as saying that the lease was over.",
            [
                ("The daily", "had quoted", "that the lease was over"),
                ("informed sources", "saying", "that the lease was over"),
            ],
        ),
        (
            "It is understood that a foreman came.",
            [("", "It is understood", "that a foreman came")],
        ),
        (
            "Staff have been told that no branch will close.",
            [("", "have been told", "that no branch will close")],
        ),
        (
            "His insistence that it rains is odd.",
            [("His", "insistence", "that it rains is odd")],
        ),
        (
            "As Heald told the Post, ozone has dropped.",
            [("Heald", "told", "ozone has dropped")],
        ),
        (
            "Clinton, who called Trump “dangerous,” said voters deserved better.",
            [
                ("Clinton", "called", "Trump “dangerous,”"),
                ("Clinton", "said", "voters deserved better"),
            ],
        ),
        (
            "Trump, who has said the system is rigged, told supporters he would win.",
            [
                ("Trump", "has said", "the system is rigged"),
                ("Trump", "told", "he would win"),
            ],
        ),
        ("Santana is unconvinced: “I know a cough.”", [("Santana", ":", "“I know a cough.”")]),
    ],
)
def test_english(text, expected):
    assert said(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The ministry did not say why.",
        "He declined to comment on the claim.",
        "She will say that tomorrow.",
        "The show runs until May.",
        "Copper shipments moved according to schedule.",
        "Nobody said that.",
        "The report was long and the claim was false.",
        "A customs official spoke on condition of anonymity.",
    ],
)
def test_nobody_reports_anything_here(text):
    assert said(text) == []


def test_a_headline_names_its_speaker_before_the_colon():
    title = "Villaluz: Show us the receipts"
    text = f"{title}\n\nVillaluz said on Sunday that the sacks were his."
    assert said(text, headings=[title])[0] == ("Villaluz", ":", "Show us the receipts")


def test_who_speaks_nowhere_else_is_a_topic_before_a_headline_s_colon():
    title = "Mosul: Bridge reopens"
    text = f"{title}\n\nThe mayor said on Sunday that the bridge was safe."
    assert [source for source, _, _ in said(text, headings=[title])] == ["The mayor"]


def test_in_a_transcript_a_speaker_has_the_whole_turn():
    text = "VOSS: It rained. It rained again.\n\nHALE: Did it?"
    assert said(text) == [
        ("VOSS", ":", "It rained. It rained again"),
        ("HALE", ":", "Did it"),
    ]


def test_a_dateline_is_no_speaker():
    assert said("BEIRUT: Ten people died, the ministry said.") == [
        ("the ministry", "said", "Ten people died")
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Le maire a déclaré mardi que le pont était sûr.",
            [("Le maire", "a déclaré", "que le pont était sûr")],
        ),
        (
            "« Nous restons », a déclaré le directeur général, Hervé Castellan.",
            [("le directeur général, Hervé Castellan", "a déclaré", "« Nous restons »")],
        ),
        ("« Nous restons », a-t-elle ajouté.", [("elle", "ajouté", "« Nous restons »")]),
        ("« C'est fini », raconte-t-il.", [("il", "raconte", "« C'est fini »")]),
        (
            "Selon la préfecture, onze trains sont annulés.",
            [("la préfecture", "Selon", "onze trains sont annulés")],
        ),
        (
            "Il a démenti lundi avoir menti.",
            [("Il", "a démenti", "avoir menti")],
        ),
        (
            "Ses adversaires l'accusent de verrouiller le scrutin.",
            [("Ses adversaires", "accusent", "de verrouiller le scrutin")],
        ),
    ],
)
def test_french(text, expected):
    assert said(text, "fr") == expected


def test_the_french_articles_of_the_corpus_are_read_almost_as_their_annotators_read_them():
    corpus = Path(svo.__file__).parents[2] / "corpus" / "fr.jsonl"
    if not corpus.exists():
        pytest.skip("the corpus is not built")
    found = wanted = right = 0
    for line in corpus.read_text(encoding="utf-8").splitlines():
        article = json.loads(line)
        predicted = {
            (r.source, r.content) for r in relations(article["text"], "fr", _headings(article))
        }
        gold = {(_spans(a["source"]), _spans(a["content"])) for a in article["attributions"]}
        found, wanted, right = (
            found + len(predicted),
            wanted + len(gold),
            right + len(predicted & gold),
        )
    assert 2 * right / (found + wanted) > 0.75


def _spans(pairs):
    return tuple(Span(*pair) for pair in pairs)


def _headings(article):
    return [article["text"][start:end] for start, end in article["headings"]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Harbour Tool Corp. said profit fell.", ("Harbour Tool Corp.", "said", "profit fell")),
        ("“It fell,” Tool Bros. said.", ("Tool Bros.", "said", "“It fell,”")),
        ("Sales fell, according to Mr. Lee.", ("Mr. Lee", "according to", "Sales fell")),
        ("Sales fell, said Sen. Ann Lee.", ("Sen. Ann Lee", "said", "Sales fell")),
        ("The slump, says Mr. Lee, goes on.", ("Mr. Lee", "says", "The slump + goes on")),
        ("The bill, say critics, would fail.", ("critics", "say", "The bill + would fail")),
        (
            "Under the plan, he said, pay will rise.",
            ("he", "said", "Under the plan + pay will rise"),
        ),
        ("If rates rise, he said, pay will fall.", ("he", "said", "If rates rise + pay will fall")),
        (
            "In a statement, the bank said, rates will rise.",
            ("the bank", "said", "rates will rise"),
        ),
        ("In a statement, he said, no new deal.", ("he", "said", "no new deal")),
        (
            "Rates rose, people familiar with the matter say.",
            ("people familiar with the matter", "say", "Rates rose"),
        ),
        ("The plan failed, prosecutors charged.", ("prosecutors", "charged", "The plan failed")),
        (
            "Says Ann Reed, a broker: “It is over.”",
            ("Ann Reed, a broker", "Says", "“It is over.”"),
        ),
        ("But some say the move was late.", ("some", "say", "the move was late")),
        (
            "The minister was quoted by state television as saying the port was shut.",
            ("The minister", "was quoted + as saying", "the port was shut"),
        ),
    ],
)
def test_as_business_pages_write(text, expected):
    assert said(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "The results, reported Monday, beat the forecasts.",
        "The rain stopped, and the river added.",
        "Some claims about the river were wrong.",
    ],
)
def test_what_only_looks_like_it(text):
    assert not said(text)


@pytest.mark.parametrize("language", ["en", "fr"])
@settings(max_examples=150, deadline=None)
@given(text=TEXTS)
def test_any_text_is_read_and_every_span_is_inside_it(language, text):
    for found in relations(text, language):
        for span in (*found.source, *found.cue, *found.content):
            assert 0 <= span.start < span.end <= len(text)


# Linear work is done in seconds; quadratic work on such a line takes many minutes.
@pytest.mark.timeout(120)
@pytest.mark.parametrize("unit", ["said ", "he said, ", "“he said ", "a, b, said ", "told that "])
def test_a_line_without_an_end_is_read_in_linear_time(unit):
    line = unit * (100_000 // len(unit))
    assert all(span.end <= len(line) for found in relations(line) for span in found.content)
