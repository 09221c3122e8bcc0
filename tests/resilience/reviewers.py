"""What one reviewer of the drill does all day: takes, gives back, decides, approves, by the API.

Run in processes of their own, which know nothing but the server's address and a key each.
"""

import random
import time
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from multiprocessing.synchronize import Event

import httpx

VERDICTS = ("disputed", "refuted", "not_checkable")
SECONDS_TO_COME_BACK = 90
# Set in each process when it starts: whether the day is over.
_over: list[Event] = []


@dataclass
class Write:
    """A change that was answered, to be sent once more with its key."""

    path: str
    body: dict
    key: str
    status: int
    answer: str


@dataclass
class Day:
    """What one reviewer was answered."""

    username: str
    key: str
    writes: list[Write] = field(default_factory=list)
    # claim, from when and until when it was surely in hand, by the clock all processes share
    held: list[tuple[str, float, float]] = field(default_factory=list)
    decided: dict[str, str] = field(default_factory=dict)  # rationale: claim
    signed: list[str] = field(default_factory=list)  # decisions approved or returned
    seconds_to_take: list[float] = field(default_factory=list)
    counted: Counter[str] = field(default_factory=Counter)


def process_begins(over: Event) -> None:
    """Hand a new process the sign that the day is over."""
    _over[:] = [over]


def days_of(port: int, keys: list[tuple[str, str]], seed: int) -> list[Day]:
    """Several reviewers' days, each in a thread."""
    with ThreadPoolExecutor(len(keys)) as people:
        shifts = [people.submit(Reviewer(port, *key, seed=seed).work) for key in keys]
        return [shift.result() for shift in shifts]


class Reviewer:
    """A person with a key, who sends again under the same key until there is an answer."""

    def __init__(self, port: int, username: str, key: str, *, seed: int) -> None:
        self.day = Day(username, key)
        self.chance = random.Random(f"{seed} {username}")
        self.http = httpx.Client(
            base_url=f"http://127.0.0.1:{port}/api/v1/",
            headers={"Authorization": f"Bearer {key}"},
            timeout=30,
        )

    def work(self) -> Day:
        """Review and sign until the day is over."""
        while not _over[0].is_set():
            if not self.review_one() and not self.sign_one():
                time.sleep(0.2)
            elif self.chance.random() < 0.5:
                self.sign_one()
        self.http.close()
        return self.day

    def call(self, method: str, path: str, **options) -> httpx.Response:
        """Ask until there is an answer that isn't the server's own trouble."""
        deadline = time.monotonic() + SECONDS_TO_COME_BACK
        while True:
            self.day.counted["calls"] += 1
            try:
                answer = self.http.request(method, path, **options)
                trouble = answer.status_code >= 500 or _still_answered(answer)
            except httpx.TransportError as error:
                answer, trouble = None, error
            if answer is not None and not trouble:
                return answer
            said = answer.text if answer is not None else trouble
            assert time.monotonic() < deadline, f"{method} {path}: {said}"
            self.day.counted["sent again"] += 1
            time.sleep(0.1)

    def write(self, path: str, body: dict) -> httpx.Response:
        """A change under a key of its own."""
        key = str(uuid.uuid4())
        answer = self.call("POST", path, json=body, headers={"Idempotency-Key": key})
        assert answer.status_code in (200, 201, 204, 403, 409, 412), f"{path}: {answer.text}"
        if answer.status_code < 400:
            self.day.writes.append(Write(path, body, key, answer.status_code, answer.text))
        return answer

    def review_one(self) -> bool:
        """Take the next claim and decide it, or give it back; False if there is none."""
        asked = time.monotonic()
        taken = self.write("queue/next", {})
        begin = time.monotonic()
        if taken.status_code == 204:
            return False
        self.day.seconds_to_take.append(begin - asked)
        review = taken.json()
        claim, path = review["claim"], f"claims/{review['claim']}"
        time.sleep(self.chance.uniform(0, 0.05))
        end = time.monotonic()
        self.day.held.append((claim, begin, end))
        if self.chance.random() < 0.05:
            assert self.write(f"{path}/release", {}).status_code == 200
            return True
        rationale = f"{self.day.username} has read it: {uuid.uuid4()}"
        verdict = self.chance.choice(VERDICTS)
        decided = self.write(
            f"{path}/decisions",
            {"verdict": verdict, "rationale": rationale, "revision": review["revision"]},
        )
        # Nobody else can have changed a claim that is in one person's hands.
        assert decided.status_code == 201, decided.text
        self.day.decided[rationale] = claim
        if verdict == "refuted" and self.chance.random() < 0.2:
            own = next(d for d in decided.json()["decisions"] if d["rationale"] == rationale)
            self.try_to_sign_own(claim, own["id"])
        return True

    def try_to_sign_own(self, claim: str, decision: str) -> None:
        """What must never succeed."""
        body = {"decision": decision, "outcome": "approved"}
        assert self.write(f"claims/{claim}/approvals", body).status_code == 403
        self.day.counted["own approvals refused"] += 1

    def sign_one(self) -> bool:
        """Approve, or now and then return, somebody else's decision; False if none waits."""
        waiting = self.call("GET", "claims", params={"status": "awaiting_approval", "limit": 30})
        claims = [row["id"] for row in waiting.json()["items"]]
        self.chance.shuffle(claims)
        for claim in claims[:3]:
            review = self.call("GET", f"claims/{claim}/review").json()
            decision = review["decisions"][0]
            if decision["decider"]["username"] == self.day.username or decision["outcome"]:
                continue
            body = {"decision": decision["id"], "revision": review["revision"]}
            if self.chance.random() < 0.1:
                body |= {"outcome": "returned", "comment": "The log of which day?"}
            else:
                body |= {"outcome": "approved"}
            signed = self.write(f"claims/{claim}/approvals", body)
            if signed.status_code == 201:
                self.day.signed.append(decision["id"])
            else:
                self.day.counted["somebody was faster"] += 1
            return True
        return False

    def send_again(self, write: Write) -> httpx.Response:
        """A change as it was sent before, under the same key."""
        headers = {"Idempotency-Key": write.key}
        return self.call("POST", write.path, json=write.body, headers=headers)


def _still_answered(answer: httpx.Response) -> bool:
    """Whether the first request with this key, whose line broke, is still being worked on."""
    return answer.status_code == 409 and "Idempotency-Key" in answer.text


def repeat(port: int, days: list[Day]) -> list[str]:
    """Send every change of these days once more; returns those answered otherwise than before."""
    with ThreadPoolExecutor(len(days)) as people:
        return [fault for faults in people.map(lambda day: _repeated(port, day), days)
                for fault in faults]  # fmt: skip


def _repeated(port: int, day: Day) -> list[str]:
    reviewer, faults = Reviewer(port, day.username, day.key, seed=0), []
    for write in day.writes:
        again = reviewer.send_again(write)
        if (again.status_code, again.text) != (write.status, write.answer):
            faults.append(f"{write.path}: {again.status_code} {again.text[:200]}")
    reviewer.http.close()
    return faults
