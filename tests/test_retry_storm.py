"""Every write of the API, sent five times at once under one Idempotency-Key, happens once."""

import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import orjson
import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone

from articles import feeds
from claims import claim_marks, evidence, review
from claims.models import ClaimGroup, Review
from config.api import api
from config.openapi import operations_of
from newsroom import webhooks
from newsroom.api_auth import scopes_of
from newsroom.ids import new_id
from newsroom.models import Role, Scope
from newsroom.schemas import NDJSON
from newsroom.workflows import create_api_key
from sources import curation
from sources.models import SourceQuestion
from tests.api import Program
from tests.factories import (
    ClaimFactory,
    OutletFactory,
    SourceAliasFactory,
    SourceFactory,
    UserFactory,
    attribute,
)
from tests.reviewing import claim_that_is

AT_ONCE = 5
WHY = "As the harbour master's log says."
NOTE = {"stance": "supports", "kind": "call_note", "note": "She was there."}
HOOK = {"name": "The CMS", "url": "http://127.0.0.1:9/musnad", "events": ["claim.*"]}
VERDICT = {"verdict": "disputed", "rationale": WHY}
# Rows about the requests themselves, not about what they do.
ACCOUNTS = {"apikey", "idempotentanswer", "bulkportion", "user", "session"}


def spans(claim):
    return {"content": [[0, len(claim.text)]]}


def a_question():
    return SourceQuestion.objects.create(
        source=SourceFactory(provisional=True), candidate=SourceFactory(), score=0.7
    )


def an_alias():
    return SourceAliasFactory(surface="Huda")


def a_merge():
    one, other = SourceFactory(), SourceFactory()
    return curation.merge_sources(one.pk, other.pk, by=UserFactory(role=Role.EDITOR))


def some_evidence():
    claim, person = ClaimFactory(), UserFactory(role=Role.EDITOR)
    return evidence.add_evidence(claim.pk, evidence.NewEvidence(**NOTE), by=person)


def a_mark():
    person = UserFactory(role=Role.FACT_CHECKER)
    return claim_marks.say_not_a_claim(ClaimFactory().pk, by=person)


def a_waiting_decision():
    claim, person = ClaimFactory(), UserFactory(role=Role.EDITOR)
    return review.decide(claim.pk, review.Verdict("refuted", WHY), by=person)


def an_attribution():
    return attribute(ClaimFactory(), SourceFactory())


def claim_of(attribution):
    return attribution.hops.first().claim


def correction(attribution):
    return {"source": str(SourceFactory().pk), "spans": spans(claim_of(attribution))}


def two_attributions():
    outlet, speaker = OutletFactory(), SourceFactory()
    return [attribute(ClaimFactory(outlet=outlet), speaker) for _ in range(2)]


def a_webhook():
    return webhooks.add_webhook(**HOOK, by=UserFactory(role=Role.ADMINISTRATOR))


def a_delivery():
    administrator = UserFactory(role=Role.ADMINISTRATOR)
    hook = webhooks.add_webhook(**HOOK, by=administrator)
    return webhooks.send_test(hook.pk, by=administrator)


def a_feed():
    url = f"http://127.0.0.1:9/{new_id()}"
    return feeds.add_feed(url, by=UserFactory(role=Role.ADMINISTRATOR))


class OneFeed(BaseHTTPRequestHandler):
    """Answers every request with a feed."""

    def do_GET(self):
        body = b"<rss version='2.0'><channel><title>The Daily</title></channel></rss>"
        self.send_response(200)
        self.send_header("Content-Type", "application/rss+xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


def a_feed_that_answers():
    server = ThreadingHTTPServer(("127.0.0.1", 0), OneFeed)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}/feed"


