"""English: tables of cues and words, and the forms of its verbs."""

from collections.abc import Iterator

from claims.attribution.languages.base import Cue, Language, build
from claims.attribution.languages.en.forms import verb_forms
from claims.attribution.languages.files import read_classes, read_rows

_KINDS = {"p": "preposition", "n": "noun", "a": "adjective", "v": "view"}


class English(Language):
    """A language whose noun phrases end with their head."""

    head_comes_last = True


def load() -> Language:
    built = build("en", [*_verbs(), *_phrases()], read_classes("en"))
    lists: dict[str, set[str]] = {}
    for word, names in read_classes("en", "lists.txt").items():
        for name in names:
            lists.setdefault(name, set()).add(word)
    return English(
        "en", built.cues, built.phrases, built.classes, naming=built.naming,
        lists={name: frozenset(words) for name, words in lists.items()},
    )  # fmt: skip


def _verbs() -> Iterator[tuple[str, Cue]]:
    for lemma, cue_class, frames, hedge in _rows("verbs.tsv", 4):
        verb, _, particle = lemma.partition(" ")
        for form, spelling in verb_forms(verb):
            cue = Cue(lemma, "verb", form, cue_class, frozenset(frames.split(",")), hedge or None)
            yield f"{spelling} {particle}".strip(), cue


def _phrases() -> Iterator[tuple[str, Cue]]:
    for words, cue_class, kind, frames, hedge in _rows("phrases.tsv", 5):
        frames_ = frozenset(frames.split(",")) if frames else frozenset[str]()
        cue = Cue(words, _KINDS[kind], "plain", cue_class, frames_, hedge or None)
        yield words, cue
        if kind == "n" and " " not in words and not words.endswith("s"):
            yield f"{words[:-1]}ies" if words.endswith("y") else f"{words}s", cue


def _rows(name: str, columns: int) -> Iterator[list[str]]:
    for row in read_rows("en", name):
        yield [*row, *[""] * (columns - len(row))]
