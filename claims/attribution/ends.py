"""Where a content that begins at a place may end, and what a model may know of each place."""

import numpy as np

from claims.attribution.features import buckets, numeral, truth
from claims.attribution.kept import Kept
from claims.attribution.numbering import Column, Integers, Templates, constant, texts
from claims.attribution.spans import Choices, Reach, Reaches
from claims.attribution.talk import is_aside
from claims.attribution.weights import Block, Features
from claims.attribution.words import MARKS

_ENDS = 60
_NOT = frozenset({"وعدم"})  # "and not to ..."
_CLOSED = frozenset({
    "complementiser", "relative", "negation", "auxiliary", "preposition", "time", "contrast",
    "subordinator", "conjunction", "adverb", "pronoun", "demonstrative",
})  # fmt: skip


def find_ends(reach: Reach, start: int) -> list[int]:
    """Tokens that may end a content that begins at `start`."""
    found: list[int] = []
    left = start < reach.cue.first
    skipped = reach.cue.tokens if left else reach.own
    tags, stops = reach.tags, [*map(_stops.__getitem__, reach.tags), True]
    for index in range(start, _before_aside(reach, start)):
        if not stops[index + 1] and not _may_stop(reach, index):
            continue
        if index in skipped or (tags[index] in MARKS and index > start):
            continue
        at_comma = not left and index + 2 < reach.count and tags[index + 1] == ","
        if at_comma and _goes_on(reach, start, index + 2):
            continue
        found.append(index)
    if len(found) > _ENDS:
        found = [*found[: _ENDS - 1], found[-1]]
    return found or [start]


def _stops_before(tag: str) -> bool:
    return not tag[0].isalpha() or tag in _CLOSED or tag.startswith("verb")


_stops = Kept(_stops_before)  # by the tag of a word: may a content end before it?


def _goes_on(reach: Reach, start: int, index: int) -> bool:
    """Does a content go on with this word after a comma?"""
    return _is_coordinated(reach, index) or (
        "goes_on" in reach.names[index] and _ends_with_clause(reach, start, index)
    )


def _is_coordinated(reach: Reach, index: int) -> bool:
    """ "طالبت بضمان التصدير، وعدم استخدامه": "and" with a noun after a comma goes on with it."""
    if reach.sentence.quote[index - 2]:
        return False
    if any(at in reach.cue_at or at in reach.source_at for at in (index, index + 1)):
        return False
    norm, language = reach.tokens[index].norm, reach.sentence.language
    if not language.begins_with_and(norm) or language.paradigm_of(norm) == "m":
        return False
    return reach.tags[index].startswith("noun") or norm in _NOT


def _ends_with_clause(reach: Reach, start: int, index: int) -> bool:
    """ "أن ...", "إلى أن ...", not in quotation marks, and no cue after it: it goes on over
    "..., لأن المخزون نفد"."""
    if "complementiser" not in reach.tags[start : start + 2] or reach.sentence.quote[start]:
        return False
    return all(at < index - 2 or at in reach.cue.tokens for at in reach.cue_at)


def _before_aside(reach: Reach, start: int) -> int:
    """One past the last word that may be said: "..., على حد قوله" at the end is nobody's words."""
    last = reach.count
    while last and reach.tags[last - 1] in MARKS:
        last -= 1
    number = reach.cue_at.get(last - 1, -1)
    if number < 0 or not is_aside(reach.sentence, reach.said[number].cue.tokens):
        return reach.count
    first = reach.said[number].cue.first
    return first if start < first else reach.count


def _may_stop(reach: Reach, index: int) -> bool:
    """May a content end here, before a word whose tag does not say so?"""
    following = index + 1
    if following in reach.cue_at or following in reach.source_at or following in reach.own:
        return True
    if reach.sentence.quote[index] != reach.sentence.quote[following]:
        return True
    return reach.tokens[following].norm[:1] in "وفبل" or reach.tags[index] in ('"', ")", "'")


