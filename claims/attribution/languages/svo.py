"""Who says what, by rule, in languages that put the subject before its verb (English, French).

Per cue: find its subject, its addressee, and where the reported matter begins and ends. Every rule
has a name, kept with what it found, so that each decision can be explained.
Source: the orders and stops counted by Pareti (2015) and by our own study of news in English.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from claims.attribution.languages.base import NO_CLASSES, Cue, FoundCue, Language
from claims.attribution.quotes import Quotation
from claims.attribution.text import Span, Token, tokenise

_LONGEST_REACH = 16  # tokens between a cue and the word that opens its content
_LONGEST_SUBJECT = 30
_LONGEST_SENTENCE = 300
_LONGEST_SPEECH = 40  # sentences
_FINAL = frozenset(".!?…;:,")


@dataclass(frozen=True, slots=True)
class Relation:
    """One attribution as found by rule; spans are half open, in code points, in text order."""

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    reading: Cue
    rule: str
    impersonal: bool = False  # nobody is named, on purpose ("it is understood")


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

    def __post_init__(self) -> None:
        shouts = sum(token.text.isupper() for token in self.tokens) * 2 > len(self.tokens)
        self.classes = [
            self.language.classes_of(token.norm)
            if shouts or len(token.text) < 2 or not token.text.isupper()
            else NO_CLASSES  # WHO is no pronoun, US no object
            for token in self.tokens
        ]

    def norm(self, index: int) -> str:
        return self.tokens[index].norm if 0 <= index < len(self.tokens) else ""

    def is_(self, index: int, *names: str) -> bool:
        return 0 <= index < len(self.tokens) and not self.classes[index].isdisjoint(names)

    def is_capital(self, index: int) -> bool:
        return 0 <= index < len(self.tokens) and self.tokens[index].text[:1].isupper()

    def is_quoted(self, index: int) -> bool:
        return 0 <= index < len(self.tokens) and self.quote[index] > 0

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

    def is_strong_verb(self, index: int, form: str = "finite") -> bool:
        """A form of a verb that hardly ever is anything else than a cue."""
        return any(
            cue.kind == "verb" and cue.form == form and "x" not in cue.frames
            for cue in self.language.cues.get(self.norm(index), ())
        )

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
        return classes.isdisjoint(_NEVER_LAST_IN_NOUN_PHRASE) or self.is_capital(index)

    def starts_noun_phrase(self, index: int) -> bool:
        if index >= len(self.tokens) or not self.tokens[index].is_word:
            return False
        classes = self.classes[index]
        if classes & _NEVER_FIRST_IN_NOUN_PHRASE and not classes & {"determiner", "pronoun"}:
            return False
        return bool(classes & _FIRST_IN_NOUN_PHRASE) or self.is_capital(index) or not classes

    def members(self, name: str) -> frozenset[str]:
        return self.language.members(name)

    def is_verb_like(self, index: int) -> bool:
        """A finite verb, as far as one can tell without a dictionary of verbs."""
        norm = self.norm(index)
        if self.is_(index, "auxiliary", "verb"):
            return True
        if any(
            cue.kind == "verb" and cue.form == "finite" for cue in self.language.cues.get(norm, ())
        ):
            return not self.is_(index - 1, "determiner", "possessive")
        return (
            self.ends_like(index, "finite_ending")
            and len(norm) > 4
            and not self.is_(index - 1, "determiner", "possessive", "preposition")
        )


_NEVER_LAST_IN_NOUN_PHRASE = frozenset(
    {"determiner", "preposition", "conjunction", "auxiliary", "adverb", "possessive", "that"}
)
_NEVER_FIRST_IN_NOUN_PHRASE = frozenset(
    {"preposition", "conjunction", "auxiliary", "adverb", "that", "relative", "time"}
)
_FIRST_IN_NOUN_PHRASE = frozenset(
    {"determiner", "pronoun", "possessive", "title", "role", "anonymous", "document",
     "government_body", "organisation", "media_outlet", "unnamed_reports"}
)  # fmt: skip


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
    if clause.is_(index - 1, "pronoun") and clause.norm(index - 2) in _LINKS:  # a-t-il déclaré
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


_LINKS = frozenset({"-", "-t-"})


def subject_before(clause: Clause, end: int) -> tuple[int, int] | None:
    """The noun phrase that ends before token `end`, with its appositions: (first, last) tokens."""
    last = end - 1
    while clause.is_(last, "adverb") and last > clause.start:
        last -= 1
    if clause.is_(last, "time") and last > clause.start + 1:
        before = last
        while clause.is_(before, "time") and before > clause.start + 1:
            before -= 1
        while clause.is_(before, "on", "time_lead") and before > clause.start + 1:
            before -= 1
        if not clause.is_(before, "preposition"):
            last = before
    if clause.norm(last) == "," and last > clause.start:
        return _subject_before_comma(clause, last)
    if not clause.is_noun_end(last):
        return None
    first = _phrase_start(clause, last)
    if first is None:
        return None
    if clause.norm(first - 1) == "," and clause.is_capital(first):
        if clause.is_(first - 2, "role", "title"):  # "the prime minister, Ann Lee said"
            outer = _phrase_start(clause, first - 2)
            first = outer if outer is not None else first
    return first, last


def _subject_before_comma(clause: Clause, comma: int) -> tuple[int, int] | None:
    """'Ann Lee, 26, the first witness, who is ill, said': the phrase and its appositions, without
    what follows a relative pronoun."""
    chunks: list[tuple[int, int]] = []  # (first, last) between commas, from right to left
    end = comma
    for index in range(comma - 1, max(clause.start, comma - _LONGEST_SUBJECT) - 1, -1):
        if clause.norm(index) == "," and not clause.is_quoted(index):
            chunks.append((index + 1, end - 1))
            end = index
        elif clause.norm(index) in (";", ":"):
            chunks.append((index + 1, end - 1))
            end = -1
            break
    if end > clause.start:
        chunks.append((max(clause.start, comma - _LONGEST_SUBJECT), end - 1))
    if len(chunks) == 1:  # a comma too many: "The firm Secunia, has said"
        head = _chunk_head(clause, chunks[0])
        return head if head and head[0] == clause.start else None
    for number in range(1, min(len(chunks), 5)):
        head = _chunk_head(clause, chunks[number])
        if head is None:
            continue
        first, last = head
        outer = chunks[number + 1] if number + 1 < len(chunks) else None
        if outer and first == chunks[number][0] and _is_apposition(clause, first):
            continue  # this too is an apposition to something before it
        for inside, inside_last in reversed(chunks[:number]):
            if not _is_named_rank(clause, inside, inside_last):
                relative = next(
                    (k for k in range(inside + 2, inside_last) if clause.is_(k, "relative")), None
                )
                if relative and _is_named_rank(clause, inside, relative - 1):
                    last = relative - 1
                break
            last = inside_last
        return first, last
    return None


def _chunk_head(clause: Clause, chunk: tuple[int, int]) -> tuple[int, int] | None:
    """The noun phrase a stretch between commas ends with, if it can be a subject."""
    first, last = chunk
    if last < first or clause.is_(first, "relative") or not clause.is_noun_end(last):
        return None
    while last > first and clause.is_(last, "time"):
        last -= 1
        if clause.norm(last) in ("on", "this", "last", "late", "in"):
            last -= 1
    if clause.is_(last, "time") or clause.tokens[last].norm.isdigit() or last <= first:
        if last != first or clause.is_(last, "time") or clause.tokens[last].norm.isdigit():
            return None
    start = _phrase_start(clause, last)
    return (max(start, first), last) if start is not None else None


def _is_named_rank(clause: Clause, first: int, last: int) -> bool:
    """Between two commas: an apposition or an age, and not a clause or an adverbial."""
    if clause.is_(first, "anonymity_clause") and any(
        clause.norm(k) in ("condition", "anonymity", "anonymously", "background", "named")
        for k in range(first, last + 1)
    ):
        return True
    if clause.norm(first) in ("of", "from") and clause.is_capital(first + 1):
        return True
    if clause.is_(first + 1, "agent_particle"):
        return False
    if first == last and not clause.is_capital(first) and not clause.norm(first).isdigit():
        return False
    return not (
        clause.is_(first, "relative", "preposition", "subordinator", "adverb", "time", "contrast")
        or (clause.is_(first, "conjunction") and not clause.is_capital(first + 1))
        or clause.is_quoted(first)
        or clause.ends_like(first, "participle_ending")
        or any(
            clause.is_verb_like(index)
            and not (clause.norm(index).endswith("ed") and clause.is_(index + 1, "preposition"))
            for index in range(first, last + 1)
        )
    )


def _phrase_start(clause: Clause, last: int) -> int | None:
    """Walk left from the last token of a noun phrase to its first."""
    if clause.is_(last, "pronoun") and not clause.is_(last - 1, "determiner", "preposition"):
        return last
    first = last
    for index in range(last - 1, max(clause.start - 1, last - _LONGEST_SUBJECT), -1):
        if _ends_phrase_on_the_left(clause, index, last):
            break
        first = index
    first = _without_leading_adverbial(clause, first, last)
    while first <= last and (
        clause.is_(first, "conjunction", "adverb", "contrast", "that")
        or (clause.is_quote_mark(first) and not clause.closes_quote(last))
    ):
        first += 1
    if first > last or clause.is_(first, "relative", "auxiliary"):
        return None
    return first


def _ends_phrase_on_the_left(clause: Clause, index: int, last: int) -> bool:
    norm, token = clause.norm(index), clause.tokens[index]
    if clause.is_quoted(index) and not clause.is_quoted(last) and _is_name_in_quotes(clause, index):
        return False
    if clause.is_quoted(index) != clause.is_quoted(last) and clause.quote[index] != 0:
        return token.is_word or clause.is_quote_mark(index)
    if not token.is_word:
        if norm in ("'s", "-", "/", "&", "'", ".", "@", "#", "%", ")", "("):
            return norm == "-" and token.text != "-"
        return not (norm == '"' and clause.is_quoted(last))
    if clause.is_(index, "that", "relative", "contrast", "complementiser"):
        return True
    if clause.is_(index, "auxiliary") and norm not in ("may", "will", "can"):
        return True
    if clause.is_(index, "conjunction"):
        before = range(max(clause.start, index - 12), index)
        return any(clause.is_verb_like(k) or clause.norm(k) in ',;:"' for k in before)
    if clause.is_(index, "subordinator"):
        return norm in ("until", "than", "after", "before") or not clause.is_(index, "preposition")
    readings = clause.language.cues.get(norm, ())
    if clause.ends_like(index, "finite_ending") and clause.is_(index - 1, "pronoun"):
        return True
    if any(
        cue.kind == "verb" and cue.form == "base" and "x" not in cue.frames for cue in readings
    ) and not any(cue.kind == "noun" for cue in readings):
        if not clause.is_(index - 1, "determiner", "possessive") and clause.norm(
            index - 1
        ).endswith("s"):
            return True
    if any(cue.kind == "verb" and cue.form in ("finite", "ing") for cue in readings):
        if _is_reduced_relative(clause, index):
            return False
        noun_like = (
            clause.is_capital(index)
            or clause.ends_like(index - 1, "adverb_ending")
            or clause.is_(index - 1, "determiner", "possessive", "preposition")
            or clause.is_(index, "role", "document", "title", "unnamed_reports")
        )
        return not noun_like
    return False


def _is_name_in_quotes(clause: Clause, index: int) -> bool:
    """'The “History” section': a few quoted words after an article are part of its phrase."""
    quotation = clause.quotations[clause.quote[index] - 1]
    if quotation.end - quotation.start > 40:
        return False
    opening = index
    while opening > clause.start and clause.quote[opening - 1] == clause.quote[index]:
        opening -= 1
    return clause.is_(
        opening - 1, "determiner", "possessive", "role", "media_outlet", "organisation"
    )


def _is_reduced_relative(clause: Clause, index: int) -> bool:
    """'a recording heard by X', 'a group called Modern Envoy', 'a poll published on Tuesday'."""
    if not clause.is_noun_end(index - 1) or clause.is_(index - 1, "pronoun"):
        return False
    norm = clause.norm(index)
    if norm in ("called", "named", "known", "identified", "dubbed"):
        return clause.is_capital(index + 1) or clause.is_(index + 1, "as")
    is_participle = norm.endswith("ed") or any(
        cue.form == "participle" for cue in clause.language.cues.get(norm, ())
    )
    return is_participle and clause.is_(index + 1, "agent_particle")


def _without_leading_adverbial(clause: Clause, first: int, last: int) -> int:
    """Drop 'On Tuesday', 'In its reply', 'Later' before the subject proper."""
    while first < last and (
        (clause.is_(first, "adverb", "time") and not clause.is_capital(first + 1))
        or (clause.is_(first, "clause_adverb", "time") and first == clause.start)
    ):
        first += 1
    if not clause.is_(first, "preposition", "subordinator"):
        return first
    for index in range(first + 2, last + 1):
        before = index - 1
        if clause.is_(before, "preposition", "determiner", "possessive", "conjunction", "title"):
            continue
        if clause.is_(index, "determiner", "pronoun", "possessive") and clause.norm(index) != "'s":
            if clause.is_(index + 1, "time"):
                continue
            return index
        if clause.is_capital(index) and clause.tokens[before].is_word:
            if not clause.is_capital(before) and not clause.is_(index, "time"):
                return index
        if clause.is_(before, "time") and not clause.is_(index, "time", "preposition"):
            return index
        if clause.is_(index, "role", "anonymous", "title") and not clause.is_capital(before):
            return index
        if clause.is_(index, "role", "anonymous") and not clause.is_capital(index):
            return index
    return last + 1


def subject_after(clause: Clause, start: int) -> tuple[int, int] | None:
    """The subject of an inverted verb: `"...," said Ann Lee, 71, of Leeds`."""
    if not clause.starts_noun_phrase(start) or clause.is_(start, "object_pronoun"):
        return None
    if clause.ends_like(start, "participle_ending") and not clause.is_capital(start):
        return None
    if clause.is_(start, "pronoun") and not clause.is_(start, "determiner"):
        return start, start
    last = start
    index = start
    end = len(clause.tokens)
    while index < end and not _ends_phrase_on_the_right(clause, index, start):
        last = index
        index += 1
    while clause.norm(index) == "," and _is_apposition(clause, index + 1):
        index += 1
        while index < end and not _ends_phrase_on_the_right(clause, index, start):
            last = index
            index += 1
    if clause.is_(last + 1, "relative") and last + 1 == index:
        while index < end and clause.norm(index) not in ",.;:" and not clause.is_quoted(index):
            last = index
            index += 1
    while last > start and not clause.is_noun_end(last):
        last -= 1
    return (start, last) if clause.is_noun_end(last) else None


def _ends_phrase_on_the_right(clause: Clause, index: int, start: int) -> bool:
    norm = clause.norm(index)
    if clause.quote[index] != clause.quote[start]:
        return True
    if index > start and clause.is_verb_like(index) and not clause.is_capital(index):
        reduced = clause.ends_like(index, "participle_ending") and clause.is_(
            index + 1, "preposition"
        )
        return not (reduced and clause.is_(start, "determiner"))
    if not clause.is_word(index):
        return norm not in ("'s", "-", "/", "&", "'", ".", "@", "#", "(", ")") or (
            norm == "." and index == len(clause.tokens) - 1
        )
    if clause.is_(index, "relative", "that", "contrast", "auxiliary", "complementiser"):
        return True
    if clause.is_(index, "adverb") and not clause.is_(index - 1, "determiner", "possessive"):
        return True
    if clause.is_(index, "time") and not clause.is_capital(index - 1) and index > start:
        return True
    if clause.is_(index, "preposition"):
        if clause.is_(index + 1, "time"):
            return not clause.is_(index + 2, "agent_particle")
        if clause.is_(index, "source_stop"):
            return not clause.ends_like(index - 1, "reduced_ending")
        if clause.is_(index, "soft_stop"):
            return not clause.is_capital(index + 1)
        return norm == "in" and clause.is_(index + 1, "determiner", "possessive")
    return clause.is_(index, "conjunction", "subordinator") and not clause.is_capital(index + 1)


def _is_apposition(clause: Clause, index: int) -> bool:
    """After a name and a comma: an age, a rank, 'the first witness'."""
    if index >= len(clause.tokens) or clause.is_quoted(index):
        return False
    if clause.is_(index, "relative", "preposition", "contrast", "adverb"):
        return False
    norm = clause.norm(index)
    if norm.isdigit():
        return len(norm) < 4
    if clause.ends_like(index, "participle_ending") or clause.is_(
        index, "pronoun", "conjunction", "time"
    ):
        return False
    if clause.tokens[index].text.isupper() and len(clause.tokens[index].text) in (2, 3):
        return clause.norm(index + 1) in (",", "")
    if clause.is_capital(index) and clause.norm(index + 1) == "'s":
        return clause.is_(index + 2, "title", "role") or clause.is_(index + 3, "role", "title")
    if clause.is_capital(index) and clause.is_(index - 2, "role", "title"):
        return not clause.is_capital(index - 2)
    return clause.is_(index, "determiner", "title", "role") or clause.is_(
        index + 1, "role", "title"
    )


# --- where the reported matter begins and ends ---


def content_after(clause: Clause, start: int, reading: Cue) -> tuple[int, int, str] | None:
    """The reported matter to the right of a cue: (first, last, rule)."""
    end = len(clause.tokens)
    frames, weak = reading.frames, "x" in reading.frames
    if clause.is_(start, "time"):
        start = _skip_time(clause, start)
    if start >= end:
        return None
    if clause.norm(start) == ":" and start + 1 < end:
        if clause.opens_quote(start + 1) or (not weak and frames & {"c", "q", "w"}):
            return _whole(clause, start + 1, "colon")
        return None
    first = start + 1 if clause.norm(start) == "," and clause.opens_quote(start + 1) else start
    if (
        clause.opens_quote(first)
        and frames & {"c", "q", "n", "as"}
        and not ("as" in frames and "q" not in frames)
    ):
        return _whole(clause, first, "quote")
    if (
        "of" in frames
        and reading.cue_class == "accuses"
        and (charge := _find(clause, start, "of", 14))
    ):
        if charge > start and clause.starts_noun_phrase(start):
            return _whole(clause, start, "accused")
    if (say := _find_to_say(clause, start)) is not None:
        return content_after(clause, say + 1, reading)
    that = _find_that(clause, start) if "c" in frames else None
    if that is not None and (not weak or that <= start + 4 or clause.norm(that - 1) == ","):
        return _whole(clause, that, "that-clause")
    if "w" in frames:
        at = _skip_addressee(clause, start) if "o" in frames else start
        if clause.is_(at, "complementiser"):
            return _whole(clause, at, "wh-clause")
    if "ot" in frames:
        skipped = start + 1 if clause.norm(start) in ("to", "with", "on", "à") else start
        to = _find_infinitive(clause, skipped)
        if to is not None and (to > start or clause.language.code == "fr"):
            if any(clause.is_(k, "anonymity") for k in range(to, to + 5)):
                return None
            return _whole(clause, to, "told-to")
    if frames & {"t", "n", "c"} and _is_bare_infinitive(clause, start):
        return _whole(clause, start, "infinitive")
    if "t" in frames and clause.is_(start, "infinitive_mark") and _is_infinitive(clause, start):
        return _whole(clause, start, "infinitive")
    for preposition in frames & _PREPOSITIONS:
        if (
            preposition in ("of", "for")
            and reading.kind == "verb"
            and reading.cue_class in _NEEDS_OBJECT
        ):
            if not clause.is_(start - 2, "clitic"):
                continue
        if clause.is_(start, preposition) and start + 1 < end:
            return _whole(clause, start, f"after {preposition}")
    if reading.cue_class == "relays":
        for index in range(start, min(end - 1, start + 12)):
            if clause.is_(index, "as") and clause.norm(index + 1).endswith("ing"):
                verb = index + 2 if clause.norm(index + 1) == "having" else index + 1
                spoken = clause.language.cues.get(clause.norm(verb), ())
                return content_after(clause, verb + 1, spoken[0]) if spoken else None
    if "at" in frames and (mark := _find(clause, start, "at", 12)) and mark > start:
        if clause.norm(mark + 1)[:1].isdigit() or clause.is_(mark + 1, "adverb", "determiner"):
            return _whole(clause, start, "put at")
    if "as" in frames and clause.opens_quote(start) and "q" not in frames:
        return None
    if "as" in frames and not clause.is_quoted(start - 1):
        last = end_of_content(clause, start, nominal=True)
        stretch = range(start, last + 1)
        has_as = any(clause.is_(k, "as") for k in stretch)
        has_quote = any(clause.opens_quote(k) for k in stretch)
        if (has_as and not weak) or has_quote:
            return start, _quote_before_adverbial(clause, start, last), "described as"
    if frames & {"q", "c"} and (mark := _find_quote(clause, start)) is not None:
        return _whole(clause, mark, "quote after addressee")
    if "c" in frames:
        at = _skip_addressee(clause, start) if "o" in frames else _skip_time(clause, start)
        bare = _bare_clause(clause, at, weak=weak)
        if bare is not None:
            return _whole(clause, bare, "bare clause")
        if not weak and "q" in frames and "n" not in frames and clause.starts_noun_phrase(at):
            return _whole(clause, at, "bare clause") if end - at > 4 else None
    if frames & {"n", "g"} and not weak and not clause.is_quoted(start - 1):
        if (
            clause.starts_noun_phrase(start)
            or clause.is_quote_mark(start)
            or clause.is_(start, "what")
        ):
            last = end_of_content(clause, start, nominal=True)
            return (start, last, "object") if last >= start else None
        if "g" in frames and clause.norm(start).endswith("ing"):
            return start, end_of_content(clause, start, nominal=True), "gerund"
    return None


_NEEDS_OBJECT = frozenset({"accuses", "criticises", "praises"})
_PREPOSITIONS = frozenset({"for", "of", "about", "against", "on", "to", "with", "at", "over"})


def _quote_before_adverbial(clause: Clause, first: int, last: int) -> int:
    """'branded him “a rat” in a rant': where and when it was said is no part of it."""
    for index in range(first + 1, last):
        if clause.closes_quote(index) and clause.norm(index + 1) in ("in", "during", "on", "at"):
            return index
    return last


def _whole(clause: Clause, first: int, rule: str) -> tuple[int, int, str] | None:
    last = end_of_content(clause, first)
    return (first, last, rule) if last >= first else None


def _is_infinitive(clause: Clause, mark: int) -> bool:
    if clause.language.endings("infinitive_ending"):
        verb = mark + 1
        while clause.is_(verb, "negation", "clitic"):
            verb += 1
        if clause.is_quote_mark(verb):
            verb += 1
        return clause.ends_like(verb, "infinitive_ending") and clause.classes[verb] <= {"auxiliary"}
    return not (
        clause.is_(mark + 1, "determiner", "possessive", "pronoun", "time", "role")
        or clause.is_capital(mark + 1)
        or clause.norm(mark + 1)[:1].isdigit()
    )


def _is_bare_infinitive(clause: Clause, start: int) -> bool:
    """'dit avoir alerté', 'affirme ne rien savoir': in languages that have it."""
    index = start
    while clause.is_(index, "negation", "clitic") and not clause.is_(index, "determiner"):
        index += 1
    return clause.ends_like(index, "infinitive_ending") and clause.classes[index] <= {"auxiliary"}


def _find_to_say(clause: Clause, start: int) -> int | None:
    """'e-mailed us to say that', 'went on record the same evening to say': the say of it."""
    for index in range(start, min(len(clause.tokens) - 1, start + 7)):
        if clause.is_(index, "infinitive_mark"):
            return index + 1 if clause.norm(index + 1) in ("say", "tell", "add", "dire") else None
        if not clause.is_word(index) or clause.is_verb_like(index) or clause.is_(index, "that"):
            return None
    return None


def _find(clause: Clause, start: int, name: str, reach: int) -> int | None:
    """The first word of a class before any mark or complementiser."""
    for index in range(start, min(len(clause.tokens), start + reach)):
        if clause.is_(index, name):
            return index
        if clause.norm(index) in (",", ";", ":", '"') or clause.is_(index, "that"):
            return None
    return None


def _find_infinitive(clause: Clause, start: int) -> int | None:
    """The 'to' of 'told reporters to wait', past the addressee."""
    for index in range(start, min(len(clause.tokens), start + 12)):
        if clause.is_(index, "infinitive_mark") and _is_infinitive(clause, index):
            return index
        if clause.norm(index) in (",", ";", ":", '"') or clause.is_(index, "that"):
            return None
    return None


def _find_that(clause: Clause, start: int) -> int | None:
    """The complementiser after an addressee, a date or a place; a verb or a comma ends the search."""
    commas = 0
    for index in range(start, min(len(clause.tokens), start + _LONGEST_REACH)):
        if clause.is_(index, "that") and clause.norm(index + 1) not in ("of", ",", "."):
            if index > start and clause.is_(index - 1, "conjunction"):
                return None
            if commas and clause.norm(index - 1) != ",":
                return None
            if clause.is_(index - 1, "takes_that"):
                return None
            follows_noun = index > start and not clause.is_(index - 1, "time", "pronoun")
            return index if not follows_noun or not _is_relative(clause, index) else None
        norm = clause.norm(index)
        if norm == ",":
            commas += 1
            if commas > 2:
                return None
        elif (
            norm in (";", ":", '"')
            or (commas % 2 == 0 and clause.is_verb_like(index))
            or clause.is_strong_verb(index)
            or (commas % 2 == 0 and clause.is_(index, "relative"))
        ):
            return None
    return None


def _is_relative(clause: Clause, that: int) -> bool:
    """'the report that was leaked': a verb right after 'that' makes it a relative pronoun."""
    return clause.is_(that + 1, "auxiliary", "modal")


def _find_quote(clause: Clause, start: int) -> int | None:
    for index in range(start, min(len(clause.tokens), start + _LONGEST_REACH)):
        if clause.opens_quote(index):
            opened = clause.quotations[clause.quote[index] - 1]
            words_inside = opened.end - opened.start
            before = clause.norm(index - 1)
            return index if before in (":", ",") or words_inside > 40 else None
        if clause.is_verb_like(index) or clause.norm(index) == ";":
            return None
    return None


def _skip_addressee(clause: Clause, start: int) -> int:
    """Past 'the court', 'reporters in Geneva on Monday', 'her', to what they were told."""
    index = start
    if clause.is_(index, "pronoun") or clause.norm(index) in ("his", "her"):
        index += 1
        return _skip_time(clause, index)
    while index < len(clause.tokens) and index < start + 8:
        if clause.is_(index, "time"):
            return _skip_time(clause, index)
        if index > start and clause.is_(index, "determiner", "pronoun", "complementiser"):
            if not clause.is_(index - 1, "preposition", "conjunction", "determiner"):
                return index
        if not clause.tokens[index].is_word and clause.norm(index) not in ("'", "-"):
            return index
        index += 1
    return start


def _skip_time(clause: Clause, start: int) -> int:
    """Past 'on Tuesday', 'last week', 'again'."""
    index = start
    if clause.is_(index, "preposition") and clause.is_(index + 1, "time"):
        index += 2
    while clause.is_(index, "time", "adverb") and (
        not clause.is_(index + 1, "auxiliary") or clause.ends_like(index + 1, "infinitive_ending")
    ):
        index += 1
    return index


def _bare_clause(clause: Clause, start: int, *, weak: bool) -> int | None:
    """A clause without 'that': a subject here, and a verb not far behind it."""
    if clause.is_(start, "preposition") and not clause.is_(start, "condition") and not weak:
        # "said in a statement the talks had failed"; "said after the talks both sides agreed"
        if (found := _bare_after_adverbial(clause, start)) is not None:
            return found
        return start if clause.is_(start, "subordinator") or clause.norm(start) == "in" else None
    if clause.is_(start, "dummy") and clause.is_verb_like(start + 1):
        return start
    if clause.is_(start, "subordinator", "condition") and not weak:
        commas = [
            k for k in range(start, min(start + 20, len(clause.tokens))) if clause.norm(k) == ","
        ]
        return start if commas else None
    if not clause.starts_noun_phrase(start):
        return None
    if weak and (
        not clause.is_(start, "pronoun") or clause.is_(start, "object_pronoun", "determiner")
    ):
        return None
    reach = range(start + 1, min(len(clause.tokens), start + 25))
    for index in reach:
        if clause.norm(index) in (";", ":"):
            return None
        if clause.is_(index, "conjunction", "contrast") and clause.is_strong_verb(index + 1):
            return None
        if clause.is_verb_like(index) and not clause.is_(index, "time"):
            return start
        if weak and index > start + 6:
            return None
        if clause.norm(index).endswith("s") and clause.is_(start, "pronoun") and index == start + 1:
            return start
    return None


def _bare_after_adverbial(clause: Clause, start: int) -> int | None:
    for index in range(start + 2, min(len(clause.tokens), start + 9)):
        if clause.norm(index) in (",", ";", ":", '"'):
            return None
        before = index - 1
        if clause.is_(before, "preposition", "determiner", "possessive", "conjunction"):
            continue
        if clause.is_(index, "determiner", "pronoun") and not clause.is_(index, "that"):
            return index
    return None


def end_of_content(clause: Clause, first: int, *, nominal: bool = False) -> int:
    """The last token of reported matter that begins with token `first`."""
    end = len(clause.tokens)
    base = clause.quote[first]
    if base and clause.opens_quote(first):
        last = first
        while last + 1 < end and clause.quote[last + 1] == base:
            last += 1
        if not _goes_on_after_quote(clause, last + 1):
            return last
    index = first + 1
    while index < end:
        if clause.quote[index] and clause.quote[index] != base:
            index += 1
            continue
        if _stops_here(clause, index, first, nominal=nominal):
            break
        if base and not clause.quote[index] and clause.quote[index - 1] == base:
            if not clause.opens_quote(first):
                break
        index += 1
    last = index - 1
    if base and not clause.opens_quote(first):
        while last > first and clause.quote[last] != base:
            last -= 1
        if clause.closes_quote(last):
            last -= 1
        while last > first and clause.norm(last) in _FINAL:
            last -= 1
    while last > first and clause.norm(last) in _FINAL and not clause.is_quoted(last):
        last -= 1
    return _without_date(clause, first, last) if nominal else last


def _without_date(clause: Clause, first: int, last: int) -> int:
    """The day of the speech is no part of what is said: 'claimed victory late on Thursday'."""
    index = last
    while index > first and clause.is_(index, "time"):
        index -= 1
    if index == last or index == first:
        return last
    if clause.norm(index) in ("on", "late", "early", "in"):
        while index > first and clause.norm(index) in ("on", "late", "early", "in"):
            index -= 1
        return index
    return last


def _goes_on_after_quote(clause: Clause, index: int) -> bool:
    """After a closing mark: does the same clause still report ('"A" and "B"', '"x" over y')?"""
    if index >= len(clause.tokens):
        return False
    if clause.is_(index, "conjunction"):
        return clause.is_quote_mark(index + 1) or clause.is_(index + 1, "that", "determiner")
    return clause.is_(index, "preposition", "infinitive_mark") and not clause.is_(index + 1, "time")


def _stops_here(clause: Clause, index: int, first: int, *, nominal: bool) -> bool:
    norm = clause.norm(index)
    if norm == ";" or (norm == ":" and clause.opens_quote(index + 1)):
        return True
    if norm == ",":
        return _comma_stops(clause, index)
    if clause.closes_quote(index - 1) and clause.norm(index - 2) == ",":
        if _speaker_follows(clause, index):
            return True
    if clause.is_(index, "conjunction") or norm == "but":
        after = index + 1
        while clause.is_(after, "adverb"):
            after += 1
        if _is_coordinated_cue(clause, after):
            return True
        return (nominal or norm == "but") and clause.is_(after, "auxiliary")
    if clause.is_(index, "gerund_link") and index > first + 1:
        readings = clause.language.cues.get(clause.norm(index + 1), ())
        return any(cue.form == "ing" and "x" not in cue.frames for cue in readings)
    return False


def _is_coordinated_cue(clause: Clause, index: int) -> bool:
    found = clause.language.find_cues(clause.tokens[index : index + 4])
    readings = found[0].readings if found and found[0].first == 0 else ()
    for cue in readings:
        if cue.kind == "verb" and cue.form in ("finite", "base"):
            if "x" not in cue.frames:
                if cue.form == "base" and not clause.starts_noun_phrase(index + 1):
                    continue
                return not clause.is_(index + 1, "preposition") or bool(cue.frames & _PREPOSITIONS)
            return clause.is_(index + 1, "that") or clause.is_quote_mark(index + 1)
    return False


def _comma_stops(clause: Clause, comma: int) -> bool:
    after = comma + 1
    if clause.is_(after, "contrast"):
        return not clause.is_(after + 1, "that")
    if clause.norm(after) in ("who", "whose", "qui") and any(
        clause.is_strong_verb(k) for k in range(after + 1, after + 6)
    ):
        return True
    if clause.norm(after) == "as" and any(
        cue.kind == "verb"
        for k in range(after + 1, after + 7)
        for cue in clause.language.cues.get(clause.norm(k), ())
    ):
        return True
    while clause.is_(after, "conjunction", "adverb"):
        after += 1
    if after > comma + 1 and _is_coordinated_cue(clause, after):
        return True
    readings = clause.language.cues.get(clause.norm(after), ())
    if any(cue.form == "ing" and "x" not in cue.frames for cue in readings):
        return True
    if any(cue.form == "ing" for cue in readings) and clause.is_(after + 1, "that"):
        return True
    if clause.language.phrases.get(clause.norm(after)):
        found = clause.language.find_cues(clause.tokens[after : after + 4])
        if found and found[0].first == 0 and found[0].readings[0].kind == "preposition":
            return True
    return _speaker_follows(clause, comma + 1)


def _speaker_follows(clause: Clause, index: int) -> bool:
    """', the minister said' after the reported matter."""
    if not clause.starts_noun_phrase(index):
        return False
    for k in range(index + 1, min(index + 9, len(clause.tokens))):
        if clause.norm(k) in ',;:"':
            return False
        for cue in clause.language.cues.get(clause.norm(k), ()):
            if (
                cue.kind == "verb"
                and cue.form == "finite"
                and "c" in cue.frames
                and "x" not in cue.frames
            ):
                return True
        if clause.is_verb_like(k):
            return False
    return False


# --- one cue at a time ---


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


def read_clause(clause: Clause) -> list[Draft]:
    """All attributions of one sentence, in the order of their cues."""
    drafts: list[Draft] = []
    for found in clause.language.find_cues(clause.tokens):
        if found.first < clause.start:
            continue
        draft = _read_found(clause, found, drafts)
        if draft is not None:
            draft.head = found.first
            drafts.append(draft)
    return drafts


def _read_found(clause: Clause, found: FoundCue, earlier: list[Draft]) -> Draft | None:
    for draft in earlier:
        taken = [*draft.cue, *([draft.source] if draft.source else [])]
        if draft.reading.kind != "colon" and any(a <= found.first <= b for a, b in taken):
            return None
    readings = sorted(found.readings, key=lambda cue: _ORDER.get(cue.kind + cue.form, 3))
    for reading in readings:
        reader = _READERS[reading.kind]
        draft = reader(clause, found, reading, earlier)
        if draft is not None:
            return draft
    return None


_ORDER = {"verbfinite": 0, "verbparticiple": 1, "verbing": 1, "verbbase": 2, "nounplain": 4}


def _read_verb(clause: Clause, found: FoundCue, reading: Cue, earlier: list[Draft]) -> Draft | None:
    group = verb_group(clause, found, reading)
    if _is_noun_here(clause, found):
        return None
    if reading.form == "ing":
        return _read_ing(clause, found, reading, group, earlier)
    if group.negated and not _may_be_negated(reading):
        return None
    if group.infinitive:
        return _read_infinitive(clause, found, reading, group, earlier)
    if group.passive:
        return _read_passive(clause, found, reading, group)
    if reading.form == "participle" and group.first == group.head:
        return None
    if reading.form == "base" and group.modal and not _modal_reports(clause, group):
        return None
    if reading.form == "finite" and group.modal:
        return None
    return _read_active(clause, found, reading, group, earlier)


def _may_be_negated(reading: Cue) -> bool:
    return reading.cue_class == "denies" and reading.lemma in (
        "rule out", "deny", "dispute", "contest", "reject", "exclude"
    )  # fmt: skip


def _modal_reports(clause: Clause, group: Group) -> bool:
    return clause.norm(group.first) in ("would", "did", "does", "do")


def _is_noun_here(clause: Clause, found: FoundCue) -> bool:
    """'the claim', 'media reports', 'his warning': the word is no verb here."""
    before = found.first - 1
    if clause.norm(before) == "'s" and clause.norm(found.first).endswith("ing"):
        return True
    if clause.norm(before)[:1].isdigit() and not clause.is_capital(before - 1):
        return True
    if clause.norm(found.first).endswith("s") and clause.is_strong_verb(before):
        return True
    readings = clause.language.cues.get(clause.norm(found.first), ())
    if any(cue.kind == "noun" for cue in readings) and not clause.norm(found.first).endswith("ed"):
        after = found.first + 1
        plain_noun = (
            clause.tokens[before].is_word and not clause.classes[before] if before >= 0 else False
        )
        if plain_noun and not clause.is_capital(before) and not clause.norm(before).endswith("s"):
            if clause.is_(after, "preposition", "subordinator", "conjunction"):
                return True
            if clause.norm(after) in (",", ".", ")", ""):
                return True
    if clause.is_capital(found.first) and found.first > clause.start:
        if not clause.is_quote_mark(before) and not clause.tokens[found.first].text.isupper():
            return True
    if clause.is_(before, "clitic") and clause.ends_like(found.first, "clitic_verb_ending"):
        return False
    return clause.is_(before, "determiner", "possessive") and not clause.is_(
        before, "pronoun", "that"
    )


def _cue_spans(group: Group, clause: Clause) -> list[tuple[int, int]]:
    """The verb with the auxiliaries right before it; an adverb between them leaves the verb alone."""
    first = group.head
    while first > group.first and clause.is_(first - 1, "auxiliary"):
        first -= 1
    if clause.is_(first, "modal"):
        first += 1
    return [(first, group.last)]


def _read_active(
    clause: Clause, found: FoundCue, reading: Cue, group: Group, earlier: list[Draft]
) -> Draft | None:
    cue = _cue_spans(group, clause)
    subject = subject_before(clause, group.edge)
    right = content_after(clause, group.last + 1, reading)
    if subject is not None and "x" in reading.frames and reading.cue_class == "states":
        if any(clause.is_(k, "document", "evidence") for k in range(subject[0], subject[1] + 1)):
            reading = replace(reading, frames=reading.frames - {"x"})
            right = content_after(clause, group.last + 1, reading)
    certain = subject is not None and right is not None and right[2] in _CERTAIN
    inverted = None if certain else _read_inverted(clause, found, reading, group, cue)
    if inverted is not None:
        return inverted
    shared = False
    if subject is None:
        if clause.is_(group.edge - 1, "relative") and earlier_noun(clause, group.edge - 1):
            subject = earlier_noun(clause, group.edge - 1)
        elif (
            clause.is_(group.edge - 1, "conjunction", "contrast")
            or clause.norm(group.edge - 1) == ","
        ):
            shared = True
            subject = earlier[-1].source if earlier else clause_subject(clause, found.first)
    if subject is None:
        if not shared or not earlier:
            return None
    if shared and reading.form == "base" and not (earlier and earlier[-1].reading.form == "base"):
        return None
    if reading.form == "base" and not group.modal and subject and not _takes_base(clause, subject):
        return None
    if subject and _is_own_voice(clause, subject):
        return None
    if subject and clause.is_(subject[0] - 1, "condition") and clause.norm(subject[0] - 1) == "if":
        return None
    if subject is not None and (after := _content_after_as(clause, subject, group)):
        return Draft(clause, subject, cue, [after], reading, "as X said")
    postposed = None if shared else _content_before(clause, subject, group, reading)
    if postposed is not None:
        content, rule = postposed
        rest = _second_piece(clause, group.last + 1, content, reading)
        return Draft(clause, subject, cue, content + rest, reading, rule)
    if right is None and subject and clause.is_(subject[0] - 1, "relative", "that"):
        at = _skip_addressee(clause, group.last + 1) if "o" in reading.frames else group.last + 1
        if clause.is_verb_like(at) or clause.is_(at, "auxiliary"):
            right = at, end_of_content(clause, at), "relative clause"
    if right is None or clause.is_(right[0], "nothing"):
        return None
    if subject and clause.is_(subject[0] - 1, "wh_of_fact"):
        return None
    if shared and any(
        first <= group.first <= last for draft in earlier for first, last in draft.content
    ):
        return None
    first, last, rule = right
    if _is_impersonal(clause, subject, reading):
        cue = [(subject[0], cue[-1][1])] if subject else cue
        return Draft(clause, None, cue, [(first, last)], reading, rule, impersonal=True)
    return Draft(clause, subject, cue, [(first, last)], reading, rule, inherits_subject=shared)


def _content_after_as(
    clause: Clause, subject: tuple[int, int], group: Group
) -> tuple[int, int] | None:
    """'As Ann Lee told the paper, prices fell', 'or, as she put it, “hungry”'."""
    if not clause.is_(subject[0] - 1, "as"):
        return None
    opens = subject[0] - 1 <= clause.start
    for index in range(group.last + 1, min(group.last + 10, len(clause.tokens) - 1)):
        if clause.norm(index) == ",":
            if opens or clause.opens_quote(index + 1):
                return index + 1, end_of_content(clause, index + 1)
            return None
        if clause.is_verb_like(index):
            return None
    return None


def _is_impersonal(clause: Clause, subject: tuple[int, int] | None, reading: Cue) -> bool:
    """'it emerged that': nobody is named."""
    return "i" in reading.frames and subject is not None and clause.is_(subject[0], "dummy")


_CERTAIN = frozenset(
    {
        "that-clause",
        "wh-clause",
        "told-to",
        "accused",
        "colon",
        "infinitive",
        "quote after addressee",
    }
)


def _takes_base(clause: Clause, subject: tuple[int, int]) -> bool:
    """'officials say', 'I say', but not 'the minister say'."""
    last = subject[1]
    norm = clause.norm(last)
    return (
        norm
        in ("i", "we", "you", "they", "who", "people", "police", "both", "some", "many", "others")
        or (norm.endswith("s") and not norm.endswith("ss"))
        or any(clause.is_(k, "conjunction") for k in range(subject[0], last))
        or clause.is_quoted(last)
        or norm in ("men", "women", "children", "staff", "media")
        or any(
            clause.norm(k).endswith("s") and clause.is_(k + 1, "preposition", "relative")
            for k in range(subject[0], last)
        )
    )


def _is_own_voice(clause: Clause, subject: tuple[int, int]) -> bool:
    """A speaker's own first person inside the quotation of the speaker is not annotated again."""
    if clause.is_(subject[0], "nobody"):
        return True
    if subject[0] == subject[1]:
        norm = clause.norm(subject[0])
        plain = not clause.classes[subject[0]] and not clause.is_capital(subject[0])
        if plain and clause.tokens[subject[0]].is_word and not norm.endswith("s"):
            return not clause.is_heading
        if norm == "member":
            return True
    return clause.is_(subject[0], "first_person") and subject[0] == subject[1]


