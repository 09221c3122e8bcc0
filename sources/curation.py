"""What people do with sources: edit, grade, merge, undo, answer the inbox. Each writes history."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from newsroom.errors import BadInput
from newsroom.models import User
from newsroom.permissions import Action, all_or_nothing, require
from sources.errors import (
    AlreadyDecided,
    HierarchyCircle,
    MergeNotPossible,
    UndoNotPossible,
    WikidataIdTaken,
)
from sources.facts import EDITABLE, checked, fits_together
from sources.models import (
    KINDS_OF_ONE_OUTLET,
    Source,
    SourceAlias,
    SourceEvent,
    SourceGrade,
    SourceQuestion,
)
from sources.names import check_name
from sources.resolution import KIND_FAMILIES

Kind = SourceEvent.Kind


def standing(source_id: UUID) -> Source:
    """The source of this id or, if it was merged, the one that stands for it."""
    source = Source.objects.select_related("merged_into", "outlet").get(pk=source_id)
    return source.merged_into or source


@all_or_nothing
def add_source(values: Mapping[str, Any], *, by: User, reason: str = "") -> Source:
    """Make a source by hand, known by its name.

    Raises: BadInput naming the field and the rule.
    """
    require(by, Action.CURATE_SOURCES)
    source = Source(name=check_name(values["name"]), kind=values["kind"])
    source.outlet_id = checked("outlet_id", values.get("outlet_id"), of=source)
    fits_together(source)
    _save(source, None)
    SourceEvent.objects.create(source=source, kind=Kind.CREATED, actor=by, reason=reason)
    _is_called(source, source.name, language=values.get("language") or "")
    edit_source(source.pk, {**values, "name": source.name}, by=by, reason=reason)
    source.refresh_from_db()
    return source


@all_or_nothing
def edit_source(source_id: UUID, changes: Mapping[str, Any], *, by: User, reason: str = "") -> None:
    """Change what is known of a source and write down each old and new value.

    Raises: BadInput naming the field and the rule; nothing is changed then.
    """
    require(by, Action.CURATE_SOURCES)
    source = Source.objects.select_for_update(of=("self",)).get(pk=source_id)
    unknown = sorted(set(changes) - set(EDITABLE))
    if unknown:
        raise BadInput(f"{unknown[0]}: can't be edited.")
    old = {field: getattr(source, field) for field in changes}
    for field, value in changes.items():
        setattr(source, field, checked(field, value, of=source))
    changed = {field: [old[field], getattr(source, field)] for field in changes}
    changed = {field: pair for field, pair in changed.items() if pair[0] != pair[1]}
    if not changed:
        return
    fits_together(source)
    _save(source, list(changed))
    if "name" in changed:
        _is_called(source, source.name, language=source.language)
    SourceEvent.objects.create(
        source=source,
        kind=Kind.EDITED,
        actor=by,
        reason=reason,
        details={field: [_plain(value) for value in pair] for field, pair in changed.items()},
    )


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, UUID) else value


def _save(source: Source, fields: Sequence[str] | None) -> None:
    """Save (None: a new one), and say in our words which rule of the database is against it."""
    try:
        source.clean_fields(
            exclude=[f.name for f in source._meta.fields if f.attname not in (fields or ())]
        )
        with transaction.atomic():
            source.save(update_fields=fields)
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise BadInput(f"{field}: {messages[0]}") from error
    except IntegrityError as error:
        raise _in_words(source, fields or (), str(error)) from error


def _in_words(source: Source, fields: Sequence[str], message: str) -> BadInput:
    if "wikidata_id" in message:
        taken = _("{number} is another source's already.").format(number=source.wikidata_id)
        return WikidataIdTaken(f"wikidata_id: {taken}")
    if "above itself" in message or "source_not_its_own_parent" in message:
        field = "parent" if "parent_id" in fields else "owner"
        return HierarchyCircle(f"{field}: {_('a source must not stand above itself.')}")
    if "once" in message:
        return BadInput(f"name: {_('there is a source of this name and kind already.')}")
    return BadInput(message.splitlines()[0])


@all_or_nothing
def add_alias(source_id: UUID, surface: str, *, language: str, by: User) -> SourceAlias:
    """Say that a source is also known by this name, so that it is recognised by it."""
    require(by, Action.CURATE_SOURCES)
    source = standing(source_id)
    alias, told = _is_called(source, check_name(surface), language=language)
    if told:
        SourceEvent.objects.create(
            source=source, kind=Kind.ALIAS_ADDED, actor=by, details={"surface": alias.surface}
        )
    return alias


def _is_called(source: Source, surface: str, *, language: str) -> tuple[SourceAlias, bool]:
    """The name as a person's word, and whether nobody had said so before."""
    by_person = SourceAlias.Origin.PERSON
    alias, new = SourceAlias.objects.defer("vector").get_or_create(
        source=source, surface=surface, defaults={"language": language, "origin": by_person}
    )
    if not new and alias.origin != by_person:
        SourceAlias.objects.filter(pk=alias.pk).update(origin=by_person)
        alias.origin, new = by_person, True
    return alias, new


