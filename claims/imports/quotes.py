"""Quotations of other tools with the texts they stand in: Citron, the Gender Gap Tracker, doccano.

Places are half open, in code points of the text as it was given; where a format has the words too,
both must agree. What comes in is a candidate to train on (`ImportedQuote`), never an attribution.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any
from uuid import UUID

import orjson
from django.utils.translation import gettext
from pydantic import BaseModel, BeforeValidator, Field

from articles.states import IngestionKind
from articles.storing import Submission
from articles.workflows import accept
from claims.imported_models import ImportedQuote
from claims.imports.results import CREATED, UNCHANGED, Done, read_as
from claims.states import SpanRole
from newsroom.errors import BadInput, one_of
from newsroom.models import User
from newsroom.schemas import Words
from sources.workflows import shown_name

MOST_QUOTES = 5000
Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Quote:
    """Places of a quotation's source, cue and content, and what is known of it."""

    spans: dict[str, list[Place]]
    source_name: str = ""
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A text with its quotations."""

    text: str
    quotes: list[Quote] = field(default_factory=list)
    outlet: str = ""
    title: str = ""
    by_people: bool = False


class Span(BaseModel):
    """A place, and the words that stand there."""

    start: int = Field(ge=0)
    end: int = Field(ge=0)
    text: Words | None = None


class CitronQuote(BaseModel):
    """A quotation in Citron's annotation format; its coreferences are not read."""

    cue: Span | None = None
    sources: list[Span] = []
    contents: list[Span] = Field(min_length=1)
    confidence: float | None = Field(None, ge=0, le=1)


class CitronDocument(BaseModel):
    """A text in Citron's annotation format."""

    text: Words = Field(min_length=1)
    quotes: list[CitronQuote] = Field(max_length=MOST_QUOTES)


def citron(value: Any) -> Document:
    """A document of Citron. Raises: BadInput, naming the field and the rule."""
    found = read_as(CitronDocument, value)
    quotes = []
    for number, quote in enumerate(found.quotes):
        at = f"quotes.{number}"
        spans = {
            "source": _places(found.text, quote.sources, f"{at}.sources"),
            "cue": _places(found.text, [quote.cue] if quote.cue else [], f"{at}.cue"),
            "content": _places(found.text, quote.contents, f"{at}.contents"),
        }
        name = quote.sources[0].text if quote.sources else None
        quotes.append(Quote(spans, _name(name), quote.confidence))
    return Document(found.text, quotes)


def _pair(value: Any) -> Any:
    """`(350,363)`, as the tracker writes places; nothing where there is none."""
    if value in (None, "", "None"):
        return None
    found = re.fullmatch(r"\(\s*(\d{1,9})\s*,\s*(\d{1,9})\s*\)", value) if value else None
    return (int(found[1]), int(found[2])) if found else value


Pair = Annotated[tuple[int, int] | None, BeforeValidator(_pair)]


class TrackerQuote(BaseModel):
    """A quotation as the Gender Gap Tracker writes it."""

    speaker: Words = ""
    speaker_index: Pair = None
    quote: Words = ""
    quote_index: Pair
    verb: Words = ""
    verb_index: Pair = None


class TrackerDocument(BaseModel):
    """A text with what the tracker found in it."""

    text: Words = ""
    body: Words = ""
    title: Words = ""
    outlet: Words = ""
    quotes: list[TrackerQuote] = Field(max_length=MOST_QUOTES)


def gender_gap_tracker(value: Any) -> Document:
    """A document of the Gender Gap Tracker. Raises: BadInput, naming the field and the rule."""
    found = read_as(TrackerDocument, value)
    text = found.text or found.body
    quotes = []
    for number, quote in enumerate(found.quotes):
        at = f"quotes.{number}"
        spans = {
            "source": _indexed(text, quote.speaker_index, quote.speaker, f"{at}.speaker_index"),
            "cue": _indexed(text, quote.verb_index, quote.verb, f"{at}.verb_index"),
            "content": _indexed(text, quote.quote_index, quote.quote, f"{at}.quote_index"),
        }
        if not spans["content"]:
            raise BadInput(f"{at}.quote_index: " + gettext("is needed."))
        quotes.append(Quote(spans, _name(quote.speaker)))
    return Document(text, quotes, outlet=found.outlet, title=found.title)


class Entity(BaseModel):
    """A labelled place of doccano."""

    id: int = 0
    label: Words
    start_offset: int
    end_offset: int


class Relation(BaseModel):
    """Two labelled places that belong together."""

    from_id: int
    to_id: int


class DoccanoLine(BaseModel):
    """A line of doccano: `entities` with `relations`, or `label` (once `labels`) with neither."""

    text: Words = Field(min_length=1)
    entities: list[Entity] = []
    relations: list[Relation] = []
    label: list[tuple[int, int, Words]] = []
    labels: list[tuple[int, int, Words]] = []


