"""Bulk writes: a line of JSON for each thing to do, a line of JSON for what became of it.

Lines are done in portions, each in one transaction together with its results, so that a request
that broke off is sent again under its Idempotency-Key and goes on where it stopped. Neither the
body nor the results are ever whole in memory: results wait in a file until the body is read, since
many programs read no answer before they have sent everything.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from tempfile import SpooledTemporaryFile
from typing import Any, Final, Generic, TypeVar

import orjson
import pglock
import zstandard
from django.conf import settings
from django.db import OperationalError, transaction
from django.http import HttpRequest, StreamingHttpResponse
from psycopg.errors import DeadlockDetected
from pydantic import BaseModel, ValidationError

from newsroom.answers import json_bytes
from newsroom.changes import claims_kept_from
from newsroom.errors import BadInput, IdempotencyInProgress, MusnadError, WrongMediaType
from newsroom.idempotency import HEADER, idempotency_key, lock_of, oldest_kept, used_for_another
from newsroom.models import BulkPortion, IdempotentAnswer, User
from newsroom.permissions import NotPermitted, write_down
from newsroom.schemas import NDJSON

PORTION: Final = 500  # lines
MOST_BYTES: Final = 8 << 20  # of a portion, about
CHUNK: Final = 1 << 16  # bytes
IN_MEMORY: Final = 1 << 20  # bytes of results, before they go to a file
DONE, UNFINISHED = 200, 102
LINES: Final = (NDJSON, "application/jsonl", "application/jsonlines")

T = TypeVar("T", bound=BaseModel)
Result = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Line(Generic[T]):
    """A line that says what is to be done; numbers count from 1, empty lines too."""

    number: int
    wanted: T


class BodyBrokeOff(BadInput):
    """The connection ended before the body did; what came before it stays done."""


def answer_bulk(
    request: HttpRequest,
    schema: type[T],
    work: Callable[[Sequence[Line[T]]], Sequence[Result]],
    *,
    by: User,
    portion: int | None = None,
) -> StreamingHttpResponse:
    """Do all lines of a request and stream a result for each, in their order.

    Args: `work` does the readable lines of a portion, inside a transaction, and returns a result
        for each: a status and what belongs to it, or `refused(error)`. `portion` is how many lines
        share a transaction: one, where each takes locks that others wait for.
    Raises: WrongMediaType; IdempotencyConflict where a key's lines are others than before;
        IdempotencyInProgress; BodyBrokeOff.
    """
    if not _has_no_body(request) and request.content_type not in LINES:
        given = request.content_type or "none"
        raise WrongMediaType(f"Content-Type: {NDJSON} is read here, not {given}.")
    key = idempotency_key(request)
    results = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the answer closes it
    try:
        if key:
            with pglock.advisory(lock_of(key, by), timeout=0) as alone:
                if not alone:
                    raise IdempotencyInProgress(
                        f"{HEADER}: the first request with this key is being answered; try again."
                    )
                _do_all(
                    _Account(request, key, by),
                    request,
                    schema,
                    work,
                    results,
                    most=portion or PORTION,
                )
        else:
            _do_all(None, request, schema, work, results, most=portion or PORTION)
    except BaseException:
        results.close()
        raise
    results.seek(0)
    return StreamingHttpResponse(_chunks(results), content_type=NDJSON)


def _has_no_body(request: HttpRequest) -> bool:
    """Whether nothing is sent: of that nobody says what it is."""
    is_empty = request.META.get("CONTENT_LENGTH") in (None, "", "0")
    return is_empty and "Transfer-Encoding" not in request.headers


def ndjson_body(schema: type[BaseModel], example: dict[str, Any]) -> dict[str, Any]:
    """How the OpenAPI document describes such a request: lines of this schema."""
    lines = {"description": f"A line of JSON for each {schema.__name__}; none is a body too."}
    media = {"schema": lines, "example": json_bytes(example).decode() + "\n"}
    return {"requestBody": {"required": False, "content": {NDJSON: media}}}


def refused(error: MusnadError) -> Result:
    """The result of a line that was refused: the members of its problem."""
    return _result_of[0](error)


def results_come_from(result_of: Callable[[MusnadError], Result]) -> None:
    """Say how a refusal looks as a result; `config/errors.py` has the table of statuses."""
    _result_of[0] = result_of


def _unknown(error: MusnadError) -> Result:
    raise error


_result_of: list[Callable[[MusnadError], Result]] = [_unknown]


def each_alone(lines: Sequence[Line[T]], do: Callable[[T], Result]) -> list[Result]:
    """Do lines one by one; a refused one is rolled back and the others stay."""
    found = []
    for line in lines:
        try:
            with transaction.atomic():
                found.append(do(line.wanted))
        except NotPermitted as error:
            write_down(error)
            found.append(refused(error))
        except MusnadError as error:
            found.append(refused(error))
    return found


def _do_all(
    account: "_Account | None",
    request: HttpRequest,
    schema: type[T],
    work: Callable[[Sequence[Line[T]]], Sequence[Result]],
    results: "SpooledTemporaryFile[bytes]",
    *,
    most: int,
) -> None:
    numbered = enumerate(_lines(request), start=1)
    while portion := _portion(numbered, most):
        if account and (stored := account.results_of(portion)) is not None:
            results.write(stored)
            continue
        results.write(_kept(portion, account, schema, work))
    if account:
        account.close()


def _portion(numbered: Iterator[tuple[int, bytes]], most: int) -> list[tuple[int, bytes]]:
    """The next lines, at most so many and about so many bytes; the lines alone decide that."""
    found, size = [], 0
    for one in numbered:
        found.append(one)
        size += len(one[1])
        if len(found) == most or size >= MOST_BYTES:
            break
    return found


def _kept(
    portion: Sequence[tuple[int, bytes]],
    account: "_Account | None",
    schema: type[T],
    work: Callable[[Sequence[Line[T]]], Sequence[Result]],
) -> bytes:
    """Do a portion in one transaction, once more where it met others in a circle of locks."""
    for last in (False, False, True):
        try:
            with transaction.atomic():
                written = _do_portion(portion, schema, work)
                if account:
                    account.keep(portion, written)
        except OperationalError as error:
            if last or not isinstance(error.__cause__, DeadlockDetected):
                raise
        else:
            return written
    raise AssertionError("unreachable")


def _do_portion(
    portion: Sequence[tuple[int, bytes]],
    schema: type[T],
    work: Callable[[Sequence[Line[T]]], Sequence[Result]],
) -> bytes:
    """The result lines of a portion, in its order."""
    results: dict[int, Result] = {}
    lines = []
    for number, raw in portion:
        if raw.strip():
            try:
                lines.append(Line(number, schema.model_validate(orjson.loads(raw))))
            except orjson.JSONDecodeError as error:
                results[number] = _unreadable(400, f"no valid JSON: {error}.")
            except ValidationError as error:
                results[number] = _invalid(error)
    done = work(lines) if lines else []
    results |= {line.number: result for line, result in zip(lines, done, strict=True)}
    return b"".join(
        json_bytes({"line": number, **results[number]}) + b"\n" for number in sorted(results)
    )


def _unreadable(status: int, detail: str, **more: Any) -> Result:
    return {"status": status, "title": HTTPStatus(status).phrase, "detail": detail, **more}


def _invalid(error: ValidationError) -> Result:
    broken = [
        {
            "field": ".".join(map(str, one["loc"])) or "line",
            "rule": one["msg"].removeprefix("Value error, "),
        }
        for one in error.errors(include_url=False, include_context=False, include_input=False)
    ]
    detail = "; ".join(f"{one['field']}: {one['rule']}" for one in broken)
    return _unreadable(422, detail, errors=broken)


def _as_seen_now(results: bytes, by: User) -> bytes:
    """Stored result lines; one that tells of a claim that is hidden by now says 404 instead."""
    hidden = {str(one).encode() for one in claims_kept_from(by, results.decode())}
    if not hidden:
        return results
    lines = []
    for line in results.splitlines():
        told = any(one in line for one in hidden)
        number = orjson.loads(line)["line"] if told else None
        gone = {"line": number, **_unreadable(404, "There is no such thing.")}
        lines.append(json_bytes(gone) if told else line)
    return b"".join(line + b"\n" for line in lines)


class _Account:
    """What has been done under a key: its portions, one after the other."""

    def __init__(self, request: HttpRequest, key: str, by: User) -> None:
        """Take up what a request with this key left. Raises: IdempotencyConflict."""
        self.key, self.by, self.number = key, by, 0
        asked = f"{request.method} {request.get_full_path()}\n".encode()
        self.fingerprint = hashlib.sha256(asked)
        opened = self.fingerprint.hexdigest()
        kept = IdempotentAnswer.objects.filter(caller=by, key=key)
        kept.filter(created_at__lt=oldest_kept()).delete()
        portions = BulkPortion.objects.filter(caller=by, key=key)
        portions.filter(created_at__lt=oldest_kept()).delete()
        self.answer, is_new = IdempotentAnswer.objects.get_or_create(
            caller=by, key=key, defaults={"fingerprint": opened, "status": UNFINISHED}
        )
        if not is_new and self.answer.fingerprint != opened:
            raise used_for_another()
        self.portions = dict(portions.values_list("number", "fingerprint"))

    def results_of(self, portion: Sequence[tuple[int, bytes]]) -> bytes | None:
        """The results of a portion that was done before; None if it is the next to do."""
        for _, raw in portion:
            self.fingerprint.update(raw + b"\n")
        number, self.number = self.number, self.number + 1
        known = self.portions.get(number)
        if known is None:
            if self.answer.status == DONE:
                raise used_for_another()
            return None
        if known != self.fingerprint.hexdigest():
            raise used_for_another()
        stored = BulkPortion.objects.get(caller=self.by, key=self.key, number=number)
        return _as_seen_now(zstandard.decompress(bytes(stored.results)), self.by)

    def keep(self, portion: Sequence[tuple[int, bytes]], results: bytes) -> None:
        """Remember a portion with its results; in the transaction that did it."""
        BulkPortion.objects.create(
            caller=self.by,
            key=self.key,
            number=self.number - 1,
            lines=len(portion),
            fingerprint=self.fingerprint.hexdigest(),
            results=zstandard.compress(results),
        )

    def close(self) -> None:
        """Remember that this is all. Raises: IdempotencyConflict if there was more before."""
        if self.number < len(self.portions):
            raise used_for_another()
        if self.answer.status != DONE:
            IdempotentAnswer.objects.filter(pk=self.answer.pk).update(status=DONE)


def _lines(request: HttpRequest) -> Iterator[bytes]:
    """The lines of a body as it arrives, without their ends.

    Raises: BodyBrokeOff; BadInput for a line that is too long to be kept in memory.
    """
    longest = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    chunked = "chunked" in request.headers.get("Transfer-Encoding", "")
    # Django takes a body without Content-Length for an empty one; the server knows where it ends.
    read = request.META["wsgi.input"].read if chunked else request.read
    announced, came, rest = int(request.META.get("CONTENT_LENGTH") or 0), 0, b""
    number = 0
    while True:
        try:
            chunk = read(CHUNK)
        except OSError as error:
            raise BodyBrokeOff("body: the connection ended before it did.") from error
        if not chunk:
            break
        came += len(chunk)
        *whole, rest = (rest + chunk).split(b"\n")
        for line in whole:
            number += 1
            _check_length(line, number, longest)
            yield line
        _check_length(rest, number + 1, longest)
    if not chunked and came < announced:
        raise BodyBrokeOff(f"body: {came:,} of {announced:,} bytes came.")
    if rest:
        yield rest


def _check_length(line: bytes, number: int, longest: int) -> None:
    if len(line) > longest:
        raise BadInput(f"line {number}: at most {longest:,} bytes are taken.")


def _chunks(file: "SpooledTemporaryFile[bytes]") -> Iterator[bytes]:
    with file:
        while chunk := file.read(CHUNK):
            yield chunk
