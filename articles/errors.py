"""What can go wrong between an address or a file and an article.

Each error has a short `reason` for programs and one sentence for people, which names the host or
the field and the rule that was broken.
"""

from newsroom.errors import AddressNotAllowed, FetchFailed, FetchRefused, IntakeError

__all__ = ["AddressNotAllowed", "FetchFailed", "FetchRefused", "IntakeError", "NotAnArticle"]


class NotAnArticle(IntakeError):
    """The bytes are no text, or there is no article in them."""
