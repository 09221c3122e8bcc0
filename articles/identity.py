"""What makes two submissions the same article."""

import hashlib


def identity_of(url: str, *, outlet: str = "", text: str = "") -> str:
    """The hexadecimal SHA-256 of a canonical address; without one, of outlet and words.

    The outlet is its folded name.
    """
    parts = ("url", url) if url else ("text", outlet, text)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
