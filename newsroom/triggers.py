"""Triggers that look at all rows of a statement at once, which once a row would be slow."""

from typing import Any

import pgtrigger


def on_new_rows(name: str, func: str, **more: Any) -> pgtrigger.Trigger:
    """A trigger after each statement that adds rows: `added`, for its function.

    Args: more is what a pgtrigger.Trigger takes besides, such as `declare`.
    """
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        referencing=pgtrigger.Referencing(new="added"),
        func=func,
        **more,
    )
