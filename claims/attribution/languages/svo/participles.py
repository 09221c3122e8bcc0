"""', adding that', 'citing X', 'as saying', 'went on to say', 'was told that'."""

from dataclasses import replace

from claims.attribution.languages.base import Cue, FoundCue
from claims.attribution.languages.svo.active import cue_spans, is_own_voice, read_active
from claims.attribution.languages.svo.clause import Clause, Draft, Group, has_verb
from claims.attribution.languages.svo.endings import end_of_content
from claims.attribution.languages.svo.inversion import left_content
from claims.attribution.languages.svo.landmarks import is_infinitive
from claims.attribution.languages.svo.objects import SPEAKERS, find_agent, object_of
from claims.attribution.languages.svo.openings import content_after
from claims.attribution.languages.svo.phrases import phrase_start
from claims.attribution.languages.svo.relatives import inside_aside
from claims.attribution.languages.svo.subjects import clause_subject, subject_before

_LONGEST_SPEAKER = 11  # tokens between "quoted" and "as saying"


def read_ing(
    clause: Clause, found: FoundCue, reading: Cue, group: Group, earlier: list[Draft]
) -> Draft | None:
    """', adding that', 'before saying that', 'a petition demanding that'."""
    before = found.first - 1
    reports = _reports(clause, found, reading)
    if clause.is_(before, "be") and reports:
        return read_active(clause, found, reading, group, earlier)
    no_report = clause.norm(before) in ("without", "worth")
    leads_in = clause.is_(before, "gerund_link") and not no_report
    if no_report or (clause.is_(before, "be", "preposition", "verb") and not leads_in):
        return None
    relays = reading.cue_class == "relays"
    if before < clause.start and not (earlier or relays):
        return _read_opening(clause, found, reading) if reports else None
    if relays:
        return _read_citing(clause, found, reading, earlier)
    if not reports and "as" not in reading.frames and not _has_clause(clause, found.last + 1):
        return None
    right = content_after(clause, found.last + 1, reading)
    if clause.norm(before) == "as":
        return _read_as_saying(clause, found, reading, right[:2] if right else None)
    if right is None:
        return None
    if clause.norm(before) == "," or clause.is_(before, "gerund_link", "conjunction", "as"):
        subject = earlier[-1].source if earlier else clause_subject(clause, found.first)
        if subject is None and not earlier:
            return _read_aside(clause, found, reading, right)
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
    if subject and clause.is_quoted(found.first) and is_own_voice(clause, subject):
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


def _read_aside(
    clause: Clause, found: FoundCue, reading: Cue, right: tuple[int, int, str]
) -> Draft | None:
    """'The mayor, saying he was tired, went home': the phrase that opens the sentence speaks."""
    subject = subject_before(clause, found.first - 1)
    if subject is None or subject[0] > clause.start + 1 or has_verb(clause, *subject):
        return None
    first, last, rule = inside_aside(clause, found.first, right)
    cue = [(found.first, found.last)]
    return Draft(clause, subject, cue, [(first, last)], reading, f"participle, {rule}")


def _read_opening(clause: Clause, found: FoundCue, reading: Cue) -> Draft | None:
    """'Saying he was tired, the mayor went home': the subject of the clause after it."""
    right = content_after(clause, found.last + 1, reading)
    if right is None or reading.cue_class == "relays" or not clause.members("role_link"):
        return None
    if right[2] == "object" and reading.cue_class == "asserts":
        return None  # "Summing up action on the budget, Hall noted ..."
    for last in range(found.last + 1, min(found.last + 40, len(clause.tokens) - 2)):
        quoted = clause.closes_after_comma(last)
        comma = last if quoted else last + 1
        if not quoted and (clause.norm(comma) != "," or clause.is_quoted(comma)):
            continue
        subject = _subject_between(clause, comma + 1)
        if subject is not None:
            cue, content = [(found.first, found.last)], [(right[0], last)]
            return Draft(clause, subject, cue, content, reading, f"participle, {right[2]}")
    return None


def _subject_between(clause: Clause, first: int) -> tuple[int, int] | None:
    """The phrase from `first` on up to the first verb."""
    for verb in range(first + 1, min(first + 13, len(clause.tokens))):
        if clause.is_verb_like(verb) and not clause.is_capital(verb):
            subject = subject_before(clause, verb)
            return subject if subject and subject[0] == first else None
    return None


def _reports(clause: Clause, found: FoundCue, reading: Cue) -> bool:
    frames = reading.frames
    return "x" not in frames or "so" in frames or clause.is_(found.last + 1, "that")


def _has_clause(clause: Clause, index: int) -> bool:
    """', adding it will be needed', ', adding “not now”'."""
    pause = clause.norm(index) in (":", ",")
    if clause.is_quote_mark(index) or (pause and clause.opens_quote(index + 1)):
        return True
    is_subject = clause.is_(index, "pronoun") and not clause.is_(index, "object_pronoun")
    return is_subject and clause.is_(index + 1, "auxiliary")


