"""'X said that ...', and what only looks like it."""

from dataclasses import replace

from claims.attribution.languages.base import Cue, FoundCue
from claims.attribution.languages.svo.antecedents import earlier_noun
from claims.attribution.languages.svo.clause import Clause, Draft, Group
from claims.attribution.languages.svo.endings import end_of_content
from claims.attribution.languages.svo.inversion import (
    content_before,
    left_content,
    read_inverted,
    read_opening,
    second_piece,
)
from claims.attribution.languages.svo.landmarks import skip_time
from claims.attribution.languages.svo.main_verb import before_main_verb
from claims.attribution.languages.svo.openings import content_after
from claims.attribution.languages.svo.relatives import (
    called_in_relative,
    closes_relative,
    inside_aside,
    is_relative_of,
    verb_after_relative,
)
from claims.attribution.languages.svo.subjects import clause_subject, subject_before

_CERTAIN = frozenset(
    {
        "that-clause",
        "wh-clause",
        "told-to",
        "accused",
        "colon",
        "infinitive",
        "quote after addressee",
    }
)


_PLAIN = frozenset({"quantifier", "number"})
_MANY = frozenset({"people", "men", "women", "children", "police", "staff", "media", "data"})


def cue_spans(group: Group, clause: Clause) -> list[tuple[int, int]]:
    """The verb with the auxiliaries right before it; an adverb between leaves the verb alone."""
    first = group.head
    while first > group.first and clause.is_(first - 1, "auxiliary"):
        first -= 1
    if clause.is_(first, "modal"):
        first += 1
    return [(first, group.last)]


def read_active(
    clause: Clause, found: FoundCue, reading: Cue, group: Group, earlier: list[Draft]
) -> Draft | None:
    """'X said that ...', with X before the verb; or after it, if the matter stands before it."""
    cue = cue_spans(group, clause)
    subject = subject_before(clause, group.edge)
    reading = _trusted_of_documents(clause, subject, reading)
    right = _content_on_the_right(clause, subject, group, reading)
    certain = (
        subject is not None and right is not None and _is_certain(clause, group, right, reading)
    )
    taken = any(a <= group.edge - 1 <= b for draft in earlier for a, b in draft.content)
    inverted = None if certain or taken else read_inverted(clause, found, reading, group, cue)
    if inverted is not None:
        return inverted
    if subject is None and is_relative_of(clause, group.edge - 1, reading):
        subject = earlier_noun(clause, group.edge - 1)
        right = right and _inside_relative(clause, group.edge - 1, right)
    if subject is None and group.first == clause.start:
        return read_opening(clause, reading, group, cue)
    if subject is None:
        return _read_shared(clause, group, reading, cue, right=right, earlier=earlier)
    if named := _named_by(clause, subject, group, reading):
        return Draft(clause, subject, cue, [named], reading, "described as")
    if _is_no_speaker(clause, subject, group, reading):
        return None
    said_as = clause.is_(subject[0] - 1, "as")
    if said_as and (as_said := _content_beside_as(clause, subject, group, reading)):
        return Draft(clause, subject, cue, [as_said], reading, "as X said")
    postposed = content_before(clause, subject, group, reading)
    if postposed is not None:
        content, rule = postposed
        more = second_piece(clause, group.last + 1, content)
        rest = [piece for piece in more if piece not in content]
        return Draft(clause, subject, cue, content + rest, reading, rule)
    right = right or verb_after_relative(clause, subject, group, reading)
    if right is None or clause.is_(right[0], "nothing"):
        return None
    first, last, rule = right
    if "i" in reading.frames:
        if not clause.is_(subject[0], "dummy"):
            return None  # "Fresh signs emerged that"
        cue = [(subject[0], cue[-1][1])]  # "it emerged that"
        return Draft(clause, None, cue, [(first, last)], reading, rule, impersonal=True)
    return Draft(clause, subject, cue, [(first, last)], reading, rule)


def _content_on_the_right(
    clause: Clause, subject: tuple[int, int] | None, group: Group, reading: Cue
) -> tuple[int, int, str] | None:
    right = content_after(clause, group.last + 1, reading)
    if subject is None or right is None:
        return right
    if clause.is_(subject[0] - 1, "relative"):  # ", which he called “a joke,” passed"
        return inside_aside(clause, subject[0] - 1, right)
    return _inside_opening_clause(clause, subject, right)


