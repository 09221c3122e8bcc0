"""The tables of Arabic as they are read from their files."""

from collections.abc import Iterator

from claims.attribution.languages.ar import morphology as forms
from claims.attribution.languages.base import (
    NO_CLASSES,
    Cue,
    OtherSense,
    SaidBy,
)
from claims.attribution.languages.files import read_classes, read_rows
from claims.attribution.text import fold_word

GIVEN = frozenset({"given_m", "given_f", "given_name"})
NAME_CLASSES = frozenset({"given_name", "kin_of_name"})
# What says nothing of what a phrase with this head names.
NO_NOUNS = NAME_CLASSES | {
    "place", "adjective", "other_verb", "topic", "condition", "purpose", "sequence", "hides",
    "disclosure", "posted", "noun_first", "no_source", "one_of_them", "reflexive",
}  # fmt: skip

SMALL_WORDS = frozenset({
    "preposition", "conjunction", "subordinator", "complementiser", "negation", "auxiliary",
    "adverb", "contrast",
})  # fmt: skip
THINGS = frozenset({
    "document", "government_body", "organisation", "media_outlet", "channel_statement",
})  # fmt: skip


def said_by() -> dict[str, SaidBy]:
    """said_by.tsv: a verb, perfect and imperfect; the one it is read like; the reach; the words."""
    found: dict[str, SaidBy] = {}
    for perfect, imperfect, like, will_like, reach, words in read_rows("ar", "said_by.tsv"):
        folded = frozenset(fold_word(word) for word in words.split())
        for make, verb, other in (
            (forms.perfect_forms, perfect, like),
            (forms.imperfect_forms, imperfect, will_like),
        ):
            pairs = zip(make(fold_word(verb)), make(fold_word(other)), strict=True)
            found |= {form: SaidBy(folded, int(reach), said) for form, said in pairs}
    return {f"{head}{form}": said for head in ("ف", "و", "") for form, said in found.items()}


_PARADIGMS = {"noun": "c", "pair": "g", "verb": "v"}


def paradigms() -> dict[str, str]:
    """paradigms.txt: a letter for each word; "m" for a noun that is a verb as well."""
    return {
        word: _PARADIGMS[next(iter(names))] if len(names) == 1 else "m"
        for word, names in read_classes("ar", "paradigms.txt").items()
    }


def other_senses() -> dict[str, tuple[OtherSense, ...]]:
    """other_senses.tsv: a lemma, how many words after it to look at, and the words."""
    found: dict[str, tuple[OtherSense, ...]] = {}
    for lemma, reach, words in read_rows("ar", "other_senses.tsv"):
        sense = OtherSense(frozenset(fold_word(word) for word in words.split()), int(reach))
        found[lemma] = (*found.get(lemma, ()), sense)
    return found


def word_classes() -> dict[str, frozenset[str]]:
    """The classes of words.txt, the names of names.txt, and verbs that report nothing."""
    classes = read_classes("ar")
    for word, names in read_classes("ar", "names.txt").items():
        if "given_name" in names:
            classes[word] = classes.get(word, NO_CLASSES) | {"given_name"}
    for (verb,) in (
        (word,) for row in read_rows("ar", "other_verbs.txt") for word in row[0].split()
    ):
        for form in forms.perfect_forms(fold_word(verb)):
            classes.setdefault(form, frozenset({"other_verb"}))
    return classes


def cues() -> Iterator[tuple[str, Cue]]:
    for row in read_rows("ar", "verbs.tsv"):
        perfect, imperfect, participle, masdar, cue_class, frames, *rest = [*row, ""]
        hedge = rest[0] or None
        parts = (
            ("perfect", forms.perfect_forms, perfect),
            ("imperfect", forms.imperfect_forms, imperfect),
            ("participle", forms.participle_forms, participle),
            ("masdar", forms.masdar_forms, masdar),
        )
        for form, make, word in parts:
            kind = "noun" if form == "masdar" else "verb"
            cue = Cue(perfect, kind, form, cue_class, frozenset(frames.split(",")), hedge)
            for spelling in make(fold_word(word)):
                yield spelling, cue
    for row in read_rows("ar", "phrases.tsv"):
        word, cue_class, kind, hedge = (*row, "", "")[:4]
        kind = {"p": "preposition", "n": "noun"}[kind]
        yield word, Cue(word, kind, "plain", cue_class, frozenset(), hedge or None)
