"""Exports in the standards that are written in JSON."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

import orjson
from django.utils import translation

from claims.exports.rows import Telling, Values
from claims.mark_models import MarkKind
from claims.states import ReviewStatus, SpanRole
from sources.models import SourceKind

BLOCK: Final = 64 * 1024  # bytes
# schema.org rates from worst to best. What can't be checked has words and no number.
RATINGS: Final[Mapping[str, int]] = {
    ReviewStatus.REFUTED: 1,
    ReviewStatus.DISPUTED: 2,
    ReviewStatus.UNVERIFIED: 3,
    ReviewStatus.CORROBORATED: 5,
}


def claim_reviews(rows: Iterator[Values], telling: Telling) -> Iterator[bytes]:
    """A feed of schema.org `ClaimReview`s, in the shape that Data Commons and Google read."""
    head = (
        b'{"@context":"https://schema.org","@type":"DataFeed","name":'
        + orjson.dumps(telling.newsroom)
        + b',"dataFeedElement":['
    )
    items = (
        {
            "@type": "DataFeedItem",
            "dateModified": row["verdict"]["at"],
            "item": [claim_review(row, telling)],
        }
        for row in rows
    )
    return in_blocks(_listed(head, items, b"]}"))


def claim_review(row: Values, telling: Telling) -> Values:
    """A claim with a verdict as a `ClaimReview`, whose author says whatever the claim says."""
    said: Values = {"@type": "Claim", "name": row["text"]}
    claimant = _claimant(row)
    if claimant:
        said["author"] = {"@type": _schema_type(claimant), "name": claimant["name"]}
    if row["published_at"]:
        said["datePublished"] = when(row["published_at"])
    said["appearance"] = {"@type": "NewsArticle", "url": telling.article(row)}
    first = row["first"] or {"id": row["article"]["id"], "url": row["article"]["url"]}
    said["firstAppearance"] = {"@type": "NewsArticle", "url": telling.article({"article": first})}
    rating: Values = {"@type": "Rating", "alternateName": _verdict_in_words(row)}
    if row["verdict"]["verdict"] in RATINGS:
        number = RATINGS[row["verdict"]["verdict"]]
        rating |= {"ratingValue": number, "bestRating": 5, "worstRating": 1}
    return {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "url": telling.claim(row),
        "inLanguage": row["language"],
        "datePublished": row["verdict"]["at"],
        "author": {"@type": "Organization", "name": telling.newsroom, "url": telling.base},
        "claimReviewed": row["text"],
        "reviewBody": row["verdict"]["rationale"],
        "itemReviewed": said,
        "reviewRating": rating,
    }


def fact_check_tools(rows: Iterator[Values], telling: Telling) -> Iterator[bytes]:
    """What `claims:search` of Google's Fact Check Tools answers."""
    return in_blocks(_listed(b'{"claims":[', (searched(r, telling) for r in rows), b"]}"))


def searched(row: Values, telling: Telling) -> Values:
    """A claim with a verdict, as `claims:search` shows it."""
    review = {
        "publisher": {"name": telling.newsroom, "site": telling.site},
        "url": telling.claim(row),
        "title": row["article"]["title"] or row["text"],
        "reviewDate": row["verdict"]["at"],
        "textualRating": _verdict_in_words(row),
        "languageCode": row["language"],
    }
    claimant = _claimant(row)
    found = {
        "text": row["text"],
        "claimant": claimant["name"] if claimant else None,
        "claimDate": when(row["published_at"]) if row["published_at"] else None,
        "claimReview": [review],
    }
    return {name: value for name, value in found.items() if value is not None}


def annotations(rows: Iterator[Values], telling: Telling) -> Iterator[bytes]:
    """A W3C Web Annotation collection: each claim's status, and who says it, on its words."""
    count = 0

    def items() -> Iterator[Values]:
        nonlocal count
        for row in rows:
            for annotation in _annotations(row, telling):
                count += 1
                yield annotation

    def parts() -> Iterator[bytes]:
        address = f"{telling.base}/api/v1/exports/stream/webannotation"
        head = {
            "@context": "http://www.w3.org/ns/anno.jsonld",
            "id": address,
            "type": "AnnotationCollection",
            "label": f"{telling.newsroom}: claims and who says them",
        }
        page = {"id": f"{address}#1", "type": "AnnotationPage", "startIndex": 0}
        opened = orjson.dumps(head)[:-1] + b',"first":' + orjson.dumps(page)[:-1] + b',"items":['
        yield from _listed(opened, items(), b"]}")
        # Only here is it known.
        yield b',"total":%d}' % count

    return in_blocks(parts())


def _annotations(row: Values, telling: Telling) -> Iterator[Values]:
    address = telling.claim(row)
    status = {"type": "TextualBody", "purpose": "assessing", "value": row["status"]}
    places = [_specific(target, telling) for target in row["targets"]]
    yield _annotation(f"{address}#status", "assessing", [status], places)
    for said in row["attributions"]:
        speaker = {
            "type": "SpecificResource",
            "purpose": "identifying",
            "source": telling.source(said["source"]),
        }
        name = {"type": "TextualBody", "purpose": "describing", "value": said["source"]["name"]}
        for role in SpanRole.values:
            places = [_specific(target, telling) for target in said["spans"][role]]
            if places:
                tag = {"type": "TextualBody", "purpose": "tagging", "value": role}
                yield _annotation(
                    f"{address}#{said['id']}.{role}", "identifying", [speaker, name, tag], places
                )


