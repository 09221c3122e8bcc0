"""Spans, tokens, and one spelling for words that are written in many ways.

All offsets are Unicode code points into the text exactly as it was given; normalised forms are for
looking things up, never for showing or storing.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import accumulate
from operator import itemgetter
from typing import NamedTuple

from claims.attribution.kept import Kept


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open stretch of a text: `text[start:end]` are its words."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The words themselves."""
        return text[self.start : self.end]

    def contains(self, other: "Span") -> bool:
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: "Span") -> bool:
        return self.start < other.end and other.start < self.end


class Token(NamedTuple):
    """One word, number or punctuation mark; `norm` is how lexicons spell it (see fold_word)."""

    start: int
    end: int
    text: str
    norm: str

    @property
    def is_word(self) -> bool:
        return self.norm[:1].isalnum()


class Normalised(NamedTuple):
    """A text in one spelling, and where each of its characters stood before."""

    text: str
    offsets: Sequence[int]  # one more than characters: the last is the length of the original

    def original(self, start: int, end: int) -> Span:
        """The stretch of the original text that `text[start:end]` came from."""
        if end <= start:
            return Span(self.offsets[start], self.offsets[start])
        return Span(self.offsets[start], self.offsets[end - 1] + 1)


# Characters nobody sees: bidi controls, zero-width signs, soft hyphens, byte order marks.
INVISIBLE = "\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff"
# Marks that sit on letters: Arabic vowel signs and Quranic marks, Latin combining accents.
MARKS = "\u064b-\u065f\u0610-\u061a\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed"
COMBINING = "\u0300-\u036f"
TATWEEL = "\u0640"

DOUBLE_QUOTES = '"“”„‟«»〝〞＂❝❞'
SINGLE_QUOTES = "'‘’‚‛‹›`´ʼʹ′＇❛❜"

# One character for one character.
SAME_LENGTH = (
    dict.fromkeys(DOUBLE_QUOTES, '"')
    | dict.fromkeys(SINGLE_QUOTES, "'")
    | dict.fromkeys("‐‑‒–—―−﹘﹣－", "-")
    | dict(zip("أإآٱىکیےھہۀ", "اااايكييههه", strict=True))
    | dict(zip("،؛؟٪٫٬۔", ",;?%.,.", strict=True))
    | {chr(base + digit): str(digit) for base in (0x660, 0x6F0, 0xFF10) for digit in range(10)}
    | dict.fromkeys("\xa0\u1680\u2002\u2003\u2007\u2009\u202f\u205f\u3000", " ")
    | {"İ": "i"}  # the one letter whose lower case is two characters
)
_SAME_LENGTH = re.compile(f"[{''.join(map(re.escape, SAME_LENGTH))}]")

# What changes the length: marks and invisible signs go, accents join their letter (é written as
# two characters), Arabic presentation forms and Latin ligatures (as PDFs have them) are spelt out.
_PRESENTATION_FORMS = "\ufb00-\ufb06\ufb50-\ufdfb\ufe70-\ufefc"
_CHANGES_LENGTH = re.compile(
    rf"[{INVISIBLE}{MARKS}{TATWEEL}{COMBINING}{_PRESENTATION_FORMS}][{COMBINING}]*"
)
_DROPPED = re.compile(rf"[{INVISIBLE}{MARKS}{TATWEEL}]")
_ACCENT, _LETTER = re.compile(f"[{COMBINING}]"), re.compile(r"[^\W\d_]")


def _respelt(text: str) -> tuple[str, Sequence[int]]:
    """The text without marks, its ligatures spelt out, and where each character stood before."""
    if not _CHANGES_LENGTH.search(text):
        return text, range(len(text) + 1)
    pieces: list[str] = []
    offsets: list[int] = []
    done = 0
    for match in _CHANGES_LENGTH.finditer(text):
        start, end = match.span()
        if _DROPPED.match(text, start):
            end, respelt = start + 1, ""
        else:
            start -= _ACCENT.match(text, start) is not None  # it goes with the letter before it
            if start < done or not _LETTER.match(text, start):
                continue
            respelt = _DROPPED.sub("", unicodedata.normalize("NFKC", text[start:end]))
        pieces += (text[done:start], respelt)
        offsets += range(done, start)
        offsets += [start] * len(respelt)
        done = end
    return "".join((*pieces, text[done:])), [*offsets, *range(done, len(text) + 1)]