def earlier_noun(clause: Clause, relative: int) -> tuple[int, int] | None:
    """The phrase a relative pronoun stands for: right before it, or before its comma."""
    last = relative - 1
    if clause.norm(last) == ",":
        last -= 1
    if clause.is_(last, "preposition"):
        return None
    if not clause.is_noun_end(last):
        return None
    first = _phrase_start(clause, last)
    return (first, last) if first is not None else None


def clause_subject(clause: Clause, limit: int) -> tuple[int, int] | None:
    """The first noun phrase of the sentence that has a verb behind it."""
    index = clause.start
    if clause.is_(index, "preposition", "subordinator"):
        while index < len(clause.tokens) and clause.norm(index) != ",":
            index += 1
        index += 1
    while (
        clause.is_(index, "adverb", "conjunction", "time", "contrast")
        or clause.norm(index) == ","
        or clause.is_quote_mark(index)
    ):
        index += 1
    if not clause.starts_noun_phrase(index):
        return None
    for verb in range(index + 1, min(limit, index + 25)):
        if clause.is_verb_like(verb):
            end = verb
            while clause.is_(end - 1, "adverb"):
                end -= 1
            while clause.is_(end - 1, "time") or clause.norm(end - 1) in ("on", "last"):
                end -= 1
            subject = subject_before(clause, end)
            return subject if subject and subject[0] <= index + 1 else None
    last = index
    while last + 1 < limit and (
        clause.is_capital(last + 1) or clause.is_(last + 1, "role", "title") or last == index
    ):
        last += 1
    return (index, last) if clause.is_capital(last) and last > index else None


