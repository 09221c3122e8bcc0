"""What of a claim is exported, said once for all formats, and read in constant memory.

An export is one statement, so it is one snapshot however long it takes. It is read bit by bit
through a cursor of the server, on a connection of its own: a slow reader keeps no connection from
others, and one that stands still for too long is let go.
"""

# ruff: noqa: S608 - nothing that comes from outside is put into these statements.

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Final

from django.contrib.postgres.fields import ArrayField
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import JSONField, QuerySet
from django.db.models.expressions import RawSQL

from articles.models import ArticleVersion
from claims.claim_rows import ARTICLES, attribution, target
from claims.closed_desks import hidden_at, said_of_seen_at, values_in_place
from claims.models import Claim
from claims.shown import ATTRIBUTIONS, GROUPS, PLACES, SPANS
from newsroom.models import User

Values = dict[str, Any]
ROWS_AT_ONCE: Final = 500
MOST_SECONDS_OF_SILENCE: Final = 300


@dataclass(frozen=True, slots=True)
class Telling:
    """Who exports, and from where: addresses are made whole by it."""

    base: str  # such as https://musnad.example, without a slash at its end
    newsroom: str
    bom: bool = False

    @property
    def site(self) -> str:
        """The address without its scheme."""
        return self.base.partition("//")[2]

    def claim(self, row: Values) -> str:
        """The address of a claim's page."""
        return f"{self.base}/claims/{row['id']}/"

    def source(self, source: Values) -> str:
        """The address of a source's page."""
        return f"{self.base}/sources/{source['id']}/"

    def article(self, row: Values) -> str:
        """Where the article is: as published, or else our own page of it."""
        return row["article"]["url"] or f"{self.base}/articles/{row['article']['id']}/"


def _rows(query: str, *parameters: object) -> RawSQL:
    return RawSQL(f"ARRAY({query})", parameters, output_field=ArrayField(JSONField()))  # noqa: S611


def _seen(query: str, reader: User) -> RawSQL:
    """Rows of a query that asks, at one place, whether a claim is hidden from the reader."""
    return _rows(query, *values_in_place(reader))


# A verdict that stands: that of a claim which was re-opened since is none.
VERDICT: Final = _rows("""
    SELECT jsonb_build_object(
        'id', d.id, 'verdict', d.verdict, 'rationale', d.rationale, 'at', coalesce(p.at, d.at))
    FROM claims_review r JOIN claims_decision d ON d.id = r.decision_id
    LEFT JOIN claims_approval p ON p.decision_id = d.id
    WHERE r.claim_id = claims_claim.id AND d.verdict = claims_claim.status
""")
# Of all articles that say the same, as far as a person confirmed that they do.
FIRST: Final = f"""
    SELECT jsonb_build_object('id', a.id, 'url', a.url, 'title', v.title, 'at', o.published_at)
    FROM claims_membership m
    JOIN claims_membership n ON n.group_id = m.group_id AND n.state = 'confirmed'
    JOIN claims_claim o ON o.id = n.claim_id AND o.published_at IS NOT NULL
    JOIN articles_article a ON a.id = o.article_id
    LEFT JOIN articles_articleversion v ON v.id = a.current_id
    WHERE m.claim_id = claims_claim.id AND m.state = 'confirmed' AND NOT {hidden_at("o.id")}
    ORDER BY o.published_at, o.id LIMIT 1
"""


# Under which name the attributions are selected.
ATTRIBUTED: Final = "said"
CHAIN_MEMBERS: Final = ("manner", "channel", "inherited", "confidence", "made_by")


def rows_of_claims(claims: QuerySet[Claim], reader: User) -> Iterator[Values]:
    """Claims as the API shows them with `expand=chain,group`, and what exports need besides.

    `verdict` is the one that stands, or None; `first` is the article that was first to say it;
    `contains` names the claims of the row with their status.
    """
    shown = {
        "places": PLACES,
        ATTRIBUTED: ATTRIBUTIONS,
        "groups": GROUPS,
        "verdict": VERDICT,
        "first": _seen(FIRST, reader),
    }
    columns = (*CLAIM_COLUMNS, "article__url", "article__current__byline", *shown)
    for values in read_in_one_look(claims.annotate(**shown).values(*columns)):
        row = claim_row(values)
        row["article"]["url"] = values["article__url"]
        row["article"]["byline"] = values["article__current__byline"] or ""
        row["verdict"] = next(iter(values["verdict"]), None)
        row["first"] = next(iter(values["first"]), None)
        row["contains"] = [(row["id"], row["status"])]
        yield row


def few_rows(claims: QuerySet[Claim], reader: User) -> list[Values]:
    """The same of so few claims that they may all be here at once, on the connection at hand."""
    with transaction.atomic():
        return list(rows_of_claims(claims, reader))


CLAIM_COLUMNS: Final = (
    "id",
    "text",
    "language",
    "status",
    "outlet",
    "outlet__name",
    "article",
    "article__current__title",
    "published_at",
    "not_found_in__number",
    "created_at",
    "updated_at",
)


