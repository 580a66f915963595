"""Dates as people and programs write them, to EDTF: months by name, one-digit months and days."""

import re

from tipdesk.domain import dates
from tipdesk.domain.text import fold

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SEASONS = {"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24}
# French, Spanish, Portuguese, Russian in two cases, Arabic, German and Italian, January first.
_ELSEWHERE = {
    fold(name): number
    for number, names in enumerate(
        """janvier janv enero ene janeiro январь января янв يناير januar jänner jän gennaio gen
        février févr fév febrero fevereiro fev февраль февраля фев فبراير februar feber febbraio
        mars marzo março март марта мар مارس märz mär mrz
        avril avr abril abr апрель апреля апр أبريل aprile
        mai mayo maio май мая مايو maggio mag
        juin junio junho июнь июня июн يونيو juni giugno giu
        juillet juil julio julho июль июля июл يوليو juli luglio lug
        août agosto ago август августа авг أغسطس
        septembre septiembre setiembre setembro set сентябрь сентября сен سبتمبر settembre
        octobre octubre outubro out октябрь октября окт أكتوبر oktober okt ottobre ott
        novembre noviembre novembro ноябрь ноября ноя نوفمبر
        décembre déc diciembre dic dezembro dez декабрь декабря дек ديسمبر dezember dicembre""".split("\n"),
        1,
    )
    for name in names.split()
}
_TIME = re.compile(r"(?<=\d)(?:T| +)\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?[AP]M)?(?:Z|[+-]\d{2}(?::?\d{2})?)?")
_OPEN = re.compile(r"(?i)\b(?:open|unknown)\b")
_NUMBERS = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})")
_YEAR_AND_MONTH = re.compile(r"(\d{4})/(0[1-9]|1[0-2])")
_WRITTEN = (
    re.compile(
        r"(?P<day>\d{1,2})(?:\.|st|nd|rd|th|er|º)?[ -](?:de )?(?P<month>[^\W\d_]{3,12})\.?,?[ -](?:de |del )?(?P<year>\d{4})(?: г\.| года)?"
    ),
    re.compile(
        r"(?P<month>[^\W\d_]{3,12})\.?[ /-](?:(?P<day>\d{1,2})(?:st|nd|rd|th)?(?:, ?| ))?(?:de |del )?(?P<year>\d{4})(?: г\.| года)?"
    ),
    re.compile(r"(?P<year>\d{4})[ /-](?P<month>[^\W\d_]{3,12})\.?(?:[ /-](?P<day>\d{1,2}))?"),
    re.compile(r"(?P<year>\d{4})(?P<mark>[/.])(?P<number>\d{1,2})(?P=mark)(?P<day>\d{1,2})"),
    re.compile(r"(?P<number>\d{1,2})[/.-](?P<year>\d{4})"),
    re.compile(r"(?P<year>\d{4})-(?P<number>\d)(?:-(?P<day>\d{1,2}))?"),
    re.compile(r"(?P<year>\d{4})-(?P<number>\d\d)-(?P<day>\d)"),
)
_BESIDE_YEAR = (re.compile(r"(?P<year>\d{4})[ ,/-]+(?P<rest>.{3,40})"), re.compile(r"(?P<rest>.{3,40}?)[ ,/-]+(?P<year>\d{4})"))
_BY_EXCEL = re.compile(r"(?:(\d{1,2})-)?([^\W\d_]{3,9})\.?-(\d\d)")  # 15-Mar-19, Mar-19
_CENTURIES_TURN = 30  # as Excel takes years of two digits: to 2029, and from 1930


def month_number(word: str) -> int:
    """A month by its name in several languages, abbreviation or number, or a season in English; 0 for none."""
    word = word.strip(" .\t").lower()
    if word.isascii() and word.isdigit():
        return int(word) if 1 <= int(word) <= 12 else 0
    if word in _SEASONS:
        return _SEASONS[word]
    return MONTHS.index(word[:3]) + 1 if word[:3] in MONTHS and _FULL.match(word) else _ELSEWHERE.get(fold(word), 0)


