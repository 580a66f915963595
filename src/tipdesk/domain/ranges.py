"""Ranges of years and dates as the query language writes them: `2018`, `2015..2019`, `>=2018`, `>7d`, `2024-03..`."""

import re
from datetime import date


def bounds(field: str, text: str) -> tuple[str, str, bool]:
    """Where a range begins and ends ("" is open), and whether its ends are left out. Raises ValueError, with a sentence, for no range."""
    value = r"-?\d{1,4}" if field == "year" else r"\d{1,9}[dwmy]|\d{4}(?:-\d\d(?:-\d\d)?)?"
    if found := re.fullmatch(rf"({value})?\.\.({value})?", text):
        low, high = found[1] or "", found[2] or ""
        _check_calendar(low, high)
        if not low and not high:
            raise ValueError(f"“{text}” has neither a beginning nor an end.")
        if _is_turned(field, low, high):
            raise ValueError(f"“{text}” ends before it begins.")
        return low, high, False
    found = re.fullmatch(rf"(>=|<=|>|<|=)?({value})", text)
    if not found:
        example = (
            "a year or a range of them, such as 2015..2019" if field == "year" else "a date or a range of them, such as 2024-03.. or >7d"
        )
        raise ValueError(f"“{text}” is not {example}.")
    sign, given = found[1] or "=", found[2]
    _check_calendar(given)
    # Of an age, "more than 7d" would read two ways; as in mail programs, > is later than that long ago.
    low = given if sign in ("=", ">", ">=") else ""
    high = given if sign in ("<", "<=") or (sign == "=" and given[-1].isdigit()) else ""
    return low, high, sign in ("<", ">")


def _is_turned(field: str, low: str, high: str) -> bool:
    if not low or not high:
        return False
    if field == "year":
        return int(low) > int(high)
    return low[-1].isdigit() and high[-1].isdigit() and low > f"{high}~"  # an age is not compared with a date


def _check_calendar(*ends: str) -> None:
    for end in ends:
        if "-" in end[1:]:
            try:
                date.fromisoformat(f"{end}-01"[:10])
            except ValueError:
                raise ValueError(f"“{end}” is no month or day of the calendar.") from None
