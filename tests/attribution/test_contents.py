"""Where contents begin and end in running Arabic text."""

import pytest

from claims.attribution import find_attributions
from claims.attribution.languages import load
from claims.attribution.naming import read_mention
from claims.attribution.text import fold_word


@pytest.mark.parametrize(
    ("word", "paradigm"),
    [
        ("التصرفات", "c"),
        ("وقيادات", "c"),
        ("كبيرة", "g"),
        ("قلص", "v"),
        ("نؤكد", "v"),
        ("كيسنجر", ""),
    ],
)
def test_the_forms_of_a_word_say_what_it_is(word, paradigm):
    assert load("ar").paradigm_of(fold_word(word)) == paradigm


def said(text: str) -> dict[str, tuple[str, str]]:
    """By cue: source and content."""
    return {
        " ".join(span.of(text) for span in one.cue): (
            " ".join(span.of(text) for span in one.source),
            " + ".join(span.of(text) for span in one.content),
        )
        for one in find_attributions(text, language="ar")
    }


RUN_ON = (
    "وأوضح مدير البلدية المهندس سامي الحربي أن الأعمال شملت عشرين حديقة مبيناً أن الفرق تعمل "
    "على فترتين مشيراً إلى أن التكلفة بلغت مليون ريال."
)


def test_contents_of_a_sentence_without_commas_end_before_the_next_participle():
    found = said(RUN_ON)

    assert found["وأوضح"][1] == "أن الأعمال شملت عشرين حديقة"
    assert found["مبيناً"][1] == "أن الفرق تعمل على فترتين"
    assert found["مشيراً"][1] == "إلى أن التكلفة بلغت مليون ريال"


def test_participles_have_the_speaker_of_their_verb():
    assert {source for source, _ in said(RUN_ON).values()} == {"مدير البلدية المهندس سامي الحربي"}


def test_a_quotation_goes_on_over_the_end_of_its_sentence():
    text = "وقال المتطوع سيف الدين: «وصلنا عند الفجر. لم نجد ماء. بقينا ثلاثة أيام»."

    assert said(text)["وقال"][1] == "«وصلنا عند الفجر. لم نجد ماء. بقينا ثلاثة أيام»"


@pytest.mark.parametrize(
    "second", ["«الكيس صار بأربعين».", "«الكيس صار بأربعين. والناس تشتري أقل»."]
)
def test_a_speaker_between_two_quotations_of_a_paragraph_says_both(second):
    text = f"«لم نعد قادرين على الدفع»، تقول سعاد الحداد وهي تغلق دكانها. {second}"

    assert said(text)["تقول"][1] == f"«لم نعد قادرين على الدفع» + {second[:-1]}"


@pytest.mark.parametrize(
    "after",
    [
        "\n«الكيس صار بأربعين».",  # another paragraph
        " «الكيس صار بأربعين»، يضيف ابنها كريم.",  # another speaker
        " وعلى الباب ورقة: «مغلق».",  # other words before it
        " «الكيس صار بأربعين",  # not closed
        "",
    ],
)
def test_a_speaker_says_no_more_than_the_quotation_before_the_cue_if_what_follows_is_not_his(after):
    text = f"«لم نعد قادرين على الدفع»، تقول سعاد الحداد وهي تغلق دكانها.{after}"

    assert said(text)["تقول"][1] == "«لم نعد قادرين على الدفع»"


def test_the_full_stop_of_a_title_does_not_end_a_name():
    text = "وأشار د. وليد منصور إلى أن المريض سيغادر خلال يومين."

    assert said(text)["وأشار"][0] == "د. وليد منصور"


@pytest.mark.parametrize("capital", ["واشنطن", "موسكو", "طهران"])
def test_a_capital_stands_for_its_government(capital):
    assert read_mention(capital, load("ar")).kind == "government_body"


@pytest.mark.parametrize(
    ("word", "lemma"),
    [("نافياً", "نفى"), ("وألمح", "ألمح"), ("وحث", "حث"), ("بالتذكير", "ذكر"), ("الدعوة", "دعا")],
)
def test_the_tables_know_a_verb_in_any_of_its_forms(word, lemma):
    assert lemma in {cue.lemma for cue in load("ar").readings_of(fold_word(word))}


def test_no_name_of_a_speaker_ends_before_the_rest_of_it():
    found = said("وقال الدكتور محمد بن أحمد أبو زيد الحربي إن الخطة جاهزة.")

    assert found["وقال"][0] == "الدكتور محمد بن أحمد أبو زيد الحربي"


@pytest.mark.parametrize(
    ("text", "cue", "source", "content"),
    [
        (
            "وأضاف العويد عقب نهاية المباراة: فريقي لعب مباراة كبيرة ولكن الحظ لم يحالفنا.",
            "وأضاف",
            "العويد",
            "فريقي لعب مباراة كبيرة ولكن الحظ لم يحالفنا",
        ),
        (
            "وختم حديثه بالقول: الهدفان كانا صعبين على الفريق.",
            "وختم",
            "",
            "الهدفان كانا صعبين على الفريق",
        ),
    ],
)
def test_a_verb_and_a_colon_announce_speech_without_marks(text, cue, source, content):
    assert said(text)[cue] == (source, content)


@pytest.mark.parametrize(
    "text",
    [
        "وأضاف الفريق إلى رصيده أمس ثلاثة أهداف: 20، 45، 70.",
        "أكدت اللجنة أمس أن الأعضاء ثلاثة: رئيس ونائبان.",
        "أضاف النادي ثلاثة لاعبين إلى قائمته: رئيس الفريق وحارسه.",
    ],
)
def test_a_colon_after_numbers_or_inside_a_clause_announces_no_speech(text):
    contents = [content for _, content in said(text).values()]

    assert not any(content.startswith(("20", "رئيس")) for content in contents)


def test_a_thing_that_is_traced_to_something_is_no_speaker():
    text = "وأرجع سبب خسارة الفريق إلى الحظ، وقال: «سوء الحظ لازم الفريق»."

    assert {source for source, _ in said(text).values()} == {""}


def test_who_traces_a_thing_that_the_verb_has_with_it_is_the_speaker():
    text = "وعزاها مصدر حكومي إلى ظروف صحية."

    assert said(text)["وعزاها"][0] == "مصدر حكومي"


def test_only_that_alone_is_nobodys_words():
    text = "نفت إسرائيل، فيما يبدو سريان الهدنة، وذلك بعد ساعة من إعلانها."

    assert all(content != "وذلك" for _, content in said(text).values())
