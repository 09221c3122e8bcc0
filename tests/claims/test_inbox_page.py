"""The source inbox: one press an answer, seen in context, and never a merge nobody asked for."""

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains

from claims.group_schemas import QuestionOut
from sources.models import Source, SourceEvent, SourceQuestion
from sources.workflows import Mention, resolve_mentions
from tests.api import Program, assert_is
from tests.factories import (
    ClaimFactory,
    SentenceFactory,
    SourceAliasFactory,
    SourceFactory,
    UserFactory,
    VersionFactory,
    attribute,
)

pytestmark = pytest.mark.django_db
INBOX = reverse("claims:inbox")


@pytest.fixture
def client(client):
    client.force_login(UserFactory(role="editor"))
    return client


@pytest.fixture
def question():
    haftar = SourceFactory(name="خليفة حفتر")
    SourceAliasFactory(source=haftar, surface="خليفة حفتر")
    [found] = resolve_mentions(None, [Mention("حفتر", "person", "named", "ar", ("حفتر",))])
    version = VersionFactory(text="وصل الوفد مساء. قال حفتر إن الجيش باق. ثم غادر.", language="ar")
    words = "قال حفتر إن الجيش باق."
    claim = ClaimFactory(sentence=SentenceFactory(version=version, words=words), text=words)
    attribute(claim, found, source_name="حفتر")
    return SourceQuestion.objects.get()


def answer(client, question, **given):
    place = reverse("claims:answer", args=[question.pk])
    return client.post(place, given, follow=True)


def test_the_sentence_is_shown_with_what_stands_around_it_and_the_name_marked(client, question):
    page = client.get(INBOX)

    assertContains(page, "وصل الوفد مساء.")
    assertContains(page, "ثم غادر.")
    assertContains(page, '<span class="mark found" data-numbers="0">حفتر</span>')


def test_scores_by_letters_and_by_meaning_stand_beside_the_likeness(client, question):
    SourceQuestion.objects.update(meaning=0.61)

    page = client.get(INBOX)

    assertContains(page, "likeness 70%")
    assertContains(page, f"in letters {question.letters:.0%}")
    assertContains(page, "in meaning 61%")


def test_it_is_another_known_source_by_its_name(client, question):
    saddam = SourceFactory(name="صدام حفتر")

    answer(client, question, answer="other", to="صدام حفتر")

    question.refresh_from_db()
    assert question.source.merged_into == saddam
    assert question.state == "different"


@pytest.mark.parametrize(
    ("to", "message"),
    [("لا أحد", "There is no source of this name"), ("خالد", "Several sources have this name")],
)
def test_a_name_that_nobody_or_several_have_changes_nothing(client, question, to, message):
    for _ in range(2):
        SourceFactory(name="خالد")

    assertContains(answer(client, question, answer="other", to=to), message)
    assert not SourceEvent.objects.exists()
    assert SourceQuestion.objects.get().state == "open"


def test_a_press_that_names_no_answer_merges_nothing(client, question):
    answer(client, question)

    assert SourceQuestion.objects.get().state == "open"
    assert not Source.objects.exclude(merged_into=None).exists()


def test_the_last_answers_are_taken_back_from_the_inbox(client, question):
    page = answer(client, question, answer="same")
    assertContains(page, "What you joined lately")
    event = SourceEvent.objects.get(kind="merged")

    client.post(reverse("claims:undo", args=[event.source_id, event.pk]))

    assertContains(client.get(INBOX), "1 open question")


def test_two_that_became_one_elsewhere_are_asked_about_no_more(client, question):
    Source.objects.filter(pk=question.source_id).update(merged_into=question.candidate_id)

    assertContains(client.get(INBOX), "Nothing to ask")


def test_who_may_not_merge_has_no_key_for_it(client, question):
    client.force_login(UserFactory(role="fact_checker"))

    page = client.get(INBOX)

    assert 'value="same"' not in page.text
    assertContains(page, 'data-key="n ى"')


def test_the_inbox_takes_the_same_queries_for_one_and_for_many(
    client, question, django_assert_num_queries
):
    client.get(INBOX)
    with django_assert_num_queries(6):
        client.get(INBOX)
    for _ in range(6):
        other = SourceFactory()
        attribute(ClaimFactory(), other)
        SourceQuestion.objects.create(source=other, candidate=question.candidate, score=0.5)

    with django_assert_num_queries(6):
        client.get(INBOX)


def test_a_program_reads_the_scores_and_answers_with_another_source(question):
    saddam = SourceFactory(name="صدام حفتر")
    program = Program("read", "review")
    program.key.user.role = "editor"
    program.key.user.save()
    place = f"inbox/{question.pk}"

    shown = assert_is(program.get(place), QuestionOut)
    assert program.post(place, {"answer": "other"}).status_code == 422
    program.post(place, {"answer": "other", "to": str(saddam.pk)})

    assert (shown["meaning"], round(shown["letters"], 2)) == (None, round(question.letters, 2))
    question.source.refresh_from_db()
    assert question.source.merged_into == saddam
