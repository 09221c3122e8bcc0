"""Other media through which words came: the one somebody spoke to, and the agency of a dateline."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from operator import itemgetter

from claims.attribution.languages import Language
from claims.attribution.naming import read_mention
from claims.attribution.relations import Relation
from claims.attribution.sentence import Sentence
from claims.attribution.text import Span, Token, fold_word

_REACH = 14  # words from a cue to the outlet somebody spoke to
_LONGEST = 5
_START = itemgetter(0)  # of a token
_QUOTES = frozenset({'"', "'"})
_ENDS = frozenset({
    "complementiser", "preposition", "relative", "time", "conjunction", "negation", "auxiliary",
    "pronoun",
})  # fmt: skip
_ON_AIR = frozenset("قناة القناة اذاعة راديو تلفزيون التلفزيون برنامج محطة فضائية شبكة".split())
_ON_THE_AIR = frozenset("للقناة للاذاعة للتلفزيون للمحطة لوسائل".split())
# "الرياض - 8 صفر (واس):", "الدوحة في 9 أبريل /قنا/", "الرياض – وان :", "PARIS (AFP) -"
_DATELINE = re.compile(
    r"\s*[^\W\d_][^\n:.(/«\"]{1,30}?\s*"
    r"(?:\((?P<bracketed>[^()\n]{2,24})\)\s*[:–—-]|/(?P<slashed>[^/\n]{2,24})/"
    r"|[-–—]\s*(?P<dashed>وان|واس|قنا|بنا|وام|وفا|سانا|كونا|بترا|سونا|رويترز|الأناضول|شينخوا|سبوتنيك"
    r"|د ب أ|أ ف ب|أ ش أ)\s*:)"
)
_ABBREVIATION = re.compile(r"[^\W\d_]{2,4}|(?:[^\W\d_][ .]){1,4}[^\W\d_]?")
_WITHIN = 3  # sentences, among which a dateline stands


def spoken_to(
    sentence: Sentence, relation: Relation, language: Language, outlet: str | None
) -> str | None:
    """The name of the medium that somebody spoke to ("قال لوكالة رويترز إن ..."), if any.

    The outlet of the page itself is none; an interview on the air has a channel, and no medium
    between.
    """
    if language.has_capitals:
        return None  # "told Reuters": the corpora count this as an interview, too
    tokens, norms = sentence.tokens, sentence.norms
    start = bisect_left(tokens, relation.cue[-1].end, key=_START)
    first = max(0, start - 4) if relation.content[0].start < relation.cue[0].start else start
    for index, norm in enumerate(norms[first : start + _REACH], first):
        if norm[:1] != "ل" and norm != "مع":
            continue
        is_with = _is_with_medium(sentence, index)
        if not is_with and not is_to_medium(sentence, index):
            continue
        if is_inside(tokens[index], relation.source):
            continue
        if any(is_inside(token, relation.content) for token in tokens[start : index + 1]):
            return None
        if index < start and is_inside(tokens[index], relation.content):
            continue
        words = _words_of_name(sentence, index + is_with)
        surface = sentence.text[words[0].start : words[-1].end] if words else ""
        governed = norm not in ("ل", "مع")  # a letter by itself before quotation marks
        name = read_mention(surface, language, governed=governed).name if surface.strip() else ""
        is_echo = len(words) == 1 and language.is_definite(words[0].norm)  # "للصحيفة"
        return name if name and not is_echo and not is_same_medium(name, outlet) else None
    return None


def echo_spoken_to(sentence: Sentence, relation: Relation, language: Language) -> str:
    """The body named before that somebody spoke to ("الصحيفة" of "قالت ممرضة للصحيفة"), or ""."""
    if language.has_capitals:
        return ""
    tokens, norms = sentence.tokens, sentence.norms
    after_cue = bisect_right(tokens, relation.cue[0].start, key=_START)
    for index in range(after_cue, bisect_left(tokens, relation.content[0].start, key=_START)):
        norm = norms[index]
        if norm[:2] != "لل" or norm in _REPORTERS or norm in _ON_THE_AIR:
            continue
        following = norms[index + 1] if index + 1 < len(norms) else ""
        if is_inside(tokens[index], (*relation.source, *relation.cue)):
            continue
        if not language.is_definite(following):
            return "ال" + language.without_article(norm)
    return ""


def is_inside(token: Token, spans: Sequence[Span]) -> bool:
    """Does a word begin in one of these stretches?"""
    return any(span.start <= token.start < span.end for span in spans)


_REPORTERS = frozenset({"للصحفيين", "للصحافيين", "الصحفيين", "الصحافيين", "للاعلام"})


def is_to_medium(sentence: Sentence, index: int) -> bool:
    """Is this "to" with a medium: one word, or a letter by itself before quotation marks?"""
    norms = sentence.norms
    if norms[index] == "ل":
        return index + 1 < len(norms) and norms[index + 1] in _QUOTES
    return names_addressed_medium(sentence.language, norms[index])


def names_addressed_medium(language: Language, norm: str) -> bool:
    """ "لوكالة", "لرويترز"; one on the air is a channel, and none between."""
    if norm[:1] != "ل" or norm[1:] in _ON_AIR or norm in _ON_THE_AIR or norm in language.classes:
        return False
    names = language.classes_of(norm) | language.naming_of(norm[1:])
    return len(norm) > 3 and not names.isdisjoint(_MEDIA)


_MEDIA = frozenset({"media_outlet", "kind_media_outlet"})


def is_told(language: Language, norm: str) -> bool:
    """Does a word say that something was told to a medium or to reporters?"""
    if norm[:1] not in ("ل", "ا") or language.has_capitals:
        return False
    return norm == "ل" or norm in _REPORTERS or names_addressed_medium(language, norm)


def _is_with_medium(sentence: Sentence, index: int) -> bool:
    """ "في مقابلة مع شبكة ...": an interview with a medium other than a programme."""
    tokens, language = sentence.tokens, sentence.language
    if tokens[index].norm != "مع" or index + 1 >= len(tokens):
        return False
    before = tokens[max(0, index - _INTERVIEW_WITHIN) : index]
    is_interview = any("channel_interview" in language.classes_of(t.norm) for t in before)
    return is_interview and tokens[index + 1].norm in _INTERVIEWERS


_INTERVIEWERS = frozenset("قناة شبكة صحيفة وكالة مجلة موقع رويترز".split())
_INTERVIEW_WITHIN = 3  # words


def _words_of_name(sentence: Sentence, index: int) -> list[Token]:
    tokens, views = sentence.tokens, sentence.views
    if tokens[index].norm == "ل":
        index += 1
    words = [tokens[index]]
    in_quotes = tokens[index].norm in _QUOTES
    for following in range(index + 1, min(len(tokens), index + 1 + _LONGEST + in_quotes)):
        token, tag = tokens[following], views[following].tag
        if token.norm in _QUOTES:
            words.append(token)
            if in_quotes:
                return words
            in_quotes = True
            continue
        if in_quotes:
            words.append(token)
            continue
        if not token.is_word or tag.partition(".")[0] in _ENDS or tag.startswith("verb"):
            break
        if token.norm[0] in "بول" and len(token.norm) > 4:
            break
        words.append(token)
    return words


def dateline_agency(text: str, sentences: Sequence[Sentence], outlet: str | None) -> str | None:
    """The agency that the dateline of a page names: all of the page came through it."""
    if outlet and any(
        word.startswith(("وكال", "agenc", "press")) for word in fold_word(outlet).split()
    ):
        return None  # the page is an agency's own
    body = [sentence for sentence in sentences if not sentence.is_heading][:_WITHIN]
    for sentence in body:
        match = _DATELINE.match(text, sentence.span.start, sentence.span.start + 90)
        if not match:
            continue
        name = next(filter(None, match.groups()), "").strip(" -–")
        language = sentence.language
        classes = [language.classes_of(fold_word(word)) for word in name.split()]
        is_short = _ABBREVIATION.fullmatch(name) and not any("label" in one for one in classes)
        is_medium = is_short or any("media_outlet" in one for one in classes)
        if is_medium and name != "وكالات" and not is_same_medium(name, outlet):
            return name
    return None


def is_same_medium(name: str, outlet: str | None) -> bool:
    """The same medium, by its words or its initials?"""
    if not outlet:
        return False
    words, own = _words(name), _words(outlet)
    initials = "".join(word[0] for word in own)
    return (
        set(words) <= set(own)
        or set(own) <= set(words)
        or "".join(words).replace(".", "") == initials
    )


def _words(name: str) -> list[str]:
    bare = (fold_word(word).strip("\"'").removeprefix("ال") for word in name.split())
    return [word for word in bare if word]
