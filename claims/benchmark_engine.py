"""How fast the attribution engine reads, beside peers of the same run."""

import json
import subprocess
import sys
import time
from dataclasses import dataclass
from itertools import chain, repeat
from pathlib import Path

from claims.attribution import Document, analyse, analyse_many
from claims.attribution.open_corpus import read_parts

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


def measure_speed(language: str, *, articles: int) -> Speed:
    """Read articles of the open corpus of a language on one core."""
    documents = _documents(language, articles)
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
    documents = _documents(language, articles)
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
    texts = [document.text for document in _documents("en", articles)]
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


def _documents(language: str, articles: int) -> list[Document]:
    """The first articles of the oldest part of the open corpus in a language."""
    return [Document(found["text"], language) for found in read_parts([language])[:articles]]
