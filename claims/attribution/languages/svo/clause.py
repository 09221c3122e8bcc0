"""One sentence as the rules see it: its tokens with their classes, quotations and verb groups."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import compress, count, repeat
from operator import itemgetter

from claims.attribution.kept import kept_for_each
from claims.attribution.languages.base import NO_CLASSES, Cue, FoundCue, Language
from claims.attribution.quotes import Quotation
from claims.attribution.text import Span, Token

FINAL = frozenset(".!?…;:,")
_NEVER_LAST_IN_NOUN_PHRASE = frozenset(
    {
        "determiner",
        "preposition",
        "conjunction",
        "auxiliary",
        "adverb",
        "possessive",
        "that",
        "relative",
        "subordinator",
    }
)
_NEVER_FIRST_IN_NOUN_PHRASE = frozenset(
    {"preposition", "conjunction", "auxiliary", "adverb", "that", "relative", "time"}
)
_FIRST_IN_NOUN_PHRASE = frozenset(
    {"determiner", "pronoun", "possessive", "title", "role", "anonymous", "document",
     "government_body", "organisation", "media_outlet", "unnamed_reports", "quantifier", "number",
     "nobody"}
)  # fmt: skip
_TEXT, _NORM = itemgetter(2), itemgetter(3)  # of a token
LINKS = frozenset({"-", "-t-"})
PREPOSITIONS = frozenset({"for", "of", "about", "against", "on", "to", "with", "at", "over"})


class _Norms(dict[int, str]):
    """The words by their places; none before the first and after the last."""

    def __missing__(self, index: int) -> str:
        return ""


class _Classes(dict[int, frozenset[str]]):
    """Their classes by their places."""

    def __missing__(self, index: int) -> frozenset[str]:
        return NO_CLASSES


@dataclass(slots=True)
class Clause:
    """One sentence, and what the rules need to know of its tokens."""

    text: str
    language: Language
    span: Span
    tokens: list[Token]
    quote: list[int]  # per token: 1 + index of its outermost quotation, 0 outside
    quotations: Sequence[Quotation]
    is_heading: bool = False
    start: int = 0  # first token after a dateline
    classes: list[frozenset[str]] = field(default_factory=list)
    norms: list[str] = field(default_factory=list)
    norm: Callable[[int], str] = field(init=False)  # of the token there; "" outside the sentence
    classes_at: _Classes = field(init=False)
    count: int = 0

    def __post_init__(self) -> None:
        self.count = len(self.tokens)
        self.norms = list(map(_NORM, self.tokens))
        self.norm = _Norms(enumerate(self.norms)).__getitem__
        self.classes = list(map(self.language.classes.get, self.norms, repeat(NO_CLASSES)))
        upper = list(compress(count(), map(str.isupper, map(_TEXT, self.tokens))))
        if upper and len(upper) * 2 <= self.count:
            for index in upper:
                if len(self.tokens[index].text) > 1:
                    self.classes[index] = NO_CLASSES  # WHO is no pronoun, US no object
        if not self.members("first_name").isdisjoint(self.norms):
            for index, norm in enumerate(self.norms):
                is_date = index and self.norms[index - 1] in self.members("before_month")
                is_name = norm in self.members("first_name") and self.is_capital(index + 1)
                if is_name and not is_date:
                    self.classes[index] = NO_CLASSES  # "Jan Lee" is no month
        self.classes_at = _Classes(enumerate(self.classes))

    def is_title_case(self) -> bool:
        """A headline Set Like This: capitals say nothing of its words."""
        words = [token for token in self.tokens if token.is_word]
        return self.is_heading and sum(t.text[:1].isupper() for t in words) * 3 > len(words) * 2

    def is_(self, index: int, *names: str) -> bool:
        classes = self.classes_at[index]
        return not classes.isdisjoint(names) if classes else False

    def is_capital(self, index: int) -> bool:
        return 0 <= index < len(self.tokens) and self.tokens[index].text[:1].isupper()

    def is_surname(self, index: int) -> bool:
        """'Perrin Long', 'John Winter': a capital word after another, and no month or weekday."""
        if not (self.is_capital(index) and self.is_capital(index - 1)) or self.is_title_case():
            return False
        return self.is_(index, "may_be_surname") and index - 1 >= self.start

    def is_quoted(self, index: int) -> bool:
        return 0 <= index < self.count and self.quote[index] > 0

    def is_word(self, index: int) -> bool:
        return 0 <= index < len(self.tokens) and (
            self.tokens[index].is_word or self.tokens[index].norm == "'s"
        )

    def opens_quote(self, index: int) -> bool:
        """Does a quotation that is outside all others begin with this token?"""
        if not self.is_quoted(index):
            return False
        return self.quotations[self.quote[index] - 1].start == self.tokens[index].start

    def closes_quote(self, index: int) -> bool:
        if not self.is_quoted(index):
            return False
        quotation = self.quotations[self.quote[index] - 1]
        return quotation.is_closed and quotation.end == self.tokens[index].end

    def closes_after_comma(self, index: int) -> bool:
        """'“dangerous,” said': the mark that closes after a comma; it may be typed as two."""
        if not self.closes_quote(index):
            return False
        before = index - 2 if self.norm(index - 1) == "'" else index - 1
        return self.norm(before) == ","

    def is_strong_verb(self, index: int, form: str = "finite") -> bool:
        """A form of a verb that hardly ever is anything else than a cue."""
        return self.norm(index) in self.language.verbs(form, strong=True)

    def is_quote_mark(self, index: int) -> bool:
        return self.norm(index) in ('"', "'", "''")

    def span_of(self, first: int, last: int) -> Span:
        """From the first to the last token, both included."""
        return Span(self.tokens[first].start, self.tokens[last].end)

    def ends_like(self, index: int, name: str) -> bool:
        """Does the word have one of the endings the language lists under this name?"""
        return self.norm(index).endswith(self.language.endings(name))

    def is_adverb_by_ending(self, index: int) -> bool:
        """'flatly', 'vivement', but not 'the daily', 'July' or 'his family'."""
        return (
            self.ends_like(index, "adverb_ending")
            and not self.classes[index]
            and not self.is_capital(index)
            and not self.is_(index - 1, "determiner", "possessive")
        )

    def is_noun_end(self, index: int) -> bool:
        """May a noun phrase end with this token?"""
        if index < self.start:
            return False
        token, classes = self.tokens[index], self.classes[index]
        if not self.is_word(index):
            return token.text in ")”»\"'’%"
        if "plural_opener" in classes and self.is_(index + 1, "opens_relative"):
            return not self.is_(index + 1, "that")  # "those who say"
        if "stands_alone" in classes:  # "the other", "one of the two", "all but four"
            if self.is_(index - 1, "determiner", "of") or self.norm(index - 1) == "but":
                return True
            return any(self.is_strong_verb(index + 1, form) for form in ("base", "finite"))
        if "as" in classes:  # "quoted one as having said"
            return True
        return classes.isdisjoint(_NEVER_LAST_IN_NOUN_PHRASE) or self.is_capital(index)

    def starts_noun_phrase(self, index: int) -> bool:
        if index >= len(self.tokens) or not self.tokens[index].is_word:
            return False
        classes = self.classes[index]
        if "time" in classes and self.norm(index + 1) == "'s":  # "today's vote"
            return True
        if classes & _NEVER_FIRST_IN_NOUN_PHRASE and not classes & {"determiner", "pronoun"}:
            return False
        return bool(classes & _FIRST_IN_NOUN_PHRASE) or self.is_capital(index) or not classes

    def is_quantified(self, index: int) -> bool:
        """'about 16,000 workers', 'at least 50 guests', 'as many as two hours': a noun phrase."""
        if self.norm(index + 2) == self.norm(index) and self.is_(index, "as"):
            index += 2
        elif not self.is_(index, "quantifier"):
            return False
        elif self.is_(index + 1, "quantifier_end"):
            index += 1
        return self.norm(index + 1)[:1].isdigit() or self.is_(index + 1, "number")

    def members(self, name: str) -> frozenset[str]:
        return self.language.members(name)

    def is_verb_like(self, index: int) -> bool:
        """A finite verb, as far as one can tell without a dictionary of verbs."""
        if self.is_(index, "auxiliary", "verb"):
            return True
        no_verb_after = _no_verb_after(self.language)[self.norm(index)]
        return bool(no_verb_after) and not self.is_(index - 1, *no_verb_after)


@kept_for_each
def _no_verb_after(language: Language, norm: str) -> tuple[str, ...]:
    """Classes of words after which this is no finite verb; none if it never is one."""
    if norm in language.verbs("finite"):
        return ("determiner", "possessive")
    if len(norm) > 4 and norm.endswith(language.endings("finite_ending")):
        return ("determiner", "possessive", "preposition")
    return ()


@dataclass(frozen=True, slots=True)
class Group:
    """A verb with its auxiliaries: tokens first..last, the verb itself at head."""

    first: int
    edge: int  # as first, or before adverbs that stand there
    head: int
    last: int
    negated: bool
    modal: bool
    passive: bool
    infinitive: bool
    inverted: int | None = None  # the pronoun between auxiliary and verb: a-t-il dit


def verb_group(clause: Clause, found: FoundCue, reading: Cue) -> Group:
    first = index = found.first
    negated = modal = passive = False
    while clause.is_(index - 1, "auxiliary", "adverb", "negation", "clitic") or (
        clause.is_adverb_by_ending(index - 1) and index - 1 > clause.start
    ):
        index -= 1
        if clause.is_(index, "auxiliary"):
            first = index
            modal |= clause.is_(index, "modal")
            passive |= clause.is_(index, "be") and reading.form != "ing"
        negated |= clause.is_(index, "negation")
    inverted = None
    if clause.is_(index - 1, "pronoun") and clause.norm(index - 2) in LINKS:  # a-t-il déclaré
        inverted = index - 1
        first = index = index - 3
    if clause.is_(index, "clitic") and clause.is_(index, "determiner") and first > index:
        index = first if not clause.is_(first - 1, "clitic") else index
    reflexive = any(clause.is_(k, "reflexive") for k in range(index, found.first))
    passive = passive and not reflexive
    infinitive = clause.is_(index - 1, "infinitive_mark") and reading.form == "base"
    return Group(
        first, index, found.first, found.last, negated, modal, passive, infinitive, inverted
    )


def is_relative(clause: Clause, that: int) -> bool:
    """'the report that was leaked': a verb right after 'that' makes it a relative pronoun."""
    return clause.is_(that + 1, "auxiliary", "modal")


@dataclass(slots=True)
class Draft:
    """A relation in token positions, before sentences are joined."""

    clause: Clause
    source: tuple[int, int] | None
    cue: list[tuple[int, int]]
    content: list[tuple[int, int]]
    reading: Cue
    rule: str
    impersonal: bool = False
    inherits_subject: bool = False
    head: int = 0


def has_verb(clause: Clause, first: int, last: int) -> bool:
    return any(clause.is_verb_like(index) for index in range(first, last + 1))
