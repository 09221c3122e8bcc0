"""A speaker before a colon: headlines, transcripts, and datelines, which are no speakers."""

from claims.attribution.languages.base import Cue
from claims.attribution.languages.svo.clause import FINAL, Clause, Draft
from claims.attribution.languages.svo.objects import SPEAKERS
from claims.attribution.languages.svo.openings import whole_content
from claims.attribution.languages.svo.subjects import clause_subject, subject_before
from claims.attribution.languages.svo.subjects_after import subject_after


def after_dateline(clause: Clause) -> int:
    """'DURBAN, Nov 3 (MNA) - Dockworkers ...': the sentence begins after the dash."""
    for index, token in enumerate(clause.tokens[:16]):
        if token.norm in ("-", "--") and index and token.start > clause.tokens[index - 1].end:
            head = clause.tokens[:index]
            if (head[0].text.isupper() and len(head[0].text) > 1) or any(
                t.norm == ")" for t in head
            ):
                return index + 1 if index + 1 < len(clause.tokens) else 0
        if token.norm in ('"', ":", ";"):
            break
    return 0


def has_speaker_label(clause: Clause) -> bool:
    """'ACHTERBERG: ...' in a transcript; where there is but one, a dateline: 'BEIRUT: ...'."""
    for index in range(1, min(6, len(clause.tokens) - 1)):
        if clause.norm(index) == ":":
            return clause.tokens[0].text.isupper() and not clause.tokens[0].norm.isdigit()
    return False


def speaker_colon(clause: Clause, *, is_heading: bool) -> Draft | None:
    """'Villaluz: Show us the receipts', 'ACHTERBERG: Good evening.'"""
    if is_heading and (quoted := _quote_then_speaker(clause)):
        return quoted
    if clause.start:
        return None
    index = _speaker_before_colon(clause)
    if index is None:
        return None
    first, after = clause.tokens[0], index + 1
    is_transcript = first.text.isupper() and (len(first.text) > 1 or index == 1)
    speaks = clause.opens_quote(after) or is_transcript
    names_a_speaker = bool(clause.classes[0] & SPEAKERS)
    is_topic = not speaks or any(clause.is_(k, "topic_mark") for k in range(index))
    if clause.members("topic_mark") and not names_a_speaker and is_topic:
        return None  # "Procès de Lorient : ..."
    if not (speaks or (is_heading and clause.is_capital(0) and clause.is_capital(after))):
        return None
    last = len(clause.tokens) - 1
    while last > after and clause.norm(last) in FINAL and not clause.is_quoted(last):
        last -= 1
    reading = Cue(":", "colon", "plain", "asserts", frozenset("q"))
    rule = "transcript" if is_transcript and not is_heading else "speaker colon"
    if not speaks and not any(clause.classes[k] & SPEAKERS for k in range(index)):
        rule = "speaker colon, name"
    source, cue = (0, index - 1), [(index, index)]
    return Draft(clause, source, cue, [(after, last)], reading, rule, head=index)


def _speaker_before_colon(clause: Clause) -> int | None:
    """Where a colon is that has only a name or an office before it."""
    reach = range(1, min(9, len(clause.tokens) - 1))
    colon = next((index for index in reach if clause.norm(index) == ":"), None)
    if colon is None or clause.is_(0, "label", "preposition"):
        return None
    if any(clause.norm(k)[:1].isdigit() for k in range(colon)):
        return None
    if colon > 1 and clause.language.find_cues(clause.tokens[:colon]):
        return None
    if any(
        clause.norm(k) in ('"', ";", "?", "!") or clause.is_verb_like(k) for k in range(1, colon)
    ):
        return None
    return colon


def colon_and_quote(clause: Clause, drafts: list[Draft]) -> Draft | None:
    """'Santana is unconvinced: “...”': a colon before a quotation, and no other cue for it."""
    for index in range(clause.start + 1, len(clause.tokens) - 2):
        if clause.norm(index) != ":" or not clause.opens_quote(index + 1):
            continue
        if any(first <= index + 2 <= last for draft in drafts for first, last in draft.content):
            return None
        subject = drafts[-1].source if drafts else clause_subject(clause, index)
        shrugs = clause.norm(index - 1).endswith("s") and not clause.is_heading
        if subject is None and not drafts and shrugs:
            subject = subject_before(clause, index - 1)  # "Asked why, he shrugs: “...”"
        if subject is None:
            return None
        reading = Cue(":", "colon", "plain", "asserts", frozenset("q"))
        content = whole_content(clause, index + 1, "colon and quotation")
        if content is None:
            return None
        return Draft(
            clause, subject, [(index, index)], [content[:2]], reading, content[2], head=index
        )
    return None


def _quote_then_speaker(clause: Clause) -> Draft | None:
    """A headline: 'I cried in the car park': Gail Brannigan reveals why."""
    if not clause.opens_quote(0):
        return None
    last = 0
    while clause.quote[last] and last + 1 < len(clause.tokens) and clause.quote[last + 1]:
        last += 1
    if clause.norm(last + 1) != ":" or not clause.starts_noun_phrase(last + 2):
        return None
    subject = subject_after(clause, last + 2)
    if subject is None:
        return None
    reading = Cue(":", "colon", "plain", "asserts", frozenset("q"))
    cue = [(last + 1, last + 1)]
    return Draft(clause, subject, cue, [(0, last)], reading, "speaker colon", head=subject[1])
