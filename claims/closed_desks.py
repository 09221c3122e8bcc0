"""What closed desks keep from somebody, in SQL: as `Claim.objects.visible_to` has it.

The desks are looked at once in a statement; while none is shut to the person, claims aren't at all.
"""

from typing import Any
from uuid import UUID

from newsroom.models import Role, User

_SHUT = """ARRAY(SELECT d.id FROM newsroom_desk d WHERE d.closed AND NOT {sees_all}
        AND NOT EXISTS (SELECT FROM newsroom_desk_members m
                        WHERE m.desk_id = d.id AND m.user_id = {me}))"""
# Desks that are shut to somebody; takes `named_values`.
SHUT_DESKS = _SHUT.format(sees_all="%(sees_all)s", me="%(me)s")


def hidden(claim: str) -> str:
    """Whether a claim, named by its column, is hidden from somebody; takes `named_values`."""
    return _hidden(claim, SHUT_DESKS)


def named_values(viewer: User | None) -> dict[str, Any]:
    """Whom it is hidden from; None is Musnad itself, which sees all."""
    sees_all = viewer is None or viewer.acts_as == Role.ADMINISTRATOR
    return {"sees_all": sees_all, "me": viewer.pk if viewer else None}


def hidden_at(claim: str) -> str:
    """As `hidden`, where parameters have places and no names; takes `values_in_place`."""
    return _hidden(claim, _SHUT.format(sees_all="%s", me="%s"))


def said_of_seen_at(attribution: str) -> str:
    """Whether an attribution, named by its column, isn't of hidden claims alone; as `hidden_at`."""
    hops = f"SELECT FROM claims_hop h WHERE h.attribution_id = {attribution}"
    return f"(NOT EXISTS ({hops}) OR EXISTS ({hops} AND NOT {hidden_at('h.claim_id')}))"


def values_in_place(viewer: User) -> tuple[bool, UUID, bool, UUID]:
    """Whom it is hidden from."""
    return (viewer.acts_as == Role.ADMINISTRATOR, viewer.pk) * 2


def _hidden(claim: str, shut: str) -> str:
    return f"""({shut} <> '{{}}' AND EXISTS (SELECT FROM claims_review r
        WHERE r.claim_id = {claim} AND r.desk_id = ANY({shut})))"""
