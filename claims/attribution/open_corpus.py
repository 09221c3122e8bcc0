"""The parts of the open corpus, and which of them train the models that ship."""

import json
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

Document = Mapping[str, Any]
CORPUS = Path(__file__).parent / "corpus"

# Parts that train nothing that ships, and why; measured in docs/attribution-runs.md.
_RARE = "rich in rare cases on purpose; with them the models lose on everyday news"
LEFT_OUT = {
    "ar-press": "annotated apart; with it the models lose on the articles of all others",
    "ar-nouns": _RARE,
    "ar-verbs": _RARE,
    "ar-ends": _RARE,
}


def parts_of(language: str, folder: Path = CORPUS) -> list[str]:
    """The names of the parts in a language, in the order of their files: "ar-dailies", ..., "ar".

    Models depend on the order: whether an article teaches with one third or with another.
    """
    files = [*folder.glob(f"{language}.jsonl"), *folder.glob(f"{language}-*.jsonl")]
    return [file.stem for file in sorted(files)]


def training_parts(
    language: str,
    *,
    without: Collection[str] = (),
    even: Collection[str] = (),
    folder: Path = CORPUS,
) -> list[str]:
    """The parts that models are trained on: all but those left out and those given in `without`.

    `even` names parts that are trained on although they're left out as a rule.
    Raises: ValueError if there's no such part.
    """
    parts = parts_of(language, folder)
    if unknown := sorted({*without, *even}.difference(parts)):
        known = ", ".join(parts) or "none"
        raise ValueError(f"{unknown[0]}: no part of the open corpus in {language} ({known}).")
    return [
        name for name in parts if name not in without and (name in even or name not in LEFT_OUT)
    ]


def read_parts(names: Iterable[str], folder: Path = CORPUS) -> list[Document]:
    """The articles of some parts, in order."""
    return [article for name in names for article in read_articles(folder / f"{name}.jsonl")]


def read_articles(file: Path) -> list[Document]:
    """The articles of a file in JSON Lines."""
    with file.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]
