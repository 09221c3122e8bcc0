"""The canonical name of a source phrase: a person's name without offices, a body's without quotes.

"المتحدث باسم الحكومة راجح بادي" is راجح بادي, "قناة «المسيرة»" is قناة المسيرة, and of "Gov. Ann
Lee, the party's leader" Ann Lee remains.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from claims.attribution.capital_names import in_its_own_case, is_capital
from claims.attribution.languages import Language
from claims.attribution.person_names import find_person
from claims.attribution.phrase_pieces import GIVEN, Classes, Piece, pieces_of
from claims.attribution.sentence import WordView, view_word
from claims.attribution.source_kinds import (
    BODIES,
    KINDS,
    NAMED_KINDS,
    SOMEBODY,
    SPOKES,
    kind_of,
    kind_of_phrase,
    noun_before_name,
)
from claims.attribution.text import Token, tokenise

_PERSONAL = frozenset({"person", "anonymous_group"})
_SPEAKERS = _PERSONAL | {"government_body", "organisation"}
_NAMED_AFTER_NOUN = frozenset({"organisation", "media_outlet"})
_SKIPPED = frozenset({"determiner", "preposition", "possessive", "demonstrative", "conjunction"})
_NO_NOUN = frozenset({"preposition"})
_NO_LAST = _NO_NOUN | {"adverb"}  # "بادي أيضا"
_DOUBLE_MARKS = frozenset('«»“”„‟"')


@dataclass(frozen=True, slots=True)
class Mention:
    """A source phrase, read: its name, kind, and the words by which it is known again."""

    name: str
    kind: str
    anonymity: str
    stems: tuple[str, ...]  # of all its words that mean something, in order
    name_stems: frozenset[str]
    head: str
    gender: str  # "m", "f" or "p"
    is_definite: bool
    is_bare_name: bool  # a person's name of one word
    has_maker: bool  # a document whose name says who made it

    @property
    def is_office(self) -> bool:
        """Is it an office without a name; who speaks for a body is one, too?"""
        return self.anonymity == "role" or any(part in self.head for part in SPOKES)

    def stems_are_in(self, offices: frozenset[str]) -> bool:
        """Is every word of the mention among these?"""
        return offices.issuperset(self.stems)


@lru_cache(maxsize=1 << 14)
def read_mention(surface: str, language: Language, *, governed: bool = False) -> Mention:
    """Read a source phrase. Surface has at least one word.

    Governed: a preposition that belongs to the cue may be written onto its first word.
    """
    tokens = [token for token in tokenise(surface) if token.norm] or tokenise("-")
    views = [view_word(language, t.norm, t.text[:1].isupper()) for t in tokens]
    classes = [_classes_of(tokens, index, language) for index in range(len(tokens))]
    is_addressed_as = "honorific" in classes[0]  # "معالي وزيرة خارجية ليسوتو"
    tokens, views, classes = _without_echo(tokens, views, classes)
    of_many = language.is_many([token.norm for token in tokens])
    if of_many:
        tokens, views, classes = tokens[2:], views[2:], classes[2:]
    head = _head(tokens, classes, views, language)
    kind = kind_of_phrase(tokens, views, classes, head, language)
    is_one_of = "one_of" in classes[0]  # "أحد الحاضرين"
    is_several = not is_one_of and (of_many or language.is_several_people(tokens[head].norm))
    person = None
    if not is_several and (kind in _PERSONAL or classes[head] & SOMEBODY):
        person = find_person(tokens, views, classes, language)
        person = person or _in_marks(tokens, classes, head, language)
    body = None if person else _apposed_body(tokens, views, classes, language)
    definite = is_addressed_as or _is_definite(tokens, classes, head, language)
    if person:
        kind = "person"
        start, end = person
    elif body:
        (start, end), kind = body
    else:
        start, end = _strip(classes, 0, _end_of_phrase(views, classes, kind))
        noun = noun_before_name(tokens, classes, head, language)
        if noun is not None and kind in _NAMED_AFTER_NOUN:
            start = noun + 1
        if kind == "person" and (is_one_of or is_several or not definite):
            kind = "anonymous_group"
    while end - start > 1 and classes[end - 1] & (_NO_LAST if person else _NO_NOUN):
        end -= 1
    named = tokens[start:end] or tokens
    maker = _maker(tokens, views, classes, language) if kind == "document" else None
    if maker:
        named = [tokens[head], *tokens[slice(*maker)]]
    named = in_its_own_case(named, language, is_person=person is not None)
    name = _spelt(named, language, governed=governed and not start, of_many=of_many)
    return Mention(
        name=name or surface.strip(),
        kind=kind,
        anonymity=_anonymity(kind, has_name=person is not None or not classes[head]),
        stems=_stems(tokens, views, classes, head, language) or (surface,),
        name_stems=frozenset(language.bare_stem(t.norm) for t in named if t.is_word),
        head=language.bare_stem(tokens[head].norm),
        gender=_gender(tokens, classes, views, head, kind),
        is_definite=definite,
        is_bare_name=person is not None and sum(t.is_word for t in named) == 1,
        has_maker=maker is not None,
    )


def _stems(
    tokens: Sequence[Token],
    views: Sequence[WordView],
    classes: Sequence[Classes],
    head: int,
    language: Language,
) -> tuple[str, ...]:
    """Of the words that mean something, up to a clause about them ("الذي طلب عدم نشر اسمه")."""
    about = next((i for i, view in enumerate(views) if i > head and view.tag == "relative"), None)
    return tuple([
        language.bare_stem(t.norm)
        for t, c in zip(tokens[:about], classes[:about], strict=True)
        if _SKIPPED.isdisjoint(c) and t.is_word
    ])  # fmt: skip


def _classes_of(tokens: Sequence[Token], index: int, language: Language) -> Classes:
    """What the tables say of a word; "علي" is no preposition in a script that writes "على"."""
    _, _, text, norm = tokens[index]
    if text == "علي":
        return _ALI
    following = tokens[index + 1].norm if index + 1 < len(tokens) else ""
    if norm == "باسم" and index and any(part in tokens[index - 1].norm for part in SPOKES):
        return _FOR
    if norm == "الامين" and following == "العام":
        return _OFFICE
    names = language.naming_of_two(norm, following) or language.naming_of(norm)
    found = language.noun_classes_of(norm)
    is_of_god = following in ("الله", "الدين") and found.isdisjoint(BODIES)  # no "حزب الله"
    if is_of_god and "preposition" not in language.classes_of(norm):
        return _OF_GOD | (names & GIVEN)
    narrower = names & NAMED_KINDS.keys()  # "الاتحاد", "بنك الدم"
    if narrower and not found.isdisjoint(KINDS):
        found = (found - KINDS).union(NAMED_KINDS[name] for name in narrower)
    found = found | names if names else found
    # "النائب العام" is an authority, any other deputy a person.
    return found - BODIES if "title" in found and following != "العام" else found


_FOR = frozenset({"preposition"})  # "المتحدث باسم", and no man called Basem
_OFFICE = frozenset({"role"})
_ALI = frozenset({"given_m", "given_name"})
_OF_GOD = frozenset({"given_name"})  # "فضل الله", "سيف الدين"


def _without_echo(
    tokens: list[Token], views: list[WordView], classes: list[Classes]
) -> tuple[list[Token], list[WordView], list[Classes]]:
    """Without "نفسه", "itself", "the same": they only say that it was named before."""
    kept = [
        index
        for index, names in enumerate(classes)
        if "echo" not in names
        and not (index == 0 and "honorific" in names)
        and not (index and tokens[index].text == "." and "title" in classes[index - 1])  # "د."
    ]
    if len(kept) == len(tokens) or not any(tokens[index].is_word for index in kept):
        return tokens, views, classes
    return [tokens[i] for i in kept], [views[i] for i in kept], [classes[i] for i in kept]


def _in_marks(
    tokens: Sequence[Token], classes: Sequence[Classes], head: int, language: Language
) -> tuple[int, int] | None:
    """ "السائق «سامر»": the words in quotation marks after a noun with the article, at the end."""
    if head or language.has_capitals or not language.is_definite(tokens[0].norm):
        return None
    marks = [index for index, token in enumerate(tokens) if token.text[:1] in _DOUBLE_MARKS]
    if marks != [1, len(tokens) - 1] or not 1 <= len(tokens) - 3 <= _LONGEST_IN_MARKS:
        return None
    return None if classes[0] & (BODIES | {"document"}) else (2, len(tokens) - 1)


_LONGEST_IN_MARKS = 3  # words


def _head(
    tokens: Sequence[Token],
    classes: Sequence[Classes],
    views: Sequence[WordView],
    language: Language,
) -> int:
    """The noun that says what the phrase is; in English the last of the words before "of"."""
    first = next(
        (
            index
            for index, (token, names) in enumerate(zip(tokens, classes, strict=True))
            if token.is_word and not (names & _SKIPPED and not names & {"anonymous", "pronoun"})
        ),
        None,
    )
    if first is None:
        return next((i for i, t in enumerate(tokens) if t.is_word), 0)
    if not language.head_comes_last:
        return first
    last = first
    for index in range(first + 1, len(tokens)):
        names = classes[index]
        if not tokens[index].is_word or names & {"preposition", "ends_name", "relative"}:
            if views[index].tag in ("'s", "-", '"', "'"):
                continue
            break
        if not names & {"possessive", "conjunction"}:
            last = index
    return last


def _apposed_body(
    tokens: Sequence[Token],
    views: Sequence[WordView],
    classes: Sequence[Classes],
    language: Language,
) -> tuple[Piece, str] | None:
    """ "the ship's owner, Vellot Shipping": a body's name in capitals after the comma."""
    if not language.has_capitals:
        return None
    for start, end in pieces_of(tokens, views, classes, language)[1:]:
        kind = next(filter(None, map(kind_of, classes[start:end])), "")
        if kind in BODIES and all(is_capital(token) for token in tokens[start:end]):
            return (start, end), kind
    return None


