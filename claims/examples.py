"""Sentences in which sources speak, with what stands around them, to see who is meant."""

# ruff: noqa: S608 - nothing that comes from outside is put into these statements.

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from claims.closed_desks import hidden, named_values
from newsroom.models import User

AROUND = 160

# The latest sentences of each source; the index on (source, claim) finds them whatever its size.
EXAMPLES = f"""
SELECT asked.id, told.claim_id, told.name, c.text, c.language, c.article_id, s.number, v.number,
       v.title, o.name, substr(v.text, greatest(s.start - %(around)s, 0) + 1,
                               least(s.start, %(around)s)),
       substr(v.text, s."end" + 1, %(around)s)
FROM (SELECT DISTINCT unnest(%(sources)s::uuid[]) AS id) asked
CROSS JOIN LATERAL (
    SELECT h.claim_id, max(a.source_name) AS name
    FROM claims_hop h JOIN claims_attribution a ON a.id = h.attribution_id
    WHERE h.source_id = asked.id AND a.retired_at IS NULL
      AND NOT {hidden("h.claim_id")}
    GROUP BY h.claim_id ORDER BY h.claim_id DESC LIMIT %(each)s
) told
JOIN claims_claim c ON c.id = told.claim_id
JOIN articles_sentence s ON s.id = c.sentence_id
JOIN articles_articleversion v ON v.id = s.version_id
LEFT JOIN sources_source o ON o.id = c.outlet_id
ORDER BY asked.id, told.claim_id DESC
"""


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence with up to AROUND code points before and after it, and how it calls the source."""

    claim: UUID
    called: str
    text: str
    language: str
    article: UUID
    sentence: int
    version: int
    title: str
    outlet: str
    before: str
    after: str


def examples_of(
    sources: Iterable[UUID], *, to: User | None = None, each: int = 2
) -> dict[UUID, list[Example]]:
    """Some of the latest sentences of each source that somebody may see, in one query."""
    found: dict[UUID, list[Example]] = defaultdict(list)
    with connection.cursor() as cursor:
        values: dict[str, Any] = {
            "sources": list(sources),
            "each": each,
            "around": AROUND,
            **named_values(to),
        }
        cursor.execute(EXAMPLES, values)
        for source, *facts in cursor:
            found[source].append(Example(*facts))
    return found
