"""Addresses of the API's endpoints, for tests that go over all of them."""

import re

from ninja.operation import Operation

SOMETHING = "0192f0c1-0000-7000-8000-000000000000"


def path_of(operation: Operation) -> str:
    """The address of an endpoint below the API's root, about something that isn't there."""
    return re.sub(r"\{[^}]*\}", SOMETHING, operation.path).lstrip("/")
