"""What is no report, whatever a model takes it for."""

import pytest

from claims.attribution.features import CuePlace
from claims.attribution.languages import load
from claims.attribution.quotes import find_quotations
from claims.attribution.sentence import Sentence, read_sentences
from claims.attribution.text import Span
from claims.attribution.vetoes import find_veto


def read(text: str, *, is_heading: bool = False) -> Sentence:
    span = Span(0, len(text))
    headings = [span] if is_heading else []
    (sentence,) = read_sentences(text, [span], find_quotations(text), headings, load("ar"))
    return sentence


def veto(text: str, cue: str, *, is_heading: bool = False) -> str | None:
    sentence = read(text, is_heading=is_heading)
    index = [token.text for token in sentence.tokens].index(cue)
    return find_veto(sentence, CuePlace((index,)))


@pytest.mark.parametrize(
    ("text", "cue", "rule"),
    [
        ("سيعلن الوزير أن الخطة جاهزة.", "سيعلن", "future"),
        ("سوف يعلن الوزير أن الخطة جاهزة.", "يعلن", "future"),
        ("إذا قال الوزير إن المال لا يكفي تأجل الأمر.", "قال", "condition"),
        ("من المتوقع أن يعلن الوزير الخطة غداً.", "يعلن", "wished for"),
        ("وقال مصدر اشترط عدم الكشف عن اسمه إن الاتفاق جاهز.", "اشترط", "hides a name"),
        ("كيف تصفون وضع النادي؟", "تصفون", "spoken to"),
        ("وحصل المدير على وعد أوروبي ببحث الملف.", "وعد", "received"),
        ("وهو مصدر فخر لعائلته.", "فخر", "cause"),
        ("ووصف له دواء جديداً.", "ووصف", "other sense"),
        ("كشف الطبيب على المريض مرتين.", "كشف", "other sense"),
        ("وأكد الفريق تفوقه على ضيفه.", "وأكد", "other sense"),
        ("ثم دعا الله أن يرحم الضحايا.", "دعا", "other sense"),
        ("طالب الطب في جامعة الموصل حصل على منحة بحسب والده.", "طالب", "demands nothing"),
        ("وأقر المتهم، وهو طالب بإحدى الجامعات، بكل شيء.", "طالب", "demands nothing"),
        ("قال: أعتقد أن الفريق سيفوز.", "أعتقد", "first person"),
        ("وأطلق سراح رجل اتهم بالسرقة.", "اتهم", "charged"),
        ("والتقى المرأة التي اتهمت بسحر العائلة.", "اتهمت", "charged"),
        ("ونقلت الإذاعة عن رئيس النادي تأكيده أن الملف سيرفع.", "عن", "relayed"),
    ],
)
def test_what_reports_nothing(text, cue, rule):
    assert veto(text, cue) == rule


def test_who_is_quoted_without_a_noun_of_saying_speaks_by_the_preposition():
    assert veto("ونقلت الإذاعة عن رئيس النادي أن الملف سيرفع.", "عن") is None


@pytest.mark.parametrize("text", ["عاجل: انقطاع الكهرباء", "السودان: سيول تجرف المنازل"])
def test_a_label_or_a_country_before_a_colon_says_nothing(text):
    assert veto(text, ":", is_heading=True) == "label"


@pytest.mark.parametrize("text", ["السودان: لن نقبل الوصاية", "واشنطن: العقوبات باقية"])
def test_a_country_that_speaks_and_a_capital_do(text):
    assert veto(text, ":", is_heading=True) is None


def test_a_promise_received_from_somebody_who_is_named_is_one():
    assert veto("حصل المدير على وعد من الوزارة ببحث الملف.", "وعد") is None


def test_what_was_said_before_something_else_was_said():
    assert veto("أكد ذلك قبل أن يضيف أن الخطة جاهزة.", "يضيف") is None


def test_a_doctor_reveals_what_he_found():
    assert veto("كشف الطبيب عن إصابات جديدة.", "كشف") is None


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("وطالب النائب الحكومة بالاستقالة.", "وطالب"),
        ("وطالب سكان الحي في خطاب رفعوه إلى الوزارة بإصلاح الطريق.", "وطالب"),
        ("واعتقد المدرب أن الفريق سيفوز.", "واعتقد"),
        ("واتهم الوزير خصومه بالكذب.", "واتهم"),
        ("وأكد الفريق أنه سيفوز.", "وأكد"),
    ],
)
def test_who_demands_thinks_or_accuses(text, cue):
    assert veto(text, cue) is None
