"""', adding that', 'citing X', 'as saying', 'went on to say', 'was told that'."""

from dataclasses import replace

from claims.attribution.languages.base import Cue, FoundCue
from claims.attribution.languages.svo.active import cue_spans, read_active
from claims.attribution.languages.svo.clause import Clause, Draft, Group, has_verb
from claims.attribution.languages.svo.endings import end_of_content
from claims.attribution.languages.svo.landmarks import is_infinitive
from claims.attribution.languages.svo.objects import SPEAKERS, find_agent, object_of
from claims.attribution.languages.svo.openings import content_after
from claims.attribution.languages.svo.phrases import phrase_start
from claims.attribution.languages.svo.subjects import clause_subject, subject_before


def read_ing(
    clause: Clause, found: FoundCue, reading: Cue, group: Group, earlier: list[Draft]
) -> Draft | None:
    """', adding that', 'before saying that', 'a petition demanding that'."""
    before = found.first - 1
    reports = "x" not in reading.frames or clause.is_(found.last + 1, "that")
    if clause.is_(before, "be") and reports:
        return read_active(clause, found, reading, group, earlier)
    if clause.is_(before, "be", "preposition", "verb") and not clause.is_(before, "gerund_link"):
        return None
    if clause.norm(before) in ("without", "worth") or (before < clause.start and not earlier):
        return None
    if reading.cue_class == "relays":
        return _read_citing(clause, found, reading, earlier)
    if (
        "x" in reading.frames
        and "as" not in reading.frames
        and not (clause.is_(found.last + 1, "that") or clause.is_quote_mark(found.last + 1))
        and not _has_pronoun_and_verb(clause, found.last + 1)
    ):
        return None
    if reading.cue_class == "relays":
        return _read_citing(clause, found, reading, earlier)
    right = content_after(clause, found.last + 1, reading)
    if right is None:
        return None
    if clause.norm(before) == "as":
        return _read_as_saying(clause, found, reading, right, earlier)
    if clause.norm(before) == "," or clause.is_(before, "gerund_link", "conjunction", "as"):
        subject = earlier[-1].source if earlier else clause_subject(clause, found.first)
        if subject is None and not earlier:
            return None
    elif (
        clause.is_noun_end(before)
        and clause.is_word(before)
        and not clause.is_strong_verb(before)
        and not (clause.ends_like(before, "finite_ending") and not clause.classes[before])
        and (
            right[2] in ("that-clause", "wh-clause", "quote", "told-to")
            or _after_with(clause, before)
            or _says_that(clause, reading, right)
        )
    ):
        subject = _speaker_of(clause, before, right[2])
    else:
        return None
    first, last, rule = right
    return Draft(
        clause,
        subject,
        [(found.first, found.last)],
        [(first, last)],
        reading,
        f"participle, {rule}",
    )


def _has_pronoun_and_verb(clause: Clause, index: int) -> bool:
    """', adding it will be needed'."""
    is_subject = clause.is_(index, "pronoun") and not clause.is_(index, "object_pronoun")
    return is_subject and clause.is_(index + 1, "auxiliary")


def _says_that(clause: Clause, reading: Cue, right: tuple[int, int, str]) -> bool:
    """'gave a defence of the court saying critics had ...'."""
    says = reading.cue_class == "asserts" and {"c", "q", "w"} <= reading.frames
    return says and right[2] == "bare clause" and has_verb(clause, right[0], right[1])


def _after_with(clause: Clause, last: int) -> tuple[int, int] | None:
    """'with many researchers warning of': the phrase between."""
    for index in range(last, max(clause.start, last - 6) - 1, -1):
        if clause.is_(index, "with"):
            return (index + 1, last) if index < last else None
        if not clause.is_word(index) or clause.is_verb_like(index):
            return None
    return None


def _speaker_of(clause: Clause, before: int, rule: str) -> tuple[int, int] | None:
    """The phrase before 'saying'; where it is an object ('gave a speech saying'), the subject."""
    if found := _after_with(clause, before):
        return found
    first = phrase_start(clause, before)
    if first is None:
        return None
    of = next((k for k in range(first, before) if clause.is_(k, "of")), before + 1)
    words = range(first, of)
    can_speak = any(clause.classes[k] & SPEAKERS or clause.is_capital(k) for k in words)
    has_own = can_speak or rule != "bare clause"
    subject = None if has_own else clause_subject(clause, first)
    return subject or (first, before)


def _read_citing(
    clause: Clause, found: FoundCue, reading: Cue, earlier: list[Draft]
) -> Draft | None:
    """'The paper, citing officials, said ...': the officials say what the paper says."""
    source = object_of(clause, found.last + 1)
    if source is None and clause.opens_quote(found.last + 1):
        end = found.last + 1
        while end + 1 < len(clause.tokens) and clause.quote[end + 1] == clause.quote[end]:
            end += 1
        source = found.last + 1, end
    if source is None or clause.is_quoted(found.first):
        return None
    cue = [(found.first, found.last)]
    if earlier and clause.norm(found.first - 1) == "," and not _said_later(clause, source[1] + 1):
        return Draft(clause, source, cue, list(earlier[-1].content), reading, "citing, after")
    after = source[1] + 1
    if clause.norm(after) == "," and clause.is_(after + 1, "that"):
        return Draft(
            clause, source, cue, [(after + 1, end_of_content(clause, after + 1))], reading, "citing"
        )
    for index in range(after, min(after + 6, len(clause.tokens))):
        if clause.is_strong_verb(index):
            outer = next(
                (cue for cue in clause.language.cues[clause.norm(index)] if cue.kind == "verb"),
                None,
            )
            right = content_after(clause, index + 1, outer) if outer else None
            if right:
                return Draft(clause, source, cue, [right[:2]], reading, "citing, before")
            return None
    return None


