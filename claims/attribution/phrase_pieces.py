"""A source phrase in pieces: between its commas, up to where a clause about it begins."""

from collections.abc import Sequence

from claims.attribution.languages import Language
from claims.attribution.sentence import WordView
from claims.attribution.text import Token

Classes = frozenset[str]
Piece = tuple[int, int]  # first and one past the last token

OFFICES = frozenset({"role", "title", "kinship"})
GIVEN = frozenset({"given_m", "given_f"})
NAMES = GIVEN | {"given_name"}
NOT_IN_NAMES = frozenset({
    "government_body", "organisation", "media_outlet", "document", "kind_government_body",
    "kind_organisation", "kind_document", "ends_name", "preposition", "conjunction", "anonymous",
})  # fmt: skip


def pieces_of(
    tokens: Sequence[Token],
    views: Sequence[WordView],
    classes: Sequence[Classes],
    language: Language,
) -> list[Piece]:
    """The stretches between commas, up to the first bracket, verb or relative clause."""
    pieces: list[Piece] = []
    start = 0
    for index, view in enumerate(views):
        if view.tag in (",", "-", ";"):
            pieces.append((start, index))
            start = index + 1
        elif index and (
            view.tag in ("relative", "negation", "(")
            or _is_verb(tokens, views, classes, language, index=index)
        ):
            pieces.append((start, index))
            break
    else:
        pieces.append((start, len(views)))
    return [(begin, end) for begin, end in pieces if end > begin]


def _is_verb(
    tokens: Sequence[Token],
    views: Sequence[WordView],
    classes: Sequence[Classes],
    language: Language,
    *,
    index: int,
) -> bool:
    """Does the word begin a clause about the noun before it ("سائق يعمل")?

    A noun with the article takes no such clause: what looks like a verb after it is a name
    ("المبعوث الأميركي توم ريدلي"), and so it is after a given name, or is one ("وليد شكر", "سامر").
    """
    before = tokens[index - 1].norm
    tag, ends = views[index].tag, "ends_name" in classes[index]
    if not tag.startswith("verb" if ends else "verb.p"):
        return False
    if language.has_capitals:
        return True
    paradigm = language.paradigm_of(tokens[index].norm)
    is_known = ends or paradigm == "v"
    is_of_known = language.is_definite(tokens[0].norm) or not any(
        "preposition" in names for names in classes[:index]
    )
    if not ends and language.is_definite(before) and is_of_known:
        return False  # "الرئيس التنفيذي يوهان ليندستروم"
    following = tokens[index + 1].norm if index + 1 < len(tokens) else ""
    if paradigm in ("c", "g") and language.is_definite(following):
        return False  # "أستاذة علم الاجتماع"
    if "title" in classes[index - 1]:
        return False
    if not is_known and (language.is_definite(before) or "preposition" in classes[index - 1]):
        return False
    is_last = index + 1 == len(views)
    names = classes[index - 1] | language.classes_of(before)
    follows_name = bool(names & NAMES) or not (names or language.paradigm_of(before))
    return not (classes[index] & GIVEN or (is_last and before[:1].isalpha() and follows_name))
