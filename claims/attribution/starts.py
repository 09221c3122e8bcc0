"""Where the content of a cue may begin, and what a model may know of each place."""

import numpy as np

from claims.attribution.features import buckets, numeral, truth
from claims.attribution.languages.base import Cue
from claims.attribution.numbering import Column, Integers, Templates, constant, texts
from claims.attribution.spans import Choices, Reach, Reaches, number_between
from claims.attribution.talk import is_aside
from claims.attribution.weights import Block, Features
from claims.attribution.words import MARKS, Words, counted

_STARTS_AFTER, _STARTS_BEFORE = 12, 8
_REACH_OF_START = 45
_LEAD_IN = 8  # words, at most
_CLAUSE = frozenset({"complementiser", "relative", "auxiliary", '"', "negation"})


def find_starts(reach: Reach) -> list[int]:
    """Tokens that may begin the content, those after the cue first."""
    # "على حد قوله" repeats what is said before it, not who says it.
    of_all = is_aside(reach.sentence, reach.cue.tokens)
    found = [] if of_all else _after_cue(reach)
    before = 0
    for index in range(_leads_in(reach) - 1, -1, -1):
        follows_mark = reach.begins[index] and reach.tags[index - 1] in _BEFORE
        if index and not follows_mark and not reach.opens[index]:
            continue
        if index in reach.own or (of_all and index in reach.cue_at):
            continue
        if index and "only_part" in reach.names[index]:
            continue  # "قتل عشرة، بينهم طفلان، حسبما ..." only goes on with what stands before
        found.append(index)
        before += 1
        if before == _STARTS_BEFORE:
            if index:
                found.append(0)
            break
    return found or [min(reach.cue.last + 1, reach.count - 1)]


def _after_cue(reach: Reach) -> list[int]:
    found: list[int] = []
    first = base = reach.cue.last + 1
    anyhow = {first}
    if reach.who in ("next", "right"):
        base = reach.source[-1] + 1
        anyhow |= {base, base + 1, base + 2}
    for index in range(first, min(reach.count, first + _REACH_OF_START)):
        may_begin = reach.begins[index] or index in anyhow
        if not may_begin and (index == first + 1 or index - 1 in reach.cue_at):
            may_begin = reach.tags[index] not in _CLOSING
        if not may_begin or index in reach.own:
            continue
        if reach.opens[index] or not (_is_within(reach, index) or _is_too_far(reach, base, index)):
            found.append(index)
            if len(found) == _STARTS_AFTER:
                break
    return found


def _is_within(reach: Reach, index: int) -> bool:
    """ "المنسوبة | لها", "في | وقت": a phrase goes on here, and nothing begins."""
    before = index - 1
    if reach.tags[before] in MARKS or before in reach.cue_at:
        return False
    if "with_pronoun" in reach.names[index]:
        return True
    return reach.tags[before] == "preposition" and "with_pronoun" not in reach.names[before]


def _is_too_far(reach: Reach, base: int, index: int) -> bool:
    """ "أشاد بالدعم | القوي", "بحسب مصادر | تحدثت أمس", "نفت | نفيا": what is said begins
    elsewhere. Base: after the cue, and after its speaker, where he follows."""
    reading = reach.views[reach.cue.first].reading
    if reading is None:
        return False
    if reading.kind == "preposition":
        is_aside = reach.cue.first > 0 and reach.tags[reach.cue.first - 1] in MARKS
        return is_aside and index == base and reach.tags[index].startswith("verb")
    if reach.tags[index] == "time":
        return True
    if base <= index <= base + 1 and _says_how(reach, reading, base, index):
        return True
    named = reach.names[index]
    if _is_by_way_of(reach, index) or (
        "who" in named and index == base and _opens_later(reach, index)
    ):
        return True
    if "circumstance" in named:
        return "p" not in reading.frames
    if "away_from" in named and reading.cue_class == "asks" and "o" in reading.frames:
        return True
    return (
        base < index <= base + 2
        and "p" in reading.frames
        and reach.sentence.language.is_charge(reach.tokens[base].norm)
        and reach.tags[index - 1] not in MARKS
    )


def _opens_later(reach: Reach, index: int) -> bool:
    """ "الحكومة | التي تعترف بها روما، في بيان أنها": a clause about the speaker, then "that"."""
    for at in range(index + 1, min(reach.count, index + _REACH_OF_START)):
        if at in reach.cue_at:
            return False
        if reach.opens[at]:
            return True
    return False


def _is_by_way_of(reach: Reach, index: int) -> bool:
    """ "على لسان ...", "بما فيها ...": through whom, and what is among it."""
    if index + 1 == reach.count:
        return False
    after = reach.names[index + 1]
    return "through" in after or ("with_pronoun" in after and "among" in reach.names[index])


def _says_how(reach: Reach, reading: Cue, base: int, index: int) -> bool:
    """ "نفت | نفيا قاطعا الأنباء": the verb's own noun, and its adjective."""
    if any(reach.tokens[at].norm[-1:] != "ا" for at in range(base, index + 1)):
        return False
    readings = reach.views[base].readings
    return any(one.form == "masdar" and one.lemma == reading.lemma for one in readings)


def _leads_in(reach: Reach) -> int:
    """Where words begin that only lead to a verb ("في المقابل، نفت ..."), or past it."""
    first = reach.cue.first
    reading = reach.views[first].reading
    if reading is None or reading.kind != "verb" or first < 2 or reach.tags[first - 1] != ",":
        return first
    start = first - 1
    while start and reach.tags[start - 1] not in MARKS:
        start -= 1
    is_phrase = reach.tags[start] in ("preposition", "time", "adverb", "contrast")
    tags = reach.tags[start : first - 1]
    has_clause = any(tag.startswith("verb") or tag in _CLAUSE for tag in tags)
    return start if is_phrase and not has_clause and len(tags) <= _LEAD_IN else first


