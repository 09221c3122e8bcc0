"""Where a person's own name stands in a phrase of offices, bodies and places."""

from collections.abc import Sequence

from claims.attribution.capital_names import find_capital_name
from claims.attribution.languages import Language
from claims.attribution.phrase_pieces import (
    GIVEN,
    NAMES,
    NOT_IN_NAMES,
    OFFICES,
    Classes,
    Piece,
    pieces_of,
)
from claims.attribution.sentence import WordView
from claims.attribution.text import Token

_MARKS_IN_NAMES = frozenset({'"', "«", "»", "“", "”", "-"})
_LONGEST_NAME = 5


def find_person(
    tokens: Sequence[Token],
    views: Sequence[WordView],
    classes: Sequence[Classes],
    language: Language,
) -> Piece | None:
    """The tokens of a person's name in a phrase, if it names one."""
    if language.has_capitals:
        return find_capital_name(tokens, views, classes, language)
    found = _plain(tokens, views, classes, language)
    if found and found[0] and tokens[found[0] - 1].norm in _BEFORE_GIVEN:
        return found[0] - 1, found[1]
    return found


def _plain(
    tokens: Sequence[Token],
    views: Sequence[WordView],
    classes: Sequence[Classes],
    language: Language,
) -> Piece | None:
    """In a script without capitals: from a known given name on, or what follows an office."""
    by_name = _by_name(tokens, classes, language)
    if by_name:
        return by_name
    pieces = pieces_of(tokens, views, classes, language)
    latin = _in_latin(tokens, pieces[-1]) if pieces else None
    if latin:
        return latin
    found = [run for piece in pieces for run in _from_given_names(tokens, classes, language, piece)]
    if found:
        return found[0] if all(classes[i] & OFFICES for i in range(found[0][0])) else found[-1]
    for piece in pieces:
        after_title = _after_title(tokens, classes, language, piece)
        if after_title:
            return after_title
    if "anonymous" in classes[0] and not language.is_definite(tokens[0].norm):
        return None
    first = _before_office(tokens, classes, language, pieces[0]) if pieces else None
    if first:
        return first
    for number, (begin, end) in enumerate(pieces):
        name = _after_office(tokens, classes, language, (begin, end), is_apposition=number > 0)
        if name:
            return name
    return None


_BY_NAME = frozenset({"يدعي", "تدعي", "ويدعي", "وتدعي", "واسمه", "واسمها"})


def _by_name(
    tokens: Sequence[Token], classes: Sequence[Classes], language: Language
) -> Piece | None:
    """ "رجل في الستين يدعى يونس": the words after "by name"."""
    start = next((i + 1 for i, token in enumerate(tokens) if token.norm in _BY_NAME), len(tokens))
    end = start
    while end < len(tokens) and _may_be_name(tokens[end], classes[end], language):
        end += 1
    return (start, end) if 0 < end - start < _LONGEST_NAME else None


def _in_latin(tokens: Sequence[Token], piece: Piece) -> Piece | None:
    """ "محللة السلع Elena Marchetti": a name that is left in the letters of another script."""
    begin, end = piece
    start = end
    while start > begin and "A" <= tokens[start - 1].text[:1] <= "Z":
        start -= 1
    return (start, end) if end - start > 1 else None


def _from_given_names(
    tokens: Sequence[Token], classes: Sequence[Classes], language: Language, piece: Piece
) -> list[Piece]:
    begin, end = piece
    found: list[Piece] = []
    index = begin
    while index < end:
        following = tokens[index + 1].norm if index + 1 < end else ""
        is_parent = tokens[index].norm in _PARENT and index + 1 < end
        if not (classes[index] & GIVEN or following in _SON or is_parent):
            index += 1
            continue
        stop = _end_of_name(tokens, classes, language, (index, end))
        before = classes[index - 1] if index > begin else frozenset[str]()
        is_father = index + 1 < stop and following in _SON
        is_father = is_father or (
            is_parent
            and language.may_be_given_name(tokens[index + 1])
            and "given_name" in language.classes_of(following)
        )
        if (
            (is_father or classes[index] & GIVEN)
            and (is_father or not classes[index] & _not_given(tokens, language, (begin, index)))
            and not _names_a_body(tokens, classes, language, (begin, index))
            and (stop - index > 1 or index == begin or before & OFFICES)
        ):
            found.append((index, stop))
            index = stop
        index += 1
    return found


