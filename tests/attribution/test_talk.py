"""What is said without anybody being named is a cue by rule."""

import pytest

from claims.attribution.languages import load
from claims.attribution.quotes import find_quotations
from claims.attribution.sentence import Sentence, read_sentences
from claims.attribution.talk import find_talk
from claims.attribution.text import Span


def read(text: str) -> Sentence:
    span = Span(0, len(text))
    (sentence,) = read_sentences(text, [span], find_quotations(text), [], load("ar"))
    return sentence


def talk(text: str) -> list[str]:
    sentence = read(text)
    return [sentence.tokens[index].text for index in find_talk(sentence)]


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("ونفى المدرب ما تردد عن رحيله إلى نادٍ آخر.", "تردد"),
        ("ولا صحة لما يشاع عن تأخر الرواتب.", "يشاع"),
        ("ورد على ما نشرته إحدى الصحف من أن المصنع سيغلق.", "نشرته"),
        ("وتحقق الفريق من صحة ما تم تداوله بشأن المباراة.", "تداوله"),
        ("لا صحة لما ذكر في بعض وسائل الإعلام ومواقع التواصل بأن الحفل ألغي.", "ذكر"),
    ],
)
def test_what_is_said_of_something(text, cue):
    assert talk(text) == [cue]


@pytest.mark.parametrize(
    "text",
    [
        "ونفت الوزارة ما ورد في التقرير.",  # says nothing of what it is
        "ووصف الوزير ما نشر بأنه كذب.",  # what he thinks of it
        "وبحسب ما ذكر الوزير عن المشروع سيفتح الطريق.",  # a cue of its own
        "وتردد الطفل على المدرسة.",
        "ورد على ما ورد قائلا إن الجامعة تعاونت.",
    ],
)
def test_what_is_no_talk(text):
    assert talk(text) == []