_LINES = Templates("""
    {where}.m={mark}.w={word}
    {where}.w={word}
    {where}.w={word}.then={then}
    {where}.m={mark}.t={tag}
    {where}.m={mark}.t={tag}.then={then}
    {where}.m={mark}.t={tag}.{form}
    {where}.m={mark}.t={tag}.{opens}
    {where}.t={tag}.w2={then_word}
    {where}.m={mark}.{opens}.{commas}
    {where}.e={end_tag}
    {where}.e={end_tag}.t={tag}
    {where}.e={end_word}
    {where}.q={quote}
    {where}.q={quote}.m={mark}
    {where}.q={quote}.{opens}
    {where}.q={quote}.t={tag}
    {where}.in={inside}
    {where}.in={inside}.{form}
    {where}.in={inside}.m={mark}
    {where}.next={next}.m={mark}
    {where}.next={next}.in={inside}
    {where}.next={next}.{form}
    {where}.next={next}.t={tag}
    {where}.len={length}.{opens}
    {where}.len={length}.{form}
    {where}.len={length}.t={tag}
    {where}.c={commas}.v={verbs}
    {where}.c={commas}.v={verbs}.{opens}
    {where}.v={verbs}.t={tag}
    {where}.v={verbs}.t={tag}.m={mark}.{opens}
    {where}.v={verbs}.{form}
    {where}.l={lemma}.last={last}
    {where}.k={kind}.last={last}
    {where}.k={kind}.t={tag}.m={mark}
    {where}.fr={frames}.t={tag}.v={verb}
    guess={guess}
    guess={guess}.{opens}
    guess={guess}.m={mark}
    guess={guess}.last={last}
    guess={guess}.t={tag}
    {where}.rest={rest}
    {where}.rest={rest}.m={mark}
    {where}.rest={rest}.{form}
    {where}.alone={alone}.m={mark}.{opens}
    {where}.alone={alone}.m={mark}.t={tag}
    {where}.alone={alone}.{form}.{last}
    {where}.own={own}.{form}
    {where}.own={own}.q={quote}
    {where}.balance={balance}
    {where}.balance={balance}.m={mark}
    {where}.last={last}.{form}
    {where}.last={last}.{opens}.{heading}
    {where}.who={who}.last={last}
    {where}.who={who}.{form}.m={mark}
""")
_WHERE = texts("R", "Lb", "La")
_QUOTED = texts("o", "oin", "qsame", "qpast")
_CLOSES = texts("", "closes")
_OWN_QUOTE = texts("", "own", "left")
_GUESSES = texts("long", "same", "short", "void")
_ELSEWHERE = texts("", "~")
_OWN = texts("", "c", "s")
_DEPTHS = texts("-1", "0", "1")
_DASHES = texts("0", "1")


def end_features(reaches: Reaches, starts: Integers, choices: Choices) -> Features:
    """One row for each place where a content may end; starts: where that of each cue begins."""
    words, cues, (cue, at, _) = reaches.words, reaches.cues, choices
    tag, start, before_cue = words.parts["tag"], starts[cue], cues.first[cue]
    next_ = at + 1
    columns = _following(reaches, choices) | {
        "where": _WHERE.at(np.where(start < before_cue, np.where(at < before_cue, 1, 2), 0)),
        "form": cues.form.at(cue),
        "lemma": cues.lemma.at(cue),
        "frames": cues.frames.at(cue),
        "kind": cues.kind.at(cue),
        "opens": _opens(reaches, start),
        "end_tag": tag.at(at),
        "end_word": words.parts["norm"].at(at),
        "quote": _quotes(reaches, start, choices),
        "inside": reaches.cues_between(cue, start, next_),
        "length": buckets(at - start),
        "commas": numeral(_passed(words.before("comma"), start, next_), 3),
        "verbs": numeral(_passed(words.before("clause_verb"), start, next_), 3),
        "verb": numeral(_passed(words.before("clause_verb"), start, next_), 1),
        "guess": _guess(reaches, start, choices),
        "balance": _balance(reaches, start, at),
        "heading": truth(words.is_heading[cues.sentence[cue]]),
        "who": reaches.who.at(cue),
    }
    return Features(len(at), [Block(np.arange(len(at)), _LINES, columns)])


def _passed(before: Integers, low: Integers, high: Integers) -> Integers:
    return before[high] - before[low]


def _opens(reaches: Reaches, start: Integers) -> Column:
    words = reaches.words
    plain = constant("n") + words.parts["tag"].at(start)
    opens = constant("quote").where(words.opens[start], plain)
    return constant("that").where(words.is_("that")[start], opens)


