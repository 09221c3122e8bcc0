"""Where something was said: a statement, an interview, a post, a report, a study, a meeting."""

from functools import lru_cache

from claims.attribution.languages import Language
from claims.attribution.outlets import is_told_to_media
from claims.attribution.relations import Relation
from claims.attribution.sentence import Sentence

_CHANNELS = ("tweet", "study", "interview", "meeting", "report", "statement")
_OF_KIND = {"social_media_post": "tweet"}


def find_channel(sentence: Sentence, relation: Relation, kind: str) -> str | None:
    """The channel that the words around a cue name, those of its content left out."""
    language = sentence.language
    named: set[str] = set()
    for token in sentence.tokens:
        channels = _channels_of(language, token.norm)
        if not channels or any(s.start <= token.start < s.end for s in relation.content):
            continue
        in_source = any(span.start <= token.start < span.end for span in relation.source)
        if in_source and kind not in ("document", "social_media_post", "media_outlet"):
            continue
        named |= channels
    if kind in _OF_KIND:
        return _OF_KIND[kind]
    if not named and is_told_to_media(sentence, relation):
        return "statement"
    return next((channel for channel in _CHANNELS if channel in named), None)


@lru_cache(maxsize=1 << 16)
def _channels_of(language: Language, norm: str) -> frozenset[str]:
    """The channels that a word names."""
    return frozenset(
        name.partition("channel")[2][1:]
        for name in language.classes_of(norm)
        if name.startswith("channel")
    )