# For each write: how to make what it is about, its address, and its body.
WRITES = {
    "add_article": (new_id, lambda _: "articles", lambda n: {"text": f"Rain fell on {n}."}),
    "add_articles": (new_id, lambda _: "articles/bulk", lambda n: [{"text": f"Rain fell on {n}."}]),
    "add_feed": (new_id, lambda _: "feeds", lambda n: {"url": f"http://127.0.0.1:9/{n}"}),
    "look_at_feed": (a_feed_that_answers, lambda url: "feeds/look", lambda url: {"url": url}),
    "change_feed": (a_feed, lambda f: f"feeds/{f.pk}", lambda _: {"every_minutes": 60}),
    "poll_feed": (a_feed, lambda f: f"feeds/{f.pk}/poll", lambda _: {}),
    "remove_feed": (a_feed, lambda f: f"feeds/{f.pk}", lambda _: None),
    "import_items": (
        new_id,
        lambda _: "imports/ninjs",
        lambda n: [{"uri": f"urn:cms:{n}", "version": "1", "body_text": f"Rain fell on {n}."}],
    ),
    "import_file": (
        new_id,
        lambda _: "imports/files?format=ninjs",
        lambda n: {"uri": f"urn:cms:{n}", "version": "1", "body_text": f"Rain fell on {n}."},
    ),
    "take_next": (ClaimFactory, lambda _: "queue/next", lambda _: None),
    "take": (ClaimFactory, lambda c: f"claims/{c.pk}/take", lambda _: None),
    "release": (ClaimFactory, lambda c: f"claims/{c.pk}/release", lambda _: None),
    "add_evidence": (ClaimFactory, lambda c: f"claims/{c.pk}/evidence", lambda _: NOTE),
    "withdraw_evidence": (
        some_evidence,
        lambda e: f"evidence/{e.pk}/withdraw",
        lambda _: {"because": WHY},
    ),
    "decide": (ClaimFactory, lambda c: f"claims/{c.pk}/decisions", lambda _: VERDICT),
    "decide_many": (
        ClaimFactory,
        lambda _: "decisions/bulk",
        lambda c: [{"claim": str(c.pk), **VERDICT}],
    ),
    "answer_decision": (
        a_waiting_decision,
        lambda d: f"claims/{d.claim_id}/approvals",
        lambda d: {"decision": str(d.pk), "outcome": "approved"},
    ),
    "reopen": (
        lambda: claim_that_is("disputed"),
        lambda c: f"claims/{c.pk}/reopen",
        lambda _: {"reason": WHY},
    ),
    "mark_claim": (
        ClaimFactory,
        lambda c: f"claims/{c.pk}/marks",
        lambda _: {"kind": "not_a_claim"},
    ),
    "take_back_mark": (
        a_mark,
        lambda m: f"claims/{m.claim_id}/marks/{m.pk}",
        lambda _: None,
    ),
    "write_comment": (ClaimFactory, lambda c: f"claims/{c.pk}/comments", lambda _: {"text": WHY}),
    "add_attribution": (
        ClaimFactory,
        lambda c: f"claims/{c.pk}/attributions",
        lambda c: {"source": str(SourceFactory().pk), "spans": spans(c)},
    ),
    "correct_attribution": (
        an_attribution,
        lambda a: f"claims/{claim_of(a).pk}/attributions/{a.pk}",
        correction,
    ),
    "withdraw_attribution": (
        an_attribution,
        lambda a: f"claims/{claim_of(a).pk}/attributions/{a.pk}",
        lambda _: None,
    ),
    "start_group": (lambda: None, lambda _: "groups", lambda _: {"title": "The river"}),
    "add_member": (
        lambda: ClaimGroup.objects.create(title="The river", made_by="machine"),
        lambda g: f"groups/{g.pk}/members",
        lambda _: {"claim": str(ClaimFactory().pk), "state": "confirmed"},
    ),
    "add_vouch": (
        lambda: ClaimGroup.objects.create(title="The river", made_by="machine"),
        lambda g: f"groups/{g.pk}/vouches",
        lambda _: {"source": str(SourceFactory().pk), "reason": WHY},
    ),
    "add_source": (
        lambda: None,
        lambda _: "sources",
        lambda _: {"name": "Huda", "kind": "person"},
    ),
    "add_sources": (
        lambda: None,
        lambda _: "sources/bulk",
        lambda _: [{"name": "Huda", "kind": "person"}],
    ),
    "change_source": (SourceFactory, lambda s: f"sources/{s.pk}", lambda _: {"name": "Huda"}),
    "add_alias": (
        SourceFactory,
        lambda s: f"sources/{s.pk}/aliases",
        lambda _: {"surface": "Umm Huda"},
    ),
    "remove_alias": (
        an_alias,
        lambda a: f"sources/{a.source_id}/aliases?surface={a.surface}",
        lambda _: None,
    ),
    "merge_source": (
        SourceFactory,
        lambda s: f"sources/{s.pk}/merge",
        lambda _: {"into": str(SourceFactory().pk)},
    ),
    "split": (
        two_attributions,
        lambda two: f"sources/{two[0].source_id}/split",
        lambda two: {"attributions": [str(two[0].pk)], "name": "Another Huda"},
    ),
    "look_at_split": (
        two_attributions,
        lambda two: f"sources/{two[0].source_id}/split/preview",
        lambda two: {"attributions": [str(two[0].pk)], "name": "Another Huda"},
    ),
    "undo": (a_merge, lambda e: f"sources/changes/{e.pk}/undo", lambda _: None),
    "grade_source": (
        SourceFactory,
        lambda s: f"sources/{s.pk}/grades",
        lambda _: {"letter": "B", "reason": WHY},
    ),
    "ask_for_export": (lambda: None, lambda _: "exports", lambda _: {"format": "csv"}),
    "add_webhook": (lambda: None, lambda _: "webhooks", lambda _: HOOK),
    "change_webhook": (a_webhook, lambda w: f"webhooks/{w.pk}", lambda _: {"name": "A CMS"}),
    "remove_webhook": (a_webhook, lambda w: f"webhooks/{w.pk}", lambda _: None),
    "rotate_secret": (a_webhook, lambda w: f"webhooks/{w.pk}/secret", lambda _: None),
    "send_test": (a_webhook, lambda w: f"webhooks/{w.pk}/test", lambda _: None),
    "replay_given_up": (a_webhook, lambda w: f"webhooks/{w.pk}/replay", lambda _: None),
    "replay": (a_delivery, lambda d: f"deliveries/{d.pk}/replay", lambda _: None),
    "answer_question": (a_question, lambda q: f"inbox/{q.pk}", lambda _: {"answer": "same"}),
}


