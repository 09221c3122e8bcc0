"""Words to the right of a cue by which one finds where its content begins."""

from claims.attribution.languages.svo.clause import Clause, is_relative

_LONGEST_REACH = 16  # tokens between a cue and the word that opens its content


def is_infinitive(clause: Clause, mark: int) -> bool:
    if clause.language.endings("infinitive_ending"):
        verb = mark + 1
        while clause.is_(verb, "negation", "clitic"):
            verb += 1
        if clause.is_quote_mark(verb):
            verb += 1
        return clause.ends_like(verb, "infinitive_ending") and clause.classes[verb] <= {"auxiliary"}
    return not (
        clause.is_(mark + 1, "determiner", "possessive", "pronoun", "time", "role")
        or clause.is_capital(mark + 1)
        or clause.norm(mark + 1)[:1].isdigit()
    )


def find_to_say(clause: Clause, start: int) -> int | None:
    """'e-mailed us to say that', 'went on record the same evening to say': the say of it."""
    for index in range(start, min(len(clause.tokens) - 1, start + 7)):
        if clause.is_(index, "infinitive_mark"):
            return index + 1 if clause.norm(index + 1) in ("say", "tell", "add", "dire") else None
        if not clause.is_word(index) or clause.is_verb_like(index) or clause.is_(index, "that"):
            return None
    return None


def find_class(clause: Clause, start: int, name: str, reach: int) -> int | None:
    """The first word of a class before any mark or complementiser."""
    for index in range(start, min(len(clause.tokens), start + reach)):
        if clause.is_(index, name):
            return index
        if clause.norm(index) in (",", ";", ":", '"') or clause.is_(index, "that"):
            return None
    return None


def find_infinitive(clause: Clause, start: int) -> int | None:
    """The 'to' of 'told reporters to wait', past the addressee."""
    for index in range(start, min(len(clause.tokens), start + 12)):
        if clause.is_(index, "infinitive_mark") and is_infinitive(clause, index):
            return index
        if clause.norm(index) in (",", ";", ":", '"') or clause.is_(index, "that"):
            return None
    return None


def find_that(clause: Clause, start: int) -> int | None:
    """The complementiser after an addressee, a date or a place; a verb or comma ends the search."""
    commas = 0
    if clause.norm(start) in clause.members("only_subject"):
        return None  # "say they make a case that"
    for index in range(start, min(len(clause.tokens), start + _LONGEST_REACH)):
        if clause.is_(index, "that") and clause.norm(index + 1) not in ("of", ",", "."):
            if index > start and clause.is_(index - 1, "conjunction"):
                return None
            if index > start and _points_at(clause, index):
                continue
            if commas and clause.norm(index - 1) != ",":
                return None
            if commas == 1 and clause.starts_noun_phrase(start) and clause.is_quote_mark(index + 1):
                return None  # "noted that Hall proposed a plan, that “ideas” ..."
            if clause.is_(index - 1, "takes_that"):
                return None
            follows_noun = index > start and not clause.is_(index - 1, "time", "pronoun")
            if follows_noun and (is_relative(clause, index) or _opens_relative(clause, index)):
                return None
            return index
        norm = clause.norm(index)
        if norm == ",":
            commas += 1
            if commas > 2:
                return None
        elif (
            norm in (";", ":", '"')
            or (commas % 2 == 0 and _is_predicate(clause, index))
            or clause.is_strong_verb(index)
            or (commas % 2 == 0 and index > start and clause.is_strong_verb(index, "ing"))
            or (commas % 2 == 0 and clause.is_(index, "relative"))
        ):
            return None
    return None


def _opens_relative(clause: Clause, that: int) -> bool:
    """'says most fires that threaten homes are out', 'an appeal that questions the ruling': a verb
    that is no noun, or one with its object."""
    readings = clause.language.cues.get(clause.norm(that + 1), ())
    if any(cue.kind == "verb" and cue.form == "finite" for cue in readings):
        return clause.is_(that + 2, "determiner", "possessive")
    return bool(readings) and all(cue.kind == "verb" and cue.form == "base" for cue in readings)


