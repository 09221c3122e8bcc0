"""A source of a page, what is asked about one, and whether a pronoun or a verb may mean it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from claims.attribution.languages import Language
from claims.attribution.naming import Mention
from claims.attribution.text import Span, fold_word

_BODIES = ("government_body", "organisation")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is known of a source before its words are read.

    Spans are empty where the verb has no subject of its own; gender is what the verb asks for ("m",
    "f", "p"); before is the source of the cue before this one in the same sentence, if it had none
    of its own either; governed says that the cue ends with a preposition, which may be written onto
    the source ("وفقا لـ"); at is where the cue stands; nested: inside the content of another.
    """

    spans: Sequence[Span]
    at: int
    impersonal: bool = False
    gender: str = ""
    before: "Source | None" = None
    governed: bool = False
    is_heading: bool = False
    is_nested: bool = False


@dataclass(slots=True, eq=False)
class Source:
    """One source of a page: its fullest name so far, its words, and where it was last named."""

    name: str
    kind: str
    anonymity: str
    stems: set[str]
    head: str
    gender: str
    last: tuple[Span, ...]
    known_through: "Source | None" = None  # who brought it in: "my wife"
    mentions: list[Mention] = field(default_factory=list)
    is_nested: bool = False  # it spoke last inside what somebody else said
    one_of_them: "Source | None" = None
    in_heading: bool = False  # named in a heading only, as yet
    owner: "Source | None" = None  # whose manager, or whose report, it is

    def name_stems(self, language: Language) -> set[str]:
        """The stems of the words of its name."""
        return language.bare_stems(fold_word(word) for word in self.name.split())


def is_relative(source: Source, mention: Mention) -> bool:
    """Of the same surname, and of another first name."""
    full = {fold_word(word) for word in source.name.split()}
    named = mention.name_stems
    return min(len(full), len(named)) > 1 and not (full <= named or named <= full)


def agrees(source: Source, gender: str, *, is_verb: bool) -> bool:
    """May a pronoun or a verb of this gender mean the source?"""
    if gender == "n":
        return source.kind not in ("person", "anonymous_group")
    if gender == "p":
        return source.gender == "p" or source.kind in ("anonymous_group", *_BODIES)
    if source.gender == gender:
        return is_verb or source.kind in ("person", "anonymous_group")
    return False
