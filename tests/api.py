"""Calling the API in tests as a program would: with a key, and answers checked by their schema."""

from typing import Any

from django.test import Client
from ninja import Schema

from newsroom.models import Scope
from newsroom.workflows import create_api_key

ROOT = "/api/v1"


class Program:
    """A program with a key of its own."""

    def __init__(self, *scopes: str) -> None:
        self.key, self.secret = create_api_key("a program", scopes or Scope.values)
        self.client = Client(raise_request_exception=False)

    def get(self, path: str, query: dict[str, Any] | None = None, **headers: str):
        """GET below the API's root; header names with underscores for dashes."""
        return self.client.get(self._at(path), query, headers=self._headers(headers))

    def post(
        self, path: str, body: Any = None, *, content_type: str = "application/json", **headers: str
    ):
        """POST JSON, or bytes as they are."""
        return self.client.post(
            self._at(path), body, content_type=content_type, headers=self._headers(headers)
        )

    def patch(self, path: str, body: Any = None, **headers: str):
        """PATCH JSON."""
        return self.client.patch(
            self._at(path), body, content_type="application/json", headers=self._headers(headers)
        )

    def put(self, path: str, body: Any = None, **headers: str):
        """PUT JSON."""
        return self.client.put(
            self._at(path), body, content_type="application/json", headers=self._headers(headers)
        )

    def delete(self, path: str, **headers: str):
        """DELETE."""
        return self.client.delete(self._at(path), headers=self._headers(headers))

    def _headers(self, more: dict[str, str]) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.secret}"} | {
            name.replace("_", "-"): value for name, value in more.items()
        }

    def _at(self, path: str) -> str:
        return path if path.startswith("/api/") else f"{ROOT}/{path}"


def assert_is(answer: Any, schema: type[Schema], *, status: int = 200) -> dict[str, Any]:
    """Check that an answer has just what its documented schema says; return its JSON."""
    assert answer.status_code == status, answer.content.decode()
    body = answer.json()
    _assert_no_other_fields(
        body, schema.model_validate(body).model_dump(mode="json", exclude_unset=True)
    )
    return body


def _assert_no_other_fields(sent: Any, documented: Any) -> None:
    if isinstance(sent, dict):
        assert set(sent) == set(documented)
        for name in sent:
            _assert_no_other_fields(sent[name], documented[name])
    elif isinstance(sent, list):
        assert len(sent) == len(documented)
        for one, other in zip(sent, documented, strict=True):
            _assert_no_other_fields(one, other)


def assert_problem(answer: Any, status: int, *words: str) -> dict[str, Any]:
    """Check that an answer is an RFC 9457 problem whose detail has these words."""
    assert answer.status_code == status, answer.content.decode()
    assert answer["Content-Type"] == "application/problem+json"
    body = answer.json()
    assert body["status"] == status
    for word in words:
        assert word in body["detail"]
    return body
