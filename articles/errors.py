"""What can go wrong between an address or a file and an article.

Each error has a short `reason` for programs and one sentence for people, which names the host or
the field and the rule that was broken.
"""

from collections.abc import Sequence
from typing import Any

from newsroom.errors import AddressNotAllowed, FetchFailed, FetchRefused, IntakeError

__all__ = [
    "AddressNotAllowed",
    "FetchFailed",
    "FetchRefused",
    "IntakeError",
    "NotAFeed",
    "NotAnArticle",
]


class NotAnArticle(IntakeError):
    """The bytes are no text, or there is no article in them."""


class NotAFeed(IntakeError):
    """The bytes are no feed; `feeds` are those that a page names, where it is one."""

    def __init__(self, reason: str, message: str, *, feeds: Sequence[Any] = ()) -> None:
        super().__init__(reason, message)
        self.feeds = list(feeds)
        # What an answer of the API says besides.
        offered = [{"url": feed.url, "title": feed.title} for feed in feeds]
        self.members = {"feeds": offered} if offered else {}
