"""A name that must be found nowhere, and looking for it in whatever a program may have written."""

import base64
import html
import json
from urllib.parse import quote

from sources.names import fold
from sources.sealing import Identity

WORDS = ("Zaynequalith", "Qwxelari", "زينكوالث", "قوخلاري", "canary-8841-zq")
WHO = Identity(
    name="Zaynequalith Qwxelari زينكوالث قوخلاري",
    contact="+999 canary-8841-zq",
    note="Met Zaynequalith at the harbour; زينكوالث trusts us.",
)
# Whole words are looked for; who types the beginning of one finds only what is stored.
BEGINNINGS = ("Zaynequ", "زينكو")


def _ways_to_write(word: str) -> dict[bytes, bool]:
    """Bytes that show a word, each with whether case counts."""
    utf8 = word.encode()
    ways = {
        utf8: False,
        fold(word).encode(): False,
        json.dumps(word)[1:-1].encode(): False,
        quote(word).encode(): False,
        html.escape(word).encode(): False,
        "".join(f"&#{ord(c)};" for c in word).encode(): False,
        word.encode("utf-16-le"): False,
        word.encode("utf-16-be"): False,
        utf8.hex().encode(): False,
        repr(utf8)[2:-1].encode(): False,
    }
    # In base64 a word looks different at each of three places; its ends depend on the neighbours.
    for before in range(3):
        padded = b"\0" * before + utf8
        middle = base64.b64encode(padded)[4 if before else 0 : -4]
        ways[middle] = ways[middle.replace(b"+", b"-").replace(b"/", b"_")] = True
    return ways


WAYS = {way: exact for word in WORDS for way, exact in _ways_to_write(word).items()}


def seen_in(written: bytes) -> list[bytes]:
    """How the canary shows in what was written; nothing, if it doesn't."""
    lower = written.lower()
    return [
        way for way, exact in WAYS.items() if (way in written if exact else way.lower() in lower)
    ]
