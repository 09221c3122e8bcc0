"""'According to X', 'His insistence that', 'is adamant that', 'in her view'."""

from claims.attribution.languages.base import Cue, FoundCue
from claims.attribution.languages.svo.active import is_own_voice
from claims.attribution.languages.svo.clause import (
    Clause,
    Draft,
    has_verb,
    is_relative,
)
from claims.attribution.languages.svo.endings import end_of_content
from claims.attribution.languages.svo.inversion import left_content
from claims.attribution.languages.svo.landmarks import find_that
from claims.attribution.languages.svo.main_verb import before_main_verb
from claims.attribution.languages.svo.objects import SPEAKERS, find_agent, object_of
from claims.attribution.languages.svo.openings import content_after
from claims.attribution.languages.svo.phrases import phrase_start
from claims.attribution.languages.svo.subjects import clause_subject, subject_before
from claims.attribution.languages.svo.subjects_after import subject_after


def read_preposition(
    clause: Clause, found: FoundCue, reading: Cue, _earlier: list[Draft]
) -> Draft | None:
    """'According to X, ...', '..., according to X', '..., according to X, ...'."""
    before = found.first - 1
    opens = (
        before < clause.start
        or clause.norm(before) in (";", ":", "-", "—")
        or (
            clause.is_(before, "conjunction", "contrast", "that")
            and clause.norm(before - 1) != ","
            and before - 1 <= clause.start
        )
        or clause.is_(before, "that")
    )
    aside = clause.norm(before) == "," and clause.is_(before - 1, "conjunction", "contrast", "that")
    opens = opens or aside  # "but, according to X, ..."
    subject = object_of(clause, found.last + 1, opens=opens)
    if subject is None:
        return None
    cue = [(found.first, found.last)]
    after = subject[1] + 1
    if not clause.is_(subject[0], "possessive") and not any(
        clause.is_capital(k) or clause.classes[k] & SPEAKERS
        for k in range(subject[0], subject[1] + 1)
    ):
        return None
    weak = "x" in reading.frames
    if weak and clause.norm(before) not in (",", "") and found.first > clause.start:
        return None
    if weak and not (
        clause.is_capital(subject[0])
        or clause.is_(subject[0], "determiner", "role", "anonymous", "media_outlet", "pronoun")
    ):
        return None
    rule = "according to"
    quote_right = clause.norm(after) == "," and clause.opens_quote(after + 1)
    if opens or (quote_right and not clause.is_quoted(before)):
        if clause.norm(after) == ",":
            after = _past_aside(clause, after + 1)
        if after >= len(clause.tokens) - 1:
            return None
        last = end_of_content(clause, after)
        return Draft(clause, subject, cue, [(after, last)], reading, rule)
    content = left_content(clause, before)
    if content is None:
        return None
    pieces = [content]
    if not has_verb(clause, *content) and clause.norm(after) == ",":
        last = end_of_content(clause, after + 1)
        if last > after + 1:
            pieces.append((after + 1, last))
    return Draft(clause, subject, cue, pieces, reading, rule)


def _past_aside(clause: Clause, start: int) -> int:
    """'According to the suit, filed in a court in Ohio, the men hid ...': past the second comma."""
    aside = clause.ends_like(start, "participle_ending") or clause.is_(start, "relative")
    if not aside or clause.is_capital(start) or not clause.is_word(start + 1):
        return start
    for index in range(start + 1, min(start + 14, len(clause.tokens) - 2)):
        if clause.norm(index) == ",":
            return index + 1 if clause.starts_noun_phrase(index + 1) else start
    return start


