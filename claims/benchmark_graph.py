"""What `manage.py bench` asks of the graph: chains, claims through a source, a group of 200."""

from collections.abc import Callable
from functools import partial
from itertools import cycle
from uuid import UUID

from django.db.models import Count

from claims.models import Claim, ClaimGroup, Hop, Membership
from claims.provenance import chains_of_claim
from claims.states import MadeBy, MembershipState
from claims.stories import independence_of
from newsroom.models import Role, User

PAGE = 30
GROUP_SIZE = 200
SAMPLE = 2_000


def graph_calls() -> dict[str, Callable[[], object]]:
    """The calls to be measured, by name; makes the group they need if it isn't there."""
    ids = cycle(list(Claim.objects.order_by("pk").values_list("pk", flat=True)[:SAMPLE]))
    sample = Hop.objects.filter(position=0).order_by("-pk")[: SAMPLE * 10].values("source")
    often = (
        Hop.objects.filter(position=0, source__in=sample)
        .values_list("source")
        .annotate(times=Count("pk"))
        .order_by("-times")
    )
    source = often[0][0]
    return {
        "chain of a claim": lambda: chains_of_claim(next(ids)),
        "claims through a source, first page": partial(_first_page, source),
        "independence of a group of 200": partial(independence_of, _group_of_200()),
    }


def _first_page(source: UUID) -> list[Claim]:
    return list(Claim.objects.for_listing().through(source).order_by("-pk")[:PAGE])


def _group_of_200() -> ClaimGroup:
    person, _ = User.objects.get_or_create(username="bench", defaults={"role": Role.EDITOR})
    group, new = ClaimGroup.objects.get_or_create(
        title="A group of 200", made_by=MadeBy.PERSON, created_by=person
    )
    if new:
        Membership.objects.bulk_create(
            Membership(
                group=group,
                claim=claim,
                state=MembershipState.CONFIRMED,
                made_by=MadeBy.PERSON,
                decided_by=person,
            )
            for claim in Claim.objects.order_by("pk")[:GROUP_SIZE]
        )
    return group
