"""Where a subject begins and ends that stands after its verb, with its appositions."""

from claims.attribution.languages.svo.appositions import is_apposition, with_appositions
from claims.attribution.languages.svo.clause import Clause


def subject_after(clause: Clause, start: int, *, whole: bool = False) -> tuple[int, int] | None:
    """The subject of an inverted verb: `"...," said Ann Lee, 71, of Leeds`.

    whole: with all that says who that is, as no object can follow ('an aide to the mayor').
    """
    if not clause.starts_noun_phrase(start) or clause.is_(start, "object_pronoun"):
        return None
    if clause.ends_like(start, "participle_ending") and not clause.is_capital(start):
        return None
    if clause.is_(start, "pronoun") and not clause.is_(start, "determiner"):
        return start, start
    whole = whole and bool(clause.members("role_link"))
    if whole and clause.is_(start, "pronoun") and not clause.is_word(start + 1):
        return start, start  # '"...," said one.'
    last, index = _phrase_on_the_right(clause, start, start)
    if whole and (topic := _topic_after_name(clause, start, last)):
        return start, topic - 1  # '"...," said Mr. Hale of the charge.'
    if whole and _links_role(clause, last, index):
        last, index = _phrase_on_the_right(clause, index + 1, start)
    if whole and clause.norm(index) in (",", "("):
        last = with_appositions(clause, last)
        index = last + 1
    while not whole and clause.norm(index) == "," and is_apposition(clause, index + 1):
        last, index = _phrase_on_the_right(clause, index + 1, start)
    if clause.is_(last + 1, "relative") and last + 1 == index:
        while (
            index < len(clause.tokens)
            and clause.norm(index) not in ",.;:"
            and not clause.is_quoted(index)
        ):
            last = index
            index += 1
    while last > start and not clause.is_noun_end(last):
        last -= 1
    return (start, last) if clause.is_noun_end(last) else None


def _topic_after_name(clause: Clause, start: int, last: int) -> int | None:
    """'Ann Hale of his claim'; but 'Ann Hale of the White House' is one phrase."""
    for index in range(start + 1, last):
        if clause.is_(index, "of"):
            spoken_of = clause.is_(index + 1, "determiner", "possessive", "pronoun")
            named = spoken_of and any(clause.is_capital(k) for k in range(index + 1, last + 1))
            return index if spoken_of and not named else None
        if not clause.is_capital(index) and clause.norm(index) != ".":
            return None
    return None


def _links_role(clause: Clause, role: int, link: int) -> bool:
    """'an aide to the mayor', 'a spokesman for the group'."""
    return (
        clause.is_(role, "role", "title")
        and clause.is_(link, "role_link")
        and clause.starts_noun_phrase(link + 1)
        and not clause.is_(link + 1, "time")
    )


def _phrase_on_the_right(clause: Clause, index: int, start: int) -> tuple[int, int]:
    """The last token of a phrase that goes on at `index`, and the token that ends it."""
    last = index
    while index < len(clause.tokens) and not _ends_phrase_on_the_right(clause, index, start):
        last = index
        index += 1
    return last, index


def _ends_phrase_on_the_right(clause: Clause, index: int, start: int) -> bool:
    norm = clause.norm(index)
    if clause.quote[index] != clause.quote[start]:
        return True
    if index > start and clause.is_verb_like(index) and not clause.is_capital(index):
        reduced = clause.ends_like(index, "participle_ending") and clause.is_(
            index + 1, "preposition"
        )
        reduced = reduced and not clause.is_(index + 1, "infinitive_mark")
        return not (reduced and clause.is_(start, "determiner"))
    if not clause.is_word(index):
        return norm not in ("'s", "-", "/", "&", "'", ".", "@", "#", "(", ")") or (
            norm == "." and index == len(clause.tokens) - 1
        )
    if clause.is_(index, "relative", "that", "contrast", "auxiliary", "complementiser"):
        return True
    if clause.is_(index, "adverb") and not clause.is_(index - 1, "determiner", "possessive"):
        return not clause.is_surname(index)
    if clause.is_(index, "time") and not clause.is_capital(index - 1) and index > start:
        return not clause.is_(index + 1, "agent_particle")  # "released on Monday by the group"
    if clause.is_(index, "preposition"):
        if clause.is_(index + 1, "time"):
            return not clause.is_(index + 2, "agent_particle")
        if clause.is_(index, "source_stop"):
            return not clause.ends_like(index - 1, "reduced_ending")
        if clause.is_(index, "soft_stop"):
            return not clause.is_capital(index + 1)
        return norm == "in" and clause.is_(index + 1, "determiner", "possessive")
    return clause.is_(index, "conjunction", "subordinator") and not clause.is_capital(index + 1)