def _following(reaches: Reaches, choices: Choices) -> dict[str, Column]:
    """The mark after the end, the word after that, and what it is to this cue and others."""
    words, cues, cue = reaches.words, reaches.cues, choices.cue
    part, end = words.parts, cues.end[cue]
    mark_at = words.next_place(~words.is_("skipped"))[choices.at + 1]
    at = words.next_place(~(words.is_("mark") | words.is_("quote")))[mark_at]
    last = at >= end
    of_cue, of_source = reaches.is_own(cue, at)
    whose = constant(".") + reaches.cues_between(cue, at, end)
    rest = buckets(end - at) + whose
    return {
        "mark": part["tag"].at(mark_at).where(words.is_("mark")[mark_at], constant("")),
        "word": constant("end").where(last, part["norm"].at(at)),
        "tag": constant("end").where(last, part["tag"].at(at) + part["end_letter"].at(at)),
        "then": part["tag"].at(at + 1),
        "then_word": part["norm"].at(at + 1).where(words.is_word[at + 1], constant("end")),
        "last": truth(last),
        "next": _next_cue(reaches, cue, at),
        "rest": constant("nothing").where(last, rest),
        "alone": _next_piece(reaches, cue, at) + whose,
        "own": _OWN.at(np.where(of_cue, 1, 2 * of_source)),
    }


def _quotes(reaches: Reaches, start: Integers, choices: Choices) -> Column:
    """How the end stands to the quotation marks at the start and at the cue."""
    quote, at = reaches.words.quote, choices.at
    first, here, own = quote[start], quote[at], quote[reaches.cues.first[choices.cue]]
    states = np.where(first > 0, np.where(here == first, 2, 3), here > 0)
    closes = (here > 0) & (quote[at + 1] != here)
    owned = np.where(own > 0, np.where(here == own, 1, 2), 0)
    return _QUOTED.at(states) + _CLOSES.at(closes) + _OWN_QUOTE.at(owned)


def _next_piece(reaches: Reaches, cue: Integers, at: Integers) -> Column:
    """Does another cue or speaker stand before the next mark?"""
    words, end = reaches.words, reaches.cues.end[cue]
    mark = np.minimum(words.next_place(words.is_("comma") | words.is_("stop"))[at], end)
    cue_at = words.next_place(reaches.cue_at >= 0)[at]
    speaker_at = words.next_place(reaches.source_at >= 0)[at]
    found = constant("end").where(mark >= end, constant("mark"))
    found = constant("speaker").where(speaker_at < mark, found)
    other = reaches.cue_at[np.minimum(cue_at, words.size - 1)]
    kin = constant("own").where(other == cue, constant("cue.") + reaches.kin(cue, other))
    found = kin.where(cue_at < np.minimum(mark, speaker_at), found)
    return constant("nothing").where(at >= end, found)


def _next_cue(reaches: Reaches, cue: Integers, at: Integers) -> Column:
    """Is the next word another cue, or its speaker, and whose is it?"""
    found = constant("no")
    for step in (2, 1):
        other = reaches.cue_at[at + step]
        near = constant(f"near{step}.") + reaches.kin(cue, other)
        found = near.where((other >= 0) & (other != cue), found)
    other = reaches.source_at[at]
    speaker = constant("me").where(other == cue, constant("src.") + reaches.kin(cue, other))
    found = speaker.where(other >= 0, found)
    other = reaches.cue_at[at]
    named = constant("cue.") + reaches.cues.form.at(other) + constant(".")
    here = constant("mine").where(other == cue, named + reaches.kin(cue, other))
    return here.where(other >= 0, found)


def _guess(reaches: Reaches, start: Integers, choices: Choices) -> Column:
    """Does the sequence model end the content here, and does it begin it where we do?"""
    first, last = reaches.guess_first[choices.cue], reaches.guess_last[choices.cue]
    guess = np.where(first < 0, 3, np.sign(last - choices.at) + 1)
    elsewhere = (first >= 0) & (first != start)
    return _GUESSES.at(guess) + _ELSEWHERE.at(elsewhere)


def _balance(reaches: Reaches, start: Integers, at: Integers) -> Column:
    """Brackets and dashes that were opened and not closed."""
    words = reaches.words
    opened = _passed(words.before("opens_bracket"), start, at + 1)
    depth = opened - _passed(words.before("closes_bracket"), start, at + 1)
    dashes = _passed(words.before("dash"), start, at + 1)
    return _DEPTHS.at(np.sign(depth) + 1) + constant(".") + _DASHES.at(dashes % 2)
