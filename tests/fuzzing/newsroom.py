"""Something of everything, so that every link leads somewhere, and what fits it."""

from articles import feeds
from claims import evidence, groups
from claims.export_models import Export
from claims.exports.making import write_export
from claims.models import Review
from newsroom import webhooks
from newsroom.models import Role
from sources.models import SourceQuestion
from tests.factories import (
    ClaimFactory,
    IngestionFactory,
    SourceFactory,
    UserFactory,
    VersionFactory,
    attribute,
)
from tests.reviewing import claim_that_is

WHY = "As the harbour master's log says."
WORDS = "The minister said that the river rose by {} metres."
CLAIMS = 60


class Newsroom:
    """Claims in all states with their speakers, groups, questions, and files for some people."""

    def __init__(self, people):
        self.editor = UserFactory(role=Role.EDITOR)
        self.speakers, self.claims, self.waiting, self.said = [], [], [], []
        for number in range(CLAIMS):
            claim = ClaimFactory(text=WORDS.format(number))
            self.speakers.append(SourceFactory())
            for other in (claim, ClaimFactory(text=WORDS.format(number + CLAIMS))):
                self.said.append(attribute(other, self.speakers[-1], cue="said"))
                self.claims.append(other)
            note = evidence.NewEvidence(stance="supports", kind="call_note", note="She was there.")
            evidence.add_evidence(claim.pk, note, by=self.editor)
            if number % 2:
                claim_that_is("awaiting_approval", claim, decider=self.editor)
                self.waiting.append(claim)
            SourceQuestion.objects.create(
                source=SourceFactory(provisional=True), candidate=SourceFactory(), score=0.7
            )
        self.group = groups.start_group("The river", by=self.editor)
        for claim in self.claims[:3]:
            groups.decide_membership(self.group.pk, claim.pk, "confirmed", by=self.editor)
        VersionFactory()
        IngestionFactory()
        administrator = UserFactory(role=Role.ADMINISTRATOR)
        self.feed = feeds.add_feed("http://127.0.0.1:9/feed", by=administrator)
        hook = {"name": "The CMS", "url": "http://127.0.0.1:9/musnad", "events": ["claim.*"]}
        self.hooks = [webhooks.add_webhook(**hook, by=administrator) for _ in range(3)]
        for one in self.hooks:
            webhooks.send_test(one.pk, by=administrator)
        for person in people:
            export = Export.objects.create(format="csv", base="http://x", requested_by=person)
            write_export(export.pk)
        self.targets = [SourceFactory() for _ in range(5)]

    def known(self):
        """Bodies, queries and paths by operation, any of which fits."""
        attribution = {"spans": {"content": [[0, 30]]}, "manner": "indirect"}
        said_by = [attribution | {"source": one.pk} for one in self.targets]
        merges = [{"into": one.pk, "reason": WHY} for one in self.targets]
        another = {"name": "Another Huda", "reason": WHY}
        bodies = {
            "add_evidence": [{"stance": "supports", "kind": "call_note", "note": WHY}],
            "withdraw_evidence": [{"because": WHY}],
            "decide": [{"verdict": "disputed", "rationale": WHY}],
            "answer_decision": [{"outcome": "approved", "comment": WHY}],
            "reopen": [{"reason": WHY}],
            "write_comment": [{"text": WHY}],
            "mark_claim": [{"kind": "part", "places": [[0, 12]]}],
            "add_attribution": said_by,
            "correct_attribution": said_by,
            "merge_source": merges,
            "look_at_split": [another],
            "split": [another],
            "grade_source": [{"letter": "B", "reason": WHY}],
            "change_source": [{"notes": WHY, "reason": WHY}],
            "add_alias": [{"surface": f"Umm Huda {n}"} for n in range(1000)],
            "answer_question": [{"answer": "different"}],
            "add_member": [{"claim": one.pk, "state": "confirmed"} for one in self.claims],
            "add_vouch": [{"source": one.pk, "reason": WHY} for one in self.targets],
            "add_feed": [{"url": f"http://127.0.0.1:9/{n}"} for n in range(10_000)],
            "change_feed": [{"every_minutes": 60}],
            "add_webhook": [
                {"name": "The CMS", "url": "http://127.0.0.1:9/musnad", "events": ["claim.*"]}
            ],
            "change_webhook": [{"name": "A CMS"}],
            "keep_protected": [{"name": "Zaynab Qasim", "reason": WHY}],
            "look_at_protected": [{"reason": WHY}],
            "erase_protected": [{"reason": WHY}],
            "permit_protected": [{"person": self.editor.username, "reason": WHY}],
            "ask_for_export": [{"format": "csv"}],
            "start_group": [{"title": "The ceasefire holds"}],
            "add_source": [{"name": f"Huda {n}", "kind": "person"} for n in range(10_000)],
            "add_article": [{"text": f"Rain fell on city {n}."} for n in range(10_000)],
        }
        queries = {
            "list_claims": [{}, *({"source": one.pk} for one in self.speakers)],
            # The newest of these were made by others' calls, and hold nothing yet.
            **{name: [{}, {"sort": "oldest"}] for name in ("list_groups", "list_webhooks")},
            "search": [{"q": "river", "kind": "claim"}],
            "preview_merge": merges[:1] and [{"into": merges[0]["into"]}],
        }
        return bodies, queries, self._paths()

    def _paths(self):
        """Where no link leads somewhere, a call begins at one of these."""
        claims = [{"claim_id": one.pk} for one in self.claims]
        decided = {one.pk for one in self.waiting}
        waiting = [one for one in claims if one["claim_id"] in decided]
        free = [one for one in claims if one["claim_id"] not in decided]
        sources = [{"source_id": one.pk} for one in self.speakers]
        hooks = [{"webhook_id": one.pk} for one in self.hooks]
        about_claims = (
            "take", "release", "add_evidence", "decide", "reopen", "write_comment",
            "mark_claim", "add_attribution",
        )  # fmt: skip
        about_sources = ("merge_source", "grade_source", "add_alias", "keep_protected")
        about_hooks = ("rotate_secret", "send_test", "replay_given_up")
        decisions = dict(Review.objects.values_list("pk", "decision"))
        return {
            "get_claim": free,
            "get_review": waiting + free,
            "answer_decision": [
                {"claim_id": one.pk, "body": {"decision": decisions[one.pk]}}
                for one in self.waiting
            ],
            "split": [
                {"source_id": one.source_id, "body": {"attributions": [one.pk]}}
                for one in self.said
            ],
            **dict.fromkeys(about_claims, claims),
            **dict.fromkeys(about_sources, sources),
            **dict.fromkeys(about_hooks, hooks),
            "poll_feed": [{"feed_id": self.feed.pk}],
            "add_member": [{"group_id": self.group.pk}],
            "add_vouch": [{"group_id": self.group.pk}],
        }
