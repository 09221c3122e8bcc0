"""From bytes to text, also where the label lies.

The standards trust labels: byte order mark, HTTP header, meta tag. Arabic sites mislabel too often
for that: windows-1256 is sent as ISO-8859-1 by a server's default, and UTF-8 is declared on pages
moved from an older system. So each label is a candidate, and the text that comes out is looked at.
"""

import codecs
import re
import unicodedata
from itertools import chain

from charset_normalizer import from_bytes

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_META = re.compile(rb"<meta[^>]+?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]+)", re.IGNORECASE)
_XML = re.compile(rb"^\s*<\?xml[^>]+?encoding\s*=\s*[\"']([A-Za-z0-9_.:-]+)", re.IGNORECASE)
# Browsers read these as windows-1252, its superset (WHATWG Encoding).
_REALLY_1252 = frozenset({"ascii", "iso8859-1", "cp1252"})
_TEXT_CODECS = re.compile(
    r"utf-8|iso8859-\d+|cp(125\d|720|864|86[0-9]|874|932|949|950)|koi8-[ru]"
    r"|mac-(roman|arabic|cyrillic|greek|turkish)|gb(2312|k|18030)|big5(hkscs)?|shift_jis|euc_(jp|kr)"
)
_WORD = re.compile(r"[^\W\d_]+")
# Up to this share of odd letters a text is believed: real pages have a stray one here and there.
_BELIEVABLE = 0.02
_SAMPLE = 200_000


def decode(body: bytes, declared: str | None = None) -> tuple[str, str]:
    """Decode a page or a text file.

    Args: declared is the charset of the HTTP header, if any.
    Returns: the text without byte order mark, and the Python name of the charset used. Bytes that
        are wrong in it come out as U+FFFD; the caller decides how many are too many.
    """
    for mark, charset in _MARKS:
        if body.startswith(mark):
            return body.decode(charset, errors="replace").lstrip("\ufeff"), charset
    if utf16 := _utf16_by_its_zeros(body):
        return body.decode(utf16, errors="replace"), utf16
    try:
        # Text in another charset is all but never valid UTF-8 by accident.
        return body.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return _best(body, declared)


def _best(body: bytes, declared: str | None) -> tuple[str, str]:
    """The first candidate whose text looks right, or else the one that looks least wrong."""
    labels = [declared, *(found[1].decode("ascii") for found in _labels(body))]
    named = [charset for label in labels if label and (charset := _known(label))]
    seen: list[tuple[float, str]] = []
    # The guess is made only when it is needed: it costs far more than a look at the text.
    for charset in dict.fromkeys(chain(named, _guesses(body))):
        oddness = _oddness(body[:_SAMPLE].decode(charset, errors="replace"))
        if oddness <= _BELIEVABLE:
            return body.decode(charset, errors="replace"), charset
        seen.append((oddness, charset))
    charset = min(seen, key=lambda candidate: candidate[0])[1]
    return body.decode(charset, errors="replace"), charset


def _labels(body: bytes) -> list[re.Match[bytes]]:
    head = body[:8192]
    return [found for pattern in (_XML, _META) if (found := pattern.search(head))]


def _known(label: str) -> str | None:
    """The Python codec for a label; None for what is no charset of text (`hex`, `rot13`, ...)."""
    try:
        name = codecs.lookup(label.strip()).name
    except (LookupError, UnicodeError, ValueError):
        return None
    if name in _REALLY_1252:
        return "cp1252"
    return name if _TEXT_CODECS.fullmatch(name) else None


def _guesses(body: bytes) -> list[str]:
    """What the bytes look like to charset-normalizer, then what Latin and Arabic pages mostly are.

    Tags and scripts are left out, since they are ASCII and would drown the few letters that tell.
    """
    pieces = re.split(rb"[<>\n]", body[:_SAMPLE])
    letters = b" ".join(piece for piece in pieces if not piece.isascii())
    best = from_bytes(letters[:20_000]).best()
    guess = _known(best.encoding) if best else None
    usual = ["utf-8", "cp1252", "cp1256"]
    if best is None or guess is None:
        return usual
    # Between Western code pages its guess is a coin toss, and the usual one is likelier.
    sure = not {"Arabic", "Cyrillic", "Greek", "Hebrew"}.isdisjoint(best.alphabets)
    return [guess, *usual] if sure else [*usual, guess]


def _utf16_by_its_zeros(body: bytes) -> str | None:
    """UTF-16 without a mark: in text, blanks, digits and tags have a zero in the same half."""
    sample = body[:4000]
    if len(sample) < 4:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    if odd > half * 0.1 and even < half * 0.01:
        return "utf-16-le"
    if even > half * 0.1 and odd < half * 0.01:
        return "utf-16-be"
    return None


def _oddness(text: str) -> float:
    """The share of non-ASCII characters that stand where no writer puts them, from 0 to 1.

    Odd are: what could not be decoded, control characters, all of a word that mixes scripts, and
    all of a longer word of mostly accented Latin letters, which is what Arabic looks like when
    read as Western European.
    """
    beyond = [character for character in text if character > "\x7f"]
    if not beyond:
        return 0.0
    odd = sum(1 for character in beyond if character == "\ufffd" or "\x80" <= character <= "\x9f")
    for found in _WORD.finditer(text):
        word = found[0]
        if word.isascii():
            continue
        accented = sum(1 for letter in word if letter > "\x7f")
        if len({_script(letter) for letter in word}) > 1 or (
            len(word) > 3 and accented * 2 > len(word) and _script(word[0]) == "LATIN"
        ):
            odd += accented
    return odd / len(beyond)


def _script(letter: str) -> str:
    return "LATIN" if letter.isascii() else unicodedata.name(letter, "NONE").partition(" ")[0]
