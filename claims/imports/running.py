"""Files of any size, taken in by a worker: handing one in, reading it, and what is left to read."""

import os
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from claims.import_run_models import ImportLine, ImportRun, ImportState
from claims.imports.formats import FORMATS, check_may_import, import_one
from newsroom.after_commit import after_commit
from newsroom.errors import BadInput, Conflict, IntakeError, one_of
from newsroom.models import User
from newsroom.permissions import NotPermitted, all_or_nothing

MOST_BYTES: Final = 200 * 1024 * 1024
MOST_UNFINISHED: Final = 5


class TooManyImports(Conflict):
    """Somebody's earlier imports are still being read."""


class FileTooLarge(IntakeError):
    """A file is larger than is taken."""


@all_or_nothing
def ask_for_import(
    format_name: str,
    blocks: Iterable[bytes],
    *,
    by: User,
    outlet: str = "",
    file_name: str = "",
) -> ImportRun:
    """Keep a file, and have a worker take in its items.

    Args: blocks are the file's bytes, which never are in memory as a whole.
    Raises: NotPermitted; BadInput for an unknown format or an empty file; FileTooLarge;
        TooManyImports.
    """
    if format_name not in FORMATS:
        raise BadInput(f"format: {one_of(list(FORMATS))}")
    check_may_import(by, FORMATS[format_name])
    # Of two requests at once, the second counts the first one's.
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    if unfinished().filter(requested_by=by).count() >= MOST_UNFINISHED:
        raise TooManyImports(
            gettext("%(number)d of your imports are still being read; wait for one of them.")
            % {"number": MOST_UNFINISHED}
        )
    run = ImportRun(
        format=format_name, outlet=outlet, file_name=file_name[:255], requested_by=by, size=0
    )
    run.size = _keep(file_of(run), blocks)
    run.save()
    from claims.tasks import take_in_file as task

    after_commit(task.delay, str(run.pk))
    return run


def unfinished() -> QuerySet[ImportRun]:
    """Those that a worker still has to read."""
    return ImportRun.objects.filter(state__in=[ImportState.WAITING, ImportState.READING])


def take_in(run_id: UUID) -> None:
    """Take in a file from where the last worker stopped. The caller holds its lock."""
    run = ImportRun.objects.select_related("requested_by").get(pk=run_id)
    if not run.is_working:
        return
    if why := _why_not(run):
        _end(run, ImportState.FAILED, failure=why)
        return
    run.state, run.attempts, done = ImportState.READING, run.attempts + 1, run.items_read
    run.save(update_fields=["state", "attempts"])
    with file_of(run).open("rb") as file:
        for number, (where, item) in enumerate(FORMATS[run.format].items(file)):
            if number >= done:
                _take_item(run, where, item, min(file.tell(), run.size))
    _end(run, ImportState.DONE, bytes_read=run.size)


def _why_not(run: ImportRun) -> str:
    """Why a file isn't read, or not any more; empty if it is."""
    try:
        check_may_import(run.requested_by, FORMATS[run.format])
    except NotPermitted as refusal:
        return str(refusal)
    if not file_of(run).exists():
        return gettext("The file is not there any more.")
    if run.attempts >= ImportRun.MAX_ATTEMPTS:
        return gettext("The work broke off several times; the workers' log says why.")
    return ""


@transaction.atomic
def _take_item(run: ImportRun, where: str, item: Any, place: int) -> None:
    """One item with its result lines and the numbers, all of them or nothing."""
    results = import_one(FORMATS[run.format], where, item, by=run.requested_by, outlet=run.outlet)
    ImportLine.objects.bulk_create(
        ImportLine(
            run=run,
            place=one.where[:40],
            outcome=one.outcome,
            name=one.name,
            thing=one.id,
            field=one.field,
            rule=one.rule,
        )
        for one in results
    )
    counted = Counter(one.outcome for one in results)
    ImportRun.objects.filter(pk=run.pk).update(
        attempts=0,
        bytes_read=place,
        items_read=F("items_read") + 1,
        **{outcome: F(outcome) + number for outcome, number in counted.items()},
    )


def _end(run: ImportRun, state: ImportState, **values: Any) -> None:
    ImportRun.objects.filter(pk=run.pk).update(state=state, finished_at=timezone.now(), **values)
    file_of(run).unlink(missing_ok=True)


def file_of(run: ImportRun) -> Path:
    """Where its file is until it was read."""
    return Path(settings.MUSNAD_HOME) / "imports" / f"{run.pk}.{run.format}"


def _keep(place: Path, blocks: Iterable[bytes]) -> int:
    """Write a file for good; how many bytes it has."""
    place.parent.mkdir(parents=True, exist_ok=True)
    size = 0
    try:
        with place.open("wb") as file:
            for block in blocks:
                size += len(block)
                if size > MOST_BYTES:
                    raise FileTooLarge(
                        "too_large",
                        "file: "
                        + gettext("at most %(number)s bytes are taken.")
                        % {"number": f"{MOST_BYTES:,}"},
                    )
                file.write(block)
            file.flush()
            os.fsync(file.fileno())
        if not size:
            raise BadInput("file: " + gettext("is empty."))
    except BaseException:
        place.unlink(missing_ok=True)
        raise
    return size
