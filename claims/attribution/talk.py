"""What people say without anybody being named: "ما تردد عن ...", "ما نشر من أن ...".

Such words are cues by rule (point 7 of the guideline): the models hardly meet them, since each is
rare, and the same verbs mean other things elsewhere.
"""

from collections.abc import Sequence
from functools import cache

from claims.attribution.languages.base import Language
from claims.attribution.sentence import Sentence, opens_content

SURE = 0.9  # that such a word is a cue, on the composed articles
_REACH = 10  # words from the verb to what is said
_VERBS = ("verb.perfect", "verb.imperfect", "verb.participle", "verb.other")


def find_talk(sentence: Sentence) -> list[int]:
    """The tokens of verbs that say what is being said, each with what is said after it."""
    spreading = _words(sentence.language, "spreads")
    if spreading.isdisjoint(sentence.norms):
        return []
    return [
        index
        for index, norm in enumerate(sentence.norms)
        if norm in spreading and _follows_what(sentence, index) and _says_something(sentence, index)
    ]


@cache
def _words(language: Language, name: str) -> frozenset[str]:
    """All words of one class of talk.txt."""
    return frozenset(word for word, names in language.talk.items() if name in names)


def _follows_what(sentence: Sentence, index: int) -> bool:
    """ "ما", "لما", also with "تم"; but "بحسب ما", "كما" belong to a cue of their own."""
    language, tokens = sentence.language, sentence.tokens
    before = index - 1
    if before > 0 and "comes_about" in language.talk_of(tokens[before].norm):
        before -= 1
    if before < 0 or "what" not in language.talk_of(tokens[before].norm):
        return False
    governing = language.readings_of(tokens[before - 1].norm) if before else ()
    return all(one.kind != "preposition" for one in governing)


def _says_something(sentence: Sentence, index: int) -> bool:
    """Does "about ..." or "that ..." follow, in the same clause?

    Not "that it is ...", which says what is thought of it ("وصف ما نشر بأنه كذب").
    """
    language, tokens = sentence.language, sentence.tokens
    for at in range(index + 1, min(index + 1 + _REACH, len(tokens) - 1)):
        norm, tag = tokens[at].norm, sentence.views[at].tag
        if "about" in language.talk_of(norm):
            return True
        if tag == "complementiser":
            is_from = "from" in language.talk_of(tokens[at - 1].norm)
            return is_from or "that" in language.talk_of(norm)
        if tag in (".", ":", "!", "?", ";", *_VERBS):
            return False
    return False


def find_asides(sentence: Sentence) -> list[tuple[int, int]]:
    """First and last word of "على حد قوله", "حسب تعبيرها": whoever spoke before said so."""
    own_sayings, talk_of = _words(sentence.language, "own_saying"), sentence.language.talk_of
    norms = sentence.norms
    if own_sayings.isdisjoint(norms):
        return []
    found = []
    for last, norm in enumerate(norms):
        if not last or norm not in own_sayings:
            continue
        before = talk_of(norms[last - 1])
        if "by" in before:
            found.append((last - 1, last))
        elif "extent" in before and last > 1:  # على حد قوله
            found.append((last - 2, last))
    return found


def is_aside(sentence: Sentence, tokens: Sequence[int]) -> bool:
    """Are these the words of such an aside?"""
    norm = sentence.tokens[tokens[-1]].norm
    return len(tokens) > 1 and "own_saying" in sentence.language.talk_of(norm)


def is_own_name_for_it(sentence: Sentence, index: int) -> bool:
    """ "ما وصفته بـ«المهزلة»": the speaker's own word for what he speaks of."""
    reading, after = sentence.views[index].reading, index + 1
    if reading is None or not index or after == len(sentence.tokens):
        return False
    language, norms = sentence.language, sentence.norms
    if "what" not in language.talk_of(norms[index - 1]):
        return False
    is_naming = "names_it" in language.talk_of(norms[index])
    return is_naming and (norms[after][:1] == "ب" or opens_content(sentence, after))
