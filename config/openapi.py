"""The OpenAPI document: what all endpoints share is written here, once for all of them.

Each endpoint declares its own answers. The errors, headers and media types that follow from what
it is (a read or a write, with a body or without, about one thing or many) are added to them.
"""

from copy import deepcopy
from http import HTTPStatus
from typing import Any, Final

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

from config.errors import PROBLEM, example_of
from config.links import BODY, LINKS
from newsroom.api_auth import scopes_of
from newsroom.endpoints import deprecation_of
from newsroom.idempotency import OPENAPI_HEADER
from newsroom.schemas import NDJSON

Node = dict[str, Any]
WRITES: Final = ("post", "patch", "put", "delete")
IF_MATCH: Final = {
    "name": "If-Match",
    "in": "header",
    "required": False,
    "description": "The ETag of what you saw; if it is another one now, nothing is changed: 412.",
    "schema": {"type": "string", "examples": ["*"]},
}
IF_NONE_MATCH: Final = {
    **IF_MATCH,
    "name": "If-None-Match",
    "schema": {"type": "string"},
    "description": "The ETag of what you have; if it is still the same, the answer is a 304.",
}
_TEXT: Final = {"schema": {"type": "string"}}
RATE_HEADERS: Final = {
    "RateLimit": {"description": "Requests left, and seconds until there are more.", **_TEXT},
    "RateLimit-Policy": {"description": "Requests the key may make, in how many seconds.", **_TEXT},
}
ETAG: Final = {"ETag": {"description": "A hash of the answer; compressed, with a suffix.", **_TEXT}}
LOCATION: Final = {"Location": {"description": "Where it is found.", **_TEXT}}
RETRY_AFTER: Final = {"Retry-After": {"description": "Seconds.", "schema": {"type": "integer"}}}


_CLAIM_ID: Final = "0192f0c1-0000-7000-8000-000000000001"
_SOURCE_ID: Final = "0192f0c1-0000-7000-8000-000000000002"
_ATTRIBUTION: Final = {
    "source": _SOURCE_ID,
    "spans": {"source": [[11, 15]], "cue": [[6, 10]], "content": [[16, 52]]},
    "manner": "indirect",
    "channel": "statement",
}
_VERDICT: Final = {"verdict": "disputed", "rationale": "As the harbour master's log says."}
# What a body may look like.
BODIES: Final[dict[str, Node]] = {
    "add_article": {"text": "قالت مصادر ليبية إن حفتر وافق على الهدنة.", "outlet": "وطن"},
    "add_evidence": {
        "stance": "supports",
        "kind": "page",
        "url": "https://harbour.example/log",
        "quote": "The river rose by two metres.",
    },
    "withdraw_evidence": {"because": "It was another day."},
    "decide": _VERDICT,
    "answer_decision": {"decision": _CLAIM_ID, "outcome": "approved", "comment": "Well found."},
    "reopen": {"reason": "A new photograph."},
    "write_comment": {"text": "See the log, @huda."},
    "mark_claim": {"kind": "part", "places": [[4, 17]]},
    "correct_attribution": _ATTRIBUTION,
    "add_attribution": _ATTRIBUTION,
    "start_group": {"title": "The ceasefire holds"},
    "add_member": {"claim": _CLAIM_ID, "state": "confirmed"},
    "add_vouch": {"source": _SOURCE_ID, "reason": "We met both of them."},
    "add_source": {"name": "خليفة حفتر", "kind": "person", "language": "ar", "country": "LY"},
    "change_source": {"name": "Khalifa Haftar", "reason": "As he writes it himself."},
    "merge_source": {"into": _SOURCE_ID, "reason": "One man, spelled twice."},
    "split": {"attributions": [_CLAIM_ID], "name": "Another Huda"},
    "grade_source": {"letter": "B", "reason": "Right in nine cases of ten."},
    "answer_question": {"answer": "same"},
}