def _read_inverted(
    clause: Clause, found: FoundCue, reading: Cue, group: Group, cue: list[tuple[int, int]]
) -> Draft | None:
    """`"...," said X`: the reported matter stands right before the verb, its subject after it."""
    if not reading.frames & {"q", "c"}:
        return None
    before = group.edge - 1
    after_quote = clause.is_quote_mark(before) and clause.is_quoted(before)
    if not (after_quote or clause.norm(before) in (",", "?", "!")) or clause.is_quoted(found.first):
        if not (clause.is_quoted(found.first) and clause.norm(before) == ","):
            return None
    if clause.norm(before) == "," and clause.is_quote_mark(before - 1):
        after_quote = True
    after = found.last + 1
    if group.inverted is not None:
        subject: tuple[int, int] | None = (group.inverted, group.inverted)
        end = after
    else:
        if clause.norm(after) in _LINKS and clause.is_(after + 1, "pronoun"):
            after += 1
        subject = subject_after(clause, after)
        end = subject[1] + 1 if subject else after
    if subject is None:
        return None
    if not after_quote and (
        reading.form == "base"
        or "x" in reading.frames
        or "c" not in reading.frames
        or clause.is_(subject[0], "that")
    ):
        return None
    if not after_quote and clause.is_verb_like(end):
        return None
    content = _left_content(clause, before)
    if content is None or _begins_with_participle(clause, content[0]):
        return None
    speaker = subject_before(clause, group.edge)
    if (
        not after_quote
        and speaker
        and (clause.closes_quote(speaker[0] - 1) or speaker[0] == content[0])
    ):
        return None
    if not after_quote and not _has_verb(clause, *content):
        ends = clause.norm(end) == "," and clause.opens_quote(end + 1)
        if not ends and content[0] > clause.start + 1:
            return None
        if not ends and subject_before(clause, group.edge) is not None:
            return None
    rest = _second_piece(clause, end, [content], reading)
    return Draft(clause, subject, cue, [content, *rest], reading, "inverted")


