"""Chains as independence reads them: plain values, apart from any database."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Reason(StrEnum):
    """Why an account doesn't add an independent origin."""

    SHARED_NODE = "shared_node"
    CITES_OTHER = "cites_other"
    MERGED = "merged"
    PARENT_OR_OWNER = "parent_or_owner"
    WIRE_COPY = "wire_copy"
    UNNAMED = "unnamed"
    NO_SOURCE = "no_source"
    DENIES = "denies"


@dataclass(frozen=True, slots=True)
class Node:
    """A source as independence sees it. `parents` are its body, channel and owners."""

    id: str
    name: str
    unnamed: bool = False
    merged_into: str | None = None
    parents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Account:
    """One chain of one claim: hops from the last speaker to the outlet, both included.

    Without a speaker (the outlet states it as a fact) the outlet is the only hop. `shingles` are
    hashes of the five-word runs of the whole article, for telling copies.
    """

    id: str
    hops: tuple[str, ...]
    published_at: datetime | None = None
    shingles: frozenset[int] = frozenset()
    cue_class: str = "asserts"
    label: str = ""

    @property
    def outlet(self) -> str:
        """Who published it."""
        return self.hops[-1]


@dataclass(frozen=True, slots=True)
class Story:
    """All accounts of one claim group. `vouched`: unnamed sources, or outlets that state it as a
    fact, of whom a person has said that they stand for themselves here."""

    nodes: Mapping[str, Node]
    accounts: tuple[Account, ...]
    vouched: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Discount:
    """An account that adds nothing: why, compared with which account, and where they meet."""

    account: str
    reason: Reason
    other: str | None = None
    meeting: str | None = None


def shingles_of(text: str, *, words: int = 5) -> frozenset[int]:
    """Hashes of all runs of five words of a folded text; of the whole text if it is shorter."""
    tokens = text.split()
    if len(tokens) < words:
        return frozenset()
    return frozenset(
        hash(" ".join(tokens[at : at + words])) for at in range(len(tokens) - words + 1)
    )
