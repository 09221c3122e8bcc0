"""One sentence as the models see it: words with what the tables say of them, and quotation state.

All that depends on one word alone is made once for each spelling and kept.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from operator import itemgetter

from claims.attribution.kept import kept_for_each
from claims.attribution.languages.base import Cue, Language, Look
from claims.attribution.quotes import Quotation
from claims.attribution.text import Span, Token, tokenise

# The one class that stands for a word where a single tag is wanted: the first that it has. These
# come before what the word may be as a verb ...
_FUNCTION_WORDS = (
    "complementiser", "relative", "negation", "auxiliary", "pronoun", "preposition", "time",
    "demonstrative",
)  # fmt: skip
_OTHER_WORDS = (  # ... and these after it
    "contrast", "subordinator", "conjunction", "title", "role", "anonymous",
    "unnamed_reports", "document", "social", "media_outlet", "government_body", "organisation",
    "own_voice", "label", "determiner", "possessive", "adverb",
)  # fmt: skip
_LONGEST = 400  # tokens of a sentence that are read at once
_ABBREVIATION = "a."  # stands for the full stop of one: no mark, but part of a name
_START = itemgetter(0)  # of a token
_FORESEEN = 10  # words after a verb that may say what it means


@dataclass(slots=True, eq=False)
class WordView:
    """What one spelling says by itself."""

    spelt: str  # as lexicons spell what stands in the text
    norm: str  # what the word is read as; most are read as they are spelt
    tag: str
    reading: Cue | None
    readings: tuple[Cue, ...]
    shape: str  # of the letters at its edges
    stem: str
    gender: str
    is_capital: bool
    begins_with_to: bool


def view_word(language: Language, norm: str, capital: bool) -> WordView:
    """Everything about a word that does not depend on where it stands."""
    return _views((language, capital))[norm]


@lru_cache(maxsize=1 << 10)
def _view_as(language: Language, norm: str, capital: bool, spelt: str) -> WordView:
    """A word that is read as another one."""
    return replace(view_word(language, norm, capital), spelt=spelt)


@kept_for_each
def _views(of: tuple[Language, bool], norm: str) -> WordView:
    language, capital = of
    look, shape = language.look_at(norm), language.shape_of(norm)
    reading = first_reading(look.readings)
    tag = _tag(look, norm, reading, capital)
    if shape.startswith(("al", "wal")) and tag not in _FUNCTION_WORDS:
        tag = f"{tag}.def"
    return WordView(
        norm,
        norm,
        tag,
        reading,
        look.readings,
        shape,
        language.stem_of(norm),
        _gender(norm, reading),
        capital,
        look.begins_with_to,
    )


_FORM_ORDER = {"perfect": 0, "finite": 0, "imperfect": 1, "plain": 2, "participle": 3, "masdar": 4}


def first_reading(readings: tuple[Cue, ...]) -> Cue | None:
    """Of several readings the likeliest: a finite verb that usually reports."""
    if len(readings) < 2:
        return readings[0] if readings else None
    return min(
        readings,
        key=lambda cue: (_FORM_ORDER.get(cue.form, 2), "x" in cue.frames),
        default=None,
    )


def _tag(look: Look, norm: str, reading: Cue | None, capital: bool) -> str:
    if not norm[:1].isalnum():
        return norm[:2] or "mark"
    if norm[0].isdigit():
        return "number"
    function, other = _names_of(look.classes)
    if function:
        return function
    if reading is not None and not (look.classes and reading.form in ("participle", "masdar")):
        return f"{reading.kind}.{reading.form}"
    if other:
        return other
    if look.is_verb_shaped:
        return "verb.other"
    if capital:
        return "Name"
    return "noun" if look.paradigm else "word"


@lru_cache(maxsize=1 << 10)
def _names_of(classes: frozenset[str]) -> tuple[str, str]:
    """What a word of these classes is called as a function word, and as another one."""
    function = next((name for name in _FUNCTION_WORDS if name in classes), "")
    return function, next((name for name in _OTHER_WORDS if name in classes), "")


def _gender(norm: str, reading: Cue | None) -> str:
    form = reading.form if reading else ""
    if form == "perfect":
        return "f" if norm.endswith("ت") else "p" if norm.endswith("وا") else "m"
    if form == "imperfect":
        return "f" if norm.lstrip("وف")[:1] == "ت" else "m"
    return "f" if norm.endswith(("ة", "ات")) else "m"


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
        small, capital = _views((language, False)), _views((language, True))
        views = [(capital if word[:1].isupper() else small)[norm] for _, _, word, norm in tokens]
        if not language.said_by.keys().isdisjoint(norms):
            for index, norm in enumerate(norms):
                read_as = language.read_as(norm, norms[index + 1 : index + 1 + _FORESEEN])
                if read_as != norm:
                    views[index] = _view_as(language, read_as, views[index].is_capital, norm)
        if "." in norms[1:-1]:
            for index in range(1, len(norms)):
                if norms[index] == "." and _ends_abbreviation(tokens, index, language):
                    views[index] = _view_as(language, _ABBREVIATION, False, ".")
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
