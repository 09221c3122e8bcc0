"""Who cannot be the speaker of a cue, whatever stands next to it."""

import pytest

from claims.attribution.features import CuePlace
from claims.attribution.languages import load
from claims.attribution.quotes import find_quotations
from claims.attribution.sentence import read_sentences
from claims.attribution.sources import candidates
from claims.attribution.text import Span, fold_word


def speakers(text: str, cue: str) -> set[str]:
    """All that may be the source of a cue, as words."""
    span = Span(0, len(text))
    (sentence,) = read_sentences(text, [span], find_quotations(text), (), load("ar"))
    at = [token.text for token in sentence.tokens].index(cue)
    found = candidates(sentence, CuePlace((at,)), ())
    return {sentence.span_of(*one).of(text) for one in found if one[0] >= 0}


@pytest.mark.parametrize(
    ("text", "cue", "speaker", "nobody"),
    [
        ("ردت نقابة النقل نفي رئيس المصفاة وأكدت الحريق.", "وأكدت", "نقابة النقل", "رئيس المصفاة"),
        ("قبل مدير المرفأ عرض الشركة وأوضح أن العقد قصير.", "وأوضح", "مدير المرفأ", "الشركة"),
        ("زار السفراء صحيفة الميناء وأعربوا عن قلقهم.", "وأعربوا", "السفراء", "صحيفة الميناء"),
    ],
)  # fmt: skip
def test_a_verb_agrees_with_its_speaker(text, cue, speaker, nobody):
    found = speakers(text, cue)

    assert speaker in found
    assert nobody not in found


@pytest.mark.parametrize(
    ("text", "cue", "nobody"),
    [
        ("قالت لأحد الجيران إنها ستعود في الصيف.", "قالت", "لأحد الجيران"),
        ("وقال للصحفيين في الميناء إن السفن عالقة.", "وقال", "للصحفيين في الميناء"),
        ("وأشاد بالدعم الذي تقدمه الجمعيات للصيادين.", "وأشاد", "بالدعم"),
        ("وقال ردا على سؤال إن الجسر سيفتح قريبا.", "وقال", "ردا على سؤال"),
        ("وقال إن الوزير أخطأ في الحساب.", "وقال", "الوزير"),
        ("أصدر المجلس بياناً أدان القرار.", "أدان", "بياناً"),
        ("ثم دعا السلطات إلى فتح الجسر.", "دعا", "السلطات"),
        ("واتهم إسبانيا بإغلاق المعبر.", "واتهم", "إسبانيا"),
        ("وقال النائب عن سكان يطالبون بالماء.", "يطالبون", "النائب"),
        ("وتحدث نواب الحي مطالبين البلدية بتعبيد الطريق.", "مطالبين", "البلدية"),
    ],
)
def test_who_is_spoken_to_and_what_is_said_do_not_speak(text, cue, nobody):
    assert nobody not in speakers(text, cue)


@pytest.mark.parametrize(
    ("text", "cue", "speaker", "too_far"),
    [
        ("اتهمت الرابطة شركات التأمين بالتهرب.", "اتهمت", "الرابطة", "الرابطة شركات التأمين"),
        ("اتهم المراقبون هيلموت بإفشال الصفقة.", "اتهم", "المراقبون", "المراقبون هيلموت بإفشال"),
        ("وطالب هيلموت بضمان الرواتب.", "وطالب", "هيلموت", "هيلموت بضمان الرواتب"),
        ("وسأل نائب آخر رئيس اللجنة.", "وسأل", "نائب آخر", "نائب آخر رئيس اللجنة"),
        ("واتهم رضوان إدارة المرفأ بالإهمال.", "واتهم", "رضوان", "رضوان إدارة المرفأ"),
        ("وسأل رضوان الوزير عن الجسر.", "وسأل", "رضوان", "رضوان الوزير"),
        ("وقالت منظمة الأرض اليوم الخميس إن.", "وقالت", "منظمة الأرض", "منظمة الأرض اليوم الخميس"),
    ],
)
def test_a_speaker_ends_before_whom_and_what_he_speaks_of(text, cue, speaker, too_far):
    found = speakers(text, cue)

    assert speaker in found
    assert too_far not in found


def test_the_accusative_after_that_may_speak():
    assert "دبلوماسياً غربياً" in speakers("وعلمنا أن دبلوماسياً غربياً قال إن الرسالة وصلت.", "قال")


def test_an_adjective_keeps_to_whom_it_belongs():
    text = "وقالت مصادر موالية للحكومة المحلية إن الجسر مغلق."

    assert "مصادر موالية للحكومة المحلية" in speakers(text, "وقالت")


def test_a_full_stop_inside_a_name_does_not_end_it():
    assert "شركة بي.تي.كي للأبحاث" in speakers("وأفادت شركة بي.تي.كي للأبحاث بأن.", "وأفادت")


def test_a_member_of_parliament_keeps_the_name_after_the_office():
    text = "وطالب النائب صخر الدهمشي بإلغاء الرسوم."

    assert "النائب صخر الدهمشي" in speakers(text, "وطالب")


@pytest.mark.parametrize("word", ["لجنة", "بنك", "بعثة", "لافروف", "بلينكن", "لوكا"])
def test_not_every_first_letter_is_a_preposition(word):
    assert not load("ar").is_recipient(fold_word(word))


@pytest.mark.parametrize(
    ("text", "speaker", "too_much"),
    [
        ("نفت وزارة النقل الأنباء عن إغلاق المطار.", "وزارة النقل", "وزارة النقل الأنباء"),
        ("نفت وكالة الأنباء الليبية التقارير عن بيعها.", "وكالة الأنباء الليبية",
         "وكالة الأنباء الليبية التقارير"),
    ],
)  # fmt: skip
def test_who_denies_reports_ends_before_them(text, speaker, too_much):
    found = speakers(text, "نفت")

    assert speaker in found
    assert too_much not in found
