"""Arabic: tables of cues and words, the forms of its verbs, and clitics cut from its words."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from claims.attribution.languages.ar import agreement, looks, spelling, tables
from claims.attribution.languages.ar.tables import (
    GIVEN,
    NAME_CLASSES,
    NO_NOUNS,
    SMALL_WORDS,
    THINGS,
)
from claims.attribution.languages.base import (
    NO_CLASSES,
    Cue,
    Language,
    build,
)
from claims.attribution.languages.files import read_classes, read_rows
from claims.attribution.text import Token, fold_word

# A damma on the first letter: أُعلن، نُقل، يُقال. Without vowel signs only some words say it.
_PASSIVE = re.compile("[وف]?(?:\\w\u064f|يقال|تقال|يعتقد$|يزعم$|يشاع|أفيد|قيل|ذكر أن)")
_MANY = frozenset({"عدد", "عديد", "كثير"})
_ANOTHER = frozenset({"اخر", "اخري", "اخران", "اخرون", "ثان", "ثانية", "ثالث", "ثالثة"})
_YOU = re.compile("[وف]?س?ت\\w{2,}ون$")
_I = re.compile("[وف]?أ")
_FUTURE = re.compile("[وف]?س[يتن]")
_MASDAR = re.compile(r"ا\w{2,3}ا\w$")  # إفشال، ارتكاب
# محققون، عقاريين، مفاوضين; no المليون or العيون, and no جونسون, which no table knows.
_SEVERAL = re.compile(
    r"(?:ال|وال|لل)?+(?!مليون|بليون|تريليون|ما|مي)(?:\w{4,}ون|\w{3,}يين|م\w{3,}ين)$"
)
_SAYS = frozenset("cq")


@dataclass(frozen=True, eq=False)
class Arabic(Language):
    """A language whose words carry conjunctions, prepositions and pronouns on them."""

    has_capitals = False

    same_words: Mapping[str, str] = field(default_factory=dict)  # by stem
    paradigms: Mapping[str, str] = field(default_factory=dict)  # paradigms.txt, a letter a word

    clean_name = spelling.clean_name
    owned = spelling.owned
    one_of = spelling.one_of
    gender_of_subject = agreement.gender_of_subject
    gender_of_speaker = agreement.gender_of_speaker
    is_recipient = agreement.is_recipient
    look_at = looks.look_at
    stem_of = staticmethod(looks.light_stem)
    shape_of = staticmethod(looks.shape_of)

    def classes_of(self, norm: str) -> frozenset[str]:
        return self.look_at(norm).classes

    def readings_of(self, norm: str) -> tuple[Cue, ...]:
        return self.look_at(norm).readings

    def paradigm_of(self, norm: str) -> str:
        return self.look_at(norm).paradigm

    def is_verb_shaped(self, norm: str) -> bool:
        return self.look_at(norm).is_verb_shaped

    def is_definite(self, norm: str) -> bool:
        return self.look_at(norm).is_definite

    def without_article(self, norm: str) -> str:
        return self.look_at(norm).bare

    def begins_with_to(self, norm: str) -> bool:
        return self.look_at(norm).begins_with_to

    def kind_of(self, norm: str) -> str:
        return looks.kind_of(norm, self.look_at(norm), is_listed=norm in self.classes)

    def one_word(self, stem: str) -> str:
        return self.same_words.get(stem, stem)

    def naming_of(self, norm: str) -> frozenset[str]:
        found = self.naming.get(norm, NO_CLASSES)
        if norm.startswith("ال"):
            found |= self.naming.get(norm[2:], NO_CLASSES) - GIVEN  # العلي is a surname
            if "hides" in self.classes_of(norm):
                found -= {"ends_name"}  # الفضل is a name, "فضل" a verb
        return found

    def noun_classes_of(self, norm: str) -> frozenset[str]:
        found = self.classes_of(norm) - NO_NOUNS
        if norm in self.classes or not self.is_definite(norm):
            return found
        # With the article it is no small word ("القبلان"), and an adjective in -ي is no thing.
        is_nisba = norm.endswith("ي") and self.without_article(norm) not in self.classes
        return found - (SMALL_WORDS | THINGS if is_nisba else SMALL_WORDS)

    def begins_with_and(self, norm: str) -> bool:
        return norm[:1] in ("و", "ف") and len(norm) > 3

    def is_indefinite(self, norm: str) -> bool:
        is_honorific = "honorific" in self.naming_of(norm)  # "سموه"
        return not (self.is_definite(norm) or is_honorific) and bool(self.noun_classes_of(norm))

    def may_be_given_name(self, token: Token) -> bool:
        norm = token.norm
        return (
            token.is_word
            and not norm[0].isdigit()
            and not self.is_definite(norm)
            and self.classes_of(norm) <= NAME_CLASSES
            and norm not in self.cues
            and not (norm[0] in "وفل" and len(norm) > 5)
            and not norm.endswith(("ية", "ها", "هم", "ته"))
            and norm not in ("باسم", "اخري", "اخر", "ذاته", "نفسه")
            and not self.is_verb_shaped(norm)
        )

    def is_nisba(self, norm: str) -> bool:
        is_own_word = norm in self.classes or norm[2:] in self.classes
        return norm.startswith("ال") and norm.endswith("ي") and not is_own_word

    def is_many(self, norms: Sequence[str]) -> bool:
        many = norms[:1] and norms[0].removeprefix("ال").removesuffix("ا") in _MANY
        return bool(many) and norms[1:2] == ["من"] and len(norms) > 2

    def is_several_people(self, norm: str) -> bool:
        if _SEVERAL.match(norm) is None:
            return False
        is_participle = norm.startswith(("مست", "مت"))
        return is_participle or self.is_definite(norm) or bool(self.paradigm_of(norm))

    def is_anybody(self, stem: str) -> bool:
        return stem in _ANYBODY

    def is_another(self, name: str) -> bool:
        return not _ANOTHER.isdisjoint(fold_word(word) for word in name.split()[1:])

    def is_future(self, norm: str) -> bool:
        return _FUTURE.match(norm) is not None

    def is_second_person(self, norm: str) -> bool:
        return _YOU.match(norm) is not None

    def is_passive(self, word: str) -> bool:
        return _PASSIVE.match(word) is not None

    def is_first_person(self, word: str, reading: Cue) -> bool:
        # The perfect of such verbs begins with a bare alef; "I" with a hamza.
        if reading.form != "perfect":
            return False
        if word.endswith("نا") and reading.frames >= _SAYS:
            return True  # "أوضحنا", but "أخبرنا", "وعدنا": he told us
        is_i = reading.lemma.startswith("ا") and not word.endswith(("ت", "وا"))
        return is_i and _I.match(word) is not None

    def is_charge(self, norm: str) -> bool:
        return norm[:1] == "ب" and (
            self.paradigm_of(norm[1:]) in ("c", "g", "m") or _MASDAR.match(norm, 1) is not None
        )

    def is_governed(self, norm: str) -> bool:
        return norm[:1] == "ب" and len(norm) > 4

    def is_adjective_of(self, norm: str, noun: str) -> bool:
        if len(norm) < 5 or self.is_definite(norm) != self.is_definite(noun):
            return False
        if not norm.endswith(("ية", "يين", "يون", "يان", "يات")) or norm[0] in "وب":
            return False
        return "preposition" not in self.classes_of(noun) and noun[:1].isalpha()


_ANYBODY = frozenset(
    looks.light_stem(fold_word(word)) for word in "رجل مرأة شاب شابة فتى فتاة سيدة ضيف ضيفة".split()
)


def load() -> Language:
    built = build("ar", tables.cues(), tables.word_classes())
    return Arabic(
        "ar",
        built.cues,
        built.phrases,
        built.classes,
        naming=built.naming,
        talk=read_classes("ar", "talk.txt"),
        other_senses=tables.other_senses(),
        said_by=tables.said_by(),
        same_words={
            looks.light_stem(fold_word(a)): looks.light_stem(fold_word(b))
            for a, b in read_rows("ar", "same_words.tsv")
        },
        paradigms=tables.paradigms(),
    )
