"""Exports as files: asked for by somebody, written by a worker, deleted after some days."""

import hashlib
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, TypedDict
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from claims.export_models import Export, ExportedClaim, ExportState
from claims.exports.formats import FORMATS, Format, chosen
from claims.exports.in_json import claim_review
from claims.exports.rows import ROWS_AT_ONCE, Telling, Values, few_rows
from claims.group_models import Membership
from claims.models import Claim, Review
from claims.moves import VERDICTS
from claims.schemas import ClaimsWanted
from claims.states import MembershipState
from claims.wanted import narrowed
from newsroom.after_commit import after_commit
from newsroom.errors import BadInput, Conflict
from newsroom.models import Desk, User
from newsroom.permissions import Action, all_or_nothing, require

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

MOST_UNFINISHED = 5


class InExport(TypedDict):
    """What is known of a claim in an export."""

    claim_status: str


class ExportNotReady(Conflict):
    """There is no file: not yet, or no longer."""


class TooManyExports(Conflict):
    """Somebody has asked for several exports already that aren't written yet."""


@all_or_nothing
def ask_for_export(
    format_name: str,
    wanted: ClaimsWanted,
    *,
    by: User,
    base: str,
    bom: bool = False,
    limit: int | None = None,
) -> Export:
    """Have claims written into a file by a worker.

    Args: base is the address, without a slash at its end, that links begin with.
    Raises: NotPermitted; BadInput for an unknown format; TooManyExports.
    """
    require(by, Action.EXPORT)
    if format_name not in FORMATS:
        raise BadInput(f"format: there is no {format_name}; there are {', '.join(FORMATS)}.")
    # Of two requests at once, the second counts the first one's.
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    if unfinished().filter(requested_by=by).count() >= MOST_UNFINISHED:
        raise TooManyExports(
            gettext("%(number)d of your exports are still being written; wait for one of them.")
            % {"number": MOST_UNFINISHED}
        )
    export = Export.objects.create(
        format=format_name,
        filters=wanted.model_dump(mode="json", exclude_defaults=True),
        limit=limit,
        bom=bom,
        base=base,
        requested_by=by,
    )
    from claims.tasks import write_export as task

    after_commit(task.delay, str(export.pk))
    return export


def streamed(
    format_name: str,
    wanted: ClaimsWanted,
    *,
    by: User,
    base: str,
    bom: bool = False,
    limit: int | None = None,
) -> Iterator[bytes]:
    """The same bytes that a file would have, as they are made."""
    form = FORMATS[format_name]
    claims = chosen(narrowed(wanted, by), form, limit=limit)
    return form.write(form.rows(claims, by), telling(base, bom=bom))


def unfinished() -> QuerySet[Export]:
    """Those that a worker still has to write."""
    return Export.objects.filter(state__in=[ExportState.WAITING, ExportState.WRITING])


def exports_relying_on(claim_id: UUID) -> "QuerySet[WithAnnotations[Export, InExport]]":
    """The finished exports that contain a claim, each with `claim_status`: its status there.

    Whoever took such a file away has it still, though our own copy may have expired.
    """
    return Export.objects.filter(
        contents__claim=claim_id, state__in=[ExportState.READY, ExportState.EXPIRED]
    ).annotate(claim_status=F("contents__status"))


def write_export(export_id: UUID) -> None:
    """Write an export's file, from the beginning. The caller holds its lock.

    The file has its name only when it is whole, so that a killed worker leaves nothing to take.
    """
    export = Export.objects.select_related("requested_by").get(pk=export_id)
    if not export.is_working:
        return
    if export.attempts >= Export.MAX_ATTEMPTS:
        export.state = ExportState.FAILED
        export.failure = gettext("The work broke off several times; the workers' log says why.")
        export.save(update_fields=["state", "failure"])
        return
    form = FORMATS[export.format]
    wanted = ClaimsWanted.model_validate(export.filters)
    claims = chosen(narrowed(wanted, export.requested_by), form, limit=export.limit)
    export.contents.all()._raw_delete(export.contents.db)
    export.state = ExportState.WRITING
    export.attempts, export.rows, export.rows_written = export.attempts + 1, claims.count(), 0
    export.save(update_fields=["state", "attempts", "rows", "rows_written"])
    place = file_of(export)
    place.parent.mkdir(parents=True, exist_ok=True)
    partial = place.with_name(f"{place.name}.partial")
    digest = hashlib.sha256()
    rows = _noted(export, form.rows(claims, export.requested_by))
    with partial.open("wb") as file:
        for block in form.write(rows, telling(export.base, bom=export.bom)):
            file.write(block)
            digest.update(block)
        export.size = file.tell()
        file.flush()
        os.fsync(file.fileno())
    partial.replace(place)
    now = timezone.now()
    export.state, export.sha256, export.rows = (
        ExportState.READY,
        digest.hexdigest(),
        export.rows_written,
    )
    export.finished_at, export.expires_at = now, now + timedelta(settings.MUSNAD_EXPORT_DAYS)
    export.save()


