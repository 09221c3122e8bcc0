"""Arabic: tables of cues and words, the forms of its verbs, and clitics cut from its words."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from claims.attribution.languages.ar import agreement, spelling, tables
from claims.attribution.languages.ar import morphology as forms
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
    read_classes,
    read_rows,
)
from claims.attribution.text import Token, fold_word

_STEM_HEADS = forms.by_letter(("ال", "بال", "لل", "سي", "ست"), 0)
_STEM_TAILS = forms.by_letter(
    ("ات", "ون", "ين", "ان", "وا", "ية", "تا", "هما", "هم", "ها", "نا", "ه", "ة", "ي", "ت", "ا"),
    -1,
)


# يفعل، سيفعل، ستفعل، فعلوا; not يوسف and other names, nor nouns with a feminine ending.
_VERB_SHAPE = re.compile(r"[وف]?(?:سي|ست|ي)\w{3,}$|[وف]?\w{3,}وا$|(?!ال|لل|بال)\w{3,}(?<!ا)ت$")
_NO_VERB = re.compile(
    r"\w*(?:ية|ة|ات)$|[وف]?(?:يوسف|ياسر|يحيي|ياسين|يوم|يونس|يعقوب|يزيد|ياسمين|يسري|يوان|يورو|يافا|وقت|صوت|بيت|بنت|موت|سكوت|ثبوت|نت|زيت|كبريت|بروت|بيروت|كويت|حوت|تابوت"
    r"|يمن|يساري|يابان|يهود|ستة|ستون|ستين|سيارا|سياسي|سينما|سيدا?|سيدي|سيناء|سيناريو|سيف|سيرة)\w{0,3}$"
)


# A damma on the first letter: أُعلن، نُقل، يُقال. Without vowel signs only some words say it.
_PASSIVE = re.compile("[وف]?(?:\\w\u064f|يقال|تقال|يعتقد$|يزعم$|يشاع|أفيد|قيل|ذكر أن)")
_MANY = frozenset({"عدد", "عديد", "كثير"})
_ANOTHER = frozenset({"اخر", "اخري", "اخران", "اخرون", "ثان", "ثانية", "ثالث", "ثالثة"})
_YOU = re.compile("[وف]?س?ت\\w{2,}ون$")
_I = re.compile("[وف]?أ")
_FUTURE = re.compile("[وف]?س[يتن]")
_MASDAR = re.compile(r"ا\w{2,3}ا\w$")  # إفشال، ارتكاب
_SAYS = frozenset("cq")
_TO = frozenset({"ل", "له", "لها", "لهم", "لنا"})


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

    def readings_of(self, norm: str) -> tuple[Cue, ...]:
        is_plain = norm.startswith("ال")  # what takes the article takes no clitic but before it
        splits = [("", norm, "")] if is_plain else forms.without_clitics(norm)
        for proclitic, stem, enclitic in splits:
            found = self.cues.get(stem)
            if not found or (enclitic and self.is_definite(norm)):
                continue
            # فالح is no "then he insisted"
            if norm.removeprefix("و") != stem and "given_name" in self.classes_of(norm):
                continue
            noun_first = self.members("noun_first")
            if stem in noun_first or norm in noun_first:
                found = tuple(cue for cue in found if cue.form in ("masdar", "plain"))
            if proclitic[-1:] in ("ب", "ك"):
                found = tuple(cue for cue in found if cue.form in ("masdar", "plain"))
            elif proclitic[-1:] == "ل":
                found = tuple(cue for cue in found if cue.form in ("masdar", "plain", "imperfect"))
            if enclitic:
                found = tuple(cue for cue in found if cue.form != "plain")
            if found:
                return found
        bare = self.without_article(norm)
        if bare != norm:  # الدعوة، بالتذكير
            return tuple(cue for cue in self.cues.get(bare, ()) if cue.form == "masdar")
        return ()

    def classes_of(self, norm: str) -> frozenset[str]:
        known = self.classes.get
        found = known(norm)
        if found:
            return found
        for stem in _bare_words(norm):
            found = known(stem)
            if found and ("other_verb" not in found or _is_verb_form(norm, stem)):
                return found
        return NO_CLASSES

    def one_word(self, stem: str) -> str:
        return self.same_words.get(stem, stem)

    def naming_of(self, norm: str) -> frozenset[str]:
        found = self.naming.get(norm)
        if found is None and norm.startswith("ال"):
            found = self.naming.get(norm[2:], NO_CLASSES) - GIVEN  # العلي is a surname
            if "hides" in self.classes_of(norm):
                found -= {"ends_name"}  # الفضل is a name, "فضل" a verb
        return found or NO_CLASSES

    def noun_classes_of(self, norm: str) -> frozenset[str]:
        found = self.classes_of(norm) - NO_NOUNS
        if norm in self.classes or not self.is_definite(norm):
            return found
        # With the article it is no small word ("القبلان"), and an adjective in -ي is no thing.
        is_nisba = norm.endswith("ي") and self.without_article(norm) not in self.classes
        return found - (SMALL_WORDS | THINGS if is_nisba else SMALL_WORDS)

    def stem_of(self, norm: str) -> str:
        return _stem(norm)

    def shape_of(self, norm: str) -> str:
        """What the letters at the edges say: article, person prefix, gender and number ending."""
        conjunction, head = "", norm
        if len(norm) > 3 and norm[0] in "وف":
            conjunction, head = "w", norm[1:]
        start = "al" if head.startswith(_ARTICLES) else _SHAPE_HEADS.get(head[:1], "")
        tail = _SHAPE_TAILS.get(head[-2:]) or _SHAPE_TAILS.get(head[-1:], "")
        return f"{conjunction}{start}{tail}{min(len(head), 6)}"

    def begins_with_to(self, norm: str) -> bool:
        if norm.startswith("لل") or norm in _TO:
            return True
        return norm[:1] == "ل" and norm not in self.classes and norm[1:] in self.classes

    def begins_with_and(self, norm: str) -> bool:
        return norm[:1] in ("و", "ف") and len(norm) > 3

    def without_article(self, norm: str) -> str:
        for head in _ARTICLES_WRITTEN_ON.get(norm[:1], ()):
            if norm.startswith(head) and len(norm) - len(head) > 1:
                return norm[len(head) :]
        return norm

    def is_definite(self, norm: str) -> bool:
        if norm.startswith(("وال", "بال", "فال")):
            return "role" not in self.classes.get(norm, NO_CLASSES)  # والد، والي
        return norm.startswith(("ال", "لل"))

    def is_indefinite(self, norm: str) -> bool:
        return not self.is_definite(norm) and bool(self.noun_classes_of(norm))

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

    def paradigm_of(self, norm: str) -> str:
        """What the forms of a word say: "c" a noun, "g" one of both genders, "v" a verb, "m" both.

        Empty where no table knows the word: a name, or a rare word.
        """
        known = self.paradigms.get
        if self.is_definite(norm):
            return "g" if known(self.without_article(norm)) == "g" else "c"
        for proclitic, stem, _ in forms.without_clitics(norm):
            found = known(stem)
            if not found and len(stem) > 3 and stem[0] in "نا" and known("ي" + stem[1:]) == "v":
                found = "v"  # "نؤكد" of "يؤكد"
            if found and not (found == "v" and proclitic[-1:] in ("ب", "ك")):
                return found
        return ""

    def is_verb_shaped(self, norm: str) -> bool:
        classes = self.classes_of(norm)
        if "other_verb" in classes:
            return True
        if "given_name" in classes or "place" in classes:
            return False
        paradigm = self.paradigm_of(norm)
        if paradigm in ("v", "c", "g"):
            return paradigm == "v"
        return _VERB_SHAPE.match(norm) is not None and not _NO_VERB.match(norm)

    def kind_of(self, norm: str) -> str:
        """What a word may be inside a noun phrase, in a few letters."""
        if not norm[:1].isalpha():
            return "#" if norm[:1].isdigit() else norm[:1]
        classes = self.classes_of(norm)
        found = _kind_of_classes(classes)
        if found in ("p", "r", "h", "s", "k", "n", "x", "c", "b", "v"):
            return found
        definite = "d" if self.is_definite(norm) else "i"
        bare = self.without_article(norm)
        initial = norm[0] if norm[0] in "وفب" and len(norm) > 4 and norm not in self.classes else ""
        if self.begins_with_to(norm):
            initial = "ل"
        if not found:
            if self.is_verb_shaped(norm) or any(
                cue.form in ("perfect", "imperfect") for cue in self.readings_of(norm)
            ):
                return "v"
            if "adjective" in classes or (len(bare) > 4 and bare.endswith(_NISBA)):
                found = "J"
            elif definite == "i" and len(norm) > 4 and norm.endswith(_OWNED):
                found = "z"
            elif norm.endswith("اا") or (definite == "i" and norm.endswith("ا") and len(norm) > 3):
                found = "a"
            elif norm.endswith("ون"):
                found = "u"
            elif norm.endswith("ين"):
                found = "y"
            elif norm.endswith(("ة", "ات")):
                found = "f"
            else:
                found = "w"
            found += self.paradigm_of(norm)
        return f"{initial}{found}{definite}"


def _is_verb_form(norm: str, stem: str) -> bool:
    """Verbs take "and" and pronouns, but no article and no ending of a noun."""
    head, _, tail = norm.partition(stem)
    return head in ("", "و", "ف") and tail in ("", "ها", "هم", "ه", "نا")


_HEADS = forms.by_letter(
    ("وال", "فال", "بال", "كال", "لل", "ال", "ولل", "وبال", "و", "ف", "ب", "ل", "ك"), 0
)
_TAILS = forms.by_letter(("ها", "هم", "ه", "نا", "ين", "ون", "ان", "ا", "ي"), -1)
_TAILS_OF_FEMININES = forms.by_letter(("تها", "تهم", "ته"), -1)


def _bare_words(norm: str) -> Iterator[str]:
    """A noun with fewer and fewer clitics; the article is one of them."""
    length = len(norm)
    tails = [tail for tail in _TAILS.get(norm[-1:], ()) if norm.endswith(tail)]
    for head in _HEADS.get(norm[:1], ()):
        rest = length - len(head)
        if rest > 1 and norm.startswith(head):
            yield norm[len(head) :]
            for tail in tails:
                if rest - len(tail) > 2:
                    yield norm[len(head) : -len(tail)]
    for tail in _TAILS_OF_FEMININES.get(norm[-1:], ()):
        if norm.endswith(tail) and length - len(tail) > 2:
            yield norm[: -len(tail)] + "ة"
    for tail in tails:
        if length - len(tail) > 2:
            yield norm[: -len(tail)]


def _stem(norm: str) -> str:
    """A light stem: without و/ف/س, the article and the commonest endings."""
    stem = norm
    if len(stem) > 3 and stem[0] in "وف":
        stem = stem[1:]
    for head in _STEM_HEADS.get(stem[:1], ()):
        if stem.startswith(head) and len(stem) - len(head) > 2:
            stem = stem[len(head) :]
            break
    for tail in _STEM_TAILS.get(stem[-1:], ()):
        if stem.endswith(tail) and len(stem) - len(tail) > 2:
            return stem[: -len(tail)]
    return stem


_ANYBODY = frozenset(
    _stem(fold_word(word)) for word in "رجل مرأة شاب شابة فتى فتاة سيدة ضيف ضيفة".split()
)
_KINDS = (
    ("title", "T"), ("role", "R"), ("anonymous", "A"), ("kin_of_name", "B"), ("given_name", "N"),
    ("government_body", "G"), ("media_outlet", "M"), ("organisation", "O"), ("document", "D"),
    ("unnamed_reports", "U"), ("determiner", "Q"), ("place", "P"), ("time", "t"),
    ("preposition", "p"), ("relative", "r"), ("pronoun", "h"), ("demonstrative", "s"),
    ("complementiser", "k"), ("negation", "n"), ("auxiliary", "x"), ("adverb", "b"),
    ("subordinator", "c"), ("conjunction", "c"), ("contrast", "c"), ("other_verb", "v"),
)  # fmt: skip
_OWNED = ("ها", "هم", "ه", "نا", "هما")  # somebody's: "علاقاتها"
_NISBA = ("ية", "ي", "يين", "يون", "يان", "يات")


@lru_cache(maxsize=1 << 10)
def _kind_of_classes(classes: frozenset[str]) -> str:
    return next((letter for name, letter in _KINDS if name in classes), "")


_SHAPE_HEADS = {letter: letter for letter in "يتنمسابل"}
_SHAPE_TAILS = {
    tail: f"-{tail}" for tail in "ات ون ين وا ية هم ها ه ة ت ا ي ن".split()
}  # one of two letters rather than one of one
_ARTICLES = ("ال", "لل", "بال", "كال")
_ARTICLES_WRITTEN_ON = forms.by_letter(("وال", "فال", "بال", "كال", "ال", "لل"), 0)


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
            _stem(fold_word(a)): _stem(fold_word(b)) for a, b in read_rows("ar", "same_words.tsv")
        },
        paradigms=tables.paradigms(),
    )
