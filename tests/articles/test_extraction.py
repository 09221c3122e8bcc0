"""From a page or a text to an article: its words exactly, its facts, and what is refused."""

import gzip
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.errors import NotAnArticle
from articles.extraction import LONGEST_TEXT, MOST_BYTES, extract_html, extract_text

PAGES = Path(__file__).parent / "pages"
PARAGRAPHS = (
    "<p>The harbour master said on Friday that the bridge would open in spring.</p>"
    "<p>Two fishermen, who asked not to be named, disputed that, and showed a letter.</p>"
    "<p>The ministry declined to comment on the letter, which is dated 3 May.</p>"
)


def page(name: str) -> str:
    return (PAGES / f"{name}.html").read_text(encoding="utf-8")


def refusal(extract, *args, **options):
    with pytest.raises(NotAnArticle) as refused:
        extract(*args, **options)
    return refused.value


# Pages


def test_an_arabic_page_comes_out_clean():
    article = extract_html(page("arabic"))

    assert article.text.split("\n\n") == [
        "نقابة الصيادين في مرفأ الصخرة تنفي إغلاق الميناء",
        "الساحل اليوم– نفت نقابة الصيادين في مرفأ الصخرة، مساء الثلاثاء، ما تردد عن إغلاق الميناء "
        "أمام القوارب الصغيرة حتى نهاية الشهر.",
        "وقال نقيب الصيادين مروان الخطيب في بيان إن “المرفأ مفتوح، والقوارب خرجت فجر اليوم "
        "كعادتها”، مضيفاً أن النقابة لم تتلقَّ أي قرار رسمي.",
        "وكانت صفحات محلية قد نقلت عن مصدر في إدارة الميناء قوله إن أعمال تعميق الحوض ستبدأ "
        "الأسبوع المقبل.",
        "«لا أحد استشارنا»",
        "وأوضح الخطيب أن كلفة التوقف يوماً واحداً تبلغ نحو 40 ألف درهم، وتوزَّع على 310 قوارب.",
        "لا أحد استشارنا، ولا أحد أبلغنا، والبحر لا ينتظر البيانات.",
        "من جهتها، أعلنت وزارة النقل أن الدراسة الفنية «لم تكتمل بعد»، وفق ما جاء في تغريدة على "
        "حسابها.",
        "ورأى الباحث في الاقتصاد البحري سامر عيتاني أن تعميق الحوض ضروري، بيد أنه حذّر من البدء "
        "به في موسم السردين.",
    ]


def test_an_arabic_page_tells_its_facts():
    article = extract_html(page("arabic"), url="https://www.alsahel.example/?p=77")

    assert article.title == "نقابة الصيادين في مرفأ الصخرة تنفي إغلاق الميناء"
    assert (article.byline, article.outlet) == ("ليان الحداد", "الساحل اليوم")
    assert (article.outlet_domain, article.language) == ("alsahel.example", "ar")
    assert article.published_at == datetime(2026, 11, 3, 15, 40, tzinfo=UTC)
    assert article.canonical_url == "https://alsahel.example/2026/11/03/port"


def test_an_english_page_comes_out_clean_and_tells_its_facts():
    article = extract_html(page("english"), url="https://quay.example/news/x")

    paragraphs = article.text.split("\n\n")
    assert paragraphs[0] == article.title == "Ferry operator denies cutting island winter service"
    assert paragraphs[1].startswith("The company that runs the Skerray ferry")
    assert paragraphs[-1].endswith("“expects every operator to consult before, not after”.")
    assert len(paragraphs) == 8
    assert (article.byline, article.outlet) == ("Isla Penrose", "The Northern Quay")
    assert article.published_at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert article.canonical_url == "https://quay.example/news/ferry-winter?id=88"
    assert article.language == "en"


def test_a_french_page_in_latin_1_comes_out_clean_and_tells_its_facts():
    article = extract_html(page("french").encode("windows-1252"))

    assert article.title == "À Vallorbe-les-Eaux, la mairie dément la vente du théâtre"
    assert "« Le théâtre n’est pas à vendre, ni aujourd’hui ni demain »" in article.text
    assert len(article.text.split("\n\n")) == 5
    assert (article.byline, article.outlet) == ("Élodie Marchetti", "Le Courrier du Lac")
    assert article.published_at == datetime(2026, 8, 1, 9, 15, tzinfo=UTC)
    assert (article.language, article.charset) == ("fr", "cp1252")


