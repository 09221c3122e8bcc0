"""How people come in: an administrator makes the account; nobody signs up from outside."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.http import HttpRequest


class NoPublicSignup(DefaultAccountAdapter):
    """Closes the public sign-up page of allauth."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's signature
        """Nobody becomes a colleague by filling in a form."""
        return False


class PeopleFromElsewhere(DefaultSocialAccountAdapter):
    """Lets in who has an account at the newsroom's OpenID Connect provider and one here.

    The two are the same person's where the provider has verified the address. With
    `MUSNAD_OIDC_SIGNUP` somebody unknown becomes a monitor, who may read and comment.
    """

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:  # noqa: ARG002 - allauth's signature
        """Whether the provider's word alone makes somebody a colleague."""
        return bool(settings.MUSNAD_OIDC_SIGNUP)