_FULL = re.compile(
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)$"
)


def edtf(text: str) -> str:
    """A date as EDTF, where it is one or is one of the common written forms; else nothing. A time of day goes."""
    text = _TIME.sub("", ascii_digits(text.strip())).replace("?~", "%").replace("~?", "%")
    if "/" in text:
        text = _OPEN.sub("", text)
    if dates.is_edtf(text):
        return text
    if found := _NUMBERS.fullmatch(text):
        return _from_numbers(int(found[1]), found[2], int(found[3]), found[4])
    for pattern in _WRITTEN:
        if found := pattern.fullmatch(text):
            parts = found.groupdict()
            return _made(parts["year"], month_number(parts.get("month") or parts.get("number") or ""), int(parts.get("day") or 0))
    return next((within(found["year"], found["rest"]) for form in _BESIDE_YEAR if (found := form.fullmatch(text))), "")


def ascii_digits(text: str) -> str:
    """A text with the digits of all scripts as those that programs calculate with."""
    return text if text.isascii() else re.sub(r"\d", lambda digit: str(int(digit[0])), text)


def _made(year: str, month: int, day: int) -> str:
    written = f"{year}-{month:02}" + (f"-{day:02}" if day else "")
    return written if month and dates.is_edtf(written) else ""


def _from_numbers(first: int, mark: str, second: int, year: str) -> str:
    """Day and month in either order: with dots the day is first; else one of them must be no month, or both the same."""
    if second <= 12 and (mark == "." or first > 12 or first == second):
        return _made(year, second, first)
    return _made(year, first, second) if second > 12 else ""


def told(text: str) -> tuple[str, bool]:
    """A date, or else the one year that a text speaks of, as EDTF; and whether that is all that the text says."""
    text = ascii_digits(text.strip()).removesuffix(".0")  # spreadsheets have years as numbers
    if excel := _BY_EXCEL.fullmatch(text):
        century = "20" if int(excel[3]) < _CENTURIES_TURN else "19"
        if date := _made(century + excel[3], month_number(excel[2]), int(excel[1] or 0)):
            return date, True
    if date := edtf(text):
        return date, True
    if two := _YEAR_AND_MONTH.fullmatch(text):
        is_month = int(two[2]) <= int(two[1][2:])  # else it may be the next year of two
        return (f"{two[1]}-{two[2]}", True) if is_month else (two[1], False)
    found, whole = year(text)
    return (found, True) if whole else (year_in(text), False)


_MONTH_WORD = re.compile(r"(?<![^\W\d_])(?!(?:de|del|st|nd|rd|th)\b)[^\W\d_]+")
_WITHIN = re.compile(r"(?:[^\W\d_]|(?<!\d)\d{1,2}(?!\d)|[ .,/–-])+")
_DAY = re.compile(r"(?<!\d)(\d{1,2})(?!\d)")


def in_year(year: str, month: str, day: str = "") -> str:
    """The date in a year that the texts of month and day give: one, or a range within the year. The month's may hold the day."""
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


def within(year: str, text: str) -> str:
    """The date in a year that a text such as `Mar 15` or `JAN-FEB` says by a month's name, or nothing."""
    text = ascii_digits(text)
    return in_year(year, text) if _WITHIN.fullmatch(text) and _MONTH_WORD.search(text) else ""


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
    text = ascii_digits(text.strip())
    if dates.is_edtf(text):
        return text, True
    for pattern, form in _YEARS:
        match = pattern.fullmatch(text)
        written = match.expand(form) if match else ""
        if dates.is_edtf(written) and written[:4] != written[5:]:
            return written, True
    years = _YEAR.findall(text)
    return (years[0], False) if len(years) == 1 else ("", False)


_SPOKEN_OF = re.compile(r"(?<!\d)(?:1[4-9]|20)\d\d(?!\d)")


def year_in(text: str) -> str:
    """The one year from 1400 on that a text speaks of; empty for none or several."""
    years = set(_SPOKEN_OF.findall(ascii_digits(text)))
    return years.pop() if len(years) == 1 else ""