def _says_that(clause: Clause, reading: Cue, right: tuple[int, int, str]) -> bool:
    """'gave a defence of the court saying critics had ...'."""
    says = reading.cue_class in ("asserts", "accuses") and {"c", "q"} <= reading.frames
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
    if clause.is_(first - 1, "be") and clause.ends_like(first, "finite_ending"):
        return subject_before(clause, first - 1)  # "A suit was filed for Lee contending that"
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
    source = object_of(clause, found.last + 1, opens=found.first <= clause.start)
    if source is None and clause.opens_quote(found.last + 1):
        end = found.last + 1
        while end + 1 < len(clause.tokens) and clause.quote[end + 1] == clause.quote[end]:
            end += 1
        source = found.last + 1, end
    if source is None or clause.is_quoted(found.first):
        return None
    speaks = any(
        clause.is_capital(k) or clause.is_quoted(k) or clause.classes[k] & SPEAKERS
        for k in range(source[0], source[1] + 1)
    )
    if clause.members("role_link") and not speaks:
        return None  # "said he would vote no, citing the cost"
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
    clause: Clause, found: FoundCue, reading: Cue, right: tuple[int, int] | None
) -> Draft | None:
    """'quoted sources as saying that', 'X is quoted as saying', '..., X was quoted as saying.'"""
    before = found.first - 2
    if not clause.is_noun_end(before) or clause.is_(before, "auxiliary", "adverb"):
        return None
    relay = before
    while relay >= clause.start and not _relays(clause, relay):
        relay -= 1
    if relay < clause.start or before - relay > _LONGEST_SPEAKER:
        return None
    passive = relay == before or clause.is_(relay + 1, "agent_particle")
    passive |= clause.is_(relay - 1, "be")
    first = relay
    while passive and clause.is_(first - 1, "auxiliary", "adverb"):
        first -= 1
    subject = subject_before(clause, first)
    source = subject if passive else (relay + 1, before)
    content = right or _before_relay(clause, subject, found.last + 1)
    if content is None:
        return None
    cue = [(found.first, found.last)]
    if relay == before:
        cue = [(first, found.last)]
    elif passive:  # "was quoted by state television as saying"
        cue = [(first, relay), (found.first - 1, found.last)]
    rule = "quoted as saying" if passive else "as saying"
    return Draft(clause, source, cue, [content], reading, rule)


def _relays(clause: Clause, index: int) -> bool:
    """'quoted', 'cited', 'reported': a verb after which 'as saying' may stand."""
    return not clause.is_(index - 1, "determiner", "possessive") and any(
        cue.kind == "verb" and (cue.cue_class == "relays" or "r" in cue.frames)
        for cue in clause.language.cues.get(clause.norm(index), ())
    )


def _before_relay(
    clause: Clause, subject: tuple[int, int] | None, after: int
) -> tuple[int, int] | None:
    """'The talks failed, Tass quoted him as saying.'"""
    if subject is None or clause.norm(after) not in (".", ",", ""):
        return None
    boundary = subject[0] - 1
    ends = clause.norm(boundary) == "," or clause.closes_quote(boundary)
    return left_content(clause, boundary) if ends and boundary > clause.start else None


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
        "forced",
    ):
        return None
    first = mark - 1
    if carrier == "on" or (carrier == "forced" and clause.is_(first - 1, "be")):
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
        if impersonal_subject and "x" in frames and right[2] == "quote":
            return None  # "it had been discovered “in the staff room”"
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
    if agent and "as" in frames and (words := _what_as_says(clause, after, agent, after_agent)):
        return Draft(clause, agent, cue, [words], reading, "passive, as")
    if (
        agent
        and "n" in frames
        and "x" not in frames
        and (
            reading.cue_class in ("denies", "criticises", "praises")
            or _is_made_known(clause, group, agent)
        )
    ):
        patient = subject_before(clause, group.edge)
        if patient and not clause.is_(patient[1], "complementiser"):
            return Draft(clause, agent, cue, [patient], reading, "passive, subject")
    return None


def _is_made_known(clause: Clause, group: Group, agent: tuple[int, int]) -> bool:
    """'first reported by the Post': not all that is announced, shown or claimed by somebody."""
    is_known = clause.norm(group.head) in clause.members("made_known")
    return is_known and (clause.is_(agent[1], "media_outlet") or clause.is_capital(agent[1]))


def _what_as_says(
    clause: Clause, after: int, agent: tuple[int, int], after_agent: int
) -> tuple[int, int] | None:
    """'described as “dead” by aides', 'described by aides as “dead”': the words from "as" on."""
    if clause.is_(after, "as"):
        return after, agent[0] - 2
    if clause.is_(after_agent, "as") and not clause.norm(after_agent + 1).endswith("ing"):
        return after_agent, end_of_content(clause, after_agent, nominal=True)
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
