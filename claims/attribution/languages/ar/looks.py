"""What the tables and the letters of one Arabic word say: it is cut once, and all is found there.

Most words of a text are new, so that what counts is how little is tried on each.
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from claims.attribution.languages.ar import morphology as forms
from claims.attribution.languages.ar.morphology import Cut
from claims.attribution.languages.base import NO_CLASSES, Cue, Look

if TYPE_CHECKING:
    from claims.attribution.languages.ar import Arabic

_ARTICLES = {article: len(article) for article in ("وال", "فال", "بال", "كال", "ال", "لل")}
_TO = frozenset({"ل", "له", "لها", "لهم", "لنا"})

# يفعل، سيفعل، ستفعل، فعلوا; not يوسف and other names, nor nouns with a feminine ending.
_VERB_SHAPE = re.compile(r"[وف]?(?:سي|ست|ي)\w{3,}$|[وف]?\w{3,}وا$|(?!ال|لل|بال)\w{3,}(?<!ا)ت$")
_NO_VERB = re.compile(
    r"\w*(?:ية|ة|ات)$|[وف]?(?:يوسف|ياسر|يحيي|ياسين|يوم|يونس|يعقوب|يزيد|ياسمين|يسري|يوان|يورو|يافا|وقت|صوت|بيت|بنت|موت|سكوت|ثبوت|نت|زيت|كبريت|بروت|بيروت|كويت|حوت|تابوت"
    r"|يمن|يساري|يابان|يهود|ستة|ستون|ستين|سيارا|سياسي|سينما|سيدا?|سيدي|سيناء|سيناريو|سيف|سيرة)\w{0,3}$"
)


def look_at(language: "Arabic", norm: str) -> Look:
    """All that is asked of one spelling by itself."""
    own = language.classes.get(norm, NO_CLASSES)
    article = _ARTICLES.get(norm[:3]) or _ARTICLES.get(norm[:2], 0)
    bare = norm[article:] if len(norm) > article + 1 else norm
    is_definite = article == 2 or (article == 3 and norm[0] != "ك" and "role" not in own)  # والد
    classes = own or _classes_of_bare(language.classes, norm)
    # What takes the article takes no clitic but before it.
    cuts = [("", norm, "")] if norm[:2] == "ال" else forms.without_clitics(norm)
    readings = _readings(language, norm, cuts, classes=classes, is_definite=is_definite)
    if not readings and bare != norm and bare in language.cues:  # الدعوة، بالتذكير
        readings = tuple(cue for cue in language.cues[bare] if cue.form == "masdar")
    if is_definite:
        paradigm = "g" if language.paradigms.get(bare) == "g" else "c"
    else:
        paradigm = _paradigm(language, cuts)
    to = norm[:1] == "ل" and (
        norm[1:2] == "ل" or norm in _TO or (not own and norm[1:] in language.classes)
    )
    is_verb = _is_verb_shaped(norm, classes, paradigm)
    return Look(classes, readings, paradigm, is_verb, is_definite, bare, to)


def _readings(
    language: "Arabic",
    norm: str,
    cuts: Iterable[Cut],
    *,
    classes: frozenset[str],
    is_definite: bool,
) -> tuple[Cue, ...]:
    """What the cues say of the word without its clitics, as far as these may stand there."""
    for proclitic, stem, enclitic in cuts:
        if stem not in language.cues or (enclitic and is_definite):
            continue
        if norm.removeprefix("و") != stem and "given_name" in classes:
            continue  # فالح is no "then he insisted"
        may_be = _AFTER.get(proclitic[-1:], _EVERY_FORM)
        if not language.members("noun_first").isdisjoint((stem, norm)):
            may_be &= _NOUNS
        if enclitic:
            may_be -= {"plain"}
        found = tuple(cue for cue in language.cues[stem] if cue.form in may_be)
        if found:
            return found
    return ()


_NOUNS = frozenset({"masdar", "plain"})
_AFTER = {"ب": _NOUNS, "ك": _NOUNS, "ل": _NOUNS | {"imperfect"}}
_EVERY_FORM = _NOUNS | {"imperfect", "perfect", "participle"}


def _paradigm(language: "Arabic", cuts: Iterable[Cut]) -> str:
    known = language.paradigms.get
    for proclitic, stem, _ in cuts:
        found = known(stem, "")
        if not found and stem[:1] in _I_OR_WE and len(stem) > 3 and known("ي" + stem[1:]) == "v":
            found = "v"  # "نؤكد" of "يؤكد"
        if found and not (found == "v" and proclitic[-1:] in _BEFORE_NOUNS):
            return found
    return ""


_I_OR_WE = frozenset("نا")
_BEFORE_NOUNS = frozenset("بك")


def _is_verb_shaped(norm: str, classes: frozenset[str], paradigm: str) -> bool:
    if classes:
        if "other_verb" in classes:
            return True
        if "given_name" in classes or "place" in classes:
            return False
    if paradigm and paradigm != "m":
        return paradigm == "v"
    return _VERB_SHAPE.match(norm) is not None and not _NO_VERB.match(norm)


_HEADS = forms.by_edge(
    ("وال", "فال", "بال", "كال", "لل", "ال", "ولل", "وبال", "و", "ف", "ب", "ل", "ك"), 0
)
_TAILS = forms.by_edge(("ها", "هم", "ه", "نا", "ين", "ون", "ان", "ا", "ي"), -1)
_TAILS_OF_FEMININES = forms.by_edge(("تها", "تهم", "ته"), -1)


def _classes_of_bare(known: Mapping[str, frozenset[str]], norm: str) -> frozenset[str]:
    """The classes of a noun with fewer and fewer clitics; the article is one of them."""
    heads = _HEADS.get(norm[:2]) or _HEADS.get(norm[:1], ())
    tails = _TAILS.get(norm[-2:]) or _TAILS.get(norm[-1:], ())
    for stem in _bare_words(norm, heads, tails) if heads or tails else ():
        found = known.get(stem)
        if found and ("other_verb" not in found or _is_verb_form(norm, stem)):
            return found
    return NO_CLASSES


def _bare_words(norm: str, heads: Iterable[str], tails: Iterable[str]) -> list[str]:
    length = len(norm)
    found: list[str] = []
    for head in heads:
        end = length - len(head)  # of what is left
        if end > 1 and norm.startswith(head):
            rest = norm[-end:]
            found.append(rest)
            found += [rest[: -len(tail)] for tail in tails if end - len(tail) > 2]
    if tails:
        for tail in _TAILS_OF_FEMININES.get(norm[-2:], ()):
            if norm.endswith(tail) and length - len(tail) > 2:
                found.append(f"{norm[: -len(tail)]}ة")
        found += [norm[: -len(tail)] for tail in tails if length - len(tail) > 2]
    return found


def _is_verb_form(norm: str, stem: str) -> bool:
    """Verbs take "and" and pronouns, but no article and no ending of a noun."""
    head, _, tail = norm.partition(stem)
    return head in ("", "و", "ف") and tail in ("", "ها", "هم", "ه", "نا")


_STEM_HEADS = forms.by_edge(("ال", "بال", "لل", "سي", "ست"), 0)
_STEM_TAILS = forms.by_edge(
    ("ات", "ون", "ين", "ان", "وا", "ية", "تا", "هما", "هم", "ها", "نا", "ه", "ة", "ي", "ت", "ا"),
    -1,
)


def light_stem(norm: str) -> str:
    """Without و/ف/س, the article and the commonest endings."""
    stem = norm[1:] if norm[:1] in _AND and len(norm) > 3 else norm
    for head in _STEM_HEADS.get(stem[:2], ()):
        if stem.startswith(head) and len(stem) - len(head) > 2:
            stem = stem[len(head) :]
            break
    for tail in _STEM_TAILS.get(stem[-2:]) or _STEM_TAILS.get(stem[-1:], ()):
        if stem.endswith(tail) and len(stem) - len(tail) > 2:
            return stem[: -len(tail)]
    return stem


_AND = frozenset("وف")
_SHAPE_HEADS = {"ال": "al", "لل": "al", "بال": "al", "كال": "al"} | {
    letter: letter for letter in "يتنمسابل"
}
_SHAPE_TAILS = {
    tail: f"-{tail}" for tail in "ات ون ين وا ية هم ها ه ة ت ا ي ن".split()
}  # one of two letters rather than one of one


_SIZES = {size: str(size) for size in range(6)}


def shape_of(norm: str) -> str:
    """What the letters at the edges say: article, person prefix, gender and number ending."""
    conjunction, head = "", norm
    if norm[:1] in _AND and len(norm) > 3:
        conjunction, head = "w", norm[1:]
    heads = _SHAPE_HEADS.get
    start = heads(head[:2]) or heads(head[:3]) or heads(head[:1], "")
    tail = _SHAPE_TAILS.get(head[-2:]) or _SHAPE_TAILS.get(head[-1:], "")
    return f"{conjunction}{start}{tail}{_SIZES.get(len(head), '6')}"


_KINDS = (
    ("title", "T"), ("role", "R"), ("anonymous", "A"), ("kin_of_name", "B"), ("given_name", "N"),
    ("government_body", "G"), ("media_outlet", "M"), ("organisation", "O"), ("document", "D"),
    ("unnamed_reports", "U"), ("determiner", "Q"), ("place", "P"), ("time", "t"),
    ("preposition", "p"), ("relative", "r"), ("pronoun", "h"), ("demonstrative", "s"),
    ("complementiser", "k"), ("negation", "n"), ("auxiliary", "x"), ("adverb", "b"),
    ("subordinator", "c"), ("conjunction", "c"), ("contrast", "c"), ("other_verb", "v"),
)  # fmt: skip
_WHOLE_KINDS = frozenset("prhsknxcbv")  # of which nothing else is asked
_VERBS = frozenset({"perfect", "imperfect"})
_OWNED = ("ها", "هم", "ه", "نا", "هما")  # somebody's: "علاقاتها"
_NISBA = ("ية", "ي", "يين", "يون", "يان", "يات")


@lru_cache(maxsize=1 << 10)
def _kind_of_classes(classes: frozenset[str]) -> str:
    return next((letter for name, letter in _KINDS if name in classes), "")


def kind_of(norm: str, look: Look, *, is_listed: bool) -> str:
    """What a word may be inside a noun phrase, in a few letters. Listed: it has classes as it is
    written."""
    first = norm[:1]
    if not first.isalpha():
        return "#" if first.isdigit() else first
    found = _kind_of_classes(look.classes)
    if found in _WHOLE_KINDS:
        return found
    if not found:
        if look.is_verb_shaped or any(cue.form in _VERBS for cue in look.readings):
            return "v"
        found = _noun(norm, look) + look.paradigm
    initial = ""
    if look.begins_with_to:
        initial = "ل"
    elif first in _CLITICS and len(norm) > 4 and not is_listed:
        initial = first
    return f"{initial}{found}{'d' if look.is_definite else 'i'}"


_CLITICS = frozenset("وفب")


def _noun(norm: str, look: Look) -> str:
    is_definite = look.is_definite
    if "adjective" in look.classes or (len(look.bare) > 4 and norm.endswith(_NISBA)):
        return "J"
    if not is_definite and len(norm) > 4 and norm.endswith(_OWNED):
        return "z"
    if norm.endswith("اا") or (not is_definite and norm.endswith("ا") and len(norm) > 3):
        return "a"
    return _ENDINGS.get(norm[-2:]) or _ENDINGS.get(norm[-1:], "w")


_ENDINGS = {"ون": "u", "ين": "y", "ات": "f", "ة": "f"}