def writes():
    return {o.view_func.__name__: o for o in operations_of(api) if o.methods != ["GET"]}


def test_every_write_is_in_the_storm():
    """But for protected identities: what is said of those is stored nowhere, so not for repeats."""
    kept = {name for name, o in writes().items() if scopes_of(o) != (Scope.PROTECTED,)}

    assert kept == WRITES.keys()


@pytest.fixture(autouse=True)
def loopback_is_allowed(settings):
    settings.MUSNAD_FETCH_ALLOW = ["127.0.0.1"]


def administrator():
    program = Program()
    owner = UserFactory(role=Role.ADMINISTRATOR)
    program.key, program.secret = create_api_key("a program", Scope.values, owner=owner)
    return program


def rows():
    return {
        model.__name__: model.objects.count()
        for model in apps.get_models()
        if model.__module__.partition(".")[0] in ("articles", "claims", "newsroom", "sources")
        and model._meta.model_name not in ACCOUNTS
    }


def added(before):
    now = rows()
    return {name: now[name] - before[name] for name in now if now[name] != before[name]}


def send(program, operation, path, body, key):
    """Send until it isn't answered "try again"; what a program does after a time-out."""
    kind = "application/json"
    if isinstance(body, list):
        kind, body = NDJSON, b"".join(orjson.dumps(line) + b"\n" for line in body)
    for _ in range(200):
        method = operation.methods[0].lower()
        options = {"content_type": kind} if method == "post" else {}
        arguments = [path] if method == "delete" else [path, body]
        answer = getattr(program, method)(*arguments, idempotency_key=key, **options)
        if answer.status_code != 409 or "being answered" not in answer.json()["detail"]:
            break
    content = b"".join(answer) if answer.streaming else answer.content
    return answer.status_code, content


def storm(program, operation, path, body):
    answers = []

    def once():
        try:
            answers.append(send(program, operation, path, body, "storm"))
        finally:
            connection.close()

    threads = [threading.Thread(target=once) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", WRITES)
def test_a_write_sent_five_times_at_once_happens_once(name):
    make, address, body_of = WRITES[name]
    operation, program = writes()[name], administrator()
    alone = make()
    path, body = address(alone), body_of(alone)
    before = rows()
    status, _ = send(program, operation, path, body, "alone")
    once = added(before)
    assert status < 300
    end_all_leases()
    thing = make()
    path, body = address(thing), body_of(thing)
    before = rows()

    answers = storm(program, operation, path, body)

    assert [status for status, _ in answers] == [status] * AT_ONCE
    assert len({content for _, content in answers}) == 1
    assert added(before) == once


def end_all_leases():
    past = timezone.now() - timedelta(seconds=1)
    Review.objects.filter(leased_to__isnull=False).update(leased_until=past)