def _annotation(
    address: str, motivation: str, body: list[Values], target: list[Values]
) -> dict[str, Any]:
    return {
        "id": address,
        "type": "Annotation",
        "motivation": motivation,
        "body": body,
        "target": target,
    }


def _specific(target: Values, telling: Telling) -> Values:
    source = telling.base + target["source"]
    return {"type": "SpecificResource", "source": source, "selector": target["selector"]}


def news_items(rows: Iterator[Values], telling: Telling) -> Iterator[bytes]:
    """IPTC ninjs 3.0: a line for each claim, whose `infoSources` are all who passed it on."""
    return in_blocks(orjson.dumps(_ninjs(row, telling)) + b"\n" for row in rows)


def _ninjs(row: Values, telling: Telling) -> Values:
    passed_on = {
        source["id"]: {
            "name": source["name"],
            "uri": telling.source(source),
            "role": f"{telling.base}/api/v1/openapi.json#{'speaker' if at == 0 else 'relay'}",
            "literal": source["kind"],
        }
        for said in reversed(row["attributions"])
        for at, source in reversed(list(enumerate(said["chain"])))
    }
    article: Values = {"name": "article", "uri": telling.article(row), "type": "text"}
    if row["article"]["title"]:
        article["headlines"] = [{"value": row["article"]["title"]}]
    if row["article"]["byline"]:
        article["by"] = row["article"]["byline"]
    item = {
        "uri": telling.claim(row),
        "type": "text",
        "profile": "claim",
        "version": row["updated_at"].isoformat(),
        "firstCreated": when(row["created_at"]),
        "versionCreated": when(row["updated_at"]),
        "pubStatus": "usable",
        "language": row["language"],
        "bodies": [
            {"contentType": "text/plain", "charCount": len(row["text"]), "value": row["text"]}
        ],
        "infoSources": list(passed_on.values()),
        "associations": [article],
        "standard": {
            "name": "ninjs",
            "version": "3.0",
            "schema": "https://www.iptc.org/std/ninjs/ninjs-schema_3.0.json",
        },
    }
    if row["published_at"]:
        item["contentCreated"] = when(row["published_at"])
    if row["verdict"]:
        item["edNote"] = f"{row['status']}: {row['verdict']['rationale']}"
    return item


def attributed_texts(rows: Iterator[Values], _telling: Telling) -> Iterator[bytes]:
    """Texts with their attributions, a line each, in the form of `manage.py attribute`."""
    return in_blocks(orjson.dumps(_text(row)) + b"\n" for row in rows)


def _text(row: Values) -> Values:
    numbers = {said["id"]: number for number, said in enumerate(row["said"])}
    marks: dict[str, list[list[int]]] = {kind: [] for kind in MarkKind.values}
    for kind, start, end in row["marks"]:
        marks[kind].append([start, end])
    return {
        "doc": row["id"],
        "text": row["text"],
        "language": row["language"],
        "boilerplate": row["boilerplate"],
        "headings": [[start, end] for start, end, is_heading in row["places"] if is_heading],
        "sentences": [[start, end] for start, end, _ in row["places"]],
        "not_claims": marks[MarkKind.NOT_A_CLAIM],
        "claim_parts": marks[MarkKind.PART],
        "attributions": [_attribution(said, numbers) for said in row["said"]],
    }


def _attribution(said: Values, numbers: Mapping[str, int]) -> Values:
    spans: dict[str, list[list[int]]] = {role: [] for role in SpanRole.values}
    for span in said["spans"]:
        spans[span["role"]].append([span["start"], span["end"]])
    return {
        "id": numbers[said["id"]],
        **spans,
        "source_name": said["source_name"],
        "source_kind": said["source_kind"],
        "channel": said["channel"],
        "manner": said["manner"],
        "chain": said["chain"],
        "via": numbers.get(said["via"]),
        "inherited": said["inherited"],
        "confidence": said["confidence"],
        "antecedent": [],
        "made_by": said["made_by"],
    }


def when(value: datetime | str) -> str:
    """A time as RFC 3339 has it."""
    return value if isinstance(value, str) else value.isoformat()


def in_blocks(parts: Iterator[bytes]) -> Iterator[bytes]:
    """The same bytes in pieces that are worth sending."""
    block = bytearray()
    for part in parts:
        block += part
        if len(block) >= BLOCK:
            yield bytes(block)
            block.clear()
    if block:
        yield bytes(block)


def _listed(head: bytes, items: Iterator[Values], tail: bytes) -> Iterator[bytes]:
    yield head
    for number, item in enumerate(items):
        yield (b"," if number else b"") + orjson.dumps(item)
    yield tail


def _claimant(row: Values) -> Values | None:
    """The last speaker of the surest chain."""
    chains = [chain for chain in row["chains"] if chain["chain"]]
    surest = max(chains, key=lambda chain: chain["confidence"], default=None)
    return surest["chain"][0] if surest else None


def _schema_type(source: Values) -> str:
    kinds = {SourceKind.PERSON: "Person", SourceKind.ANONYMOUS_GROUP: "Person"}
    return kinds.get(source["kind"], "Organization")


def _verdict_in_words(row: Values) -> str:
    """The verdict in the claim's own language, where the interface speaks it."""
    with translation.override(row["language"] if row["language"] == "ar" else "en"):
        return str(ReviewStatus(row["verdict"]["verdict"]).label)
