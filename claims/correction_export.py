"""What people put right, as data to train on and to measure by."""

from collections.abc import Mapping
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet

from articles.models import ArticleVersion
from claims.claim_marks import places_of_marks
from claims.mark_models import ClaimMark, MarkKind
from claims.models import Attribution
from claims.states import MadeBy, SpanRole


def corrected_versions() -> QuerySet[ArticleVersion]:
    """Versions about whose attributions or claims a person has said something."""
    said = Attribution.objects.filter(
        Q(made_by=MadeBy.PERSON, retired_at=None) | Q(retired_by_person__isnull=False)
    )
    marked = ClaimMark.objects.filter(
        withdrawn_at=None,
        claim__sentence__appearances__version=F("claim__article__current"),
    ).values("claim__article__current")
    wanted = Q(pk__in=said.values("version")) | Q(pk__in=marked)
    return ArticleVersion.objects.filter(wanted).order_by("pk")


def imported_versions() -> QuerySet[ArticleVersion]:
    """Versions of which other tools' quotations were imported."""
    return ArticleVersion.objects.filter(imported_quotes__isnull=False).distinct().order_by("pk")


def imported_record_of(version: ArticleVersion) -> dict[str, Any]:
    """A version with the quotations that were imported, in the form of `manage.py attribute`.

    `made_by` is the format they came in, `by_people` whether people marked them there.
    """
    return {
        "doc": str(version.pk),
        "text": version.text,
        "language": version.language,
        "attributions": [
            {
                "id": number,
                **quote.spans,
                "source_name": quote.source_name,
                "confidence": quote.confidence,
                "made_by": quote.format,
                "by_people": quote.by_people,
            }
            for number, quote in enumerate(version.imported_quotes.order_by("pk"))
        ],
    }


def record_of(version: ArticleVersion) -> dict[str, Any]:
    """A version with the attributions that hold now, in the form of `manage.py attribute`.

    `made_by` says of each whether a person or the machine stands behind it. `not_claims` are the
    sentences that claim nothing, `claim_parts` the words that alone are the claim of theirs.
    """
    active = (
        Attribution.objects.active()
        .filter(version=version)
        .select_related("source")
        .prefetch_related("spans", "hops__source")
        .order_by("pk")
    )
    numbers = {one.pk: number for number, one in enumerate(active)}
    sentences = list(version.sentences.in_order())
    marks = places_of_marks(version)
    return {
        "doc": str(version.pk),
        "text": version.text,
        "language": version.language,
        "boilerplate": version.boilerplate,
        "headings": [[s.start, s.end] for s in sentences if s.is_heading],
        "sentences": [[s.start, s.end] for s in sentences],
        "not_claims": marks[MarkKind.NOT_A_CLAIM],
        "claim_parts": marks[MarkKind.PART],
        "attributions": [_entry(one, numbers) for one in active],
    }


def _entry(one: Attribution, numbers: Mapping[UUID, int]) -> dict[str, Any]:
    places: dict[str, list[list[int]]] = {role: [] for role in SpanRole.values}
    for span in sorted(one.spans.all(), key=attrgetter("start")):
        places[span.role].append([span.start, span.end])
    hops = sorted(one.hops.all(), key=attrgetter("position"))
    return {
        "id": numbers[one.pk],
        **places,
        "source_name": one.source_name,
        "source_kind": one.source.kind,
        "channel": one.channel or None,
        "manner": one.manner,
        "chain": list(dict.fromkeys(hop.source.name for hop in hops)),
        "via": numbers.get(one.via_id) if one.via_id else None,
        "inherited": one.inherited,
        "confidence": one.confidence,
        "antecedent": [],
        "made_by": one.made_by,
    }