def _one_for_one(text: str) -> str:
    for character in set(_SAME_LENGTH.findall(text)):
        text = text.replace(character, SAME_LENGTH[character])
    return text.lower()


def normalise(text: str, *, teh_marbuta: bool = False) -> Normalised:
    """Spell a text in one way, keeping where each character came from.

    Tashkeel, tatweel and invisible signs are dropped; alef forms, ى/ي, digits, quotation marks,
    dashes and Arabic punctuation are unified; letters are lower case. With teh_marbuta, ة is ه.
    """
    respelt, offsets = _respelt(text)
    folded = _one_for_one(respelt)
    return Normalised(folded.replace("ة", "ه") if teh_marbuta else folded, offsets)


_CACHED_LENGTH = 64  # longer words are rare, and would fill the cache with noise


_FOLDED = re.compile("[a-zءؤئابةتثجحخدذرزسشصضطظعغفقكلمنهوي]+")  # letters that stay what they are


def _fold(word: str) -> str:
    return word if _FOLDED.fullmatch(word) else _one_for_one(_respelt(word)[0])


class _Folded(Kept[str, str]):
    def __missing__(self, word: str) -> str:
        return super().__missing__(word) if len(word) <= _CACHED_LENGTH else _fold(word)


_folded = _Folded(_fold)


def fold_word(word: str, *, teh_marbuta: bool = False) -> str:
    """The spelling under which lexicons keep a word; the same as normalise() gives it."""
    folded = _folded[word]
    return folded.replace("ة", "ه") if teh_marbuta else folded


# Each alternative consumes what it looks at, so matching is linear in the length of the text.
# French elisions (l', qu') and the English possessive ('s) are tokens of their own: a source
# begins after the one and ends before the other.
_INSIDE = rf"[\w{MARKS}{COMBINING}]"
_WORD = rf"\w{_INSIDE}*(?:[{INVISIBLE}]+{_INSIDE}+)*"
# A stop after these in the middle of a sentence belongs to the name: Acme Corp. said.
_SHORTENED = r"(?:Corp|Inc|Cos?|Ltd|Bros|Jr|Sr|LLC|Assn|Intl|Mfg)"
_INVERTED = r"(?:ils?|elles?|(?<=t[-‐‑])on)\b"
_TOKEN = re.compile(
    rf"""(
      [A-Za-zÀ-ÖØ-öø-ÿ\u0621-\u063a\u0641-\u064a]{{2,}}+(?=[\s،,;!?)»”"])  # most words, at once
    | (?!\s)(?:                                   # where none begins, nothing else is tried
      (?:https?://|www\.)[^\s<>«»“”"]*[^\s<>«»“”".,;:!?،؛؟)]
    | [@#]\w+                                     # handles and hashtags
    | \d+(?:[.,:٫٬][{INVISIBLE}]?\d+)+(?!\w)      # 5.2, 5,000, 10:30
    | (?:[^\W\d_]\.){{2,}}                        # U.S., ا.ف.ب.
    | {_SHORTENED}\.(?=[,;:)'’]|\s+[a-z(–—-])     # Corp., Inc.
    | (?:[cdjlmnstCDJLMNST]|[Qq]u|[Jj]usqu|[Ll]orsqu|[Pp]uisqu)['’](?=\w)
    | (?<=\w)['’][sS]\b
    | [-‐‑](?:t[-‐‑])?(?={_INVERTED})             # dit-il, a-t-elle: the pronoun is a word
    | {_WORD}(?:[-‐‑&](?!(?:t[-‐‑])?{_INVERTED}){_WORD}|['’](?![sS]\b){_WORD})*
    | \.{{2,}}|-{{2,}}
    | [^\s{INVISIBLE}])
    )""",
    re.VERBOSE,
)


