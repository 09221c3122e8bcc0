"""Forms of Arabic verbs from four principal parts, without vowel signs, and clitics of words.

The perfect, imperfect, active participle and masdar of each verb stand in verbs.tsv; persons and
cases follow by suffixes, with the weak last radicals (نفى، عزا) spelt as news spells them.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

_PERFECT = ("ت", "وا", "ا", "تا", "ن", "نا", "تم")
_IMPERFECT = ("ون", "وا", "ان", "ن", "ين", "ا")
_PARTICIPLE = ("ا", "ة", "ون", "ين", "ان", "ات")
PROCLITICS = ("وس", "فس", "ول", "فل", "وب", "فب", "وك", "و", "ف", "س", "ل", "ب", "ك")
ENCLITICS = ("هما", "كما", "هم", "ها", "هن", "كم", "نا", "ني", "ه")


def perfect_forms(perfect: str) -> Iterator[str]:
    """قال → قال قالت قالوا ...; نفى (folded نفي) → نفت نفوا."""
    yield perfect
    if perfect[-1] in "يا" and len(perfect) > 2:
        stem = perfect[:-1]
        yield from (stem + "ت", stem + "وا", stem + "تا", stem + "يا", stem + "ا")
        return
    for suffix in _PERFECT:
        yield perfect + suffix


def imperfect_forms(imperfect: str) -> Iterator[str]:
    """يقول → يقول تقول يقولون ...; ينفي → ينفون, ينف after لم. First persons report nothing."""
    for person in "يت":
        form = person + imperfect[1:]
        yield form
        if form[-1] in "يوا":
            yield form[:-1]
            yield form[:-1] + "ون"
            yield form[:-1] + "وا"
            yield form + "ان"
        else:
            for suffix in _IMPERFECT:
                yield form + suffix


def participle_forms(participle: str) -> Iterator[str]:
    """مؤكد → مؤكدا مؤكدة مؤكدين ...; ناف (of نفى) → نافيا نافية."""
    if len(participle) == 3 and participle[1] == "ا":  # ناف: نافيا، نافية، نافين
        yield from (participle + ending for ending in ("ي", "يا", "ية", "يات"))
    for stem in sorted({participle, participle.removesuffix("ي")}):
        yield stem
        for suffix in _PARTICIPLE:
            yield stem + suffix
        if stem != participle:
            yield from (stem + "يا", stem + "ية", stem + "ين", stem + "ون", stem + "يات")


def masdar_forms(masdar: str) -> Iterator[str]:
    """تأكيد → تأكيد تأكيدا تأكيدات; دعوة → دعوة دعوت (before a pronoun) دعوات."""
    yield masdar
    if masdar.endswith("ة"):
        yield from (masdar[:-1] + "ت", masdar[:-1] + "ات")
    else:
        yield from (masdar + "ا", masdar + "ات")
        if masdar.endswith("اء"):
            yield from (masdar[:-1] + "ئ", masdar[:-1] + "ؤ")


def by_letter(affixes: Iterable[str], place: int) -> dict[str, tuple[str, ...]]:
    """Prefixes (place 0) or suffixes (place -1) by their first or last letter, in their order."""
    found: dict[str, tuple[str, ...]] = {}
    for affix in affixes:
        found[affix[place]] = (*found.get(affix[place], ()), affix)
    return found


_PROCLITICS, _ENCLITICS = by_letter(PROCLITICS, 0), by_letter(ENCLITICS, -1)
_BOTH = {"و", "ف"}  # "and" may stand before a word of one letter


@lru_cache(maxsize=1 << 6)
def without_clitics(norm: str) -> list[tuple[str, str, str]]:
    """(proclitic, what is left, enclitic), the fullest word first."""
    enclitics = _ENCLITICS.get(norm[-1:], ())
    found = _without_enclitics("", norm, enclitics)
    for proclitic in _PROCLITICS.get(norm[:1], ()):
        if norm.startswith(proclitic):
            length = len(proclitic)
            if len(norm) > length + (1 if proclitic in _BOTH else 2):
                found += _without_enclitics(proclitic, norm[length:], enclitics)
    return found


def _without_enclitics(
    proclitic: str, rest: str, enclitics: Sequence[str]
) -> list[tuple[str, str, str]]:
    found = [(proclitic, rest, "")]
    for enclitic in enclitics:
        if rest.endswith(enclitic) and len(rest) - len(enclitic) > 2:
            stem = rest[: -len(enclitic)]
            found.append((proclitic, stem, enclitic))
            if stem.endswith("ا"):  # نفاه، دعاهما: the alef maqsura of the bare form
                found.append((proclitic, stem[:-1] + "ي", enclitic))
            if stem.endswith("و"):  # قالوه for قالوا
                found.append((proclitic, stem + "ا", enclitic))
    return found
