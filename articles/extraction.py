"""From bytes to an article: clean text in paragraphs, and what is known of it.

What becomes the stored text, to which all offsets refer:

- Of a page: the title, an empty line, then the paragraphs, sub-headings and list items, with an
  empty line between them. Menus, captions, tables, related links and comments are left out, and
  so are all invisible characters (trafilatura drops them).
- Of plain text: the text as given. Only line ends become LF, and a byte order mark, control
  characters other than tab and line feed, and blank space around the whole are taken away.
- No Unicode normalisation: NFC would reorder Arabic vowel marks and break exact quotes.
- Null bytes are refused: the database can't hold them, and text has none.
- Bidi overrides (U+202D, U+202E) are refused: they show letters in another order than they are
  stored in, and no newsroom needs them. Embeddings, isolates and marks (U+202A to 202C, U+2066 to
  2069, U+200E, U+200F, U+061C) are kept as given, since honest Arabic pages are full of them; the
  interface isolates each sentence. In titles, bylines and outlets they are taken out.
"""

import copy
import re
from dataclasses import dataclass
from datetime import datetime

import py3langid  # type: ignore[import-untyped]
import trafilatura
from lxml import etree  # type: ignore[import-untyped]
from lxml.html import (  # type: ignore[import-untyped]
    HtmlElement,
    HTMLParser,
    document_fromstring,
)

from articles.charsets import decode
from articles.dates import parse_news_date
from articles.errors import NotAnArticle
from articles.page_facts import PageFacts, page_facts
from articles.urls import host_of

MOST_BYTES = 20_000_000
LONGEST_TEXT = 1_000_000  # Code points. The longest newspaper articles have some 100,000.
MOST_ELEMENTS = 30_000  # Extraction takes seconds beyond; news pages have some 2,000.
SHORTEST_SENTENCE = 25  # Letters; one line of a page has more, or the page has no article.
LONGEST_TITLE = 200  # In plain text: a longer first line is a paragraph.
LONGEST_NAME = 300

