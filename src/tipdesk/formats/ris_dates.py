"""Dates in RIS, `2019/03/12/` with anything behind the last stroke, to EDTF and back."""

import re

from tipdesk.domain import dates
from tipdesk.formats import written_dates

_PARTS = re.compile(r"(\d{4})(?:/(\d{0,2})(?:/(\d{0,2})(?:/(.*))?)?)?", re.DOTALL)
_RANGE = re.compile(r"(\d{4})\s*[-–—/]\s*(\d{4})")
_PLAIN = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")
_SEASONS = {"21": "Spring", "22": "Summer", "23": "Autumn", "24": "Winter"}


def from_ris(text: str) -> tuple[str, str]:
    """A date as EDTF, and what of the text it does not say."""
    written = text.strip()
    text = written_dates.ascii_digits(written)
    if (found := _RANGE.fullmatch(text)) and dates.is_edtf(date := f"{found[1]}/{found[2]}"):
        return date, ""
    if found := _PARTS.fullmatch(text):
        return _from_parts(found[1], found[2] or "", found[3] or "", (found[4] or "").strip("/ "))
    if date := written_dates.edtf(text):
        return date, ""
    return written_dates.year_in(text), written


def _from_parts(year: str, month: str, day: str, rest: str) -> tuple[str, str]:
    if not month and (date := within(year, rest)):
        return date, ""
    if month and day and dates.is_edtf(date := f"{year}-{month:0>2}-{day:0>2}"):
        return date, rest
    if month and dates.is_edtf(date := f"{year}-{month:0>2}"):
        return date, _joined(day.lstrip("0"), rest)
    return year, _joined(month.lstrip("0"), day.lstrip("0"), rest)


def within(year: str, text: str) -> str:
    """The date in a plain year that a text such as `Mar 15` or `JAN-FEB` says, or nothing."""
    return written_dates.within(year, text) if len(year) == 4 else ""


def _joined(*parts: str) -> str:
    return "/".join(filter(None, parts))


def to_ris(date: str, rest: str = "") -> tuple[str, str]:
    """The year, and the whole date where it is more than a year; empty for what it cannot say."""
    year = dates.year_of(date)
    if year is None or year < 0 or not dates.is_edtf(date):
        return "", ""
    found = _PLAIN.fullmatch(date)
    month, day = (found[2] or "", found[3] or "") if found else ("", "")
    if season := _SEASONS.get(month):
        month, rest = "", rest or season
    return f"{year:04}", f"{year:04}/{month}/{day}/{rest}" if month or rest else ""


def says(date: str) -> bool:
    """Can RIS say the whole of this date?"""
    return not date or _PLAIN.fullmatch(date) is not None
