"""What of a pasted page is debris, what a heading, and what must not be lost."""

import json
from pathlib import Path

import pytest
from hypothesis import given

from claims.attribution.boilerplate import find_page_parts
from claims.attribution.segmentation import segment
from tests.attribution.strategies import TEXTS

SEED = json.loads((Path(__file__).parent / "pages" / "seed.jsonl").read_text(encoding="utf-8"))

ARABIC_PAGE = """الرئيسية » أخبار » تونس

وزير النقل يعلن موعد تشغيل القطار

تونس - ليلى بن سالم

الثلاثاء 4 مارس 2025 - 10:15

أعلن وزير النقل اليوم أن القطار الجديد سيعمل قبل نهاية العام الجاري.

صورة أرشيفية لمحطة تونس

أسباب التأخير

وقال الوزير إن التأخير نجم عن نزاع مع المقاول استمر سنتين كاملتين.

اقرأ أيضاً: إضراب في المترو

شارك الخبر: فيسبوك | إكس | واتساب"""

ENGLISH_PAGE = """Home > News > Transport

Minister names the day for new trains

By Ann Lee and Bob Hale

The transport minister said on Tuesday that the new trains would run before the year ends.

Photo: Tunis station at dusk

Why so late

The delay was caused by a dispute with the contractor that went on for two years.

Read more: Strike on the metro

Sign up for our newsletter. You can unsubscribe at any time."""

FRENCH_PAGE = """Accueil > Actualités > Transports

Le ministre donne la date des nouveaux trains

Par Anne Durand

Publié le 4 mars 2025 à 10h15

Le ministre des transports a déclaré mardi que les nouveaux trains rouleraient avant la fin.

Lire aussi : Grève dans le métro

Partager sur Facebook"""


def debris(text, **kwargs):
    return "\n".join(span.of(text) for span in find_page_parts(text, **kwargs).boilerplate)


def headings(text):
    return [span.of(text) for span in find_page_parts(text).headings]


def test_the_seed_page_leaks_no_debris_and_loses_no_sentence():
    text = SEED["text"]
    parts = find_page_parts(text, outlet=SEED["outlet"])

    assert [[span.start, span.end] for span in parts.headings] == SEED["headings"]
    assert [[s.start, s.end] for s in segment(text, barriers=parts.boilerplate)] == SEED[
        "sentences"
    ]


def test_an_arabic_page():
    assert debris(ARABIC_PAGE) == (
        "الرئيسية » أخبار » تونس\nتونس - ليلى بن سالم\n\nالثلاثاء 4 مارس 2025 - 10:15\n"
        "صورة أرشيفية لمحطة تونس\n"
        "اقرأ أيضاً: إضراب في المترو\n\nشارك الخبر: فيسبوك | إكس | واتساب"
    )
    assert headings(ARABIC_PAGE) == ["وزير النقل يعلن موعد تشغيل القطار", "أسباب التأخير"]


def test_an_english_page():
    assert debris(ENGLISH_PAGE) == (
        "Home > News > Transport\nBy Ann Lee and Bob Hale\nPhoto: Tunis station at dusk\n"
        "Read more: Strike on the metro\n\n"
        "Sign up for our newsletter. You can unsubscribe at any time."
    )
    assert headings(ENGLISH_PAGE) == ["Minister names the day for new trains", "Why so late"]


def test_a_french_page():
    assert debris(FRENCH_PAGE) == (
        "Accueil > Actualités > Transports\nPar Anne Durand\n\nPublié le 4 mars 2025 à 10h15\n"
        "Lire aussi : Grève dans le métro\n\nPartager sur Facebook"
    )


def test_of_a_doubled_headline_one_copy_stays():
    title = "عودة الوفد إلى صنعاء"
    text = f"{title}\n\n{title}\n\nعاد الوفد إلى صنعاء مساء أمس بعد غياب طويل."
    assert len(headings(text)) == 1
    assert debris(text) == title


def test_tags_that_run_on_after_the_last_full_stop_are_debris():
    text = (
        "عنوان الخبر\n\nوأضاف أن الأمطار مستمرة حتى نهاية الأسبوع المقبل. سمات الامطار السيول عسير"
    )
    assert debris(text) == "سمات الامطار السيول عسير"


def test_a_plain_text_without_debris_is_left_alone():
    text = "He said no.\n\nShe said yes."
    assert find_page_parts(text) == ((), ())


@given(TEXTS)
def test_parts_are_whole_and_in_order(text):
    parts = find_page_parts(text, outlet="Watan")
    for spans in parts:
        assert list(spans) == sorted(spans)
        assert all(0 <= span.start < span.end <= len(text) for span in spans)


# Linear work is done in seconds; quadratic work on a million characters takes hours.
@pytest.mark.timeout(120)
@pytest.mark.parametrize("unit", ["a\n", "a b - c d\n", "By A", "رابط الخبر "])
def test_a_megabyte_is_sorted_in_linear_time(unit):
    page = unit * (1_000_000 // len(unit))
    parts = find_page_parts(page)
    assert all(span.end <= len(page) for spans in parts for span in spans)


PROSE = "The delay was caused by a dispute with the contractor that went on for two years."


@pytest.mark.parametrize(
    "line",
    [
        "A 5 min read for you",
        "This site uses cookies and so do we",
        "Notre politique de confidentialité",
        "Reporting by Ann Lee and editing by Bob Hale",
        "Come and find us on Twitter and on WhatsApp",
        "تجدوننا في فيسبوك وواتساب أو فيسبوك واتساب",
        "زر تكبير حجم الخط",
        "في 7 دقائق قراءة",
        "محطة تونس (صورة من الأرشيف)",
        "القطار في تونس - رويترز",
        "The station at dusk. Credit: Bob Hale",
        "The station at dusk (Reuters)",
    ],
)
def test_a_line_is_debris_by_its_wording_between_paragraphs(line):
    assert line in debris(f"{PROSE}\n\n{line}\n\n{PROSE}")
    assert line not in debris(f"{PROSE}\n\n{line.split()[0]}\n\n{PROSE}")


@pytest.mark.parametrize(
    "line",
    [
        "عاجل",
        "بواسطة",
        "مشاركة :",
        "مصدر الخبر",
        "للمزيد : تابعنا",
        "• 18",
        "2 - 1",
        "news-picture",
    ],
)
def test_labels_and_numbers_alone_are_debris(line):
    assert line in debris(f"{PROSE}\n\n{line}\n\n{PROSE}")


def test_a_list_below_a_label_of_links_is_debris_and_any_other_is_not():
    items = "1. أمطار على ثلاث ولايات\n2. إجراء جديد للتلاميذ"

    assert "إجراء جديد" in debris(f"{PROSE}\n\n{PROSE}\n\nالأكثر قراءة\n\n{items}")
    assert "إجراء جديد" not in debris(f"{PROSE}\n\n{PROSE}\n\n{items}")


@pytest.mark.parametrize("label", ["شارك هذا الخبر", "اقرا/ي ايضا"])
def test_headlines_below_what_shares_or_links_are_debris_whatever_colons_they_have(label):
    headline = "رئيس البلدية: لدينا علاقة جيدة بالجميع"

    assert headline in debris(f"{PROSE}\n{PROSE}\n{label}\n{headline}")


def test_the_name_of_an_agency_below_the_article_is_debris():
    assert "رويترز" in debris(f"{PROSE}\n{PROSE}\nرويترز")


def test_a_line_that_only_begins_like_debris_stays():
    line = "من نفس القسم قال طبيب إن الوضع صعب."

    assert line not in debris(f"{PROSE}\n\n{line}\n\n{PROSE}")
