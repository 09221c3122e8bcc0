"""How a name is spelt by itself: in the nominative, without what is written onto its words."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from claims.attribution.languages.ar.tables import GIVEN, NO_NOUNS
from claims.attribution.languages.base import NO_CLASSES
from claims.attribution.text import fold_word

if TYPE_CHECKING:
    from claims.attribution.languages.ar import Arabic

_DUALS = frozenset({"مصدرين", "شاهدين", "شخصين", "رجلين"})
_NUMBERS = frozenset(
    "اثنان اثنين ثلاثة اربعة خمسة ستة سبعة ثمانية تسعة عشرة عدد عشرات مجموعة".split()
)
_PEOPLE = frozenset({"role", "anonymous"})
_IN_ACCUSATIVE = _PEOPLE | {"document"}
_PERSONS = frozenset({"role", "anonymous", "kind_social_media_post", "kind_media_outlet"})
_TANWIN = re.compile("اً$|ًا$|ً$")
_VOWELS = re.compile("[\u064b-\u0652]")
_BODIES = frozenset({"government_body", "organisation", "media_outlet"})
_OF_THINGS = frozenset({"تحليل", "تقييم", "تصنيف", "مسح", "تحقيق", "تسجيل"})  # "تحليل لصور"
_NOBODY = frozenset({"الراي"})  # "استطلاع للرأي"
_LONGEST_OF = 3  # words from a document to whose it is


def clean_name(
    language: "Arabic", words: Sequence[str], *, governed: bool = False, of_many: bool = False
) -> str:
    """The name that these words are.

    Governed: the cue's preposition may be written onto them; of many: "a number of" stood before.
    """
    cleaned = list(words)
    for position, word in enumerate(words):
        if "\u064b" in word and (not position or _agrees(language, words[position - 1])):
            cleaned[position] = _TANWIN.sub("", word)
    if cleaned:
        following = fold_word(cleaned[1]) if len(cleaned) > 1 else ""
        cleaned[0] = _by_itself(language, cleaned[0], following, governed=governed)
    return " ".join(_nominative(language, _of_its_body(language, cleaned), of_many=of_many))


def _agrees(language: "Arabic", before: str) -> bool:
    """May an accusative be the adjective of this word? Not of "المعترف بها", nor of a number."""
    norm = fold_word(before)
    is_noun = not language.is_definite(norm) and "preposition" not in language.classes_of(norm)
    return is_noun and not norm[:1].isdigit()


def _by_itself(language: "Arabic", first: str, following: str, *, governed: bool) -> str:
    """Without "and", "to", "by", which are written onto a word."""
    if first.startswith("لل"):
        return _with_article(language, first, following)
    if len(first) < 4 or first[0] not in "وفبلك":
        return first
    if governed and first[0] == "ل":
        return first[1:]
    is_clitic = (
        fold_word(first) not in language.classes
        and _is_known(language, first[1:])
        and (not _is_known(language, first) or first[1:3] == "ال")
    )
    return first[1:] if is_clitic else first


def _with_article(language: "Arabic", word: str, following: str) -> str:
    """ "للوزارة" → "الوزارة", "للجنة" → "اللجنة", "للجنة نيابية" → "لجنة نيابية"."""
    bare = word[2:]
    if fold_word(word[1:]) not in language.classes or fold_word(bare) in language.classes:
        return f"ال{bare}"
    is_adjective = language.is_definite(following) and following.endswith("ية")
    return f"ال{word[1:]}" if is_adjective or not following else word[1:]


def _is_known(language: "Arabic", word: str) -> bool:
    norm = fold_word(word)
    return (
        bool(language.classes.get(norm, NO_CLASSES) - NO_NOUNS)
        or bool(language.classes.get(norm.removeprefix("ال"), NO_CLASSES) - NO_NOUNS)
        or (norm in language.naming and not language.naming[norm] & GIVEN)
    )


def _of_its_body(language: "Arabic", words: list[str]) -> list[str]:
    """ "تقرير حديث لمنظمة العمل" → "تقرير منظمة العمل": whose paper it is."""
    if not words or "document" not in language.classes_of(fold_word(words[0])):
        return words
    if language.is_definite(fold_word(words[0])):
        return words
    for at in range(1, min(_LONGEST_OF, len(words))):
        norm = fold_word(words[at])
        if norm.startswith("لل"):
            following = fold_word(words[at + 1]) if at + 1 < len(words) else ""
            body = _with_article(language, words[at], following)
        elif norm[:1] == "ل" and _is_noun(language, norm[1:]) and not _is_noun(language, norm):
            body = words[at][1:]
        elif language.paradigm_of(norm) == "g" or norm.endswith("ية"):
            continue
        else:
            return words
        names = language.classes_of(fold_word(body))
        is_thing = "determiner" in names or fold_word(words[0]) in _OF_THINGS
        if fold_word(body) in _NOBODY or (is_thing and not names & _BODIES):
            return words
        return [words[0], body, *words[at + 1 :]]
    return words


def _is_noun(language: "Arabic", norm: str) -> bool:
    return norm in language.paradigms or bool(language.classes.get(norm, NO_CLASSES) - NO_NOUNS)


def _nominative(language: "Arabic", words: list[str], *, of_many: bool) -> list[str]:
    """ "مسؤولين إسرائيليين" → "مسؤولون إسرائيليون", "مسؤولا" → "مسؤول"."""
    if not words:
        return words
    norms = [fold_word(word) for word in words]
    first = norms[0]
    if first.endswith("ا") and language.classes.get(first[:-1], NO_CLASSES) & _IN_ACCUSATIVE:
        return _without_accusative(language, words)
    if first.endswith("تين") and first[:-3] + "ة" in language.paradigms:
        return _ending(words, "ين", "ان")
    is_plural = first.endswith("ين") and (of_many or _is_person(language, first.removeprefix("ال")))
    if first in _DUALS or is_plural:
        is_dual = first in _DUALS or "\u064e" in words[0][-5:]  # مسؤولَين
        return _ending(words, "ين", "ان" if is_dual else "ون")
    if _is_plural_of_nouns(language, norms):
        return [words[0], *_ending(words[1:], "ين", "ون")]
    if len(words) > 1 and _is_construct(language, norms, of_many=of_many):
        return [words[0][:-1] + "و", *words[1:]]
    return words


def _ending(words: Sequence[str], oblique: str, nominative: str) -> list[str]:
    """The noun and its adjectives, as far as they have the oblique ending."""
    changed: list[str] = []
    for position, word in enumerate(words):
        bare = _VOWELS.sub("", word)
        if not bare.endswith(oblique) or (position and bare == "بين"):
            return [*changed, *words[position:]]
        changed.append(bare.removesuffix(oblique) + nominative)
    return changed


def _is_plural_of_nouns(language: "Arabic", norms: Sequence[str]) -> bool:
    """ "زعماء محليين", "التجار الأوروبيين": a plural without ending, then its adjective."""
    if len(norms) < 2 or not norms[1].endswith("يين"):
        return False
    is_of_it = language.is_definite(norms[0]) == language.is_definite(norms[1])
    singular_ends = ("ة", "ي", "ات", "ون", "ين", "ان")
    return is_of_it and not norms[0].endswith(singular_ends) and _is_broken(language, norms[0])


def _is_broken(language: "Arabic", norm: str) -> bool:
    """ "زعماء", "تجار", "خبراء", "قادة": people, in a plural of another form."""
    bare = norm.removeprefix("ال")
    if bare.endswith("اء") and len(bare) > 4:
        return True
    return bool(_BROKEN.fullmatch(bare)) and bool(language.classes_of(norm) & _PEOPLE)


_BROKEN = re.compile(r"\w{2}ا\w|\w{3}اء|\w{2}ا\w\w?|ا\w{2}ا\w")


def _is_construct(language: "Arabic", norms: Sequence[str], *, of_many: bool) -> bool:
    """ "مراسلي أفق": the plural of people before whose they are."""
    first = norms[0]
    if not first.endswith("ي") or len(first) < 5 or first in language.classes:
        return False
    if language.is_definite(first) or first.endswith("يي"):
        return False
    one = first[:-1]
    names = language.classes.get(one, NO_CLASSES) | language.naming.get(one, NO_CLASSES)
    is_person = bool(names & _PERSONS) or (of_many and first[0] == "م")
    return is_person and not norms[1].endswith(("ي", "ية"))


def _without_accusative(language: "Arabic", words: Sequence[str]) -> list[str]:
    """ "مسؤولا أوروبيا سابقا" → "مسؤول أوروبي سابق"."""
    bare: list[str] = []
    for position, word in enumerate(words):
        norm = fold_word(word)
        is_noun = norm.endswith("ا") and (norm.endswith("يا") or language.paradigm_of(norm[:-1]))
        if not is_noun:
            return [*bare, *words[position:]]
        bare.append(word[:-1])
    return bare


def one_of(language: "Arabic", group: str) -> str:
    """ "مصدران مصريان" → "أحد المصدرين": one of a group, as the page goes on to say it."""
    for word in group.split():
        norm = fold_word(word)
        if language.classes_of(norm) & {"determiner", "preposition"} or norm[0].isdigit():
            continue
        if norm in _NUMBERS:
            continue
        stem = word.removeprefix("ال")
        is_dual = stem.endswith("ان") and (
            f"{norm[:-2]}ين" in _DUALS or language.classes_of(norm[:-2]) & _PEOPLE
        )
        if stem.endswith("ون") or is_dual:
            stem = stem[:-2] + "ين"
        if stem.endswith("و"):
            return f"أحد {stem[:-1]}ي"
        return f"أحد ال{stem}"
    return group


_OWNERS = (("هما", "p"), ("هم", "p"), ("ها", "f"), ("ه", "m"), ("ي", "me"))
_OWNED = frozenset({
    "role", "kinship", "anonymous", "document", "government_body", "organisation",
    "kind_organisation", "kind_document", "kind_government_body",
})  # fmt: skip
_KIN = frozenset("زوج زوجة والد والدة ام اب اخت جد جدة ابن ابنة عم عمة خال خالة استاذ صديق".split())


def owned(language: "Arabic", word: str) -> tuple[str, str] | None:
    """ "مديره" → ("مدير", "m"), "زوجتي" → ("زوجة", "me")."""
    norm = fold_word(word)
    if language.is_definite(norm) or norm in language.classes:
        return None
    for ending, owner in _OWNERS:
        bare = norm.removesuffix(ending)
        if bare == norm or len(bare) < 3:
            continue
        spelt = word[: len(word) - len(ending)]
        for noun, whole in ((bare, spelt), (bare.removesuffix("ت") + "ة", spelt[:-1] + "ة")):
            names = language.classes.get(noun, NO_CLASSES) | language.naming.get(noun, NO_CLASSES)
            if noun in _KIN or (owner != "me" and names & _OWNED):
                return whole, owner
    return None


def _is_person(language: "Arabic", plural: str) -> bool:
    singular, nominative = plural[:-2], plural[:-2] + "ون"
    if "role" in language.classes.get(plural, NO_CLASSES):
        return False  # "أمين": one
    names = language.classes.get(singular, NO_CLASSES) | language.naming.get(singular, NO_CLASSES)
    names |= language.classes.get(plural, NO_CLASSES) | language.classes.get(nominative, NO_CLASSES)
    is_participle = plural[:1] == "م" and len(plural) > 5  # متهمين، مشاركين
    return is_participle or bool(names & {"role", "anonymous", "kind_social_media_post"})
