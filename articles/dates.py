"""The dates of news pages, in Arabic, English and French, as moments in UTC.

dateparser does most languages and relative dates. It was measured to return nothing for what
Arabic pages write every day ("3 فبراير/ شباط, 2010", "٣ آذار ٢٠٢٢", "1 جانفي", "أول من أمس", Hijri
dates), so these are brought to a form it knows; a plain day, month and year is read here.
"""

import re
import unicodedata
from datetime import UTC, datetime, timedelta, tzinfo

import dateparser  # type: ignore[import-untyped]
from hijridate import Hijri

# Every Arabic name of a month, in the order of the year: common and Egyptian, Levantine, Maghrebi.
_ARABIC_MONTHS = (
    "يناير جانفي كانون_الثاني",
    "فبراير فيفري شباط فبرير",
    "مارس آذار اذار",
    "أبريل ابريل إبريل أفريل افريل نيسان",
    "مايو ماي أيار ايار",
    "يونيو يونية يونيه جوان حزيران",
    "يوليو يولية يوليه جويلية تموز يوليوز",
    "أغسطس اغسطس أوت اوت آب غشت",
    "سبتمبر أيلول ايلول شتنبر",
    "أكتوبر اكتوبر تشرين_الأول تشرين_الاول",
    "نوفمبر تشرين_الثاني نونبر",
    "ديسمبر كانون_الأول كانون_الاول دجنبر",
)
_ENGLISH_MONTHS = (
    "january jan|february feb|march mar|april apr|may|june jun|july jul|august aug|"
    "september sept sep|october oct|november nov|december dec"
).split("|")
_FRENCH_MONTHS = (
    "janvier janv|février fevrier févr|mars|avril avr|mai|juin|juillet juil|août aout|"
    "septembre|octobre|novembre|décembre decembre déc"
).split("|")
_HIJRI_MONTHS = (
    "محرم المحرم|صفر|ربيع_الأول ربيع_الاول|ربيع_الآخر ربيع_الاخر ربيع_الثاني|"
    "جمادى_الأولى جمادى_الاولى|جمادى_الآخرة جمادى_الاخرة جمادى_الثانية|رجب|شعبان|رمضان|شوال|"
    "ذو_القعدة ذي_القعدة|ذو_الحجة ذي_الحجة"
).split("|")


def _numbers(*calendars: tuple[str, ...] | list[str]) -> dict[str, int]:
    return {
        name.replace("_", " "): number
        for months in calendars
        for number, names in enumerate(months, start=1)
        for name in names.split()
    }


_MONTHS = _numbers(_ARABIC_MONTHS, _ENGLISH_MONTHS, _FRENCH_MONTHS)
_HIJRI = _numbers(_HIJRI_MONTHS)
# Longer names first, so that "تشرين الأول" is not read as the start of another.
_MONTH = "|".join(sorted(map(re.escape, _MONTHS), key=len, reverse=True))
_HIJRI_MONTH = "|".join(sorted(map(re.escape, _HIJRI), key=len, reverse=True))
_TIME = re.compile(
    r"\b(?P<hour>[01]?\d|2[0-3])\s?(?::|h)\s?(?P<minute>[0-5]\d)(?::[0-5]\d)?"
    r"(?:\s?(?P<half>am|pm|a\.m\.|p\.m\.|ص|م|صباحا|مساء)(?!\w))?"
)
# "3 فبراير/ شباط, 2010", "1er août 2026", "3rd of March, 2022", and without a year "1 جانفي".
_DAY_FIRST = re.compile(
    rf"(?<![\d.,:])(?P<day>\d{{1,2}})(?:er|st|nd|rd|th)?\s*(?:of|من)?[\s/.-]*"
    rf"(?P<month>{_MONTH})(?!\w)\.?(?:\s*[/(|-]\s*(?:{_MONTH})(?!\w)\)?)?"
    r"(?:\s*[,/-]?\s*(?:عام\s|سنة\s)?(?P<year>\d{4})(?!\d))?"
)
_MONTH_FIRST = re.compile(
    rf"(?<!\w)(?P<month>{_MONTH})(?!\w)\.?\s*(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)"
    r"(?:\s*,?\s*(?P<year>\d{4})(?!\d))?"
)
_HIJRI_DATE = re.compile(
    rf"(?<!\d)(?P<day>\d{{1,2}})\s*(?:من\s)?[\s/-]*(?P<month>{_HIJRI_MONTH})(?!\w)"
    r"\s*[,/-]?\s*(?:عام\s|سنة\s)?(?P<year>1[345]\d\d)"
)
# Arabic numbers its days before its years, and so does French; only the ISO form is the other way.
_FIGURES = re.compile(r"(?<!\d)(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?!\d)")
_ISO = re.compile(r"(?<!\d)(\d{4})[/-](\d{1,2})[/-](\d{1,2})(?!\d)")
_DAYS_AGO = {
    "قبل يومين": 2, "منذ يومين": 2,
    "أول من أمس": 2, "اول من امس": 2, "أول أمس": 2, "اول امس": 2, "avant-hier": 2,
    "the day before yesterday": 2, "أمس": 1, "امس": 1, "البارحة": 1, "yesterday": 1, "hier": 1,
    "اليوم": 0, "today": 0, "aujourd'hui": 0,
}  # fmt: skip
_RELATIVE = re.compile("|".join(rf"(?<!\w){re.escape(words)}(?!\w)" for words in _DAYS_AGO))
_LEFT_OUT = re.compile("[\u0640\u064b-\u0652\u0670\u061c\u200b-\u200f\u202a-\u202e\u2066-\u2069]")
_LONGEST = 300


