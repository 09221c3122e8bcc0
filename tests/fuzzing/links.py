"""Which links of the API a key may follow, and which of them a run of Schemathesis did."""

import json
from collections import defaultdict

from config.links import LINKS
from config.openapi import operations_of
from newsroom.api_auth import scopes_of


def followable(api, scopes, tags=None):
    """All links whose two ends these scopes let in, and that somebody gets to, starting anywhere.

    A start is what needs no id. Args: only links between operations of these tags, if any are
    given. Returns: pairs of operation ids.
    """
    among = {
        operation["operationId"]
        for methods in api.get_openapi_schema()["paths"].values()
        for operation in methods.values()
        if tags is None or tags & set(operation["tags"])
    }
    operations = {
        operation.view_func.__name__: operation
        for operation in operations_of(api)
        if operation.view_func.__name__ in among
    }
    open_to = {name for name, one in operations.items() if set(scopes_of(one)) & set(scopes)}
    reached = {name for name in open_to if "{" not in operations[name].path}
    links = defaultdict(set)
    for (start, _), targets in LINKS.items():
        links[start] |= targets.keys() & open_to
    waiting = list(reached)
    while waiting:
        found = links[waiting.pop()] - reached
        reached |= found
        waiting += found
    return {(start, target) for start in reached for target in links[start]}


def followed(report, document):
    """The links that were answered with a 2xx; `report` is what `--report-ndjson-path` wrote."""
    names = {
        f"{method.upper()} {path}": operation["operationId"]
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }
    found = set()
    for line in report.open():
        recorder = json.loads(line).get("ScenarioFinished", {}).get("recorder") or {}
        for key, case in recorder.get("cases", {}).items():
            answer = (recorder["interactions"].get(key) or {}).get("response")
            if case.get("transition") and case["is_transition_applied"] and answer:
                start, _, target = case["transition"]["id"].split(" -> ")
                if 200 <= answer["status_code"] < 300:
                    found.add((names[start], names[target]))
    return found