def _maker(
    tokens: Sequence[Token],
    views: Sequence[WordView],
    classes: Sequence[Classes],
    language: Language,
) -> Piece | None:
    """ "دراسة حديثة أعدها معهد الطاقة ونشرت أمس": the body that made a document names it."""
    made = next((i for i, names in enumerate(classes) if "made_by" in names), len(tokens))
    start = made + 1
    while start < len(tokens) and (tokens[start].norm in _BY or views[start].tag == "time"):
        start += 1
    if start >= len(tokens) or not classes[start] & (BODIES | {"anonymous"}):
        return None
    end = start + 1
    while end < len(tokens):
        tag, names = views[end].tag, classes[end]
        is_over = tag in (",", "(", "-", "relative", "time") or tag.startswith("verb.p")
        is_place = "preposition" in names and not classes[start] & {"anonymous"}
        if is_over or is_place or names & {"ends_name", "made_by"}:
            break
        goes_on = language.begins_with_and(tokens[end].norm) and end > start + 1
        if goes_on and language.is_verb_shaped(tokens[end].norm):
            break  # "ونشرت"; but "جامعة فيلدن"
        end += 1
    is_whole = end - start > 1 or language.is_definite(tokens[start].norm)
    return (start, end) if is_whole else None


_BY = frozenset({"عن", "من", "قبل"})


