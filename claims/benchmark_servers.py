"""What the API is measured against, served the same way: raw psycopg and orjson, and bare ninja.

No keys, no rules, no rates: the least that a program could do to give the same rows or to write
the rows that a decision must leave.
"""

# ruff: noqa: S608 - nothing that comes from outside is put into these statements.

import os
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qs
from uuid import UUID

import django
import environ
import orjson
import psycopg
from psycopg.rows import dict_row
from psycopg.types.json import set_json_loads
from psycopg_pool import ConnectionPool

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.core.handlers.wsgi import WSGIRequest  # noqa: E402
from ninja import NinjaAPI, Schema  # noqa: E402

from claims.models import Claim  # noqa: E402
from newsroom.ids import new_id  # noqa: E402

# The same rows with the same members as the API's, one statement a page.
_SOURCE = "json_build_object('id', s.id, 'name', s.name, 'kind', s.kind, 'anonymity', s.anonymity)"
_COLUMNS = f"""
SELECT c.id, c.text, c.language, c.status, c.outlet_id, o.name AS outlet_name, c.article_id,
    v.title, c.published_at, c.not_found_in_id, c.created_at, c.updated_at,
    ARRAY(SELECT json_build_object(
              'attribution', a.id, 'manner', a.manner, 'channel', a.channel,
              'inherited', a.inherited, 'confidence', a.confidence, 'made_by', a.made_by,
              'chain', json_agg({_SOURCE} ORDER BY h.position))
          FROM claims_hop h JOIN claims_attribution a ON a.id = h.attribution_id
          JOIN sources_source s ON s.id = h.source_id
          WHERE h.claim_id = c.id AND a.retired_at IS NULL GROUP BY a.id ORDER BY a.id) AS chains"""
_JOINED = """
JOIN articles_article t ON t.id = c.article_id
LEFT JOIN articles_articleversion v ON v.id = t.current_id
LEFT JOIN sources_source o ON o.id = c.outlet_id"""
_CLAIMS = f"""{_COLUMNS}
FROM (SELECT * FROM claims_claim {{which}} ORDER BY id DESC LIMIT 50) c {_JOINED}
ORDER BY c.id DESC"""
_PLACE = """'version', w.number, 'start', p.start, 'end', p."end",
    'prefix', substr(w.text, greatest(p.start - 32, 0) + 1, least(p.start, 32)),
    'suffix', substr(w.text, p."end" + 1, 32)"""
_GET = f"""{_COLUMNS}, q.revision, q.priority_parts,
    ARRAY(SELECT json_build_object({_PLACE})
          FROM articles_sentence p JOIN articles_articleversion w ON w.id = p.version_id
          WHERE p.lineage_id = c.sentence_id ORDER BY w.number) AS places,
    ARRAY(SELECT json_build_object('attribution', p.attribution_id, 'role', p.role,
                                   'quote', p.quote, {_PLACE})
          FROM claims_attributionspan p JOIN claims_attribution a ON a.id = p.attribution_id
          JOIN articles_articleversion w ON w.id = a.version_id
          WHERE a.retired_at IS NULL AND p.attribution_id IN
              (SELECT h.attribution_id FROM claims_hop h WHERE h.claim_id = c.id)
          ORDER BY p.attribution_id, p.start) AS spans,
    ARRAY(SELECT json_build_object(
              'id', a.id, 'source', {_SOURCE}, 'source_name', a.source_name, 'via', a.via_id,
              'cue_class', a.cue_class, 'hedge', a.hedge, 'extractor', r.extractor,
              'person', u.username, 'rule', a.rule, 'evidence', a.evidence,
              'created_at', a.created_at)
          FROM claims_attribution a JOIN sources_source s ON s.id = a.source_id
          LEFT JOIN claims_reading r ON r.id = a.reading_id
          LEFT JOIN newsroom_user u ON u.id = a.person_id
          WHERE a.retired_at IS NULL AND a.id IN
              (SELECT h.attribution_id FROM claims_hop h WHERE h.claim_id = c.id)
          ORDER BY a.id) AS attributions
FROM claims_claim c {_JOINED} JOIN claims_review q ON q.claim_id = c.id
WHERE c.id = %s"""
_FOUND = "SELECT id, text, language, status FROM claims_claim"
# A word is looked for as the application does it: nothing faster is known.
_HAS_WORD = "musnad_has_word(folded, %s)"
_NEXT = """
UPDATE claims_review SET leased_to_id = %s, leased_until = now() + interval '20 minutes'
WHERE claim_id = (
    SELECT claim_id FROM claims_review
    WHERE is_open AND leased_to_id IS NULL AND assigned_to_id IS NULL AND desk_id IS NULL
    ORDER BY priority DESC, claim_id LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED)
RETURNING claim_id AS claim
"""
_EVENT = """
INSERT INTO claims_reviewevent (claim_id, kind, actor_id, old, new, decision_id, note, details)
VALUES (%s, %s, %s, %s, %s, %s, '', '{}')
"""
_DECISION = """
INSERT INTO claims_decision (id, claim_id, round, verdict, decider_id, rationale, settled_by,
    settled_how, override, needs_approval, basis, at)
VALUES (%s, %s, 1, 'refuted', %s, 'Measured.', '', '', '', true, '{}', now())
"""
_APPROVAL = """
INSERT INTO claims_approval (decision_id, approver_id, outcome, comment, at)
VALUES (%s, %s, 'approved', '', now())
"""
set_json_loads(orjson.loads)
_pool: list[ConnectionPool[Any]] = []


