"""What people and programs do with claim groups and grades. No function here moves a verdict."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from claims.errors import MembershipNotPossible, VouchNotPossible
from claims.models import Claim, ClaimGrade, ClaimGroup, GroupEvent, Membership, Vouch
from claims.states import MadeBy, MembershipState
from newsroom.errors import BadInput, one_of
from newsroom.models import User
from newsroom.permissions import Action, all_or_nothing, require
from sources.names import check_name


@all_or_nothing
def start_group(title: str, *, by: User | None) -> ClaimGroup:
    """Make an empty group; `by` is None for the machine."""
    if by:
        require(by, Action.ADD_EVIDENCE)
    group = ClaimGroup.objects.create(
        title=check_name(title), made_by=MadeBy.PERSON if by else MadeBy.MACHINE, created_by=by
    )
    GroupEvent.objects.create(group=group, kind="started", actor=by)
    return group


@all_or_nothing
def suggest_member(
    group_id: UUID, claim_id: UUID, *, by: User | None, score: float | None = None
) -> Membership:
    """Suggest that a claim says the same. What a person has decided about it stays as it is."""
    if by:
        require(by, Action.ADD_EVIDENCE)
    membership, new = Membership.objects.get_or_create(
        group_id=group_id,
        claim_id=claim_id,
        defaults={"made_by": MadeBy.PERSON if by else MadeBy.MACHINE, "score": score},
    )
    if new:
        GroupEvent.objects.create(
            group_id=group_id, claim_id=claim_id, kind=MembershipState.SUGGESTED, actor=by
        )
    return membership


@all_or_nothing
def decide_membership(
    group_id: UUID, claim_id: UUID, state: str, *, by: User, reason: str = ""
) -> Membership:
    """Confirm or reject that a claim says the same; both can be decided otherwise later.

    Raises: MembershipNotPossible if the claim is confirmed in another group.
    """
    require(by, Action.GROUP_CLAIMS)
    if state not in (MembershipState.CONFIRMED, MembershipState.REJECTED):
        raise BadInput("state: " + one_of((MembershipState.CONFIRMED, MembershipState.REJECTED)))
    suggest_member(group_id, claim_id, by=by)
    membership = Membership.objects.select_for_update().get(group_id=group_id, claim_id=claim_id)
    if membership.state == state:
        return membership
    membership.state, membership.decided_by = state, by
    try:
        with transaction.atomic():
            membership.save(update_fields=["state", "decided_by"])
    except IntegrityError as error:
        raise MembershipNotPossible(
            _("The claim is a confirmed member of another group.")
        ) from error
    GroupEvent.objects.create(
        group_id=group_id, claim_id=claim_id, kind=state, actor=by, reason=reason
    )
    return membership


@all_or_nothing
def vouch(group_id: UUID, source_id: UUID, *, by: User, reason: str) -> Vouch:
    """Say that an unnamed source, or an outlet's own voice, stands for itself in this group."""
    require(by, Action.GROUP_CLAIMS)
    if not reason.strip():
        raise BadInput("reason: " + _("must say how it is known."))
    try:
        with transaction.atomic():
            given = Vouch.objects.create(
                group_id=group_id, source_id=source_id, person=by, reason=reason.strip()
            )
    except IntegrityError as error:
        raise VouchNotPossible(_("Somebody has vouched for this source here already.")) from error
    GroupEvent.objects.create(
        group_id=group_id, source_id=source_id, kind="vouched", actor=by, reason=reason.strip()
    )
    return given


@all_or_nothing
def withdraw_vouch(group_id: UUID, source_id: UUID, *, by: User, reason: str = "") -> None:
    """Take a word back."""
    require(by, Action.GROUP_CLAIMS)
    given = Vouch.objects.filter(group_id=group_id, source_id=source_id, withdrawn_at=None)
    if not given.update(withdrawn_at=timezone.now()):
        raise VouchNotPossible(_("Nobody has vouched for this source here."))
    GroupEvent.objects.create(
        group_id=group_id, source_id=source_id, kind="vouch_withdrawn", actor=by, reason=reason
    )


@all_or_nothing
def grade_claim(claim_id: UUID, digit: int, *, by: User, reason: str) -> ClaimGrade:
    """Grade a claim from 1 to 6, whatever its source's letter is."""
    require(by, Action.GROUP_CLAIMS)
    if digit not in range(1, 7):
        raise BadInput("digit: " + _("is a number from 1 to 6."))
    if not reason.strip():
        raise BadInput("reason: " + _("must say why."))
    return ClaimGrade.objects.create(
        claim=Claim.objects.get(pk=claim_id), digit=digit, grader=by, reason=reason.strip()
    )
