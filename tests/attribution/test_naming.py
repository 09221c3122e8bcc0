"""Canonical names: who or what a source phrase names, without offices, quotes and clitics."""

import pytest

from claims.attribution.languages import load
from claims.attribution.naming import read_mention


@pytest.mark.parametrize(
    ("phrase", "name", "kind"),
    [
        ("المتحدثة باسم هيئة الموانئ، إليز كارمون", "إليز كارمون", "person"),
        ("رئيس غرفة تجارة حلب باسل القطان", "باسل القطان", "person"),
        ("مدير المركز في مأرب نجيب الشامي", "نجيب الشامي", "person"),
        ("البروفيسور هنريك دالستروم المشرف على الدراسة", "هنريك دالستروم", "person"),
        ("الناطق الإعلامي لمديرية الدفاع المدني النقيب سعد الحربي", "سعد الحربي", "person"),
        ("لوكا فيرانتي مدرب الفريق", "لوكا فيرانتي", "person"),
        ("وزير الخارجية", "وزير الخارجية", "person"),
        ("مسؤول تركي سابق", "مسؤول تركي سابق", "anonymous_group"),
        ("سائق شاحنة ينتظر منذ خمسة أيام", "سائق شاحنة", "anonymous_group"),
        ("مصادر وزارية شاركت في الجلسة", "مصادر وزارية", "anonymous_group"),
        ("مسؤولين إسرائيليين", "مسؤولون إسرائيليون", "anonymous_group"),
        ("المتحدث باسم الوزارة رائد الشماسي", "رائد الشماسي", "person"),
        ("المتحدث باسم وزارة النفط", "المتحدث باسم وزارة النفط", "government_body"),
        ("قرار الإحالة الصادر في نوفمبر", "قرار الإحالة", "document"),
        ("قناة «المسيرة»", "قناة المسيرة", "media_outlet"),
        ("الوزارة نفسها", "الوزارة", "government_body"),
        ("رئيس نادي الصخور كارل هاينتس فالدمان", "كارل هاينتس فالدمان", "person"),
        ("الدكتور عبد الله الجهني، المشرف على مركز الملك سلمان", "عبد الله الجهني", "person"),
        ("الخبير الاقتصادي مساعد بن فضل العتيبي", "مساعد بن فضل العتيبي", "person"),
        ("محللة السلع في البنك Elena Marchetti", "Elena Marchetti", "person"),
        ("والد إحدى الطالبات", "والد إحدى الطالبات", "person"),
        ("شاهدة عيان في إفادة", "شاهدة عيان", "anonymous_group"),
        ("مسؤولا أوروبيا سابقا", "مسؤول أوروبي سابق", "anonymous_group"),
        ("تقرير حديث لمنظمة العمل", "تقرير منظمة العمل", "document"),
        ("استطلاع للرأي", "استطلاع للرأي", "document"),
        ("دراسة لخدمة أبحاث المناخ", "دراسة خدمة أبحاث المناخ", "document"),
        ("تقرير للجنة المالية", "تقرير اللجنة المالية", "document"),
        ("دراسة حديثة أعدها معهد الطاقة ونشرت أمس", "دراسة معهد الطاقة", "document"),
        ("دراسة أعدتها جامعة فيلدن العام الماضي", "دراسة جامعة فيلدن", "document"),
        ("تقرير نشرته منظمة العمل", "تقرير منظمة العمل", "document"),
        ("تقرير صدر أمس عن المركز الأوروبي للمناخ", "تقرير المركز الأوروبي للمناخ", "document"),
        ("استطلاعا", "استطلاع", "document"),
        ("المبعوث الأميركي توم ريدلي", "توم ريدلي", "person"),
        ("المدير الفني للاتحاد، البرازيلي روجيرو ألميدا", "روجيرو ألميدا", "person"),
        ("الباحثة في علم الاجتماع نجاة الرحيوي", "نجاة الرحيوي", "person"),
        ("رجلا في الستين يدعى يونس", "يونس", "person"),
        ("شاهد عيان يقطن قرب الجامع", "شاهد عيان", "anonymous_group"),
        ("شخصين مطلعين", "شخصان مطلعان", "anonymous_group"),
        ("للجنة نيابية", "لجنة نيابية", "organisation"),
        ("عضو مجلس الإدارة سامر النجداوي", "سامر النجداوي", "person"),
        ("المدير العام علي حسن", "علي حسن", "person"),
        ("الراعي أبو طلال", "أبو طلال", "person"),
        ("السائق «سامر»", "سامر", "person"),
        ("المغردة أمل الشحي", "أمل الشحي", "person"),
        ("ممثلة القوى المدنية إحسان فضل الله", "إحسان فضل الله", "person"),
        ("مفتش عمل زار المعامل العام الماضي", "مفتش عمل", "person"),
        ("رئيس الاتحاد الإفريقي لكرة القدم", "رئيس الاتحاد الإفريقي لكرة القدم", "person"),
        ("تجار أوروبيين", "تجار أوروبيون", "anonymous_group"),
        ("عدد من مرتادي الطريق", "مرتادو الطريق", "anonymous_group"),
        ("أمين عام حزب السد", "أمين عام حزب السد", "person"),
        ("المدير محمود الورد", "محمود الورد", "person"),
        ("القيادي في أحد الفصائل أبو آلاء الساعدي", "أبو آلاء الساعدي", "person"),
        ("المتحدث باسم الأمانة العامة", "المتحدث باسم الأمانة العامة", "government_body"),
        ("عوض الكريم أبو سن", "عوض الكريم أبو سن", "person"),
        ("طارق الزعبي الحوراني", "طارق الزعبي الحوراني", "person"),
        ("المهندس إدريس الخطابي الدرقاوي", "إدريس الخطابي الدرقاوي", "person"),
        ("الدكتور العيسى", "العيسى", "person"),
        ("الرئيس التنفيذي يوهان ليندستروم", "يوهان ليندستروم", "person"),
        ("إيان ديفيدسون من بنك ستاندرد ليف", "إيان ديفيدسون", "person"),
        ("الشيخ فيصل القبلان، أحد الموقعين", "فيصل القبلان", "person"),
        ("أستاذة علم الاجتماع د. ريم الدوسكي", "ريم الدوسكي", "person"),
        ("القانوني أحمد الزهيميل", "أحمد الزهيميل", "person"),
        ("زيد أبو زيد الأمين العام للحزب", "زيد أبو زيد", "person"),
        ("النائب العام", "النائب العام", "government_body"),
        ("شاهد عيان كان يقود سيارته", "شاهد عيان", "anonymous_group"),
        ("بادي أيضا", "بادي", "person"),
        ("المحققون", "المحققون", "anonymous_group"),
        ("مستهلكون", "مستهلكون", "anonymous_group"),
        ("أحد الموقوفين", "أحد الموقوفين", "anonymous_group"),
        ("جونسون", "جونسون", "person"),
        ("ماكرون", "ماكرون", "person"),
        ("موريسون", "موريسون", "person"),
        ("المأمون", "المأمون", "person"),
        ("المدرب مورينيو", "مورينيو", "person"),
        ("هند صبري", "هند صبري", "person"),
        ("سموه", "سموه", "person"),
        ("محافظ أسيوط", "محافظ أسيوط", "person"),
        ("رئيس مجلس النواب", "رئيس مجلس النواب", "person"),
    ],
)
def test_the_name_and_kind_of_an_arabic_source(phrase, name, kind):
    mention = read_mention(phrase, load("ar"))

    assert (mention.name, mention.kind) == (name, kind)


