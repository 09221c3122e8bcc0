"""The API of what people do with sources: merging, splitting, grades, records, the inbox."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router

from claims.group_schemas import (
    AnswerIn,
    ChangeOut,
    GradeIn,
    GradeOut,
    MergeIn,
    QuestionOut,
    QuestionPage,
    RecordOut,
    RecordQuery,
    SplitIn,
)
from claims.splitting import split_source
from claims.track_record import Outcome, track_record
from newsroom.answers import answer_one, json_bytes
from newsroom.api_auth import Key, caller
from newsroom.models import Scope
from newsroom.schemas import errors
from sources import curation
from sources.models import Source, SourceEvent, SourceGrade, SourceQuestion

router = Router(tags=["Sources"])
Values = dict[str, Any]
ASKED_AT_ONCE = 50
CHANGES = {201: ChangeOut, **errors(400, 404, 409, 415, 422)}


@router.post("sources/{source_id}/merge", auth=Key(Scope.ADMIN, Scope.REVIEW), response=CHANGES)
def merge_source(request: HttpRequest, source_id: UUID, merge: MergeIn) -> HttpResponse:
    """Make a source another name of a second one; its id keeps leading there.

    Nothing that was attributed is rewritten. `POST sources/changes/{id}/undo` takes it back.
    """
    _source(source_id)
    return _change(
        curation.merge_sources(source_id, merge.into, by=caller(request), reason=merge.reason)
    )


@router.post("sources/{source_id}/split", auth=Key(Scope.ADMIN, Scope.REVIEW), response=CHANGES)
def split(request: HttpRequest, source_id: UUID, split: SplitIn) -> HttpResponse:
    """Give some of a source's attributions, and names, to a new source: `other` of the answer."""
    _source(source_id)
    return _change(
        split_source(
            source_id,
            split.attributions,
            name=split.name,
            aliases=split.aliases,
            by=caller(request),
            reason=split.reason,
        )
    )


@router.post(
    "sources/changes/{change_id}/undo", auth=Key(Scope.ADMIN, Scope.REVIEW), response=CHANGES
)
def undo(request: HttpRequest, change_id: UUID) -> HttpResponse:
    """Take a merge back: every row is as it was."""
    if not SourceEvent.objects.filter(pk=change_id).exists():
        raise Http404
    return _change(curation.undo_merge(change_id, by=caller(request)))


@router.post(
    "sources/{source_id}/grades",
    auth=Key(Scope.REVIEW),
    response={201: GradeOut, **errors(400, 404, 415, 422)},
)
def grade_source(request: HttpRequest, source_id: UUID, grade: GradeIn) -> HttpResponse:
    """Grade a source from A to F. Earlier grades, of anybody, stay beside it."""
    _source(source_id)
    given = curation.grade_source(source_id, grade.letter, by=caller(request), reason=grade.reason)
    return _created(_grade(given))


@router.get(
    "sources/{source_id}/record",
    auth=Key(Scope.READ),
    response={200: RecordOut, **errors(404, 422)},
)
def get_record(request: HttpRequest, source_id: UUID, query: Query[RecordQuery]) -> HttpResponse:
    """How a source's claims turned out, as of any moment; no share where too few are decided."""
    source = _source(source_id)
    record = track_record(source.canonical_id, as_of=query.as_of or timezone.now())
    body = {
        "source": source.canonical_id,
        "as_of": record.as_of,
        "origin": _outcome(record.roles["origin"]),
        "relay": _outcome(record.roles["relay"]),
        "by_anonymity": {key: _outcome(value) for key, value in record.by_anonymity.items()},
        "by_month": {f"{m:%Y-%m}": _outcome(value) for m, value in record.by_month.items()},
        "grades": [
            _grade(grade)
            for grade in SourceGrade.objects.filter(
                source__in=Source.objects.cluster(source.canonical_id), at__lte=record.as_of
            ).select_related("grader")
        ],
    }
    return answer_one(request, body)


@router.get("inbox", auth=Key(Scope.READ), response={200: QuestionPage, **errors(422)})
def list_questions(request: HttpRequest) -> HttpResponse:
    """Names the machine wasn't sure about, the likeliest first."""
    opened = SourceQuestion.objects.filter(state=SourceQuestion.State.OPEN)
    questions = opened.select_related("source__outlet", "candidate__outlet")[:ASKED_AT_ONCE]
    return answer_one(request, {"items": [_question(q) for q in questions], "open": opened.count()})


@router.post(
    "inbox/{question_id}",
    auth=Key(Scope.REVIEW),
    response={200: QuestionOut, **errors(400, 404, 409, 415, 422)},
)
def answer_question(request: HttpRequest, question_id: UUID, answer: AnswerIn) -> HttpResponse:
    """Answer as a person: the same source, a different one, or somebody new."""
    question = (
        SourceQuestion.objects.select_related("source__outlet", "candidate__outlet")
        .filter(pk=question_id)
        .first()
    )
    if question is None:
        raise Http404
    if answer.answer == "same":
        curation.answer_same(question.pk, by=caller(request))
    elif answer.answer == "new":
        curation.keep_as_new(question.source_id, by=caller(request))
    else:
        curation.answer_different(question.pk, by=caller(request))
    return answer_one(request, _question(question))


def _source(source_id: UUID) -> Source:
    found = Source.objects.filter(pk=source_id).first()
    if found is None:
        raise Http404
    return found


def _created(body: Values) -> HttpResponse:
    return HttpResponse(json_bytes(body), status=201, content_type="application/json")


def _change(event: SourceEvent) -> HttpResponse:
    return _created(
        {
            "id": event.pk,
            "kind": event.kind,
            "source": event.source_id,
            "other": event.other_id,
            "at": event.at,
        }
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


def _question(question: SourceQuestion) -> Values:
    return {
        "id": question.pk,
        "source": {"id": question.source_id, "name": str(question.source)},
        "candidate": {"id": question.candidate_id, "name": str(question.candidate)},
        "score": question.score,
        "reasons": question.reasons,
    }
