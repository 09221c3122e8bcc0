"""What the engine gives: plain values, with spans in code points of the text as it was given."""

from dataclasses import dataclass
from typing import NamedTuple

from claims.attribution.text import Span


class LanguageNotSupported(ValueError):
    """There are no rules for this language."""


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who says what, by which words, and through whom it came (PARC 3: source, cue, content).

    A role is a tuple of spans in text order, possibly empty. `via` is the id of the attribution
    this one is nested in or relayed by; `chain` names the last speaker first and the outlet last.
    `rule` and `evidence` say what decided, and on which words.
    """

    id: int
    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    source_name: str
    source_kind: str
    channel: str | None
    manner: str
    chain: tuple[str, ...]
    via: int | None
    inherited: bool
    confidence: float
    antecedent: tuple[Span, ...]
    cue_class: str
    hedge: str | None
    anonymity: str
    rule: str
    evidence: tuple[Span, ...]


class Document(NamedTuple):
    """One text to analyse; without a language it is guessed."""

    text: str
    language: str | None = None
    outlet: str | None = None


@dataclass(frozen=True, slots=True)
class Analysis:
    """All that was found in one text. Sentences and boilerplate together cover its words."""

    language: str
    boilerplate: tuple[Span, ...]
    headings: tuple[Span, ...]
    sentences: tuple[Span, ...]
    attributions: tuple[Attribution, ...]
