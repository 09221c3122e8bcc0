"""Forms of Arabic verbs from four principal parts, without vowel signs, and clitics of words.

The perfect, imperfect, active participle and masdar of each verb stand in verbs.tsv; persons and
cases follow by suffixes, with the weak last radicals (نفى، عزا) spelt as news spells them.
"""

from collections.abc import Iterator, Sequence

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


def by_edge(affixes: Sequence[str], place: int) -> dict[str, tuple[str, ...]]:
    """Prefixes (place 0) or suffixes (place -1), in their order, by two letters at the edge of a
    word; by one letter for words with any other letter beside it."""
    found: dict[str, tuple[str, ...]] = {}
    for affix in affixes:
        edge = affix[-2:] if place else affix[:2]
        parts = (edge, edge[place])  # a word with this edge may have the affix of one letter too
        found[edge] = tuple(
            one for one in affixes
            if one in parts or (len(one) > 2 and (one[-2:] if place else one[:2]) == edge)
        )  # fmt: skip
    return found


Cut = tuple[str, str, str]  # proclitic, what is left, enclitic
_PROCLITICS, _ENCLITICS = by_edge(PROCLITICS, 0), by_edge(ENCLITICS, -1)
_BOTH = {"و", "ف"}  # "and" may stand before a word of one letter


def without_clitics(norm: str) -> list[Cut]:
    """All ways to cut clitics off, the fullest word first."""
    enclitics = _ENCLITICS.get(norm[-2:]) or _ENCLITICS.get(norm[-1:], ())
    found = [("", norm, "")]
    if enclitics:
        found += _without_enclitics("", norm, enclitics)
    for proclitic in _PROCLITICS.get(norm[:2]) or _PROCLITICS.get(norm[:1], ()):
        length = len(proclitic)
        if len(norm) > length + (1 if proclitic in _BOTH else 2):
            found.append((proclitic, norm[length:], ""))
            if enclitics:
                found += _without_enclitics(proclitic, norm[length:], enclitics)
    return found


def _without_enclitics(proclitic: str, rest: str, enclitics: Sequence[str]) -> Iterator[Cut]:
    for enclitic in enclitics:
        if rest.endswith(enclitic) and len(rest) - len(enclitic) > 2:
            stem = rest[: -len(enclitic)]
            yield proclitic, stem, enclitic
            if stem.endswith("ا"):  # نفاه، دعاهما: the alef maqsura of the bare form
                yield proclitic, stem[:-1] + "ي", enclitic
            if stem.endswith("و"):  # قالوه for قالوا
                yield proclitic, stem + "ا", enclitic