def _begins_with_participle(clause: Clause, index: int) -> bool:
    """'Asked whether ..., he demurred': the question is not his."""
    return any(
        cue.kind == "verb" and cue.form in ("participle", "ing")
        for cue in clause.language.cues.get(clause.norm(index), ())
    )


def _left_content(clause: Clause, boundary: int) -> tuple[int, int] | None:
    """From the start of the sentence, or of the quotation, to the comma or mark at `boundary`."""
    last = boundary
    while last > clause.start and clause.norm(last) == ",":
        last -= 1
    first = clause.start
    for index in range(last - 1, clause.start, -1):
        if clause.norm(index) == ";" and not clause.is_quoted(index):
            first = index + 1
            break
    base = clause.quote[last]
    if base and clause.is_quote_mark(last):
        opening = last
        while opening > clause.start and clause.quote[opening - 1] == base:
            opening -= 1
        if opening - first <= 2 or clause.norm(opening - 1) == ":":
            first = opening
    while (
        clause.is_(first, "conjunction", "contrast")
        and not clause.is_quoted(first)
        and first < last
    ):
        first += 1
    return (first, last) if last >= first else None


def _content_before(
    clause: Clause, subject: tuple[int, int] | None, group: Group, reading: Cue
) -> tuple[list[tuple[int, int]], str] | None:
    """`..., the union said.`: the matter stands before the subject, nothing after the verb."""
    if subject is None or not reading.frames & {"q", "c", "n"}:
        return None
    boundary = subject[0] - 1
    closing_quote = (
        clause.is_quote_mark(boundary)
        and clause.is_quoted(boundary)
        and not (clause.quote[boundary] == clause.quote[subject[0]])
    )
    if boundary <= clause.start or not (closing_quote or clause.norm(boundary) in (",", "—", "-")):
        return None
    weak = "x" in reading.frames and not clause.is_(subject[0], "pronoun")
    if not closing_quote and (not reading.frames & {"q", "c"} or (weak and not clause.is_heading)):
        return None
    quoted_left = closing_quote or (
        clause.norm(boundary) == "," and clause.is_quote_mark(boundary - 1)
    )
    if not quoted_left and _right_side_reports(clause, group.last + 1, reading):
        return None
    if quoted_left and clause.is_(group.last + 1, "that"):
        return None
    if clause.norm(boundary) == "," and clause.is_(
        boundary - 1, "relative", "that", "conjunction", "subordinator"
    ):
        rest = _after_comma(clause, group.last + 1)
        return ([rest], "parenthesis") if rest else None
    content = _left_content(clause, boundary)
    if content and _begins_with_participle(clause, content[0]):
        return None
    if content and not quoted_left and not clause.is_heading and not _has_verb(clause, *content):
        if clause.is_(content[0], "preposition", "subordinator") or not _second_piece(
            clause, group.last + 1, [content], reading
        ):
            return None
    return ([content], "postposed") if content else None