def document(api: NinjaAPI, schema: OpenAPISchema) -> OpenAPISchema:
    """Complete ninja's document with what the endpoints have in common."""
    by_name = {api.get_openapi_operation_id(one): one for one in operations_of(api)}
    for path, methods in schema["paths"].items():
        for method in list(methods):
            # Where several methods share a function ninja shares what it says of them, too.
            operation = methods[method] = deepcopy(methods[method])
            _complete(operation, path, method)
            _link(operation)
            if operation["operationId"] in BODIES:
                media = operation["requestBody"]["content"]["application/json"]
                media["example"] = BODIES[operation["operationId"]]
            ours = by_name[operation["operationId"]]
            operation["security"] = [{"Key": [scope]} for scope in scopes_of(ours)]
            if going := deprecation_of(ours):
                operation["deprecated"] = True
                operation["description"] += (
                    f" Deprecated: use {going.instead}; this goes on {going.sunset}."
                )
            if any(parameter["name"] == "fields" for parameter in operation["parameters"]):
                _describe_sparse(operation["responses"][200], schema["components"]["schemas"])
    return schema


def operations_of(api: NinjaAPI) -> list[Operation]:
    """All operations of an API, as they are bound to it."""
    return [
        operation
        for router in api._get_bound_routers()
        for view in router.path_operations.values()
        for operation in view.operations
    ]


def _complete(operation: Node, path: str, method: str) -> None:
    responses = operation["responses"]
    reads = method == "get"
    errors = {401, 403, 422, 429}
    errors |= {404} if "{" in path else set()
    errors |= {409} if method in WRITES else set()
    if "requestBody" in operation:
        errors |= {400, 413, 415}
    problem = {"schema": {"$ref": "#/components/schemas/Problem"}}
    for status in sorted(errors - responses.keys()):
        responses[status] = {"description": HTTPStatus(status).phrase, "content": {PROBLEM: {}}}
    if reads and 200 in responses:
        responses[304] = {"description": "You have it already."}
        operation["parameters"].append(IF_NONE_MATCH)
    else:
        operation["parameters"].append(OPENAPI_HEADER)
    for parameter in operation["parameters"]:
        # ninja puts a schema's list of examples where OpenAPI has named ones.
        if isinstance(parameter.get("examples"), list):
            parameter["example"] = parameter.pop("examples")[0]
    if 412 in responses:
        operation["parameters"].append(IF_MATCH)
    if NDJSON in operation.get("requestBody", {}).get("content", {}):
        line = responses[200]["content"].pop("application/json")["schema"]
        described = {"type": "string", "description": "A line of JSON for each.", "x-line": line}
        responses[200]["content"] = {NDJSON: {"schema": described}}
    for status, answer in responses.items():
        answer["headers"] = {**answer.get("headers", {}), **_headers(status, operation)}
        if status >= 400:
            answer["content"] = {PROBLEM: {**problem, "example": example_of(status)}}


def _link(operation: Node) -> None:
    for status, answer in operation["responses"].items():
        for name, given in LINKS.get((operation["operationId"], status), {}).items():
            parameters = {key: value for key, value in given.items() if key != BODY}
            link: Node = {"operationId": name, "parameters": parameters}
            if BODY in given:
                link[BODY] = given[BODY]
            answer.setdefault("links", {})[name] = link


def _headers(status: int, operation: Node) -> Node:
    headers: Node = {} if status == 401 else dict(RATE_HEADERS)
    content = operation["responses"][status].get("content", {})
    if status == 304 or (status < 300 and content and NDJSON not in content):
        headers |= ETAG
    if status in (202, 301):
        headers |= LOCATION
    if status == 429:
        headers |= RETRY_AFTER
    return headers


def _describe_sparse(answer: Node, schemas: Node) -> None:
    """Say that with `fields` an answer, or each row of a page, has those members alone."""
    media = answer["content"]["application/json"]
    name = media["schema"]["$ref"].rpartition("/")[2]
    sparse = deepcopy(schemas[name])
    row = sparse["properties"].get("items", {}).get("items", {}).get("$ref")
    if row:
        row_name = row.rpartition("/")[2]
        sparse["properties"]["items"]["items"]["$ref"] = f"{row}Fields"
        sparse["title"] = f"{name}Fields"
        schemas[f"{row_name}Fields"] = _without_required(deepcopy(schemas[row_name]))
    else:
        sparse = _without_required(sparse)
    schemas[f"{name}Fields"] = sparse
    media["schema"] = {"anyOf": [media["schema"], {"$ref": f"#/components/schemas/{name}Fields"}]}


def _without_required(schema: Node) -> Node:
    del schema["required"]
    schema["title"] = f"{schema['title']}Fields"
    schema["description"] = "Those members that `fields` named."
    schema["additionalProperties"] = False
    return schema
