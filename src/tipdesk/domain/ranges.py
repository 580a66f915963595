"""Ranges of years and dates as the query language writes them: `2018`, `2015..2019`, `>=2018`, `>7d`, `2024-03..`."""

import re


def bounds(field: str, text: str) -> tuple[str, str, bool]:
    """Where a range begins and ends ("" is open), and whether its ends are left out. Raises ValueError, with a sentence, for no range."""
    value = r"-?\d{1,4}" if field == "year" else r"\d{1,9}[dwmy]|\d{4}(?:-\d\d(?:-\d\d)?)?"
    if found := re.fullmatch(rf"({value})?\.\.({value})?", text):
        low, high = found[1] or "", found[2] or ""
        if not low and not high:
            raise ValueError(f"“{text}” has neither a beginning nor an end.")
        if _is_turned(field, low, high):
            raise ValueError(f"“{text}” ends before it begins.")
        return low, high, False
    found = re.fullmatch(rf"(>=|<=|>|<|=)?({value})", text)
    if not found:
        raise ValueError(f"“{text}” is not a {'year' if field == 'year' else 'date'} or a range of them.")
    sign, given = found[1] or "=", found[2]
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
