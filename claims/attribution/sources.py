"""Candidates for the source of a cue, and what a model may know of each.

Every noun phrase near the cue, with every end it may have, every source that an earlier cue of the
sentence has, and nobody at all are weighed against each other by one linear model.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from claims.attribution.features import CuePlace
from claims.attribution.kept import kept_for_each
from claims.attribution.languages.base import Language
from claims.attribution.sentence import Sentence, WordView, opens_content
from claims.attribution.spellings import is_channel
from claims.attribution.talk import is_aside, is_own_name_for_it

_REACH_RIGHT, _REACH_LEFT = 14, 35
_LONGEST, _MOST = 18, 30
_RELATIVE = 3  # words from a relative pronoun to the verb of its clause
_CLOSED = frozenset({
    "complementiser", "relative", "negation", "auxiliary", "preposition", "time", "contrast",
    "subordinator", "conjunction", "adverb",
})  # fmt: skip
_QUOTES = ('"', "'")
# After such a head "to ..." names the one spoken to, not a part of the phrase.
_NO_RECIPIENTS = frozenset({
    "word", "word.def", "noun", "noun.def", "anonymous", "anonymous.def", "Name",
})  # fmt: skip
_TANWIN = ("ً", "ًا")


Candidate = tuple[int, int]  # the first and the last of its tokens
NOBODY: Candidate = (-1, -1)


def candidates(
    sentence: Sentence, cue: CuePlace, earlier: Sequence[tuple[int, int]]
) -> list[Candidate]:
    """All that may be the source of a cue, nearest first, without doubles; nobody among them."""
    found: dict[Candidate, None] = {NOBODY: None}
    phrases = Phrases(sentence, cue)
    for source in reversed(earlier):
        if not phrases.signs[source[0]] & phrases.barred:
            found[source] = None
    if is_aside(sentence, cue.tokens):
        return list(found)
    if len(found) > 1 and is_own_name_for_it(sentence, cue.first):
        return list(found)
    for start, limit in _between_pieces(cue):
        phrases.add_from(found, start, limit, cue)
    right, count = 0, len(sentence.tokens)
    for start in range(cue.last + 1, min(count, cue.last + 1 + _REACH_RIGHT)):
        if start > cue.last + 2 and opens_content(sentence, start - 2):
            break
        right += phrases.add_from(found, start, count, cue)
        if right == 3:
            break
    for start in range(cue.first - 1, max(-1, cue.first - 1 - _REACH_LEFT), -1):
        phrases.add_from(found, start, cue.first, cue)
        if len(found) > _MOST:
            break
    topic = next((i for i in range(min(3, cue.first)) if phrases.signs[i] & _TOPIC), -1)
    if topic >= 0:
        phrases.add_from(found, topic + 1, cue.first, cue)
    return list(found)


def _between_pieces(cue: CuePlace) -> Iterator[tuple[int, int]]:
    """Tokens between the pieces of "ختم فلان بالقول", each with one past the last of them."""
    for piece, following in pairwise(cue.tokens):
        for index in range(piece + 1, following):
            yield index, following


# What the spelling of a word says of the noun phrases around it.
(
    _TOPIC,  # "أما" before the one who is spoken of
    _NO_START,  # no phrase begins with it
    _CLOSED_WORD,  # a function word
    _FINITE,  # a verb in the perfect or imperfect
    _VERB,
    _GOVERNED,  # written together with the preposition that a verb asks for
    _MARK,
    _RELATIVE_WORD,
    _TIME,
    _AFTER,  # a phrase may begin after it
    _CLITIC,  # ... or with the letter it begins with
    _CLITIC_AFTER,  # a phrase may end before it
    _STOPS,  # no phrase goes on over it
    _STOPS_LATER,  # ... unless it begins it
    _PREPOSITION,
    _CHANNEL,  # says where something was said ("في بيان", "on Facebook")
    _ACCOUNT,  # "كشفت السفارة عناوين ...": what was revealed
    _REPORTED,  # "نفت وزارة النقل | الأنباء": what is denied
    _OUTLET,  # but "وكالة الأنباء"
    _TO,
    _ROLE,
    _NO_END,
    _NO_NAME,  # no name goes on with it
    _GIVEN_NAME,
    _KIN,  # "أبو": a name goes on after it
    _TITLE,
    _DEFINITE,
    _ACCUSATIVE,  # "أصدرت الإدارة بياناً": no phrase goes on to one after a head without it
    _HE,  # a man or a body whose verb is masculine
    _SHE,  # a woman or a body whose verb is feminine
    _ONE,  # one person
    _RECIPIENT,  # written together with "to" or "by": "لنا", "لجدتها", "بالدعم"
    _CHARGE,  # "بضم": what somebody is accused of, or promises
    _NEVER_SPEAKS,  # "ردا على سؤال": how, not who
    _BODY,  # "الوزارة": a body
    _THING,  # a noun that describes no noun before it: "الشبكة | قوات الحدود"
    _ANOTHER,  # "نائب آخر | رئيس الوزراء": nothing describes a noun after it
    _DAY,  # "اليوم | الخميس"
    _TAKES_TO,  # "الموالية", "التابعة": an adjective that asks for "to"
) = (1 << bit for bit in range(39))


@kept_for_each
def _signs(language: Language, view: WordView) -> int:
    norm = view.spelt
    look, names = language.look_at(norm), language.naming_of(norm)
    sign = _signs_of(view.tag, look.classes, names) | _DEFINITE * look.is_definite
    sign |= _TO * view.begins_with_to
    if look.classes or names:
        sign |= _SPEAKS[language.gender_of_speaker(norm)]
    if norm[:1] in _CLITICS:
        sign |= _CLITICS[norm[:1]] | _RECIPIENT * language.is_recipient(norm)
        if not look.classes:
            sign |= _GOVERNED * language.is_governed(norm)
            sign |= _CHARGE * (len(norm) > 3 and language.is_charge(norm))
    return sign


# By the first letter; a word of vowel signs alone has none.
_CLITICS = dict.fromkeys(("", *"وبل"), _CLITIC | _CLITIC_AFTER) | {"ف": _CLITIC}
_NOUN = _THING | _DEFINITE | _ROLE
_IN_NAMES = _KIN | _GIVEN_NAME | _TITLE
_ENDS_BEFORE = _MARK | _CLOSED_WORD | _VERB | _CLITIC_AFTER
_MAY_STOP = (  # what may end the phrases that go on up to it
    _STOPS | _STOPS_LATER | _ACCOUNT | _PREPOSITION | _TO | _DAY | _ACCUSATIVE | _ROLE
)
_BARRED = {"f": _HE, "m": _SHE, "p": _SHE | _HE | _ONE}
_SPEAKS = {"m": _HE, "f": _SHE, "1": _ONE, "": 0}
_BODIES = frozenset({"government_body", "organisation", "media_outlet"})
_REPORTS = frozenset({"unnamed_reports", "doubt"})


@lru_cache(maxsize=1 << 11)
def _signs_of(tag: str, classes: frozenset[str], names: frozenset[str]) -> int:
    is_letter, is_verb = tag[0].isalpha(), tag.startswith("verb")
    begins_no_phrase = not is_letter and tag not in _QUOTES and tag not in ("(", "#", "@")
    holds = {
        _TOPIC: "topic" in classes,
        _NO_START: begins_no_phrase or "topic" in classes or "reflexive" in classes,
        _CLOSED_WORD: tag in _CLOSED,
        _FINITE: tag.startswith("verb.p") or tag == "verb.imperfect",
        _VERB: is_verb,
        _MARK: not is_letter,
        _RELATIVE_WORD: tag == "relative",
        _TIME: tag == "time",
        _AFTER: not is_letter or tag in _CLOSED or is_verb or tag in ("pronoun", "label"),
        _STOPS: tag in (".", "?", "!", ":", ";") or "no_source" in classes,
        _STOPS_LATER: tag == "complementiser",
        _PREPOSITION: tag == "preposition",
        _CHANNEL: is_channel(classes),
        _ACCOUNT: "account" in classes,
        _REPORTED: not classes.isdisjoint(_REPORTS),
        _OUTLET: "media_outlet" in classes,
        _ROLE: "role" in classes,
        _NO_END: tag in (",", "preposition", "relative", "conjunction", "contrast", "negation"),
        _NO_NAME: not is_letter or tag in _CLOSED or tag.startswith(("verb.p", "verb.i")),
        _GIVEN_NAME: "given_name" in classes,
        _KIN: "kin_of_name" in classes,
        _TITLE: tag.startswith("title"),
        _BODY: not classes.isdisjoint(_BODIES),
        _THING: (tag == "noun" or not classes.isdisjoint(_BODIES)) and "echo" not in names,
        _NEVER_SPEAKS: "no_speaker" in names,
        _TAKES_TO: "takes_to" in names,
        _ANOTHER: "another" in names,
        _DAY: "part_of_day" in names,
    }
    return sum(sign for sign, is_so in holds.items() if is_so)


def _joins_initials(sentence: Sentence, index: int) -> bool:
    """ "شركة بي.تي.كي": no space on either side."""
    tokens = sentence.tokens
    if not 0 < index < len(tokens) - 1:
        return False
    return tokens[index - 1].end == tokens[index].start and (
        tokens[index].end == tokens[index + 1].start and tokens[index + 1].is_word
    )


class _Asks(NamedTuple):
    """What the last word of a cue asks of its source."""

    barred: int = 0  # signs of those who cannot be its subject
    is_verb: bool = False
    frames: frozenset[str] = frozenset()
    may_stop: int = _MAY_STOP  # signs over which a phrase may not go on


@kept_for_each
def _asks_for(language: Language, view: WordView) -> _Asks:
    reading = view.reading
    if reading is None or reading.kind != "verb":
        return _Asks()
    if any(one.kind == "preposition" for one in view.readings):
        return _Asks()  # "حسب" is a verb, too
    is_verb, frames, may_stop = reading.form != "masdar", reading.frames, _MAY_STOP
    if not frames.isdisjoint("op"):
        may_stop |= _CHARGE
    if reading.cue_class == "denies":
        may_stop |= _REPORTED
    barred = _BARRED.get(language.gender_of_subject(view.norm, reading), 0)
    return _Asks(barred | _NEVER_SPEAKS * is_verb, is_verb, frames, may_stop)


class Phrases:
    """The noun phrases of a sentence, by where they begin."""

    def __init__(self, sentence: Sentence, cue: CuePlace) -> None:
        self.sentence = sentence
        self.signs = list(map(_signs(sentence.language).__getitem__, sentence.views))
        text = sentence.span.of(sentence.text)
        if _TANWIN[0] in text:
            for index, (_, _, word, _) in enumerate(sentence.tokens):
                if word.endswith(_TANWIN):
                    self.signs[index] |= _ACCUSATIVE
        if "." in text[:-1]:
            for index, (_, _, word, _) in enumerate(sentence.tokens):
                if word == "." and _joins_initials(sentence, index):
                    self.signs[index] &= ~_STOPS
        self.signs.append(_NO_NAME)  # stands for the end
        self.barred, self.is_verb, self.frames, self.may_stop = _asks_for(sentence.language)[
            sentence.views[cue.last]
        ]
        self.precedes = sentence.views[cue.first].tag == "verb.participle" and bool(cue.first)
        self.takes_object = self.is_verb and (
            not self.frames.isdisjoint("on") or "c" not in self.frames
        )

    def _is_slip(self, sign: int, follows_cue: bool) -> bool:
        """ "وقال الوزارة": what has no object is followed by its speaker, whatever was typed."""
        return follows_cue and not sign & _NEVER_SPEAKS and self.frames.isdisjoint("no")

    def add_from(self, found: dict[Candidate, None], start: int, limit: int, cue: CuePlace) -> bool:
        """Add the phrases that begin at `start`, if one may; did it?"""
        if self.signs[start] & _NO_START or not self._may_start(start, cue):
            return False
        for last in self._ends(start, limit):
            found[start, last] = None
        return True

    def _may_start(self, index: int, cue: CuePlace) -> bool:
        sign, follows_cue = self.signs[index], index == cue.last + 1
        if sign & self.barred and not self._is_slip(sign, follows_cue):
            return False
        if self.is_verb and self._is_no_subject(index, cue):
            return False
        if sign & (_CLOSED_WORD | _FINITE):
            return follows_cue and bool(sign & _VERB)
        if follows_cue:
            return True
        if sign & _GOVERNED:
            return False
        if index in (0, cue.first + 1):
            return True
        before = self.signs[index - 1]
        if before & (_AFTER | _TOPIC) or sign & _CLITIC or (before & _TIME and index > cue.last):
            return True
        follows = index + 1 < cue.first <= index + 1 + _RELATIVE
        # "التوقعات التي كانت تشير"
        return follows and bool(self.signs[index + 1] & _RELATIVE_WORD)

    def _is_no_subject(self, index: int, cue: CuePlace) -> bool:
        """ "قال | لنا", "قال إن | الوزير", "أصدر بياناً أدان": whom it was said to, what was said,
        and an accusative; but "لكن خبيراً قال"."""
        if index == cue.last + 1:
            is_object = self.precedes and "o" in self.frames
            return is_object or bool(self.signs[index] & (_RECIPIENT | _ACCUSATIVE))
        if self.signs[index] & _ACCUSATIVE:
            return index > 0 and not self.signs[index - 1] & (_CLOSED_WORD | _MARK)
        return index == cue.last + 2 and self.sentence.views[index - 1].tag == "complementiser"

    def _ends(self, start: int, limit: int) -> list[int]:
        """The tokens with which a noun phrase from `start` may end."""
        signs, may_stop = self.signs, self.may_stop
        end = min(limit, start + _LONGEST)
        if start + 1 < end and (
            self._is_object(start + 1) or (self.takes_object and self._follows_name(start + 1))
        ):
            end = start + 1
        ends = []
        for index in range(start, end):
            sign, following = signs[index], signs[index + 1]
            if sign & may_stop and self._stops(start, index):
                break
            if sign & _NO_END:
                continue
            if (following & _ENDS_BEFORE or index < start + 5 or index + 1 == limit) and not (
                sign & _IN_NAMES and _name_goes_on(sign, following)
            ):
                ends.append(index)
        return ends

    def _stops(self, start: int, index: int) -> bool:
        """Does a noun phrase from `start` not go on over this word?"""
        sentence, signs = self.sentence, self.signs
        sign, before, following = signs[index], signs[index - 1], signs[index + 1]
        if sign & _STOPS or index == start:
            return bool(sign & _STOPS)
        return bool(
            sign & _STOPS_LATER
            or (sign & _ACCOUNT and index > start + 1)
            or (sign & self.may_stop & _REPORTED and not before & _OUTLET)
            or (sign & _PREPOSITION and following & _CHANNEL)
            or (
                sign & _TO
                and sentence.views[start].tag in _NO_RECIPIENTS
                and not self._is_complement(start, index)
            )
            or (sign & _DAY and following & _TIME)
            or (sign & _ACCUSATIVE and not sentence.tokens[start].norm.endswith("ا"))
            or (sign & self.may_stop & _CHARGE and not before & _NOUN)
            or (sign & _ROLE and not sign & _DEFINITE and before & _ANOTHER)
        )

    def _is_object(self, index: int) -> bool:
        """ "اتهمت الشبكة | قوات الحدود": an indefinite noun after a body with the article."""
        before, sign = self.signs[index - 1], self.signs[index]
        is_body = before & _BODY and before & _DEFINITE and not before & (_ROLE | _TITLE)
        return bool(is_body and sign & _THING and not sign & _DEFINITE)

    def _follows_name(self, index: int) -> bool:
        """ "اتهم رضوان | إدارة المرفأ", "سأل رضوان | الوزير": whom he accuses or asks."""
        before, sign = self.signs[index - 1], self.signs[index]
        is_name = before & _GIVEN_NAME or self.sentence.views[index - 1].tag == "word"
        if not is_name or before & _DEFINITE or sign & (_TO | _CLITIC):
            return False
        return bool(sign & _ROLE if sign & _DEFINITE else sign & _BODY and not sign & _ROLE)

    def _is_complement(self, start: int, index: int) -> bool:
        """ "مدير الشركة لـ...", "الموالية لـ...": "to" belongs to the office, the adjective."""
        if self.signs[index - 1] & _TAKES_TO:
            return True
        return any(sign & _ROLE for sign in self.signs[max(start, index - 3) : index])


def grown(sentence: Sentence, source: Candidate) -> Candidate:
    """With the adjective that belongs to its last noun ("مصادر" → "مصادر ليبية")."""
    first, last = source
    language, tokens, views = sentence.language, sentence.tokens, sentence.views
    while first >= 0 and last + 1 < len(tokens) and views[last + 1].reading is None:
        noun, adjective = tokens[last].norm, tokens[last + 1].norm
        if not language.is_adjective_of(adjective, noun) or views[last].tag == "Name":
            break
        last += 1
    if first >= 0 and _is_posted(sentence, first, last):
        last += 2
    if first >= 0 and "takes_to" in language.naming_of(tokens[last].norm):
        last = _with_complement(sentence, last)
    return first, last


def _with_complement(sentence: Sentence, last: int) -> int:
    """ "مصادر موالية | للحكومة اليمنية": to whom, with what describes them."""
    tokens, language = sentence.tokens, sentence.language
    if last + 1 == len(tokens) or not language.begins_with_to(tokens[last + 1].norm):
        return last
    last += 1
    while last + 1 < len(tokens) and sentence.views[last + 1].tag.endswith(".def"):
        last += 1
    return last


def _is_posted(sentence: Sentence, first: int, last: int) -> bool:
    """ "السفارة الأميركية | في ليبيا": embassies are told apart by where they are."""
    tokens, language = sentence.tokens, sentence.language
    return (
        last + 2 < len(tokens)
        and "posted" in language.classes_of(tokens[first].norm)
        and "preposition" in language.classes_of(tokens[last + 1].norm)
        and "place" in language.classes_of(tokens[last + 2].norm)
    )


def _name_goes_on(sign: int, following: int) -> bool:
    """ "زيد أبو | زيد", "الدكتور | محمد", "محمد | أحمد": no name ends between such words."""
    if following & _NO_NAME:
        return False
    if sign & _KIN:
        return not sign & _DEFINITE
    if following & _GIVEN_NAME:
        return bool(sign & (_GIVEN_NAME | _TITLE))
    return bool(sign & _GIVEN_NAME and following & _KIN)
