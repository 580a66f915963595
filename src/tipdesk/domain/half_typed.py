"""What a value means that is still being typed: taken as far as it goes, or not yet."""

import re

_YEAR = r"(>=?|<=?|=)?(-?|\d{1,3})"
_YEARS = r"(-?\d{0,4})\.\.?(-?|-?\d{1,4})"
_CUT = r"(?<=\d{4})-\d?$|(?<=\d{4}-\d\d)-\d?$"
_DATE = r"(>=?|<=?|=)?\d{0,9}"
_DATES = r"([\d-]{4,10}|\d{1,9}[dwmy]|)\.\.?\d{0,9}"


def whole_year(text: str) -> str:
    """A half-typed year or range of years as one that holds all that it may become; "" while that may be any, itself if none.

    `20` may become any year of this millennium, `2015..20` may end in any.
    """
    if found := re.fullmatch(_YEARS, text):
        low, high = found[1].rstrip("-"), found[2].rstrip("-")
        return f"{_filled(low, '0')}..{_filled(high, '9')}" if low or high else ""
    found = re.fullmatch(_YEAR, text)
    if not found or not found[2].isdigit():
        return "" if found else text
    sign, digits = found[1] or "", found[2]
    if sign in ("", "="):
        return f"{_filled(digits, '0')}..{_filled(digits, '9')}"
    return sign + _filled(digits, "0" if sign.startswith(">") else "9")


def _filled(digits: str, by: str) -> str:
    return f"{digits:{by}<4}" if digits and not digits.startswith("-") else digits


def whole_date(text: str) -> str:
    """A half-typed date, age or range of them without what is not whole; "" if nothing is, itself if it may become none."""
    text = re.sub(_CUT, "", text)
    digits = re.search(r"\d*$", text)
    if digits and len(digits[0]) == 4 and (re.fullmatch(_DATE, text) or re.fullmatch(_DATES, text)):
        return text if ".." in text or "." not in text else text.replace(".", "..", 1)
    if found := re.fullmatch(_DATES, text):
        return f"{found[1]}.." if found[1] else ""
    return "" if re.fullmatch(_DATE, text) else text
