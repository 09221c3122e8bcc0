"""The canonical name of a source phrase: a person's name without offices, a body's without quotes.

"المتحدث باسم الحكومة راجح بادي" is راجح بادي, "قناة «المسيرة»" is قناة المسيرة, and of "Gov. Ann
Lee, the party's leader" Ann Lee remains.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from claims.attribution.languages import Language
from claims.attribution.sentence import WordView, view_word
from claims.attribution.text import Token, tokenise

_KIND_ORDER = (
    ("social_media_post", ("social_media_post",)),
    ("unnamed_reports", ("unnamed_reports",)),
    ("document", ("document",)),
    ("media_outlet", ("media_outlet",)),
    ("government_body", ("government_body",)),
    ("organisation", ("organisation",)),
    ("anonymous_group", ("anonymous",)),
    ("person", ("role", "title")),
)
_MARKS_IN_NAMES = frozenset({'"', "«", "»", "“", "”", "-"})
_OFFICES = frozenset({"role", "title"})
_LONGEST_NAME = 5
_DOUBLE_MARKS = re.compile('[«»“”„‟"]')


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


def read_mention(surface: str, language: Language) -> Mention:
    """Read a source phrase. Surface has at least one word."""
    tokens = [token for token in tokenise(surface) if token.norm]
    views = [view_word(language, t.norm, t.text[:1].isupper()) for t in tokens]
    classes = [language.classes_of(token.norm) for token in tokens]
    head = _head(tokens, classes)
    kind = _kind(classes, head, views)
    first_piece = _first_piece(views)
    name_at = _person_name(tokens, views, classes, language) if kind in _PERSONAL else None
    if name_at:
        kind = "person"
        start, end = name_at
    else:
        start, end = _strip(tokens, classes, 0, first_piece)
        if kind == "person" and _indefinite(tokens[head], views[head], language):
            kind = "anonymous_group"
    named = tokens[start:end] or tokens
    name = language.clean_name([t.text for t in named if not _DOUBLE_MARKS.match(t.text)])
    stems = tuple(
        language.stem_of(language.without_article(t.norm))
        for t, c in zip(tokens, classes, strict=True)
        if t.is_word and not c & {"preposition", "conjunction", "determiner", "demonstrative"}
    )
    return Mention(
        name=name or surface.strip(),
        kind=kind,
        anonymity=_anonymity(kind, has_name=bool(name_at) or not classes[head]),
        stems=stems or (surface,),
        name_stems=frozenset(
            language.stem_of(language.without_article(t.norm)) for t in named if t.is_word
        ),
        head=language.stem_of(language.without_article(tokens[head].norm)),
        gender=_gender(tokens[head], views[head], kind),
        is_definite=not _indefinite(tokens[head], views[head], language),
        is_bare_name=kind == "person" and sum(t.is_word for t in named) == 1 and bool(name_at),
    )


_PERSONAL = frozenset({"person", "anonymous_group"})


def _head(tokens: Sequence[Token], classes: Sequence[frozenset[str]]) -> int:
    skipped = {"determiner", "preposition", "possessive", "demonstrative", "conjunction"}
    for index, (token, names) in enumerate(zip(tokens, classes, strict=True)):
        if token.is_word and not (names & skipped and not names & {"anonymous", "pronoun"}):
            return index
    return next((i for i, t in enumerate(tokens) if t.is_word), 0)


def _kind(classes: Sequence[frozenset[str]], head: int, views: Sequence[WordView]) -> str:
    order = [head, *(i for i in range(head + 1, min(head + 3, len(classes))))]
    for index in order[: 1 if classes[head] else 3]:
        for kind, names in _KIND_ORDER:
            if classes[index].intersection(names):
                return kind
    if views[head].tag == "number":
        return "anonymous_group"
    return "person"


def _first_piece(views: Sequence[WordView]) -> int:
    """Where the first comma, relative clause or verb ends the phrase proper."""
    for index, view in enumerate(views):
        if index and (view.tag in (",", "(", "-", "relative") or view.tag.startswith("verb.p")):
            return index
    return len(views)


def _strip(
    tokens: Sequence[Token], classes: Sequence[frozenset[str]], start: int, end: int
) -> tuple[int, int]:
    echoes = {"ذاته", "نفسه", "ذاتها", "نفسها", "المذكور", "نفسهم"}
    while end - start > 1 and tokens[end - 1].text in echoes:
        end -= 1
    while (
        end - start > 1
        and classes[start] & {"determiner", "demonstrative"}
        and (not classes[start] & {"anonymous"})
    ):
        start += 1
    return start, end


def _person_name(
    tokens: Sequence[Token],
    views: Sequence[WordView],
    classes: Sequence[frozenset[str]],
    language: Language,
) -> tuple[int, int] | None:
    """Where a person's own name stands in the phrase: (start, end) tokens."""
    head = _head(tokens, classes)
    if "anonymous" in classes[head] and not language.is_definite(tokens[head].norm):
        return None
    for begin, end in _pieces(views):
        office = max(
            (i for i in range(begin, end) if classes[i] & _OFFICES and i < end - 1), default=-1
        )
        after = office + 1 if office >= 0 else begin
        at = end
        while at > max(after, end - _LONGEST_NAME) and _may_be_name(
            tokens[at - 1], classes[at - 1], language
        ):
            at -= 1
        while at < end and language.is_definite(tokens[at].norm) and (at > begin or end - at > 1):
            if office == at - 1 and end - at == 1:
                break  # a title and a surname: "الوزير الخطيب"
            at += 1
        if at >= end or (end - at == 1 and at > begin and office != at - 1):
            continue
        titled = 0 <= office < at and at - office <= 2
        if (
            titled
            or language.may_be_given_name(tokens[at])
            or end - at == 1
            or tokens[at].text in "\"'"
        ):
            return at, end
    return None


def _pieces(views: Sequence[WordView]) -> list[tuple[int, int]]:
    """The stretches between commas and brackets, up to the first verb or relative clause."""
    pieces: list[tuple[int, int]] = []
    start = 0
    for index, view in enumerate(views):
        if view.tag in (",", "(", ")", "-", ";"):
            pieces.append((start, index))
            start = index + 1
        elif index and (view.tag in ("relative", "negation") or view.tag.startswith("verb.p")):
            pieces.append((start, index))
            break
    else:
        pieces.append((start, len(views)))
    return [(begin, end) for begin, end in pieces if end > begin]


def _may_be_name(token: Token, classes: frozenset[str], language: Language) -> bool:
    if token.text in _MARKS_IN_NAMES:
        return True
    if not token.is_word or token.norm[0].isdigit() or language.begins_with_to(token.norm):
        return False
    return not classes - {"time", "label", "adverb"}


def _indefinite(token: Token, view: WordView, language: Language) -> bool:
    return language.is_indefinite(token.norm) and view.tag != "Name"


def _gender(token: Token, view: WordView, kind: str) -> str:
    if kind in ("anonymous_group", "unnamed_reports") and token.norm.endswith(("ون", "ين")):
        return "p"
    if token.norm.startswith(("مصادر", "المصادر", "تقارير", "وسائل", "بيانات", "سلطات")):
        return "f"
    return view.gender


def _anonymity(kind: str, *, has_name: bool) -> str:
    if kind == "anonymous_group":
        return "group"
    if kind == "unnamed_reports":
        return "unnamed"
    return "named" if has_name or kind != "person" else "role"
