"""One spelling for one address, so that the same page is the same article.

Parsing is httpx's (RFC 3986, IDNA 2008). Two libraries that go further were measured and not
taken: w3lib maps straße.de to strasse.de (IDNA 2003, another host) and turns `?x` into `?x=`;
courlan drops `cid`, `eid`, `ref` and `source` from queries, which on many news sites are the very
number of the article.
"""

import re

import idna

from newsroom.addresses import parse_url

# Parameters that say where a reader came from, never which page it is. Exact names, and prefixes.
TRACKING = frozenset(
    "fbclid gclid gclsrc dclid gbraid wbraid msclkid yclid ysclid twclid ttclid igshid igsh mc_cid "
    "mc_eid _ga _gl _hsenc _hsmi mkt_tok vero_id oly_anon_id oly_enc_id s_cid at_medium "
    "at_campaign ns_mchannel ns_source ns_campaign ns_linkname ns_fee xtor spm "
    "guccounter guce_referrer guce_referrer_sig __twitter_impression".split()
)
TRACKING_PREFIXES = ("utm_", "mtm_", "pk_", "hsa_", "at_custom")

_PERCENT = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


def canonical_url(url: str) -> str:
    """The spelling under which an address identifies its article.

    Lower-case scheme and host, the host in its ASCII form and without a final dot; no default
    port, no fragment, no `.` or `..` steps; percent codes in capitals, and none for letters that
    need none; no parameters that only track the reader. All that may select another page stays
    as it is: the order of the parameters, empty ones, a final slash, `www.`, http or https.

    Raises: AddressNotAllowed, as `parse_url`.
    """
    parsed = parse_url(url)
    host = parsed.raw_host.decode("ascii").removesuffix(".")
    netloc = f"[{host}]" if ":" in host else host
    # httpx leaves out a default port only after a scheme in lower case.
    if parsed.port not in (None, 443 if parsed.scheme == "https" else 80):
        netloc += f":{parsed.port}"
    path, _, query = parsed.raw_path.decode("ascii").partition("?")
    kept = [piece for piece in query.split("&") if piece and not _is_tracking(piece)]
    canonical = f"{parsed.scheme}://{netloc}{_PERCENT.sub(_plainest, path or '/')}"
    return canonical + ("?" + _PERCENT.sub(_plainest, "&".join(kept)) if kept else "")


def host_of(url: str) -> str:
    """The host as people write it, without `www.`, for an outlet's domain: `خبر.مثال`."""
    host = parse_url(url).raw_host.decode("ascii").removesuffix(".").removeprefix("www.")
    try:
        return idna.decode(host)
    except idna.IDNAError:  # Such as an address, or a name with an underscore.
        return host


def _is_tracking(piece: str) -> bool:
    name = piece.partition("=")[0].lower()
    return name in TRACKING or name.startswith(TRACKING_PREFIXES)


def _plainest(code: re.Match[str]) -> str:
    byte = int(code[1], 16)
    return chr(byte) if byte in _UNRESERVED else code[0].upper()
