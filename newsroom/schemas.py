"""Shapes that every part of the API shares, and the words that describe its errors."""

import re
from datetime import UTC, datetime
from typing import Annotated, Any, Final

from ninja import Schema
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StrictInt,
    field_validator,
)

NDJSON: Final = "application/x-ndjson"
_RFC_3339: Final = re.compile(
    r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?([Zz]|[+-]\d\d:\d\d)?", re.ASCII
)
LANGUAGE_TAG: Final = r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$"


def _without_null(value: str) -> str:
    if "\0" in value:
        raise ValueError("the character U+0000 can't be stored")
    return value


def _as_rfc3339(value: object) -> object:
    if isinstance(value, datetime) or (isinstance(value, str) and _RFC_3339.fullmatch(value)):
        return value
    raise ValueError("give a time as RFC 3339 has it, such as 2026-03-01T08:30:00Z")


def _in_utc(value: datetime) -> datetime:
    """The same moment in UTC: PostgreSQL reads no offset of 16 hours or more."""
    try:
        return value.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("give a time of the years 1 to 9999 in UTC") from error


# Text a program sends: PostgreSQL can't store a null character, so it is refused by name.
Words = Annotated[str, AfterValidator(_without_null)]
# In a body true or false, not 0, "no" or whatever else may mean it.
Flag = StrictBool
# And a number: not "5", nor true, which Python takes for 1.
Whole = StrictInt
Language = Annotated[str, Field(pattern=LANGUAGE_TAG, max_length=35, examples=["ar"])]
# A time without its zone would be a guess, and so would a number.
Time = Annotated[
    AwareDatetime,
    BeforeValidator(_as_rfc3339),
    AfterValidator(_in_utc),
    Field(examples=["2026-03-01T08:30:00Z"]),
]


class Strict(Schema):
    """Input that refuses fields it doesn't know, so that a misspelt one isn't lost in silence.

    No text in it has a null character, whether its field is of `Words` or not.
    """

    model_config = ConfigDict(extra="forbid")

    @field_validator("*")
    @classmethod
    def _can_be_stored(cls, value: object) -> object:
        return _without_null(value) if isinstance(value, str) else value


class FieldError(Schema):
    """One field, and the rule it breaks."""

    field: str
    rule: str


class Problem(Schema):
    """An error as RFC 9457 has it; `detail` says what to change."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    code: str | None = Field(None, description="The rule, for programs, where there is a name.")
    errors: list[FieldError] | None = Field(None, description="Each field that broke a rule.")
    current: dict[str, Any] | None = Field(
        None, description="With 412, and a `revision` that is not the newest: what it is now."
    )


class BulkLine(Schema):
    """A line of a bulk answer; a refused one has what its problem would have had."""

    line: int = Field(description="The number of the line it answers, from 1.")
    status: int = Field(description="What a request of its own would have been answered with.")
    title: str | None = None
    detail: str | None = None
    code: str | None = None
    errors: list[FieldError] | None = None


def errors(*statuses: int) -> dict[int, Any]:
    """The error answers of an operation, for its `response`.

    Those that all have, or all of its kind, are added when the document is made.
    """
    return dict.fromkeys(statuses, Problem)
