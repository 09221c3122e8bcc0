"""How fast the attribution engine reads, beside peers of the same run, and what each step adds."""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from claims.attribution import Attribution, analyse, nesting, pipeline, resolution, scoring

_CORPUS = Path(__file__).parent / "attribution" / "corpus"
_PASSES = 2  # the second finds its words in the caches, as in a long run
_START = "import time; s = time.process_time(); from claims.attribution import analyse; {}"
_FIRST = "analyse('قال الوزير إن الأسعار ستنخفض.', language='ar'); print(time.process_time() - s)"


@dataclass(frozen=True, slots=True)
class Speed:
    """Sentences a CPU second, over texts read for the first time and read again."""

    name: str
    language: str
    sentences: int
    first: float
    again: float


@dataclass(frozen=True, slots=True)
class Step:
    """F1 in percent without one step of the pipeline, and with all; chains of those found."""

    name: str
    attribution: float
    chain: float


def measure_speed(language: str, *, articles: int) -> Speed:
    """Read articles of the open corpus of a language on one core."""
    documents = read_corpus(language)[:articles]
    rates: list[float] = []
    sentences = 0
    for _ in range(_PASSES):
        started = time.process_time()
        read = [analyse(document["text"], language=language) for document in documents]
        spent = time.process_time() - started
        sentences = sum(len(analysis.sentences) for analysis in read)
        rates.append(round(sentences / spent, 1))
    return Speed("this engine", language, sentences, rates[0], rates[-1])


def measure_start() -> float:
    """CPU seconds of a new process from its first import to its first Arabic attribution."""
    done = subprocess.run(
        [sys.executable, "-c", _START.format(_FIRST)], capture_output=True, text=True, check=True
    )
    return round(float(done.stdout), 3)


def memory_in_mb() -> float:
    """The most memory that this process has held."""
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)


def measure_peers(python: str, *, articles: int, sentences: int) -> list[Speed]:
    """textacy (with its spaCy parse) and pysbd on the same English texts, by another Python.

    Args: python has the packages of requirements-bench.txt; sentences is how many the engine finds
        in these texts, so that all are measured by the same sentences.
    Raises: CalledProcessError if that Python cannot run them.
    """
    texts = [document["text"] for document in read_corpus("en")[:articles]]
    done = subprocess.run(
        [python, "-I", str(Path(__file__).with_name("benchmark_peers.py"))],
        input=json.dumps(texts),
        capture_output=True,
        text=True,
        check=True,
    )
    return [
        Speed(name, "en", sentences, round(sentences / first, 1), round(sentences / again, 1))
        for name, (first, again) in json.loads(done.stdout).items()
    ]


def measure_steps(language: str, *, articles: int) -> list[Step]:
    """What attributions and chains lose when one step is switched off or made plain."""
    documents = read_corpus(language)[:articles]
    found = [_score("all steps", documents, language)]
    for name, (owner, attribute, plain) in STEPS.items():
        with _replaced(owner, attribute, plain):
            found.append(_score(name, documents, language))
    return found


STEPS: dict[str, tuple[Any, str, Callable[..., Any]]] = {
    "no relay kept by its source": (pipeline, "carry_over", lambda *_: None),
    "no frames": (pipeline, "frame", lambda *_: None),
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
