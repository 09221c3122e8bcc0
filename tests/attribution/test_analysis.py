"""What `analyse` promises of every text: who says what, through whom, and exact offsets."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from claims.attribution import LanguageNotSupported, Span, analyse, find_attributions
from claims.attribution.tagger import MOST_CUES
from tests.attribution.strategies import TEXTS

WIRE = """رئيس البلدية: لن نغلق السوق القديم

نقلت وكالة الساحل عن مصدر في الميناء قوله إن ثلاث سفن غادرت الرصيف فجر الأحد.

وقال رئيس البلدية مروان الحداد إن السوق القديم سيبقى مفتوحاً. وأضاف الحداد أن الترميم يبدأ بعد العيد.

ونفت الوزارة صحة هذه الأنباء، مؤكدة أن الملاحة تسير بصورة طبيعية.
"""


def words(text: str, spans: tuple[Span, ...]) -> str:
    return " + ".join(span.of(text) for span in spans)


def test_speaker_cue_and_content_of_a_plain_report():
    text = "قال الوزير إن الأسعار ستنخفض."

    (found,) = find_attributions(text, language="ar")

    assert words(text, found.source) == "الوزير"
    assert words(text, found.cue) == "قال"
    assert words(text, found.content) == "إن الأسعار ستنخفض"


def test_a_chain_ends_with_the_outlet():
    text = "قال الوزير إن الأسعار ستنخفض."

    (found,) = find_attributions(text, language="ar", outlet="وطن")

    assert found.chain == ("الوزير", "وطن")


def test_a_relay_stands_between_the_speaker_and_the_outlet():
    found = find_attributions(WIRE, language="ar", outlet="المرفأ")
    relayed = next(a for a in found if words(WIRE, a.source) == "مصدر في الميناء")

    assert relayed.chain == ("مصدر في الميناء", "وكالة الساحل", "المرفأ")
    assert words(WIRE, found[relayed.via].source) == "وكالة الساحل"


@pytest.mark.parametrize("aside", ["بدوره", "من جهته"])
def test_the_word_that_turns_to_a_speaker_is_no_part_of_him(aside):
    text = f"مدير الفريق جاسم الفارس قال {aside} إن المدرب سيغادر."

    (found,) = find_attributions(text, language="ar")

    assert words(text, found.source) == "مدير الفريق جاسم الفارس"


def test_a_surname_means_the_person_named_before():
    found = find_attributions(WIRE, language="ar")
    names = {words(WIRE, a.source): a.source_name for a in found}

    assert names["الحداد"] == "مروان الحداد"
    assert names["رئيس البلدية مروان الحداد"] == "مروان الحداد"


def test_a_participle_has_the_source_of_its_verb_and_its_own_class():
    found = find_attributions(WIRE, language="ar")
    classes = {words(WIRE, a.cue): (words(WIRE, a.source), a.cue_class) for a in found}

    assert classes["ونفت"] == ("الوزارة", "denies")
    assert classes["مؤكدة"] == ("الوزارة", "asserts")


def test_each_attribution_says_what_decided_and_how_sure_it_is():
    for found in find_attributions(WIRE, language="ar"):
        assert 0 <= found.confidence <= 1
        assert found.rule
        assert found.evidence


def test_a_surname_finds_the_given_name_elsewhere_on_the_page():
    text = "التقى الموفد سامي حرب سكان القرية.\n\nوقال حرب إن الطريق ستُفتح غداً."

    found = find_attributions(text, language="ar")

    assert [a.source_name for a in found] == ["سامي حرب"]


def test_a_sentence_that_takes_up_the_report_inherits_its_source():
    text = (
        "كشفت دراسة لمعهد البحار عن مخاوف عدة للصيادين.\n\n"
        "وتشمل هذه المخاوف ارتفاع الحرارة وتراجع المخزون."
    )

    inherited = [a for a in find_attributions(text, language="ar") if a.inherited]

    assert len(inherited) == 1
    assert inherited[0].cue == ()
    assert words(text, inherited[0].antecedent) == "دراسة لمعهد البحار"


def test_a_language_without_rules_is_refused_by_name_and_only_cut_by_analysis():
    text = "El ministro dijo que los precios bajarán. Nadie lo cree."

    with pytest.raises(LanguageNotSupported, match="es"):
        find_attributions(text, language="es")
    analysis = analyse(text, language="es")
    assert len(analysis.sentences) == 2
    assert analysis.attributions == ()


HOSTILE = st.lists(
    st.one_of(
        TEXTS,
        st.sampled_from(["قال ", "إن ", "وأضاف ", "بحسب ", "said ", "that ", "نقلاً عن ", "«", "»"]),
    ),
    max_size=12,
).map("".join)


@pytest.mark.parametrize("language", ["ar", "en", "fr", None])
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=HOSTILE)
@example(text='0،0"SAID»')  # a closing mark alone after the cue is no second piece
def test_no_text_makes_it_raise_and_every_span_lies_in_the_text(text, language):
    analysis = analyse(text, language=language)

    for found in analysis.attributions:
        for span in (*found.source, *found.cue, *found.content, *found.antecedent):
            assert 0 <= span.start < span.end <= len(text)
        assert found.via is None or found.via != found.id


def test_threads_share_the_models_without_mixing_their_sentences():
    texts = [WIRE, "قال الوزير إن الأسعار ستنخفض.", WIRE.replace("نقلت", "ذكرت"), "لا خبر هنا."] * 6
    one_by_one = [analyse(text, language="ar") for text in texts]

    with ThreadPoolExecutor(4) as threads:
        together = list(threads.map(lambda text: analyse(text, language="ar"), texts))

    assert together == one_by_one


UNITS = [
    "«قال ", "«قال» ", "قال إن ", "قال: ", "said that ", "“he said ", "according to ", "who said ",
    '"', "«", "((", "ا", "a ", "a, ", ". ", "\n", "كلمة\n", "محمد بن ", "John ", "\u202b«",
    "قال said إن that 漢字 ",
]  # fmt: skip
SHORT, LONG = 2_500, 20_000  # characters: a step that looks back at all before it takes 64 times


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("unit", UNITS)
def test_a_line_without_end_is_read_in_linear_time(unit, language):
    def cpu_seconds(length: int) -> float:
        text = unit * (length // len(unit))
        begun = time.process_time()
        analyse(text, language=language)
        return time.process_time() - begun

    cpu_seconds(SHORT)  # the models are read, and the words known

    assert cpu_seconds(LONG) < 0.1 + 20 * min(cpu_seconds(SHORT) for _ in range(3))


@pytest.mark.parametrize("words_of_one", ["إن الأسعار ستنخفض، ", ": لن ترتفع الأسعار، "])
def test_of_more_cues_than_any_sentence_has_the_likeliest_are_read(words_of_one):
    text = f"قال الوزير {words_of_one}" * 100

    found = find_attributions(text, language="ar")

    assert words(text, found[0].content).startswith(words_of_one.strip(" :،"))
    assert len(found) <= 2 * MOST_CUES


@pytest.mark.parametrize(
    ("language", "unit"),
    [
        ("en", "The minister said “prices fall” and added: “no”. "),
        ("ar", "قالت الوزارة إن الأسعار ستنخفض. وأضاف الوزير سالم الهاشمي: «لن نرفع الضريبة».\n\n"),
    ],
)
def test_a_long_text_of_many_quotations_is_read_in_linear_time(language, unit):
    def cpu_seconds(length: int) -> float:
        text = unit * (length // len(unit))
        begun = time.process_time()
        analyse(text, language=language)
        return time.process_time() - begun

    cpu_seconds(1_000)

    assert cpu_seconds(200_000) < 14 * min(cpu_seconds(25_000) for _ in range(3))