def _is_certain(clause: Clause, group: Group, right: tuple[int, int, str], reading: Cue) -> bool:
    """Does what follows the verb leave no room for a speaker after it?"""
    if closes_relative(clause, group.edge - 1):
        return True
    if right[2] == "quote after addressee" and "o" not in reading.frames:
        return clause.norm(group.edge - 1) != ","  # "The move, says Ann Lee, “is ...”"
    return right[2] in _CERTAIN


def _inside_relative(
    clause: Clause, relative: int, right: tuple[int, int, str]
) -> tuple[int, int, str]:
    """'Hall, which had said it would appeal, agreed', 'the man who denied it died'."""
    first, last, rule = inside_aside(clause, relative, right)
    if clause.norm(relative - 1) != ",":
        nominal = rule == "object" or rule.startswith("after ")
        last = before_main_verb(clause, first, last, nominal=nominal)
    return first, last, rule


def _named_by(
    clause: Clause, subject: tuple[int, int], group: Group, reading: Cue
) -> tuple[int, int] | None:
    """'what critics call a whitewash': somebody's word for it, and not 'what we call'."""
    named = called_in_relative(clause, subject, group, reading)
    own = named and (clause.is_quoted(group.head) or is_own_voice(clause, subject))
    return None if own else named


def _inside_opening_clause(
    clause: Clause, subject: tuple[int, int], right: tuple[int, int, str]
) -> tuple[int, int, str]:
    """'While he says it is safe, the city disagrees': up to the comma before the main clause."""
    if subject[0] <= clause.start or not clause.is_(clause.start, "concession"):
        return right
    if any(clause.norm(k) == "," for k in range(clause.start, subject[0])):
        return right
    first, last, rule = right
    for comma in range(first + 1, last):
        if clause.norm(comma) != "," or clause.is_quoted(comma):
            continue
        if clause.starts_noun_phrase(comma + 1) and _verb_before_comma(clause, comma + 1):
            return first, comma - 1, rule
    return right


def _verb_before_comma(clause: Clause, start: int) -> bool:
    for index in range(start + 1, len(clause.tokens)):
        if clause.norm(index) in (",", ";", ":"):
            return False
        if clause.is_verb_like(index):
            return True
    return False


def _trusted_of_documents(clause: Clause, subject: tuple[int, int] | None, reading: Cue) -> Cue:
    """Of a study, 'shows' reports; of a man it usually does not."""
    if subject is None or "x" not in reading.frames or reading.cue_class != "states":
        return reading
    if any(clause.is_(k, "document", "evidence") for k in range(subject[0], subject[1] + 1)):
        return replace(reading, frames=reading.frames - {"x"})
    return reading


def _read_shared(
    clause: Clause,
    group: Group,
    reading: Cue,
    cue: list[tuple[int, int]],
    *,
    right: tuple[int, int, str] | None,
    earlier: list[Draft],
) -> Draft | None:
    """'She told the judge that ... and accused him of ...': the subject of the cue before."""
    joined = clause.is_(group.edge - 1, "conjunction", "contrast")
    if right is None or clause.is_(right[0], "nothing"):
        return None
    after_quote = clause.closes_after_comma(group.edge - 1)
    if not joined and not after_quote and clause.norm(group.edge - 1) != ",":
        return None
    if not joined and not earlier and _is_participle(clause, group):
        return None
    subject = earlier[-1].source if earlier else clause_subject(clause, group.head)
    if reading.form == "base" and not (earlier and earlier[-1].reading.form == "base"):
        many = subject is not None and joined and not earlier and _takes_base(clause, subject)
        if not many or clause.is_(group.edge - 1, "infinitive_mark"):
            return None  # but "Officers are searching but say ..."
    if subject is None and not earlier:
        return None
    if subject and (is_own_voice(clause, subject) or _is_quoted_alone(clause, subject, group)):
        return None
    if any(first <= group.first <= last for draft in earlier for first, last in draft.content):
        return None
    first, last, rule = right
    return Draft(clause, subject, cue, [(first, last)], reading, rule)


def _is_quoted_alone(clause: Clause, subject: tuple[int, int], group: Group) -> bool:
    """'"Sales fell," said one': who is spoken of within a quotation isn't who speaks after it."""
    return clause.is_quoted(subject[0]) and not clause.is_quoted(group.head)


