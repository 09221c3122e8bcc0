"""A text's language, even when it is three words long."""

import pytest
from hypothesis import given

from claims.attribution.language import UNDETERMINED, detect_language
from tests.attribution.strategies import TEXTS


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("نعم", "ar"),
        ("قال الوزير إن الأسعار ستنخفض.", "ar"),
        ("رئیس جمهور گفت که این کار را می‌کنیم و چنین است", "fa"),
        ("He said no.", "en"),
        ("Il a dit non", "fr"),
        ("Trump: no deal", "en"),
        ("Le président a déclaré que la situation était grave.", "fr"),
        ("Der Kanzler sagte gestern, dass die Lage ernst sei und bleibe.", "de"),
        ("12 3", UNDETERMINED),
    ],
)
def test_language(text, language):
    assert detect_language(text) == language


@given(TEXTS)
def test_detection_never_fails(text):
    assert detect_language(text)
