"""What "the ministry" is called in full on its page: "وزارة العدل العراقية", "الاتحاد الآسيوي".

A body, a document or an office that a page names in full without quoting it, and later quotes by
its first noun alone, keeps its full name.
"""

from collections.abc import Iterator, Sequence

from claims.attribution.capital_names import is_capital
from claims.attribution.languages import Language
from claims.attribution.text import Token

_LONGEST = 6  # words of a name
_STOPS = frozenset({
    "preposition", "conjunction", "complementiser", "relative", "negation", "auxiliary", "time",
    "subordinator", "pronoun", "demonstrative", "contrast", "adverb", "ends_name", "role", "title",
    "echo", "anonymous", "determiner",
})  # fmt: skip


def find_full_phrase(
    tokens: Sequence[Token], noun: str, before: int, language: Language
) -> str | None:
    """The phrase in which the page names it before a place of the text; None if there are several.

    Noun: a norm, with the article where that is written to it ("الوزارة").
    """
    if language.has_capitals:
        return _in_capitals(tokens, noun, before, language)
    if not language.is_definite(noun):
        return None
    bare = language.without_article(noun)
    found: dict[str, str] = {}  # by the word after the noun
    for index, token in enumerate(tokens):
        if token.start >= before:
            break
        if token.norm in (bare, noun):
            end = _end(tokens, index, language)
            if end > index + 1:
                words = list(_words(tokens, index, end))
                name = " ".join(words)
                key = language.bare_stem(tokens[_next_word(tokens, index)].norm)
                found[key] = max(found.get(key, ""), name, key=len)
    return next(iter(found.values())) if len(found) == 1 else None


def _in_capitals(tokens: Sequence[Token], noun: str, before: int, language: Language) -> str | None:
    """ "Baltic & Levant P&I Club" for "the club", "Court of Appeal" for "the court"."""
    found: set[str] = set()
    for index, token in enumerate(tokens):
        if token.start >= before:
            break
        if token.norm != noun or not token.text.istitle():
            continue
        start, end = index, index + 1
        while start and _is_of_name(tokens[start - 1], tokens[start], language):
            start -= 1
        if end + 1 < len(tokens) and tokens[end].norm == "of" and is_capital(tokens[end + 1]):
            end += 2
            while end < len(tokens) and _is_of_name(tokens[end], tokens[end], language):
                end += 1
        if end - start > 1:
            found.add(" ".join(token.text for token in tokens[start:end]))
    return found.pop() if len(found) == 1 else None


def _is_of_name(token: Token, following: Token, language: Language) -> bool:
    if token.text == "&":
        return True
    is_plain = token.is_word and is_capital(token) and following.start <= token.end + 1
    names = language.classes_of(token.norm)
    return is_plain and not names & (_STOPS | {"possessive"})


def _next_word(tokens: Sequence[Token], index: int) -> int:
    return next(i for i in range(index + 1, len(tokens)) if tokens[i].is_word)


def _words(tokens: Sequence[Token], start: int, end: int) -> Iterator[str]:
    return (token.text for token in tokens[start:end] if token.is_word)


def _end(tokens: Sequence[Token], start: int, language: Language) -> int:
    """One past the last word of the name that begins with a noun; the next word if it has none."""
    is_construct = not language.is_definite(tokens[start].norm)
    at = start + 1
    if at >= len(tokens) or tokens[at].start > tokens[start].end + 1:
        return at
    if is_construct and tokens[at].norm == '"':
        return _end_of_quotation(tokens, at)
    has_definite = not is_construct
    has_name = is_list = False
    is_document = "document" in language.classes_of(tokens[start].norm)
    is_body = "government_body" in language.classes_of(tokens[start].norm)
    while at < len(tokens) and at - start < _LONGEST:
        token = tokens[at]
        if not token.is_word or token.start > tokens[at - 1].end + 1:
            break
        names = language.noun_classes_of(token.norm) | language.naming_of(token.norm)
        if names & _STOPS:
            break
        if has_definite and at > start + 1 and token.norm[0] == "ل":
            is_its = language.is_definite(tokens[at - 1].norm) and not is_list
            return _end_of_purpose(tokens, at, language) if is_its else at
        if token.norm.startswith("ال"):
            if has_definite and not _is_adjective(token, language, only_of_place=is_list):
                break
            has_definite = True
        elif is_body and has_definite and token.norm.startswith("وال"):
            is_list = True
        else:
            if has_definite or not _is_name(token, language):
                break
            has_name = has_name or not (is_document or names or language.paradigm_of(token.norm))
        at += 1
    return at if has_definite or has_name else start + 1


def _end_of_purpose(tokens: Sequence[Token], at: int, language: Language) -> int:
    """ "المرصد السوداني للحقوق والحريات", "الاتحاد الآسيوي لكرة اليد"."""
    following = tokens[at + 1].norm if at + 1 < len(tokens) else ""
    if tokens[at].norm.startswith("لل"):
        goes_on = following.startswith(("وال", "ال")) and following.endswith(("ة", "ات"))
        return at + 1 + goes_on
    is_noun = language.paradigm_of(tokens[at].norm[1:]) in ("c", "g", "m")
    return at + 2 if is_noun and following.startswith("ال") else at


def _end_of_quotation(tokens: Sequence[Token], opening: int) -> int:
    for index in range(opening + 1, min(opening + _LONGEST, len(tokens))):
        if tokens[index].norm == '"':
            return index
    return opening


def _is_adjective(token: Token, language: Language, *, only_of_place: bool) -> bool:
    norm = token.norm
    if "adjective" in language.classes_of(norm) or norm.endswith(("ية", "ي")):
        return True
    return not only_of_place and language.paradigm_of(norm) == "g"


def _is_name(token: Token, language: Language) -> bool:
    """A noun in a chain of nouns, or a name: neither a verb nor with a small word written to it."""
    norm = token.norm
    if norm[0].isdigit() or language.begins_with_to(norm) or language.readings_of(norm):
        return False
    if norm[0] in "وفبل" and len(norm) > 4 and not language.paradigm_of(norm):
        return False
    if norm.endswith("ا") and language.paradigm_of(norm[:-1]):
        return False  # an accusative: the object of a verb
    return not language.is_verb_shaped(norm) and not language.is_definite(norm)
