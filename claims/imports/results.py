"""What becomes of one input of an import."""

from dataclasses import dataclass
from typing import Any, Final, TypeVar
from uuid import UUID

from pydantic import BaseModel, ValidationError

from newsroom.errors import BadInput

CREATED: Final = "created"
CHANGED: Final = "changed"
UNCHANGED: Final = "unchanged"
M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Done:
    """An input that is in: whether that was new, what it is called, and its row's id."""

    outcome: str
    name: str
    id: UUID


def read_as(model: type[M], value: Any) -> M:
    """A value as its format's schema has it. Raises: BadInput, naming the first field and rule."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(map(str, first["loc"])) or "item"
        raise BadInput(f"{field}: {first['msg'].removeprefix('Value error, ')}.") from error
