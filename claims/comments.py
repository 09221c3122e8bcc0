"""What colleagues write beside a claim, and whom they call."""

import re
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext

from claims.models import Claim, Comment
from claims.notice_models import NoticeKind
from claims.notices import tell
from newsroom.errors import BadInput, at_most
from newsroom.models import User
from newsroom.permissions import Action, all_or_nothing, require

LONGEST = 5000
_CALLED = re.compile(r"(?<![\w@])@([\w.+-]+)")


@all_or_nothing
def comment(claim_id: UUID, text: str, *, by: User) -> Comment:
    """Write a comment. Who is called by `@name` gets a notice, once.

    Raises: BadInput; NotPermitted.
    """
    require(by, Action.COMMENT, about=f"claim {claim_id}")
    if not text.strip():
        raise BadInput("text: " + gettext("a comment says something."))
    if len(text) > LONGEST:
        raise BadInput("text: " + at_most(LONGEST))
    written = Comment.objects.create(
        claim=Claim.objects.visible_to(by).get(pk=claim_id), author=by, text=text.strip()
    )
    people = called_in(text).exclude(pk=by.pk).values_list("pk", flat=True)
    tell(people, claim_id, NoticeKind.MENTIONED, str(written.pk))
    return written


def called_in(text: str) -> QuerySet[User]:
    """The colleagues a text calls by their user names; a full stop after a name is none of it."""
    names = {name for found in _CALLED.findall(text) for name in (found, found.rstrip(".-+"))}
    return User.objects.filter(username__in=names)
