"""Chains as W3C PROV: a bundle for each claim, written by the library `prov`.

Every step of a chain is an entity, attributed to who told it and quoted from the step before; the
claim is quoted from the last step and from its article.
"""

import json
from collections.abc import Iterator
from typing import Final

import orjson
from prov.constants import PROV
from prov.model import ProvBundle, ProvDocument

from claims.exports.in_json import in_blocks
from claims.exports.rows import Telling, Values
from sources.models import SourceKind

NAMESPACE: Final = "musnad"
PEOPLE: Final = (SourceKind.PERSON, SourceKind.ANONYMOUS_GROUP)


def prov_json(rows: Iterator[Values], telling: Telling) -> Iterator[bytes]:
    """PROV-JSON: one document, whose bundles are the claims' chains."""

    def parts() -> Iterator[bytes]:
        prefix = orjson.dumps({NAMESPACE: _namespace(telling)})
        yield b'{"prefix":' + prefix + b',"bundle":{'
        for number, row in enumerate(rows):
            written = json.loads(_document(row, telling).serialize(format="json") or "{}")
            ((name, bundle),) = written["bundle"].items()
            comma = b"," if number else b""
            yield comma + orjson.dumps(name) + b":" + orjson.dumps(bundle)
        yield b"}}"

    return in_blocks(parts())


def prov_n(rows: Iterator[Values], telling: Telling) -> Iterator[bytes]:
    """PROV-N: the same document in the notation that people read."""

    def parts() -> Iterator[bytes]:
        yield f"document\n  prefix {NAMESPACE} <{_namespace(telling)}>\n".encode()
        for row in rows:
            (bundle,) = _document(row, telling).bundles
            yield f"  {bundle.get_provn(1)}\n".encode()
        yield b"endDocument\n"

    return in_blocks(parts())


def _namespace(telling: Telling) -> str:
    return f"{telling.base}/"


def _document(row: Values, telling: Telling) -> ProvDocument:
    document = ProvDocument()
    document.add_namespace(NAMESPACE, _namespace(telling))
    bundle = document.bundle(f"{NAMESPACE}:chains/{row['id']}")
    agents = _Agents(bundle)
    claim = _named("claims", row["id"])
    article = _named("articles", row["article"]["id"])
    bundle.entity(claim, {"prov:value": row["text"]})
    title = row["article"]["title"]
    bundle.entity(article, {"prov:label": title} if title else {})
    bundle.quotation(claim, article)
    if row["outlet"]:
        outlet = {**row["outlet"], "kind": SourceKind.MEDIA_OUTLET}
        bundle.wasAttributedTo(article, agents.named(outlet))
    for said in row["attributions"]:
        before = None
        for position, source in enumerate(said["chain"]):
            step = _named("attributions", f"{said['id']}.{position}")
            bundle.entity(step)
            bundle.wasAttributedTo(step, agents.named(source))
            if before:
                bundle.quotation(step, before)
            before = step
        if before:
            bundle.quotation(claim, before)
    return document


def _named(kind: str, key: object) -> str:
    return f"{NAMESPACE}:{kind}/{key}"


class _Agents:
    """The sources of one bundle, each described once."""

    def __init__(self, bundle: ProvBundle) -> None:
        self.bundle = bundle
        self.known: set[str] = set()

    def named(self, source: Values) -> str:
        name = _named("sources", source["id"])
        if name not in self.known:
            self.known.add(name)
            kind = PROV["Person"] if source["kind"] in PEOPLE else PROV["Organization"]
            self.bundle.agent(name, {"prov:type": kind, "prov:label": source["name"]})
        return name