def doccano(value: Any) -> Document:
    """A line of doccano whose labels are source, cue and content.

    Raises: BadInput, naming the field and the rule.
    """
    line = read_as(DoccanoLine, value)
    entities = line.entities or [
        Entity(id=number, label=label, start_offset=start, end_offset=end)
        for number, (start, end, label) in enumerate(line.label or line.labels)
    ]
    quotes = []
    for group in _groups(entities, line.relations):
        spans: dict[str, list[Place]] = {"source": [], "cue": [], "content": []}
        for entity in group:
            role = entity.label.strip().lower()
            if role not in spans:
                raise BadInput("label: " + one_of(SpanRole.values))
            span = Span.model_construct(start=entity.start_offset, end=entity.end_offset)
            spans[role] += _places(line.text, [span], "label")
        if not spans["content"]:
            raise BadInput("label: " + gettext("each quotation has a content."))
        quotes.append(Quote({role: sorted(places) for role, places in spans.items()}))
    return Document(line.text, quotes, by_people=True)


def _groups(entities: Sequence[Entity], relations: Sequence[Relation]) -> list[list[Entity]]:
    """What belongs together by relations; without any, all of a text is one quotation.

    Raises: BadInput if it can't be: several sources or cues, and nothing says whose is whose.
    """
    if not relations:
        for role in ("source", "cue"):
            if sum(1 for one in entities if one.label.strip().lower() == role) > 1:
                raise BadInput(
                    "relations: "
                    + gettext("are needed where a text has more than one %(role)s.")
                    % {"role": role}
                )
        return [list(entities)] if entities else []
    group_of = {one.id: {one.id} for one in entities}
    for relation in relations:
        for name, one in (("from_id", relation.from_id), ("to_id", relation.to_id)):
            if one not in group_of:
                raise BadInput(
                    "relations: " + gettext("%(one)s is no entity.") % {"one": f"{name} {one}"}
                )
        joined = group_of[relation.from_id] | group_of[relation.to_id]
        group_of.update(dict.fromkeys(joined, joined))
    known = {one.id: one for one in entities}
    groups = {min(group): sorted(group) for group in group_of.values()}
    return [[known[one] for one in group] for _, group in sorted(groups.items())]


def import_document(
    document: Document, *, format_name: str, by: User | None, outlet: str = ""
) -> Done:
    """Store a text as an article and its quotations as candidates to train on.

    Inside a transaction. Raises: BadInput, naming the field and the rule.
    """
    if not document.quotes:
        raise BadInput("quotes: " + gettext("there are none."))
    digests = [_digest(format_name, document.text, quote) for quote in document.quotes]
    known = ImportedQuote.objects.filter(digest__in=digests)
    if len(found := list(known.values_list("digest", "version__article"))) == len(set(digests)):
        return Done(UNCHANGED, document.title, UUID(str(found[0][1])))
    ingestion = accept(
        Submission(
            IngestionKind.TEXT,
            body=document.text.encode(errors="replace"),
            outlet=document.outlet or outlet,
            title=shown_name(document.title) if document.title.strip() else "",
        ),
        by=by,
    )
    version = ingestion.version
    assert version is not None
    shift = document.text.find(version.text)
    if shift < 0:
        raise BadInput(
            "text: " + gettext("has line ends or control characters that aren't stored.")
        )
    ImportedQuote.objects.bulk_create(
        (
            ImportedQuote(
                version=version,
                format=format_name,
                digest=digest,
                spans=_shifted(quote, shift, len(version.text)),
                source_name=quote.source_name,
                confidence=quote.confidence,
                by_people=document.by_people,
                imported_by=by,
            )
            for digest, quote in zip(digests, document.quotes, strict=True)
        ),
        ignore_conflicts=True,
    )
    return Done(CREATED, version.title, version.article_id)


def _shifted(quote: Quote, shift: int, length: int) -> dict[str, list[list[int]]]:
    """Places in the stored text, whose blank beginning and end are taken away."""
    spans = {
        role: [[start - shift, end - shift] for start, end in places]
        for role, places in quote.spans.items()
    }
    for places in spans.values():
        if any(start < 0 or end > length for start, end in places):
            raise BadInput(
                "text: " + gettext("a place lies in the blanks around it, which aren't stored.")
            )
    return spans


def _places(text: str, spans: Sequence[Span], at: str) -> list[Place]:
    for span in spans:
        place = {"start": span.start, "end": span.end}
        if not 0 <= span.start < span.end <= len(text):
            raise BadInput(
                f"{at}: " + gettext("[%(start)d, %(end)d] is no place in the text.") % place
            )
        if span.text is not None and text[span.start : span.end] != span.text:
            raise BadInput(
                f"{at}: " + gettext("other words stand at [%(start)d, %(end)d].") % place
            )
    return [(span.start, span.end) for span in spans]


def _indexed(text: str, pair: Place | None, words: str, at: str) -> list[Place]:
    if pair is None:
        return []
    span = Span.model_construct(start=pair[0], end=pair[1], text=words or None)
    return _places(text, [span], at)


def _name(words: str | None) -> str:
    return shown_name(words) if words and words.strip() else ""


def _digest(format_name: str, text: str, quote: Quote) -> str:
    said = [format_name, hashlib.sha256(text.encode(errors="replace")).hexdigest(), quote.spans]
    return hashlib.sha256(orjson.dumps(said, option=orjson.OPT_SORT_KEYS)).hexdigest()
