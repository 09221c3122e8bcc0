"""What happened to each statement of an article from one version to the next."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db.models import F, Q
from rapidfuzz import fuzz, process

from articles.models import Article, ArticleVersion, Sentence
from claims import drift
from claims.independence import Node
from claims.models import Claim, Hop
from claims.provenance import nodes_of, standing
from newsroom.models import User
from sources.names import fold

# From this likeness on (of 100, by RapidFuzz' token_sort_ratio) a new sentence is taken for an
# old one in other words. It only says what to compare; no claim is carried over by a look-alike.
SAME_STATEMENT: Final = 62


@dataclass(frozen=True, slots=True)
class Change:
    """One statement in two consecutive versions; without `after` it was deleted."""

    from_version: int
    to_version: int
    before: Claim
    after: Claim | None
    changes: frozenset[drift.Drift]


def version_changes(article: Article, to: User | None = None) -> list[Change]:
    """What was reworded, deleted, or lost its source or its doubt, version by version.

    Statements that stayed as they were are left out. A statement that is new has nothing to be
    compared with.
    """
    versions = list(ArticleVersion.objects.filter(article=article).order_by("number"))
    told = [_tellings(version, to) for version in versions]
    found = []
    for number in range(1, len(versions)):
        old, new = told[number - 1], told[number]
        for claim, telling in old.items():
            after = claim if claim in new else _in_other_words(claim, old, new)
            later = new[after] if after else None
            changes = drift.drift(telling, later) if later else frozenset({drift.Drift.DELETED})
            if changes != {drift.Drift.UNCHANGED}:
                pair = versions[number - 1].number, versions[number].number
                found.append(Change(*pair, before=claim, after=after, changes=changes))
    return found


def _in_other_words(
    claim: Claim, old: dict[Claim, drift.Telling], new: dict[Claim, drift.Telling]
) -> Claim | None:
    """The added sentence that is likest to a removed one, if it is like enough."""
    added = {other: fold(other.text) for other in new if other not in old}
    best = process.extractOne(
        fold(claim.text), added, scorer=fuzz.token_sort_ratio, score_cutoff=SAME_STATEMENT
    )
    return best[2] if best else None


def _tellings(version: ArticleVersion, to: User | None) -> dict[Claim, drift.Telling]:
    """A version's claims as they were told there, by what was found when it was read."""
    lineages = Sentence.objects.filter(version=version).values("lineage")
    claims = list(
        Claim.objects.visible_to(to)
        .filter(sentence__in=lineages)
        .select_related("outlet")
        .order_by("pk")
    )
    chains = _chains(version, claims)
    nodes = nodes_of(str(hop.source_id) for hops in chains.values() for hop in hops)
    return {claim: _telling(claim, chains.get(claim.pk, []), nodes) for claim in claims}


def _chains(version: ArticleVersion, claims: Sequence[Claim]) -> dict[UUID, list[Hop]]:
    """Each claim's longest chain among the attributions found in this version.

    They may be retired since, by the reading of a later version; those that a person withdrew, or
    a second reading of this one, don't count.
    """
    found_here = Q(attribution__retired_at=None) | ~Q(
        attribution__retired_by_reading__version=version
    ) & Q(attribution__retired_by_person=None)
    hops = (
        Hop.objects.filter(found_here, claim__in=claims, attribution__version=version)
        .select_related("attribution")
        .order_by("claim", F("attribution").asc(), "position")
    )
    by_attribution: dict[UUID, dict[UUID, list[Hop]]] = defaultdict(lambda: defaultdict(list))
    for hop in hops:
        by_attribution[hop.claim_id][hop.attribution_id].append(hop)
    return {claim: max(chains.values(), key=len) for claim, chains in by_attribution.items()}


def _telling(claim: Claim, hops: Sequence[Hop], nodes: dict[str, Node]) -> drift.Telling:
    chain = [standing(str(hop.source_id), nodes) for hop in hops]
    origin = (
        chain[0] if chain and (len(chain) > 1 or hops[0].source_id != claim.outlet_id) else None
    )
    node = nodes.get(origin) if origin else None
    hedged = any(hop.attribution.hedge for hop in hops)
    return drift.Telling(
        id=str(claim.pk),
        text=claim.text,
        language=claim.language,
        outlet=str(claim.outlet_id),
        origin=origin,
        unnamed=bool(node and node.unnamed),
        hedged=hedged or bool(drift.hedges_in(claim.text, claim.language)),
        rests_on=tuple(chain),
    )
