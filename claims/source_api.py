"""The API of what people do with sources: merging, splitting, grades, records, the inbox."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router

from claims.group_schemas import (
    AnswerIn,
    GradeIn,
    GradeOut,
    MergeIn,
    MergePreviewOut,
    MergeQuery,
    QuestionOut,
    QuestionPage,
    QuestionQuery,
    RecordOut,
    RecordQuery,
    SourceChangeOut,
    SplitIn,
    SplitPreviewOut,
)
from claims.merging import look_at_merge
from claims.splitting import preview_split, split_source, undo_change
from claims.track_record import Outcome, track_record
from newsroom.answers import answer_new, answer_one, answer_page
from newsroom.api_auth import Key, caller
from newsroom.cursors import page_of
from newsroom.endpoints import guarded_change
from newsroom.errors import BadInput
from newsroom.models import Scope
from newsroom.schemas import errors
from sources import curation
from sources.api import source_values
from sources.models import Source, SourceEvent, SourceGrade, SourceQuestion

router = Router(tags=["Sources"])
Values = dict[str, Any]
CHANGES = {201: SourceChangeOut, **errors(409, 412)}


@router.get(
    "sources/{source_id}/merge",
    auth=Key(Scope.READ),
    response={200: MergePreviewOut, **errors(404, 422)},
)
def preview_merge(request: HttpRequest, source_id: UUID, query: Query[MergeQuery]) -> HttpResponse:
    """What `POST` of the same would move; nothing is changed."""
    source, into = _source(source_id), Source.objects.filter(pk=query.into).first()
    if into is None:
        raise BadInput("into: there is no such source.")
    look = look_at_merge(source.pk, into.pk, to=caller(request))
    merge = look.merge
    body = {
        "source": {"id": merge.source.pk, "name": str(merge.source)},
        "into": {"id": merge.into.pk, "name": str(merge.into)},
        "attributions": look.attributions,
        "claims": look.claims,
        "articles": look.articles,
        "aliases": merge.aliases,
        "merged_before": merge.merged_before,
        "below": merge.children,
        "questions": merge.questions,
        "objections": merge.objections,
    }
    return answer_one(request, body)


@router.post(
    "sources/{source_id}/split/preview",
    auth=Key(Scope.ADMIN, Scope.REVIEW),
    response={200: SplitPreviewOut, **errors(404)},
)
def look_at_split(request: HttpRequest, source_id: UUID, split: SplitIn) -> HttpResponse:
    """What `POST sources/{id}/split` with this body would move; nothing is changed."""
    preview = preview_split(_source(source_id).pk, split.attributions, aliases=split.aliases)
    return answer_one(request, asdict(preview))


@router.post("sources/{source_id}/merge", auth=Key(Scope.ADMIN, Scope.REVIEW), response=CHANGES)
def merge_source(request: HttpRequest, source_id: UUID, merge: MergeIn) -> HttpResponse:
    """Make a source another name of a second one; its id keeps leading there.

    Nothing that was attributed is rewritten. `POST sources/changes/{id}/undo` takes it back.
    """
    return _changed(
        request,
        source_id,
        lambda: curation.merge_sources(
            source_id, merge.into, by=caller(request), reason=merge.reason
        ),
    )


@router.post("sources/{source_id}/split", auth=Key(Scope.ADMIN, Scope.REVIEW), response=CHANGES)
def split(request: HttpRequest, source_id: UUID, split: SplitIn) -> HttpResponse:
    """Give some of a source's attributions, and names, to a new source: `other` of the answer."""
    return _changed(
        request,
        source_id,
        lambda: split_source(
            source_id,
            split.attributions,
            name=split.name,
            aliases=split.aliases,
            by=caller(request),
            reason=split.reason,
        ),
    )


@router.post(
    "sources/changes/{change_id}/undo", auth=Key(Scope.ADMIN, Scope.REVIEW), response=CHANGES
)
def undo(request: HttpRequest, change_id: UUID) -> HttpResponse:
    """Take a merge or a split back. After a merge is undone, every row is as it was."""
    change = SourceEvent.objects.filter(pk=change_id).first()
    if change is None:
        raise Http404
    return _changed(
        request,
        change.source_id,
        lambda: undo_change(change_id, by=caller(request)),
    )


@router.post(
    "sources/{source_id}/grades",
    auth=Key(Scope.REVIEW),
    response={201: GradeOut, **errors(404)},
)
def grade_source(request: HttpRequest, source_id: UUID, grade: GradeIn) -> HttpResponse:
    """Grade a source from A to F. Earlier grades, of anybody, stay beside it."""
    _source(source_id)
    given = curation.grade_source(source_id, grade.letter, by=caller(request), reason=grade.reason)
    return answer_new(request, _grade(given))


