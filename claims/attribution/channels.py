"""Where something was said: a statement, an interview, a post, a report, a study, a meeting."""

from functools import lru_cache
from itertools import compress, count

from claims.attribution.kept import kept_for_each
from claims.attribution.languages import Language
from claims.attribution.languages.base import NO_CLASSES
from claims.attribution.outlets import is_inside, is_to_medium, is_told
from claims.attribution.relations import Relation
from claims.attribution.sentence import Sentence

_CHANNELS = ("tweet", "study", "interview", "meeting", "report", "statement")
_OF_KIND = {"social_media_post": "tweet"}


def find_channel(sentence: Sentence, relation: Relation, kind: str) -> str | None:
    """The channel that the words around a cue name, those of its content left out."""
    if kind in _OF_KIND:
        return _OF_KIND[kind]
    named: set[str] = set()
    is_told = False
    of_words = list(map(_channels_of(sentence.language).__getitem__, sentence.norms))
    for index in compress(count(), of_words):
        token, channels = sentence.tokens[index], of_words[index]
        if is_inside(token, relation.content):
            continue
        if _TOLD in channels and (token.norm != "ل" or is_to_medium(sentence, index)):
            is_told = True
        if kind in ("document", "media_outlet") or not is_inside(token, relation.source):
            named |= channels
    if is_told and named <= {_TOLD}:
        return "statement"
    return next((channel for channel in _CHANNELS if channel in named), None)


_TOLD = "told"  # to a medium or to reporters: a statement, if nothing else is named


@kept_for_each
def _channels_of(language: Language, norm: str) -> frozenset[str]:
    """The channels that a word names."""
    classes = language.look_at(norm).classes
    found = _channels_in(classes) if classes else NO_CLASSES
    return found | {_TOLD} if is_told(language, norm) else found


@lru_cache(maxsize=1 << 10)
def _channels_in(classes: frozenset[str]) -> frozenset[str]:
    names = (name.partition("channel_") for name in classes)
    return frozenset(channel for before, _, channel in names if channel and not before)
