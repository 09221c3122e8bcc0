"""Where the content of a cue may begin, and what a model may know of each place."""

import numpy as np

from claims.attribution.features import buckets, numeral, truth
from claims.attribution.numbering import Column, Integers, Templates, constant, texts
from claims.attribution.sentence import opens_content
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
    found: dict[int, None] = {}
    of_all = is_aside(reach.sentence, reach.cue.tokens)
    after_source = reach.source[-1] + 1 if reach.who in ("next", "right") else -1
    past = reach.cue.last + 1 if of_all else reach.cue.last + 1 + _REACH_OF_START
    for index in range(reach.cue.last + 1, min(reach.count, past)):
        if index in reach.own:
            continue
        may_begin = (
            index <= reach.cue.last + 1
            or 0 <= after_source <= index <= after_source + 2
            or _may_begin(reach, index)
        )
        if may_begin and not _is_within(reach, index) and not _is_too_far(reach, index):
            found[index] = None
            if len(found) == _STARTS_AFTER:
                break
    before = 0
    leads_in = _leads_in(reach)
    for index in range(reach.cue.first - 1, -1, -1):
        if index in reach.own or index >= leads_in:
            continue
        if of_all and index in reach.cue_at:
            continue  # "على حد قوله" repeats what is said, not who says it
        if (
            index == 0
            or (
                _may_begin(reach, index)
                and reach.tags[index - 1] in ('"', ",", ":", "-", ".", ";", "?", "!", "'", "(")
            )
            or opens_content(reach.sentence, index)
        ):
            if _is_part(reach, index):
                continue
            found[index] = None
            before += 1
            if before == _STARTS_BEFORE:
                if reach.cue.first and leads_in:
                    found[0] = None
                break
    return list(found) or [min(reach.cue.last + 1, reach.count - 1)]


def _is_within(reach: Reach, index: int) -> bool:
    """ "المنسوبة | لها", "في | وقت": a phrase goes on here, and nothing begins."""
    tags, before = reach.tags, index - 1
    if tags[before] in MARKS or before in reach.cue_at or opens_content(reach.sentence, index):
        return False
    naming_of = reach.sentence.language.naming_of
    if "with_pronoun" in naming_of(reach.tokens[index].norm):
        return True
    is_governed = tags[before] == "preposition"
    return is_governed and "with_pronoun" not in naming_of(reach.tokens[before].norm)


def _is_too_far(reach: Reach, index: int) -> bool:
    """ "أشاد بالدعم | القوي", "بحسب مصادر | تحدثت أمس", "نفت | نفيا": what is said begins
    elsewhere."""
    reading = reach.views[reach.cue.first].reading
    base = reach.source[-1] + 1 if reach.who in ("next", "right") else reach.cue.last + 1
    if reading is None or opens_content(reach.sentence, index):
        return False
    if reading.kind == "preposition":
        is_aside = reach.cue.first > 0 and reach.tags[reach.cue.first - 1] in MARKS
        return is_aside and index == base and reach.tags[index].startswith("verb")
    if reach.tags[index] == "time" or (base <= index <= base + 1 and _says_how(reach, base, index)):
        return True
    named = reach.sentence.language.naming_of(reach.tokens[index].norm)
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
        if opens_content(reach.sentence, at):
            return True
    return False


def _is_by_way_of(reach: Reach, index: int) -> bool:
    """ "على لسان ...", "بما فيها ...": through whom, and what is among it."""
    after = reach.tokens[index + 1].norm if index + 1 < reach.count else ""
    naming_of = reach.sentence.language.naming_of
    if "through" in naming_of(after):
        return True
    return "among" in naming_of(reach.tokens[index].norm) and "with_pronoun" in naming_of(after)


def _says_how(reach: Reach, base: int, index: int) -> bool:
    """ "نفت | نفيا قاطعا الأنباء": the verb's own noun, and its adjective."""
    reading = reach.views[reach.cue.first].reading
    if reading is None or any(reach.tokens[at].norm[-1:] != "ا" for at in range(base, index + 1)):
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


def _is_part(reach: Reach, index: int) -> bool:
    """ "قتل عشرة، بينهم طفلان، حسبما ...": such words only go on with what stands before."""
    return index > 0 and "only_part" in reach.sentence.language.naming_of(reach.tokens[index].norm)


def _may_begin(reach: Reach, index: int) -> bool:
    tag = reach.tags[index]
    if tag in MARKS or tag in (")",):
        return False
    if opens_content(reach.sentence, index):
        return True
    if index == 0:
        return True
    before = reach.tags[index - 1]
    return (
        tag in ("preposition", "relative", "negation", "determiner")
        or before in MARKS
        or before in ("time", '"', ")")
        or tag.startswith("verb")
        or reach.views[index].begins_with_to
        or reach.sentence.language.is_governed(reach.tokens[index].norm)
        or index - 1 in reach.cue_at
        or reach.views[index - 1].tag.startswith("preposition")
        or index - 1 == reach.cue.last + 1
    )


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
        "side": _SIDES.at(right.astype(np.int64)),
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
