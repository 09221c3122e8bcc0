"""What can go wrong with claims and their groups."""

from newsroom.errors import MusnadError


class MembershipNotPossible(MusnadError):
    """A claim can't be in this group in this way; the message says why."""


class VouchNotPossible(MusnadError):
    """Nothing is vouched for, or it was already."""


class SplitNotPossible(MusnadError):
    """These attributions can't become another source's."""