def parse_news_date(
    text: str, *, now: datetime | None = None, zone: tzinfo = UTC
) -> datetime | None:
    """Read the date, and the time if there is one, in a short piece of a news page.

    Args: text such as an ISO timestamp, a date line or "أول من أمس"; `now` (aware) is what
        relative dates and dates without a year count from; `zone` is where the outlet's clocks
        are, for dates that don't say.
    Returns: an aware moment in UTC, midnight in the zone where no time is given; None if there
        is no date, or none that exists. A date without a year is the last such day before now.
    """
    now = (now or datetime.now(UTC)).astimezone(zone)
    if exact := _iso_moment(text.strip(), zone):
        return exact.astimezone(UTC)
    plain = _plain(text[:_LONGEST])
    day = _gregorian_day(plain, now) or _hijri_day(plain) or _relative_day(plain, now)
    if day is not None:
        return _at_time(day, plain, zone)
    if not re.search(r"\d", plain):
        return None
    found = dateparser.parse(
        plain,
        languages=["ar", "en", "fr"],
        settings={
            "RELATIVE_BASE": now.replace(tzinfo=None),
            "TIMEZONE": now.strftime("%z"),
            "RETURN_AS_TIMEZONE_AWARE": True,
            "DATE_ORDER": "DMY",
            "REQUIRE_PARTS": ["day", "month", "year"],
            "PREFER_DATES_FROM": "past",
        },
    )
    return found.astimezone(UTC) if found else None


def _iso_moment(text: str, zone: tzinfo) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
        return moment if moment.tzinfo else moment.replace(tzinfo=zone)
    except (ValueError, OverflowError):
        return None


def _plain(text: str) -> str:
    """Digits in ASCII, no marks on letters but accents, one blank, lower case, plain comma."""
    digits = "".join(
        str(unicodedata.digit(character)) if character.isdecimal() else character
        for character in unicodedata.normalize("NFC", text)
    )
    bare = _LEFT_OUT.sub("", digits).replace("،", ",").replace("’", "'").casefold()
    return " ".join(bare.split())


def _gregorian_day(text: str, now: datetime) -> datetime | None:
    if named := _DAY_FIRST.search(text) or _MONTH_FIRST.search(text):
        month, day = _MONTHS[named["month"]], int(named["day"])
        if named["year"]:
            return _day(int(named["year"]), month, day)
        # Without a year: the last one, today included.
        this = _day(now.year, month, day)
        return this if this and this.date() <= now.date() else _day(now.year - 1, month, day)
    if iso := _ISO.search(text):
        return _day(int(iso[1]), int(iso[2]), int(iso[3]))
    if figures := _FIGURES.search(text):
        return _day(int(figures[3]), int(figures[2]), int(figures[1]))
    return None


def _hijri_day(text: str) -> datetime | None:
    """The day of a Hijri date, by the Umm al-Qura calendar (1343 to 1500)."""
    found = _HIJRI_DATE.search(text)
    if not found:
        return None
    try:
        day = Hijri(int(found["year"]), _HIJRI[found["month"]], int(found["day"])).to_gregorian()
    except (ValueError, OverflowError):
        return None
    return _day(day.year, day.month, day.day)


def _relative_day(text: str, now: datetime) -> datetime | None:
    found = _RELATIVE.search(text)
    if not found:
        return None
    day = now - timedelta(days=_DAYS_AGO[found[0]])
    return _day(day.year, day.month, day.day)


def _day(year: int, month: int, day: int) -> datetime | None:
    """Midnight of a day, still without zone; None if the calendar has no such day."""
    try:
        return datetime(year, month, day) if 1800 <= year <= 2200 else None
    except ValueError:
        return None


def _at_time(day: datetime, text: str, zone: tzinfo) -> datetime:
    """The moment on a day that the text names, or midnight, in UTC."""
    if found := _TIME.search(text):
        hour = int(found["hour"])
        half = (found["half"] or "")[:1]
        if half in ("p", "م") and hour < 12:
            hour += 12
        elif half in ("a", "ص") and hour == 12:
            hour = 0
        day = day.replace(hour=hour, minute=int(found["minute"]))
    if re.search(r"(?<!\w)(gmt|utc|غرينتش|جرينتش)(?!\w)", text):
        zone = UTC
    return day.replace(tzinfo=zone).astimezone(UTC)
