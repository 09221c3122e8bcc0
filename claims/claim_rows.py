"""A claim as the API shows it: in lists, alone, with what `expand` adds."""

# ruff: noqa: S608 - nothing that comes from outside is put into these statements.

from collections.abc import Sequence
from functools import cache
from typing import Any, Final

import orjson

from claims.closed_desks import hidden
from claims.priority import CHECK_WORTHY
from claims.schemas import ExpandQuery
from claims.shown import (
    ATTRIBUTION_ROWS,
    CHAIN_ROWS,
    EVIDENCE_ROWS,
    GROUP_ROWS,
    HISTORY_ROWS,
    PLACE_ROWS,
)
from claims.states import SpanRole

Values = dict[str, Any]
# The members of a claim, each as SQL on its row and those joined to it.
_MEMBERS: Final = {
    "id": "claims_claim.id",
    "text": "claims_claim.text",
    "language": "claims_claim.language",
    "status": "claims_claim.status",
    "outlet": "CASE WHEN outlet.id IS NOT NULL THEN"
    " json_build_object('id', outlet.id, 'name', outlet.name) END",
    "article": "json_build_object('id', article.id, 'title', current.title)",
    "published_at": "claims_claim.published_at",
    "not_found_in": "(SELECT v.number FROM articles_articleversion v"
    " WHERE v.id = claims_claim.not_found_in_id)",
    "chains": f"ARRAY({CHAIN_ROWS})",
    "created_at": "claims_claim.created_at",
    "updated_at": "claims_claim.updated_at",
    "revision": "review.revision",
    "check_worthiness": "coalesce((review.priority_parts->>'check_worthiness')::float, 0)"
    f" / {CHECK_WORTHY}",
}
# Members that `expand` adds, as SQL for what they are made of.
_PARTS: Final = {
    "targets": PLACE_ROWS,
    "attributions": ATTRIBUTION_ROWS,
    "groups": GROUP_ROWS,
    "evidence": EVIDENCE_ROWS.format(claim="claims_claim.id", hidden=hidden("e.cited_claim_id")),
    "history": HISTORY_ROWS.format(viewer="%(me)s"),
}
_OF_REVIEW: Final = frozenset({"revision", "check_worthiness"})
# OFFSET 0: each article and outlet is looked up by its key. Joined, they were read whole for a page
# of fifty until there are many thousands, so that the list grew slower with them.
_JOINS: Final = """
JOIN LATERAL (SELECT a.id, a.current_id FROM articles_article a
    WHERE a.id = claims_claim.article_id OFFSET 0) article ON true
LEFT JOIN articles_articleversion current ON current.id = article.current_id
LEFT JOIN LATERAL (SELECT s.id, s.name FROM sources_source s
    WHERE s.id = claims_claim.outlet_id OFFSET 0) outlet ON true"""
_REVIEW: Final = "\nJOIN claims_review review ON review.claim_id = claims_claim.id"


@cache
def _selected(members: frozenset[str], parts: frozenset[str]) -> str:
    """What is selected of each claim: its members as JSON, and what the parts are made of."""
    row = ", ".join(f"'{name}', {sql}" for name, sql in _MEMBERS.items() if name in members)
    made = ", ".join(f"'{name}', ARRAY({sql})" for name, sql in _PARTS.items() if name in parts)
    if not made:
        return f"json_build_object({row})::text, NULL"
    return f"""json_build_object({row})::text, json_build_object(
        'article', claims_claim.article_id, 'text', claims_claim.text,
        'parts', json_build_object({made}))::text"""


def claims_statement(
    query: ExpandQuery, where: Sequence[str], *, order: str = "", limit: str = "ALL"
) -> str:
    """The statement for some claims: (id, changed, revision, row, parts), the last for `claim_row`.

    Args: `where`, `order` and `limit` are SQL on `claims_claim`. Takes `named_values`.
    """
    members = query.wanted.intersection(_MEMBERS)
    selected = _selected(members, query.expanded & query.wanted)
    ordered = f"ORDER BY {order}" if order else ""
    with_review = members & _OF_REVIEW
    return f"""
SELECT claims_claim.id, claims_claim.updated_at,
    {"review.revision" if with_review else "NULL"}, {selected}
FROM (
    SELECT claims_claim.* FROM claims_claim
    WHERE {" AND ".join(where) or "true"} {ordered} LIMIT {limit}
) claims_claim{_JOINS}{_REVIEW if with_review else ""}
{ordered}"""


def claim_row(row: str, parts: str | None) -> Any:
    """A claim as the API shows it, of what `claims_statement` has read of it."""
    if parts is None:
        return orjson.Fragment(row)
    read = orjson.loads(parts)
    shown: Values = orjson.loads(row)
    for name, values in read["parts"].items():
        shown[name] = (
            [_SHAPES[name](values, read) for values in values] if name in _SHAPES else values
        )
    return shown


# Where articles are; asking the URL resolver for each row would cost more than the row.
ARTICLES: Final = "/api/v1/articles/"


def _target(place: Values, claim: Values) -> Values:
    words = {**place, "quote": claim["text"]}
    return target(f"{ARTICLES}{claim['article']}", place["version"], words)


def _attribution(said: Values, claim: Values) -> Values:
    return attribution(f"{ARTICLES}{claim['article']}", said)


_SHAPES = {"targets": _target, "attributions": _attribution}


def attribution(address: str, said: Values) -> Values:
    """An attribution with the words of its spans as W3C selectors."""
    spans: dict[str, list[Values]] = {role: [] for role in SpanRole.values}
    version = said.pop("version")
    for span in said.pop("spans"):
        spans[span["role"]].append(target(address, version, span))
    evidence = [{"start": start, "end": end} for start, end in said.pop("evidence")]
    why = {"rule": said.pop("rule"), "evidence": evidence}
    return {
        **said,
        "channel": said["channel"] or None,
        "hedge": said["hedge"] or None,
        "spans": spans,
        "why": why,
    }


def target(address: str, version: int, words: Values) -> Values:
    """Words of a version of an article, as W3C selectors."""
    return {
        "source": f"{address}?version={version}",
        "version": version,
        "selector": [
            {"type": "TextPositionSelector", "start": words["start"], "end": words["end"]},
            {
                "type": "TextQuoteSelector",
                "exact": words["quote"],
                "prefix": words["prefix"],
                "suffix": words["suffix"],
            },
        ],
    }
