"""The tables of a language as they lie in its folder."""

import csv
from collections.abc import Iterator
from importlib import resources

from claims.attribution.text import fold_word


def read_rows(code: str, name: str) -> Iterator[list[str]]:
    """Rows of a tab-separated table of a language, without comments and empty lines."""
    text = (resources.files(__package__) / code / name).read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if line.strip() and not line.startswith("#"))
    return csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)


def read_classes(code: str, table: str = "words.txt") -> dict[str, frozenset[str]]:
    """Word classes of a table: "= class" opens a class, the lines after it list its words.

    Words of several classes may stand under "= class another".
    """
    text = (resources.files(__package__) / code / table).read_text(encoding="utf-8")
    text = fold_word(text)  # all of it at once: there are 30,000 words
    found: dict[str, set[str]] = {}
    opened: list[str] = []
    for line in text.splitlines():
        if line.startswith("="):
            opened = line[1:].split()
        elif not line.startswith("#"):
            for word in line.split():
                found.setdefault(word, set()).update(opened)
    return {word: frozenset(names) for word, names in found.items()}
