"""The formats of an export: a name, and who writes it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from claims.exports.in_atom import verdict_feed
from claims.exports.in_json import (
    annotations,
    attributed_texts,
    claim_reviews,
    fact_check_tools,
    news_items,
)
from claims.exports.in_prov import prov_json, prov_n
from claims.exports.in_tables import csv_lines, workbook
from claims.exports.rows import Telling, Values, rows_of_claims, rows_of_texts
from claims.models import Claim
from claims.moves import VERDICTS
from newsroom.models import User
from newsroom.schemas import NDJSON


class FormatName(models.TextChoices):
    """What there is."""

    CLAIMREVIEW = "claimreview", _("ClaimReview (schema.org JSON-LD)")
    FACT_CHECK_TOOLS = "factchecktools", _("Google Fact Check Tools")
    ATOM = "atom", _("Atom feed of verdicts")
    CSV = "csv", _("Table (CSV)")
    XLSX = "xlsx", _("Table (Excel)")
    WEB_ANNOTATION = "webannotation", _("W3C Web Annotation")
    PROV_JSON = "prov-json", _("Chains as PROV-JSON")
    PROV_N = "prov-n", _("Chains as PROV-N")
    NINJS = "ninjs", _("IPTC ninjs with sources")
    ATTRIBUTIONS = "attributions", _("Texts with attributions (training data)")


@dataclass(frozen=True, slots=True)
class Format:
    """How claims are written. `of_verdicts`: only those whose verdict stands."""

    media_type: str
    suffix: str
    write: Callable[[Iterator[Values], Telling], Iterator[bytes]]
    rows: Callable[[QuerySet[Claim], User], Iterator[Values]] = rows_of_claims
    of_verdicts: bool = False
    order: tuple[str, ...] = ("-pk",)


JSON_LD: Final = "application/ld+json"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS: Final[dict[str, Format]] = {
    FormatName.CLAIMREVIEW: Format(JSON_LD, "jsonld", claim_reviews, of_verdicts=True),
    FormatName.FACT_CHECK_TOOLS: Format(
        "application/json", "json", fact_check_tools, of_verdicts=True
    ),
    FormatName.ATOM: Format(
        "application/atom+xml",
        "atom",
        verdict_feed,
        of_verdicts=True,
        order=("-updated_at", "-pk"),
    ),
    FormatName.CSV: Format("text/csv; charset=utf-8", "csv", csv_lines),
    FormatName.XLSX: Format(XLSX, "xlsx", workbook),
    FormatName.WEB_ANNOTATION: Format(JSON_LD, "jsonld", annotations),
    FormatName.PROV_JSON: Format("application/json", "json", prov_json),
    FormatName.PROV_N: Format("text/provenance-notation; charset=utf-8", "provn", prov_n),
    FormatName.NINJS: Format(NDJSON, "ndjson", news_items),
    FormatName.ATTRIBUTIONS: Format(NDJSON, "jsonl", attributed_texts, rows=rows_of_texts),
}


def chosen(claims: QuerySet[Claim], format: Format, *, limit: int | None) -> QuerySet[Claim]:  # noqa: A002
    """Those of the claims that a format has, in its order, so many at most."""
    if format.of_verdicts:
        claims = claims.filter(status__in=VERDICTS)
    claims = claims.order_by(*format.order)
    return claims if limit is None else claims[:limit]
