"""How fast the attribution engine reads, beside peers of the same run, and what each step adds."""

import json
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, repeat
from pathlib import Path
from typing import Any

from claims.attribution import (
    Attribution,
    Document,
    analyse,
    analyse_many,
    nesting,
    pipeline,
    resolution,
    scoring,
    tagger,
)
from claims.attribution.boilerplate import PageParts
from claims.attribution.spans import FoundSources
from claims.attribution.text import Span

_CORPUS = Path(__file__).parent / "attribution" / "corpus"
_PASSES = 4  # after the first its words are in the caches, as in a long run
_START = """
import time
begun = time.process_time()
from claims.attribution import analyse
analyse('قال الوزير إن الأسعار ستنخفض.', language='ar')
spent = time.process_time() - begun
from claims.benchmark_peers import memory_in_mb
print(spent, memory_in_mb())
"""


@dataclass(frozen=True, slots=True)
class Speed:
    """Sentences a CPU second: texts read for the first time, the best of later passes over them,
    and the same one text at a time, where that is another way; start and memory of a process."""

    name: str
    language: str
    sentences: int
    first: float
    again: float
    alone: float | None = None
    start_cpu_seconds: float | None = None
    memory_mb: float | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """F1 in percent without one step of the pipeline, and with all; chains of those found."""

    name: str
    attribution: float
    chain: float


def measure_speed(language: str, *, articles: int) -> Speed:
    """Read articles of the open corpus of a language on one core."""
    documents = [
        Document(document["text"], language) for document in read_corpus(language)[:articles]
    ]
    sentences = sum(len(one.sentences) for one in analyse_many(documents[:1]))  # models are read
    together, alone = [], []
    for _ in range(_PASSES):
        started = time.process_time()
        sentences = sum(len(analysis.sentences) for analysis in analyse_many(documents))
        together.append(time.process_time() - started)
    for _ in range(_PASSES):
        started = time.process_time()
        for text, _, _ in documents:
            analyse(text, language=language)
        alone.append(time.process_time() - started)
    start, memory = measure_start()
    return Speed(
        "this engine",
        language,
        sentences,
        first=round(sentences / together[0], 1),
        again=round(sentences / min(together[1:]), 1),
        alone=round(sentences / min(alone), 1),
        start_cpu_seconds=start,
        memory_mb=memory,
    )


def measure_start() -> tuple[float, float]:
    """CPU seconds of a new process from its first import to its first Arabic attribution, and the
    most memory that it has held by then, in MB."""
    done = subprocess.run(
        [sys.executable, "-c", _START], capture_output=True, text=True, check=True
    )
    start, memory = map(float, done.stdout.split())
    return round(start, 3), round(memory, 1)


def measure_cores(language: str, *, articles: int, processes: int) -> float:
    """Sentences a second by the clock, with so many processes, their start included."""
    documents = [
        Document(document["text"], language) for document in read_corpus(language)[:articles]
    ]
    started = time.perf_counter()
    many = chain.from_iterable(repeat(documents, _PASSES))
    sentences = sum(len(one.sentences) for one in analyse_many(many, processes=processes))
    return round(sentences / (time.perf_counter() - started), 1)


def measure_peers(python: str, *, articles: int, sentences: int) -> list[Speed]:
    """textacy (with its spaCy parse) and pysbd on the same English texts, by another Python.

    Args: python has the packages of requirements-bench.txt; sentences is how many the engine finds
        in these texts, so that all are measured by the same sentences.
    Raises: CalledProcessError if that Python cannot run them.
    """
    texts = [document["text"] for document in read_corpus("en")[:articles]]
    done = subprocess.run(
        [python, "-I", str(Path(__file__).with_name("benchmark_peers.py"))],
        input=json.dumps({"texts": texts, "passes": _PASSES}),
        capture_output=True,
        text=True,
        check=True,
    )
    return [
        Speed(
            name,
            "en",
            sentences,
            first=round(sentences / found["passes"][0], 1),
            again=round(sentences / min(found["passes"][1:]), 1),
            start_cpu_seconds=round(found["start"], 3),
            memory_mb=round(found["memory"], 1),
        )
        for name, found in json.loads(done.stdout).items()
    ]


def measure_steps(language: str, *, articles: int) -> list[Step]:
    """What attributions and chains lose when one step is switched off or made plain."""
    documents = read_corpus(language)[:articles]
    found = [_score("all steps", documents, language)]
    for name, (owner, attribute, plain) in STEPS.items():
        with _replaced(owner, attribute, plain):
            found.append(_score(name, documents, language))
    return found


def _lines(text: str, *, barriers: Sequence[Span] = ()) -> list[Span]:
    """The lines of a text that aren't debris, as if each were a sentence."""
    debris = {(one.start, one.end) for one in barriers}
    lines = (Span(*found.span()) for found in re.finditer(r"\S[^\n]*", text))
    return [line for line in lines if (line.start, line.end) not in debris]


def _first_guesses(_: Any, __: Any, sources: Sequence[FoundSources]) -> list[Any]:
    """Contents as the sequence model sees them."""
    return [[(content, 1.0) for content in one.contents] for one in sources]


STEPS: dict[str, tuple[Any, str, Callable[..., Any]]] = {
    "page not cleaned": (pipeline, "find_page_parts", lambda *_, **__: PageParts((), ())),
    "a line is a sentence": (pipeline, "segment", _lines),
    "no quotations paired": (pipeline, "find_quotations", lambda _: []),
    "contents by the first guess": (tagger.Tagger, "find_contents", _first_guesses),
    "nothing withdrawn for little confidence": (tagger, "_asked_of", lambda _: 0.0),
    "confidence is the cue's alone": (tagger.Tagger, "_confident", lambda _, __, sure: list(sure)),
    "no relay kept by its source": (pipeline, "carry_over", lambda *_: None),
    "no vetoes": (tagger, "find_veto", lambda *_: None),
    "no talk of nobody": (tagger, "find_talk", lambda *_: []),
    "no frames": (pipeline, "frame", lambda *_: frozenset()),
    "no nesting": (pipeline, "find_carriers", lambda relations, _: [None] * len(relations)),
    "nothing inherited": (pipeline, "find_inherited", lambda *_: []),
    "no media spoken to": (pipeline, "spoken_to", lambda *_: None),
    "no agency of the dateline": (pipeline, "dateline_agency", lambda *_: None),
    "no people of the page": (resolution, "find_people", lambda *_: []),
    "no mention found again": (resolution.Page, "_find", lambda *_: None),
    "same content: always the earlier outside": (nesting, "_depth", lambda *_: 1),
}


def read_corpus(language: str) -> list[dict[str, Any]]:
    """The articles of the open corpus in one language."""
    lines = (_CORPUS / f"{language}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


@contextmanager
def _replaced(owner: Any, attribute: str, plain: Callable[..., Any]) -> Iterator[None]:
    original = getattr(owner, attribute)
    setattr(owner, attribute, plain)
    try:
        yield
    finally:
        setattr(owner, attribute, original)


def _score(name: str, documents: Sequence[dict[str, Any]], language: str) -> Step:
    counts = scoring.score(documents, [_predict(document, language) for document in documents])
    return Step(
        name, round(100 * counts["attribution"].f1, 1), round(100 * counts["chain"].recall, 1)
    )


def _predict(document: dict[str, Any], language: str) -> dict[str, Any]:
    analysis = analyse(document["text"], language=language, outlet=document.get("outlet"))
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
