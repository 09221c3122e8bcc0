"""Sealing and opening real identities: cryptography's MultiFernet, with keys from the environment.

Fernet is AES-128-CBC with HMAC-SHA256 (github.com/fernet/spec). The source's id is sealed with
the identity, so that a sealed text moved to another source's row doesn't open there, and the
length is rounded up, so that it says nothing about the name.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from uuid import UUID

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.translation import gettext

from sources.errors import ProtectionOff, SealedWithUnknownKey

BLOCK = 512  # bytes


@dataclass(frozen=True, slots=True, repr=False)
class Identity:
    """Who somebody really is. It shows itself nowhere by accident: logs see "protected"."""

    name: str
    contact: str = ""
    note: str = ""

    def __repr__(self) -> str:
        return "Identity(protected)"


def keys() -> Sequence[str]:
    """The operator's keys, the one that seals first.

    Raises: ProtectionOff if there is none.
    """
    found: Sequence[str] = settings.MUSNAD_PROTECTED_KEYS
    if not found:
        raise ProtectionOff(
            gettext(
                "Protected identities are switched off: the operator has set no key "
                "(MUSNAD_PROTECTED_KEYS). Nothing was stored."
            )
        )
    return found


def key_mark() -> str:
    """By which an operator sees that something is sealed with the first key, or isn't."""
    return mark_of(keys()[0])


def mark_of(key: str) -> str:
    """Twelve hexadecimal digits of a key's hash; they tell nothing about the key."""
    return hashlib.sha256(b"musnad protected key " + key.encode()).hexdigest()[:12]


def seal(source_id: UUID, identity: Identity) -> str:
    """Encrypt an identity with the first key. Raises: ProtectionOff."""
    plain = json.dumps({"source": str(source_id), **asdict(identity)}).encode()
    plain += b" " * (-len(plain) % BLOCK)
    return _box().encrypt(plain).decode()


def opened(source_id: UUID, sealed: str) -> Identity:
    """Decrypt what was sealed for this source.

    Raises: ProtectionOff; SealedWithUnknownKey if no key fits, or it was another source's.
    """
    try:
        found = json.loads(_box().decrypt(sealed))
    except InvalidToken:
        found = {"source": None}
    if found.pop("source") != str(source_id):
        raise SealedWithUnknownKey(
            gettext("None of the operator's keys opens this identity; an older key is missing.")
        )
    return Identity(**found)


def sealed_anew(sealed: str) -> str:
    """The same, sealed with the first key. Raises: ProtectionOff; SealedWithUnknownKey."""
    try:
        return _box().rotate(sealed).decode()
    except InvalidToken:
        raise SealedWithUnknownKey(
            gettext("None of the operator's keys opens this identity; an older key is missing.")
        ) from None


def is_key(value: str) -> bool:
    """Whether a text is a Fernet key: 32 bytes in URL-safe base64."""
    try:
        Fernet(value)
    except ValueError:
        return False
    return True


def _box() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys()])