_MAGIC = (
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a ZIP or Office file"),
    (b"\xd0\xcf\x11\xe0", "an old Office file"),
    (b"\x89PNG\r\n", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"RIFF", "a picture, sound or video"),
    (b"OggS", "sound or video"),
    (b"ID3", "sound"),
    (b"\x1f\x8b\x08", "a gzip file"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard file"),
    (b"7z\xbc\xaf", "a 7-Zip file"),
    (b"Rar!\x1a\x07", "a RAR file"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90\x00", "a program"),
)
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_OVERRIDES = re.compile("[\u202d\u202e]")
_INVISIBLE = re.compile("[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_MARKUP = re.compile(r"<(?:!doctype|html|head|body|div|p|article|section|br|a|span|h[1-6])\b", re.I)
_CRUMBS = re.compile(r"\s[»›>]\s")
# What trafilatura takes for text when an article is short, and short lines of a template that it
# takes for paragraphs.
_PRUNED = [
    "//nav|//figcaption|//*[@role='navigation' or @role='search']",
    # A small one without the headline: themes put such words on the body and on wrappers too.
    "//*[contains(@class,'breadcrumb') or contains(@class,'related') or contains(@class,'cookie')"
    " or contains(@id,'cookie')][not(descendant::h1)][string-length(.) < 2000]",
    *(
        f"//*[self::p or self::div or self::span][contains(concat(' ',normalize-space(@class),"
        f"' '),' {name} ')][string-length(normalize-space(.)) < 120]"
        for name in ("byline", "signature", "author", "date", "published", "post-date")
    ),
]


@dataclass(frozen=True, slots=True)
class ExtractedPage:
    """An article's text and what is known of it; None where nothing is.

    language is a BCP 47 primary subtag. published_at is aware, in UTC, midnight where only the
    day is known. outlet is the name the page gives, else its domain. canonical_url is the page's
    own word for its address, only if it is on the host that the page came from.
    """

    text: str
    title: str | None = None
    byline: str | None = None
    outlet: str | None = None
    outlet_domain: str | None = None
    language: str | None = None
    published_at: datetime | None = None
    canonical_url: str | None = None
    charset: str | None = None


def extract_html(
    body: bytes | str, *, url: str | None = None, declared_charset: str | None = None
) -> ExtractedPage:
    """Find the article in a page. Plain text without any markup is taken as plain text.

    Args: url is where the page is from, if known; declared_charset is the HTTP header's.
    Raises: NotAnArticle with `empty`, `binary`, `too_large`, `null_bytes`, `undecodable`,
        `bidi_override` or, when there is a page but no article in it, `no_text`.
    """
    page, charset = _checked(body, declared_charset, field="html")
    if not _MARKUP.search(page):
        return extract_text(page)
    tree = _parsed(page)
    facts = page_facts(tree, url=url)
    found = _main_text(tree, url)
    title = _title(facts, found)
    outlet = _name(facts.outlet) or _name(found.sitename)
    title = _without_outlet(title, outlet)
    paragraphs = _paragraphs(found.text or "", title)
    if not paragraphs:
        raise NotAnArticle("no_text", "html: no article text was found on the page.")
    text = "\n\n".join([title, *paragraphs] if title else paragraphs)
    _check_text(text, field="html")
    domain = _domain(url or facts.canonical_url)
    return ExtractedPage(
        text=text,
        title=title or None,
        byline=_name(facts.byline) or _name(found.author) or None,
        outlet=outlet or domain,
        outlet_domain=domain,
        language=detected_language("\n".join(paragraphs), declared=facts.language),
        published_at=facts.published_at or (parse_news_date(found.date) if found.date else None),
        canonical_url=facts.canonical_url,
        charset=charset,
    )


def extract_text(body: bytes | str, *, declared_charset: str | None = None) -> ExtractedPage:
    """Take plain text as the article it is. Page debris in it stays: offsets refer to all of it.

    The title is the first short line that is no breadcrumb, if more text follows.

    Raises: NotAnArticle with `empty`, `binary`, `too_large`, `null_bytes`, `undecodable` or
        `bidi_override`.
    """
    given, charset = _checked(body, declared_charset, field="text")
    text = _CONTROLS.sub("", _LINE_ENDS.sub("\n", given)).strip()
    _check_text(text, field="text")
    lines = [line.strip() for line in text.split("\n", 40)[:40] if line.strip()]
    heads = [line for line in lines[:3] if len(line) <= LONGEST_TITLE and not _CRUMBS.search(line)]
    title = heads[0] if heads and len(lines) > 1 else ""
    return ExtractedPage(
        text=text,
        title=_name(title, LONGEST_TITLE) or None,
        language=detected_language(text, declared=""),
        charset=charset,
    )


def detected_language(text: str, *, declared: str) -> str | None:
    """The language of a text: the declared one if it may be true, else the likeliest one.

    Themes declare the language of their makers, so a declaration counts only when the text is
    short, or the identifier has it among its first three. Source: py3langid (Lui and Baldwin
    2012, "langid.py").
    """
    letters = sum(character.isalpha() for character in text[:2000])
    if letters < 3:
        return declared or None
    ranked = [str(code) for code, _ in py3langid.rank(text[:4000]) if len(code) == 2]
    if declared in ranked[:3] or (declared in ranked and letters < 20):
        return declared
    return ranked[0]


def _checked(body: bytes | str, declared: str | None, *, field: str) -> tuple[str, str | None]:
    """Decode, and refuse what is no text at all. Returns: the text, the charset of bytes."""
    if len(body) > MOST_BYTES:
        raise NotAnArticle(
            "too_large", f"{field}: {len(body):,} bytes; at most {MOST_BYTES:,} are taken."
        )
    charset: str | None = None
    if isinstance(body, bytes):
        for magic, kind in _MAGIC:
            if body.startswith(magic):
                raise NotAnArticle("binary", f"{field}: this is {kind}, not text.")
        body, charset = decode(body, declared)
    text = body.removeprefix("\ufeff")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        message = f"{field}: half of a surrogate pair at character {error.start} is no character."
        raise NotAnArticle("undecodable", message) from error
    if not text.strip() or not _INVISIBLE.sub("", text).strip("\x00 \t\r\n"):
        raise NotAnArticle("empty", f"{field}: there is no text in it.")
    head = text[:20_000]
    controls = len(_CONTROLS.findall(head))
    if controls > 10 and controls * 50 > len(head):
        raise NotAnArticle("binary", f"{field}: this is a binary file, not text.")
    if (position := text.find("\x00")) >= 0:
        raise NotAnArticle(
            "null_bytes", f"{field}: null byte (U+0000) at character {position}; text has none."
        )
    if text.count("\ufffd") * 20 > len(text):
        raise NotAnArticle(
            "undecodable", f"{field}: too many characters can't be read; which charset is it?"
        )
    return text, charset


def _check_text(text: str, *, field: str) -> None:
    """Refuse what may not be stored as an article's text."""
    if not _INVISIBLE.sub("", text).strip():
        raise NotAnArticle("empty", f"{field}: there is no text in it.")
    if len(text) > LONGEST_TEXT:
        raise NotAnArticle(
            "too_large",
            f"{field}: the text has {len(text):,} characters; at most {LONGEST_TEXT:,} are taken.",
        )
    if found := _OVERRIDES.search(text):
        raise NotAnArticle(
            "bidi_override",
            f"{field}: U+{ord(found[0]):04X} at character {found.start()} disguises the order "
            "of letters; it may not stand in an article.",
        )


def _parsed(page: str) -> HtmlElement:
    # What an XML declaration says of the charset holds no more.
    page = re.sub(r"^\s*<\?xml[^>]*\?>", "", page, count=1)
    try:
        # As bytes in a stated encoding, so that no meta tag is believed instead.
        parser = HTMLParser(encoding="utf-8", collect_ids=False, remove_comments=True)
        tree = document_fromstring(page.encode(), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise NotAnArticle("no_text", "html: the page can't be read as HTML.") from error
    elements = sum(1 for _ in tree.iter())
    if elements > MOST_ELEMENTS:
        raise NotAnArticle(
            "too_large",
            f"html: the page has {elements:,} elements; at most {MOST_ELEMENTS:,} are taken.",
        )
    return tree


def _main_text(tree: HtmlElement, url: str | None) -> trafilatura.settings.Document:
    """What trafilatura finds.

    On a short page its fallback runs headline, date and all together in one line, and is not
    taken unless being precise finds nothing. Without any line as long as a sentence, what it
    found is a menu.
    """
    found = _found(tree, url)
    if found is None or "\n" not in (found.text or "").strip():
        found = _found(tree, url, precise=True) or found or _found(tree, url, eager=True)
    if found is None:
        raise NotAnArticle("no_text", "html: no article text was found on the page.")
    return found


def _found(
    tree: HtmlElement, url: str | None, *, precise: bool = False, eager: bool = False
) -> trafilatura.settings.Document | None:
    found = trafilatura.bare_extraction(
        copy.deepcopy(tree),
        url=url,
        include_comments=False,
        include_tables=False,
        with_metadata=True,
        date_extraction_params={"extensive_search": False, "original_date": True},
        prune_xpath=_PRUNED,
        favor_precision=precise,
        favor_recall=eager,
    )
    if not isinstance(found, trafilatura.settings.Document) or not found.text:
        return None
    longest = max(sum(map(str.isalnum, line)) for line in found.text.split("\n"))
    return found if longest >= SHORTEST_SENTENCE else None


def _title(facts: PageFacts, found: trafilatura.settings.Document) -> str:
    return _name(facts.title, 1000) or _name(found.title, 1000)


def _without_outlet(title: str, outlet: str) -> str:
    """A title without " - Outlet" or " | Outlet" at its end."""
    if not outlet:
        return title
    return re.sub(rf"\s+[-–—|:·•]\s+{re.escape(outlet)}$", "", title)


def _paragraphs(text: str, title: str) -> list[str]:
    """The lines of the main text that have words, without list dashes and without the title."""
    lines = (_CONTROLS.sub("", line).strip() for line in _LINE_ENDS.sub("\n", text).split("\n"))
    kept = [line.removeprefix("- ") for line in lines if any(map(str.isalnum, line))]
    while kept and _same_words(kept[0], title):
        kept = kept[1:]
    return kept


def _same_words(one: str, other: str) -> bool:
    def letters(text: str) -> str:
        return "".join(filter(str.isalnum, text.casefold()))

    return letters(one) == letters(other)


def _name(value: str | None, longest: int = LONGEST_NAME) -> str:
    """A name or title as it may be shown: one line, nothing invisible, not endless."""
    return " ".join(_INVISIBLE.sub("", _CONTROLS.sub(" ", value or "")).split())[:longest].strip()


def _domain(url: str | None) -> str | None:
    return host_of(url) if url else None