@all_or_nothing
def remove_alias(source_id: UUID, surface: str, *, by: User, reason: str = "") -> SourceEvent:
    """Say that a source isn't known by this name; what was attributed stays as it is.

    Raises: BadInput for its own name, or one that it hasn't.
    """
    require(by, Action.CURATE_SOURCES)
    source = Source.objects.select_for_update(of=("self",)).get(pk=source_id)
    if surface == source.name:
        raise BadInput(f"surface: {_('this is its own name; give it another one first.')}")
    alias = SourceAlias.objects.filter(
        source__in=Source.objects.cluster(source.pk), surface=surface
    ).first()
    if alias is None:
        raise BadInput(f"surface: {_('the source has no such name.')}")
    kept = {"surface": surface, "language": alias.language, "count": alias.count}
    alias.delete()
    return SourceEvent.objects.create(
        source=source, kind=Kind.ALIAS_REMOVED, actor=by, reason=reason, details=kept
    )


@all_or_nothing
def grade_source(source_id: UUID, letter: str, *, by: User, reason: str) -> SourceGrade:
    """Grade a source from A to F. Earlier grades, one's own too, stay beside it."""
    require(by, Action.GROUP_CLAIMS)
    if letter not in "ABCDEF" or len(letter) != 1:
        raise BadInput(f"letter: {_('is one of A, B, C, D, E, F.')}")
    if not reason.strip():
        raise BadInput(f"reason: {_('must say why.')}")
    return SourceGrade.objects.create(
        source=standing(source_id), letter=letter, grader=by, reason=reason.strip()
    )


@dataclass(frozen=True, slots=True)
class MergePreview:
    """What a merge would move, and what stands against it. Counts are of rows."""

    source: Source
    into: Source
    aliases: Sequence[str]
    merged_before: int
    children: int
    questions: int
    objections: Sequence[str]


def preview_merge(source_id: UUID, into_id: UUID) -> MergePreview:
    """Look at a merge before it is made."""
    source, into = Source.objects.select_related("outlet").get(pk=source_id), standing(into_id)
    cluster = Source.objects.cluster(source.pk)
    own = SourceAlias.objects.filter(source__in=cluster)
    about = Q(source__in=cluster) | Q(candidate__in=cluster)
    return MergePreview(
        source=source,
        into=into,
        aliases=list(own.values_list("surface", flat=True)),
        questions=SourceQuestion.objects.filter(about, state=SourceQuestion.State.OPEN).count(),
        merged_before=source.merged.count(),
        children=source.children.count() + source.owned.count(),
        objections=_objections(source, into),
    )


def _objections(source: Source, into: Source) -> list[str]:
    found = []
    if source.pk == into.pk:
        found.append(_("A source can't be merged into itself."))
    if source.merged_into_id:
        found.append(_("{source} was already merged.").format(source=source))
    if KIND_FAMILIES[source.kind] != KIND_FAMILIES[into.kind]:
        found.append(_("They are of different kinds; correct the kind of one first."))
    unnamed = {source.kind, into.kind} & set(KINDS_OF_ONE_OUTLET)
    if unnamed and source.outlet_id != into.outlet_id:
        found.append(_("Unnamed people of two outlets are not the same people."))
    if source.wikidata_id and into.wikidata_id and source.pk != into.pk:
        found.append(
            _("They have two Wikidata ids, {one} and {other}.").format(
                one=source.wikidata_id, other=into.wikidata_id
            )
        )
    above = {source.parent_id, source.owner_id}, {into.parent_id, into.owner_id}
    if into.pk in above[0] or source.pk in above[1]:
        found.append(_("One of them is part of the other."))
    return found


@all_or_nothing
def merge_sources(source_id: UUID, into_id: UUID, *, by: User, reason: str = "") -> SourceEvent:
    """Make a source another name of a second one, whatever has been attributed to it.

    Attributions are not rewritten: the merged source points to the one that stands for it, and
    all that is asked of that one includes it. So a merge touches the source and those merged into
    it before, whether it has one attribution or a million, and an undo restores every row.
    """
    require(by, Action.CURATE_SOURCES)
    pair = {
        source.pk: source
        for source in Source.objects.select_for_update(of=("self",))
        .filter(pk__in=[source_id, into_id])
        .order_by("pk")
    }
    if len(pair) < len({source_id, into_id}):
        raise MergeNotPossible(_("One of the sources doesn't exist."))
    source, into = pair[source_id], pair[into_id]
    if into.merged_into_id:
        raise MergeNotPossible(
            _("{source} was itself merged into another source.").format(source=into)
        )
    if objections := _objections(source, into):
        raise MergeNotPossible(" ".join(objections))
    followers = [str(pk) for pk in source.merged.order_by("pk").values_list("pk", flat=True)]
    source.merged.update(merged_into=into)
    Source.objects.filter(pk=source.pk).update(merged_into=into)
    return SourceEvent.objects.create(
        source=source,
        other=into,
        kind=Kind.MERGED,
        actor=by,
        reason=reason,
        details={"followers": followers},
    )


