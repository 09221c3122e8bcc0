"""What *corroborated* needs, and the reasons for a refusal in words.

Two independent origins, or one origin and primary evidence, or an editor's written override. What
is counted, and why an account adds nothing, is `claims.independence`'s answer.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
from django.db import connection
from django.utils.translation import gettext

from claims.closed_desks import named_values
from claims.independence import Discount, Independence, Reason, Story, independence
from claims.models import Claim
from claims.stories import story_from, story_sql
from newsroom.models import User

ORIGINS_NEEDED = 2


@dataclass(frozen=True, slots=True)
class Standing:
    """What a claim rests on now: its origins, whoever adds none, and the primary evidence."""

    independence: Independence
    names: Mapping[str, str]
    primary: tuple[UUID, ...]
    chains: tuple[tuple[str, ...], ...]

    @property
    def is_open(self) -> bool:
        """Whether the gate lets the claim through without an override."""
        count = self.independence.count
        return count >= ORIGINS_NEEDED or bool(count and self.primary)

    def reasons(self) -> list[str]:
        """What is missing, then why each account adds no origin, in words."""
        count = self.independence.count
        said = [
            gettext("Corroborated needs two independent origins, or one and primary evidence."),
            gettext("Origins found: %(count)d (%(names)s).")
            % {"count": count, "names": self._named(self.independence.origins)}
            if count
            else gettext("No origin was found."),
        ]
        if not self.primary:
            said.append(gettext("There is no primary evidence that supports it."))
        return said + [self._discounted(discount) for discount in self.independence.discounts]

    def as_basis(self) -> dict[str, Any]:
        """What a decision keeps of this, to compare with what holds later."""
        return {
            "chains": [list(chain) for chain in self.chains],
            "origins": list(self.independence.origins),
            "primary": [str(evidence) for evidence in self.primary],
        }

    def _named(self, sources: tuple[str, ...]) -> str:
        return gettext(", ").join(self.names.get(source, source) for source in sources)

    def _discounted(self, discount: Discount) -> str:
        return _words()[discount.reason] % {
            "one": self._account(discount.account),
            "other": self._account(discount.other) if discount.other else "",
            "meeting": self.names.get(discount.meeting or "", ""),
        }

    def _account(self, account: str) -> str:
        return self.names.get(f"account {account}", account)


def _words() -> dict[Reason, str]:
    """How a discount is told: which chains meet, and where."""
    return {
        Reason.SHARED_NODE: gettext("“%(one)s” and “%(other)s” meet at %(meeting)s."),
        Reason.CITES_OTHER: gettext("“%(one)s” goes back to “%(other)s” through %(meeting)s."),
        Reason.MERGED: gettext(
            "“%(one)s” and “%(other)s” name one source in two ways: %(meeting)s."
        ),
        Reason.PARENT_OR_OWNER: gettext(
            "“%(one)s” and “%(other)s” belong to the same house: %(meeting)s."
        ),
        Reason.WIRE_COPY: gettext("“%(one)s” is a copy of “%(other)s”."),
        Reason.UNNAMED: gettext(
            "“%(one)s” rests on an unnamed source (%(meeting)s), for whom nobody has vouched."
        ),
        Reason.NO_SOURCE: gettext("“%(one)s” names no source: %(meeting)s says it by itself."),
        Reason.DENIES: gettext("In “%(one)s” %(meeting)s denies it."),
    }


def standing_sql(claim: str) -> str:
    """A value for `standing_from`, of the claim that an SQL expression gives.

    Takes `closed_desks.named_values`: for whom it is read.
    """
    group = (
        f"(SELECT g.group_id FROM claims_membership g"  # noqa: S608 - an expression of ours
        f" WHERE g.claim_id = {claim} AND g.state = 'confirmed')"
    )
    story, primary = story_sql(group, claim), _PRIMARY.format(claim=claim)
    return f"json_build_object('claim', {claim}, 'story', {story}, 'primary', {primary})"


# Nothing whose snapshot failed, or in which the quote wasn't found.
_PRIMARY = """ARRAY(
    SELECT e.id FROM claims_evidence e
    WHERE e.claim_id = {claim} AND e.withdrawn_at IS NULL AND e.stance = 'supports'
      AND e.is_primary AND e.snapshot_state <> 'failed' AND e.quote_found IS NOT false
    ORDER BY e.id)"""


def standing_from(found: dict[str, Any]) -> Standing:
    """What stands behind a claim, of what `standing_sql` has read for somebody."""
    story = story_from(found["story"])
    return Standing(
        independence=independence(story),
        names=_names(story),
        primary=tuple(map(UUID, found["primary"])),
        chains=_chains(story, found["claim"]),
    )


STANDING_OF_CLAIM = f"SELECT {standing_sql('%(claim)s::uuid')}::text"


def standing_of(claim: Claim, by: User | None = None) -> Standing:
    """What stands behind a claim now, in one statement.

    That are its own chains and those of all confirmed members of its group that `by` may see:
    nobody corroborates with what a closed desk keeps from them, and no reason tells of it.
    """
    with connection.cursor() as cursor:
        cursor.execute(STANDING_OF_CLAIM, {"claim": claim.pk, **named_values(by)})
        return standing_from(orjson.loads(cursor.fetchone()[0]))


def _chains(story: Story, claim: str) -> tuple[tuple[str, ...], ...]:
    """A claim's own chains after merges, in an order of their own, so that two can be compared."""

    def canonical(source: str) -> str:
        node = story.nodes.get(source)
        return node.merged_into if node and node.merged_into else source

    own = [account.hops for account in story.accounts if account.id.partition(":")[0] == claim]
    return tuple(sorted({tuple(map(canonical, hops)) for hops in own}))


def _names(story: Story) -> dict[str, str]:
    """How sources and accounts are called: an account by its chain, the outlet first."""
    names = {source: node.name for source, node in story.nodes.items()}
    for account in story.accounts:
        told = [names.get(hop, gettext("an unknown outlet")) for hop in reversed(account.hops)]
        names[f"account {account.id}"] = " → ".join(dict.fromkeys(told))
    return names
