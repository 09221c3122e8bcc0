"""Dates as news pages write them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.dates import parse_news_date

NOW = datetime(2026, 11, 24, 21, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("3 فبراير/ شباط, 2010", "2010-02-03T00:00"),
        ("٣ آذار ٢٠٢٢", "2022-03-03T00:00"),
        ("الثلاثاء، 3 تشرين الثاني/ نوفمبر، 2026 - 18:40", "2026-11-03T18:40"),
        ("نُشر في: 1 كانون الأول 2024 09:05 م", "2024-12-01T21:05"),
        ("12 كانون الثاني (يناير) 2023", "2023-01-12T00:00"),
        ("1 جانفي", "2026-01-01T00:00"),
        ("25 ديسمبر", "2025-12-25T00:00"),
        ("14 جويلية 2019", "2019-07-14T00:00"),
        ("5 غشت 2021", "2021-08-05T00:00"),
        ("١٥/٠٣/٢٠٢٤", "2024-03-15T00:00"),
        ("۱۵ مارس ۲۰۲۴", "2024-03-15T00:00"),
        ("أمس", "2026-11-23T00:00"),
        ("أول من أمس", "2026-11-22T00:00"),
        ("اليوم 10:15", "2026-11-24T10:15"),
        ("قبل يومين", "2026-11-22T00:00"),
        ("قبل 3 ساعات", "2026-11-24T18:00"),
        ("2 جمادى الأولى 1448 هـ", "2026-10-13T00:00"),
        ("1 رمضان 1445هـ الموافق 11 مارس 2024", "2024-03-11T00:00"),
        ("آخر تحديث: 2026/11/02 الساعة 14:30 بتوقيت غرينتش", "2026-11-02T14:30"),
        ("March 3rd, 2022 4:05 p.m.", "2022-03-03T16:05"),
        ("Published on 3 Sept. 2022", "2022-09-03T00:00"),
        ("Updated: Tue 24 Nov 2026 12:30 am", "2026-11-24T00:30"),
        ("Publié le 1er août 2026 à 09h15", "2026-08-01T09:15"),
        ("avant-hier", "2026-11-22T00:00"),
        ("2026-10-25T01:30:00+01:00", "2026-10-25T00:30"),
        ("2026-10-25T00:30:00Z", "2026-10-25T00:30"),
        ("2026-10-25", "2026-10-25T00:00"),
    ],
)
def test_a_date_is_read_as_written(written, read):
    assert parse_news_date(written, now=NOW) == datetime.fromisoformat(read).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    ["", "خبر عاجل", "31 فبراير 2024", "40 رمضان 1445", "Chapter 3", "99/99/2024", "9" * 500],
)
def test_what_is_no_date_is_none(text):
    assert parse_news_date(text, now=NOW) is None


@given(st.text(alphabet=st.sampled_from("0123456789 ٣/-:,.TZ+ مارسhmayأول"), max_size=60))
def test_whatever_stands_there_is_a_moment_or_none(text):
    moment = parse_news_date(text, now=NOW)

    assert moment is None or moment.tzinfo is UTC


def test_an_outlets_clock_is_respected():
    cairo = ZoneInfo("Africa/Cairo")

    assert parse_news_date("3 مارس 2022", zone=cairo) == datetime(2022, 3, 2, 22, tzinfo=UTC)
    assert parse_news_date("2022-03-03T10:00:00Z", zone=cairo) == datetime(
        2022, 3, 3, 10, tzinfo=UTC
    )


def test_a_day_without_a_year_is_the_last_one():
    assert parse_news_date("24 نوفمبر", now=NOW) == datetime(2026, 11, 24, tzinfo=UTC)
    assert parse_news_date("25 نوفمبر", now=NOW) == datetime(2025, 11, 25, tzinfo=UTC)
