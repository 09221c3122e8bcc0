"""Who somebody is, between commas: 'Ann Lee, the head of sales at Hall & Co., a maker of pumps'."""

from claims.attribution.languages.svo.clause import Clause, has_verb

_LONGEST = 40  # tokens
_NOT_FIRST = (
    "relative", "preposition", "subordinator", "conjunction", "contrast", "adverb", "pronoun",
    "time", "that", "gerund_link",
)  # fmt: skip


def with_appositions(clause: Clause, last: int) -> int:
    """The last token of all that says who a speaker is whose name ends at `last`.

    For what follows an inverted verb ('..., said Ann Lee, chairman and chief executive officer of
    Hall Co., a maker of pumps.'): each stretch up to the next comma is taken that has no verb.
    """
    end = len(clause.tokens)
    if clause.norm(last + 1) == "(" and (closing := _closing_bracket(clause, last + 1)):
        last = closing  # "Sen. Ann Lee (R., Ohio)"
    comma = last + 1
    while clause.norm(comma) == ",":
        stop = comma + 1
        while stop < end and clause.norm(stop) not in (",", ";", ":", "-", "--", "(", "?", "!"):
            if clause.is_quoted(stop) != clause.is_quoted(last) or _is_last_stop(clause, stop):
                break
            stop += 1
        if stop - comma < 2 or stop - last > _LONGEST or not _describes(clause, comma + 1, stop):
            break
        last = stop - 1
        comma = stop
    return last


def _is_last_stop(clause: Clause, index: int) -> bool:
    after = clause.norm(index + 1)
    return clause.norm(index) == "." and (after == "" or clause.is_quote_mark(index + 1))


def _closing_bracket(clause: Clause, opening: int) -> int | None:
    for index in range(opening + 1, min(opening + 9, len(clause.tokens))):
        if clause.norm(index) == ")":
            return index
    return None


def _describes(clause: Clause, first: int, stop: int) -> bool:
    """A rank, an age, a place; and no clause, and nothing that tells when or how it was said."""
    norm = clause.norm(first)
    if norm.isdigit() and len(norm) > 3:
        return False
    if norm in ("of", "from"):
        return clause.starts_noun_phrase(first + 1) and not has_verb(clause, first, stop - 1)
    lead = (
        first + 1 if clause.is_(first, "conjunction") and clause.is_(first + 1, "role") else first
    )
    if clause.is_(lead, *_NOT_FIRST) and not clause.is_(lead, "determiner", "title"):
        return False
    if clause.ends_like(lead, "participle_ending") and not clause.is_capital(lead):
        return False
    indefinite = clause.is_(lead, "indefinite")
    for index in range(lead, stop):
        if indefinite and index > lead and clause.is_(index, "relative", "that"):
            return True  # "a Democrat who faces re-election"
        if clause.is_(index, "relative", "time_clause", "that"):
            return False
        if clause.is_(lead, "possessive") and clause.norm(index).endswith("ing"):
            return False  # "his voice cracking"
        if clause.is_verb_like(index) and not _is_adjective(clause, index):
            return False
    return True


def _is_adjective(clause: Clause, index: int) -> bool:
    """'a retired teacher', 'Detroit-based', 'her running mate': looks like a verb, and is none."""
    if clause.is_(index, "auxiliary") or clause.norm(index + 1) in (",", ".", ""):
        return clause.is_capital(index)
    return (
        clause.is_capital(index)
        or "-" in clause.norm(index)
        or (
            clause.norm(index).endswith("ed")
            and not clause.is_(index + 1, "preposition", "determiner")
        )
    )


def is_apposition(clause: Clause, index: int) -> bool:
    """After a name and a comma: an age, a rank, 'the first witness'."""
    if index >= len(clause.tokens) or clause.is_quoted(index):
        return False
    if clause.is_(index, "relative", "preposition", "contrast", "adverb"):
        return False
    norm = clause.norm(index)
    if norm.isdigit():
        return len(norm) < 4
    if clause.ends_like(index, "participle_ending") or clause.is_(
        index, "pronoun", "conjunction", "time"
    ):
        return False
    if clause.tokens[index].text.isupper() and len(clause.tokens[index].text) in (2, 3):
        return clause.norm(index + 1) in (",", "")
    if clause.is_capital(index) and clause.norm(index + 1) in ("'s", "'"):
        return clause.is_(index + 2, "title", "role") or clause.is_(index + 3, "role", "title")
    if clause.is_capital(index) and clause.is_(index - 2, "role", "title"):
        return not clause.is_capital(index - 2)
    return clause.is_(index, "determiner", "title", "role") or clause.is_(
        index + 1, "role", "title"
    )
