"""Merging, undoing, grading and answering the inbox: one transaction each, with history."""

import psycopg
import pytest
from django.db import IntegrityError, transaction

from newsroom.errors import BadInput
from newsroom.models import RefusedAttempt
from newsroom.permissions import NotPermitted
from sources.curation import (
    add_alias,
    answer_different,
    answer_same,
    edit_source,
    grade_source,
    keep_as_new,
    merge_sources,
    preview_merge,
    reassign,
    standing,
    undo_merge,
)
from sources.errors import (
    AlreadyDecided,
    HierarchyCircle,
    MergeNotPossible,
    UndoNotPossible,
    WikidataIdTaken,
)
from sources.models import Source, SourceAlias, SourceEvent, SourceGrade, SourceQuestion
from sources.workflows import Mention, resolve_mentions
from tests.factories import OutletFactory, SourceAliasFactory, SourceFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    return UserFactory(role="editor")


def rows():
    """All that a merge could touch, as it is stored."""
    return (
        list(Source.objects.order_by("pk").values()),
        list(SourceAlias.objects.order_by("pk").values()),
        list(SourceQuestion.objects.order_by("pk").values()),
    )


def test_a_merged_source_keeps_its_id_and_leads_to_the_other(editor):
    hafter, haftar = SourceFactory(name="Hafter"), SourceFactory(name="Haftar")

    merge_sources(hafter.pk, haftar.pk, by=editor, reason="one man")

    assert standing(hafter.pk) == haftar
    event = SourceEvent.objects.get()
    assert (event.source, event.other, event.actor, event.reason) == (
        hafter,
        haftar,
        editor,
        "one man",
    )


def test_what_was_merged_before_follows(editor):
    first, second, third = SourceFactory.create_batch(3)
    merge_sources(first.pk, second.pk, by=editor)

    merge_sources(second.pk, third.pk, by=editor)

    assert standing(first.pk) == third


def test_undo_restores_every_row(editor):
    first, second, third = SourceFactory.create_batch(3)
    SourceAliasFactory(source=second)
    merge_sources(first.pk, second.pk, by=editor)
    before = rows()

    event = merge_sources(second.pk, third.pk, by=editor)
    undo_merge(event.pk, by=editor)

    assert rows() == before
    assert SourceEvent.objects.count() == 3


def test_merges_are_undone_in_any_order(editor):
    first, second, third = SourceFactory.create_batch(3)
    inner = merge_sources(first.pk, second.pk, by=editor)
    outer = merge_sources(second.pk, third.pk, by=editor)

    undo_merge(inner.pk, by=editor)
    undo_merge(outer.pk, by=editor)

    assert not Source.objects.exclude(merged_into=None).exists()


def test_a_merge_is_undone_once(editor):
    one, other = SourceFactory.create_batch(2)
    event = merge_sources(one.pk, other.pk, by=editor)
    undo_merge(event.pk, by=editor)

    with pytest.raises(UndoNotPossible):
        undo_merge(event.pk, by=editor)


def test_a_preview_says_what_will_move_and_what_stands_against_it(editor):
    ministry = SourceFactory(name="Ministry", kind="government_body")
    spokesman = SourceFactory(name="Spokesman", parent=ministry)
    SourceAliasFactory(source=spokesman, surface="the spokesman")

    preview = preview_merge(spokesman.pk, ministry.pk)

    assert preview.aliases == ["the spokesman"]
    assert preview.objections == [
        "They are of different kinds; correct the kind of one first.",
        "One of them is part of the other.",
    ]


@pytest.mark.parametrize("how", ["itself", "kinds", "unnamed", "wikidata"])
def test_a_wrong_merge_is_refused_and_changes_nothing(editor, how):
    one, other = {
        "itself": lambda: [SourceFactory()] * 2,
        "kinds": lambda: [SourceFactory(), SourceFactory(kind="government_body")],
        "unnamed": lambda: [
            SourceFactory(name="sources", kind="anonymous_group", outlet=OutletFactory())
            for _ in range(2)
        ],
        "wikidata": lambda: [SourceFactory(wikidata_id="Q1"), SourceFactory(wikidata_id="Q2")],
    }[how]()
    before = rows()

    with pytest.raises(MergeNotPossible):
        merge_sources(one.pk, other.pk, by=editor)

    assert rows() == before
    assert not SourceEvent.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_database_refuses_a_merge_into_a_merged_source(as_owner):
    first, second, third = SourceFactory.create_batch(3)
    sql = "UPDATE sources_source SET merged_into_id = %s WHERE id = %s"
    as_owner.execute(sql, [second.pk, first.pk])

    with pytest.raises(psycopg.errors.CheckViolation, match="others are merged into"):
        as_owner.execute(sql, [third.pk, second.pk])
    with pytest.raises(psycopg.errors.CheckViolation, match="not merged itself"):
        as_owner.execute(sql, [first.pk, third.pk])


