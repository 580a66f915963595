"""Dates in BibTeX (`year`, `month`, `day`) and BibLaTeX (`date`), to EDTF and back."""

import re
from collections.abc import Callable

from tipdesk.domain import dates
from tipdesk.formats import latex, written_dates
from tipdesk.formats.written_dates import MONTHS, month_number

_YEAR = re.compile(r"-?\d{4}")
_COMMENT = re.compile(r"(?<!\\)%[^\n]*(?:\n\s*|\Z)")
_MONTH_WORD = re.compile(r"[^\W\d_]+")
_DAY = re.compile(r"(?<!\d)(\d{1,2})(?!\d)")


def from_parts(take: Callable[[str], str], drop: Callable[[str], None]) -> str:
    """The date that `year`, `month` and `day` give. `take` gives a field's text, `drop` says that it was understood."""
    year, whole = written_dates.year(_plain(take("year")))
    if not year:
        return ""
    if whole:
        drop("year")
    month, day = take("month").strip(), take("day").strip()
    if not month or not _YEAR.fullmatch(year):
        return year
    found = _months_and_days(latex.decode(month), year, latex.decode(day))
    if not found:
        return year
    drop("month")
    if day and found.count("-") == 2:
        drop("day")
    return found


def _plain(raw: str) -> str:
    """A value without the comments that LaTeX would leave out."""
    return latex.decode(_COMMENT.sub("", raw)).strip()


def _months_and_days(month: str, year: str, day: str) -> str:
    """The date in a year that the texts of month and day give: one, or a range within the year."""
    words = _MONTH_WORD.findall(month)
    numbers = [month_number(word) for word in words] or [month_number(month)]
    if not all(numbers) or len(numbers) > 2:
        return ""
    days = [int(number) for number in _DAY.findall(month if words else day) or _DAY.findall(day)]
    if len(days) > 2 or (len(numbers) == 2 and len(days) == 1):
        return ""
    ends = [f"{year}-{number:02}" for number in numbers]
    if len(days) == 2 and len(ends) == 1:
        ends *= 2
    if days:
        ends = [f"{end}-{number:02}" for end, number in zip(ends, days, strict=True)]
    written = "/".join(ends)
    return written if dates.is_edtf(written) else ""


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
