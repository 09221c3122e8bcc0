"""What *corroborated* needs, and the reasons for a refusal in words.

Two independent origins, or one origin and primary evidence, or an editor's written override. What
is counted, and why an account adds nothing, is `claims.independence`'s answer.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext

from claims.evidence_models import Evidence, SnapshotState, Stance
from claims.independence import Discount, Independence, Reason, Story, independence
from claims.models import Claim, Membership
from claims.provenance import members_among, members_of, story_of
from claims.states import MembershipState
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


def standing_of(claim: Claim, by: User | None = None) -> Standing:
    """What stands behind a claim, with all confirmed members of its group that `by` may see.

    Where there is no group, what the claim's own chains say. Nobody corroborates with what a
    closed desk keeps from them, and no reason tells of it.
    """
    own = story_of(None, members_among([_with_its_text(claim)]))
    group = Membership.objects.filter(claim=claim, state=MembershipState.CONFIRMED).first()
    story = story_of(group.group_id, members_of(group.group_id, by)) if group else own
    primary = Evidence.objects.standing().filter(
        claim=claim, stance=Stance.SUPPORTS, is_primary=True
    )
    return Standing(
        independence=independence(story),
        names=_names(story),
        primary=tuple(
            primary.exclude(snapshot_state=SnapshotState.FAILED)
            .exclude(quote_found=False)
            .order_by("pk")
            .values_list("pk", flat=True)
        ),
        chains=_chains(own),
    )


def _with_its_text(claim: Claim) -> Claim:
    return Claim.objects.select_related("outlet", "sentence__version", "article").get(pk=claim.pk)


def _chains(story: Story) -> tuple[tuple[str, ...], ...]:
    """A claim's own chains after merges, in an order of their own, so that two can be compared."""

    def canonical(source: str) -> str:
        node = story.nodes.get(source)
        return node.merged_into if node and node.merged_into else source

    return tuple(sorted({tuple(map(canonical, account.hops)) for account in story.accounts}))


def _names(story: Story) -> dict[str, str]:
    """How sources and accounts are called: an account by its chain, the outlet first."""
    names = {source: node.name for source, node in story.nodes.items()}
    for account in story.accounts:
        told = [names.get(hop, gettext("an unknown outlet")) for hop in reversed(account.hops)]
        names[f"account {account.id}"] = " → ".join(dict.fromkeys(told))
    return names