def _is_participle(clause: Clause, group: Group) -> bool:
    """'The offer, announced before noon, expires ...': a verb without its subject."""
    return clause.norm(group.head).endswith("ed") and clause.is_(
        group.last + 1, "preposition", "time", "adverb"
    )


def _is_no_speaker(clause: Clause, subject: tuple[int, int], group: Group, reading: Cue) -> bool:
    """Not in the plural the verb asks for; 'I', 'nobody'; 'if he says'; 'what it says'."""
    helped = group.modal or clause.is_(group.first, "do")
    heard = clause.is_(subject[1], "object_pronoun") and not clause.is_(subject[1] - 1, "of")
    if reading.form == "base" and heard:
        return True  # "hear him answer", but "many of them fear"
    if reading.form == "base" and not helped and not _takes_base(clause, subject):
        return True
    if is_own_voice(clause, subject):
        return True
    if clause.is_(subject[0] - 1, "wh_of_fact"):  # but "However the sources said"
        return subject[0] - 1 > clause.start or not clause.is_(subject[0] - 1, "clause_adverb")
    return clause.norm(subject[0] - 1) == "if"


def _content_beside_as(
    clause: Clause, subject: tuple[int, int], group: Group, reading: Cue
) -> tuple[int, int] | None:
    after = _content_after_as(clause, subject, group)
    return after or _content_before_as(clause, subject, group, reading)


def _content_after_as(
    clause: Clause, subject: tuple[int, int], group: Group
) -> tuple[int, int] | None:
    """'As Ann Lee told the paper, prices fell', 'or, as she put it, “hungry”'."""
    opens = subject[0] - 1 <= clause.start
    for index in range(group.last + 1, min(group.last + 10, len(clause.tokens) - 1)):
        if clause.norm(index) == ",":
            if opens or clause.opens_quote(index + 1):
                return index + 1, end_of_content(clause, index + 1)
            return None
        if clause.is_verb_like(index):
            return None
    return None


def _content_before_as(
    clause: Clause, subject: tuple[int, int], group: Group, reading: Cue
) -> tuple[int, int] | None:
    """'Prices fell, as Ann Lee said last week.'"""
    mark = subject[0] - 1
    if clause.norm(mark - 1) != ",":
        return None
    after = skip_time(clause, group.last + 1)
    ends = clause.norm(after) in (".", "")
    says = "c" in reading.frames and "x" not in reading.frames and not clause.is_quoted(mark)
    return left_content(clause, mark - 1) if ends and says else None


def _takes_base(clause: Clause, subject: tuple[int, int]) -> bool:
    """'officials say', 'I say', but not 'the minister say'."""
    last = subject[1]
    norm = clause.norm(last)
    if clause.is_(subject[0], "plural_opener"):
        return True
    return (
        norm in ("i", "we", "you", "they", "who", "both", "some", "many", "others")
        or (norm.endswith("s") and not norm.endswith("ss"))
        or any(clause.is_(k, "conjunction") for k in range(subject[0], last))
        or clause.is_quoted(last)
        or norm in _MANY
        # "people familiar with the matter", "police in Karachi"
        or any(clause.norm(k) in _MANY for k in range(subject[0], last))
        or any(
            clause.norm(k).endswith("s")
            and (
                clause.is_(k + 1, "preposition", "relative")
                or clause.norm(k + 1) == "such"  # "parents such as Ann Lee"
                or clause.ends_like(k + 1, "participle_ending")  # "figures released Tuesday"
            )
            for k in range(subject[0], last)
        )
    )


def is_own_voice(clause: Clause, subject: tuple[int, int]) -> bool:
    """A speaker's own first person inside the quotation of the speaker is not annotated again."""
    if clause.is_(subject[0], "nobody"):
        return True
    if subject[0] == subject[1]:
        norm = clause.norm(subject[0])
        plain = clause.classes[subject[0]] <= _PLAIN and not clause.is_capital(subject[0])
        if plain and clause.tokens[subject[0]].is_word and not norm.endswith("s"):
            return not clause.is_heading
        if norm == "member":
            return True
    rest = range(subject[0] + 1, subject[1] + 1)
    return clause.is_(subject[0], "first_person") and all(clause.is_(k, "negation") for k in rest)
