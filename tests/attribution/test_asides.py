""" "..., على حد قوله" repeats what its speaker said; "ما وصفته بـ«...»" is his word for it."""

import pytest

from claims.attribution import find_attributions


def said(text: str) -> dict[str, tuple[str, str]]:
    """By cue: its source and its content."""
    return {
        " ".join(span.of(text) for span in one.cue): (
            " ".join(span.of(text) for span in one.source),
            " + ".join(span.of(text) for span in one.content),
        )
        for one in find_attributions(text, language="ar")
    }


@pytest.mark.parametrize("aside", ["على حد قوله", "حسب تعبيره", "وفق تقديره"])
def test_an_aside_repeats_what_the_speaker_said(aside):
    found = said(f"وأكد مدير المرفأ أن الرصيف سليم ولا يحتاج إلى ترميم، {aside}.")

    assert found["وأكد"] == ("مدير المرفأ", "أن الرصيف سليم ولا يحتاج إلى ترميم")
    assert found[aside] == found["وأكد"]


def test_a_speakers_own_word_for_something_is_his():
    text = "وأدانت نقابة الصيادين ما وصفته بـ«المهزلة»، معتبرة أن الأسعار ملفقة."

    assert said(text)["وصفته"] == ("نقابة الصيادين", "بـ«المهزلة»")