def _end_of_phrase(views: Sequence[WordView], classes: Sequence[Classes], kind: str) -> int:
    """Where a comma, a relative clause, a verb or a "published in ..." ends the phrase proper."""
    is_quoted = False
    for index, view in enumerate(views):
        is_quoted ^= view.tag == '"'
        if not index or is_quoted:
            continue
        follows_preposition = "preposition" in classes[index - 1]
        if view.tag in (",", "(", "-", "relative", "auxiliary"):
            return index
        if view.tag.startswith(("verb.pe", "verb.im")) and not follows_preposition:
            return index
        if view.tag == "preposition" and kind == "person" and views[0].tag == "word":
            return index  # a name that no table knows, and then a place
        if view.tag == "negation" and kind in _PERSONAL:
            return index
        if view.tag.startswith("verb.o") and kind in _PERSONAL and not follows_preposition:
            return index
        if "ends_name" in classes[index] and "preposition" not in classes[index]:
            return index
        if view.tag == "preposition" and kind in _SPEAKERS and _is_channel(classes[index + 1 :]):
            return index
    return len(views)


def _is_channel(following: Sequence[Classes]) -> bool:
    """ "شاهدة عيان في إفادة": where it was said is no part of who said it."""
    return bool(following) and any(name.startswith("channel") for name in following[0])


