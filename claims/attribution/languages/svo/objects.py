"""The noun phrase after 'according to' and the agent of a passive."""

from claims.attribution.languages.svo.appositions import is_apposition
from claims.attribution.languages.svo.clause import Clause
from claims.attribution.languages.svo.landmarks import skip_time
from claims.attribution.languages.svo.subjects_after import subject_after

SPEAKERS = frozenset(
    {"role", "anonymous", "document", "government_body", "organisation", "media_outlet",
     "unnamed_reports", "pronoun", "social_media_post", "title"}
)  # fmt: skip
_OPENS_CLAUSE = frozenset({"over", "more", "nearly", "almost", "there", "he", "she", "they", "it"})


def find_agent(clause: Clause, start: int) -> tuple[tuple[int, int] | None, int]:
    """'by prosecutors' right after a passive verb or its day, and where the clause goes on."""
    after_day = skip_time(clause, start)
    if clause.is_(after_day, "agent_particle"):
        start = after_day
    if clause.is_(start, "agent_particle"):
        subject = subject_after(clause, start + 1)
        if subject:
            return subject, subject[1] + 1
    return None, start


def object_of(clause: Clause, start: int, *, opens: bool = False) -> tuple[int, int] | None:
    """The noun phrase after 'according to', relative clauses left out. Where it opens the sentence
    its first comma ends it, unless an apposition of few words and another comma follow."""
    if not clause.starts_noun_phrase(start):
        return None
    last = index = start
    while index < len(clause.tokens):
        norm = clause.norm(index)
        if norm == "," and is_apposition(clause, index + 1):
            named = clause.is_capital(index + 1) and not clause.tokens[index + 1].text.isupper()
            named = named and not clause.is_(index - 1, "role", "title")
            if opens and (named or not _closes_soon(clause, index + 1)):
                break
            index += 1
            continue
        if norm in (",", ";", ":", '"', "-", "?", "!") or (norm == "." and _is_end(clause, index)):
            break
        # "a person who has seen them", "people who know him"
        who = clause.is_(start, "indefinite") or clause.is_(index - 1, "anonymous")
        who = who and clause.is_(index, "opens_relative") and clause.is_word(index - 1)
        if clause.is_(index, "relative") and (who or opens or _grades_anonymity(clause, index)):
            return start, _end_of_relative(clause, index, last)
        if clause.is_(index, "relative", "that", "contrast"):
            break
        if opens and index > start and _begins_anew(clause, index):
            break
        if index > start and clause.is_verb_like(index) and not clause.is_capital(index):
            if clause.is_(index, "auxiliary"):
                return None
            if not clause.norm(index).endswith("ed") and clause.is_word(index + 1):
                break
        last = index
        index += 1
    while last > start and not clause.is_noun_end(last):
        last -= 1
    return (start, last) if clause.is_noun_end(last) else None


def _is_end(clause: Clause, stop: int) -> bool:
    """A full stop in the middle of a sentence belongs to a word: Mr. Lee."""
    return stop + 1 >= len(clause.tokens) or not clause.is_word(stop + 1)


def _end_of_relative(clause: Clause, relative: int, before: int) -> int:
    """The last token of a relative clause without commas; `before` if it has no end in reach."""
    for index in range(relative, min(relative + 24, len(clause.tokens))):
        if clause.norm(index) in ",.;:":
            return index - 1
    return before


def _grades_anonymity(clause: Clause, relative: int) -> bool:
    """'who did not want his name used', 'who asked not to be identified'."""
    return any(clause.is_(k, "anonymity") for k in range(relative, relative + 9)) or any(
        clause.is_(k, "negation") for k in range(relative + 1, relative + 4)
    )


def _closes_soon(clause: Clause, start: int) -> bool:
    for index in range(start, min(start + 9, len(clause.tokens))):
        if clause.norm(index) == ",":
            return True
        if clause.is_verb_like(index):
            return False
    return False


def _begins_anew(clause: Clause, index: int) -> bool:
    """Without a comma after 'According to X', a new noun phrase begins the clause."""
    if clause.is_(index - 1, "preposition", "conjunction", "determiner", "possessive"):
        return False
    if clause.norm(index - 1) in ("-", "/", "&", ",", "(", "'s"):
        return False
    if (
        clause.is_capital(index - 1)
        and clause.is_capital(index + 1)
        and not clause.is_capital(index)
    ) and clause.norm(index + 2) == ",":  # "Breaking the Silence, a charity, ..."
        return False
    return (
        clause.is_(index, "determiner", "possessive") and clause.norm(index) != "'s"
    ) or clause.norm(index) in _OPENS_CLAUSE
