"""One sentence as the tagger sees it: tokens, what the lexicon says of each, and quotation state."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from claims.attribution.languages import Language
from claims.attribution.languages.base import FoundCue
from claims.attribution.quotes import Quotation, quotation_at
from claims.attribution.text import Span, Token, tokenise

_PREFIXES = ("وال", "فال", "بال", "كال", "ال", "لل")
_SUFFIXES = ("وها", "وهم", "تها", "تهم", "ته", "وا", "ون", "ين", "ان", "ها", "هم", "ات")
_LAST_LETTERS = ("ت", "ه", "ة", "ا", "ي")
_LONG_VOWELS = re.compile("[اوي]")


@dataclass(frozen=True, slots=True)
class Word:
    """What features are made of, for one token; equal words of a language share one."""

    norm: str
    stem: str
    skeleton: str
    shape: str
    classes: tuple[str, ...]


@lru_cache(maxsize=1 << 15)
def light_stem(norm: str) -> str:
    """An Arabic word without its usual prefixes and suffixes; other words stay as they are.

    Source: the light stemmer of Larkey, Ballesteros and Connell (2002), with fewer suffixes.
    """
    if not norm or not "ء" <= norm[0] <= "ي":
        return norm
    stem = norm[1:] if len(norm) > 3 and norm[0] in "وف" else norm
    for prefix in _PREFIXES:
        if stem.startswith(prefix) and len(stem) - len(prefix) >= 3:
            stem = stem[len(prefix) :]
            break
    for suffix in (*_SUFFIXES, *_LAST_LETTERS):
        if stem.endswith(suffix) and len(stem) - len(suffix) >= 3:
            stem = stem[: -len(suffix)]
            break
    return stem[1:] if len(stem) > 3 and stem[0] in "يتنس" else stem


@lru_cache(maxsize=1 << 15)
def _skeleton(norm: str) -> str:
    stem = light_stem(norm)
    return _LONG_VOWELS.sub("", stem) if "ء" <= stem[:1] <= "ي" else stem[:5]


def _shape(token: Token) -> str:
    if not token.is_word:
        return "p"
    if token.norm[0].isdigit():
        return "d"
    if token.text[0].isupper():
        return "U" if token.text[1:2].isupper() else "u"
    return "l"


@dataclass(slots=True)
class Sentence:
    """Tokens of one sentence; per token its word, lexicon readings and outermost quotation."""

    text: str
    span: Span
    is_heading: bool
    language: Language
    tokens: list[Token]
    words: list[Word]
    candidates: list[FoundCue]
    readings: list[frozenset[str]]  # "finite:asserts", ... of the cue candidates a token is in
    quotes: list[int]  # 1 + index of the outermost quotation, 0 outside

    def position(self, offset: int) -> int:
        """The first token that ends after an offset of the text."""
        low, high = 0, len(self.tokens)
        while low < high:
            middle = (low + high) // 2
            if self.tokens[middle].end <= offset:
                low = middle + 1
            else:
                high = middle
        return low

    def tokens_in(self, spans: Sequence[Span]) -> set[int]:
        """Indexes of the tokens that begin inside any of the spans."""
        found: set[int] = set()
        for span in spans:
            index = self.position(span.start)
            while index < len(self.tokens) and self.tokens[index].start < span.end:
                if self.tokens[index].start >= span.start:
                    found.add(index)
                index += 1
        return found

    def span_of(self, first: int, last: int) -> Span:
        """From the first to the last token, both included."""
        return Span(self.tokens[first].start, self.tokens[last].end)


def read_sentence(
    text: str,
    span: Span,
    language: Language,
    quotations: list[Quotation],
    *,
    is_heading: bool = False,
) -> Sentence:
    """Tokenise a sentence and look its words up. Quotations as find_quotations gives them."""
    tokens = tokenise(text, span.start, span.end)
    candidates = language.find_cues(tokens)
    readings: list[frozenset[str]] = [frozenset()] * len(tokens)
    for found in candidates:
        names = frozenset(
            name
            for cue in found.readings
            for name in (
                cue.form if cue.kind != "preposition" else "preposition",
                cue.form + ":" + cue.cue_class,
                cue.form + "/" + ",".join(sorted(cue.frames)),
            )
        )
        for index in range(found.first, found.last + 1):
            readings[index] = names
    starts = {quotation.start: number for number, quotation in enumerate(quotations, 1)}
    states = []
    for token in tokens:
        quotation = quotation_at(quotations, token.start) if quotations else None
        states.append(starts[quotation.start] if quotation else 0)
    return Sentence(
        text=text,
        span=span,
        is_heading=is_heading,
        language=language,
        tokens=tokens,
        words=[_word(token, language) for token in tokens],
        candidates=candidates,
        readings=readings,
        quotes=states,
    )


def _word(token: Token, language: Language) -> Word:
    norm = token.norm or "#"
    return Word(
        norm,
        light_stem(norm),
        _skeleton(norm),
        _shape(token),
        tuple(sorted(language.classes_of(norm))),
    )