def claim_row(values: Values) -> Values:
    """A claim as the API shows it with its chains and groups, of the selected columns."""
    outlet = values["outlet"]
    row = {
        "id": values["id"],
        "text": values["text"],
        "language": values["language"],
        "status": values["status"],
        "outlet": {"id": outlet, "name": values["outlet__name"]} if outlet else None,
        "article": {"id": values["article"], "title": values["article__current__title"]},
        "published_at": values["published_at"],
        "not_found_in": values["not_found_in__number"],
        "chains": _chains(_hops(values)),
        "created_at": values["created_at"],
        "updated_at": values["updated_at"],
    }
    address = f"{ARTICLES}{values['article']}"
    row["targets"] = [
        target(address, place["version"], {**place, "quote": values["text"]})
        for place in values["places"]
    ]
    row["attributions"] = [attribution(address, said) for said in values[ATTRIBUTED]]
    row["groups"] = values["groups"]
    return row


def _hops(values: Values) -> list[Values]:
    """The hops of a claim's chains, from its attributions."""
    return [
        {**{c: said[c] for c in CHAIN_MEMBERS}, "attribution": said["id"], "source": source}
        for said in values[ATTRIBUTED]
        for source in said["chain"]
    ]


def _chains(hops: list[Values]) -> list[Values]:
    chains: dict[str, Values] = {}
    for hop in hops:
        source, key = hop.pop("source"), hop["attribution"]
        if key not in chains:
            hop["channel"] = hop["channel"] or None
            chains[key] = {**hop, "chain": []}
        chains[key]["chain"].append(source)
    return list(chains.values())


_ATTRIBUTIONS: Final = f"""
    SELECT jsonb_build_object(
        'id', a.id, 'via', a.via_id, 'source_name', a.source_name, 'source_kind', s.kind,
        'channel', nullif(a.channel, ''), 'manner', a.manner, 'inherited', a.inherited,
        'confidence', a.confidence, 'made_by', a.made_by, 'spans', ARRAY({SPANS}),
        'chain', ARRAY(
            SELECT o.name FROM claims_hop h JOIN sources_source o ON o.id = h.source_id
            WHERE h.attribution_id = a.id GROUP BY o.id, o.name ORDER BY min(h.position)))
    FROM claims_attribution a JOIN sources_source s ON s.id = a.source_id
    JOIN articles_articleversion v ON v.id = a.version_id
    WHERE a.version_id = articles_articleversion.id AND a.retired_at IS NULL
      AND {said_of_seen_at("a.id")}
    ORDER BY a.id
"""
_SENTENCES = _rows("""
    SELECT jsonb_build_array(s.start, s."end", s.is_heading) FROM articles_sentence s
    WHERE s.version_id = articles_articleversion.id ORDER BY s.number
""")
_MARKS: Final = f"""
    SELECT jsonb_build_array(m.kind, s.start + m.start, s.start + m."end")
    FROM articles_sentence s JOIN claims_claim c ON c.sentence_id = s.lineage_id
    JOIN claims_claimmark m ON m.claim_id = c.id AND m.withdrawn_at IS NULL
    WHERE s.version_id = articles_articleversion.id AND NOT {hidden_at("c.id")}
    ORDER BY s.start, m.start
"""
_CLAIMS: Final = f"""
    SELECT jsonb_build_array(c.id, c.status)
    FROM articles_sentence s JOIN claims_claim c ON c.sentence_id = s.lineage_id
    WHERE s.version_id = articles_articleversion.id AND NOT {hidden_at("c.id")} ORDER BY s.number
"""


def rows_of_texts(claims: QuerySet[Claim], reader: User) -> Iterator[Values]:
    """The current texts in which these claims stand, each with all its attributions."""
    shown = {
        "said": _seen(_ATTRIBUTIONS, reader),
        "places": _SENTENCES,
        "marks": _seen(_MARKS, reader),
        "contains": _seen(_CLAIMS, reader),
    }
    versions = ArticleVersion.objects.filter(pk__in=claims.values("article__current")).annotate(
        **shown
    )
    columns = ("id", "text", "language", "boilerplate", *shown)
    yield from read_in_one_look(versions.order_by("pk").values(*columns))


def read_in_one_look(rows: QuerySet[Any, Values]) -> Iterator[Values]:
    """The rows of one statement, of which only a few hundred are here at a time.

    Inside a transaction it is that transaction's look; else one on a connection of its own.
    """
    ours = connections[DEFAULT_DB_ALIAS]
    if ours.in_atomic_block:
        yield from _bit_by_bit(rows, ours)
        return
    reader = ours.copy()
    reader.settings_dict = deepcopy(reader.settings_dict)
    reader.settings_dict["OPTIONS"].pop("pool", None)
    # A server may ask for each part of an answer in another thread; one at a time, though.
    reader.inc_thread_sharing()
    try:
        reader.set_autocommit(False)
        with reader.cursor() as cursor:
            cursor.execute("SET TRANSACTION READ ONLY")
            limit = f"{MOST_SECONDS_OF_SILENCE}s"
            cursor.execute(
                "SELECT set_config('idle_in_transaction_session_timeout', %s, true)", [limit]
            )
        yield from _bit_by_bit(rows, reader)
    finally:
        reader.close()


def _bit_by_bit(rows: QuerySet[Any, Values], reader: BaseDatabaseWrapper) -> Iterator[Values]:
    compiler = rows.query.get_compiler(connection=reader)
    names = list(rows.query.selected or ())
    for found in compiler.results_iter(chunked_fetch=True, chunk_size=ROWS_AT_ONCE):
        yield dict(zip(names, found, strict=True))
