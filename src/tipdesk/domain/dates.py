"""Dates as EDTF text (ISO 8601-2, levels 0 and 1), as far as BibLaTeX and CSL speak it.

A date is kept as the text that was given: `2020`, `2020-04`, `2020-04-15`, `2018/2019`, `2015~`, `2020-21` (spring).
"""

import re
from functools import cache

_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)  # of the months, in a leap year
_PART = r"-?\d{4}(?:-\d{2}(?:-\d{2})?)?[?~%]?|\d{3}X|\d{2}XX"
_YEAR = re.compile(r"(?<!\d)-?\d{4}(?!\d)", re.ASCII)
_DECADE = re.compile(r"(\d{2})(\d|X)X", re.ASCII)


@cache
def _edtf() -> re.Pattern[str]:
    return re.compile(rf"(?:{_PART})(?:/(?:{_PART}|\.\.)?)?|(?:\.\.)?/(?:{_PART})", re.ASCII)


def is_edtf(text: str) -> bool:
    """Is this a date in the part of EDTF that tipdesk understands? Months run from 1 to 12, or 21 to 24 for seasons.

    A range does not end before it begins.
    """
    if not _edtf().fullmatch(text):
        return False
    ends = [tuple(map(int, filter(None, end))) for end in re.findall(r"(-?\d{4})(?:-(\d{2}))?(?:-(\d{2}))?", text)]
    return all(_is_there(*end) for end in ends) and (len(ends) < 2 or not _is_before(ends[1], ends[0]))


def _is_before(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    """As far as both say; a season is in its year."""
    if max((*one[1:2], *other[1:2]), default=0) > 12:
        return one[0] < other[0]
    common = min(len(one), len(other))
    return one[:common] < other[:common]


def _is_there(year: int, month: int = 1, day: int | None = None) -> bool:
    """Is there such a month, or season, or day?"""
    if day is None:
        return 1 <= month <= 12 or 21 <= month <= 24
    return 1 <= month <= 12 and 1 <= day <= _DAYS[month - 1] and ((month, day) != (2, 29) or _is_leap(year))


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def year_of(date: str) -> int | None:
    """The first year that a date speaks of, or None for none; a decade or century gives its first year."""
    if found := _YEAR.search(date):
        return int(found[0])
    if found := _DECADE.match(date):
        return int(found[1] + found[2].replace("X", "0") + "0")
    return None


def with_year(date: str, year: str) -> str:
    """A date with another year: the month and day of a single date stay if the year is a plain one."""
    found = re.fullmatch(r"-?\d{4}(-\d{2}(?:-\d{2})?[?~%]?)", date)
    moved = f"{year}{found[1]}" if found and re.fullmatch(r"-?\d{4}", year) else year
    return moved if is_edtf(moved) else year


def month_of(date: str) -> int | None:
    """The month of the first day that a date speaks of, 1 to 12, or None."""
    found = re.match(r"-?\d{4}-(\d{2})", date)
    return int(found[1]) if found and 1 <= int(found[1]) <= 12 else None