def _points_at(clause: Clause, that: int) -> bool:
    """'if that happens', 'the sale of that interest'; but 'said outside that she had'."""
    if clause.is_(that - 1, "condition"):
        return True
    if clause.is_capital(that + 1):  # "has said before that Ann Lee knew"
        return False
    return clause.is_(that - 1, "preposition") and not clause.is_(
        that + 1, "determiner", "pronoun", "possessive"
    )


def _is_predicate(clause: Clause, index: int) -> bool:
    """A verb of its own, and not 'a statement carried by the agency that'."""
    if not clause.is_verb_like(index) or clause.is_(index + 1, "agent_particle"):
        return False
    if clause.is_capital(index) and clause.is_(index, "time"):
        return False
    reduced = clause.norm(index).endswith("ed") and clause.is_(index + 1, "time", "preposition")
    return not (reduced and clause.is_(index - 1, "document"))  # "in a survey released Monday"


def find_quote(clause: Clause, start: int) -> int | None:
    for index in range(start, min(len(clause.tokens), start + _LONGEST_REACH)):
        if clause.opens_quote(index):
            opened = clause.quotations[clause.quote[index] - 1]
            words_inside = opened.end - opened.start
            before = clause.norm(index - 1)
            return index if before in (":", ",") or words_inside > 40 else None
        if clause.is_verb_like(index) or clause.norm(index) == ";":
            return None
    return None


def skip_addressee(clause: Clause, start: int) -> int:
    """Past 'the court', 'reporters in Geneva on Monday', 'her', to what they were told."""
    index = start
    possessive = clause.norm(index) in ("his", "her")
    if possessive and clause.is_word(index + 1) and not clause.classes[index + 1]:
        possessive = False  # "his contact", not "her"
        index += 1
    is_subject = clause.is_(index, "pronoun") and not clause.is_(index, "object_pronoun")
    if is_subject and clause.is_(index + 1, "modal"):  # "warned they will shoot"
        return start
    if clause.is_(index, "pronoun") or possessive:
        index += 1
        return skip_time(clause, index)
    while index < len(clause.tokens) and index < start + 8:
        if clause.is_(index, "time"):
            return skip_time(clause, index)
        anew = index > start and clause.is_(index, "determiner", "pronoun", "complementiser")
        anew |= clause.is_(index, "dummy") and clause.is_(index + 1, "be")
        anew = anew and not clause.is_capital(index)  # "told Channel Seven it was"
        inside = clause.is_(index - 1, "preposition", "conjunction", "determiner")
        if anew and (not inside or clause.is_capital(index - 1)):
            return index
        if not clause.tokens[index].is_word and clause.norm(index) not in ("'", "-"):
            return index
        index += 1
    return start


def _is_day(clause: Clause, index: int) -> bool:
    """'Monday 20, its rival', but not 'said Monday 20 people died'."""
    if not clause.norm(index).isdigit():
        return False
    return clause.norm(index + 1) in (",", "") or clause.is_(index + 1, "that")


def skip_time(clause: Clause, start: int) -> int:
    """Past 'on Tuesday', 'last week', 'again'."""
    index = start
    if clause.is_(index, "preposition") and clause.is_(index + 1, "time"):
        index += 2
    elif clause.is_(index, "time_lead") and clause.is_(index + 1, "time"):  # "this morning"
        index += 2 if clause.norm(index + 2) != "'s" else 0
    while clause.is_(index, "time", "adverb") and (
        not clause.is_(index + 1, "auxiliary") or clause.ends_like(index + 1, "infinitive_ending")
    ):
        index += 1
    if index > start and _is_day(clause, index):  # "on February 20, 1986, its rival"
        index += 1
        if clause.norm(index) == "," and clause.norm(index + 1).isdigit():
            index += 2
        index += clause.norm(index) == ","
    return index