@router.get(
    "sources/{source_id}/record",
    auth=Key(Scope.READ),
    response={200: RecordOut, **errors(404, 422)},
)
def get_record(request: HttpRequest, source_id: UUID, query: Query[RecordQuery]) -> HttpResponse:
    """How a source's claims turned out, as of any moment; no share where too few are decided."""
    source = _source(source_id)
    record = track_record(
        source.canonical_id, as_of=query.as_of or timezone.now(), to=caller(request)
    )
    body = {
        "source": source.canonical_id,
        "as_of": record.as_of,
        "origin": _outcome(record.roles["origin"]),
        "relay": _outcome(record.roles["relay"]),
        "by_anonymity": {key: _outcome(value) for key, value in record.by_anonymity.items()},
        "by_topic": {key: _outcome(value) for key, value in record.by_topic.items()},
        "by_month": {f"{m:%Y-%m}": _outcome(value) for m, value in record.by_month.items()},
        "grades": [
            _grade(grade)
            for grade in SourceGrade.objects.filter(
                source__in=Source.objects.cluster(source.canonical_id), at__lte=record.as_of
            ).select_related("grader")
        ],
    }
    return answer_one(request, body)


@router.get("inbox", auth=Key(Scope.READ), response={200: QuestionPage})
def list_questions(request: HttpRequest, query: Query[QuestionQuery]) -> HttpResponse:
    """Names the machine wasn't sure about, the likeliest first."""
    opened = SourceQuestion.objects.to_answer()
    return answer_page(request, page_of(opened, QUESTION_COLUMNS, _question, query))


@router.get("inbox/{question_id}", auth=Key(Scope.READ), response={200: QuestionOut, **errors(404)})
def get_question(request: HttpRequest, question_id: UUID) -> HttpResponse:
    """Whether a name is a source's, and what was answered."""
    return answer_one(request, _question_values(question_id))


@router.post(
    "inbox/{question_id}",
    auth=Key(Scope.REVIEW),
    response={200: QuestionOut, **errors(404, 409, 412)},
)
def answer_question(request: HttpRequest, question_id: UUID, answer: AnswerIn) -> HttpResponse:
    """Answer as a person: the same source, a different one, somebody new, or another known one."""

    def work() -> None:
        question = SourceQuestion.objects.get(pk=question_id)
        if answer.answer == "same":
            curation.answer_same(question.pk, by=caller(request))
        elif answer.answer == "new":
            curation.keep_as_new(question.source_id, by=caller(request))
        elif answer.answer == "other":
            if answer.to is None or not Source.objects.filter(pk=answer.to).exists():
                raise BadInput("to: there is no such source.")
            curation.reassign(question.source_id, answer.to, by=caller(request))
        else:
            curation.answer_different(question.pk, by=caller(request))

    rows = SourceQuestion.objects.filter(pk=question_id)
    return answer_one(
        request, guarded_change(request, rows, lambda: _question_values(question_id), work)
    )


def _changed(
    request: HttpRequest, source_id: UUID, work: Callable[[], SourceEvent]
) -> HttpResponse:
    """Do a change to the source that the caller saw; the answer is what was written down of it."""
    events: list[SourceEvent] = []
    guarded_change(
        request,
        Source.objects.filter(pk=source_id),
        lambda: source_values(source_id),
        lambda: events.append(work()),
    )
    return _change(request, events[0])


def _source(source_id: UUID) -> Source:
    found = Source.objects.filter(pk=source_id).first()
    if found is None:
        raise Http404
    return found


def _change(request: HttpRequest, event: SourceEvent) -> HttpResponse:
    return answer_new(
        request,
        {
            "id": event.pk,
            "kind": event.kind,
            "source": event.source_id,
            "other": event.other_id,
            "at": event.at,
        },
    )


def _grade(grade: SourceGrade) -> Values:
    return {
        "letter": grade.letter,
        "grader": str(grade.grader),
        "reason": grade.reason,
        "at": grade.at,
    }


def _outcome(outcome: Outcome) -> Values:
    share = outcome.corroborated
    return {
        "by_status": outcome.by_status,
        "corroborated": share
        and {
            "k": share.k,
            "n": share.n,
            "share": share.share,
            "low": share.low,
            "high": share.high,
        },
    }


QUESTION_COLUMNS = (
    "id",
    "source",
    "source__name",
    "source__outlet__name",
    "candidate",
    "candidate__name",
    "candidate__outlet__name",
    "score",
    "letters",
    "meaning",
    "reasons",
    "state",
)


def _question_values(question_id: UUID) -> Values:
    found = SourceQuestion.objects.filter(pk=question_id).values(*QUESTION_COLUMNS).first()
    if found is None:
        raise Http404
    return _question(found)


def _question(values: Values) -> Values:
    def named(which: str) -> Values:
        outlet = values[f"{which}__outlet__name"]
        name = values[f"{which}__name"]
        return {"id": values[which], "name": f"{name} @ {outlet}" if outlet else name}

    return {
        "id": values["id"],
        "source": named("source"),
        "candidate": named("candidate"),
        "score": values["score"],
        "letters": values["letters"],
        "meaning": values["meaning"],
        "reasons": values["reasons"],
        "state": values["state"],
    }
