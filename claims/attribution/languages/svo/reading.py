"""All attributions of a text, sentence by sentence, with quotations that go on made whole."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from claims.attribution.languages.base import Cue, FoundCue, Language
from claims.attribution.languages.svo.clause import Clause, Draft
from claims.attribution.languages.svo.confidence import confidence_of
from claims.attribution.languages.svo.nominals import (
    read_adjective,
    read_noun,
    read_preposition,
    read_view,
)
from claims.attribution.languages.svo.speakers import (
    after_dateline,
    colon_and_quote,
    has_speaker_label,
    speaker_colon,
)
from claims.attribution.languages.svo.verbs import read_verb
from claims.attribution.quotes import Quotation
from claims.attribution.text import Span, tokenise

_HEADLINE_NAME = "speaker colon, name"
_LONGEST_SENTENCE = 300
_LONGEST_SPEECH = 40  # sentences
_ORDER = {"verbfinite": 0, "verbparticiple": 1, "verbing": 1, "verbbase": 2, "nounplain": 4}


_READERS = {
    "verb": read_verb,
    "preposition": read_preposition,
    "noun": read_noun,
    "adjective": read_adjective,
    "view": read_view,
}


@dataclass(frozen=True, slots=True)
class Relation:
    """One attribution as found by rule; spans are half open, in code points, in text order."""

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    reading: Cue
    rule: str
    confidence: float
    impersonal: bool = False  # nobody is named, on purpose ("it is understood")


def read_clause(clause: Clause) -> list[Draft]:
    """All attributions of one sentence, in the order of their cues."""
    drafts: list[Draft] = []
    for found in clause.language.find_cues(clause.tokens):
        if found.first < clause.start or _hides_who_speaks(clause, found):
            continue
        draft = _read_found(clause, found, drafts)
        if draft is not None:
            draft.head = found.first
            drafts.append(draft)
    return [draft for draft in drafts if not _is_reported_intention(draft, drafts)]


def _is_reported_intention(draft: Draft, drafts: list[Draft]) -> bool:
    """'The firm said it plans to ...': the plan is part of what the firm said."""
    if "s" not in draft.reading.frames or not draft.rule.endswith("infinitive"):
        return False
    clause, head = draft.clause, draft.head
    return clause.is_quoted(head) or any(
        first <= head <= last
        for other in drafts
        if other is not draft
        for first, last in other.content
    )


def _hides_who_speaks(clause: Clause, found: FoundCue) -> bool:
    """'who spoke on condition of anonymity': how it was said, and nothing that was."""
    after = found.last + 1
    hides = (clause.is_(index, "anonymity") for index in range(after + 1, after + 8))
    return clause.is_(after, "preposition") and any(hides)


def _read_found(clause: Clause, found: FoundCue, earlier: list[Draft]) -> Draft | None:
    for draft in earlier:
        taken = [*draft.cue, *([draft.source] if draft.source else [])]
        if draft.reading.kind != "colon" and any(a <= found.first <= b for a, b in taken):
            return None
    readings = sorted(found.readings, key=lambda cue: _ORDER.get(cue.kind + cue.form, 3))
    for reading in readings:
        read = _READERS[reading.kind](clause, found, reading, earlier)
        if read is not None:
            return read
    return None


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
    taken = 0  # where the contents found so far end
    is_transcript = sum(has_speaker_label(clause) for clause in clauses) > 1
    for clause in clauses:
        if not is_transcript and not clause.is_heading and has_speaker_label(clause):
            clause.start = next(k for k in range(1, 9) if clause.norm(k) == ":") + 1
    for number, clause in enumerate(clauses):
        colon = speaker_colon(clause, is_heading=clause.span in headings)
        drafts = [colon] if colon else []
        if colon:
            clause.start = colon.head + 1
        drafts += [draft for draft in read_clause(clause) if not colon or draft.head > colon.head]
        if not colon and (said := colon_and_quote(clause, drafts)):
            drafts.append(said)
        for draft in drafts:
            relation = _finish(draft, clauses, number, taken)
            taken = max([taken, *(span.end for span in relation.content)])
            if any(character.isalnum() for span in relation.content for character in span.of(text)):
                relations.append(relation)
    return [found for found in relations if not _is_topic(text, found, relations)]


def _is_topic(text: str, found: Relation, relations: list[Relation]) -> bool:
    """'Mosul: bridge reopens': before a headline's colon, who speaks nowhere else is a topic."""
    if found.rule != _HEADLINE_NAME:
        return False
    name = found.source[0].of(text).split()[-1]
    return not any(
        other.rule != _HEADLINE_NAME and any(name in span.of(text) for span in other.source)
        for other in relations
    )


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
        is_quoted = position < len(outer) and outer[position][1].start < span.end
        for index, token in enumerate(tokens if is_quoted else ()):
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
            clause.start = after_dateline(clause)
            yield clause


