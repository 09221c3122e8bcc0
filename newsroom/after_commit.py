"""What is done once a fact is committed, such as telling a worker; the fact stays if it fails."""

from collections.abc import Callable
from typing import Any

from django.db import transaction


def after_commit(do: Callable[..., Any], *arguments: Any, **keywords: Any) -> None:
    """Call `do` after the commit; what it raises goes to the log, and a sweep does it later.

    A function of its own, since Django asks what failed for its name, which a `partial` hasn't.
    """

    def told() -> None:
        do(*arguments, **keywords)

    transaction.on_commit(told, robust=True)
