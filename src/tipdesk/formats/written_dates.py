"""Dates as people and programs write them, to EDTF: months by name, one-digit months and days."""

import re

from tipdesk.domain import dates

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SEASONS = {"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24}
_TIME = re.compile(r"(?<=\d)T\d{2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}(?::?\d{2})?)?")
_OPEN = re.compile(r"(?i)\b(?:open|unknown)\b")
_WRITTEN = (
    re.compile(r"(?P<day>\d{1,2})\.? (?P<month>[A-Za-z]{3,9})\.? (?P<year>\d{4})"),
    re.compile(r"(?P<month>[A-Za-z]{3,9})\.? (?:(?P<day>\d{1,2}), ?)?(?P<year>\d{4})"),
    re.compile(r"(?P<year>\d{4})/(?P<number>\d{1,2})/(?P<day>\d{1,2})"),
    re.compile(r"(?P<year>\d{4})-(?P<number>\d)(?:-(?P<day>\d{1,2}))?"),
    re.compile(r"(?P<year>\d{4})-(?P<number>\d\d)-(?P<day>\d)"),
)


def month_number(word: str) -> int:
    """A month or season by its name, abbreviation or number; 0 for none."""
    word = word.strip(" .\t").lower()
    if word.isascii() and word.isdigit():
        return int(word) if 1 <= int(word) <= 12 else 0
    if word in _SEASONS:
        return _SEASONS[word]
    return MONTHS.index(word[:3]) + 1 if word[:3] in MONTHS and _FULL.match(word) else 0


_FULL = re.compile(
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)$"
)


def edtf(text: str) -> str:
    """A date as EDTF, where it is one or is one of the common written forms; else nothing. A time of day goes."""
    text = _TIME.sub("", text.strip()).replace("?~", "%").replace("~?", "%")
    if "/" in text:
        text = _OPEN.sub("", text)
    if dates.is_edtf(text):
        return text
    for pattern in _WRITTEN:
        if found := pattern.fullmatch(text):
            parts = found.groupdict()
            month = month_number(parts.get("month") or parts.get("number") or "")
            day = int(parts.get("day") or 0)
            written = f"{parts['year']}-{month:02}" + (f"-{day:02}" if day else "")
            return written if month and dates.is_edtf(written) else ""
    return ""


_YEARS = (
    (re.compile(r"(?:c|ca|circa|about|approximately|approx)\.? ?\[?(\d{4})\]?", re.IGNORECASE), r"\1~"),
    (re.compile(r"\[?(\d{4})\]? ?\?\]?"), r"\1?"),
    (re.compile(r"[\[(]?(?:©|copyright)? ?(\d{4})[\])]?\.?", re.IGNORECASE), r"\1"),
    (re.compile(r"(\d{4}) ?[-–—/]{1,3} ?(\d{4})"), r"\1/\2"),
    (re.compile(r"(\d{3})(\d) ?[-–—/]{1,3} ?(\d)"), r"\1\2/\1\3"),
    (re.compile(r"(\d{2})(\d{2}) ?[-–—/]{1,3} ?(\d{2})"), r"\1\2/\1\3"),
)
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")


def year(text: str) -> tuple[str, bool]:
    """A year, or a range of two, as EDTF from the text of a field of years, and whether that is all that the text says.

    `c. 1950`, `1950?`, `[1950]`, `1998--99` are whole; of `2019a` or `2010 (in press)` it is the year.
    """
    text = text.strip()
    if dates.is_edtf(text):
        return text, True
    for pattern, form in _YEARS:
        if found := pattern.fullmatch(text):
            written = found.expand(form)
            return written, dates.is_edtf(written)
    years = _YEAR.findall(text)
    return (years[0], False) if len(years) == 1 else ("", False)
