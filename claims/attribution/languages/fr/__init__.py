"""French: tables of cues and words, and the forms of its verbs."""

from collections.abc import Iterator

from claims.attribution.languages.base import Cue, Language, build
from claims.attribution.languages.files import read_classes, read_rows
from claims.attribution.languages.fr.forms import verb_forms

_KINDS = {"p": "preposition", "n": "noun", "a": "adjective"}


def load() -> Language:
    return build("fr", [*_verbs(), *_phrases()], read_classes("fr"))


def _verbs() -> Iterator[tuple[str, Cue]]:
    for lemma, cue_class, frames, hedge in _rows("verbs.tsv", 4):
        reflexive = lemma.startswith(("s'", "se "))
        verb, _, particle = (lemma.removeprefix("se ") if reflexive else lemma).partition(" ")
        for form, spelling in verb_forms(verb):
            cue = Cue(lemma, "verb", form, cue_class, frozenset(frames.split(",")), hedge or None)
            yield f"{spelling} {particle}".strip(), cue


def _phrases() -> Iterator[tuple[str, Cue]]:
    for words, cue_class, kind, frames, hedge in _rows("phrases.tsv", 5):
        frames_ = frozenset(frames.split(",")) if frames else frozenset[str]()
        yield words, Cue(words, _KINDS[kind], "plain", cue_class, frames_, hedge or None)


def _rows(name: str, columns: int) -> Iterator[list[str]]:
    for row in read_rows("fr", name):
        yield [*row, *[""] * (columns - len(row))]
