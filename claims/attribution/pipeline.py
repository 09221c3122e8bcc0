"""From a text to its attributions, step by step.

clean → segment → pair quotes → find cues → find source and content per cue → nest → resolve within
the page → score.
"""

import gc
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from operator import attrgetter
from typing import NamedTuple

from claims.attribution.boilerplate import PageParts, find_page_parts
from claims.attribution.channels import find_channel
from claims.attribution.dialogue import with_dialogue
from claims.attribution.inheritance import after_bullet, find_inherited
from claims.attribution.language import detect_language
from claims.attribution.languages import Language, load
from claims.attribution.nesting import carry_over, find_carriers, frame, is_nested
from claims.attribution.outlets import dateline_agency, echo_spoken_to, is_same_medium, spoken_to
from claims.attribution.page_sources import Asked, Source
from claims.attribution.quotes import Quotation, find_quotations
from claims.attribution.relations import (
    PageWords,
    Relation,
    find_relations,
    without_final_marks,
)
from claims.attribution.resolution import Page
from claims.attribution.segmentation import segment
from claims.attribution.sentence import Sentence, read_sentences
from claims.attribution.text import Span
from claims.attribution.types import Analysis, Attribution, Document, LanguageNotSupported

_INHERITS = 0.8  # of the confidence in the attribution it goes on with
EXTRACTOR_VERSION = "musnad-0.7"
SUPPORTED_LANGUAGES = frozenset({"ar", "en", "fr"})


def find_attributions(text: str, *, language: str, outlet: str | None = None) -> list[Attribution]:
    """Find who says what in a text, and through whom.

    Args: text up to 1 MB, as stored; language is a BCP 47 tag such as "en" or "ar"; outlet is the
        publisher's name, the last link of every chain.
    Returns: attributions in text order. Spans are half open, in code points:
        text[span.start:span.end] are the words. Confidence is a probability in [0, 1].
    Raises: LanguageNotSupported if there are no rules for this language.
    Source: source, cue and content after Pareti (2015), "Attribution: a computational approach".
    """
    checked_language(language)
    return list(analyse(text, language=language, outlet=outlet).attributions)


def checked_language(language: str) -> str:
    """The same tag. Raises LanguageNotSupported if there are no rules for this language."""
    if language.partition("-")[0].lower() not in SUPPORTED_LANGUAGES:
        known = ", ".join(sorted(SUPPORTED_LANGUAGES))
        raise LanguageNotSupported(f"language: no rules for {language!r}; there are for {known}.")
    return language


def analyse(text: str, *, language: str | None = None, outlet: str | None = None) -> Analysis:
    """Cut a text into sentences and find its attributions. Never raises, whatever the text.

    A text in a language without rules is segmented, and nothing in it is attributed.
    """
    (found,) = analyse_together([Document(text, language, outlet)])
    return found


def analyse_together(documents: Sequence[Document]) -> list[Analysis]:
    """What `analyse` finds in each of some documents. The models weigh them all at once."""
    with _no_search_for_cycles():
        return _analyse_together(documents)


