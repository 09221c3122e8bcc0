"""Where a content that begins at a place may end, and what a model may know of each place."""

from claims.attribution.features import bucket, head_of
from claims.attribution.sentence import opens_content
from claims.attribution.spans import MARKS, Reach

_ENDS = 60
_CLOSED = frozenset({
    "complementiser", "relative", "negation", "auxiliary", "preposition", "time", "contrast",
    "subordinator", "conjunction", "adverb", "pronoun", "demonstrative",
})  # fmt: skip


def find_ends(reach: Reach, start: int) -> list[int]:
    """Tokens that may end a content that begins at `start`."""
    found: list[int] = []
    left = start < reach.cue.first
    for index in range(start, reach.count):
        if reach.tags[index] in MARKS and index > start:
            continue
        if index in reach.own and not left:
            continue
        if index in reach.cue.tokens:
            continue
        if index + 1 == reach.count or _may_stop(reach, index):
            found.append(index)
    if len(found) > _ENDS:
        found = [*found[: _ENDS - 1], found[-1]]
    return found or [start]


def _may_stop(reach: Reach, index: int) -> bool:
    following = index + 1
    tag = reach.tags[following]
    if not tag[0].isalpha() or tag in _CLOSED or tag.startswith("verb"):
        return True
    if following in reach.cue_at or following in reach.source_at or following in reach.own:
        return True
    if reach.sentence.quote[index] != reach.sentence.quote[following]:
        return True
    return reach.tokens[following].norm[:1] in "وفبل" or reach.tags[index] in ('"', ")", "'")


def end_features(reach: Reach, start: int, index: int) -> list[str]:
    tags, tokens, form = reach.tags, reach.tokens, reach.form
    following = index + 1
    skipped = following
    while skipped < reach.count and tags[skipped] in ('"', "'", ")"):
        skipped += 1
    mark = tags[skipped] if skipped < reach.count and tags[skipped] in MARKS else ""
    word_at = skipped
    while word_at < reach.count and (tags[word_at] in MARKS or tags[word_at] == '"'):
        word_at += 1
    last = word_at >= reach.count
    word = tokens[word_at].norm if not last else "end"
    initial = word[:1] if word[:1] in "وفبل" and len(word) > 3 else ""
    wtag = "end" if last else f"{tags[word_at]}{initial}"
    then = tags[word_at + 1] if word_at + 1 < reach.count else "end"
    thenword = tokens[word_at + 1].norm if word_at + 1 < reach.count else "end"
    side = "L" if start < reach.cue.first else "R"
    where = side
    if side == "L":
        where = "Lb" if index < reach.cue.first else "La"
    opens = (
        "that"
        if tags[start] == "complementiser"
        else "quote"
        if opens_content(reach.sentence, start)
        else f"n{tags[start]}"
    )
    quote = _quotes(reach, start, index)
    inside = reach.cues_between(start, following)
    nextcue = _next_cue(reach, word_at)
    length = bucket(index - start)
    commas = min(reach.commas[following] - reach.commas[start], 3)
    verbs = min(reach.verbs[following] - reach.verbs[start], 3)
    guessed = "same" if index == reach.guess[1] else "short" if index < reach.guess[1] else "long"
    if reach.guess[0] < 0:
        guessed = "void"
    elif reach.guess[0] != start:
        guessed += "~"
    rest = _rest(reach, word_at)
    own = "".join(
        (
            "c" if word_at in reach.cue.tokens else "",
            "s" if word_at in reach.own and word_at not in reach.cue.tokens else "",
        )
    )
    balance = _balance(reach, start, index)
    return [
        f"{where}.m={mark}.w={word}",
        f"{where}.w={word}",
        f"{where}.w={word}.then={then}",
        f"{where}.m={mark}.t={wtag}",
        f"{where}.m={mark}.t={wtag}.then={then}",
        f"{where}.m={mark}.t={wtag}.{form}",
        f"{where}.m={mark}.t={wtag}.{opens}",
        f"{where}.t={wtag}.w2={thenword}",
        f"{where}.m={mark}.{opens}.{commas}",
        f"{where}.e={tags[index]}",
        f"{where}.e={tags[index]}.t={wtag}",
        f"{where}.e={tokens[index].norm}",
        f"{where}.q={quote}",
        f"{where}.q={quote}.m={mark}",
        f"{where}.q={quote}.{opens}",
        f"{where}.q={quote}.t={wtag}",
        f"{where}.in={inside}",
        f"{where}.in={inside}.{form}",
        f"{where}.in={inside}.m={mark}",
        f"{where}.next={nextcue}.m={mark}",
        f"{where}.next={nextcue}.in={inside}",
        f"{where}.next={nextcue}.{form}",
        f"{where}.next={nextcue}.t={wtag}",
        f"{where}.len={length}.{opens}",
        f"{where}.len={length}.{form}",
        f"{where}.len={length}.t={wtag}",
        f"{where}.c={commas}.v={verbs}",
        f"{where}.c={commas}.v={verbs}.{opens}",
        f"{where}.v={verbs}.t={wtag}",
        f"{where}.v={verbs}.t={wtag}.m={mark}.{opens}",
        f"{where}.v={verbs}.{form}",
        f"{where}.l={reach.lemma}.last={last}",
        f"{where}.k={reach.kind}.last={last}",
        f"{where}.k={reach.kind}.t={wtag}.m={mark}",
        f"{where}.fr={reach.frames}.t={wtag}.v={min(verbs, 1)}",
        f"guess={guessed}",
        f"guess={guessed}.{opens}",
        f"guess={guessed}.m={mark}",
        f"guess={guessed}.last={last}",
        f"guess={guessed}.t={wtag}",
        f"{where}.rest={rest}",
        f"{where}.rest={rest}.m={mark}",
        f"{where}.rest={rest}.{form}",
        f"{where}.own={own}.{form}",
        f"{where}.own={own}.q={quote}",
        f"{where}.balance={balance}",
        f"{where}.balance={balance}.m={mark}",
        f"{where}.last={last}.{form}",
        f"{where}.last={last}.{opens}.{reach.sentence.is_heading}",
        f"{where}.who={reach.who}.last={last}",
        f"{where}.who={reach.who}.{form}.m={mark}",
    ]