def _after_comma(clause: Clause, start: int) -> tuple[int, int] | None:
    """What goes on after '..., she said, ...'."""
    for index in range(start, min(start + 8, len(clause.tokens) - 1)):
        if clause.norm(index) == ",":
            return index + 1, end_of_content(clause, index + 1)
    return None


def _right_side_reports(clause: Clause, start: int, reading: Cue) -> bool:
    """Does something follow the verb that can be what it reports?"""
    if clause.norm(start) == "," and clause.opens_quote(start + 1):
        return True
    if start >= len(clause.tokens) or clause.norm(start) in (",", ".", ";", "-", "?", "!", ")"):
        return False
    right = content_after(clause, start, reading)
    return right is not None and right[2] not in ("quote after addressee",)


def _second_piece(
    clause: Clause, start: int, content: list[tuple[int, int]], reading: Cue
) -> list[tuple[int, int]]:
    """What goes on after the speaker: `"A," he said, "B"`, `His wife, he said, counted six`."""
    index = start
    limit = min(len(clause.tokens), start + 14)
    while index < limit and clause.norm(index) not in (",", ":", '"', "-", ";"):
        index += 1
    if index >= len(clause.tokens) or clause.norm(index) == ";":
        return []
    while index < limit and not (clause.is_quote_mark(index) and clause.is_quoted(index)):
        if clause.is_(index, "gerund_link") and clause.is_strong_verb(index + 1, "ing"):
            return []
        if clause.is_strong_verb(index) or clause.is_strong_verb(index, "ing"):
            return []
        if clause.norm(index) in (",", ":", "-") and clause.is_quote_mark(index + 1):
            index += 1
            break
        if clause.norm(index) == "," and clause.is_(index + 1, "goes_on"):
            last = end_of_content(clause, index + 1)
            return [(index + 1, last)] if last > index + 1 else []
        if not content or _has_verb(clause, *content[0]) or clause.opens_quote(content[0][0]):
            index += 1
            continue
        if clause.norm(index) == ",":
            last = end_of_content(clause, index + 1)
            return [(index + 1, last)] if last > index + 1 else []
        return []
    if index < len(clause.tokens) and clause.is_quote_mark(index) and clause.is_quoted(index):
        return [(index, end_of_content(clause, index))]
    return []


