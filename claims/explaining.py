"""The findings about a group in sentences, in the language of the interface."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from claims.drift import Drift
from claims.independence import Discount, Reason

REASONS: dict[Reason, Promise] = {
    Reason.SHARED_NODE: _("It and %(other)s both come through %(meeting)s."),
    Reason.CITES_OTHER: _("It goes back to %(other)s: one cites the other (%(meeting)s)."),
    Reason.MERGED: _("Its source and that of %(other)s are one: %(meeting)s."),
    Reason.PARENT_OR_OWNER: _("It and %(other)s belong to one body: %(meeting)s."),
    Reason.WIRE_COPY: _("Its text is that of %(other)s, nearly word for word."),
    Reason.UNNAMED: _("It rests on unnamed people (%(meeting)s); nobody has vouched for them."),
    Reason.NO_SOURCE: _("It names no source; nobody has vouched for %(meeting)s."),
    Reason.DENIES: _("It denies the statement (%(meeting)s)."),
}
# What the reason is called in a word; Arabic editors know these from hadith criticism.
REASON_NAMES: dict[Reason, Promise] = {
    Reason.SHARED_NODE: _("Common link"),
    Reason.CITES_OTHER: _("Cites the other"),
    Reason.MERGED: _("One source"),
    Reason.PARENT_OR_OWNER: _("One body"),
    Reason.WIRE_COPY: _("Copy"),
    Reason.UNNAMED: _("Unknown source"),
    Reason.NO_SOURCE: _("Broken chain"),
    Reason.DENIES: _("Denial"),
}
DRIFTS: dict[Drift, Promise] = {
    Drift.UNCHANGED: _("Unchanged"),
    Drift.REWORDED: _("Reworded"),
    Drift.SOURCE_CHANGED: _("Source changed"),
    Drift.SOURCE_ADDED: _("Source added"),
    Drift.SOURCE_REMOVED: _("Source removed: stated as fact"),
    Drift.ANONYMITY_LOST: _("No longer said to be unnamed"),
    Drift.ANONYMITY_GAINED: _("Source no longer named"),
    Drift.HEDGE_REMOVED: _("Doubt removed"),
    Drift.HEDGE_ADDED: _("Doubt added"),
    Drift.DELETED: _("Claim deleted"),
}
RESOLUTION_REASONS: dict[str, Promise] = {
    "near_in_meaning": _("near in meaning"),
    "same_spelling": _("spelled alike"),
    "same_in_other_script": _("the same in the other script"),
    "same_but_for_spelling": _("the same but for spelling"),
    "same_office_in_other_words": _("the same office in other words"),
    "one_word_spelled_otherwise": _("one word is spelled otherwise"),
    "surname_alone": _("surname alone"),
    "given_name_alone": _("given name alone"),
    "middle_name_left_out": _("a middle name is left out"),
    "part_of_the_name_left_out": _("part of the name is left out"),
    "different_offices": _("different offices"),
    "different_countries": _("different countries"),
    "office_without_its_holder": _("the office without its holder"),
    "a_country_or_its_capital": _("a country or its capital"),
    "one_names_no_country": _("only one names the country"),
    "one_names_more_countries": _("one names more countries"),
    "part_of_the_other": _("one is part of the other"),
    "whose_is_not_said": _("whose it is isn’t said"),
    "another_given_name": _("another given name"),
    "other_words": _("other words"),
    "different_kinds": _("different kinds"),
    "unnamed_of_another_outlet": _("unnamed people of another outlet"),
}


@dataclass(frozen=True, slots=True)
class Explained:
    """A discount in words."""

    name: Promise
    sentence: str


def explain(
    discount: Discount, accounts: Mapping[str, str], sources: Mapping[str, str]
) -> Explained:
    """Say why an account adds nothing; the mappings give the names of accounts and sources."""
    sentence = REASONS[discount.reason] % {
        "other": accounts.get(discount.other or "", ""),
        "meeting": sources.get(discount.meeting or "", discount.meeting or ""),
    }
    return Explained(REASON_NAMES[discount.reason], str(sentence))
