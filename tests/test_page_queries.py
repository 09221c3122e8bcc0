"""Every page there is takes as many statements for much as for little: none grows with its rows.

The pages are found by walking the resolver, so a new one is among them by itself; those of the
administration have a test of their own.
"""

import pytest

from articles.models import Feed
from claims import comments, evidence, groups, review
from claims.models import Export, Rereading, Review
from newsroom import webhooks
from newsroom.models import Delivery, Desk, RefusedAttempt, Role
from sources import curation
from sources.models import SourceEvent, SourceQuestion
from tests.counting import statements
from tests.crawling import Visitor, pages
from tests.factories import (
    ClaimFactory,
    IngestionFactory,
    SourceAliasFactory,
    SourceFactory,
    UserFactory,
    attribute,
)
from tests.reviewing import claim_that_is

pytestmark = pytest.mark.django_db
ELSEWHERE = ("/admin/", "/accounts/", "/api/", "/static/")


class World:
    """A newsroom that grows: more of everything, and more beside one claim, source and group."""

    def __init__(self) -> None:
        self.person = UserFactory(role=Role.ADMINISTRATOR)
        self.source = SourceFactory(name="The minister")
        self.claim = ClaimFactory(text="The minister said that the port is closed.")
        self.outer = attribute(self.claim, self.source, cue="said", named="The minister")
        self.group = groups.start_group("The port", by=self.person)
        groups.decide_membership(self.group.pk, self.claim.pk, "confirmed", by=self.person)
        self.hook = webhooks.add_webhook("cms", "http://127.0.0.1/", ["*"], by=self.person)
        self.size = 0

    def grow(self, number: int) -> None:
        """So many more of everything."""
        for _ in range(number):
            self.size += 1
            self._claims(self.size)
            self._sources(self.size)
            self._rest(self.size)

    def _claims(self, n: int) -> None:
        colleague = UserFactory(role=Role.EDITOR)
        attribute(self.claim, SourceFactory(), via=self.outer, content="the port is closed")
        cited = ClaimFactory(text=f"The port was closed {n} times.")
        attribute(cited, self.source)
        evidence.add_evidence(
            self.claim.pk,
            evidence.NewEvidence("supports", "claim", cited_claim=cited.pk),
            by=colleague,
        )
        comments.comment(self.claim.pk, f"@{self.person.username} look", by=colleague)
        groups.decide_membership(self.group.pk, cited.pk, "confirmed", by=colleague)
        groups.suggest_member(self.group.pk, ClaimFactory().pk, by=None, score=0.5)
        groups.start_group(f"Another {n}", by=colleague)
        review.ask_second_opinion(ClaimFactory().pk, by=colleague)
        for status in ("in_review", "awaiting_approval", "refuted"):
            claim_that_is(status, decider=colleague)
        late = ClaimFactory()
        mine = ClaimFactory()
        Review.objects.filter(pk=late.pk).update(open_since="2020-01-01T00:00Z")
        Review.objects.filter(pk=mine.pk).update(assigned_to=self.person)

    def _sources(self, n: int) -> None:
        other = SourceFactory(name=f"The minister {n}")
        curation.merge_sources(other.pk, self.source.pk, by=self.person)
        curation.grade_source(self.source.pk, "B", by=self.person, reason=f"Right {n} times.")
        SourceAliasFactory(source=self.source)
        SourceEvent.objects.create(source=self.source, kind="edited", actor=UserFactory())
        SourceQuestion.objects.create(
            source=SourceFactory(provisional=True), candidate=self.source, score=0.5
        )

    def _rest(self, n: int) -> None:
        IngestionFactory()
        Desk.objects.create(name=f"Desk {n}")
        Feed.objects.create(url=f"https://news.example/{n}", added_by=self.person)
        Export.objects.create(format="csv", base="https://a.example", requested_by=self.person)
        Rereading.objects.create(extractor="engine", state="cancelled", created_by=UserFactory())
        RefusedAttempt.objects.create(
            actor=UserFactory(), action="assign", role="monitor", reason="No."
        )
        Delivery.objects.create(
            webhook=self.hook, event="claim.created", body='{"data":{}}', due_at="2026-01-01T00:00Z"
        )


def test_no_page_takes_more_statements_for_more_rows(settings):
    settings.MUSNAD_FETCH_ALLOW = ["127.0.0.1"]
    world = World()
    world.grow(2)
    addresses = [one for one in pages() if not one.startswith(ELSEWHERE)]
    visitor = Visitor(world.person)

    def counted() -> dict[str, int]:
        found = {}
        for address in addresses:
            # The first time warms what is kept between requests.
            if visitor.ask("GET", address).status_code == 200:
                with statements() as asked:
                    visitor.ask("GET", address)
                found[address] = len(asked)
        return found

    few = counted()
    world.grow(4)
    many = counted()

    assert {a: (few[a], many[a]) for a in few if many.get(a, 0) > few[a]} == {}
    assert len(few) > 30
