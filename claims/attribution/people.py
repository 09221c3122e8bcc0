"""The people whom a page names, whether they speak or not: with them a surname, an office or a verb
without subject finds its full name."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import itemgetter

from claims.attribution.capital_names import is_capital
from claims.attribution.kept import kept_for_each
from claims.attribution.languages import Language
from claims.attribution.sentence import view_word
from claims.attribution.text import Token, fold_word

_GIVEN = frozenset({"given_m", "given_f"})
_OFFICES = frozenset({"role", "title"})
_ENDS_NAMES = frozenset({
    "government_body", "organisation", "media_outlet", "document", "ends_name", "preposition",
    "conjunction", "complementiser", "relative", "negation", "auxiliary", "role", "title", "time",
    "subordinator", "pronoun", "determiner", "demonstrative", "contrast", "adverb", "label", "echo",
    "anonymous", "possessive",
})  # fmt: skip
_LONGEST = 7
_OFFICE_WITHIN = 7  # words before a name
_BODIES = frozenset({"government_body", "organisation", "media_outlet", "document"})


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody named in full, at a place of the text; words are as lexicons spell them."""

    name: str
    start: int
    given: str
    surname: str
    offices: frozenset[str]  # stems of the offices that stand before the name
    office: frozenset[str]  # stems of all words of the nearest one: "director", "intelligence"
    gender: str
    apposed: frozenset[str] = frozenset()  # the same of one after the name: "X, the director of Y"


def find_people(tokens: Sequence[Token], language: Language) -> list[Person]:
    """All full names that begin with a known given name, in text order."""
    found: list[Person] = []
    signs = bytes(map(_signs(language).__getitem__, map(_NORM, tokens)))
    end = 0  # of the last name
    for match in (_IN_CAPITALS if language.has_capitals else _PLAIN).finditer(signs):
        index = match.start()
        if index < end or not _begins_name(tokens, signs, index, language):
            continue
        end = _end_of_name(tokens, index, language)
        words = [token for token in tokens[index:end] if token.is_word]
        if len(words) > 1:
            names = language.naming_of(tokens[index].norm)
            found.append(
                Person(
                    name=" ".join(token.text for token in tokens[index:end]),
                    start=tokens[index].start,
                    given=tokens[index].norm,
                    surname=words[-1].norm,
                    offices=_offices(tokens, index, language),
                    office=_office(tokens, index, language),
                    gender="f" if "given_f" in names or _is_hers(tokens, index, language) else "m",
                    apposed=_apposed(tokens, end, language),
                )
            )
    return found


def find_full_name(tokens: Sequence[Token], surname: str, language: Language) -> Person | None:
    """The first "Beatrix Lunt" for "Lunt", whatever her first name."""
    found: list[Person] = []
    for index, (given, token) in enumerate(pairwise(tokens)):
        if token.norm != surname or token.start > given.end + 1 or given.norm == surname:
            continue
        if not given.is_word or not _may_be_first_name(tokens, index, language):
            continue
        person = Person(
            name=f"{given.text} {token.text}",
            start=given.start,
            given=given.norm,
            surname=surname,
            offices=_offices(tokens, index, language),
            office=_office(tokens, index, language),
            gender="",
        )
        if index and given.start <= tokens[index - 1].end + 1:
            return person  # not at the beginning of a line, where any word has a capital
        found.append(person)
    return next(iter(found), None)


def _may_be_first_name(tokens: Sequence[Token], index: int, language: Language) -> bool:
    """A word with a capital; in a script without, one that no table knows after a noun with the
    article ("المحللة هارييت لويل")."""
    given = tokens[index]
    if language.has_capitals:
        is_capital_word = given.text.istitle() or (given.text.isupper() and len(given.text) > 3)
        return is_capital_word and not language.classes_of(given.norm)
    return (
        index > 0
        and language.is_definite(tokens[index - 1].norm)
        and given.start <= tokens[index - 1].end + 1
        and bool(_signs(language)[given.norm] & _IS_UNKNOWN)
        and _goes_on(given, language)
    )


_NORM = itemgetter(3)  # of a token
_MAY_BE_GIVEN, _TITLE, _IS_UNKNOWN, _IS_ROLE = 1, 2, 4, 8