def open_file(export_id: UUID, *, by: User) -> tuple[Export, Format, BinaryIO]:
    """An export's file, for whoever asked for it, as long as all in it may be seen by them.

    A desk may have been closed to them since it was written, or a claim moved to such a one; then
    the file is deleted, and they may ask for another.
    Raises: Export.DoesNotExist, for others too; ExportNotReady; NotPermitted.
    """
    _require_to_export(by)
    export = Export.objects.get(pk=export_id, requested_by=by)
    if export.state == ExportState.READY and _has_what_is_shut_to(by, export):
        export.state = ExportState.EXPIRED
        export.failure = gettext(
            "Claims in it belong to a desk that was closed to you since; ask for the export again."
        )
        export.save(update_fields=["state", "failure"])
        file_of(export).unlink(missing_ok=True)
    if export.state != ExportState.READY:
        raise ExportNotReady(
            export.failure
            or gettext("This export is %(state)s: there is no file.")
            % {"state": export.get_state_display()}
        )
    try:
        return export, FORMATS[export.format], file_of(export).open("rb")
    except FileNotFoundError:
        raise ExportNotReady(gettext("The file is not on this machine any more.")) from None


@all_or_nothing
def _require_to_export(by: User) -> None:
    require(by, Action.EXPORT)


def _has_what_is_shut_to(person: User, export: Export) -> bool:
    """Whether a file has, or speaks of, a claim of a desk that is shut to somebody now.

    Of other claims of a group it says who said it first.
    """
    shut = list(Desk.objects.shut_to(person).values_list("pk", flat=True))
    if not shut:
        return False
    contained = ExportedClaim.objects.filter(export=export, claim=OuterRef("claim"))
    hidden = Review.objects.filter(desk__in=shut)
    beside = Membership.objects.filter(
        state=MembershipState.CONFIRMED,
        group__memberships__claim__review__desk__in=shut,
        group__memberships__state=MembershipState.CONFIRMED,
    )
    return hidden.filter(Exists(contained)).exists() or beside.filter(Exists(contained)).exists()


def expire_exports() -> int:
    """Delete the files that were kept long enough, and what broken work left; how many expired."""
    due = Export.objects.filter(state=ExportState.READY, expires_at__lte=timezone.now())
    expired = list(due)
    for export in expired:
        file_of(export).unlink(missing_ok=True)
        Export.objects.filter(pk=export.pk).update(state=ExportState.EXPIRED)
    working = {file_of(export).name for export in unfinished()}
    for partial in _folder().glob("*.partial"):
        if partial.name.removesuffix(".partial") not in working:
            partial.unlink(missing_ok=True)
    return len(expired)


def file_of(export: Export) -> Path:
    """Where an export's file is, or will be."""
    return _folder() / f"{export.pk}.{FORMATS[export.format].suffix}"


def _folder() -> Path:
    return Path(settings.MUSNAD_HOME) / "exports"


def review_of(claim: Claim, *, to: User, base: str) -> Values | None:
    """A claim as a `ClaimReview`; None while no verdict of it stands, or `to` may not see it."""
    if claim.status not in VERDICTS:
        return None
    mine = Claim.objects.visible_to(to).filter(pk=claim.pk)
    return next((claim_review(row, telling(base)) for row in few_rows(mine, to)), None)


def telling(base: str, *, bom: bool = False) -> Telling:
    """How this newsroom tells of its claims."""
    return Telling(base=base, newsroom=settings.MUSNAD_NEWSROOM, bom=bom)


def _noted(export: Export, rows: Iterator[Values]) -> Iterator[Values]:
    """The same rows; which claims they contain is written down as they pass."""
    contained: list[Any] = []
    for number, row in enumerate(rows, 1):
        contained += row["contains"]
        yield row
        if number % ROWS_AT_ONCE == 0:
            _note(export, contained, number)
            contained = []
        export.rows_written = number
    _note(export, contained, export.rows_written)


def _note(export: Export, contained: list[Any], rows: int) -> None:
    ExportedClaim.objects.bulk_create(
        ExportedClaim(export=export, claim_id=claim, status=status) for claim, status in contained
    )
    Export.objects.filter(pk=export.pk).update(rows_written=rows)
