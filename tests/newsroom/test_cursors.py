"""Pages of lists: every row once, in one order, while others are added."""

import threading

import pytest
from django.db import connection

from claims.models import Claim
from newsroom.cursors import PageQuery
from tests.api import Program, assert_problem
from tests.factories import ClaimFactory, VersionFactory, claims_of


def walk(program, query, *, follow="next"):
    """The ids of all pages from here on, in the order they were given out."""
    ids, cursor = [], query.pop("cursor", "")
    while True:
        page = program.get("claims", {**query, "cursor": cursor}).json()
        ids.extend(row["id"] for row in page["items"])
        cursor = page[follow]
        if cursor is None:
            return ids


@pytest.fixture
def ten_claims():
    return claims_of(VersionFactory(text="\n".join(f"Rain fell on city {n}." for n in range(10))))


@pytest.mark.django_db
@pytest.mark.parametrize("limit", [1, 3, 5, 10, 200])
def test_the_pages_hold_every_row_once_newest_first(ten_claims, limit):
    newest_first = [str(claim.pk) for claim in reversed(ten_claims)]

    assert walk(Program(), {"limit": limit}) == newest_first


@pytest.mark.django_db
def test_the_way_back_shows_the_same_pages(ten_claims):
    program = Program()
    pages, cursor = [], ""
    while cursor is not None:
        pages.append(program.get("claims", {"limit": 4, "cursor": cursor}).json())
        cursor = pages[-1]["next"]

    back = program.get("claims", {"limit": 4, "cursor": pages[-1]["previous"]}).json()
    first = program.get("claims", {"limit": 4, "cursor": back["previous"]}).json()

    assert back["items"] == pages[1]["items"]
    assert first["items"] == pages[0]["items"]
    assert first["previous"] is None
    assert first["next"] == pages[0]["next"]


@pytest.mark.django_db
def test_one_page_has_no_neighbours(ten_claims):
    page = Program().get("claims", {"limit": 10}).json()

    assert page["next"] is page["previous"] is None


@pytest.mark.django_db
def test_filters_hold_on_every_page(ten_claims):
    ClaimFactory(text="قال الوزير إن المطر هطل.", language="ar")

    assert len(walk(Program(), {"limit": 3, "language": "en"})) == 10


@pytest.mark.django_db
@pytest.mark.parametrize("cursor", ["", "x", "bw", "eA" + "A" * 21, "o" * 100])
def test_a_cursor_that_was_never_given_out_is_refused(cursor):
    answer = Program().get("claims", {"cursor": cursor})

    if cursor:
        assert_problem(answer, 422, "cursor: not one of this list")
    else:
        assert answer.status_code == 200


def test_a_page_has_at_most_200_rows():
    with pytest.raises(ValueError, match="less than or equal to 200"):
        PageQuery(limit=201)


@pytest.mark.django_db(transaction=True)
def test_pages_neither_skip_nor_repeat_while_others_write(ten_claims):
    """Four writers commit claims at full speed; those there at the start are seen once each."""
    there_before = {str(claim.pk) for claim in ten_claims}
    stop = threading.Event()

    def write():
        try:
            while not stop.is_set():
                ClaimFactory()
        finally:
            connection.close()

    writers = [threading.Thread(target=write) for _ in range(4)]
    for writer in writers:
        writer.start()
    try:
        while Claim.objects.count() < 40:
            pass
        walks = [walk(Program(), {"limit": 2}) for _ in range(3)]
    finally:
        stop.set()
        for writer in writers:
            writer.join()

    for ids in walks:
        assert len(ids) == len(set(ids))
        assert there_before <= set(ids)
        assert ids == sorted(ids, reverse=True)