def _said_later(clause: Clause, start: int) -> bool:
    return any(clause.is_strong_verb(k) for k in range(start, min(start + 6, len(clause.tokens))))


def _read_as_saying(
    clause: Clause,
    found: FoundCue,
    reading: Cue,
    right: tuple[int, int, str],
    _earlier: list[Draft],
) -> Draft | None:
    """'quoted sources as saying that', 'X is quoted as saying'."""
    before = found.first - 2
    if clause.is_noun_end(before) and not clause.is_(before, "auxiliary", "adverb"):
        readings = clause.language.cues.get(clause.norm(before), ())
        if any(cue.cue_class == "relays" for cue in readings):  # is quoted as saying
            first = before
            while clause.is_(first - 1, "auxiliary", "adverb"):
                first -= 1
            subject = subject_before(clause, first)
            return Draft(
                clause, subject, [(first, found.last)], [right[:2]], reading, "quoted as saying"
            )
        first_of = before
        while first_of > clause.start and not any(
            cue.cue_class == "relays"
            for cue in clause.language.cues.get(clause.norm(first_of - 1), ())
        ):
            first_of -= 1
        if clause.is_(first_of, "agent_particle"):  # "was quoted by state television as saying"
            relay = first = first_of - 1
            while clause.is_(first - 1, "auxiliary", "adverb"):
                first -= 1
            subject = subject_before(clause, first)
            cue = [(first, relay), (found.first - 1, found.last)]
            return Draft(clause, subject, cue, [right[:2]], reading, "quoted as saying")
        if first_of > clause.start and before - first_of < 12:
            return Draft(
                clause,
                (first_of, before),
                [(found.first, found.last)],
                [right[:2]],
                reading,
                "as saying",
            )
    return None


def read_infinitive(
    clause: Clause, found: FoundCue, reading: Cue, group: Group, _earlier: list[Draft]
) -> Draft | None:
    """'went on to say', 'used to joke', 'is alleged to have told': reported all the same."""
    mark = group.first - 1
    carrier = clause.norm(mark - 1)
    if carrier not in (
        "on",
        "used",
        "liked",
        "likes",
        "continued",
        "continues",
        "rushed",
        "moved",
        "sought",
    ):
        return None
    first = mark - 1
    if carrier == "on":
        first -= 1
    subject = subject_before(clause, first)
    right = content_after(clause, found.last + 1, reading)
    if subject is None or right is None:
        return None
    return Draft(
        clause, subject, [(first, found.last)], [right[:2]], reading, f"went on to, {right[2]}"
    )


def read_passive(clause: Clause, found: FoundCue, reading: Cue, group: Group) -> Draft | None:
    """'was told that', 'is said to have', 'it is understood that', 'was described as ... by X'."""
    cue = cue_spans(group, clause)
    after = found.last + 1
    agent, after_agent = find_agent(clause, after)
    impersonal_subject = clause.is_(group.first - 1, "dummy")
    frames = reading.frames
    if clause.norm(after) == "as" and clause.norm(after + 1).endswith("ing"):
        return None  # "is quoted as saying": the second verb carries it
    if (
        agent
        and reading.cue_class == "accuses"
        and (accused := _read_accused(clause, group, agent, after_agent))
    ):
        agent, content = accused
        return Draft(clause, agent, cue, content, reading, "passive, accused")
    if "o" in frames or impersonal_subject:
        if clause.is_(after_agent, "infinitive_mark") and is_infinitive(clause, after_agent):
            last = end_of_content(clause, after_agent)
            rule = "passive, told-to"
            return Draft(clause, agent, cue, [(after_agent, last)], reading, rule, agent is None)
        plain = replace(reading, frames=reading.frames - {"o"})
        right = content_after(clause, after_agent, plain)
        if right is None or right[2].startswith("after "):
            return None
        if right[2] == "object" and reading.cue_class != "promises":
            return None
        if impersonal_subject:
            cue = [(group.first - 1, cue[0][1])]
        return Draft(
            clause, agent, cue, [right[:2]], reading, f"passive, {right[2]}", agent is None
        )
    if (
        "c" in frames
        and "x" not in frames
        and clause.is_(after_agent, "infinitive_mark")
        and is_infinitive(clause, after_agent)
    ):
        last = end_of_content(clause, after_agent)
        return Draft(
            clause, agent, cue, [(after_agent, last)], reading, "passive, infinitive", agent is None
        )
    if (
        agent
        and "n" in frames
        and "x" not in frames
        and reading.cue_class in ("denies", "criticises", "praises")
    ):
        patient = subject_before(clause, group.edge)
        if patient:
            return Draft(clause, agent, cue, [patient], reading, "passive, subject")
    if agent and "as" in frames and clause.is_(after, "as"):
        return Draft(clause, agent, cue, [(after, agent[0] - 2)], reading, "passive, as")
    return None


def _read_accused(
    clause: Clause, group: Group, agent: tuple[int, int], after: int
) -> tuple[tuple[int, int], list[tuple[int, int]]] | None:
    """'He was accused by the board of fraud': by whom, and whom together with the charge."""
    charges = (k for k in range(agent[0] + 1, after + 1) if clause.is_(k, "of", "for"))
    charge = next(charges, None)
    patient = subject_before(clause, group.edge)
    if charge is None or patient is None:
        return None
    last = end_of_content(clause, charge, nominal=True)
    return (agent[0], charge - 1), [patient, (charge, last)]
