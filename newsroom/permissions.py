"""Who may do what: one table of roles and actions, asked by pages, admin, API and shell alike.

A refusal is written down where the transaction that was refused can't take it along.
"""

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import ParamSpec, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from newsroom.errors import MusnadError
from newsroom.models import RefusedAttempt, Role, User

P = ParamSpec("P")
R = TypeVar("R")


class Action(StrEnum):
    """What can be done in the newsroom."""

    ADD_ARTICLE = "add_article"
    TAKE = "take"
    RELEASE = "release"
    ADD_EVIDENCE = "add_evidence"
    WITHDRAW_EVIDENCE = "withdraw_evidence"
    DECIDE = "decide"
    OVERRIDE = "override"
    APPROVE = "approve"
    REOPEN = "reopen"
    ASSIGN = "assign"
    PIN = "pin"
    ASK_SECOND_OPINION = "ask_second_opinion"
    COMMENT = "comment"
    CORRECT = "correct"
    GROUP_CLAIMS = "group_claims"
    CURATE_SOURCES = "curate_sources"
    SEE_AGREEMENT = "see_agreement"
    SEE_RECORDS = "see_records"
    KEEP_PROTECTED = "keep_protected"
    SEE_PROTECTED = "see_protected"
    GRANT_PROTECTED = "grant_protected"
    MANAGE_DESKS = "manage_desks"
    REREAD = "reread"
    MANAGE_WEBHOOKS = "manage_webhooks"
    MANAGE_FEEDS = "manage_feeds"
    EXPORT = "export"


WORDS = {
    Action.ADD_ARTICLE: _("add articles"),
    Action.TAKE: _("take claims"),
    Action.RELEASE: _("give back this claim"),
    Action.ADD_EVIDENCE: _("add evidence"),
    Action.WITHDRAW_EVIDENCE: _("withdraw this evidence"),
    Action.DECIDE: _("decide this claim"),
    Action.OVERRIDE: _("override the gate"),
    Action.APPROVE: _("approve this decision"),
    Action.REOPEN: _("re-open this claim"),
    Action.ASSIGN: _("assign claims"),
    Action.PIN: _("pin claims"),
    Action.ASK_SECOND_OPINION: _("ask for a second opinion"),
    Action.COMMENT: _("comment"),
    Action.CORRECT: _("correct attributions"),
    Action.GROUP_CLAIMS: _("group and grade claims and sources"),
    Action.CURATE_SOURCES: _("merge, split and edit sources"),
    Action.SEE_AGREEMENT: _("see the agreement"),
    Action.SEE_RECORDS: _("see the records of refusals and looks"),
    Action.KEEP_PROTECTED: _("keep who this source really is"),
    Action.SEE_PROTECTED: _("see who this source really is"),
    Action.GRANT_PROTECTED: _("permit others to see who this source really is"),
    Action.MANAGE_DESKS: _("manage desks and people"),
    Action.REREAD: _("let stored articles be read again"),
    Action.MANAGE_WEBHOOKS: _("manage webhooks"),
    Action.MANAGE_FEEDS: _("manage feeds"),
    Action.EXPORT: _("export claims"),
}


class Whose(StrEnum):
    """On whose work an action is permitted: one's own, another's, or either."""

    OWN = "own"
    OTHERS = "others"
    ANY = "any"


