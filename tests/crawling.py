"""Every address there is, found by walking the resolver and the OpenAPI document, and asked.

A new page or endpoint is among them by itself. What stands in an address is a row of the model
that the parameter is named for; `OTHER_NAMES` knows those named otherwise.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any
from uuid import uuid4

import orjson
from django.apps import apps
from django.conf import settings
from django.db.models import Model
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from claims.exports.formats import FORMATS
from config.api import api

OUR_APPS = ("articles", "claims", "newsroom", "sources")
OTHER_NAMES = {"event": "sourceevent", "change": "sourceevent", "question": "sourcequestion"}
# Values of parameters that name no row.
WORDS = {
    "act": ("take", "release", "approve", "reopen", "comment", "pin", "renew"),
    "number": ("1",),
    "app_label": OUR_APPS,
    "url": ("nowhere",),
    "key": ("1-2",),
    "uidb36": ("1",),
    "content_type_id": ("1",),
    "slug": ("x",),
    "format": tuple(FORMATS),
    "what": ("test", "poll", "pause", "start", "stop", "replay"),
}


def pages() -> list[str]:
    """Addresses of all pages, the administration's included, with rows that there are."""
    return list(dict.fromkeys(_of_patterns(get_resolver().url_patterns, "/")))


@cache
def _document() -> dict[str, Any]:
    return api.get_openapi_schema()


def operations() -> list[tuple[str, str, dict[str, Any]]]:
    """(method, address, what the document says of it) of all the API's operations."""
    return [
        (method.upper(), address, operation)
        for path, methods in _document()["paths"].items()
        for method, operation in methods.items()
        for address in _filled(path, re.findall(r"{(\w+)}", path))
    ]


def a_body_for(operation: dict[str, Any]) -> Any:
    """A body with a value in every field, from the schema's examples where it has some."""
    content = operation.get("requestBody", {}).get("content", {})
    schema = content.get("application/json", {}).get("schema")
    return _value(schema) if schema else {}


class Visitor:
    """Somebody who asks: nobody, a person who stays signed in, or a program with its key."""

    def __init__(self, user: Any = None, secret: str = "") -> None:
        self.user, self.secret = user, secret
        self.client = Client(raise_request_exception=False)
        self.headers = {"Authorization": f"Bearer {secret}"} if secret else {}

    def ask(self, method: str, address: str, body: Any = None, query: Any = None):
        """Ask; signed out by what was asked before, sign in again first."""
        cookie = self.client.cookies.get(settings.SESSION_COOKIE_NAME)
        if self.user and not (cookie and cookie.value):
            self.client.force_login(self.user)
        if method == "GET":
            return self.client.get(address, query or {}, headers=self.headers)
        if self.secret:
            sent = orjson.dumps(body if body is not None else {})
            return self.client.generic(
                method, address, sent, content_type="application/json", headers=self.headers
            )
        return self.client.post(address, body or {})


def words_of(answer: Any) -> bytes:
    """All that an answer says: status line, headers, cookies and body."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return body + repr(answer.headers).encode() + str(answer.cookies).encode()


def _of_patterns(patterns: list[Any], before: str) -> Iterator[str]:
    for pattern in patterns:
        route = before + _readable(str(pattern.pattern))
        if isinstance(pattern, URLResolver):
            if route.startswith("/api/"):
                yield from (route + name for name in ("docs", "openapi.json"))
            else:
                yield from _of_patterns(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            names = re.findall(r"<(?:\w+:)?(\w+)>", route)
            braces = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", route)
            yield from _filled(braces, names, named=pattern.name or "")


def _readable(route: str) -> str:
    """A regular expression of the resolver as a route."""
    route = re.sub(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)", r"<\1>", route)
    return route.lstrip("^").rstrip("$").replace("\\Z", "").replace("\\", "")


def _filled(route: str, names: list[str], *, named: str = "") -> Iterator[str]:
    addresses = [route]
    for name in names:
        addresses = [
            address.replace("{" + name + "}", str(value))
            for address in addresses
            for value in _values_of(name, named)
        ]
    yield from addresses


def _values_of(name: str, named: str) -> list[Any]:
    if name in WORDS:
        return list(WORDS[name])
    wanted = named if name == "object_id" else name.removesuffix("_id").replace("_", "")
    wanted = OTHER_NAMES.get(wanted, wanted)
    for model in apps.get_models():
        label = model._meta.label_lower.replace(".", "_")
        if wanted == model._meta.model_name or (named.startswith(label) and name == "object_id"):
            return _some(model)
    return [uuid4()]


def _some(model: type[Model]) -> list[Any]:
    return list(model._default_manager.order_by("pk").values_list("pk", flat=True)[:3]) or [uuid4()]


def _value(schema: dict[str, Any], depth: int = 0) -> Any:
    if "$ref" in schema:
        schema = _document()["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    for key in ("examples", "enum"):
        if schema.get(key):
            return schema[key][0]
    for key in ("example", "default", "const"):
        if schema.get(key) is not None:
            return schema[key]
    for key in ("anyOf", "oneOf", "allOf"):
        if key in schema:
            return _value(schema[key][0], depth)
    if schema.get("type") == "object":
        fields = schema.get("properties", {})
        return (
            {name: _value(field, depth + 1) for name, field in fields.items()} if depth < 4 else {}
        )
    if schema.get("type") == "array":
        return [_value(schema.get("items", {}), depth + 1)] if depth < 4 else []
    if schema.get("format") == "uuid":
        return str(_some(apps.get_model("claims.Claim"))[0])
    return {"integer": 1, "number": 1, "boolean": True}.get(str(schema.get("type")), "crawled")