def _has_verb(clause: Clause, first: int, last: int) -> bool:
    return any(clause.is_verb_like(index) for index in range(first, last + 1))


def _read_ing(
    clause: Clause, found: FoundCue, reading: Cue, group: Group, earlier: list[Draft]
) -> Draft | None:
    """', adding that', 'before saying that', 'a petition demanding that'."""
    before = found.first - 1
    if clause.is_(before, "be") and "x" not in reading.frames:
        return _read_active(clause, found, reading, group, earlier)
    if clause.is_(before, "be", "preposition", "verb") and not clause.is_(before, "gerund_link"):
        return None
    if clause.norm(before) == "without" or (before < clause.start and not earlier):
        return None
    if reading.cue_class == "relays":
        return _read_citing(clause, found, reading, earlier)
    if "x" in reading.frames and not (
        clause.is_(found.last + 1, "that") or clause.is_quote_mark(found.last + 1)
    ):
        return None
    if reading.cue_class == "relays":
        return _read_citing(clause, found, reading, earlier)
    right = content_after(clause, found.last + 1, reading)
    if right is None:
        return None
    if clause.norm(before) == "as":
        return _read_as_saying(clause, found, reading, right, earlier)
    if clause.norm(before) == "," or clause.is_(before, "gerund_link", "conjunction", "as"):
        subject = earlier[-1].source if earlier else clause_subject(clause, found.first)
        if subject is None and not earlier:
            return None
    elif (
        clause.is_noun_end(before)
        and clause.is_word(before)
        and not clause.is_strong_verb(before)
        and not (clause.ends_like(before, "finite_ending") and not clause.classes[before])
        and (
            right[2] in ("that-clause", "wh-clause", "quote", "told-to")
            or clause.is_((_phrase_start(clause, before) or 0) - 1, "with")
        )
    ):
        first = _phrase_start(clause, before)
        subject = (first, before) if first is not None else None
    else:
        return None
    first, last, rule = right
    return Draft(
        clause,
        subject,
        [(found.first, found.last)],
        [(first, last)],
        reading,
        f"participle, {rule}",
    )


def _read_citing(
    clause: Clause, found: FoundCue, reading: Cue, earlier: list[Draft]
) -> Draft | None:
    """'The paper, citing officials, said ...': the officials say what the paper says."""
    source = _object_of(clause, found.last + 1)
    if source is None and clause.opens_quote(found.last + 1):
        end = found.last + 1
        while end + 1 < len(clause.tokens) and clause.quote[end + 1] == clause.quote[end]:
            end += 1
        source = found.last + 1, end
    if source is None or clause.is_quoted(found.first):
        return None
    cue = [(found.first, found.last)]
    if earlier and clause.norm(found.first - 1) == "," and not _said_later(clause, source[1] + 1):
        return Draft(clause, source, cue, list(earlier[-1].content), reading, "citing, after")
    after = source[1] + 1
    if clause.norm(after) == "," and clause.is_(after + 1, "that"):
        return Draft(
            clause, source, cue, [(after + 1, end_of_content(clause, after + 1))], reading, "citing"
        )
    for index in range(after, min(after + 6, len(clause.tokens))):
        if clause.is_strong_verb(index):
            outer = next(
                (cue for cue in clause.language.cues[clause.norm(index)] if cue.kind == "verb"),
                None,
            )
            right = content_after(clause, index + 1, outer) if outer else None
            if right:
                return Draft(clause, source, cue, [right[:2]], reading, "citing, before")
            return None
    return None


def _said_later(clause: Clause, start: int) -> bool:
    return any(clause.is_strong_verb(k) for k in range(start, min(start + 6, len(clause.tokens))))


def _read_as_saying(
    clause: Clause,
    found: FoundCue,
    reading: Cue,
    right: tuple[int, int, str],
    earlier: list[Draft],
) -> Draft | None:
    """'quoted sources as saying that', 'X is quoted as saying'."""
    before = found.first - 2
    if clause.is_noun_end(before) and not clause.is_(before, "auxiliary", "adverb"):
        readings = clause.language.cues.get(clause.norm(before), ())
        if any(cue.cue_class == "relays" for cue in readings):  # is quoted as saying
            first = before
            while clause.is_(first - 1, "auxiliary", "adverb"):
                first -= 1
            subject = subject_before(clause, first)
            return Draft(
                clause, subject, [(first, found.last)], [right[:2]], reading, "quoted as saying"
            )
        first_of = before
        while first_of > clause.start and not any(
            cue.cue_class == "relays"
            for cue in clause.language.cues.get(clause.norm(first_of - 1), ())
        ):
            first_of -= 1
        if first_of > clause.start and before - first_of < 12:
            return Draft(
                clause,
                (first_of, before),
                [(found.first, found.last)],
                [right[:2]],
                reading,
                "as saying",
            )
    return None


def _read_infinitive(
    clause: Clause, found: FoundCue, reading: Cue, group: Group, earlier: list[Draft]
) -> Draft | None:
    """'went on to say', 'used to joke', 'is alleged to have told': reported all the same."""
    mark = group.first - 1
    carrier = clause.norm(mark - 1)
    if carrier not in (
        "on",
        "used",
        "liked",
        "likes",
        "continued",
        "continues",
        "rushed",
        "moved",
        "sought",
    ):
        return None
    first = mark - 1
    if carrier == "on":
        first -= 1
    subject = subject_before(clause, first)
    right = content_after(clause, found.last + 1, reading)
    if subject is None or right is None:
        return None
    return Draft(
        clause, subject, [(first, found.last)], [right[:2]], reading, f"went on to, {right[2]}"
    )


