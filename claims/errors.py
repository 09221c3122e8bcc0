"""What can go wrong with claims and their groups."""

from typing import Any

from newsroom.errors import ConditionFailed, Conflict


class MembershipNotPossible(Conflict):
    """A claim can't be in this group in this way; the message says why."""


class VouchNotPossible(Conflict):
    """Nothing is vouched for, or it was already."""


class SplitNotPossible(Conflict):
    """These attributions can't become another source's."""


class MoveNotPossible(Conflict):
    """A claim's review doesn't have this move, or something that the move needs isn't there."""


class InOtherHands(MoveNotPossible):
    """Somebody else has the claim in hand."""


class NotEnoughOrigins(MoveNotPossible):
    """The gate before *corroborated* stays shut; the message says which condition fails."""


class StaleScreen(Conflict):
    """The claim was changed after it was shown; nothing was overwritten.

    `now` is the revision it has in the meantime.
    """

    def __init__(self, message: str, now: int) -> None:
        super().__init__(message)
        self.now = now
        # What an answer to a program says besides: the newer state.
        self.members: dict[str, Any] = {}


class ChangedMeanwhile(StaleScreen, ConditionFailed):
    """The same, where the caller had set the condition itself (If-Match)."""
