"""Rules that hold for the content of every attribution, whatever the model tagged.

Each was found by reading errors (docs/attribution.md) and is switched on because it gained.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from claims.attribution.features import CuePlace
from claims.attribution.sentence import Sentence, opens_content

_REACH_OF_OPENER = 30  # tokens between a cue and the word that opens its content
_MARKS = frozenset({",", ";", ":", ".", "-", "!", "?"})
_GAP_OF_SPLIT = 3  # words besides source and cue that may stand inside a split quotation


@dataclass(slots=True)
class Draft:
    """One cue with the tokens of its source and its content, to be mended."""

    cue: CuePlace
    source: tuple[int, ...]
    content: tuple[int, ...]


def mend(sentence: Sentence, drafts: Sequence[Draft]) -> None:
    """Mend the contents of one sentence in place, when all its sources are known."""
    for number, draft in enumerate(drafts):
        if not draft.content:
            draft.content = _from_opener(sentence, draft, drafts[number + 1 :])
        if draft.content:
            draft.content = _without_source(draft)
        if draft.content:
            draft.content = _one_piece(sentence, draft)
            draft.content = _from_first_opener(sentence, draft, drafts)
            draft.content = _after_comma(sentence, draft, drafts)
            draft.content = _from_governed(sentence, draft, drafts)
            draft.content = _before_own_next_cue(sentence, draft, drafts[number + 1 :])
            draft.content = _trimmed(sentence, draft.content)


def _from_opener(sentence: Sentence, draft: Draft, later: Sequence[Draft]) -> tuple[int, ...]:
    """Nothing was tagged: what follows the next "that", opening mark, or the speaker."""
    count = len(sentence.tokens)
    opener = sentence.next_opener[min(draft.cue.last + 1, count)]
    first_later = later[0].cue.first if later else count
    if opener >= min(count, draft.cue.last + _REACH_OF_OPENER, first_later) or (
        sentence.language.begins_with_and(sentence.tokens[opener].norm)
    ):
        after = _after_speaker(sentence, draft)
        if after is None or after >= min(count, first_later):
            return ()
        opener = after
    end = count
    quote = sentence.quote[opener]
    if quote:
        return tuple(i for i in range(opener, end) if sentence.quote[i] == quote)
    for other in later:
        if _same_speaker(draft, other) and other.cue.first > opener:
            end = min(end, other.cue.first)
    return tuple(range(opener, end))


def _after_speaker(sentence: Sentence, draft: Draft) -> int | None:
    """The first word after a speaker who stands right behind his verb."""
    if not draft.source or draft.source[0] != draft.cue.last + 1:
        return None
    start = draft.source[-1] + 1
    while start < len(sentence.tokens) and sentence.views[start].tag in (",", "time"):
        start += 1
    following = sentence.tokens[start + 1].norm if start + 1 < len(sentence.tokens) else ""
    if sentence.language.is_governed(following) and sentence.views[start].tag.startswith("word"):
        start += 1  # the one spoken to: "طالبت حفتر بالتخلي"
    return start


def _after_comma(sentence: Sentence, draft: Draft, drafts: Sequence[Draft]) -> tuple[int, ...]:
    """ "قالت المصادر، كذا": a comma there does not push the statement away."""
    first = draft.content[0]
    start = _after_speaker(sentence, draft)
    if start is None or first <= start or sentence.views[draft.source[-1] + 1].tag != ",":
        return draft.content
    opens = opens_content(sentence, first) and not sentence.language.begins_with_and(
        sentence.tokens[first].norm
    )
    if opens or sentence.quote[start] != sentence.quote[draft.cue.last]:
        return draft.content
    if _passes_other(draft, drafts, first):
        return draft.content
    return tuple(range(start, draft.content[-1] + 1))


def _without_source(draft: Draft) -> tuple[int, ...]:
    """The source is no part of what it says."""
    if not draft.source or not set(draft.source) & set(draft.content):
        return draft.content
    last = draft.source[-1]
    if draft.source[0] > draft.cue.last and draft.content[0] <= last:
        return tuple(index for index in draft.content if index > last)
    return tuple(index for index in draft.content if index not in set(draft.source))


def _one_piece(sentence: Sentence, draft: Draft) -> tuple[int, ...]:
    """A second piece belongs to the first only if the speaker alone stands between them."""
    kept = [draft.content[0]]
    own = set(draft.source) | set(draft.cue.tokens)
    for index in draft.content[1:]:
        gap = [i for i in range(kept[-1] + 1, index) if sentence.views[i].tag not in _MARKS]
        strangers = sum(i not in own for i in gap)
        if gap and strangers > (_GAP_OF_SPLIT if own & set(gap) else 0):
            if kept[-1] - kept[0] < 1 and not sentence.quote[kept[0]]:
                kept = [index]  # a lone word before the real content
                continue
            break
        kept.append(index)
    return tuple(kept)


def _from_first_opener(
    sentence: Sentence, draft: Draft, drafts: Sequence[Draft]
) -> tuple[int, ...]:
    """Of several "that" after a cue the first opens its content."""
    first = draft.content[0]
    opener = sentence.next_opener[min(draft.cue.last + 1, len(sentence.tokens))]
    if not draft.cue.last < opener < first or sentence.quote[opener] != sentence.quote[first]:
        return draft.content
    if opener in draft.source or sentence.views[opener].tag != "complementiser":
        return draft.content
    if _passes_other(draft, drafts, opener):
        return draft.content
    return tuple(range(opener, draft.content[-1] + 1))


def _from_governed(sentence: Sentence, draft: Draft, drafts: Sequence[Draft]) -> tuple[int, ...]:
    """ "دافع حفتر عن ...", "طالبت حفتر بالتخلي ...": what the verb governs opens its content."""
    first = draft.content[0]
    reading = sentence.views[draft.cue.last].reading
    after = draft.source and draft.source[0] == draft.cue.last + 1
    start = (draft.source[-1] if after else draft.cue.last) + 1
    if reading is None or "p" not in reading.frames or not start < first - 1:
        return draft.content
    if sentence.quote[first] != sentence.quote[draft.cue.last] or (
        _passes_other(draft, drafts, first)
    ):
        return draft.content
    if sentence.tokens[start].norm in _GOVERNED:
        return tuple(range(start, draft.content[-1] + 1))
    following = start + 1
    if (
        "o" in reading.frames
        and following < first
        and sentence.language.is_governed(sentence.tokens[following].norm)
        and sentence.views[start].tag.startswith("word")
    ):
        return tuple(range(following, draft.content[-1] + 1))
    return draft.content


_GOVERNED = frozenset({"عن", "من", "علي", "الي"})


def _passes_other(draft: Draft, drafts: Sequence[Draft], end: int) -> bool:
    """Does another cue stand between this one and a later word?"""
    return any(draft.cue.last < other.cue.first < end for other in drafts)


def _same_speaker(draft: Draft, other: Draft) -> bool:
    return bool(draft.source) and draft.source == other.source


def _before_own_next_cue(
    sentence: Sentence, draft: Draft, later: Sequence[Draft]
) -> tuple[int, ...]:
    """Nobody reports himself: a later cue of the same speaker ends the content before it."""
    content = draft.content
    for other in later:
        first = other.cue.first
        if first not in content or not _same_speaker(draft, other):
            continue
        tag = sentence.views[first].tag
        if tag != "verb.participle" and not sentence.begins_clause(first):
            continue
        if set(draft.source) <= set(content):
            continue
        cut = tuple(index for index in content if index < first)
        if cut and sentence.quote[first] == sentence.quote[draft.cue.first]:
            content = cut
    return content


def _trimmed(sentence: Sentence, content: tuple[int, ...]) -> tuple[int, ...]:
    """Without marks at the end, and without a lone conjunction before the next cue."""
    end = len(content)
    while end > 1:
        tag = sentence.views[content[end - 1]].tag
        norm = sentence.tokens[content[end - 1]].norm
        if tag in _MARKS or norm in ("و", "ثم", "and", "but", "et"):
            end -= 1
        else:
            break
    return content[:end]
