"""CSL's dates to EDTF and back: date parts, seasons, circa, and what is only text (CSL 1.0.2, appendix III and the input schema)."""

import re
from collections.abc import Mapping
from itertools import takewhile
from typing import Any

from tipdesk.domain import dates
from tipdesk.formats import written_dates

_SIDE = re.compile(r"(-?\d{4})(?:-(\d\d)(?:-(\d\d))?)?([?~%]?)")
_WHOLE = re.compile(r"(-?\d{1,4})(?:\.0)?")  # R and pandas write 2019.0
_SEASONS = {"spring": 1, "summer": 2, "autumn": 3, "fall": 3, "winter": 4}
_TEXTS = ("edtf", "raw", "literal")


def from_csl(value: Any) -> str:
    """A date variable as EDTF, as much of it as there is and as EDTF can say; empty for what is no date."""
    if not isinstance(value, Mapping):
        return _edtf(value)
    return _from_parts(value) or next((date for name in _TEXTS if (date := _edtf(value.get(name)))), "")


def leaves_out(value: Any, date: str) -> bool:
    """Does a date variable say something that its date, as it was read, does not?"""
    if not isinstance(value, Mapping):
        return not date or _edtf(value) != date
    return any(member and not _is_said(name, member, value, date) for name, member in value.items())


def is_sound(value: Any) -> bool:
    """Are the date parts, where there are some, those of a day, month or year that there is?"""
    parts = value.get("date-parts") if isinstance(value, Mapping) else None
    return not parts or _is_said("date-parts", parts, value, "")


def _is_said(name: str, member: Any, value: Mapping[str, Any], date: str) -> bool:
    if name == "date-parts":
        count = sum(part not in (None, "", 0, "0") for side in member for part in side) if _is_parts(member) else 1
        return count <= len(re.findall(r"\d+", _from_parts(value)))
    if name == "season":
        return str(member) == "0" or 0 < _season(member) == (to_csl(date) or {}).get("season")
    if name == "circa":
        return not _is_circa(member) or "~" in date
    return date != "" and _edtf(member) == date


def _is_parts(member: Any) -> bool:
    return isinstance(member, list) and all(isinstance(side, list) for side in member)


def _edtf(value: Any) -> str:
    return written_dates.edtf(value) if isinstance(value, str) else ""


def text(value: Any) -> str:
    """The text that a date is given as, alone or beside other members; empty for none."""
    found = [value.get(name) for name in reversed(_TEXTS)] if isinstance(value, Mapping) else [value]
    return next((text for text in found if isinstance(text, str) and text), "")


def literal(value: Any) -> str:
    """The text of a date that is only text; empty for any other."""
    others = isinstance(value, Mapping) and any(member for name, member in value.items() if member != text(value))
    return "" if others else text(value)


def _from_parts(value: Mapping[str, Any]) -> str:
    parts = value.get("date-parts")
    if not isinstance(parts, list) or len(parts) > 2:
        return ""
    sides = [_side(side) for side in parts]
    if len(sides) > 1 and not sides[1]:
        sides[1:] = [".."] if parts[1] in ([0], [None], [], ["0"]) else []  # pandoc writes [0] for an open end
    if not sides or not sides[0]:
        return ""
    if (season := _season(value.get("season"))) and re.fullmatch(r"-?\d{4}", sides[0]) and len(sides) == 1:
        sides = [f"{sides[0]}-{20 + season}"]
    circa = "~" if _is_circa(value.get("circa")) else ""
    sides = [side if side == ".." else f"{side}{circa}" for side in sides]
    return date if dates.is_edtf(date := "/".join(sides)) else sides[0]


def _is_circa(value: Any) -> bool:
    return str(value).lower() not in ("", "0", "false", "none")


def _side(side: Any) -> str:
    """One end of a date, as far as there is such a year, month and day."""
    found = [_WHOLE.fullmatch(str(part).strip()) for part in side[:3]] if isinstance(side, list) else []
    numbers = list(takewhile(bool, (int(number[1]) if number else 0 for number in found)))
    if not numbers:
        return ""
    year, *rest = numbers
    year += year < 0  # CSL counts the years before the first one from -1, EDTF from 0
    if len(rest) == 1 and 13 <= rest[0] <= 16:  # how citeproc-js writes seasons
        rest = [rest[0] + 8]
    written = [f"{year:05}" if year < 0 else f"{year:04}", *(f"{number:02}" for number in rest)]
    return next(date for count in (3, 2, 1) if dates.is_edtf(date := "-".join(written[:count])))


def _season(value: Any) -> int:
    text = str(value).strip().lower()
    if text in _SEASONS:
        return _SEASONS[text]
    return int(text[-1]) if re.fullmatch(r"2?[1-4]", text) else 0


def to_csl(date: str) -> dict[str, Any] | None:
    """A date variable for EDTF, the nearest that CSL can say; None for no date. What is no EDTF is a literal."""
    if not date:
        return None
    if not dates.is_edtf(date):
        return {"literal": date}
    first, stroke, last = date.partition("/")
    sides = [found for side in (first, last) if (found := _SIDE.fullmatch(side))]
    if not sides:
        year = dates.year_of(date)
        return {"literal": date} if year is None else {"date-parts": [[year], [year + (99 if date.endswith("XX") else 9)]]}
    value: dict[str, Any] = {"date-parts": [_numbers(side) for side in sides]}
    if stroke and not _SIDE.fullmatch(last):
        value["date-parts"].append([0])
    if len(sides) == 1 and sides[0][2] and int(sides[0][2]) > 20:
        value |= {"date-parts": [_numbers(sides[0])[:1]], "season": int(sides[0][2]) - 20}
    if any(side[4] in ("~", "%") for side in sides):
        value["circa"] = True
    return value


def _numbers(side: re.Match[str]) -> list[int]:
    year, *rest = (int(number) for number in side.groups()[:3] if number)
    return [year - (year <= 0), *rest]