def read_noun(clause: Clause, found: FoundCue, reading: Cue, earlier: list[Draft]) -> Draft | None:
    """'His insistence that', 'allegations by the opposition that', 'media reports that'."""
    after = found.last + 1
    agent, after_agent = _agent_of_noun(clause, after)
    source: tuple[int, int] | None = agent
    before = found.first - 1
    while (
        before > clause.start
        and not clause.is_(before, "possessive", "determiner")
        and (
            clause.tokens[before].is_word
            and not clause.is_(before, "preposition", "auxiliary", "conjunction", "that")
            and found.first - before < 4
            and not clause.language.cues.get(clause.norm(before))
        )
    ):
        before -= 1
    if source is None and clause.norm(before) == "'s":
        first = phrase_start(clause, before - 1) if clause.is_noun_end(before - 1) else None
        source = (_start_of_owner(clause, first, before), before) if first is not None else None
    elif source is None and clause.is_(before, "possessive"):
        source = (before, before)
    elif (
        source is None
        and before < found.first - 1
        and clause.is_(found.first - 1, "media_outlet", "unnamed_reports")
    ):
        source = (found.first - 1, found.first - 1)
    elif source is None and "c" in reading.frames and clause.is_(after, "that"):
        source = agent = _who_voices(clause, before, found.first, earlier)
    start = after_agent
    spreads = clause.norm(start) in clause.members("spreads")
    if spreads and (that := find_that(clause, start + 1)) is not None:
        start = that  # "Rumors spread in May that"
    if source is None and clause.is_(start, "be"):  # "One rumor was that"
        start += clause.is_(start + 1, "that")
    hearsay = reading.hedge is not None or (spreads and "of" in reading.frames)
    unnamed = source is None and hearsay and clause.is_(start, "that")
    if unnamed and "c" in reading.frames and not is_relative(clause, start):
        content = [(start, before_main_verb(clause, start, end_of_content(clause, start)))]
        cue = [(found.first, found.last)]
        return Draft(clause, None, cue, content, reading, "noun, that-clause", impersonal=True)
    if source is None or (
        "x" in reading.frames and agent is None and not clause.is_(start, "that", "be")
    ):
        return None
    right = _content_of_noun(clause, start, reading)
    if right is None or any(right[0] == draft.content[0][0] for draft in earlier):
        return None  # "said in his testimony that"
    return Draft(clause, source, [(found.first, found.last)], [right[:2]], reading, right[2])


def _agent_of_noun(clause: Clause, after: int) -> tuple[tuple[int, int] | None, int]:
    """'a claim by the firm that', 'a warning from the firm that', and where the claim begins."""
    agent, after_agent = find_agent(clause, after)
    if agent is None and clause.norm(after) in clause.members("noun_agent"):
        giver = subject_after(clause, after + 1)
        that = giver[1] + 1 if giver else after
        if giver and clause.is_(that, "that") and not _describes(clause, that):
            return giver, giver[1] + 1
    return agent, after_agent


def _describes(clause: Clause, that: int) -> bool:
    """'a warning from the agency that regulates banks' is no warning that something is so."""
    verb = that + 1
    if is_relative(clause, that):
        return True
    if not clause.norm(verb).endswith("s") or clause.is_capital(verb):
        return False
    return not any(
        clause.is_verb_like(k) or clause.is_(k, "auxiliary", "modal")
        for k in range(verb + 1, verb + _VERB_WITHIN)
    )


_VERB_WITHIN = 4  # words after a subject


def _who_voices(
    clause: Clause, before: int, noun: int, earlier: list[Draft]
) -> tuple[int, int] | None:
    """'The agency issued a stern warning that': the subject of the verb before the noun."""
    voices = clause.members("lends_voice")
    verb = next((k for k in range(noun - 1, before - 2, -1) if clause.norm(k) in voices), None)
    taken = (draft.content for draft in earlier)
    if verb is None or any(a <= noun <= b for content in taken for a, b in content):
        return None
    edge = verb
    while clause.is_(edge - 1, "auxiliary", "adverb"):
        if clause.is_(edge - 1, "negation", "modal"):
            return None
        edge -= 1
    if clause.is_(edge - 1, "conjunction", "contrast"):
        return earlier[-1].source if earlier else clause_subject(clause, verb)
    return subject_before(clause, edge)


