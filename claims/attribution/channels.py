"""Where something was said: a statement, an interview, a post, a report, a study, a meeting."""

from itertools import compress

from claims.attribution.kept import kept_for_each
from claims.attribution.languages import Language
from claims.attribution.languages.base import NO_CLASSES
from claims.attribution.outlets import is_told_to_media
from claims.attribution.relations import Relation
from claims.attribution.sentence import Sentence

_CHANNELS = ("tweet", "study", "interview", "meeting", "report", "statement")
_OF_KIND = {"social_media_post": "tweet"}


def find_channel(sentence: Sentence, relation: Relation, kind: str) -> str | None:
    """The channel that the words around a cue name, those of its content left out."""
    named: set[str] = set()
    of_words = list(map(_channels_of(sentence.language).__getitem__, sentence.norms))
    for token, channels in compress(zip(sentence.tokens, of_words, strict=True), of_words):
        if any(s.start <= token.start < s.end for s in relation.content):
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


@kept_for_each
def _channels_of(language: Language, norm: str) -> frozenset[str]:
    """The channels that a word names."""
    names = [name for name in language.classes_of(norm) if name.startswith("channel")]
    return frozenset(name.partition("channel")[2][1:] for name in names) if names else NO_CLASSES
