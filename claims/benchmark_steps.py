"""What each step of the attribution engine adds: what is found when it is switched off alone."""

import re
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import cache
from typing import Any, NamedTuple

from claims.attribution import (
    Attribution,
    analyse,
    nesting,
    pipeline,
    relations,
    resolution,
    scoring,
    tagger,
)
from claims.attribution.boilerplate import PageParts
from claims.attribution.open_corpus import LEFT_OUT, Document, parts_of, read_parts
from claims.attribution.spans import FoundSources
from claims.attribution.text import Span


class Step(NamedTuple):
    """F1 in percent without one step, and with all; of what is found, how many chains are right."""

    name: str
    attribution: float
    cue: float
    whose: float  # sentence and source
    chain: float


class Replacement(NamedTuple):
    """What does the work of a step, by its name in a module or a class, and what stands in."""

    owner: Any
    name: str
    plain: Any


def measure_steps(documents: Sequence[Document]) -> list[Step]:
    """What is found in annotated Arabic articles with all steps, and without each alone."""
    found = [_score("all steps", documents)]
    for name, replacements in STEPS.items():
        with ExitStack() as replaced:
            for replacement in replacements:
                replaced.enter_context(_replaced(replacement))
            found.append(_score(name, documents))
    return found


def _lines(text: str, *, barriers: Sequence[Span] = ()) -> list[Span]:
    """The lines of a text that aren't debris, as if each were a sentence."""
    debris = {(one.start, one.end) for one in barriers}
    lines = (Span(*found.span()) for found in re.finditer(r"\S[^\n]*", text))
    return [line for line in lines if (line.start, line.end) not in debris]


def _first_guesses(_: Any, __: Any, sources: Sequence[FoundSources]) -> list[Any]:
    """Contents as the sequence model sees them."""
    return [[(content, 1.0) for content in one.contents] for one in sources]


@cache
def _without_ranker_of_sources(language: str) -> tagger.Tagger:
    """The models of a language without the one that chooses among noun phrases."""
    others = Replacement(tagger, "RANKER_NAMES", ("starts", "ends"))
    with _replaced(others):
        return tagger.open_models(tagger.MODELS, language)


_NO_VETOES = Replacement(tagger, "find_veto", lambda *_: None)
_NO_TALK = Replacement(tagger, "find_talk", lambda *_: [])
_NO_ASIDES = Replacement(tagger, "find_asides", lambda _: [])
_ONE_SENTENCE = Replacement(relations, "to_the_end", lambda _, content, *__: content)
_NO_FRAMES = Replacement(pipeline, "frame", lambda *_: frozenset())
_NO_RELAY_KEPT = Replacement(pipeline, "carry_over", lambda *_: None)
_NOT_INHERITED = Replacement(pipeline, "find_inherited", lambda *_: [])

STEPS: dict[str, Sequence[Replacement]] = {
    "page not cleaned": [
        Replacement(pipeline, "find_page_parts", lambda *_, **__: PageParts((), ()))
    ],
    "a line is a sentence": [Replacement(pipeline, "segment", _lines)],
    "no quotations paired": [Replacement(pipeline, "find_quotations", lambda _: [])],
    "quotations end with their sentence": [_ONE_SENTENCE],
    "no vetoes": [_NO_VETOES],
    "no cues by rule": [_NO_TALK, _NO_ASIDES],
    "sources by the first guess": [
        Replacement(relations, "load_tagger", _without_ranker_of_sources)
    ],
    "contents by the first guess": [Replacement(tagger.Tagger, "find_contents", _first_guesses)],
    "confidence is the cue's alone": [
        Replacement(tagger.Tagger, "_confident", lambda _, __, sure: list(sure))
    ],
    "nothing withdrawn for little confidence": [Replacement(tagger, "_asked_of", lambda _: 0.0)],
    "no rule after the models": [
        _NO_VETOES, _NO_TALK, _NO_ASIDES, _ONE_SENTENCE, _NO_FRAMES, _NO_RELAY_KEPT, _NOT_INHERITED
    ],
    "no nesting": [
        Replacement(pipeline, "find_carriers", lambda relations, _: [None] * len(relations))
    ],
    "same content: always the earlier outside": [Replacement(nesting, "_depth", lambda *_: 1)],
    "no relay kept by its source": [_NO_RELAY_KEPT],
    "no frames": [_NO_FRAMES],
    "nothing inherited": [_NOT_INHERITED],
    "no media spoken to": [Replacement(pipeline, "spoken_to", lambda *_: None)],
    "no agency of the dateline": [Replacement(pipeline, "dateline_agency", lambda *_: None)],
    "no people of the page": [Replacement(resolution, "find_people", lambda *_: [])],
    "no mention found again": [Replacement(resolution.Page, "_find", lambda *_: None)],
}  # fmt: skip


def unseen_articles(language: str, *, most: int) -> list[Document]:
    """Annotated articles that the models which ship didn't learn from, of all such parts."""
    parts = [name for name in parts_of(language) if name in LEFT_OUT]
    every = read_parts(parts)
    return list(every[:: -(-len(every) // most)])


@contextmanager
def _replaced(one: Replacement) -> Iterator[None]:
    original = getattr(one.owner, one.name)
    setattr(one.owner, one.name, one.plain)
    try:
        yield
    finally:
        setattr(one.owner, one.name, original)


def _score(name: str, documents: Sequence[Document]) -> Step:
    counts = scoring.score(documents, map(_predict, documents))
    f1 = {measure: round(100 * count.f1, 1) for measure, count in counts.items()}
    chain = round(100 * counts["chain"].recall, 1)
    return Step(name, f1["attribution"], f1["cue"], f1["sentence+source"], chain)


def _predict(document: Document) -> dict[str, Any]:
    analysis = analyse(document["text"], language="ar", outlet=document.get("outlet"))
    return {
        "doc": document["doc"],
        "sentences": [[span.start, span.end] for span in analysis.sentences],
        "attributions": [_entry(one) for one in analysis.attributions],
    }


def _entry(one: Attribution) -> dict[str, Any]:
    roles = {"source": one.source, "cue": one.cue, "content": one.content}
    return {
        **{name: [[span.start, span.end] for span in spans] for name, spans in roles.items()},
        "chain": list(one.chain),
        "source_kind": one.source_kind,
        "channel": one.channel,
    }
