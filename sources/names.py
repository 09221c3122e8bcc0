"""Names as they are compared: one spelling for all the ways a name or a word is written.

`fold` is the spelling of search and of exact alias matching. The database has the same function,
`musnad_fold` (sources/sql.py), built from the very tables of this file; a test holds them together.
"""

import re
import unicodedata
from string import ascii_lowercase, ascii_uppercase

from django.utils.translation import gettext as _

from newsroom.errors import BadInput

# Marks, invisible characters and tatweel, as (first, last) code points. After compatibility
# decomposition the hamza and the madda of أ إ آ ؤ ئ are marks too and go with the others.
STRIPPED_RANGES = (
    (0x00AD, 0x00AD),  # soft hyphen
    (0x0300, 0x036F),  # combining accents of Latin, Greek and Cyrillic
    (0x0610, 0x061A),  # Quranic signs
    (0x061C, 0x061C),  # Arabic letter mark
    (0x0640, 0x0640),  # tatweel
    (0x064B, 0x065F),  # tashkeel, hamza and madda
    (0x0670, 0x0670),  # dagger alif
    (0x06D6, 0x06DC),
    (0x06DF, 0x06E4),
    (0x06E7, 0x06E8),
    (0x06EA, 0x06ED),
    (0x08D3, 0x08E1),
    (0x08E3, 0x08FF),
    (0x180E, 0x180E),
    (0x200B, 0x200F),  # zero width and directional marks
    (0x202A, 0x202E),  # bidi embeddings and overrides
    (0x2060, 0x206F),  # word joiner, bidi isolates
    (0xFE00, 0xFE0F),  # variation selectors
    (0xFEFF, 0xFEFF),  # byte order mark
)
WHITESPACE_RANGES = (
    (0x0009, 0x000D),
    (0x001C, 0x0020),
    (0x0085, 0x0085),
    (0x1680, 0x1680),
    (0x2028, 0x2029),
)
# One character for one character, after decomposition and the loss of the marks: letters that
# writers, keyboards and loan words swap; then what most texts have little of, group by group.
ARABIC_LETTERS = ("ٱىیةھہۃکڤپچ", "اييههههكفبج")
RARER_GROUPS = (
    ("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "0123456789" * 2),
    ("‘’‛ʼʻʿʾ`“”„‟«»‐‑‒–—―−", "'" * 8 + '"' * 6 + "-" * 7),
    (
        "ØøĐđÐðŁłıƏΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩςАБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯЄІЂЈЉЊЋЏҐ",
        "ooddddlliəαβγδεζηθικλμνξοπρστυφχψωσабвгдежзиклмнопрстуфхцчшщъыьэюяєіђјљњћџґ",
    ),
)
# What nearly all Arabic and English sentences are made of. In them the marks are those stripped
# above, and of the rest only these letters change, so that the database takes a shorter way.
COMMON_RANGES = ((0x0020, 0x007E), (0x060C, 0x060C), (0x061B, 0x061B), (0x061F, 0x061F),
                 (0x0621, 0x063A), (0x0640, 0x0652))  # fmt: skip
COMMON_LETTERS = ("أإآؤئىة", "اااوييه")
# The same without marks, as most of those sentences are: from them nothing is stripped.
PLAIN_RANGES = (*COMMON_RANGES[:-1], (0x0641, 0x064A))
SPELLED_OUT = (
    ("ß", "ss"),
    ("Æ", "ae"),
    ("æ", "ae"),
    ("Œ", "oe"),
    ("œ", "oe"),
    ("Þ", "th"),
    ("þ", "th"),
)


def _character_class(ranges: tuple[tuple[int, int], ...], *, but: bool = False) -> str:
    """A regular expression that Python and PostgreSQL read alike, in \\uXXXX escapes."""
    written = "".join(f"\\u{first:04x}-\\u{last:04x}" for first, last in ranges)
    return f"[{'^' if but else ''}{written}]+"


STRIPPED_PATTERN = _character_class(STRIPPED_RANGES)
WHITESPACE_PATTERN = _character_class(WHITESPACE_RANGES)
UNCOMMON_PATTERN = _character_class(COMMON_RANGES, but=True)
NOT_PLAIN_PATTERN = _character_class(PLAIN_RANGES, but=True) + "|  |^ | $"
_STRIPPED = re.compile(STRIPPED_PATTERN)
_WHITESPACE = re.compile(WHITESPACE_PATTERN)
_REPLACED: dict[int, str] = {
    ord(letter): replacement
    for group in (ARABIC_LETTERS, *RARER_GROUPS, (ascii_uppercase, ascii_lowercase))
    for letter, replacement in zip(*group, strict=True)
} | {ord(letter): spelling for letter, spelling in SPELLED_OUT}


def fold(text: str) -> str:
    """Bring a text to the one spelling under which it is searched and compared.

    Tashkeel, tatweel, hamza seats (أإآٱ, ؤ, ئ), ى/ي, ة/ه, Persian letters, Latin accents,
    case, digits of any Arabic kind, quotes, dashes, invisible characters and white space no
    longer make a difference. A lone hamza stays: سماء is not سما.

    The same as `musnad_fold` in the database for all characters of Unicode 14 except NUL, which
    PostgreSQL can't store. Folding twice changes nothing more.
    """
    decomposed = unicodedata.normalize("NFKD", text)
    replaced = _STRIPPED.sub("", decomposed).translate(_REPLACED)
    composed = unicodedata.normalize("NFC", replaced)
    return _WHITESPACE.sub(" ", composed).strip(" ")


LONGEST_NAME = 500
_BIDI_CONTROLS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029<>]")


class NameNotAllowed(BadInput):
    """A name that can't be stored. The message says which rule it breaks."""


def check_name(name: str, *, field: str = "name", longest: int = LONGEST_NAME) -> str:
    """Return a name fit to be stored, with white space trimmed and collapsed.

    Raises: NameNotAllowed if it is empty, longer than allowed, has control characters or markup,
        or directional controls that could show one name as another. The message starts with the
        field it came from.
    """
    if rule := _broken_rule(name, longest):
        raise NameNotAllowed(f"{field}: {rule}")
    return " ".join(name.split())


def _broken_rule(name: str, longest: int) -> str:
    """The first rule that a name breaks, in the language of the interface; none: empty."""
    if not name.strip():
        return _("a name must not be empty.")
    if len(name) > longest:
        rule = _("a name has at most {longest} characters, not {given}.")
        return rule.format(longest=longest, given=len(name))
    if found := _BIDI_CONTROLS.search(name):
        rule = _("a name must not have directional controls ({character}).")
        return rule.format(character=f"U+{ord(found[0]):04X}")
    if found := _CONTROLS.search(name):
        rule = _("a name must not have control characters or < > ({character}).")
        return rule.format(character=repr(found[0]))
    return "" if fold(name) else _("a name must have a letter or a digit.")