def _read_passive(clause: Clause, found: FoundCue, reading: Cue, group: Group) -> Draft | None:
    """'was told that', 'is said to have', 'it is understood that', 'was described as ... by X'."""
    cue = _cue_spans(group, clause)
    after = found.last + 1
    agent, after_agent = _agent(clause, after)
    impersonal_subject = clause.is_(group.first - 1, "dummy")
    frames = reading.frames
    if clause.norm(after) == "as" and clause.norm(after + 1).endswith("ing"):
        return None  # "is quoted as saying": the second verb carries it
    if "o" in frames or impersonal_subject:
        if clause.is_(after_agent, "infinitive_mark") and _is_infinitive(clause, after_agent):
            last = end_of_content(clause, after_agent)
            rule = "passive, told-to"
            return Draft(clause, agent, cue, [(after_agent, last)], reading, rule, agent is None)
        plain = replace(reading, frames=reading.frames - {"o"})
        right = content_after(clause, after_agent, plain)
        if right is None or right[2] == "object" or right[2].startswith("after "):
            return None
        if impersonal_subject:
            cue = [(group.first - 1, cue[0][1])]
        return Draft(
            clause, agent, cue, [right[:2]], reading, f"passive, {right[2]}", agent is None
        )
    if (
        "c" in frames
        and "x" not in frames
        and clause.is_(after_agent, "infinitive_mark")
        and _is_infinitive(clause, after_agent)
    ):
        last = end_of_content(clause, after_agent)
        return Draft(
            clause, agent, cue, [(after_agent, last)], reading, "passive, infinitive", agent is None
        )
    if (
        agent
        and "n" in frames
        and "x" not in frames
        and reading.cue_class in ("denies", "criticises", "praises")
    ):
        patient = subject_before(clause, group.edge)
        if patient:
            return Draft(clause, agent, cue, [patient], reading, "passive, subject")
    if agent and "as" in frames and clause.is_(after, "as"):
        return Draft(clause, agent, cue, [(after, agent[0] - 2)], reading, "passive, as")
    return None


def _agent(clause: Clause, start: int) -> tuple[tuple[int, int] | None, int]:
    """'by prosecutors' right after a passive verb, and where the clause goes on."""
    if clause.is_(start, "agent_particle"):
        subject = subject_after(clause, start + 1)
        if subject:
            return subject, subject[1] + 1
    return None, start


def _read_preposition(
    clause: Clause, found: FoundCue, reading: Cue, earlier: list[Draft]
) -> Draft | None:
    """'According to X, ...', '..., according to X', '..., according to X, ...'."""
    before = found.first - 1
    opens = (
        before < clause.start
        or clause.norm(before) in (";", ":", "-", "—")
        or (
            clause.is_(before, "conjunction", "contrast", "that")
            and clause.norm(before - 1) != ","
            and before - 1 <= clause.start
        )
        or clause.is_(before, "that")
    )
    subject = _object_of(clause, found.last + 1, opens=opens)
    if subject is None:
        return None
    cue = [(found.first, found.last)]
    after = subject[1] + 1
    if not clause.is_(subject[0], "possessive") and not any(
        clause.is_capital(k) or clause.classes[k] & _SPEAKERS
        for k in range(subject[0], subject[1] + 1)
    ):
        return None
    weak = "x" in reading.frames
    if weak and clause.norm(before) not in (",", "") and found.first > clause.start:
        return None
    if weak and not (
        clause.is_capital(subject[0])
        or clause.is_(subject[0], "determiner", "role", "anonymous", "media_outlet", "pronoun")
    ):
        return None
    rule = "according to"
    quote_right = clause.norm(after) == "," and clause.opens_quote(after + 1)
    if opens or (quote_right and not clause.is_quoted(before)):
        if clause.norm(after) == ",":
            after += 1
        if after >= len(clause.tokens) - 1:
            return None
        last = end_of_content(clause, after)
        return Draft(clause, subject, cue, [(after, last)], reading, rule)
    content = _left_content(clause, before)
    if content is None:
        return None
    pieces = [content]
    if not _has_verb(clause, *content) and clause.norm(after) == ",":
        last = end_of_content(clause, after + 1)
        if last > after + 1:
            pieces.append((after + 1, last))
    return Draft(clause, subject, cue, pieces, reading, rule)


def _object_of(clause: Clause, start: int, *, opens: bool = False) -> tuple[int, int] | None:
    """The noun phrase after 'according to', relative clauses left out. Where it opens the sentence
    its first comma ends it, unless an apposition of few words and another comma follow."""
    if not clause.starts_noun_phrase(start):
        return None
    last = index = start
    while index < len(clause.tokens):
        norm = clause.norm(index)
        if norm == "," and _is_apposition(clause, index + 1):
            named = clause.is_capital(index + 1) and not clause.tokens[index + 1].text.isupper()
            if opens and (named or not _closes_soon(clause, index + 1)):
                break
            index += 1
            continue
        if norm in (",", ";", ":", ".", '"', "-", "?", "!"):
            break
        if opens and index > start and clause.is_(index, "relative"):
            comma = next(
                (
                    k
                    for k in range(index, min(index + 14, len(clause.tokens)))
                    if clause.norm(k) == ","
                ),
                None,
            )
            if comma:
                return start, comma - 1
        if clause.is_(index, "relative") and _grades_anonymity(clause, index):
            while index < len(clause.tokens) and clause.norm(index) not in ",.;:":
                last = index
                index += 1
            break
        if clause.is_(index, "relative", "that", "contrast"):
            break
        if opens and index > start and _begins_anew(clause, index):
            break
        if index > start and clause.is_verb_like(index) and not clause.is_capital(index):
            if clause.is_(index, "auxiliary"):
                return None
            if not clause.norm(index).endswith("ed") and clause.is_word(index + 1):
                break
        last = index
        index += 1
    return start, last


def _grades_anonymity(clause: Clause, relative: int) -> bool:
    """'who did not want his name used', 'who asked not to be identified'."""
    return any(clause.is_(k, "anonymity") for k in range(relative, relative + 9)) or any(
        clause.is_(k, "negation") for k in range(relative + 1, relative + 4)
    )


def _closes_soon(clause: Clause, start: int) -> bool:
    for index in range(start, min(start + 9, len(clause.tokens))):
        if clause.norm(index) == ",":
            return True
        if clause.is_verb_like(index):
            return False
    return False


def _begins_anew(clause: Clause, index: int) -> bool:
    """Without a comma after 'According to X', a new noun phrase begins the clause."""
    if clause.is_(index - 1, "preposition", "conjunction", "determiner", "possessive"):
        return False
    if clause.norm(index - 1) in ("-", "/", "&", ",", "(", "'s"):
        return False
    return (
        clause.is_(index, "determiner", "possessive") and clause.norm(index) != "'s"
    ) or clause.norm(index) in _OPENS_CLAUSE


_SPEAKERS = frozenset(
    {"role", "anonymous", "document", "government_body", "organisation", "media_outlet",
     "unnamed_reports", "pronoun", "social_media_post", "title"}
)  # fmt: skip
_OPENS_CLAUSE = frozenset({"over", "more", "nearly", "almost", "there", "he", "she", "they", "it"})


def _read_noun(clause: Clause, found: FoundCue, reading: Cue, earlier: list[Draft]) -> Draft | None:
    """'His insistence that', 'allegations by the opposition that', 'media reports that'."""
    after = found.last + 1
    agent, after_agent = _agent(clause, after)
    source: tuple[int, int] | None = agent
    before = found.first - 1
    while (
        before > clause.start
        and not clause.is_(before, "possessive", "determiner")
        and (
            clause.tokens[before].is_word
            and not clause.is_(before, "preposition", "auxiliary", "conjunction", "that")
            and found.first - before < 4
            and not clause.language.cues.get(clause.norm(before))
        )
    ):
        before -= 1
    if source is None and clause.norm(before) == "'s":
        first = _phrase_start(clause, before - 1) if clause.is_noun_end(before - 1) else None
        source = (first, before) if first is not None else None
    elif source is None and clause.is_(before, "possessive"):
        source = (before, before)
    elif (
        source is None
        and before < found.first - 1
        and clause.is_(found.first - 1, "media_outlet", "unnamed_reports")
    ):
        source = (found.first - 1, found.first - 1)
    start = after_agent
    unnamed = source is None and reading.hedge is not None and clause.is_(start, "that")
    if unnamed and "c" in reading.frames and not _is_relative(clause, start):
        content = [(start, end_of_content(clause, start))]
        cue = [(found.first, found.last)]
        return Draft(clause, None, cue, content, reading, "noun, that-clause", impersonal=True)
    if source is None or (
        "x" in reading.frames and agent is None and not clause.is_(start, "that")
    ):
        return None
    if clause.is_(start, "that") and not _is_relative(clause, start) and "c" in reading.frames:
        last = end_of_content(clause, start)
        return Draft(
            clause,
            source,
            [(found.first, found.last)],
            [(start, last)],
            reading,
            "noun, that-clause",
        )
    if "t" in reading.frames and clause.is_(start, "infinitive_mark"):
        last = end_of_content(clause, start, nominal=True)
        return Draft(
            clause,
            source,
            [(found.first, found.last)],
            [(start, last)],
            reading,
            "noun, infinitive",
        )
    return None


def _read_adjective(
    clause: Clause, found: FoundCue, reading: Cue, earlier: list[Draft]
) -> Draft | None:
    """'is adamant that', 'is categorical: ...'."""
    index = found.first
    while clause.is_(index - 1, "auxiliary", "adverb", "negation"):
        index -= 1
        if clause.is_(index, "negation"):
            return None
    if index == found.first or not any(clause.is_(k, "be") for k in range(index, found.first)):
        return None
    subject = subject_before(clause, index)
    if subject is None or _is_own_voice(clause, subject) or clause.norm(subject[0]) in ("it", "il"):
        return None
    right = content_after(clause, found.last + 1, reading)
    if right is None or (right[2] == "bare clause" and "x" in reading.frames):
        return None
    return Draft(
        clause, subject, [(index, found.last)], [right[:2]], reading, f"adjective, {right[2]}"
    )


