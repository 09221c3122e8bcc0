"""Programs that follow the tracker while parts of it are killed: a copy, and a webhook's receiver.

MUSNAD_FOLLOW_SECONDS says how long the writers write; 8 by default.
"""

import json
import os
import random
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from standardwebhooks import Webhook as Verifier

from tests.newsroom.receiver import Receiver
from tests.resilience.conftest import wait_until

pytestmark = pytest.mark.xdist_group("resilience")
SECONDS = float(os.environ.get("MUSNAD_FOLLOW_SECONDS", "8"))
WRITERS = 8
KINDS = ("claim", "attribution", "verdict", "source")
TEXT = (
    "The mayor of town {n} said on Monday that the river had risen. The police of town {n} denied"
    " that anybody was hurt. According to witnesses in town {n}, the bridge was closed."
)


class Caller:
    """A program that tries again, under the same key, until it is answered."""

    def __init__(self, installation, key: str) -> None:
        self.installation = installation
        self.headers = {"Authorization": f"Bearer {key}"}

    def __call__(self, method: str, path: str, **options) -> httpx.Response:
        headers = self.headers | options.pop("headers", {})
        deadline = time.monotonic() + 60
        while True:
            try:
                answer = self.installation.http.request(
                    method, f"/api/v1/{path}", headers=headers, timeout=30, **options
                )
            except httpx.TransportError:
                assert time.monotonic() < deadline, path
                time.sleep(0.05)
                continue
            if answer.status_code < 500:
                return answer
            assert time.monotonic() < deadline, answer.text
            time.sleep(0.1)


@pytest.fixture(scope="module")
def call(installation) -> Caller:
    """An editor's program that may do everything."""
    printed = installation.manage(
        "apikey", "create", "--name", "follower", "--scopes", "read,ingest,review,admin"
    )
    installation.ask(
        "UPDATE newsroom_user SET role = 'administrator' WHERE id ="
        " (SELECT user_id FROM newsroom_apikey WHERE name = 'follower') RETURNING id"
    )
    return Caller(installation, printed.strip().split()[-1])


class Mirror:
    """A copy of the tracker, kept by the change feed alone."""

    def __init__(self, call: Caller) -> None:
        self.call, self.cursor, self.changes = call, "", 0
        self.rows: dict[str, dict[str, dict]] = {kind: {} for kind in KINDS}

    def follow(self) -> bool:
        """Take the next page; returns whether there was anything in it."""
        page = self.call("GET", "changes", params={"since": self.cursor, "limit": 200}).json()
        for change in page["items"]:
            rows = self.rows[change["kind"]]
            if change["data"] is None:
                rows.pop(change["id"], None)
            else:
                rows[change["id"]] = change["data"]
        self.changes += len(page["items"])
        self.cursor = page["next"]
        return bool(page["items"])


def write(call: Caller, number: int, stop: threading.Event) -> None:
    """Ingest, take and decide claims, merge sources and take that back, as fast as it goes."""
    chance, turn = random.Random(number), 0
    while not stop.is_set():
        turn += 1
        mark = f"follow {number} {turn}"
        call(
            "POST",
            "articles",
            json={"text": TEXT.format(n=mark), "title": mark, "language": "en"},
            headers={"Idempotency-Key": mark},
        )
        decide_next(call)
        sources = call("GET", "sources", params={"limit": 20}).json()["items"]
        if len(sources) > 1 and chance.random() < 0.5:
            one, other = chance.sample(sources, 2)
            merged = call("POST", f"sources/{one['id']}/merge", json={"into": other["id"]})
            assert merged.status_code in (200, 201, 404, 409, 422), merged.text


def decide_next(call: Caller) -> None:
    """Take the next claim and give it a verdict that needs nobody's approval."""
    taken = call("POST", "queue/next", json={})
    if taken.status_code != 200:
        return
    answer = call(
        "POST",
        f"claims/{taken.json()['claim']}/decisions",
        json={"verdict": "disputed", "rationale": "The harbour log says otherwise."},
    )
    assert answer.status_code in (201, 403, 404, 409, 412, 422), answer.text


# Each table as the feed tells it: the columns that stand in both.
IN_THE_DATABASE = {
    "claim": (
        "SELECT id, article_id, outlet_id, text, language, status FROM claims_claim",
        ("id", "article", "outlet", "text", "language", "status"),
    ),
    "attribution": (
        "SELECT a.id, a.source_id, a.source_name, a.via_id, a.manner, a.made_by,"
        " (SELECT count(DISTINCT claim_id) FROM claims_hop h WHERE h.attribution_id = a.id)"
        " FROM claims_attribution a WHERE a.retired_at IS NULL",
        ("id", "source", "source_name", "via", "manner", "made_by", "claims"),
    ),
    "verdict": (
        "SELECT d.id, d.claim_id, d.verdict, d.rationale, a.outcome"
        " FROM claims_decision d LEFT JOIN claims_approval a ON a.decision_id = d.id",
        ("id", "claim", "verdict", "rationale", "outcome"),
    ),
    "source": (
        "SELECT s.id, s.name, s.kind, s.merged_into_id, s.country,"
        " (SELECT count(*) FROM sources_sourcealias a WHERE a.source_id = s.id)"
        " FROM sources_source s",
        ("id", "name", "kind", "merged_into", "country", "aliases"),
    ),
}


