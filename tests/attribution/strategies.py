"""Texts as bad as they come: mixed scripts, bidi controls, unclosed quotes, broken lines."""

from hypothesis import strategies as st

SNIPPETS = st.sampled_from(
    [
        "قال", "وأضافت", "المصادر", "إن", "أن", "بحسب", "د. أحمد", "5.\u200f2", "٥٫٨", "ســتصدر",
        "said", "Mr. Smith", "according to", "the U.S.", "don't", "told", "a.m.",
        "https://x.example/a?b",
        "a déclaré", "selon", "M. Dupont", "l’État", "«", "»", "“", "”", '"', "'", "‘", "’",
        "„", "‹",
        "(", ")", "[", ".", "..", "…", "؟", "!", "?", "،", ":", "؛", "-", "–", "|", ">", "•",
        "\u200f", "\u200e", "\u202b", "\u202c", "\u2067", "\ufeff", "\u0640", "\u064b", "\u0000",
        "\n", "\n\n", "\r\n", "\u2028", " ", "\t", "\u00a0", "e\u0301", "ﻻ", "İ", "😂",
        "漢字。", "Read more",
        "اقرأ أيضاً", "الرئيسية »", "12:40", "By Ann Lee",
    ]
)  # fmt: skip
TEXTS = st.one_of(
    st.text(max_size=300),
    st.lists(SNIPPETS, max_size=60).map(" ".join),
    st.lists(SNIPPETS, max_size=60).map("".join),
)