def _quotes(reach: Reach, start: int, index: int) -> str:
    """How the end stands to the quotation marks at the start and at the cue."""
    quote = reach.sentence.quote
    state = "q" if quote[start] else "o"
    if quote[start]:
        state += "same" if quote[index] == quote[start] else "past"
    elif quote[index]:
        state += "in"
    following = index + 1
    if quote[index] and (following == reach.count or quote[following] != quote[index]):
        state += "closes"
    own = quote[reach.cue.first]
    if own:
        state += "own" if quote[index] == own else "left"
    return state


def _next_cue(reach: Reach, index: int) -> str:
    """Is the next word another cue, or its speaker, and whose is it?"""
    if index in reach.cue_at:
        number = reach.cue_at[index]
        if number == reach.number:
            return "mine"
        return f"cue.{head_of(reach.sentence, reach.said[number].cue)[0]}.{reach.kinship(number)}"
    if index in reach.source_at:
        number = reach.source_at[index]
        if number == reach.number:
            return "me"
        return f"src.{reach.kinship(number)}"
    for step in (1, 2):
        if index + step in reach.cue_at and reach.cue_at[index + step] != reach.number:
            number = reach.cue_at[index + step]
            return f"near{step}.{reach.kinship(number)}"
    return "no"


def _rest(reach: Reach, index: int) -> str:
    """What else is there up to the end of the sentence."""
    if index >= reach.count:
        return "nothing"
    cues = reach.cues_between(index, reach.count)
    return f"{bucket(reach.count - index)}.{cues}"


def _balance(reach: Reach, start: int, index: int) -> str:
    """Brackets and dashes that were opened and not closed."""
    depth = dashes = 0
    for tag in reach.tags[start : index + 1]:
        if tag == "(":
            depth += 1
        elif tag == ")":
            depth -= 1
        elif tag == "-":
            dashes += 1
    return f"{min(max(depth, -1), 1)}.{dashes % 2}"