def tokenise(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """Cut `text[start:end]` into words, numbers and punctuation marks, in linear time.

    Offsets are into `text`. White space and invisible signs between tokens belong to none. A page
    is cut once; its sentences and phrases are slices of that wherever no token crosses their edges.
    """
    if end is None and not start and len(text) < _PAGE:
        return list(_short_tokens(text))
    end = len(text) if end is None else end
    tokens, starts = _page_tokens(text)
    first, last = bisect_left(starts, start), bisect_left(starts, end)
    if first and tokens[first - 1].end > start:
        return _cut(text, start, end)
    is_clean = not last or (
        tokens[last - 1].end <= end
        and tokens[last - 1].text[1:][-1:] != "."
        and (end >= len(text) or _GOES_ON.match(text, end) is None)
    )
    same = last if is_clean else max(first, last - _UNSURE)
    if same == last:
        return tokens[first:last]
    return tokens[first:same] + _cut(text, tokens[same].start, end)


_UNSURE = 3  # tokens before the end of a stretch that may be others if the text goes on
_PAGE = 400  # code points; what is shorter is cut by itself, and leaves the pages kept in place
# Before these the last token might be another one if the text ended here.
_GOES_ON = re.compile(rf"[\w{INVISIBLE}{MARKS}{COMBINING}'’‐‑&.,:٫٬/-]")


@lru_cache(maxsize=1 << 12)  # the phrases of sources: each is read more than once
def _short_tokens(text: str) -> list[Token]:
    return _cut(text, 0, len(text))


@lru_cache(maxsize=64)
def _page_tokens(text: str) -> tuple[list[Token], list[int]]:
    tokens = _cut(text, 0, len(text))
    return tokens, list(map(_START, tokens))


_START = itemgetter(0)  # of a token
_new_token = partial(tuple.__new__, Token)  # a third of the time that Token(...) takes


def _cut(text: str, start: int, end: int) -> list[Token]:
    if not start and end == len(text):
        pieces = _TOKEN.split(text)  # what is before a token, the token, what is before the next
        words, bounds = pieces[1::2], list(accumulate(map(len, pieces[:-1])))
    else:
        words, bounds = _TOKEN.findall(text, start, end), []
        for word in words:
            start = text.find(word, start)  # only white space and invisible signs are before it
            end = start + len(word)
            bounds += (start, end)
            start = end
    norms = map(_folded.__getitem__, words)
    return list(map(_new_token, zip(bounds[0::2], bounds[1::2], words, norms, strict=True)))


def words(listed: str) -> frozenset[str]:
    """A word list as it is written in the lexicons: separated by white space, lines begun by # are
    comments."""
    lines = (line for line in listed.splitlines() if not line.lstrip().startswith("#"))
    return frozenset(word for line in lines for word in line.split())


_SPACE_OR_INVISIBLE = re.compile(rf"[\s{INVISIBLE}]*")
_UNSEEN = re.compile(rf"[\s{INVISIBLE}]")


@lru_cache(maxsize=1 << 10)
def _is_unseen(character: str) -> bool:
    return _UNSEEN.match(character) is not None


def trim(text: str, start: int, end: int) -> Span:
    """The span without white space and invisible signs at its ends; empty if nothing is left."""
    if start < end and not (_is_unseen(text[start]) or _is_unseen(text[end - 1])):
        return Span(start, end)
    match = _SPACE_OR_INVISIBLE.match(text, start, end)
    start = match.end() if match else start
    while end > start and _is_unseen(text[end - 1]):
        end -= 1
    return Span(start, end)


def merge_spans(text: str, spans: Iterable[Span]) -> list[Span]:
    """The same stretches in text order, joined where they touch or only white space is between."""
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and not text[merged[-1].end : span.start].strip():
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return merged