def _not_given(tokens: Sequence[Token], language: Language, piece: Piece) -> Classes:
    """What a given name that is a word too is taken for instead, after the words of the piece.

    An office after a noun with the article would have it too: "باسم الوزارة رائد الشماسي" names
    رائد, as "الرائد الشماسي" does not.
    """
    begin, at = piece
    stands_out = at > begin and language.is_definite(tokens[at - 1].norm)
    if stands_out and not language.is_definite(tokens[at].norm):
        return NOT_IN_NAMES
    return NOT_IN_NAMES | OFFICES


def _names_a_body(
    tokens: Sequence[Token], classes: Sequence[Classes], language: Language, piece: Piece
) -> bool:
    """ "مؤسسة محمد السادس", "مركز الملك سلمان": a body that bears the name after the piece.

    A noun with the article takes none: "عضو مجلس الإدارة سامر النجداوي".
    """
    begin, end = piece
    at = end - 1
    while at >= begin and "title" in classes[at]:
        at -= 1
    return (
        at >= begin
        and not language.is_definite(tokens[at].norm)
        and bool(classes[at] & (NOT_IN_NAMES - {"preposition"}))
    )


_SON = frozenset({"بن", "ولد", "بنت"})
_PARENT = frozenset({"ام", "ابو", "ابي"})
_BEFORE_GIVEN = frozenset({"ابو", "ابي", "سيد"})


def _end_of_name(
    tokens: Sequence[Token], classes: Sequence[Classes], language: Language, piece: Piece
) -> int:
    """One past the last word of a name that begins with the piece."""
    start, end = piece
    stop = start + 1
    while (
        stop < end
        and stop - start < _LONGEST_NAME
        and (tokens[stop - 1].norm in _SON or _may_be_name(tokens[stop], classes[stop], language))
    ):
        stop += 1
        is_last = stop == end or not _is_of_family(tokens[stop - 1], tokens[stop], language)
        if is_last and _is_family_name(
            tokens[stop - 1], classes[stop - 1], tokens[stop - 2], language
        ):
            break
    return stop


def _is_family_name(token: Token, classes: Classes, before: Token, language: Language) -> bool:
    """With the article, and no part of a given name: "عبد العزيز", "صلاح الدين"."""
    if classes & GIVEN or "name_particle" in classes or before.norm == "عبد":
        return False
    return language.is_definite(token.norm)


def _is_of_family(name: Token, following: Token, language: Language) -> bool:
    """ "عوض الكريم أبو سن", "طارق الزعبي الحوراني": does a family name go on?"""
    if following.norm in _SON or following.norm in _PARENT:
        return True
    return (
        language.is_definite(following.norm)
        and name.norm.endswith("ي")
        and following.norm.endswith("ي")
        and not language.classes_of(following.norm) - NAMES
    )


def _after_title(
    tokens: Sequence[Token], classes: Sequence[Classes], language: Language, piece: Piece
) -> Piece | None:
    """ "البروفيسور هنريك دالستروم المشرف على الدراسة": two or more plain words after a title."""
    begin, end = piece
    for index in range(begin + 1, end):
        if "title" not in classes[index - 1] or language.is_definite(tokens[index].norm):
            continue
        if not _may_be_name(tokens[index], classes[index], language):
            continue
        stop = index + 1
        while (
            stop < end
            and stop - index < _LONGEST_NAME
            and _may_be_name(tokens[stop], classes[stop], language)
            and (stop - index < 2 or not language.is_definite(tokens[stop].norm))
        ):
            stop += 1
        if stop - index > 1:
            return index, stop
    return None


def _before_office(
    tokens: Sequence[Token], classes: Sequence[Classes], language: Language, piece: Piece
) -> Piece | None:
    """A name, then an office: "كيفن أوهارا كبير الاقتصاديين", "الإيطالي لوكا فيرانتي مدرب ريال"."""
    begin, end = piece
    if language.is_definite(tokens[begin].norm) and tokens[begin].norm.endswith("ي"):
        begin += 1
    stop = begin
    while stop < end and not classes[stop] and tokens[stop].is_word and stop - begin < 4:
        if language.is_definite(tokens[stop].norm) and stop == begin:
            return None
        stop += 1
    is_name = stop < end and classes[stop] & {"role"} and stop - begin in (2, 3)
    return (begin, stop) if is_name else None