def _start_of_owner(clause: Clause, first: int, last: int) -> int:
    """'The judge sided with Ann Lee's argument': whose it is begins after the preposition."""
    leads = (k for k in range(last - 1, first, -1) if clause.is_(k, "preposition"))
    lead = next((k for k in leads if not clause.is_(k, "of")), None)
    return first if lead is None else lead + 1


def _content_of_noun(clause: Clause, start: int, reading: Cue) -> tuple[int, int, str] | None:
    """What 'his claim' claims: 'that ...', 'is that ...', 'to ...'."""
    frames = reading.frames
    that = start + 1 if clause.is_(start, "be") else start
    if clause.is_(that, "that") and not is_relative(clause, that) and "c" in frames:
        last = end_of_content(clause, that)
        if that > start:
            return that, last, "noun, is that"
        return that, before_main_verb(clause, that, last), "noun, that-clause"
    if clause.norm(start) == ":" and "x" not in frames and start + 1 < len(clause.tokens):
        return start + 1, end_of_content(clause, start + 1), "noun, colon"
    if "t" in frames and clause.is_(start, "infinitive_mark"):
        last = end_of_content(clause, start, nominal=True)
        return start, before_main_verb(clause, start, last, nominal=True), "noun, infinitive"
    return None


def read_adjective(
    clause: Clause, found: FoundCue, reading: Cue, _earlier: list[Draft]
) -> Draft | None:
    """'is adamant that', 'is categorical: ...'."""
    index = found.first
    while clause.is_(index - 1, "auxiliary", "adverb", "negation"):
        index -= 1
        believes = reading.cue_class == "believes" and clause.is_(found.last + 1, "that")
        if clause.is_(index, "negation") and not believes:
            return None
    if index == found.first or not any(clause.is_(k, "be") for k in range(index, found.first)):
        return None
    subject = subject_before(clause, index)
    if subject is None or is_own_voice(clause, subject) or clause.norm(subject[0]) in ("it", "il"):
        return None
    right = content_after(clause, found.last + 1, reading)
    if right is None or (right[2] == "bare clause" and "x" in reading.frames):
        return None
    if "that" in reading.frames and right[2] != "that-clause":
        return None
    return Draft(
        clause, subject, [(index, found.last)], [right[:2]], reading, f"adjective, {right[2]}"
    )


def read_view(clause: Clause, found: FoundCue, reading: Cue, _earlier: list[Draft]) -> Draft | None:
    """'In Dahlin's reading, ...', 'by his own admission, ...', '..., in her view, ...'."""
    last = found.first - 1
    while clause.is_(last, "own"):
        last -= 1
    if clause.is_(last, "possessive") and clause.norm(last) != "'s":
        first: int | None = last
    elif clause.norm(last) == "'s" and clause.is_noun_end(last - 1):
        leads = (k for k in range(last - 1, max(clause.start, last - 8) - 1, -1))
        first = next((k + 1 for k in leads if clause.is_(k, "view_lead")), None)
    else:
        return None
    if first is None or not clause.is_(first - 1, "view_lead"):
        return None
    source = (first, found.first - 1)
    lead, after = first - 1, found.last + 1
    cue = [(lead, lead), (found.first, found.last)]
    opens = lead <= clause.start or clause.norm(lead - 1) in (":", ";")
    if opens and clause.norm(after) == ",":
        content = [(after + 1, end_of_content(clause, after + 1))]
    elif clause.norm(lead - 1) == "," and clause.norm(after) in (",", "."):
        left = left_content(clause, lead - 1)
        content = [left] if left else []
        if left and not has_verb(clause, *left) and clause.norm(after) == ",":
            content.append((after + 1, end_of_content(clause, after + 1)))
    else:
        return None
    return Draft(clause, source, cue, content, reading, "in X's view") if content else None