@contextmanager
def _no_search_for_cycles() -> Iterator[None]:
    """Hundreds of thousands of tuples live as long as a portion does, and none is in a cycle: the
    garbage collector would look through them again and again."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _analyse_together(documents: Sequence[Document]) -> list[Analysis]:
    pages = [_read(document) for document in documents]
    attributions: list[list[Attribution]] = [[] for _ in pages]
    for code in sorted({page.code for page in pages} & SUPPORTED_LANGUAGES):
        language = load(code)
        numbers = [number for number, page in enumerate(pages) if page.code == code]
        found = find_relations([pages[number].words for number in numbers], language)
        for number, relations in zip(numbers, found, strict=True):
            page, outlet = pages[number].words, documents[number].outlet
            attributions[number] = _attribute(page, relations, language, outlet)
    return [
        Analysis(
            language=page.code,
            boilerplate=tuple(page.parts.boilerplate),
            headings=page.headings,
            sentences=tuple(page.sentences),
            attributions=tuple(found),
        )
        for page, found in zip(pages, attributions, strict=True)
    ]


class _Links(NamedTuple):
    """How each relation of a page came to it."""

    sources: Sequence[Source]
    via: Sequence[int | None]  # the relation that carries it
    through: Mapping[int, str]  # the medium between its source and the next link
    last: Sequence[str]  # the last links of all

    def chain(self, number: int | None, *speaker: str) -> tuple[str, ...]:
        """The last speaker first: somebody, if given, and then the links of a relation."""
        names = [*speaker]
        while number is not None:
            names.append(self.sources[number].name)
            if number in self.through:
                names.append(self.through[number])
            number = self.via[number]
        return tuple(dict.fromkeys([*names, *self.last]))


class _Page(NamedTuple):
    """A document, cut into its parts."""

    code: str
    parts: PageParts
    headings: tuple[Span, ...]
    sentences: list[Span]
    words: PageWords


def _read(document: Document) -> _Page:
    text = document.text
    code = (document.language or detect_language(text)).partition("-")[0].lower()
    parts = find_page_parts(text, outlet=document.outlet)
    sentences = segment(text, barriers=parts.boilerplate)
    words = PageWords(text, (), ())
    if code in SUPPORTED_LANGUAGES:
        quotations = find_quotations(text)
        read = read_sentences(text, sentences, quotations, parts.headings, load(code))
        words = PageWords(text, read, quotations)
    headings = frozenset(parts.headings)
    found = tuple(span for span in sentences if span in headings)
    return _Page(code, parts, found, sentences, words)


def _attribute(
    words: PageWords, relations: Sequence[Relation], language: Language, outlet: str | None
) -> list[Attribution]:
    text, read, quotations = words
    page = Page(text, language)
    relations = with_dialogue(words, relations, outlet)
    relations = [_without_addressee(relation, page) for relation in relations]
    sources: list[Source] = []
    for number, relation in enumerate(relations):
        before = None
        if number and relations[number - 1].sentence == relation.sentence:
            before = sources[-1] if not relations[number - 1].source else None
        asked = Asked(
            relation.source,
            at=relation.cue[0].start,
            impersonal=relation.impersonal,
            gender=relation.gender,
            before=before,
            governed=_is_governed(text, relation),
            is_heading=read[relation.sentence].is_heading,
            is_nested=is_nested(relations, number),
        )
        sources.append(page.resolve(asked))
    carriers = find_carriers(relations, sources)
    carry_over(text, relations, sources, carriers, language)
    in_meetings = frame(text, relations, sources, carriers, read)
    through = _media_between(read, relations, sources, page, outlet)
    last = [name for name in (dateline_agency(text, read, outlet), outlet) if name]
    links = _Links(sources, carriers, through, last)
    found = [
        _attribution(number, relation, links=links, sentences=read, quotations=quotations)
        for number, relation in enumerate(relations)
    ]
    found = [
        replace(a, channel="meeting") if a.id in in_meetings and a.channel not in _OWN else a
        for a in _with_channels_kept(found, sources)
    ]
    return found + _inherit(text, read, relations, found, links)


_OWN = frozenset({"tweet", "interview", "statement"})  # channels that an account does not change


def _without_addressee(relation: Relation, page: Page) -> Relation:
    source = page.without_addressee(relation.source)
    return relation if source is relation.source else replace(relation, source=source)


def _with_channels_kept(
    found: Sequence[Attribution], sources: Sequence[Source]
) -> list[Attribution]:
    """A source that goes on at once ("... وأضاف") goes on in the same statement or interview."""
    kept: list[Attribution] = []
    for number, attribution in enumerate(found):
        goes_on = number > 0 and sources[number] is sources[number - 1] and not attribution.source
        if attribution.channel is None and goes_on:
            kept.append(replace(attribution, channel=kept[-1].channel))
        else:
            kept.append(attribution)
    return kept


def _media_between(
    sentences: Sequence[Sentence],
    relations: Sequence[Relation],
    sources: Sequence[Source],
    page: Page,
    outlet: str | None,
) -> dict[int, str]:
    """Per relation the medium that its source spoke to; it holds while this source goes on."""
    spoke_to: dict[int, str] = {}
    found: dict[int, str] = {}
    by_head: dict[str, str] = {}  # of those who speak for themselves only: to whom they spoke
    for number, (relation, source) in enumerate(zip(relations, sources, strict=True)):
        sentence = sentences[relation.sentence]
        language = sentence.language
        name = spoken_to(sentence, relation, language, outlet)
        if name is None and (body := echo_spoken_to(sentence, relation, language)):
            head = language.bare_stem(body)
            name = _echo_of(head, source, sources[:number])
            name = name or page.medium_in_full(body, before=relation.cue[0].start)
            name = None if name is None or is_same_medium(name, outlet) else name
        if name is None and source.head in by_head and language.is_another(source.name):
            name = by_head[source.head]
        if name is not None:
            spoke_to[id(source)] = by_head[source.head] = name
        if id(source) in spoke_to:
            found[number] = spoke_to[id(source)]
    return found


def _echo_of(head: str, speaker: Source, before: Sequence[Source]) -> str | None:
    """The medium, or whoever asked an unnamed witness, that the page quoted with this head."""
    for source in reversed(before):
        if source.head != head or source is speaker:
            continue
        is_asker = source.kind in _ASKERS and speaker.anonymity in ("group", "role")
        if source.kind == "media_outlet" or is_asker:
            return source.name
    return None


_ASKERS = frozenset({"organisation", "government_body", "anonymous_group"})
_ASKS_FOR_TO = ("ا", "اً", "ًا")  # وفقا، طبقا، تبعا: "to" is written onto the source


def _is_governed(text: str, relation: Relation) -> bool:
    reading = relation.reading
    is_preposition = reading is not None and reading.kind == "preposition"
    return is_preposition and relation.cue[-1].of(text).endswith(_ASKS_FOR_TO)


def _inherit(
    text: str,
    sentences: Sequence[Sentence],
    relations: Sequence[Relation],
    found: Sequence[Attribution],
    links: _Links,
) -> list[Attribution]:
    """Sentences without a cue that plainly go on with the report before them."""
    more: list[Attribution] = []
    for one in find_inherited(text, sentences, relations):
        origin = found[one.relation]
        span = sentences[one.sentence].span
        content = without_final_marks(text, (after_bullet(text, span),))
        if not content:
            continue
        more.append(
            replace(
                origin,
                id=len(found) + len(more),
                source=(),
                cue=(),
                content=content,
                manner="indirect",
                inherited=True,
                confidence=round(origin.confidence * _INHERITS, 4),
                antecedent=origin.source or origin.antecedent,
                rule=f"inherited:{one.rule}",
                evidence=origin.content,
                chain=links.chain(origin.via, origin.source_name),
            )
        )
    return more


def _attribution(
    number: int,
    relation: Relation,
    *,
    links: _Links,
    sentences: Sequence[Sentence],
    quotations: Sequence[Quotation],
) -> Attribution:
    reading, source = relation.reading, links.sources[number]
    return Attribution(
        id=number,
        source=relation.source,
        cue=relation.cue,
        content=relation.content,
        source_name=source.name,
        source_kind=source.kind,
        channel=find_channel(sentences[relation.sentence], relation, source.kind),
        manner=_manner(relation.content, quotations),
        chain=links.chain(number),
        via=links.via[number],
        inherited=False,
        confidence=round(relation.confidence, 4),
        antecedent=() if relation.source else source.last,
        cue_class=reading.cue_class if reading else "asserts",
        hedge=reading.hedge if reading else None,
        anonymity=source.anonymity,
        rule=relation.rule,
        evidence=relation.cue,
    )


def _manner(content: Sequence[Span], quotations: Sequence[Quotation]) -> str:
    around = [_last_before(span.end, quotations) for span in content]
    if not any(one and span.start < one.end for span, one in zip(content, around, strict=True)):
        return "indirect"
    is_direct = all(
        one and one.start <= span.start and span.end <= one.end + 1
        for span, one in zip(content, around, strict=True)
    )
    return "direct" if is_direct else "mixed"


def _last_before(place: int, quotations: Sequence[Quotation]) -> Quotation | None:
    """The last of the outermost quotations, in text order, that begins before a place."""
    number = bisect_left(quotations, place, key=_STARTS)
    while number and quotations[number - 1].depth:
        number -= 1
    return quotations[number - 1] if number else None


_STARTS = attrgetter("start")
