"""What kind of source a phrase names: a person, a body, a document, somebody unnamed."""

from collections.abc import Sequence
from functools import lru_cache

from claims.attribution.capital_names import is_capital
from claims.attribution.languages import Language
from claims.attribution.phrase_pieces import GIVEN, Classes
from claims.attribution.sentence import WordView
from claims.attribution.text import Token

_KIND_ORDER = (
    ("social_media_post", ("social_media_post", "kind_social_media_post")),
    ("unnamed_reports", ("unnamed_reports",)),
    ("document", ("document", "kind_document")),
    ("media_outlet", ("media_outlet", "kind_media_outlet")),
    ("government_body", ("government_body", "kind_government_body")),
    ("organisation", ("organisation", "kind_organisation")),
    ("anonymous_group", ("anonymous",)),
    ("person", ("role", "title")),
)
BODIES = frozenset({"government_body", "organisation", "media_outlet"})
KINDS = BODIES | {"document"}
NAMED_KINDS = {f"kind_{kind}": kind for kind in KINDS}  # by the class in the tables of names
SOMEBODY = frozenset({"role", "title", "kind_social_media_post"})
SPOKES = ("متحدث", "ناطق", "spokes", "porte-parole")


def noun_before_name(
    tokens: Sequence[Token], classes: Sequence[Classes], head: int, language: Language
) -> int | None:
    """The noun that says what a name in capitals is: "agency" in "the news agency Tasvir".

    With a capital of its own it is a name too ("Israel Katz", "Bank Audi"), unless it is a trade at
    the beginning, where a sentence begins ("Operator CasaRail").
    """
    is_noun = kind_of(classes[head]) and not tokens[head].text.isupper()
    if is_noun or not language.head_comes_last or not is_capital(tokens[head]):
        return None
    before = next((i for i in range(head, -1, -1) if not is_capital(tokens[i])), -1)
    if before < 0:
        return 0 if head and "trade" in classes[0] else None
    return before if kind_of(classes[before]) else None


def _is_body_by_article(tokens: Sequence[Token], classes: Sequence[Classes], head: int) -> bool:
    """ "the IMF": where a name has the article and is no office, people have none."""
    first = next((i for i, names in enumerate(classes) if "determiner" not in names), head)
    named = classes[first : head + 1]
    return (
        first > 0
        and "indefinite" not in classes[0]
        and all(token.text[:1].isupper() for token in tokens[first : head + 1] if token.is_word)
        and not any(names & (SOMEBODY | GIVEN) for names in named)
    )


def _is_family_name(
    tokens: Sequence[Token], classes: Sequence[Classes], head: int, language: Language
) -> bool:
    """ "Luis Montenegro" is no country, nor is "France Gall"."""
    if not language.has_capitals or not is_capital(tokens[head]):
        return False
    if language.head_comes_last:
        return head > 0 and not classes[head - 1].isdisjoint(GIVEN)
    following = head + 1
    return following < len(tokens) and is_capital(tokens[following]) and not classes[following]


def kind_of_phrase(
    tokens: Sequence[Token],
    views: Sequence[WordView],
    classes: Sequence[Classes],
    head: int,
    language: Language,
) -> str:
    order = [head, *range(head + 1, min(head + 3, len(classes)))]
    if classes[head]:
        order = order[:1]
    if (noun := noun_before_name(tokens, classes, head, language)) is not None:
        order = [noun]
    kind = next(filter(None, (kind_of(classes[index]) for index in order)), "")
    if kind == "government_body" and _is_family_name(tokens, classes, head, language):
        kind = "person"
    if kind_of(classes[head]) in ("", "person") and language.is_several_people(tokens[head].norm):
        return "anonymous_group"
    if not kind and language.has_capitals and _is_body_by_article(tokens, classes, head):
        kind = "organisation"
    if not kind:
        return "anonymous_group" if views[head].tag == "number" else "person"
    if kind == "person" and any(part in tokens[head].norm for part in SPOKES):
        others = (kind_of(names) for i, names in enumerate(classes) if i != head)
        return next((other for other in others if other in BODIES), kind)
    return kind


@lru_cache(maxsize=1 << 10)
def kind_of(names: Classes) -> str:
    return next((kind for kind, wanted in _KIND_ORDER if names.intersection(wanted)), "")
