"""Who says what by which cue, sentence by sentence: from the trained models or from rules alone.

Which of the two finds the relations of a language was decided by measuring: see
docs/attribution-runs.md.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from claims.attribution.features import reading_of
from claims.attribution.languages import Language, svo
from claims.attribution.languages.base import Cue
from claims.attribution.quotes import Quotation
from claims.attribution.sentence import Sentence
from claims.attribution.tagger import TaggedCue, load_tagger, spans_of
from claims.attribution.text import Span, fold_word

_BY_MODEL = frozenset({"ar"})
_FINAL_MARKS = ".،,;؛:!؟? "


@dataclass(frozen=True, slots=True)
class Relation:
    """One cue with its source and content; spans are half open, in code points, in text order."""

    sentence: int  # index of the sentence that the cue stands in
    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    reading: Cue | None
    rule: str
    confidence: float
    impersonal: bool = False  # nobody is named, on purpose ("it is understood")
    gender: str = ""  # of the subject that the verb asks for: m, f, p


class PageWords(NamedTuple):
    """A page as relations are looked for in it."""

    text: str
    sentences: Sequence[Sentence]
    quotations: Sequence[Quotation]


def find_relations(pages: Sequence[PageWords], language: Language) -> list[list[Relation]]:
    """All relations of each page in the order of their cues."""
    if language.code in _BY_MODEL:
        return _by_model(pages, language)
    return [_by_rules(*page, language) for page in pages]


def _by_rules(
    text: str,
    sentences: Sequence[Sentence],
    quotations: Sequence[Quotation],
    language: Language,
) -> list[Relation]:
    spans = [sentence.span for sentence in sentences]
    headings = frozenset(sentence.span for sentence in sentences if sentence.is_heading)
    found: list[Relation] = []
    number = 0
    for relation in svo.find_relations(text, spans, quotations, language, headings):
        anchor = (relation.cue or relation.content)[0].start
        number = min(number, len(spans) - 1)
        while number and spans[number].start > anchor:
            number -= 1
        while number + 1 < len(spans) and spans[number + 1].start <= anchor:
            number += 1
        found.append(
            Relation(
                sentence=number,
                source=relation.source,
                cue=relation.cue,
                content=relation.content,
                reading=relation.reading,
                rule=f"rule:{relation.rule}",
                confidence=relation.confidence,
                impersonal=relation.impersonal,
            )
        )
    return found


def _by_model(pages: Sequence[PageWords], language: Language) -> list[list[Relation]]:
    sentences = [sentence for page in pages for sentence in page.sentences]
    tagged = iter(load_tagger(language.code).tag(sentences))
    return [list(_relations_of(page, islice(tagged, len(page.sentences)))) for page in pages]


def _relations_of(page: PageWords, found: Iterable[Sequence[TaggedCue]]) -> Iterator[Relation]:
    text, sentences, quotations = page
    for number, (sentence, cues) in enumerate(zip(sentences, found, strict=True)):
        objects = {one.source for one in cues if _is_traced(sentence, one)}
        for tagged in cues:
            source = () if tagged.source in objects else _speaker(sentence, tagged)
            spans = to_the_end(text, spans_of(sentence, tagged.content), sentence, quotations)
            content = without_final_marks(text, spans) if _says_anything(sentence, tagged) else ()
            if content and tagged is cues[-1]:
                content += after_the_speaker(page, number, content)
            if content:
                yield Relation(
                    sentence=number,
                    source=source,
                    cue=spans_of(sentence, tagged.cue.tokens),
                    content=content,
                    reading=reading_of(sentence, tagged.cue),
                    rule=f"model:{sentence.language.code}",
                    confidence=tagged.confidence,
                    impersonal=not tagged.source and _is_impersonal(sentence, tagged),
                    gender=sentence.views[tagged.cue.first].gender,
                )


def to_the_end(
    text: str, content: tuple[Span, ...], sentence: Sentence, quotations: Sequence[Quotation]
) -> tuple[Span, ...]:
    """The content with all of a quotation that it opens and that later sentences go on with."""
    if not content or not sentence.quote[-1]:
        return content
    if text[content[-1].end : sentence.span.end].strip(_FINAL_MARKS + "\n"):
        return content
    last = content[-1]
    first = bisect_left(quotations, last.start, key=lambda quotation: quotation.start)
    for quotation in quotations[first:]:
        if quotation.start >= sentence.span.end:
            break
        if quotation.is_closed and not quotation.depth and quotation.end > sentence.span.end:
            return (*content[:-1], Span(last.start, quotation.end))
    return content


def after_the_speaker(page: PageWords, number: int, content: tuple[Span, ...]) -> tuple[Span, ...]:
    """What the speaker of a quotation that opens a sentence says in the next: '"...", قال. "..."'.

    It has to stand in the same paragraph, and nothing but quotation in its sentences.
    """
    text, sentences, quotations = page
    sentence, following = sentences[number], range(number + 1, len(sentences))
    if not following or content[0].start > sentence.span.start:
        return ()
    start = sentences[number + 1].span.start
    if not sentence.quote[0] or sentence.quote[-1] or "\n" in text[sentence.span.end : start]:
        return ()
    at = bisect_left(quotations, start, key=lambda quotation: quotation.start)
    if at == len(quotations) or quotations[at].start > start or not quotations[at].is_closed:
        return ()
    quotation = quotations[at].span
    ends = (sentences[later].span.end for later in following)
    end = next((end for end in ends if end >= quotation.end), len(text))
    return () if text[quotation.end : end].strip(_FINAL_MARKS) else (quotation,)


def _says_anything(sentence: Sentence, tagged: TaggedCue) -> bool:
    """No: "وذلك" of "نفت إسرائيل ...، وذلك بعد"; what was denied stands before it."""
    first, *rest = tagged.content
    return bool(rest) or "says_nothing" not in sentence.language.naming_of(sentence.norms[first])


def _is_traced(sentence: Sentence, tagged: TaggedCue) -> bool:
    """ "وأرجع سبب الخسارة إلى الحظ": a thing that is traced to something did not say so, unless the
    verb has its object with it ("وعزاها تقرير إلى")."""
    reading, language = reading_of(sentence, tagged.cue), sentence.language
    if reading is None or not tagged.source or tagged.source[0] != tagged.cue.last + 1:
        return False
    verb, first = sentence.norms[tagged.cue.last], tagged.content[0]
    is_bare = verb in language.cues or verb[1:] in language.cues
    noun = sentence.norms[tagged.source[0]]
    is_thing = language.paradigm_of(noun) == "c" and not language.noun_classes_of(noun)
    return (
        is_bare
        and is_thing
        and "traces_to" in language.naming_of(fold_word(reading.lemma))
        and first == tagged.source[-1] + 1
        and "into" in language.naming_of(sentence.norms[first])
    )


def _speaker(sentence: Sentence, tagged: TaggedCue) -> tuple[Span, ...]:
    """The first piece of the source; none where the models took an adverb ("دائما") for it, or
    what somebody says ("وختم حديثه")."""
    norms, language = sentence.norms, sentence.language
    if all("nobody" in language.classes_of(norms[index]) for index in tagged.source):
        return ()
    if "own_words" in language.naming_of(norms[tagged.source[0]]):
        return ()
    return spans_of(sentence, tagged.source)[:1]


def _is_impersonal(sentence: Sentence, tagged: TaggedCue) -> bool:
    reading = reading_of(sentence, tagged.cue)
    if reading is not None and reading.hedge == "hearsay":
        return True
    words = (sentence.tokens[index].text for index in tagged.cue.tokens)
    return any(sentence.language.is_passive(word) for word in words)


def without_final_marks(text: str, spans: Sequence[Span]) -> tuple[Span, ...]:
    kept = [span for span in spans if span.of(text).strip(_FINAL_MARKS)]
    if kept:
        last = kept[-1]
        kept[-1] = Span(last.start, last.start + len(last.of(text).rstrip(_FINAL_MARKS)))
    return tuple(kept)
