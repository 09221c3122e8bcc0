"""How people come in: an administrator makes the account; nobody signs up from outside."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class NoPublicSignup(DefaultAccountAdapter):
    """Closes the public sign-up page of allauth."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's signature
        """Nobody becomes a colleague by filling in a form."""
        return False