@pytest.mark.parametrize("charset", ["windows-1256", "iso-8859-6", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("declared", [None, "utf-8", "iso-8859-1", "windows-1256"])
def test_an_arabic_page_is_the_same_in_every_charset_under_every_label(charset, declared):
    # What the old charsets lack is left out on both sides.
    plain = page("arabic").replace('<meta charset="UTF-8">', "")
    kept = plain.encode(charset, "ignore").decode(charset)

    article = extract_html(kept.encode(charset), declared_charset=declared)

    assert article.text == extract_html(kept).text
    assert len(article.text.split("\n\n")) == 9


def test_a_brief_of_one_paragraph_comes_out_without_its_template():
    whole = page("arabic")
    start = whole.index("<figure class")
    end = whole.index('</div>\n<footer class="entry-footer">')
    brief = "نفت النقابة، مساء الثلاثاء، إغلاق الميناء أمام القوارب الصغيرة حتى نهاية الشهر."

    article = extract_html(f"{whole[:start]}<p>{brief}</p>{whole[end:]}")

    assert article.text == f"نقابة الصيادين في مرفأ الصخرة تنفي إغلاق الميناء\n\n{brief}"


def test_a_page_cannot_claim_an_address_on_another_host():
    stolen = '<link rel="canonical" href="https://famous.example/a">'
    html = f"<html><head>{stolen}</head><body>{PARAGRAPHS}</body></html>"

    assert extract_html(html, url="https://small.example/b").canonical_url is None


def test_without_a_name_the_outlet_is_its_domain():
    article = extract_html(f"<body>{PARAGRAPHS}</body>", url="https://www.small.example/b")

    assert (article.outlet, article.outlet_domain) == ("small.example", "small.example")


def test_a_title_is_not_repeated_and_loses_the_outlets_name():
    html = f"""<html><head><title>Bridge to open | Quay</title>
        <meta property="og:site_name" content="Quay"></head>
        <body><h1>Bridge to open</h1>{PARAGRAPHS}</body></html>"""

    article = extract_html(html)

    assert article.title == "Bridge to open"
    assert article.text.count("Bridge to open") == 1


def test_broken_json_and_dates_on_a_page_do_no_harm():
    html = f"""<html><head><script type="application/ld+json">{{"@type": [</script>
        <meta property="article:published_time" content="soon"></head><body>{PARAGRAPHS}</body>"""

    article = extract_html(html)

    assert article.published_at is None
    assert "harbour master" in article.text


def test_a_publisher_that_is_named_by_its_id_is_found():
    html = f"""<html><head><script type="application/ld+json">{{"@graph": [
        {{"@type": "Organization", "@id": "#us", "name": "The Quay"}},
        {{"@type": ["NewsArticle"], "publisher": {{"@id": "#us"}},
          "author": [{{"name": "Ann Oak"}}, {{"name": "Bo Elm"}}]}}]}}</script></head>
        <body>{PARAGRAPHS}</body>"""

    article = extract_html(html)

    assert (article.outlet, article.byline) == ("The Quay", "Ann Oak, Bo Elm")


def test_a_declared_language_that_cannot_be_true_is_not_believed():
    arabic = page("arabic").replace('lang="ar"', 'lang="en-US"')

    assert extract_html(arabic).language == "ar"


def test_a_language_without_rules_is_named_all_the_same():
    german = "Der Minister sagte am Freitag, die Brücke werde im Frühjahr wieder geöffnet. " * 3

    assert extract_text(german).language == "de"


def test_a_page_that_is_plain_text_is_taken_as_text():
    article = extract_html(b"Bridge to open\n\nThe harbour master said a < b > c on Friday.")

    assert article.title == "Bridge to open"
    assert article.text.endswith("said a < b > c on Friday.")


def test_names_lose_what_is_invisible():
    html = f"""<html><head><meta property="og:title" content="Brid\u202ege to\u200b open">
        <meta property="og:site_name" content="\u2067Quay\u2069"></head>
        <body>{PARAGRAPHS}</body>"""

    article = extract_html(html)

    assert (article.title, article.outlet) == ("Bridge to open", "Quay")


# Plain text


def test_a_text_is_stored_as_given():
    given = "عنوان\n\nقال «حفتر» إنّ 5.\u200f2 مليون  كلمة — e\u0301 \u2067ق\u2069."

    assert extract_text(given).text == given


def test_line_ends_and_what_surrounds_a_text_are_all_that_changes():
    given = "\ufeff\r\n Title \r\n\r\nFirst\tline.\rSecond\u2028line.\x0cThird\x07 line. \r\n"

    assert extract_text(given).text == "Title \n\nFirst\tline.\nSecond\nline.\nThird line."


def test_a_text_file_in_an_old_charset_is_read():
    text = "عنوان الخبر\n\nقال الوزير إن الحكومة لن تتراجع عن قرارها الأخير بشأن الأجور."

    article = extract_text(text.encode("windows-1256"))

    assert (article.text, article.language, article.charset) == (text, "ar", "cp1256")


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Bridge to open\n\nThe harbour master said so.", "Bridge to open"),
        ("Home » News » Bridge\n\nBridge to open\n\nHe said so.", "Bridge to open"),
        ("The harbour master said so.", None),
        (f"{'word ' * 60}\n\nHe said so.", "He said so."),
    ],
)
def test_the_title_of_a_text_is_its_first_short_line(text, title):
    assert extract_text(text).title == title