@kept_for_each
def _signs(language: Language, norm: str) -> int:
    """May a person's name begin with this word; may one begin after it, as after a title; does no
    table know it; is it an office?"""
    look, names = language.look_at(norm), language.naming_of(norm)
    sign = _MAY_BE_GIVEN if names and not names.isdisjoint(_GIVEN) else 0
    if look.classes:
        return sign + _TITLE * ("title" in look.classes) + _IS_ROLE * ("role" in look.classes)
    if look.is_definite or look.paradigm or not norm[:1].isalnum():
        return sign
    return sign + _IS_UNKNOWN


def _one_of(sign: int) -> bytes:
    """A pattern for a word that has this sign."""
    return b"[%s]" % b"".join(b"\\x%02x" % signs for signs in range(16) if signs & sign)


# Where a name may begin, in the signs of a page, a letter a word.
_BEGINS = _one_of(_MAY_BE_GIVEN) + b"|(?<=%s)." % _one_of(_TITLE)
_IN_CAPITALS = re.compile(_BEGINS, re.DOTALL)
_PLAIN = re.compile(_BEGINS + b"|%s(?=%s)" % ((_one_of(_IS_UNKNOWN),) * 2), re.DOTALL)


def _begins_name(
    tokens: Sequence[Token], signs: Sequence[int], index: int, language: Language
) -> bool:
    if signs[index] & _MAY_BE_GIVEN and _may_begin(tokens, index, language):
        return True
    if _stands_before_role(tokens, signs, index, language):
        return True
    token = tokens[index]
    return (
        index > 0
        and bool(signs[index - 1] & _TITLE)
        and token.is_word
        and not language.is_definite(token.norm)
        and _goes_on(token, language)
    )


def _stands_before_role(
    tokens: Sequence[Token], signs: Sequence[int], index: int, language: Language
) -> bool:
    """ "عن شو هيه يي رئيس الشركة": two or three words that no table knows, then an office."""
    if language.has_capitals:
        return False
    end = index
    while end < len(tokens) and end - index < _LONGEST and signs[end] & _IS_UNKNOWN:
        end += 1
    if not 2 <= end - index <= 3 or end == len(tokens) or not signs[end] & _IS_ROLE:
        return False
    return all(_goes_on(token, language) for token in tokens[index:end])


def _may_begin(tokens: Sequence[Token], index: int, language: Language) -> bool:
    if language.has_capitals:
        return tokens[index].text[:1].isupper()
    norm = tokens[index].norm
    if language.classes_of(norm) & _ENDS_NAMES and tokens[index].text != "علي":
        return False
    if index == 0:
        return True
    before = tokens[index - 1].norm
    return not language.classes_of(before) & _BODIES and before not in ("بن", "ابن", "ابو", "ال")


def _end_of_name(tokens: Sequence[Token], start: int, language: Language) -> int:
    end = start + 1
    while end < len(tokens) and end - start < _LONGEST:
        token = tokens[end]
        if not token.is_word or "\n" in token.text or token.start > tokens[end - 1].end + 1:
            break
        names = language.naming_of(token.norm)
        after_particle = "name_particle" in language.naming_of(tokens[end - 1].norm)
        if names & (_GIVEN | {"name_particle"}) or (after_particle and _may_follow_son(token)):
            end += 1
            continue
        if not _goes_on(token, language):
            break
        end += 1
        before = tokens[end - 2].norm
        if not language.has_capitals and language.is_definite(token.norm) and before != "عبد":
            break  # a family name with the article is the last of a name
    while end > start + 1 and "name_particle" in language.naming_of(tokens[end - 1].norm):
        end -= 1
    return end


def _may_follow_son(token: Token) -> bool:
    """ "بن فرحان": a name, though it is spelt as if it began with "and"."""
    return token.text[:1].isalpha() and len(token.norm) > 2


def _goes_on(token: Token, language: Language) -> bool:
    if (language.classes_of(token.norm) | language.naming_of(token.norm)) & _ENDS_NAMES:
        return False
    if language.has_capitals:
        return is_capital(token)
    norm = token.norm
    return not (
        norm[0].isdigit()
        or (norm[0] in "وف" and len(norm) > 4)
        or norm.startswith("لل")
        or (norm[0] == "ب" and len(norm) > 4 and norm.endswith(("ة", "ات", "ه", "ها")))
        or token.text.endswith(("اً", "ًا", "ةً"))
        or language.readings_of(norm)
        or language.is_verb_shaped(norm)
    )


