"""An article that changes: which sentences stay themselves, and what becomes of their claims."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from articles.alignment import carried_over
from articles.models import Article, ArticleVersion, Ingestion
from articles.states import IngestionKind, IngestionStatus
from articles.storing import Submission
from articles.workflows import retry
from claims import tasks
from claims.ingesting import ingest_here
from claims.models import Attribution, Claim, Reading
from claims.workflows import MAX_READ_ATTEMPTS, read_version
from tests.factories import IngestionFactory, UserFactory, VersionFactory

URL = "https://harbour-standard.example/river"
RAIN = "Rain fell on the old town for three days."
RIVER = "The mayor said on Monday that the river had risen by two metres."
WALL = "“We will build a higher wall,” a spokeswoman told reporters."
PRICE = "Nobody asked about the price of the wall."


def publish(*sentences, url=URL):
    """What the outlet's page says now; returns the version it became."""
    submission = Submission(
        IngestionKind.TEXT, url=url, body=" ".join(sentences).encode(), language="en"
    )
    outcome = ingest_here("page", submission, by=None, on_progress=lambda _: None)
    assert outcome.is_stored, outcome.reason
    return outcome.ingestion.version


def in_a_thread(work, *args):
    """Do something as another worker does, on a connection of its own."""
    try:
        work(*args)
    finally:
        connection.close()


def claims_of(version):
    """The claims of a version's sentences, by their words."""
    places = version.sentences.select_related("lineage__claim")
    return {place.lineage.claim.text: place.lineage.claim for place in places}


pytestmark = pytest.mark.django_db(transaction=True)


def test_the_same_content_again_is_the_same_version():
    assert publish(RAIN, RIVER) == publish(RAIN, RIVER)

    assert ArticleVersion.objects.count() == 1
    assert Reading.objects.count() == 1
    assert list(Ingestion.objects.order_by("pk").values_list("is_new", flat=True)) == [True, False]


def test_changed_content_at_the_same_address_is_a_new_version():
    first = publish(RAIN, RIVER)
    second = publish(RAIN, RIVER, WALL)

    assert (first.article, second.number) == (second.article, 2)
    assert Article.objects.get().current == second
    assert first.text == f"{RAIN} {RIVER}"


def test_a_sentence_that_did_not_change_keeps_its_claim_wherever_it_moved():
    before = claims_of(publish(RAIN, RIVER))
    after = claims_of(publish(PRICE, RAIN, RIVER, WALL))

    assert after[RAIN] == before[RAIN]
    assert after[RIVER] == before[RIVER]
    assert Claim.objects.count() == 4


def test_a_sentence_that_is_gone_leaves_a_claim_marked_as_no_longer_found():
    publish(RAIN, RIVER)
    second = publish(RAIN, WALL)

    lost = Claim.objects.get(text=RIVER)
    assert lost.not_found_in == second
    assert set(Claim.objects.found().values_list("text", flat=True)) == {RAIN, WALL}


def test_one_changed_letter_makes_another_claim():
    publish(RAIN, RIVER)
    publish(RAIN, RIVER.replace("two", "ten"))

    assert Claim.objects.get(text=RIVER).not_found_in is not None
    assert Claim.objects.get(text=RIVER.replace("two", "ten")).not_found_in is None


def test_what_was_lost_is_found_again_when_the_old_text_comes_back():
    first = publish(RAIN, RIVER)
    publish(RAIN, WALL)
    third = publish(RAIN, RIVER)

    assert third == first
    assert Article.objects.get().current == first
    assert Claim.objects.get(text=RIVER).not_found_in is None
    assert Claim.objects.get(text=WALL).not_found_in == first


def test_the_claims_of_a_text_that_came_back_have_active_attributions():
    publish(RAIN, RIVER)
    publish(RAIN, WALL)
    publish(RAIN, RIVER)

    (active,) = Attribution.objects.active().filter(hops__claim__text=RIVER).distinct()
    assert active.version == Article.objects.get().current


