"""The source inbox: names the machine wasn't sure about, each answered with one key."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from claims.examples import examples_of
from claims.explaining import RESOLUTION_REASONS
from newsroom.errors import MusnadError
from newsroom.models import User
from newsroom.pages import say_refused
from newsroom.permissions import Action, may
from sources import curation
from sources.forms import source_at
from sources.models import SourceEvent, SourceQuestion

ASKED_AT_ONCE = 20
LATELY = 5


@login_required
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """Names the machine wasn't sure about, the likeliest first, each with words that use it."""
    assert isinstance(request.user, User)
    opened = SourceQuestion.objects.to_answer()
    questions = list(
        opened.select_related("source__outlet", "candidate__outlet", "candidate__merged_into")[
            :ASKED_AT_ONCE
        ]
    )
    examples = examples_of(
        [pk for q in questions for pk in (q.source_id, q.candidate_id)], to=request.user
    )
    asked = [
        {
            "question": question,
            "candidate": question.candidate.merged_into or question.candidate,
            "reasons": [RESOLUTION_REASONS.get(r, r) for r in question.reasons],
            "examples": examples.get(question.source_id, []),
            "known": examples.get(question.candidate_id, []),
        }
        for question in questions
    ]
    lately = SourceEvent.objects.filter(
        actor=request.user, kind=SourceEvent.Kind.MERGED, undone_by=None
    ).select_related("source", "other")
    context = {
        "asked": asked,
        "count": opened.count(),
        "lately": lately.order_by("-pk")[:LATELY],
        "may_curate": may(request.user, Action.CURATE_SOURCES),
    }
    return render(request, "sources/inbox.html", context)


@login_required
@require_POST
def answer(request: HttpRequest, question_id: UUID) -> HttpResponse:
    """The same, different, somebody new, or another known source (`other`, in the field `to`)."""
    question = get_object_or_404(SourceQuestion.objects.select_related("source"), pk=question_id)
    given = request.POST.get("answer")
    if given == "same":
        return _done(request, curation.answer_same, question.pk)
    if given == "new":
        return _done(request, curation.keep_as_new, question.source_id)
    if given == "different":
        return _done(request, curation.answer_different, question.pk)
    try:
        to = source_at(request.POST.get("to", ""))
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("claims:inbox")
    return _done(request, curation.reassign, question.source_id, to.pk)


def _done(request: HttpRequest, workflow: Callable[..., Any], *args: Any) -> HttpResponse:
    """Call one workflow and go back, with its refusal in words if it refused."""
    assert isinstance(request.user, User)
    try:
        event = workflow(*args, by=request.user)
    except MusnadError as error:
        say_refused(request, error)
    else:
        if isinstance(event, SourceEvent):
            said = _("{name} is now another name of {known}.")
            messages.success(request, said.format(name=event.source, known=event.other))
        else:
            messages.success(request, _("Written down."))
    return redirect("claims:inbox")