@all_or_nothing
def undo_merge(event_id: UUID, *, by: User, reason: str = "") -> SourceEvent:
    """Take a merge back: the source stands for itself again, with those it stood for then."""
    require(by, Action.CURATE_SOURCES)
    event = SourceEvent.objects.select_related("source").get(pk=event_id)
    if event.kind != Kind.MERGED:
        raise UndoNotPossible(_("Only a merge can be undone here."))
    source = Source.objects.select_for_update(of=("self",)).get(pk=event.source_id)
    if SourceEvent.objects.filter(undoes=event).exists() or source.merged_into_id is None:
        raise UndoNotPossible(_("This merge has been undone already."))
    stood_for_by = source.merged_into_id
    Source.objects.filter(pk=source.pk).update(merged_into=None)
    Source.objects.filter(pk__in=event.details["followers"], merged_into=stood_for_by).update(
        merged_into=source
    )
    SourceQuestion.objects.filter(
        source=source, candidate=event.other, state=SourceQuestion.State.SAME
    ).update(state=SourceQuestion.State.OPEN, decided_by=None, decided_at=None)
    return SourceEvent.objects.create(
        source=source,
        other=event.other,
        kind=Kind.MERGE_UNDONE,
        actor=by,
        reason=reason,
        undoes=event,
    )


@all_or_nothing
def answer_same(question_id: UUID, *, by: User) -> SourceEvent:
    """The provisional source is the candidate: merge them, and close its other questions."""
    question = _open_question(question_id)
    event = merge_sources(question.source_id, standing(question.candidate_id).pk, by=by)
    _decide([question.pk], SourceQuestion.State.SAME, by)
    others = SourceQuestion.objects.filter(source=question.source, state=SourceQuestion.State.OPEN)
    _decide(list(others.values_list("pk", flat=True)), SourceQuestion.State.DIFFERENT, by)
    return event


@all_or_nothing
def answer_different(question_id: UUID, *, by: User) -> None:
    """They are two; nobody is asked again about this pair."""
    require(by, Action.GROUP_CLAIMS)
    question = _open_question(question_id)
    _decide([question.pk], SourceQuestion.State.DIFFERENT, by)


@all_or_nothing
def reassign(source_id: UUID, to_id: UUID, *, by: User) -> SourceEvent:
    """The provisional source is neither of the candidates but this one."""
    event = merge_sources(source_id, standing(to_id).pk, by=by)
    questions = SourceQuestion.objects.filter(source=source_id, state=SourceQuestion.State.OPEN)
    _decide(list(questions.values_list("pk", flat=True)), SourceQuestion.State.DIFFERENT, by)
    return event


@all_or_nothing
def keep_as_new(source_id: UUID, *, by: User) -> None:
    """The provisional source is somebody new: it stands, and its questions are closed."""
    require(by, Action.GROUP_CLAIMS)
    kept = Source.objects.filter(pk=source_id, provisional=True).update(provisional=False)
    questions = SourceQuestion.objects.filter(source=source_id, state=SourceQuestion.State.OPEN)
    _decide(list(questions.values_list("pk", flat=True)), SourceQuestion.State.DIFFERENT, by)
    if kept:
        SourceEvent.objects.create(source_id=source_id, kind=Kind.KEPT, actor=by)


def _open_question(question_id: UUID) -> SourceQuestion:
    question = SourceQuestion.objects.select_for_update(of=("self",)).get(pk=question_id)
    if question.state != SourceQuestion.State.OPEN:
        raise AlreadyDecided(
            _("This was answered already: {answer}.").format(answer=question.get_state_display())
        )
    return question


def _decide(questions: Sequence[UUID], state: str, by: User) -> None:
    SourceQuestion.objects.filter(pk__in=questions).update(
        state=state, decided_by=by, decided_at=timezone.now()
    )


@transaction.atomic
def move_aliases(aliases: Sequence[SourceAlias], to: Source) -> None:
    """Give names to another source, adding up counts where it has the name already."""
    for alias in aliases:
        same = SourceAlias.objects.filter(source=to, surface=alias.surface)
        if same.update(count=F("count") + alias.count):
            alias.delete()
        else:
            alias.source = to
            alias.save(update_fields=["source", "key"])
