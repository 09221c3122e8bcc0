"""Sealing what programs need in the open and the database needn't: Fernet, by the secret key.

The keys are made of `MUSNAD_SECRET_KEY` and, for what was sealed before it was changed, of those in
`MUSNAD_SECRET_KEY_FALLBACKS`. Whoever reads the database or a backup of it without them reads none.
"""

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext

from newsroom.errors import MusnadError

# What is stored without it was stored before there was sealing.
MARK = "sealed:"


class SealedWithAnotherKey(MusnadError):
    """None of the installation's secret keys opens this."""


def seal(plain: bytes, *, purpose: str) -> str:
    """Encrypt something; what was sealed for one purpose doesn't open for another."""
    return MARK + _box(purpose).encrypt(plain).decode()


def opened(sealed: str, *, purpose: str) -> bytes:
    """Decrypt what was sealed for this purpose. Raises: SealedWithAnotherKey."""
    if not sealed.startswith(MARK):
        return sealed.encode()
    try:
        return _box(purpose).decrypt(sealed.removeprefix(MARK))
    except InvalidToken:
        raise SealedWithAnotherKey(
            gettext("MUSNAD_SECRET_KEY has changed: this was sealed with another one.")
        ) from None


def _box(purpose: str) -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    # The word is that of the first purpose: another would leave what is stored unopened.
    made = [
        salted_hmac(purpose, "answers", secret=key, algorithm="sha256").digest() for key in keys
    ]
    return MultiFernet([Fernet(urlsafe_b64encode(key)) for key in made])