def _connections() -> ConnectionPool[Any]:
    if not _pool:
        database = environ.Env.db_url_config(os.environ["DATABASE_URL"])
        address = {
            "host": database["HOST"] or None,
            "port": database["PORT"] or None,
            "user": database["USER"],
            "password": database["PASSWORD"] or None,
            "dbname": database["NAME"],
            "row_factory": dict_row,
        }
        _pool.append(ConnectionPool(kwargs=address, min_size=8, max_size=8, open=True))
    return _pool[0]


def raw(environment: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    """A WSGI application of a few statements."""
    work = WORK[environment["PATH_INFO"].strip("/")]
    given = {name: one for name, (one, *_) in parse_qs(environment["QUERY_STRING"]).items()}
    with _connections().connection() as connection:
        body = orjson.dumps(work(connection, given))
    start("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]


def _list(connection: psycopg.Connection[Any], given: dict[str, str]) -> object:
    if "before" in given:
        place = [UUID(given["before"])]
        found = connection.execute(_CLAIMS.format(which="WHERE id < %s"), place)
    else:
        found = connection.execute(_CLAIMS.format(which=""))
    return found.fetchall()


def _get(connection: psycopg.Connection[Any], given: dict[str, str]) -> object:
    return connection.execute(_GET, [given["id"]]).fetchone()


def _search(connection: psycopg.Connection[Any], given: dict[str, str]) -> object:
    word = f"%{given['q']}%"
    # Not prepared: a rare word and a common one need different plans.
    counted = connection.execute(
        f"SELECT count(*) FROM (SELECT FROM claims_claim WHERE {_HAS_WORD} LIMIT 1001) found",
        [word],
        prepare=False,
    ).fetchone()
    rows = connection.execute(
        f"{_FOUND} WHERE {_HAS_WORD} ORDER BY id DESC LIMIT 50",
        [word],
        prepare=False,
    ).fetchall()
    return {"items": rows, "found": counted}


def _next(connection: psycopg.Connection[Any], given: dict[str, str]) -> object:
    found = connection.execute(_NEXT, [given["by"]]).fetchone()
    assert found is not None
    moved = [found["claim"], "taken", given["by"], "unreviewed", "in_review", None]
    connection.execute(_EVENT, moved)
    return found


def _decide(connection: psycopg.Connection[Any], given: dict[str, str]) -> object:
    claim, decision = given["claim"], new_id()
    connection.execute(_DECISION, [decision, claim, given["by"]])
    moved = [claim, "decided", given["by"], "in_review", "awaiting_approval", decision]
    connection.execute(_EVENT, moved)
    return {"decision": decision}


def _approve(connection: psycopg.Connection[Any], given: dict[str, str]) -> object:
    claim, decision = given["claim"], given["decision"]
    connection.execute(_APPROVAL, [decision, given["by"]])
    moved = [claim, "approved", given["by"], "awaiting_approval", "refuted", decision]
    connection.execute(_EVENT, moved)
    return {"decision": decision}


WORK = {
    "list": _list,
    "get": _get,
    "search": _search,
    "next": _next,
    "decide": _decide,
    "approve": _approve,
}


class BareClaim(Schema):
    """What the bare list shows of a claim."""

    id: UUID
    text: str
    language: str
    status: str
    outlet_id: UUID | None
    article_id: UUID


api = NinjaAPI(urls_namespace="bare", docs_url=None, openapi_url=None)


@api.get("/claims", response=list[BareClaim])
def claims(request: Any) -> Any:  # noqa: ARG001
    """The latest 50, by django-ninja as its guide shows it."""
    return Claim.objects.order_by("-pk")[:50]


def bare_ninja(environment: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    """A WSGI application of one django-ninja endpoint, without middleware."""
    view = next(one for one in api.urls[0] if "claims" in str(one.pattern)).callback
    assert view is not None
    answer = view(WSGIRequest(environment))
    start("200 OK", [("Content-Type", "application/json")])
    return [answer.content]
