"""Where a sentence ends, and where it only looks as if it did."""

import re

import pytest
from hypothesis import given

from claims.attribution.segmentation import segment
from claims.attribution.text import INVISIBLE, Span
from tests.attribution.strategies import TEXTS


def sentences(text, **kwargs):
    return [span.of(text) for span in segment(text, **kwargs)]


@pytest.mark.parametrize(
    "text",
    [
        "وقال د. أحمد وأ.د. منى إن م. حازم من شركة النور ش.م.م. باقٍ في 1446 هـ. دون تأخير.",
        "بلغ الناتج 5.\u200f2 مليون ثم ٥٫٨ مليون.",
        "قال: رأيته.. سحقوه قبل أن يصل.",
        "«من يدفع الفاتورة؟» سأل النائب.",
        "Dr. J. R. Smith met Gen. Mohamud Dirir on Jan. 19 at 5 p.m. EST in Salem, Ore. — briefly.",
        "The U.S. Senate and Larkin Inc. regulators agreed on No. 5.",
        "Sens. Ann Lee and Roy Hale asked the U.S. 9th Circuit to rule.",
        "“Where is it?” Smith asked.",
        "“Is it charity?” she asked a rally.",
        "It rose 3.5 percent, see www.example.org/a.b for more.",
        "M. Dupont et Mme. Durand ont vu le n° 5 de l'art. 7.",
        "« Où va-t-on ? » demande-t-il.",
        "أما المؤسسات،\nفقد حضّ الصندوق الحكومة.",
        "He said that\nthe talks had failed.",
        "نقلت الجزيرة.نت وأ.ف.ب عن د.أحمد أن موقع example.com عاد.",
        "Yahoo.com and Booking.Com of the ASP.NET team met J.Smith of U.S.Steel at www.a.org.",
    ],
)
def test_this_is_one_sentence(text):
    assert sentences(text) == [text]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("قال نعم. ثم مضى؟ لا!", ["قال نعم.", "ثم مضى؟", "لا!"]),
        ("He left at 5 p.m. The door shut.", ["He left at 5 p.m.", "The door shut."]),
        ("“We stay. We wait.” Fog came.", ["“We stay.", "We wait.”", "Fog came."]),
        ("قال: «لن نعود. سنبقى.» ثم صمت.", ["قال: «لن نعود.", "سنبقى.»", "ثم صمت."]),
        ("« C'est fini. » Il part.", ["« C'est fini. »", "Il part."]),
        ("عنوان بلا نقطة\n\nمتن الخبر هنا.", ["عنوان بلا نقطة", "متن الخبر هنا."]),
        ("1. أول\n2. ثان", ["1. أول", "2. ثان"]),
        ("第一句。第二句。", ["第一句。", "第二句。"]),
        (
            "خسرنا الخميس.وأضاف: «لم نوفق».في المقابل، سكت!",
            ["خسرنا الخميس.", "وأضاف: «لم نوفق».", "في المقابل، سكت!"],
        ),
        ("They met on Thursday.The mayor left.", ["They met on Thursday.", "The mayor left."]),
        ("Cela n'a pas de sens. La ministre part.", ["Cela n'a pas de sens.", "La ministre part."]),
        ("He met the reps. The firm left.", ["He met the reps.", "The firm left."]),
    ],
)
def test_these_are_several_sentences(text, parts):
    assert sentences(text) == parts


def test_text_wrapped_at_a_fixed_width_is_joined():
    text = (
        "The ministry of transport announced on Tuesday that the\n"
        "bridge would stay closed until engineers had examined\n"
        "every bolt of it."
    )
    assert sentences(text) == [text]


def test_a_sentence_never_crosses_page_debris():
    text = "He said that\nRead more\nthe talks failed."
    debris = Span(13, 22)
    assert sentences(text, barriers=[debris]) == ["He said that", "the talks failed."]


@given(TEXTS)
def test_every_visible_character_is_in_exactly_one_sentence(text):
    covered = [i for span in segment(text) for i in range(span.start, span.end)]
    assert len(covered) == len(set(covered))
    outside = set(range(len(text))) - set(covered)
    assert all(text[i].isspace() or re.match(f"[{INVISIBLE}]", text[i]) for i in outside)


@given(TEXTS)
def test_sentences_are_in_order_and_trimmed(text):
    spans = segment(text)
    assert spans == sorted(spans)
    assert all(span.of(text).strip() == span.of(text) != "" for span in spans)


# Linear work is done in seconds; quadratic work on a million characters takes hours.
@pytest.mark.timeout(120)
@pytest.mark.parametrize("unit", [".", "a. ", ".»\u200f", "a\n"])
def test_a_megabyte_is_cut_in_linear_time(unit):
    assert segment(unit * (1_000_000 // len(unit)))