def _finish(draft: Draft, clauses: list[Clause], number: int, taken: int) -> Relation:
    clause = draft.clause
    spans = [clause.span_of(first, last) for first, last in draft.content]
    spans = _whole_quotations(clause, draft, spans)
    if draft.rule == "transcript":
        spans = [_whole_turn(clauses, number, spans[0])]
    elif draft.reading.frames & {"q"}:
        spans += _following_quotes(clauses, number, draft, spans)
        spans = _earlier_quotes(clause, draft, spans[0].start, taken) + spans
    return Relation(
        source=(clause.span_of(*draft.source),) if draft.source else (),
        cue=tuple(clause.span_of(first, last) for first, last in draft.cue),
        content=tuple(span for span in spans if span.start < span.end),
        reading=draft.reading,
        rule=draft.rule,
        confidence=confidence_of(draft.rule),
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
    number_of_last = clause.quote[draft.content[-1][1]]
    last = clause.quotations[number_of_last - 1] if number_of_last else None
    for place, following in enumerate(clauses[number + 1 : number + _LONGEST_SPEECH], number + 1):
        if following.span.start < end:
            continue
        goes_on = last is not None and last.continues and not last.is_closed
        if not following.tokens:
            break
        parted = "\n" in clause.text[end : following.span.start] and not goes_on
        if parted and not _is_speech(clauses, place):
            break
        if not (following.is_quote_mark(0) and all(following.quote)):
            break
        last = following.quotations[following.quote[0] - 1]
        found.append(Span(following.span.start, max(following.span.end, last.end)))
        end = found[-1].end
    return found


def _is_speech(clauses: list[Clause], number: int) -> bool:
    """Is the paragraph that begins with this sentence quoted from its first word to its last?"""
    for clause, after in pairwise(clauses[number : number + _LONGEST_SPEECH]):
        if not clause.tokens or not all(clause.quote):
            return False
        if "\n" in clause.text[clause.span.end : after.span.start]:
            return True
    return all(clauses[-1].quote) and len(clauses) - number < _LONGEST_SPEECH


def _earlier_quotes(clause: Clause, draft: Draft, start: int, taken: int) -> list[Span]:
    """What was said before it in the same speech: quotations that were opened again, not closed."""
    found: list[Span] = []
    number = clause.quote[draft.content[0][0]] - 1
    text = clause.text
    while number > 0 and clause.quotations[number].start == start:
        number -= 1
        while number > 0 and clause.quotations[number].depth:
            number -= 1
        earlier = clause.quotations[number]
        pauses = earlier.continues and not earlier.is_closed and earlier.start >= taken
        if not pauses or text[earlier.end : start].strip():
            break
        if text[max(0, earlier.start - 4) : earlier.start].rstrip(" ")[-1:] not in (
            "",
            "\n",
            ".",
            "!",
            "?",
        ):
            break
        start = earlier.start
        found.insert(0, Span(start, start + len(text[start : earlier.end].rstrip())))
    return found
