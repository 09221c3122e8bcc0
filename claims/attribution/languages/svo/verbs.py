"""Which of its readings a verb has here."""

from claims.attribution.languages.base import Cue, FoundCue
from claims.attribution.languages.svo.active import read_active
from claims.attribution.languages.svo.clause import (
    Clause,
    Draft,
    Group,
    is_relative,
    verb_group,
)
from claims.attribution.languages.svo.participles import read_infinitive, read_ing, read_passive


def read_verb(clause: Clause, found: FoundCue, reading: Cue, earlier: list[Draft]) -> Draft | None:
    group = verb_group(clause, found, reading)
    if _is_noun_here(clause, found):
        return None
    if group.negated and not _may_be_negated(reading):
        return None
    if reading.form == "ing":
        return read_ing(clause, found, reading, group, earlier)
    if group.infinitive:
        return read_infinitive(clause, found, reading, group, earlier)
    if "p" in reading.frames and not group.passive:
        return None
    if group.passive:
        return read_passive(clause, found, reading, group)
    if reading.form == "participle" and group.first == group.head:
        return None
    if reading.form == "base" and group.modal and not _modal_reports(clause, group):
        return None
    if reading.form == "finite" and group.modal:
        return None
    draft = read_active(clause, found, reading, group, earlier)
    if draft and group.negated and draft.reading.cue_class == "believes":
        return draft if draft.rule in ("that-clause", "bare clause") else None
    return draft


def _may_be_negated(reading: Cue) -> bool:
    """'has not ruled out', 'doesn't believe that'; 'did not say' says nothing."""
    if reading.form == "base" and reading.cue_class == "believes":
        return "c" in reading.frames
    return reading.cue_class == "denies" and reading.lemma in (
        "rule out", "deny", "exclude"
    )  # fmt: skip


def _modal_reports(clause: Clause, group: Group) -> bool:
    return clause.norm(group.first) == "would" or clause.is_(group.first, "do")


def _is_noun_here(clause: Clause, found: FoundCue) -> bool:
    """'the claim', 'media reports', 'his warning': the word is no verb here."""
    before = found.first - 1
    if clause.norm(before) == "'s" and clause.norm(found.first).endswith("ing"):
        return True
    if clause.norm(before) == "'" and clause.norm(before - 1).endswith("s"):
        return not clause.is_quoted(before - 1)  # "the workers' proposed wages"
    if clause.norm(before)[:1].isdigit() and not clause.is_capital(before - 1):
        return True
    # "some reports said", "the United States said"
    is_noun = clause.is_(before, "document", "unnamed_reports") or (
        clause.is_capital(before) and before > clause.start and not clause.is_title_case()
    )
    if clause.is_strong_verb(before) and not is_noun:  # "denied claims", "quoted informed sources"
        return True
    past = not clause.classes_at[before] and clause.ends_like(before, "finite_ending")
    if past and clause.norm(before - 1) in clause.members("only_subject"):
        return True  # "he received certified mail"
    if clause.is_(before, "than", "as") and clause.norm(found.first).endswith("ed"):
        return True  # "much smaller than expected"
    if _is_compound_noun(clause, found.first) or _describes_a_noun(clause, found.first):
        return True
    if _is_document_with_relative(clause, found.first) or _has_verb_of_its_own(clause, found):
        return True
    named = clause.is_capital(found.first) and found.first > clause.start
    named = named and not clause.is_title_case()
    if named and not clause.is_quote_mark(before) and not clause.tokens[found.first].text.isupper():
        return True
    if clause.is_(before, "clitic") and clause.ends_like(found.first, "clitic_verb_ending"):
        return False
    if clause.is_(before, "stands_alone"):  # "some say", but "some claims"
        readings = clause.language.cues.get(clause.norm(found.first), ())
        if clause.norm(found.first) in clause.members("modifier"):
            return not clause.is_(found.last + 1, "that")  # "many state educators"
        return any(cue.kind == "noun" for cue in readings)
    return clause.is_(before, "determiner", "possessive") and not clause.is_(
        before, "pronoun", "that"
    )


def _describes_a_noun(clause: Clause, index: int) -> bool:
    """'the most politically charged change', 'killed eight suspected smugglers'."""
    if not clause.norm(index).endswith("ed") or not clause.is_word(index + 1):
        return False
    before = index - 1
    if clause.ends_like(before, "adverb_ending") and clause.is_(
        before - 1, "determiner", "possessive"
    ):
        return not clause.is_(index + 1, "that", "preposition")
    if not clause.is_(before, "stands_alone") or before <= clause.start:
        return False
    return clause.tokens[before - 1].is_word and not clause.is_(
        before - 1,
        *("determiner", "conjunction", "contrast", "that", "subordinator", "adverb"),
        "complementiser",
    )


def _has_verb_of_its_own(clause: Clause, found: FoundCue) -> bool:
    """'the bombing suspects are', 'its mixed forecasts had'; but 'which he claims is'."""
    verb, word = found.last + 1, clause.norm(found.first)
    if not word.endswith("s") or not clause.is_(verb, "auxiliary"):
        return False
    if all(cue.kind != "noun" for cue in clause.language.cues.get(word, ())):
        return False
    if clause.norm(verb) in clause.members("plural_auxiliary"):
        return True
    before = found.first - 1
    return not (clause.is_(before, "pronoun", "adverb") or clause.is_capital(before))


def _is_document_with_relative(clause: Clause, index: int) -> bool:
    """'documents that have been forged', 'emission rules that were changed'."""
    if not (clause.is_(index + 1, "that") and is_relative(clause, index + 1)):
        return False
    readings = clause.language.cues.get(clause.norm(index), ())
    return clause.is_(index, "document", "unnamed_reports") or any(
        cue.kind == "noun" for cue in readings
    )


def _is_compound_noun(clause: Clause, index: int) -> bool:
    """'its profit forecast after', 'his urgent calls for'."""
    readings = clause.language.cues.get(clause.norm(index), ())
    before = index - 1
    if before < 0 or not any(cue.kind == "noun" for cue in readings):
        return False
    plain = clause.tokens[before].is_word and not clause.classes[before]
    if not plain or clause.is_capital(before) or clause.norm(before).endswith("s"):
        return False
    after = index + 1
    return (
        clause.is_(after, "preposition", "subordinator", "conjunction")
        or clause.norm(after) in (",", ".", ")", "")
    ) and not clause.norm(index).endswith("ed")
