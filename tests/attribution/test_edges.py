"""Words that no content begins with, or ends before, and words that report nothing."""

import pytest

from claims.attribution import find_attributions


def said(text: str) -> dict[str, str]:
    """By cue: its content."""
    return {
        " ".join(span.of(text) for span in one.cue): " + ".join(s.of(text) for s in one.content)
        for one in find_attributions(text, language="ar")
    }


@pytest.mark.parametrize(
    ("text", "cue", "content"),
    [
        ("في المقابل، نفت وزارة التموين نقص السكر.", "نفت", "نقص السكر"),
        ("من جهة أخرى، أعلنت إدارة الميناء وصول السفينة.", "أعلنت", "وصول السفينة"),
    ],
)
def test_what_leads_to_a_verb_is_not_what_it_reports(text, cue, content):
    assert said(text)[cue] == content


def test_no_content_begins_inside_a_phrase():
    text = "ونفت الشركة اليوم الأحد التصريحات المنسوبة إليها عن بيع مصنعها."

    assert said(text)["ونفت"] == "التصريحات المنسوبة إليها عن بيع مصنعها"


@pytest.mark.xfail(reason="the models that ship begin at بشأن", strict=True)
def test_no_content_begins_inside_a_phrase_after_a_place_and_a_day():
    text = "ونفت دار النشر في بيروت اليوم السبت الأقوال المنسوبة لها بشأن إغلاق فرعها."

    assert said(text)["ونفت"] == "الأقوال المنسوبة لها بشأن إغلاق فرعها"


def test_no_content_is_a_clause_about_the_speaker():
    text = "وأعلنت الرابطة التي يرأسها الصيادون، في بيان أنها ستغلق الميناء يومين."

    assert said(text)["وأعلنت"] == "أنها ستغلق الميناء يومين"


def test_how_somebody_denies_is_not_what_he_denies():
    found = said("نفت الشركة نفيا قاطعا الأنباء المتداولة عن إفلاس فرعها.")

    assert found == {"نفت": "الأنباء المتداولة عن إفلاس فرعها"}


@pytest.mark.xfail(reason="the models that ship take in who said it", strict=True)
def test_a_source_after_the_sentence_reports_what_stands_before_it():
    text = "وقالت البلدية إن الجسر سيفتح في الربيع أمام الشاحنات الثقيلة، بحسب وثائق نشرت أمس."

    assert said(text)["بحسب"] == "إن الجسر سيفتح في الربيع أمام الشاحنات الثقيلة"


def test_those_who_are_part_of_a_number_belong_to_it():
    text = "أصيب تسعة عمال في حريق المصنع، بينهم امرأتان، حسبما قال مسعفون."

    assert said(text)["حسبما قال"] == "أصيب تسعة عمال في حريق المصنع، بينهم امرأتان"


@pytest.mark.parametrize("word", ["لأن المخزون نفد قبل العيد", "بل خطأ في الحساب عند التسليم"])
def test_a_reason_or_a_correction_after_a_comma_goes_on(word):
    text = f"وأوضح مدير الصوامع أن ما حدث لم يكن سرقة، {word}."

    assert said(text)["وأوضح"] == f"أن ما حدث لم يكن سرقة، {word}"


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("وتعد البلدة أقدم سوق للتمور في الساحل.", "وتعد"),
        ("ويعتبر هذا الجسر الأطول في البلاد.", "ويعتبر"),
        ("وشدد المصرف شروط القرض مرتين.", "وشدد"),
        ("وأقر المجلس الموازنة بالإجماع.", "وأقر"),
        ("ودعا صديقيه القديمين إلى العشاء قرب الميناء.", "ودعا"),
        ("وأشار شرطي المرور بيده إلى الشاحنة.", "وأشار"),
        ("وعلقت الشركة رحلاتها إلى الجزيرة.", "وعلقت"),
        ("ورفض الحارس أن يفتح الباب للصحفيين.", "ورفض"),
        ("وليس الثمن ما يزعج الزبائن فحسب، بل الانتظار.", "فحسب"),
    ],
)
def test_words_that_report_nothing(text, cue):
    assert cue not in said(text)


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("وشدد المصرف على أن شروط القرض لم تتغير.", "وشدد"),
        ("وأقر المجلس بأن الموازنة ناقصة.", "وأقر"),
        ("ووعد محافظ عدن بوصول السفينة غداً.", "ووعد"),
        ("ويعتبر الصيادون أن السوق القديم ضيق.", "ويعتبر"),
        ("وحسب معلومات الصحيفة فإن السفينة غادرت.", "وحسب"),
    ],
)
def test_the_same_words_report_with_a_clause(text, cue):
    assert cue in said(text)


def test_a_hamza_too_many_makes_no_first_person():
    text = "وأعتبرت الرابطة أن القرار إهانة لكل المعلمين."

    assert said(text)["وأعتبرت"] == "أن القرار إهانة لكل المعلمين"


def test_we_who_said_it_are_no_speaker_of_their_own():
    text = 'وقال مصدر في الوفد: "لقد أوضحنا للوسيط أن المهلة انتهت".'

    assert set(said(text)) == {"وقال"}