def office_words(tokens: Sequence[Token], language: Language) -> frozenset[str]:
    """Their stems, one for all words that mean the same."""
    return frozenset(
        language.one_word(language.bare_stem(token.norm))
        for token in tokens
        if token.is_word and "preposition" not in language.classes_of(token.norm)
    )


def _office(tokens: Sequence[Token], index: int, language: Language) -> frozenset[str]:
    for before in range(index - 1, max(-1, index - 1 - _OFFICE_WITHIN), -1):
        if not tokens[before].is_word:
            break
        names = language.classes_of(tokens[before].norm) | language.naming_of(tokens[before].norm)
        if "role" in names and before + 1 < index:
            return office_words(tokens[before:index], language)
    return frozenset()


def _is_hers(tokens: Sequence[Token], index: int, language: Language) -> bool:
    """ "وزيرة الخارجية متسيبو راماكواي": is the office before a name a woman's?"""
    for before in range(index - 1, max(-1, index - 1 - _OFFICE_WITHIN), -1):
        token = tokens[before]
        if not token.is_word:
            return False
        is_office = not language.classes_of(token.norm).isdisjoint(_OFFICES)
        if is_office and language.without_article(token.norm).endswith("ة"):
            return True
    return False


def _apposed(tokens: Sequence[Token], end: int, language: Language) -> frozenset[str]:
    """ "سامر الخشن، المتحدث باسم مجلس الوزراء": the words of an office that stands after a name."""
    start = end + 1 if end < len(tokens) and tokens[end].norm == "," else end
    if start >= len(tokens) or tokens[start].start > tokens[start - 1].end + 1:
        return frozenset()  # in the next line
    if not language.classes_of(tokens[start].norm) & _OFFICES:
        return frozenset()
    last = start + 1
    while last < min(len(tokens), start + _OFFICE_WITHIN) and _goes_on_in_office(
        tokens[last], language
    ):
        last += 1
    is_known = any(language.is_definite(token.norm) for token in tokens[start:last])
    return office_words(tokens[start:last], language) if is_known else frozenset()


def _goes_on_in_office(token: Token, language: Language) -> bool:
    classes = language.classes_of(token.norm)
    return (
        token.is_word and classes.isdisjoint(_ENDS_OFFICE) and not language.readings_of(token.norm)
    )


_ENDS_OFFICE = frozenset({"complementiser", "relative", "time", "negation", "auxiliary"})


def _offices(tokens: Sequence[Token], index: int, language: Language) -> frozenset[str]:
    found: set[str] = set()
    for before in range(index - 1, max(-1, index - 1 - _OFFICE_WITHIN), -1):
        token = tokens[before]
        if not token.is_word and token.norm not in (",", '"'):
            break
        if view_word(language, token.norm, False).tag.startswith(("verb.p", "verb.i", "verb.f")):
            break
        names = language.classes_of(token.norm) | language.naming_of(token.norm)
        if names & _OFFICES:
            found.add(language.bare_stem(token.norm))
    return frozenset(found)


# "السائق «سامر» المعروف باللاعب «نادر القمري»", "خالد عمر الملقب بـ«أبو ليث»"
_KNOWN_AS = re.compile(r"و?(?:المعروفة?|الملقبة?|الشهيرة?) ب")
_QUOTED_BEFORE = re.compile(r"[«\"“]\s*([^«»\"“”\n]{2,30})\s*[»\"”],? $")
_PLAIN_BEFORE = re.compile(r"(?<!\w)(\w{2,20} \w{2,20}),? $")
_QUOTED_AFTER = re.compile(r"(?:\w{1,15} ?)?\s?[«\"“]\s*([^«»\"“”\n]{2,30})\s*[»\"”]")
_WITHIN = 50  # code points before and after


def find_aliases(text: str, language: Language) -> list[tuple[frozenset[str], str]]:
    """By what else somebody is known: the stems of the other name, and the name."""
    found = []
    for match in [] if language.has_capitals else _KNOWN_AS.finditer(text):
        before = text[max(0, match.start() - _WITHIN) : match.start()]
        name = _QUOTED_BEFORE.search(before) or _PLAIN_BEFORE.search(before)
        alias = _QUOTED_AFTER.match(text, match.end(), match.end() + _WITHIN)
        if name and alias:
            words = (fold_word(word) for word in alias[1].split())
            found.append((frozenset(language.bare_stem(word) for word in words), name[1].strip()))
    return found