def as_text(value: object) -> str | None:
    """A value as it can be compared; of a list only how long it is."""
    if isinstance(value, list):
        value = len(value)
    return None if value is None else str(value)


def copied(mirror: Mirror, kind: str) -> set[tuple[str | None, ...]]:
    columns = IN_THE_DATABASE[kind][1]
    return {tuple(as_text(row[column]) for column in columns) for row in mirror.rows[kind].values()}


def stored(installation, kind: str) -> set[tuple[str | None, ...]]:
    rows = installation.ask(IN_THE_DATABASE[kind][0])
    return {tuple(as_text(value) for value in row) for row in rows}


def everything_is_read(installation) -> Callable[[], bool]:
    """Whether no ingestion has work left; what ended meanwhile is started again."""

    def read() -> bool:
        installation.keep_running()
        left = "SELECT count(*) FROM articles_ingestion WHERE status NOT IN ('done', 'failed')"
        return installation.ask(left) == [(0,)]

    return read


def test_a_copy_that_follows_the_feed_equals_the_database(installation, call):
    mirror, stop, written = Mirror(call), threading.Event(), threading.Event()

    def follow() -> None:
        while mirror.follow() or not written.is_set():
            pass

    with ThreadPoolExecutor(WRITERS + 1) as programs:
        following = programs.submit(follow)
        writing = [programs.submit(write, call, number, stop) for number in range(WRITERS)]
        for _ in range(2):
            time.sleep(SECONDS / 3)
            installation.kill("web")
            installation.start("web")
        time.sleep(SECONDS / 3)
        stop.set()
        for writer in writing:
            writer.result()
        wait_until(everything_is_read(installation), seconds=120)
        written.set()
        following.result()

    for kind in KINDS:
        assert copied(mirror, kind) == stored(installation, kind), kind
    assert all(mirror.rows[kind] for kind in KINDS)


def test_a_webhook_is_told_everything_whatever_dies(installation, call):
    """Through errors, hang-ups, slow answers, restarts of the receiver and a killed messenger."""
    chance = random.Random(7)

    def unreliable(_receiver: Receiver, _body: bytes) -> int | None:
        luck = chance.random()
        if luck < 0.05:
            time.sleep(0.3)
        return 500 if luck < 0.2 else None if luck < 0.25 else 204

    receiver = Receiver()
    receiver.answer = unreliable
    made = call(
        "POST", "webhooks", json={"name": "drill", "url": receiver.url, "events": ["*"]}
    ).json()
    begin = call("GET", "changes", params={"since": "latest"}).json()["next"]
    messages = [receiver.taken]
    for number in range(12):
        mark = f"hook {number}"
        call("POST", "articles", json={"text": TEXT.format(n=mark), "title": mark})
        decide_next(call)
        if number == 4:
            installation.kill("messenger")
            installation.start("messenger")
        if number == 8:
            receiver.close()
            receiver = Receiver(receiver.port)
            receiver.answer = unreliable
            messages.append(receiver.taken)
    wait_until(everything_is_read(installation), seconds=120)

    def all_delivered() -> bool:
        installation.keep_running()
        told = (
            "SELECT w.position = (SELECT max(position) FROM newsroom_changebatch), NOT EXISTS"
            " (SELECT FROM newsroom_delivery WHERE webhook_id = w.id AND state = 'waiting')"
            " FROM newsroom_webhook w WHERE w.id = %s"
        )
        return installation.ask(told, made["id"]) == [(True, True)]

    wait_until(all_delivered, seconds=180)
    receiver.close()

    told = set()
    while True:
        page = call("GET", "changes", params={"since": begin, "limit": 200}).json()
        told |= {(change["cursor"], change["event"]) for change in page["items"]}
        begin = page["next"]
        if not page["more"]:
            break
    verifier, order, got = Verifier(made["secret"]), defaultdict(list), set()
    for headers, body in (message for life in messages for message in life):
        sent = json.loads(body)
        verifier.verify(body, headers)
        got.add((sent["data"]["cursor"], sent["type"]))
        order[_claim_of(sent["data"])].append(sent["data"]["cursor"])
    assert got >= told
    for cursors in order.values():
        firsts = list(dict.fromkeys(cursors))
        assert firsts == sorted(firsts, key=_place)
    assert call("DELETE", f"webhooks/{made['id']}").status_code == 204


def _claim_of(data: dict) -> str:
    row = data["row"] or {}
    return row.get("claim") or data["id"]


def _place(cursor: str) -> tuple[int, int]:
    from newsroom.changes import Place

    return Place.of(cursor)