def _strip(classes: Sequence[Classes], start: int, end: int) -> tuple[int, int]:
    while (
        end - start > 1
        and classes[start] & {"determiner", "demonstrative"}
        and not classes[start] & {"anonymous", "one_of"}
    ):
        start += 1
    return start, end


def _spelt(named: Sequence[Token], language: Language, *, governed: bool, of_many: bool) -> str:
    """The words as they stand, without quotation marks and with single spaces."""
    words: list[str] = []
    end = -1
    for token in named:
        if token.text[:1] in _DOUBLE_MARKS:
            continue
        if token.start == end:
            words[-1] += token.text
        else:
            words.append(token.text)
        end = token.end
    return language.clean_name(words, governed=governed, of_many=of_many)


def _is_definite(
    tokens: Sequence[Token], classes: Sequence[Classes], head: int, language: Language
) -> bool:
    """Does it mean somebody known? "وزير الخارجية" does by its second noun."""
    if language.has_capitals:
        return _is_introduced(tokens, classes, head)
    if not language.is_indefinite(tokens[head].norm) or language.owned(tokens[head].text):
        return True
    for token, names in zip(tokens[head + 1 :], classes[head + 1 :], strict=True):
        if not token.is_word or "preposition" in names:
            return False
        if language.is_definite(token.norm) or "place" in language.classes_of(token.norm):
            return "anonymous" not in classes[head]
        if "anonymous" in names:
            return False
    return False


def _is_introduced(tokens: Sequence[Token], classes: Sequence[Classes], head: int) -> bool:
    """Neither "a nurse" nor "nurses": with an article of somebody known, or with a name."""
    before = classes[:head]
    if any("indefinite" in names for names in classes[: head + 1]):
        return False
    if any(names & {"determiner", "possessive", "demonstrative"} for names in before):
        return True
    word = tokens[head].text
    is_plural = word.endswith("s") and not word.endswith("ss")
    is_name = any(token.text[:1].isupper() for token in tokens[1 : head + 1])
    return not (is_plural and len(word) > _SHORTEST_PLURAL) or is_name


_SHORTEST_PLURAL = 3  # letters


def _gender(
    tokens: Sequence[Token],
    classes: Sequence[Classes],
    views: Sequence[WordView],
    head: int,
    kind: str,
) -> str:
    norm = tokens[head].norm
    if kind in ("anonymous_group", "unnamed_reports") and norm.endswith(("ون", "ين")):
        return "p"
    if norm.startswith(("مصادر", "المصادر", "تقارير", "وسائل", "بيانات", "سلطات")):
        return "f"
    if kind == "person":
        for names in classes:
            if names & {"given_m", "given_f"}:
                return "f" if "given_f" in names else "m"
    return views[head].gender


def _anonymity(kind: str, *, has_name: bool) -> str:
    if kind == "anonymous_group":
        return "group"
    if kind == "unnamed_reports":
        return "unnamed"
    return "named" if has_name or kind != "person" else "role"
