"""Whether a noun may be the subject of a verb, by what the letters of both say."""

from typing import TYPE_CHECKING

from claims.attribution.languages.base import Cue
from claims.attribution.text import fold_word

if TYPE_CHECKING:
    from claims.attribution.languages.ar import Arabic

_AND = ("و", "ف")
_SPEAKERS = frozenset({"government_body", "organisation", "media_outlet", "document", "role"})
_MEN = frozenset({"عمدة"})


def gender_of_subject(language: "Arabic", norm: str, reading: Cue) -> str:
    verb = norm[1:] if norm[:1] in _AND and norm[1:] in language.cues else norm
    if reading.form == "perfect":
        lemma = fold_word(reading.lemma)
        if verb == lemma:
            return "m"
        ending = verb[len(lemma) - 1 :]  # نفت of نفي, قالت of قال
        return "p" if ending.endswith("وا") else "f" if ending.endswith("ت") else ""
    if reading.form == "imperfect":
        if verb.endswith(("ون", "وا")):
            return "p"
        return "f" if verb[:1] == "ت" else "m" if verb[:1] == "ي" else ""
    return ""


def gender_of_speaker(language: "Arabic", norm: str) -> str:
    if "he" in language.naming_of(norm):
        return "m"
    if norm in language.members("place"):
        return "" if "he_place" in language.naming_of(norm) else "f"
    classes = language.classes_of(norm)
    if norm.endswith(("ة", "ات")) and not classes.isdisjoint(_SPEAKERS):
        return "f" if norm.removeprefix("ال") not in _MEN else ""
    return "1" if "role" in classes and _is_one(norm) else ""


def _is_one(norm: str) -> bool:
    """Is this spelt like one, not like many?"""
    return not norm.endswith(("ون", "ين", "ان", "وا", "ها", "هم", "ه"))


def is_recipient(language: "Arabic", norm: str) -> bool:
    if norm[:1] not in ("ل", "ب"):
        return False
    if language.begins_with_to(norm):
        return True
    if norm in language.classes or norm in language.paradigms or language.naming_of(norm):
        return False
    rest = norm[1:]
    return len(rest) > 2 and language.paradigms.get(language.without_article(rest)) in ("c", "g")
