"""Is a quote in a text, word for word? In any script: a wrong letter is a wrong quote.

Nothing is folded. Set aside is only what no reader sees or means: kinds of blank space, invisible
and directional characters, the Arabic stretching line, and how a letter with marks is composed.
"""

import re
import unicodedata

from lxml import etree  # type: ignore[import-untyped]
from lxml.html import HTMLParser, document_fromstring  # type: ignore[import-untyped]

from articles.charsets import decode

_UNSEEN = re.compile("[\u00ad\u061c\u0640\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_NOT_SHOWN = ("script", "style", "noscript", "template", "head")
_BLOCKS = "br p div li h1 h2 h3 h4 h5 h6 td th tr blockquote section article".split()
_GARBLED = 0.02  # share of characters that could not be read
_MARKUP = re.compile(r"<(?:!doctype|html|head|body|div|p|article|section|span|h[1-6])\b", re.I)


def has_quote(text: str, quote: str) -> bool:
    """Whether a text has a quote verbatim. A quote without a letter or digit is in no text."""
    wanted = as_read(quote)
    return any(character.isalnum() for character in wanted) and wanted in as_read(text)


def as_read(text: str) -> str:
    """A text as a reader sees it: composed letters, single spaces, nothing invisible."""
    return " ".join(unicodedata.normalize("NFC", _UNSEEN.sub("", text)).split())


def shown_text(body: bytes, *, declared_charset: str | None = None) -> str | None:
    """All the text a page or a plain file shows, whatever its charset; each block on a line.

    None if the bytes are no text: a picture, a PDF.
    """
    text, _ = decode(body, declared_charset)
    if body.startswith(b"%PDF-") or "\0" in text or text.count("\ufffd") > len(text) * _GARBLED:
        return None
    if not _MARKUP.search(text[:20_000]):
        return text
    tree = document_fromstring(
        text.encode(), parser=HTMLParser(encoding="utf-8", remove_comments=True)
    )
    etree.strip_elements(tree, *_NOT_SHOWN, with_tail=False)
    for block in tree.iter(*_BLOCKS):
        block.text = "\n" + (block.text or "")
        block.tail = "\n" + (block.tail or "")
    return str(tree.text_content())