def _after_office(
    tokens: Sequence[Token],
    classes: Sequence[Classes],
    language: Language,
    piece: Piece,
    *,
    is_apposition: bool,
) -> Piece | None:
    """The last plain words of a phrase, if an office or nothing but they stand in it."""
    begin, end = piece
    office = max((i for i in range(begin, end - 1) if classes[i] & OFFICES), default=-1)
    at = _last_run(tokens, classes, language, (max(begin, office + 1), end), begin=begin)
    length = end - at
    first = tokens[at].norm if length > 0 else ""
    if language.is_governed(first) and first.endswith(("ة", "ات")):
        return None  # "بكلية ..."
    is_name = bool(first and (classes[at] | language.classes_of(first)) & NAMES)
    if first[:1] == "ل" and not is_name and language.paradigm_of(first[1:]):
        return None  # "لكرة القدم"
    is_of_nouns = all(_is_noun(tokens[i], classes[i], language) for i in range(at, end))
    follows = office == at - 1 and office >= 0
    if length < 1 or (length == 1 and at > begin and not follows):
        return None
    if office >= 0 and not language.is_definite(tokens[office].norm):
        # "رئيس وزراء مندورا", "مسؤول أميركي سابق": what he is chief of, and what kind
        if follows or not (language.is_definite(tokens[at - 1].norm) or classes[at - 1]):
            return None
        is_definite = language.is_definite(tokens[at - 1].norm)
        has_place = any("preposition" in names for names in classes[office + 1 : at])
        if has_place and (is_of_nouns or not is_definite):
            return None  # "كابتن عمل في الشركة تسع سنوات"
    elif length == 1 and follows and _is_adjective(tokens[at], tokens[office], language):
        return None
    elif length == 1 and "adjective" in language.classes_of(tokens[at].norm):
        return None  # "وكيل المتهم الأول"
    if follows or (at == begin and (length == 1 or is_apposition)):
        return at, end
    if office >= 0 and length > 2:
        is_compound = "name_particle" in classes[end - 1]  # "فضل الله"
        return end - 2 - is_compound, end
    before = [token.norm for token in tokens[begin:at]]
    is_nisba = [language.is_definite(word) and word.endswith("ي") for word in before]
    if is_apposition and is_nisba and all(is_nisba):
        return at, end  # "البرازيلي روجيرو ألميدا"
    follows_article = bool(before) and language.is_definite(before[-1]) and first[:1] != "ل"
    is_name = length > 1 and (
        language.may_be_given_name(tokens[at])
        or (
            bool(classes[begin] & OFFICES)
            and follows_article
            and language.paradigm_of(first) in ("", "v")
        )
    )
    return (at, end) if is_name and (office >= 0 or at == begin) else None


def _is_noun(token: Token, classes: Classes, language: Language) -> bool:
    """Is it no name, nor a word that no table knows?"""
    names = classes | language.classes_of(token.norm)
    return not names & NAMES and bool(language.paradigm_of(token.norm))


def _last_run(
    tokens: Sequence[Token],
    classes: Sequence[Classes],
    language: Language,
    piece: Piece,
    *,
    begin: int,
) -> int:
    """Where the words that may be a name begin, counted from the end; `end` if there are none."""
    after, end = piece
    at = end
    while at > max(after, end - _LONGEST_NAME) and _may_be_name(
        tokens[at - 1], classes[at - 1], language
    ):
        at -= 1
    if at > begin and "preposition" in classes[at - 1]:
        at += 1  # a place: "مدير الوحدة في مأرب ..."
    while at < end and language.is_definite(tokens[at].norm) and (at > begin or end - at > 1):
        if after == at and after > begin and end - at == 1:
            break  # a title and a surname: "الوزير الخطيب"
        at += 1
    return at


def _is_adjective(token: Token, noun: Token, language: Language) -> bool:
    """ "وزير يمني", "محافظ سابق": an adjective of an office, and no name."""
    if language.is_definite(token.norm) != language.is_definite(noun.norm):
        return False
    if "given_name" in language.classes_of(token.norm):
        return False  # "الدكتور العيسى"
    return token.norm.endswith(("ي", "ية")) or token.norm in _ADJECTIVES


_ADJECTIVES = frozenset({
    "سابق", "سابقة", "السابق", "السابقة", "بارز", "بارزة", "كبير", "كبيرة", "رفيع", "رفيعة", "جديد",
    "جديدة", "شاب", "متقاعد", "متقاعدة",
})  # fmt: skip


def _may_be_name(token: Token, classes: Classes, language: Language) -> bool:
    if token.text in _MARKS_IN_NAMES:
        return True
    if not token.is_word or token.norm[0].isdigit() or language.begins_with_to(token.norm):
        return False
    if classes & GIVEN or "name_particle" in classes:
        return True
    if "government_body" in classes and language.is_nisba(token.norm):
        return True  # "الطرابلسي" of "طرابلس"
    if "other_verb" in language.classes_of(token.norm):
        return False
    if "time" in classes and language.is_definite(token.norm):
        return False
    return not classes - {"time", "label", "adverb", "given_name"}
