"""Which claims a program asks for, as conditions in SQL: said once, for lists and exports."""

# ruff: noqa: S608 - nothing that comes from outside is put into these statements.

import re
from typing import Any, Final

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from claims.closed_desks import hidden, named_values
from claims.models import Claim
from claims.priority import CHECK_WORTHY
from claims.schemas import ClaimsWanted
from claims.word_models import patterns
from newsroom.models import Role, User

# Hops of the claim's chains that stand.
_HOPS = """EXISTS (
    SELECT FROM claims_hop h JOIN claims_attribution a ON a.id = h.attribution_id
    WHERE h.claim_id = claims_claim.id AND a.retired_at IS NULL{more})"""
_CLUSTER = """ AND h.source_id = ANY(ARRAY(
    SELECT s.id FROM sources_source s WHERE s.id = %({name})s OR s.merged_into_id = %({name})s))"""
# A condition for each thing that can be asked for, on a row of claims_claim.
_CONDITIONS: Final = {
    "source": _HOPS.format(more=_CLUSTER.format(name="source")),
    "origin": _HOPS.format(more=_CLUSTER.format(name="origin") + " AND h.position = 0"),
    "outlet": "claims_claim.outlet_id = %(outlet)s",
    "article": "claims_claim.article_id = %(article)s",
    "group": """EXISTS (
        SELECT FROM claims_membership m
        WHERE m.claim_id = claims_claim.id AND m.group_id = %(group)s AND m.state = 'confirmed')""",
    "check_worthiness_from": """EXISTS (
        SELECT FROM claims_review w WHERE w.claim_id = claims_claim.id
        AND coalesce((w.priority_parts->>'check_worthiness')::float, 0)
            >= %(check_worthiness_from)s)""",
    "language": "claims_claim.language = %(language)s",
    "attributed": _HOPS.format(more="") + " = %(attributed)s",
    "found": "(claims_claim.not_found_in_id IS NULL) = %(found)s",
    "published_from": "claims_claim.published_at >= %(published_from)s",
    "published_before": "claims_claim.published_at < %(published_before)s",
    "updated_from": "claims_claim.updated_at >= %(updated_from)s",
    "updated_before": "claims_claim.updated_at < %(updated_before)s",
}
VISIBLE: Final = f"NOT {hidden('claims_claim.id')}"


def conditions(query: ClaimsWanted, to: User) -> tuple[list[str], dict[str, Any]]:
    """SQL conditions on `claims_claim`, with the values they name, for what `to` may see."""
    given = {name: getattr(query, name) for name in _CONDITIONS}
    given = {name: value for name, value in given.items() if value is not None}
    where = [_CONDITIONS[name] for name in given]
    if "check_worthiness_from" in given:
        given["check_worthiness_from"] *= CHECK_WORTHY
    # One status by itself, so that its index gives the order of the list as well.
    statuses = {f"status_{number}": str(one) for number, one in enumerate(query.status)}
    if statuses:
        where.append(f"claims_claim.status IN ({', '.join(f'%({name})s' for name in statuses)})")
    with_words, patterns = having_words(query.q or "")
    visible, viewer = visible_to(to)
    return [*where, *with_words, *visible], {**given, **statuses, **patterns, **viewer}


def having_words(query: str) -> tuple[list[str], dict[str, Any]]:
    """The same for claims with every word of a query, however it is spelled."""
    wanted = {f"word_{number}": pattern for number, pattern in enumerate(patterns(query))}
    return [f"musnad_has_word(claims_claim.folded, %({name})s)" for name in wanted], wanted


def visible_to(to: User) -> tuple[list[str], dict[str, Any]]:
    """The same for claims that somebody may see, as `Claim.objects.visible_to` has it."""
    if to.acts_as == Role.ADMINISTRATOR:
        return [], {}
    return [VISIBLE], named_values(to)


def narrowed(query: ClaimsWanted, to: User) -> QuerySet[Claim]:
    """The claims that somebody's request asks for, as a queryset."""
    where, given = conditions(query, to)
    if not where:
        return Claim.objects.all()
    values: list[Any] = []

    def in_place(named: re.Match[str]) -> str:
        values.append(given[named[1]])
        return "%s"

    condition = re.sub(r"%\((\w+)\)s", in_place, " AND ".join(where))
    found = f"SELECT claims_claim.id FROM claims_claim WHERE {condition}"
    return Claim.objects.filter(pk__in=RawSQL(found, values))  # noqa: S611
