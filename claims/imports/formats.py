"""The formats that are imported, and what is done with an item of each: one function."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import IO, Any
from uuid import UUID

from django.db import transaction

from articles.cms_items import CmsItem, import_item, newsml_items, ninjs_item
from claims.imports.fact_checks import import_review, reviews_in
from claims.imports.files import json_items
from claims.imports.quotes import Document, citron, doccano, gender_gap_tracker, import_document
from claims.imports.results import CREATED, UNCHANGED, Done
from newsroom.errors import BadInput
from newsroom.models import User
from newsroom.permissions import Action, all_or_nothing, require

Items = Iterator[tuple[str, Any]]


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one input: where it stood, and what came of it or which field broke a rule."""

    where: str
    outcome: str
    name: str = ""
    id: UUID | None = None
    field: str = ""
    rule: str = ""


REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Format:
    """How a file's items are found, what is done with one, and what somebody needs to do it."""

    name: str
    items: Callable[[IO[bytes]], Items]
    parts: Callable[[Any], Iterator[Any]]
    take: Callable[..., Done]
    action: Action


def _itself(value: Any) -> Iterator[Any]:
    yield value


def _reviews(file: IO[bytes]) -> Items:
    return json_items(file, lists=["dataFeedElement"])


def _ninjs(file: IO[bytes]) -> Items:
    return json_items(file, lists=["items"])


def _newsml(file: IO[bytes]) -> Items:
    return ((f"item {number}", item) for number, item in enumerate(newsml_items(file), start=1))


def _take_review(value: Any, *, by: User | None, outlet: str) -> Done:  # noqa: ARG001
    return import_review(value, by=by)


def _take_item(value: Any, *, by: User | None, outlet: str) -> Done:
    item = value if isinstance(value, CmsItem) else ninjs_item(value)
    made = import_item(item, by=by, outlet=outlet)
    return Done(CREATED if made.is_new else UNCHANGED, f"{item.uri} {item.version}", made.id)


def _take_document(
    value: Any,
    *,
    by: User | None,
    outlet: str,
    read: Callable[[Any], Document],
    format_name: str,
) -> Done:
    return import_document(read(value), format_name=format_name, by=by, outlet=outlet)


def _quotes(name: str, read: Callable[[Any], Document]) -> Format:
    take = partial(_take_document, read=read, format_name=name)
    return Format(name, json_items, _itself, take, Action.CORRECT)


FORMATS = {
    one.name: one
    for one in (
        Format("claimreview", _reviews, reviews_in, _take_review, Action.ADD_EVIDENCE),
        Format("ninjs", _ninjs, _itself, _take_item, Action.ADD_ARTICLE),
        Format("newsml", _newsml, _itself, _take_item, Action.ADD_ARTICLE),
        _quotes("citron", citron),
        _quotes("gendergap", gender_gap_tracker),
        _quotes("doccano", doccano),
    )
}


@all_or_nothing
def check_may_import(by: User, format_: Format) -> None:
    """Refuse whoever may not do what an import of this format does. Raises: NotPermitted."""
    require(by, format_.action, about=f"import {format_.name}")


def import_file(
    format_name: str, file: IO[bytes], *, by: User | None, outlet: str = ""
) -> Iterator[Result]:
    """Take in all items of a file, each in a transaction of its own; a result for each.

    Args: by is None for whoever runs commands on the machine itself.
    Raises: NotPermitted, before anything is read.
    """
    format_ = FORMATS[format_name]
    if by is not None:
        check_may_import(by, format_)
    for where, item in format_.items(file):
        yield from import_one(format_, where, item, by=by, outlet=outlet)


def import_one(
    format_: Format, where: str, item: Any, *, by: User | None, outlet: str = ""
) -> list[Result]:
    """Take in one item of a file, which may have several parts; a result for each."""
    if isinstance(item, BadInput):
        return [_refused(where, item)]
    found: list[Result] = []
    try:
        parts = format_.parts(item)
        found.extend(_take(format_, where, part, by=by, outlet=outlet) for part in parts)
    except BadInput as error:
        found.append(_refused(where, error))
    return found


def _take(format_: Format, where: str, part: Any, *, by: User | None, outlet: str) -> Result:
    try:
        with transaction.atomic():
            done = format_.take(part, by=by, outlet=outlet)
    except BadInput as error:
        return _refused(where, error)
    return Result(where, done.outcome, done.name, done.id)


def _refused(where: str, error: BadInput) -> Result:
    field, _, rule = str(error).partition(": ")
    return Result(where, REFUSED, field=field, rule=rule or str(error))
