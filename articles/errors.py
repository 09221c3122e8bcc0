"""What can go wrong between an address or a file and an article.

Each error has a short `reason` for programs and one sentence for people, which names the host or
the field and the rule that was broken.
"""

from newsroom.errors import BadInput


class IntakeError(BadInput):
    """Something handed in can't become an article; `reason` is a code such as `too_large`."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class AddressNotAllowed(IntakeError):
    """A URL that no article can have: not http(s), with a password in it, or disguised."""


class FetchRefused(IntakeError):
    """Our own rules forbid the fetch, or what came back; trying again changes nothing."""


class FetchFailed(IntakeError):
    """The other side failed; `may_pass` says whether another try may go better."""

    def __init__(self, reason: str, message: str, *, may_pass: bool = False) -> None:
        super().__init__(reason, message)
        self.may_pass = may_pass


class NotAnArticle(IntakeError):
    """The bytes are no text, or there is no article in them."""
