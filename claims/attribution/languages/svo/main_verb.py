"""Where reported matter ends that is part of a subject: 'His claim that it is safe is false'."""

from claims.attribution.languages.svo.clause import Clause

_OPENS_CLAUSE = (
    "conjunction", "contrast", "subordinator", "relative", "that", "complementiser",
)  # fmt: skip


def before_main_verb(clause: Clause, first: int, last: int, *, nominal: bool = False) -> int:
    """The last token before a verb that no clause within `first` to `last` has a place for.

    Each clause that opens, and each 'and' or comma, has a place for one verb.
    """
    places = 0 if nominal else 1
    index = first + 1
    while index <= last:
        if clause.is_quoted(index) and not clause.is_quoted(first):
            return last
        subject = clause.is_(index, "pronoun") and not clause.is_(index, "object_pronoun")
        if clause.norm(index) == "," or clause.is_(index, *_OPENS_CLAUSE):
            places += 1
        elif (subject or clause.norm(index) == "there") and index > first + 1:
            places += not clause.is_(index, "determiner")  # "the price he paid"
        elif _is_finite(clause, index, nominal=nominal):
            if not places:
                return index - 1
            places -= 1
            while index < last and clause.is_(index, "auxiliary", "adverb", "negation"):
                index += 1  # the rest of the verb
        index += 1
    return last


def _is_finite(clause: Clause, index: int, *, nominal: bool) -> bool:
    before = clause.is_(index - 1, "determiner", "possessive", "preposition", "infinitive_mark")
    if before or clause.is_capital(index):
        return False
    if clause.is_(index, "auxiliary", "verb", "past_tense"):
        return not clause.norm(index).endswith("ing")
    if not clause.norm(index).endswith("ed"):
        return False
    if nominal:  # "his criticism of the plan angered aides"
        reduced = clause.is_(index + 1, "agent_particle", "preposition")
        inside = clause.is_(index - 1, "adverb", "conjunction")
        return not reduced and not inside and not clause.is_(index - 2, "infinitive_mark")
    return clause.is_(index + 1, "determiner", "possessive", "pronoun", "auxiliary")
