"""The items of a file, one after the other, however long it is."""

from collections.abc import Iterator, Sequence
from typing import IO, Any, Final

import ijson
import orjson
from django.utils.translation import gettext

from newsroom.errors import BadInput

LONGEST_LINE: Final = 10 * 1024 * 1024
# ijson remembers the way to where it is: memory grows with the square of the depth, and 200 kB of
# brackets take more of it than machines have.
DEEPEST: Final = 100


def json_items(file: IO[bytes], *, lists: Sequence[str] = ()) -> Iterator[tuple[str, Any]]:
    """Where each item stands (`line 3`, `item 3`) and what it is; or a BadInput in its place.

    A file is JSON Lines, or one JSON text: an item, a list of them, or an object that has them
    under one of the names in `lists`. It must be seekable.
    """
    prefix = _prefix(file, lists)
    file.seek(0)
    # Nothing of a list is looked at as a whole; an object of a line of its own is one item.
    by_lines = not prefix and _is_whole(file.readline(LONGEST_LINE + 1))
    file.seek(0)
    yield from _by_lines(file) if by_lines else _by_items(file, prefix)


def _is_whole(line: bytes) -> bool:
    try:
        return isinstance(orjson.loads(line), dict)
    except orjson.JSONDecodeError:
        return False


def _by_lines(file: IO[bytes]) -> Iterator[tuple[str, Any]]:
    number = 0
    while line := file.readline(LONGEST_LINE + 1):
        number += 1
        where = f"line {number}"
        if len(line) > LONGEST_LINE:
            yield (
                where,
                BadInput(
                    "line: "
                    + gettext("at most %(number)s bytes are taken.")
                    % {"number": f"{LONGEST_LINE:,}"}
                ),
            )
            return
        if line.strip():
            try:
                yield where, orjson.loads(line)
            except orjson.JSONDecodeError as error:
                yield (
                    where,
                    _no_json("line", error),
                )


def _prefix(file: IO[bytes], lists: Sequence[str]) -> str:
    """Where ijson finds the items: nothing of the file stays in memory while that is found out."""
    try:
        for place, event, value in ijson.parse(_events(file)):
            if event == "start_array" and not place:
                return "item"
            if event == "map_key" and not place and value in lists:
                return f"{value}.item"
            if event == "end_map" and not place:
                break
    except (ijson.JSONError, BadInput):
        pass  # Reading the items meets the same fault, and says where.
    return ""


def _events(file: IO[bytes]) -> Iterator[tuple[str, Any]]:
    """What ijson meets in a file. Raises: BadInput where lists and objects are too deep."""
    depth = 0
    for event, value in ijson.basic_parse(file, use_float=True):
        depth += event.startswith("start_") - event.startswith("end_")
        if depth > DEEPEST:
            said = gettext("lists and objects lie in each other at most %(number)s deep.")
            raise BadInput("file: " + said % {"number": DEEPEST})
        yield event, value


def _by_items(file: IO[bytes], prefix: str) -> Iterator[tuple[str, Any]]:
    number = 0
    try:
        for number, value in enumerate(ijson.items(ijson.parse(_events(file)), prefix), start=1):
            yield f"item {number}", value
    except BadInput as error:
        yield f"item {number + 1}", error
    except ijson.JSONError as error:
        said = " ".join(str(error).split())[:200]
        yield (
            f"item {number + 1}",
            _no_json("file", said),
        )


def _no_json(field: str, what: object) -> BadInput:
    return BadInput(f"{field}: " + gettext("no valid JSON: %(what)s.") % {"what": what})