# "Own" is: the claim one holds (take, release, decide, override), the decision one made (approve,
# reopen), the evidence one added. Nobody's row has APPROVE with OWN or ANY, and a test holds that.
# A protected identity is "own" to those who were permitted for that very source, by name: no role
# sees others', whoever runs the newsroom or the installation included.
_MONITOR = {Action.ADD_ARTICLE: Whose.ANY, Action.COMMENT: Whose.ANY}
_FACT_CHECKER = {
    **_MONITOR,
    Action.TAKE: Whose.OWN,
    Action.RELEASE: Whose.OWN,
    Action.ADD_EVIDENCE: Whose.ANY,
    Action.WITHDRAW_EVIDENCE: Whose.OWN,
    Action.DECIDE: Whose.OWN,
    Action.REOPEN: Whose.OWN,
    Action.CORRECT: Whose.ANY,
    Action.GROUP_CLAIMS: Whose.ANY,
    Action.KEEP_PROTECTED: Whose.OWN,
    Action.SEE_PROTECTED: Whose.OWN,
    Action.GRANT_PROTECTED: Whose.OWN,
    Action.EXPORT: Whose.OWN,
}
_EDITOR = {
    **_FACT_CHECKER,
    Action.RELEASE: Whose.ANY,
    Action.WITHDRAW_EVIDENCE: Whose.ANY,
    Action.OVERRIDE: Whose.OWN,
    Action.APPROVE: Whose.OTHERS,
    Action.REOPEN: Whose.ANY,
    Action.ASSIGN: Whose.ANY,
    Action.PIN: Whose.ANY,
    Action.ASK_SECOND_OPINION: Whose.ANY,
    Action.CURATE_SOURCES: Whose.ANY,
    Action.SEE_AGREEMENT: Whose.ANY,
    Action.MANAGE_FEEDS: Whose.ANY,
}
PERMITTED: dict[Role, dict[Action, Whose]] = {
    Role.MONITOR: _MONITOR,
    Role.FACT_CHECKER: _FACT_CHECKER,
    Role.EDITOR: _EDITOR,
    Role.ADMINISTRATOR: {
        **_EDITOR,
        Action.MANAGE_DESKS: Whose.ANY,
        Action.REREAD: Whose.ANY,
        Action.MANAGE_WEBHOOKS: Whose.ANY,
        Action.SEE_RECORDS: Whose.ANY,
    },
    # A program never approves, overrides or corrects: those are a person's word.
    Role.SERVICE: {
        Action.ADD_ARTICLE: Whose.ANY,
        Action.TAKE: Whose.OWN,
        Action.RELEASE: Whose.OWN,
        Action.ADD_EVIDENCE: Whose.ANY,
        Action.WITHDRAW_EVIDENCE: Whose.OWN,
        Action.DECIDE: Whose.OWN,
        Action.COMMENT: Whose.ANY,
        Action.MANAGE_WEBHOOKS: Whose.OWN,
        Action.MANAGE_FEEDS: Whose.ANY,
        Action.SEE_PROTECTED: Whose.OWN,
        Action.EXPORT: Whose.OWN,
    },
}


class NotPermitted(MusnadError):
    """Somebody's role doesn't let them do this, or not on this one's work."""

    def __init__(self, actor: User, action: Action, about: str, message: str) -> None:
        super().__init__(message)
        self.actor, self.action, self.about = actor, action, about


def may(user: User, action: Action, *, own: bool = True) -> bool:
    """Whether somebody may do this on their own work, or on another's."""
    whose = PERMITTED[user.acts_as].get(action) if user.is_active else None
    return whose in (Whose.ANY, Whose.OWN if own else Whose.OTHERS)


def require(user: User, action: Action, *, own: bool = True, about: str = "") -> None:
    """Refuse what somebody may not do.

    Raises: NotPermitted.
    """
    if not may(user, action, own=own):
        raise refusal_of(user, action, own=own, about=about)


def refusal_of(user: User, action: Action, *, own: bool, about: str) -> NotPermitted:
    """What somebody is told who may not do this."""
    if action == Action.APPROVE and own:
        said = gettext("Nobody approves their own decision.")
    else:
        said = gettext("As %(role)s you may not %(action)s here.") % {
            "role": user.acts_as.label,
            "action": WORDS[action],
        }
    return NotPermitted(user, action, about, said)


def write_down(refusal: NotPermitted) -> None:
    """Keep a refusal; what rolls the refused work back must not take this along."""
    RefusedAttempt.objects.create(
        actor=refusal.actor,
        key=refusal.actor.calling_with,
        action=refusal.action,
        role=refusal.actor.acts_as,
        about=refusal.about[:200],
        reason=str(refusal),
    )


def all_or_nothing(workflow: Callable[P, R]) -> Callable[P, R]:
    """Make a workflow one transaction, whose refusals are written down after it is rolled back."""

    @wraps(workflow)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            with transaction.atomic():
                return workflow(*args, **kwargs)
        except NotPermitted as refusal:
            write_down(refusal)
            raise

    return run


def admit(user: User, action: Action, *, about: str, own: bool = False) -> None:
    """Refuse a page to whoever may not see it, and write that down.

    Raises: PermissionDenied, a 403.
    """
    if not may(user, action, own=own):
        refusal = refusal_of(user, action, own=own, about=about)
        write_down(refusal)
        raise PermissionDenied(str(refusal))
