"""Dates in BibTeX (`year`, `month`, `day`) and BibLaTeX (`date`), to EDTF and back."""

import re
from collections.abc import Callable

from tipdesk.domain import dates
from tipdesk.formats import latex, written_dates
from tipdesk.formats.written_dates import MONTHS

_YEAR = re.compile(r"-?\d{4}")
_COMMENT = re.compile(r"(?<!\\)%[^\n]*(?:\n\s*|\Z)")


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
    month, day = (written_dates.ascii_digits(latex.decode(part)) for part in (month, day))
    found = written_dates.in_year(year, month, day) or written_dates.in_year(year, month)  # where there is no such day
    if not found:
        return year
    drop("month")
    if day and re.search(r"-\d\d-\d\d", found):
        drop("day")
    return found


def _plain(raw: str) -> str:
    """A value without the comments that LaTeX would leave out."""
    return latex.decode(_COMMENT.sub("", raw)).strip()


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