_BEFORE = MARKS | {'"', "'", "("}
_CLOSING = MARKS | {")"}


_LINES = Templates("""
    {side}{place}
    {side}{place}.{gap}
    {side}{place}.{gap}.{form}
    {side}{place}.{opens}.{openers}
    {side}{place}.{opens}.{form}
    {side}{place}.t={word}
    {side}.t={word}.{form}
    {side}.p={before}.t={word}
    {side}.p={before}.{place}.{opens}
    {side}.t={word}.n={after}
    w={norm}
    w={norm}.l={lemma}
    {side}.l={lemma}.{opens}.{place}
    {side}.l={lemma}.t={word}
    {side}.fr={frames}.{opens}.{place}
    {side}.fr={frames}.t={word}
    {side}.k={kind}.{opens}.{place}
    {side}.k={kind}.t={word}
    {side}.q={quote}.{opens}
    {side}.cues={passed}.{opens}
    {side}.cues={passed}.{place}
    {side}.c={commas}.v={verbs}.{opens}
    {side}.c={commas}.v={verbs}.{place}.{gap}
    guess={guess}
    guess={guess}.{form}
    guess={guess}.{opens}
    guess={guess}.{place}
    {side}.order={order}.{opens}
    {side}.order={order}.{place}.{form}
    {side}.order={order}.fr={frames}.{place}
    {side}.who={who}.{place}.{gap}
    {side}.who={who}.{opens}.{form}
    {side}.between={between}
    {side}.between={between}.{opens}
    {side}.heading={heading}.{opens}.{place}
    {side}.shape={shape}.{place}
    {side}.cuehere={is_cue}.{form}
    {side}.srchere={is_source}.{form}.{place}
""")
_SIDES = texts("L", "R")
_PLACES = texts("left", "in", "edge", "after")
_OPENS = texts("n", "quote", "that")
_QUOTES = texts("out", "in", "outsame", "insame")
_GUESSES = texts("pre", "same", "in", "out", "void")
_ORDERS = texts("pre", "at", "post", "none")
_MOST_TAGS = 3  # a longer row of them is not spelt out


def start_features(reaches: Reaches, choices: Choices) -> Features:
    """One row for each place where a content may begin."""
    words, cues, (cue, at, _) = reaches.words, reaches.cues, choices
    part = words.parts
    right = at > cues.last[cue]
    base = np.where(reaches.follows, reaches.source_last, cues.last)[cue] + 1
    low, high = np.where(right, base, at + 1), np.where(right, at, cues.first[cue])
    openers = counted(words.opens)
    passed = openers[at] - openers[np.minimum(base, at)]
    quote, own = words.quote[at], words.quote[cues.first[cue]]
    columns = {
        "side": _SIDES.at(right),
        "place": _PLACES.at(np.where(right, np.sign(at - base) + 2, 0)),
        "gap": buckets(np.where(right, at - base, cues.first[cue] - at)),
        "form": cues.form.at(cue),
        "lemma": cues.lemma.at(cue),
        "frames": cues.frames.at(cue),
        "kind": cues.kind.at(cue),
        "opens": _OPENS.at(np.where(words.is_("that")[at], 2, words.opens[at])),
        "openers": numeral(np.where(right, passed, 0), 2),
        "word": part["tag"].at(at) + part["start_letter"].at(at),
        "norm": part["norm"].at(at),
        "shape": part["shape"].at(at),
        "before": part["tag"].at(at - 1),
        "after": part["tag"].at(at + 1),
        "quote": _QUOTES.at((quote > 0) + 2 * (quote == own)),
        "passed": reaches.cues_between(cue, low, high),
        "commas": number_between(words.before("comma"), low, high, 2),
        "verbs": number_between(words.before("clause_verb"), low, high, 2),
        "guess": _GUESSES.at(_guessed(reaches, choices)),
        "order": _ORDERS.at(np.where(cues.has_opener[cue], np.sign(at - cues.opener[cue]) + 1, 3)),
        "who": reaches.who.at(cue),
        "between": _between(words, low, high),
        "heading": truth(words.is_heading[cues.sentence[cue]]),
        "is_cue": truth(reaches.cue_at[at] >= 0),
        "is_source": truth(reaches.source_at[at] >= 0),
    }
    return Features(len(at), [Block(np.arange(len(at)), _LINES, columns)])


def _guessed(reaches: Reaches, choices: Choices) -> Integers:
    """Where a place stands to what the sequence model took for the content."""
    first, last = reaches.guess_first[choices.cue], reaches.guess_last[choices.cue]
    inside = np.where(choices.at <= last, 2, 3)
    found = np.where(choices.at < first, 0, np.where(choices.at == first, 1, inside))
    codes: Integers = np.where(first < 0, 4, found)
    return codes


def _between(words: Words, low: Integers, high: Integers) -> Column:
    """The tags from the end of cue and speaker to the word, where they are few."""
    tag, width = words.parts["tag"], np.maximum(high - low, 0)
    found = constant("").where(width == 0, tag.at(low))
    for step in range(1, _MOST_TAGS):
        longer = found + constant(" ") + tag.at(low + step)
        found = longer.where(width > step, found)
    return constant("many").where(width > _MOST_TAGS, found)
