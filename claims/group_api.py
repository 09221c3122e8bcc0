"""The API of claim groups: members, chains, independent origins and drift."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Query, Router

from articles.models import Article
from claims import groups, provenance
from claims.drift import LOSSES
from claims.explaining import explain
from claims.group_schemas import (
    ChangesOut,
    GroupFilter,
    GroupIn,
    GroupOut,
    GroupPage,
    MemberIn,
    VouchIn,
)
from claims.independence import Independence, independence
from claims.models import Claim, ClaimGroup, Membership
from claims.states import MembershipState
from claims.stories import story_of
from claims.version_drift import version_changes
from newsroom.answers import answer_new, answer_one, answer_page
from newsroom.api_auth import Key, caller
from newsroom.cursors import page_of
from newsroom.endpoints import guarded_change
from newsroom.errors import BadInput
from newsroom.models import Scope, User
from newsroom.schemas import errors
from sources.models import Source

router = Router(tags=["Groups"])
Values = dict[str, Any]
COLUMNS = ("id", "title", "made_by", "created_at")


@router.get("groups", auth=Key(Scope.READ), response={200: GroupPage, **errors(422)})
def list_groups(request: HttpRequest, query: Query[GroupFilter]) -> HttpResponse:
    """Groups of claims that say the same thing, the latest begun first."""
    found = ClaimGroup.objects.visible_to(caller(request))
    if query.claim:
        found = found.filter(memberships__claim=query.claim).exclude(
            memberships__claim=query.claim, memberships__state=MembershipState.REJECTED
        )
    return answer_page(request, page_of(found, COLUMNS, dict, query))


@router.post(
    "groups",
    auth=Key(Scope.REVIEW),
    response={201: GroupOut, **errors(400, 409, 415, 422)},
)
def start_group(request: HttpRequest, group: GroupIn) -> HttpResponse:
    """Begin a group. It offers evidence; no verdict travels from one member to another."""
    by = caller(request)
    return answer_new(request, group_values(groups.start_group(group.title, by=by), by))


@router.get("groups/{group_id}", auth=Key(Scope.READ), response={200: GroupOut, **errors(404, 422)})
def get_group(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """A group: members, chains, independent origins with every reason, and drift in time."""
    by = caller(request)
    return answer_one(request, group_values(_group(group_id, by), by))


@router.post(
    "groups/{group_id}/members",
    auth=Key(Scope.REVIEW),
    response={200: GroupOut, **errors(404, 409, 412)},
)
def add_member(request: HttpRequest, group_id: UUID, member: MemberIn) -> HttpResponse:
    """Suggest a claim; or, as a person, confirm or reject it. Sent again it changes nothing."""
    by = caller(request)

    def work() -> None:
        if not Claim.objects.visible_to(caller(request)).filter(pk=member.claim).exists():
            raise BadInput("claim: there is no such claim.")
        if member.state == MembershipState.SUGGESTED:
            groups.suggest_member(group_id, member.claim, by=by)
        else:
            groups.decide_membership(
                group_id, member.claim, member.state, by=by, reason=member.reason
            )

    return _changed(request, group_id, work)


@router.post(
    "groups/{group_id}/vouches",
    auth=Key(Scope.REVIEW),
    response={200: GroupOut, **errors(404, 409, 412)},
)
def add_vouch(request: HttpRequest, group_id: UUID, vouch: VouchIn) -> HttpResponse:
    """Say how it is known that an unnamed source, or an outlet's own voice, stands for itself."""

    def work() -> None:
        if not Source.objects.filter(pk=vouch.source).exists():
            raise BadInput("source: there is no such source.")
        groups.vouch(group_id, vouch.source, by=caller(request), reason=vouch.reason)

    return _changed(request, group_id, work)


def _changed(request: HttpRequest, group_id: UUID, work: Callable[[], object]) -> HttpResponse:
    by = caller(request)
    rows = ClaimGroup.objects.visible_to(by).filter(pk=group_id)
    return answer_one(
        request,
        guarded_change(request, rows, lambda: group_values(_group(group_id, by), by), work),
    )


@router.get(
    "articles/{article_id}/drift",
    auth=Key(Scope.READ),
    response={200: ChangesOut, **errors(404, 422)},
)
def article_drift(request: HttpRequest, article_id: UUID) -> HttpResponse:
    """What became of each statement when the article was edited: where a source or doubt went."""
    article = Article.objects.filter(pk=article_id).first()
    if article is None:
        raise Http404
    items = [
        {
            "from_version": change.from_version,
            "to_version": change.to_version,
            "before": change.before.pk,
            "after": change.after.pk if change.after else None,
            "changes": sorted(change.changes),
            "losses": sorted(change.changes & LOSSES),
        }
        for change in version_changes(article, caller(request))
    ]
    return answer_one(request, {"items": items})


def _group(group_id: UUID, to: User) -> ClaimGroup:
    found = ClaimGroup.objects.visible_to(to).filter(pk=group_id).first()
    if found is None:
        raise Http404
    return found


def group_values(group: ClaimGroup, to: User) -> Values:
    """All that the API says of a group."""
    members = provenance.members_of(group.pk, to)
    story = story_of(group.pk, to)
    answer = independence(story)
    names = {key: {"id": key, "name": node.name} for key, node in story.nodes.items()}
    suggested = Membership.objects.filter(
        group=group,
        state=MembershipState.SUGGESTED,
        claim__in=Claim.objects.visible_to(to),
    )
    counted = {account.partition(":")[0] for account in answer.independent}
    return {
        **{column: getattr(group, column) for column in COLUMNS},
        "first_appearance": _first(group),
        "independent_origins": answer.count,
        "exact": answer.exact,
        "origins": [names[origin] for origin in answer.origins if origin in names],
        "said": [
            {"speaker": names[said.speaker], "independent_relays": said.relays}
            for said in answer.said
            if said.speaker in names
        ],
        "circular_reporting": [[names[s] for s in ring if s in names] for ring in answer.circles],
        "members": [
            {
                "claim": member.claim.pk,
                "chains": [[names[h] for h in chain if h in names] for chain in member.chains],
                "counted": str(member.claim.pk) in counted,
                "hedged": member.hedged,
            }
            for member in members
        ],
        "suggestions": list(suggested.values_list("claim", flat=True)),
        "discounts": _discounts(answer, members, names),
        "drift": [
            {
                "claim": step.telling.id,
                "compared_with": step.before.id if step.before else None,
                "published_at": step.telling.published_at,
                "changes": sorted(step.changes),
                "losses": sorted(step.losses),
            }
            for step in provenance.timeline(members, dict(story.nodes))
        ],
    }


def _first(group: ClaimGroup) -> Values | None:
    found = provenance.first_appearance(group.pk)
    return found and dict(zip(("claim", "published_at", "outlet"), found, strict=True))


def _discounts(
    answer: Independence, members: list[provenance.Member], names: dict[str, Values]
) -> list[Values]:
    outlets = {str(member.claim.pk): str(member.claim.outlet or "") for member in members}
    accounts = {
        account: outlets.get(account.partition(":")[0], "")
        for account in (discount.other for discount in answer.discounts)
        if account
    }
    sources = {key: value["name"] for key, value in names.items()}
    return [
        {
            "claim": discount.account.partition(":")[0],
            "reason": discount.reason.value,
            "other": (discount.other or "").partition(":")[0] or None,
            "meeting": names.get(discount.meeting or ""),
            "explanation": explain(discount, accounts, sources).sentence,
        }
        for discount in answer.discounts
    ]
