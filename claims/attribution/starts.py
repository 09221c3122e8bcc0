"""Where the content of a cue may begin, and what a model may know of each place."""

from claims.attribution.features import bucket
from claims.attribution.sentence import opens_content
from claims.attribution.spans import MARKS, Reach

_STARTS_AFTER, _STARTS_BEFORE = 12, 8
_REACH_OF_START = 45


def find_starts(reach: Reach) -> list[int]:
    """Tokens that may begin the content, those after the cue first."""
    found: dict[int, None] = {}
    after_source = reach.source[-1] + 1 if reach.who in ("next", "right") else -1
    for index in range(reach.cue.last + 1, min(reach.count, reach.cue.last + 1 + _REACH_OF_START)):
        if index in reach.own:
            continue
        if (
            index <= reach.cue.last + 1
            or 0 <= after_source <= index <= after_source + 2
            or _may_begin(reach, index)
        ):
            found[index] = None
            if len(found) == _STARTS_AFTER:
                break
    before = 0
    for index in range(reach.cue.first - 1, -1, -1):
        if index in reach.own:
            continue
        if (
            index == 0
            or (
                _may_begin(reach, index)
                and reach.tags[index - 1] in ('"', ",", ":", "-", ".", ";", "?", "!", "'", "(")
            )
            or opens_content(reach.sentence, index)
        ):
            found[index] = None
            before += 1
            if before == _STARTS_BEFORE:
                if reach.cue.first:
                    found[0] = None
                break
    return list(found) or [min(reach.cue.last + 1, reach.count - 1)]


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
        or "to" in reach.views[index].atoms
        or reach.sentence.language.is_governed(reach.tokens[index].norm)
        or index - 1 in reach.cue_at
        or reach.views[index - 1].tag.startswith("preposition")
        or index - 1 == reach.cue.last + 1
    )


def start_features(reach: Reach, index: int) -> list[str]:
    tags, tokens, form = reach.tags, reach.tokens, reach.form
    tag, norm = tags[index], tokens[index].norm
    right = index > reach.cue.last
    side = "R" if right else "L"
    before = tags[index - 1] if index else "start"
    after = tags[index + 1] if index + 1 < reach.count else "end"
    base = reach.cue.last + 1
    place = "left"
    if right:
        if reach.who in ("next", "right"):
            base = reach.source[-1] + 1
            place = "in" if index < base else "after" if index > base else "edge"
        else:
            place = "after" if index > base else "edge"
    gap = index - base if right else reach.cue.first - index
    low, high = (base, index) if right else (index + 1, reach.cue.first)
    between = range(low, high)
    passed = reach.cues_between(low, high)
    openers = min(reach.openers[max(index, 0)] - reach.openers[min(base, index)], 2) if right else 0
    opens = (
        "that"
        if tag == "complementiser"
        else "quote"
        if opens_content(reach.sentence, index)
        else "n"
    )
    quote = _quote_state(reach, index)
    commas = min(reach.commas[high] - reach.commas[low], 2) if high > low else 0
    verbs = min(reach.verbs[high] - reach.verbs[low], 2) if high > low else 0
    initial = norm[:1] if norm[:1] in "وفبلك" else ""
    word = f"{tag}{initial}"
    guessed = (
        "same"
        if index == reach.guess[0]
        else "in"
        if reach.guess[0] < index <= reach.guess[1]
        else "pre"
        if reach.guess[0] > index
        else "out"
    )
    if reach.guess[0] < 0:
        guessed = "void"
    gapped = bucket(gap)
    first = first_opener(reach)
    order = "at" if index == first else "pre" if index < first else "post"
    if first >= reach.count:
        order = "none"
    return [
        f"{side}{place}",
        f"{side}{place}.{gapped}",
        f"{side}{place}.{gapped}.{form}",
        f"{side}{place}.{opens}.{openers}",
        f"{side}{place}.{opens}.{form}",
        f"{side}{place}.t={word}",
        f"{side}.t={word}.{form}",
        f"{side}.p={before}.t={word}",
        f"{side}.p={before}.{place}.{opens}",
        f"{side}.t={word}.n={after}",
        f"w={norm}",
        f"w={norm}.l={reach.lemma}",
        f"{side}.l={reach.lemma}.{opens}.{place}",
        f"{side}.l={reach.lemma}.t={word}",
        f"{side}.fr={reach.frames}.{opens}.{place}",
        f"{side}.fr={reach.frames}.t={word}",
        f"{side}.k={reach.kind}.{opens}.{place}",
        f"{side}.k={reach.kind}.t={word}",
        f"{side}.q={quote}.{opens}",
        f"{side}.cues={passed}.{opens}",
        f"{side}.cues={passed}.{place}",
        f"{side}.c={commas}.v={verbs}.{opens}",
        f"{side}.c={commas}.v={verbs}.{place}.{gapped}",
        f"guess={guessed}",
        f"guess={guessed}.{form}",
        f"guess={guessed}.{opens}",
        f"guess={guessed}.{place}",
        f"{side}.order={order}.{opens}",
        f"{side}.order={order}.{place}.{form}",
        f"{side}.order={order}.fr={reach.frames}.{place}",
        f"{side}.who={reach.who}.{place}.{gapped}",
        f"{side}.who={reach.who}.{opens}.{form}",
        f"{side}.between={_between(reach, between)}",
        f"{side}.between={_between(reach, between)}.{opens}",
        f"{side}.heading={reach.sentence.is_heading}.{opens}.{place}",
        f"{side}.shape={reach.sentence.language.shape_of(norm)}.{place}",
        f"{side}.cuehere={index in reach.cue_at}.{form}",
        f"{side}.srchere={index in reach.source_at}.{form}.{place}",
    ]


def first_opener(reach: Reach) -> int:
    return reach.sentence.next_opener[min(reach.cue.last + 1, reach.count)]


def _between(reach: Reach, between: range) -> str:
    """The tags from the end of cue and speaker to the word, where they are few."""
    if len(between) > 3:
        return "many"
    return " ".join(reach.tags[i] for i in between)


def _quote_state(reach: Reach, index: int) -> str:
    here, own = reach.sentence.quote[index], reach.sentence.quote[reach.cue.first]
    return f"{'in' if here else 'out'}{'same' if here == own else ''}"
