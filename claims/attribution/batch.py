"""Many texts at once: in order, with constant memory, on as many processes as wanted.

    from claims.attribution import find_attributions_in_many
    for found in find_attributions_in_many(texts, language="ar", processes=4):
        ...

Each process reads tables and models once. Texts are handed out in portions, and new ones are taken
from the source only as results are taken, so millions of texts need no more memory than a few.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import chain

from claims.attribution.pipeline import analyse_together, checked_language
from claims.attribution.types import Analysis, Attribution, Document

_PORTION = 40_000  # characters that are analysed together, and worth the way to a process
_PORTIONS_AHEAD = 3  # per process: being read, waiting to be read, waiting to be taken


def find_attributions_in_many(
    texts: Iterable[str], *, language: str, outlet: str | None = None, processes: int = 1
) -> Iterator[list[Attribution]]:
    """Find who says what in each of many texts: what find_attributions gives, in the same order.

    Args: texts may be endless; processes is how many read at the same time, 1 for none but this.
    Raises: LanguageNotSupported at once, before any text is read; ValueError if processes < 1.
    """
    checked_language(language)
    found = analyse_many((Document(text, language, outlet) for text in texts), processes=processes)
    return (list(analysis.attributions) for analysis in found)


def analyse_many(documents: Iterable[Document], *, processes: int = 1) -> Iterator[Analysis]:
    """Analyse many documents: what `analyse` gives for each, in the same order.

    Raises: ValueError if processes < 1. Closing the iterator ends its processes.
    """
    if processes < 1:
        raise ValueError(f"processes: {processes} is less than 1.")
    if processes == 1:
        return chain.from_iterable(map(analyse_together, _portions(documents)))
    return _analyse_apart(_portions(documents), processes)


def _analyse_apart(portions: Iterator[Sequence[Document]], processes: int) -> Iterator[Analysis]:
    first = next(portions, ())
    second = next(portions, None)
    if second is None:  # too little to be worth a process
        yield from analyse_together(first)
        return
    waiting: deque[Future[list[Analysis]]] = deque()
    workers = ProcessPoolExecutor(processes)
    try:
        for portion in (first, second):
            waiting.append(workers.submit(analyse_together, portion))
        for portion in portions:
            waiting.append(workers.submit(analyse_together, portion))
            if len(waiting) >= processes * _PORTIONS_AHEAD:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()
    finally:
        workers.shutdown(cancel_futures=True)


def _portions(documents: Iterable[Document]) -> Iterator[Sequence[Document]]:
    portion: list[Document] = []
    size = 0
    for document in documents:
        portion.append(document)
        size += len(document.text)
        if size >= _PORTION:
            yield portion
            portion, size = [], 0
    if portion:
        yield portion
