"""Dates in BibTeX (`year`, `month`, `day`) and BibLaTeX (`date`), to EDTF and back."""

import re
from collections.abc import Callable

from tipdesk.domain import dates
from tipdesk.formats import latex
from tipdesk.formats.written_dates import MONTHS, month_number

_YEAR = re.compile(r"-?\d{4}")
_MONTH_WORD = re.compile(r"[^\W\d_]+")
_DAY = re.compile(r"(?<!\d)(\d{1,2})(?!\d)")


def from_parts(take: Callable[[str], str], drop: Callable[[str], None]) -> str:
    """The date that `year`, `month` and `day` give. `take` gives a field's text, `drop` says that it was understood."""
    year = latex.decode(take("year")).strip()
    if not dates.is_edtf(year):
        return ""
    drop("year")
    month, day = take("month").strip(), take("day").strip()
    if not month or not _YEAR.fullmatch(year):
        return year
    found = _month_and_day(latex.decode(month), year, day)
    if not found:
        return year
    drop("month")
    if day and found.count("-") == 2:
        drop("day")
    return found


def _month_and_day(month: str, year: str, day: str) -> str:
    words = _MONTH_WORD.findall(month)
    numbers = [month_number(word) for word in words] or [month_number(month)]
    if not all(numbers) or len(numbers) > 2:
        return ""
    if len(numbers) == 2:
        written = f"{year}-{numbers[0]:02}/{year}-{numbers[1]:02}" if not _DAY.search(month) else ""
        return written if dates.is_edtf(written) else ""
    days = _DAY.findall(month if words else day) or _DAY.findall(day)
    written = f"{year}-{numbers[0]:02}" + (f"-{int(days[0]):02}" if len(days) == 1 else "")
    return written if len(days) < 2 and dates.is_edtf(written) else ""


def to_parts(date: str) -> list[tuple[str, str]]:
    """BibTeX's fields for a date: `year`, `month` as its macro, and `date` where those two cannot say it."""
    year = dates.year_of(date)
    if year is None:
        return [("date", in_braces(date))]
    month = dates.month_of(date) if re.match(r"\d{4}-", date) else None
    parts = [("year", f"{{{_four(year)}}}")]
    if month:
        parts.append(("month", MONTHS[month - 1]))
    said = f"{_four(year)}-{month:02}" if month else _four(year)
    return parts if said == date else [*parts, ("date", in_braces(date))]


def _four(year: int) -> str:
    return f"{year:04}" if year >= 0 else f"{year:05}"


def in_braces(date: str) -> str:
    """A date as a value: EDTF as it is, anything else as text."""
    return f"{{{date if dates.is_edtf(date) else latex.encode(date)}}}"