def test_a_late_reading_of_an_older_text_takes_nothing_from_the_current_one():
    older = publish(RAIN, RIVER)
    current = publish(RAIN, RIVER, WALL)
    active = set(Attribution.objects.active().values_list("pk", flat=True))

    read_version(older.pk)

    assert set(Attribution.objects.active().values_list("pk", flat=True)) == active
    assert {a.version for a in Attribution.objects.active()} == {current}


def test_a_text_may_come_back_any_number_of_times():
    for _ in range(MAX_READ_ATTEMPTS + 1):
        publish(RAIN, RIVER)
        publish(RAIN, WALL)

    assert not Ingestion.objects.filter(status=IngestionStatus.FAILED).exists()


def test_workers_who_meet_at_one_version_read_it_once():
    version = VersionFactory(text=f"{RAIN} {RIVER}", read_at=None)
    waiting = IngestionFactory(version=version, status=IngestionStatus.ATTRIBUTING)

    with ThreadPoolExecutor(MAX_READ_ATTEMPTS + 1) as workers:
        for _ in range(MAX_READ_ATTEMPTS + 1):
            workers.submit(in_a_thread, tasks.read_version, str(version.pk))

    waiting.refresh_from_db()
    assert waiting.status == IngestionStatus.DONE
    assert Reading.objects.count() == 1


def test_a_reading_that_was_given_up_is_tried_anew_when_a_person_says_so():
    version = VersionFactory(read_at=None, read_attempts=MAX_READ_ATTEMPTS)
    ingestion = IngestionFactory(version=version, status=IngestionStatus.ATTRIBUTING)
    read_version(version.pk)
    ingestion.refresh_from_db()
    assert ingestion.failure == "gave_up"

    retry(ingestion.pk)
    read_version(version.pk)

    version.refresh_from_db()
    assert version.read_at


def test_of_twins_with_other_neighbours_none_inherits_the_claim():
    publish(RAIN, PRICE, WALL)
    publish(PRICE, RIVER, PRICE)

    gone, *new = Claim.objects.filter(text=PRICE).order_by("pk")
    assert gone.not_found_in is not None
    assert [claim.not_found_in for claim in new] == [None, None]


@pytest.mark.parametrize(
    ("old", "new", "continued"),
    [
        ("ABC", "ABC", {0: 0, 1: 1, 2: 2}),
        ("ABC", "AXC", {0: 0, 2: 2}),
        ("ABC", "XABC", {1: 0, 2: 1, 3: 2}),
        ("AB", "BA", 1),
        ("ABAC", "AC", {1: 3}),
        ("AXA", "AXA", {0: 0, 1: 1, 2: 2}),
        ("", "A", {}),
        ("A", "", {}),
    ],
)
def test_position_and_words_must_both_agree(old, new, continued):
    found = carried_over(list(old), list(new))

    assert all(old[i] == new[j] for j, i in found.items())
    assert [found[j] for j in sorted(found)] == sorted(found.values())
    assert found == continued if isinstance(continued, dict) else len(found) == continued


def test_what_a_person_said_of_a_sentence_outlives_a_new_reading():
    first = publish(RAIN, RIVER)
    machine = Attribution.objects.active().get(version=first)
    samira = UserFactory()
    person = Attribution.objects.create(
        version=first,
        source=machine.source,
        cue_class=machine.cue_class,
        manner=machine.manner,
        inherited=False,
        confidence=1,
        made_by="person",
        person=samira,
        rule="a person said so",
    )

    publish(RAIN, RIVER, WALL)

    person.refresh_from_db()
    assert person.retired_at is None
    machine.refresh_from_db()
    assert machine.retired_by_reading is not None


def test_two_addresses_are_two_articles_with_claims_of_their_own():
    publish(RAIN, RIVER)
    publish(RAIN, RIVER, url=f"{URL}-again")

    assert Article.objects.count() == 2
    assert Claim.objects.filter(text=RIVER).count() == 2
