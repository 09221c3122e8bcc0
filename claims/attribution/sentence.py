"""One sentence as models see it: words with what the tables say of them, and quotation state."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter

from claims.attribution.languages.base import Language
from claims.attribution.quotes import Quotation
from claims.attribution.spellings import WordView, view_as, view_word, views_of
from claims.attribution.text import Span, Token, tokenise

__all__ = ["Sentence", "WordView", "opens_content", "read_sentences", "view_word"]

_LONGEST = 400  # tokens of a sentence that are read at once
_ABBREVIATION = "a."  # stands for the full stop of one: no mark, but part of a name
_START = itemgetter(0)  # of a token
_FORESEEN = 10  # words after a verb that may say what it means


@dataclass
class Sentence:
    """One sentence with its words; as the models see them only once a model asks."""

    text: str
    span: Span
    language: Language
    tokens: list[Token]
    quote: list[int]  # per token: 1 + index of its outermost quotation, 0 outside any
    is_heading: bool

    @cached_property
    def views(self) -> list[WordView]:
        """What is known of each word."""
        language, tokens, norms = self.language, self.tokens, self.norms
        small, capital = views_of((language, False)), views_of((language, True))
        views = [(capital if word[:1].isupper() else small)[norm] for _, _, word, norm in tokens]
        if not language.said_by.keys().isdisjoint(norms):
            for index, norm in enumerate(norms):
                read_as = language.read_as(norm, norms[index + 1 : index + 1 + _FORESEEN])
                if read_as != norm:
                    views[index] = view_as(language, read_as, views[index].is_capital, norm)
        if "." in norms[1:-1]:
            for index in range(1, len(norms)):
                if norms[index] == "." and _ends_abbreviation(tokens, index, language):
                    views[index] = view_as(language, _ABBREVIATION, False, ".")
        return views

    @cached_property
    def norms(self) -> list[str]:
        """Each word as lexicons spell it."""
        return [norm for _, _, _, norm in self.tokens]

    @cached_property
    def tags(self) -> list[str]:
        """The one class that stands for each word."""
        return [view.tag for view in self.views]

    def span_of(self, first: int, last: int) -> Span:
        """From the first to the last token, both included."""
        return Span(self.tokens[first].start, self.tokens[last].end)


def read_sentences(
    text: str,
    spans: Sequence[Span],
    quotations: Sequence[Quotation],
    headings: Sequence[Span],
    language: Language,
) -> list[Sentence]:
    """Tokenise the sentences of a text and mark what stands inside quotation marks."""
    headed = {span.start for span in headings}
    found: list[Sentence] = []
    first = 0
    for span, tokens in _pieces(text, spans):
        while (
            first < len(quotations)
            and quotations[first].end <= span.start
            and (quotations[first].depth == 0)
        ):
            first += 1
        quote = [0] * len(tokens)
        for number in range(max(0, first - 4), len(quotations)):
            quotation = quotations[number]
            if quotation.start >= span.end:
                break
            if quotation.depth == 0:
                low = bisect_left(tokens, quotation.start, key=_START)
                high = bisect_left(tokens, quotation.end, low, key=_START)
                quote[low:high] = [number + 1] * (high - low)
        found.append(Sentence(text, span, language, tokens, quote, span.start in headed))
    return found


def _ends_abbreviation(tokens: Sequence[Token], index: int, language: Language) -> bool:
    """Is this full stop part of a word ("د.", "ش.م.م.", "Dr."), inside a sentence?"""
    token, before = tokens[index], tokens[index - 1]
    if token.start != before.end or index + 1 == len(tokens):
        return False
    return (len(before.norm) == 1 and before.is_word) or (
        len(before.norm) < 4 and "title" in language.classes_of(before.norm)
    )


def _pieces(text: str, spans: Sequence[Span]) -> Iterator[tuple[Span, list[Token]]]:
    """The tokens of each sentence; one without end is read in stretches, in linear time."""
    for span in spans:
        tokens = tokenise(text, span.start, span.end)
        for start in range(0, len(tokens), _LONGEST):
            piece = tokens[start : start + _LONGEST]
            whole = len(tokens) <= _LONGEST
            yield span if whole else Span(piece[0].start, piece[-1].end), piece


def opens_content(sentence: Sentence, index: int) -> bool:
    """Is this word "that", or the first word of a quotation?"""
    if sentence.views[index].tag == "complementiser":
        return True
    quote = sentence.quote[index]
    return quote > 0 and (index == 0 or sentence.quote[index - 1] != quote)