@pytest.mark.parametrize(
    ("phrase", "name", "kind"),
    [
        ("Odile Kestemont of the University of Liège", "Odile Kestemont", "person"),
        ("Mayor Lionel Strand", "Lionel Strand", "person"),
        ("Its spokesman, Yaw Darkwa", "Yaw Darkwa", "person"),
        ("the fishermen's federation", "fishermen's federation", "organisation"),
        ("A Home Office spokesperson", "Home Office spokesperson", "government_body"),
        ("the army itself", "army", "government_body"),
        ("the supply minister, Assem al-Badrawi", "Assem al-Badrawi", "person"),
        ("A nurse in Minot", "nurse in Minot", "anonymous_group"),
        ("brokers", "brokers", "anonymous_group"),
        ("the news agency Tasvir", "Tasvir", "media_outlet"),
        ("Operator CasaRail", "CasaRail", "organisation"),
        ("the RSPB", "RSPB", "organisation"),
        ("Tool Corp., Dayton, Ohio", "Tool Corp.", "organisation"),
        ("Northern Steel Co.", "Northern Steel Co.", "organisation"),
        ("The ship's owner, Vellot Shipping", "Vellot Shipping", "organisation"),
        ("Doha", "Doha", "government_body"),
        ("Broadcaster TV Nord", "TV Nord", "media_outlet"),
        ("Sofia Petrova", "Sofia Petrova", "person"),
        ("Israel Katz", "Israel Katz", "person"),
        ("Mexico", "Mexico", "government_body"),
        ("SIMON CREWE", "Simon Crewe", "person"),
        ("DEFENSE ATTORNEY", "defense attorney", "person"),
        ("UNICEF", "UNICEF", "organisation"),
        ("Critics", "critics", "anonymous_group"),
        ("Analysts at Kettering Bank", "analysts at Kettering Bank", "anonymous_group"),
    ],
)
def test_the_name_and_kind_of_an_english_source(phrase, name, kind):
    mention = read_mention(phrase, load("en"))

    assert (mention.name, mention.kind) == (name, kind)


