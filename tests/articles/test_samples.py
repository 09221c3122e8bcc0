"""The sample articles of the first start are pages like any other, and come out whole."""

from pathlib import Path

import pytest

import articles
from articles.extraction import extract_html

SAMPLES = Path(articles.__file__).parent / "samples"


@pytest.mark.parametrize(
    ("language", "outlet", "byline", "day", "paragraphs"),
    [
        ("ar", "صوت الميناء", "ريم الحاتمي", "2026-11-18T14:20", 16),
        ("en", "The Harbour Standard", "Edith Marlowe", "2026-11-19T16:05", 14),
        ("fr", "Le Quotidien du Large", "Solène Kerdraon", "2026-11-20T17:30", 13),
    ],
)
def test_a_sample_comes_out_whole(language, outlet, byline, day, paragraphs):
    article = extract_html((SAMPLES / f"wheat-ship.{language}.html").read_bytes())

    assert (article.language, article.outlet, article.byline) == (language, outlet, byline)
    assert article.published_at is not None
    assert article.published_at.isoformat().startswith(day)
    assert article.canonical_url is not None
    assert article.canonical_url.startswith(f"https://{article.outlet_domain}/")
    assert article.text.split("\n\n")[0] == article.title
    assert len(article.text.split("\n\n")) == paragraphs