# Refusals


@pytest.mark.parametrize(
    "empty", ["", " \n\t", "\ufeff", "\u200f\u200b\n", b"", b"\xef\xbb\xbf \n"]
)
@pytest.mark.parametrize("extract", [extract_html, extract_text])
def test_what_is_empty_is_refused(extract, empty):
    error = refusal(extract, empty)

    assert error.reason == "empty"
    assert str(error).endswith(": there is no text in it.")


@pytest.mark.parametrize(
    "body",
    [
        b"%PDF-1.7\n1 0 obj <html>",
        b"PK\x03\x04\x14\x00<html>",
        b"\x89PNG\r\n\x1a\n\x00\x00",
        b"\xff\xd8\xff\xe0JFIF",
        gzip.compress(b"<html>"),
        bytes(range(256)) * 20,
        b"\x00" * 1000 + b"<html>",
    ],
    ids=["PDF", "ZIP", "PNG", "JPEG", "gzip", "all bytes", "zeros"],
)
@pytest.mark.parametrize("extract", [extract_html, extract_text])
def test_a_binary_file_is_refused(extract, body):
    assert refusal(extract, body).reason == "binary"


@pytest.mark.parametrize("extract", [extract_html, extract_text])
def test_null_bytes_are_refused_with_their_place(extract):
    error = refusal(extract, "<p>The minister\x00 said so.</p>")

    assert error.reason == "null_bytes"
    assert "null byte (U+0000) at character 15" in str(error)


def test_a_text_over_the_limit_is_refused_and_one_at_the_limit_taken():
    error = refusal(extract_text, "a" * (LONGEST_TEXT + 1))

    assert error.reason == "too_large"
    assert str(error) == "text: the text has 1,000,001 characters; at most 1,000,000 are taken."
    assert len(extract_text("a" * LONGEST_TEXT).text) == LONGEST_TEXT


@pytest.mark.parametrize("extract", [extract_html, extract_text])
def test_twenty_megabytes_are_refused_before_they_are_read(extract):
    assert refusal(extract, b"a" * (MOST_BYTES + 1)).reason == "too_large"


def test_a_page_of_endless_elements_is_refused():
    assert refusal(extract_html, "<body>" + "<a href=/>x</a>" * 60_000).reason == "too_large"


@pytest.mark.parametrize("character", ["\u202d", "\u202e"])
def test_letters_in_disguised_order_are_refused(character):
    error = refusal(extract_text, f"He said {character}no.")

    assert error.reason == "bidi_override"
    assert f"U+{ord(character):04X} at character 8" in str(error)


def test_half_a_surrogate_pair_is_refused():
    assert refusal(extract_text, "He said \ud800 so.").reason == "undecodable"


@pytest.mark.parametrize(
    "html",
    [
        "<html></html>",
        "<html><body><script>var a = 1;</script></body></html>",
        "<html><body><nav><a href=/>Home</a></nav></body></html>",
    ],
)
def test_a_page_without_an_article_is_refused(html):
    error = refusal(extract_html, html)

    assert error.reason == "no_text"
    assert str(error) == "html: no article text was found on the page."


@pytest.mark.parametrize(
    "html",
    [
        "<body>" + "<div>" * 50_000 + PARAGRAPHS,
        "<html><body>" + "<" * 500_000,
        "<html><body><a href='" + "x" * 1_000_000,
        "<html><script type='application/ld+json'>" + "[" * 100_000 + "</script>" + PARAGRAPHS,
    ],
    ids=["deep", "brackets", "attribute", "json"],
)
def test_a_hostile_page_ends_in_an_article_or_a_refusal(html):
    with suppress(NotAnArticle):
        assert extract_html(html).text


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.binary(max_size=300), st.text(max_size=300)))
def test_whatever_comes_in_an_article_or_a_refusal_comes_out(body):
    for extract in (extract_html, extract_text):
        with suppress(NotAnArticle):
            article = extract(body)
            assert article.text == article.text.strip() != ""
            assert "\x00" not in article.text
            article.text.encode()