@pytest.mark.parametrize(
    ("language", "phrase", "kind"),
    [
        ("ar", "مصر", "government_body"),
        ("ar", "العراق", "government_body"),
        ("ar", "الولايات المتحدة", "government_body"),
        ("ar", "جنوب أفريقيا", "government_body"),
        ("ar", "المصرف المركزي", "government_body"),
        ("ar", "الاحتلال", "government_body"),
        ("ar", "الأمم المتحدة", "organisation"),
        ("ar", "حزب الله", "organisation"),
        ("ar", "الدعم السريع", "organisation"),
        ("ar", "اليونيسف", "organisation"),
        ("ar", "هيومن رايتس ووتش", "organisation"),
        ("ar", "غوغل", "organisation"),
        ("ar", "نيويورك تايمز", "media_outlet"),
        ("ar", "هآرتس", "media_outlet"),
        ("ar", "صور الأقمار الصناعية", "document"),
        ("ar", "عائلة الضحية", "anonymous_group"),
        ("en", "South Korea", "government_body"),
        ("en", "the Fed", "government_body"),
        ("en", "Hezbollah", "organisation"),
        ("en", "the union", "organisation"),
        ("en", "Human Rights Watch", "organisation"),
        ("en", "people familiar with the matter", "anonymous_group"),
        ("fr", "l'Égypte", "government_body"),
        ("fr", "France Gall", "person"),
        ("en", "Luis Montenegro", "person"),
        ("fr", "Israël", "government_body"),
        ("fr", "le Hezbollah", "organisation"),
    ],
)
def test_what_is_known_everywhere_needs_no_noun_that_says_what_it_is(language, phrase, kind):
    assert read_mention(phrase, load(language)).kind == kind


def test_a_preposition_that_belongs_to_the_cue_is_no_part_of_the_name():
    assert read_mention("لخطة الاستجابة", load("ar"), governed=True).name == "خطة الاستجابة"


@pytest.mark.parametrize("surface", ["ـ", "«", "-", "عدد من"])
def test_a_phrase_without_a_name_is_called_as_it_stands(surface):
    assert read_mention(surface, load("ar")).name
