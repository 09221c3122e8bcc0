"""Write the OpenAPI document as it is promised: docs/openapi.json."""

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from config.api import api

PLACE = settings.BASE_DIR / "docs" / "openapi.json"


def written() -> str:
    """The document of this version, in a form in which two versions can be compared by line."""
    return json.dumps(api.get_openapi_schema(), default=str, indent=1, ensure_ascii=False) + "\n"


class Command(BaseCommand):
    """`manage.py write_openapi`."""

    help = "Write docs/openapi.json: a change of the API that was meant."
    requires_system_checks: list[str] = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Write it over what is there."""
        PLACE.write_text(written(), encoding="utf-8")
