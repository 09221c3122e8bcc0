"""Lines of an interview or a hearing are their speaker's, by rule."""

from claims.attribution import Span, find_attributions

HEARING = """المحكمة تستجوب المتهم

بدأت المحكمة أمس نظر القضية التي تعود إلى شتاء العام الماضي في المدينة القديمة.

القاضي: من كان يسلمك المفاتيح؟

المتهم: لم أر مفاتيح قط. كانوا يتركون الباب مفتوحا.

القاضي: وأين كنت مساء الأحد؟

المتهم: في البيت.
"""
INTERVIEW = """سالم الحداد: لم أترك المسرح

يعود الممثل إلى الخشبة بعد غياب دام خمس سنوات كاملة عن جمهوره في المدينة.

ضفاف: لماذا غبت عن الخشبة؟

الحداد: لم يتصل بي أحد.

ضفاف: وهل تعود؟

الحداد: أعود في الربيع.
"""
TABLE = """ينشر النادي فيما يلي جدول المباريات التي تقام خلال الأسبوع المقبل في المدينة.

الملعب: الساحة الشرقية.

الموعد: السابعة مساء.

الملعب: الساحة الغربية.

الموعد: التاسعة مساء.
"""


def lines(text: str, outlet: str | None = None) -> list[tuple[str, str]]:
    return [
        (Span(a.source[0].start, a.source[-1].end).of(text), a.content[0].of(text))
        for a in find_attributions(text, language="ar", outlet=outlet)
        if a.rule == "rule:dialogue"
    ]


def test_each_line_of_a_hearing_is_its_speakers():
    assert lines(HEARING) == [
        ("القاضي", "من كان يسلمك المفاتيح"),
        ("المتهم", "لم أر مفاتيح قط"),
        ("القاضي", "وأين كنت مساء الأحد"),
        ("المتهم", "في البيت"),
    ]


def test_the_next_sentence_of_a_line_is_its_speakers_too():
    found = find_attributions(HEARING, language="ar")

    (inherited,) = (a for a in found if a.inherited)

    assert inherited.content[0].of(HEARING) == "كانوا يتركون الباب مفتوحا"
    assert inherited.source_name == "المتهم"


def test_the_outlets_own_questions_are_nobodys_claim():
    assert lines(INTERVIEW, outlet="مجلة ضفاف") == [
        ("الحداد", "لم يتصل بي أحد"),
        ("الحداد", "أعود في الربيع"),
    ]


def test_labels_of_a_table_speak_for_nobody():
    assert lines(TABLE) == []


def test_an_interview_with_marks_of_its_own_goes_on_in_its_answers():
    text = (
        "المدير العام سالم الحداد: الشاطئ للجميع\n\n"
        "أثار إغلاق الشاطئ جدلا واسعا بين سكان المدينة القديمة طوال الصيف الماضي.\n\n"
        "◄ هل أغلق الشاطئ؟\n\n► لم يغلق يوما واحدا.\n\n"
        "◄ ومتى تبدأ الأشغال؟\n\n► في مطلع الربيع.\n"
    )

    inherited = [a for a in find_attributions(text, language="ar") if a.inherited]

    assert [a.content[0].of(text) for a in inherited] == ["لم يغلق يوما واحدا", "في مطلع الربيع"]