_READERS = {
    "verb": _read_verb,
    "preposition": _read_preposition,
    "noun": _read_noun,
    "adjective": _read_adjective,
}


# --- over a whole text ---


def find_relations(
    text: str,
    sentences: Sequence[Span],
    quotations: Sequence[Quotation],
    language: Language,
    headings: frozenset[Span] = frozenset(),
) -> list[Relation]:
    """All attributions of a text that a rule can see, in text order."""
    clauses = list(_make_clauses(text, sentences, quotations, language))
    for clause in clauses:
        clause.is_heading = clause.span in headings
    relations: list[Relation] = []
    is_transcript = sum(_has_speaker_label(clause) for clause in clauses) > 1
    for clause in clauses:
        if not is_transcript and not clause.is_heading and _has_speaker_label(clause):
            clause.start = next(k for k in range(1, 9) if clause.norm(k) == ":") + 1
    for number, clause in enumerate(clauses):
        colon = _speaker_colon(clause, is_heading=clause.span in headings)
        drafts = [colon] if colon else []
        if colon:
            clause.start = colon.head + 1
        drafts += [draft for draft in read_clause(clause) if not colon or draft.head > colon.head]
        if not colon and (said := _colon_and_quote(clause, drafts)):
            drafts.append(said)
        for draft in drafts:
            relation = _finish(draft, clauses, number)
            if any(character.isalnum() for span in relation.content for character in span.of(text)):
                relations.append(relation)
    return relations


def _make_clauses(
    text: str, sentences: Sequence[Span], quotations: Sequence[Quotation], language: Language
) -> Iterator[Clause]:
    """One clause a sentence; a sentence too long to be one is read in pieces."""
    outer = [(number, q) for number, q in enumerate(quotations, 1) if q.depth == 0]
    position = 0
    for span in sentences:
        while position < len(outer) and outer[position][1].end <= span.start:
            position += 1
        tokens = tokenise(text, span.start, span.end)
        quote = [0] * len(tokens)
        current = position
        for index, token in enumerate(tokens):
            while current < len(outer) and outer[current][1].end <= token.start:
                current += 1
            if current < len(outer) and outer[current][1].start <= token.start:
                quote[index] = outer[current][0]
        for first in range(0, len(tokens), _LONGEST_SENTENCE):
            piece = tokens[first : first + _LONGEST_SENTENCE]
            whole = (
                span if len(tokens) <= _LONGEST_SENTENCE else Span(piece[0].start, piece[-1].end)
            )
            states = quote[first : first + _LONGEST_SENTENCE]
            clause = Clause(text, language, whole, piece, states, quotations)
            clause.start = _after_dateline(clause)
            yield clause


def _after_dateline(clause: Clause) -> int:
    """'DURBAN, Nov 3 (MNA) - Dockworkers ...': the sentence begins after the dash."""
    for index, token in enumerate(clause.tokens[:16]):
        if token.norm in ("-", "--") and index and token.start > clause.tokens[index - 1].end:
            head = clause.tokens[:index]
            if (head[0].text.isupper() and len(head[0].text) > 1) or any(
                t.norm == ")" for t in head
            ):
                return index + 1 if index + 1 < len(clause.tokens) else 0
        if token.norm in ('"', ":", ";"):
            break
    return 0


def _has_speaker_label(clause: Clause) -> bool:
    """'ACHTERBERG: ...' in a transcript; where there is one only, it is a dateline: 'BEIRUT: ...'."""
    for index in range(1, min(6, len(clause.tokens) - 1)):
        if clause.norm(index) == ":":
            return clause.tokens[0].text.isupper() and not clause.tokens[0].norm.isdigit()
    return False


def _speaker_colon(clause: Clause, *, is_heading: bool) -> Draft | None:
    """'Villaluz: Show us the receipts', 'ACHTERBERG: Good evening.'"""
    if is_heading and (quoted := _quote_then_speaker(clause)):
        return quoted
    if clause.start:
        return None
    for index in range(1, min(9, len(clause.tokens) - 1)):
        if clause.norm(index) == ":":
            break
        if clause.language.find_cues(clause.tokens[: index + 1]):
            return None
        if clause.norm(index) in ('"', ";", "?", "!") or clause.is_verb_like(index):
            return None
    else:
        return None
    head = clause.tokens[:index]
    after = index + 1
    is_transcript = head[0].text.isupper() and (len(head[0].text) > 1 or index == 1)
    speaks = clause.opens_quote(after) or is_transcript
    if clause.is_(0, "label", "preposition") or head[0].norm.isdigit():
        return None
    if clause.is_(0, "label_like") or any(
        clause.is_(k, "topic_mark") and not clause.classes[0] & _SPEAKERS for k in range(index)
    ):
        return None
    if clause.members("topic_mark") and not speaks and not clause.classes[0] & _SPEAKERS:
        return None
    if not (speaks or (is_heading and clause.is_capital(0) and clause.is_capital(after))):
        return None
    last = len(clause.tokens) - 1
    while last > after and clause.norm(last) in _FINAL and not clause.is_quoted(last):
        last -= 1
    reading = Cue(":", "colon", "plain", "asserts", frozenset("q"))
    rule = "transcript" if is_transcript and not is_heading else "speaker colon"
    source, cue = (0, index - 1), [(index, index)]
    return Draft(clause, source, cue, [(after, last)], reading, rule, head=index)


def _colon_and_quote(clause: Clause, drafts: list[Draft]) -> Draft | None:
    """'Santana is unconvinced: “...”': a colon before a quotation, and no other cue for it."""
    for index in range(clause.start + 1, len(clause.tokens) - 2):
        if clause.norm(index) != ":" or not clause.opens_quote(index + 1):
            continue
        if any(first <= index + 2 <= last for draft in drafts for first, last in draft.content):
            return None
        subject = drafts[-1].source if drafts else clause_subject(clause, index)
        if subject is None:
            return None
        reading = Cue(":", "colon", "plain", "asserts", frozenset("q"))
        content = _whole(clause, index + 1, "colon and quotation")
        if content is None:
            return None
        return Draft(
            clause, subject, [(index, index)], [content[:2]], reading, content[2], head=index
        )
    return None


def _quote_then_speaker(clause: Clause) -> Draft | None:
    """A headline: 'I cried in the car park': Gail Brannigan reveals why."""
    if not clause.opens_quote(0):
        return None
    last = 0
    while clause.quote[last] and last + 1 < len(clause.tokens) and clause.quote[last + 1]:
        last += 1
    if clause.norm(last + 1) != ":" or not clause.starts_noun_phrase(last + 2):
        return None
    subject = subject_after(clause, last + 2)
    if subject is None:
        return None
    reading = Cue(":", "colon", "plain", "asserts", frozenset("q"))
    cue = [(last + 1, last + 1)]
    return Draft(clause, subject, cue, [(0, last)], reading, "speaker colon", head=subject[1])


def _finish(draft: Draft, clauses: list[Clause], number: int) -> Relation:
    clause = draft.clause
    spans = [clause.span_of(first, last) for first, last in draft.content]
    spans = _whole_quotations(clause, draft, spans)
    if draft.rule == "transcript":
        spans = [_whole_turn(clauses, number, spans[0])]
    elif draft.reading.frames & {"q"}:
        spans += _following_quotes(clauses, number, draft, spans)
    return Relation(
        source=(clause.span_of(*draft.source),) if draft.source else (),
        cue=tuple(clause.span_of(first, last) for first, last in draft.cue),
        content=tuple(spans),
        reading=draft.reading,
        rule=draft.rule,
        impersonal=draft.impersonal,
    )


def _whole_turn(clauses: list[Clause], number: int, span: Span) -> Span:
    """In a transcript a speaker has the word up to the end of the paragraph."""
    end = span.end
    text = clauses[number].text
    for following in islice(clauses, number + 1, number + _LONGEST_SPEECH):
        if "\n" in text[end : following.span.start]:
            break
        end = following.span.end
    while end > span.start + 1 and text[end - 1] in ".!?…":
        end -= 1
    return Span(span.start, max(end, span.end))


def _whole_quotations(clause: Clause, draft: Draft, spans: list[Span]) -> list[Span]:
    """A quotation that runs over several sentences is taken whole."""
    first, last = draft.content[0][0], draft.content[-1][1]
    opening = clause.quote[first]
    if opening and clause.quote[draft.cue[0][0]] != opening and draft.cue[0][0] > first:
        quotation = clause.quotations[opening - 1]
        spans[0] = Span(min(spans[0].start, quotation.start), spans[0].end)
    number = clause.quote[last]
    if not number or clause.quote[draft.cue[0][0]] == number:
        return spans
    quotation = clause.quotations[number - 1]
    if quotation.end > spans[-1].end and quotation.end > clause.span.end:
        spans[-1] = Span(spans[-1].start, quotation.end)
    return spans


def _following_quotes(
    clauses: list[Clause], number: int, draft: Draft, spans: list[Span]
) -> list[Span]:
    """Sentences after it in the same paragraph that are nothing but quotation."""
    clause = draft.clause
    if not any(clause.is_quoted(k) for first, last in draft.content for k in (first, last)):
        return []
    if clause.quote[draft.cue[0][0]]:
        return []
    found: list[Span] = []
    end = max(clause.span.end, spans[-1].end)
    for following in islice(clauses, number + 1, number + _LONGEST_SPEECH):
        if following.span.start < end:
            continue
        if "\n" in clause.text[end : following.span.start] or not following.tokens:
            break
        if not (following.is_quote_mark(0) and all(following.quote)):
            break
        quotation = following.quotations[following.quote[0] - 1]
        found.append(Span(following.span.start, max(following.span.end, quotation.end)))
        end = found[-1].end
    return found