@pytest.mark.parametrize("length", [2, 3, 7])
def test_the_database_refuses_a_hierarchy_circle_of_any_length(length):
    ring = SourceFactory.create_batch(length)
    for number, source in enumerate(ring[1:]):
        link = "parent" if number % 2 else "owner"
        Source.objects.filter(pk=source.pk).update(**{link: ring[number]})

    with pytest.raises(IntegrityError, match="above itself"), transaction.atomic():
        Source.objects.filter(pk=ring[0].pk).update(parent=ring[-1])


def test_an_edit_that_closes_a_circle_is_refused_in_words(editor):
    ministry = SourceFactory()
    embassy = SourceFactory(parent=ministry)

    with pytest.raises(HierarchyCircle, match=r"^parent: "):
        edit_source(ministry.pk, {"parent_id": embassy.pk}, by=editor)


def test_an_edit_writes_down_old_and_new(editor):
    source = SourceFactory(name="Haftar")

    edit_source(source.pk, {"name": " Khalifa  Haftar ", "country": "LY"}, by=editor)

    source.refresh_from_db()
    assert (source.name, source.country) == ("Khalifa Haftar", "LY")
    assert SourceEvent.objects.get().details == {
        "name": ["Haftar", "Khalifa Haftar"],
        "country": ["", "LY"],
    }


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"name": "x" * 501}, "name: a name has at most 500"),
        ({"name": "Haf\u202etar"}, "name: a name must not have directional"),
        ({"wikidata_id": "42"}, "wikidata_id: has the form Q42"),
        ({"country": "Libya"}, "country: is two capital letters"),
        ({"merged_into_id": None}, "merged_into_id: can't be edited"),
    ],
)
def test_a_bad_edit_names_field_and_rule_and_changes_nothing(editor, changes, rule):
    source = SourceFactory()
    before = rows()

    with pytest.raises(BadInput, match=rf"^{rule}"):
        edit_source(source.pk, changes, by=editor)

    assert rows() == before


def test_a_wikidata_id_belongs_to_one_source(editor):
    SourceFactory(wikidata_id="Q1")

    with pytest.raises(WikidataIdTaken):
        edit_source(SourceFactory().pk, {"wikidata_id": "Q1"}, by=editor)


def test_an_alias_of_ten_thousand_characters_is_refused(editor):
    source = SourceFactory()

    with pytest.raises(BadInput, match="at most 500 characters, not 10000"):
        add_alias(source.pk, "x" * 10_000, language="en", by=editor)

    assert not SourceAlias.objects.exists()


def test_graders_may_differ_and_both_are_kept(editor):
    source, colleague = SourceFactory(), UserFactory(role="editor")

    grade_source(source.pk, "B", by=editor, reason="right about the port")
    grade_source(source.pk, "D", by=colleague, reason="wrong about the ferry")

    assert set(source.grades.values_list("grader", "letter")) == {
        (editor.pk, "B"),
        (colleague.pk, "D"),
    }


def test_a_grade_is_never_changed(editor):
    grade = grade_source(SourceFactory().pk, "A", by=editor, reason="knows")

    with pytest.raises(Exception, match=r"permission denied|cannot"), transaction.atomic():
        SourceGrade.objects.filter(pk=grade.pk).update(letter="E")


@pytest.fixture
def question():
    SourceAliasFactory(source=SourceFactory(name="خليفة حفتر"), surface="خليفة حفتر")
    resolve_mentions(None, [Mention("حفتر", "person", "named", "ar", ("حفتر",))])
    return SourceQuestion.objects.get()


def test_the_same_merges_and_teaches(editor, question):
    answer_same(question.pk, by=editor)

    [found] = resolve_mentions(None, [Mention("حفتر", "person", "named", "ar", ("حفتر",))])
    assert found == question.candidate
    assert SourceQuestion.objects.get().decided_by == editor


def test_undoing_that_merge_asks_again(editor, question):
    undo_merge(answer_same(question.pk, by=editor).pk, by=editor)

    assert SourceQuestion.objects.get().state == "open"


def test_different_is_never_asked_again(editor, question):
    answer_different(question.pk, by=editor)

    resolve_mentions(None, [Mention("حفتر", "person", "named", "ar", ("حفتر",))])

    assert SourceQuestion.objects.get().state == "different"


def test_a_question_is_answered_once(editor, question):
    answer_different(question.pk, by=editor)

    with pytest.raises(AlreadyDecided):
        answer_same(question.pk, by=UserFactory(role="editor"))


def test_the_inbox_can_name_somebody_else(editor, question):
    saddam = SourceFactory(name="صدام حفتر")

    reassign(question.source_id, saddam.pk, by=editor)

    assert standing(question.source_id) == saddam


def test_the_inbox_can_say_that_it_is_somebody_new(editor, question):
    keep_as_new(question.source_id, by=editor)

    assert not Source.objects.get(pk=question.source_id).provisional
    assert SourceQuestion.objects.get().state == "different"


def test_only_an_editor_merges_and_the_attempt_is_written_down():
    checker = UserFactory(role="fact_checker")
    one, other = SourceFactory.create_batch(2)

    with pytest.raises(NotPermitted):
        merge_sources(one.pk, other.pk, by=checker)

    assert RefusedAttempt.objects.get().actor == checker
    assert not Source.objects.exclude(merged_into=None).exists()
