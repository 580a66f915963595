"""CSL's dates to EDTF and back: date parts, seasons, circa, and what is only text (CSL 1.0.2, appendix III and the input schema)."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from tipdesk.domain import dates
from tipdesk.formats import written_dates

_SIDE = re.compile(r"(-?\d{4})(?:-(\d\d)(?:-(\d\d))?)?([?~%]?)")
_WHOLE = re.compile(r"-?\d{1,4}")
_SEASONS = {"spring": 1, "summer": 2, "autumn": 3, "fall": 3, "winter": 4}


def from_csl(value: Any) -> str:
    """A date variable as EDTF; empty for what is no date, or says more than EDTF can."""
    if isinstance(value, str):
        return written_dates.edtf(value)
    if not isinstance(value, Mapping):
        return ""
    parts = value.get("date-parts")
    if isinstance(parts, Sequence) and not isinstance(parts, str) and any(parts):
        return _from_parts(parts, value)
    return next((date for name in ("edtf", "raw", "literal") if (date := _text(value.get(name)))), "")


def leaves_out(value: Any, date: str) -> bool:
    """Does a date variable say something in its season that its date, as it was read, does not?"""
    return isinstance(value, Mapping) and value.get("season") not in (None, "", 0, "0") and "-2" not in date[1:]


def _text(value: Any) -> str:
    return written_dates.edtf(value) if isinstance(value, str) else ""


def literal(value: Any) -> str:
    """The text of a date that is only text; empty for any other."""
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping) and not value.get("date-parts"):
        return next((value[name] for name in ("literal", "raw") if isinstance(value.get(name), str)), "")
    return ""


def _from_parts(parts: Sequence[Any], value: Mapping[str, Any]) -> str:
    sides = [_side(side) for side in parts]
    if len(sides) > 1 and not sides[-1]:
        sides[-1] = ".."  # pandoc writes [0] for an open end
    if not all(sides) or len(sides) > 2:
        return ""
    if (season := _season(value.get("season"))) and re.fullmatch(r"-?\d{4}", sides[0]) and len(sides) == 1:
        sides = [f"{sides[0]}-{20 + season}"]
    circa = "~" if str(value.get("circa", "")).lower() not in ("", "0", "false", "none") else ""
    date = "/".join(side if side == ".." else f"{side}{circa}" for side in sides)
    return date if dates.is_edtf(date) else ""


def _side(side: Any) -> str:
    if not isinstance(side, Sequence) or isinstance(side, str):
        return ""
    numbers = [str(number).strip() for number in side if number not in (None, "")]
    if not 0 < len(numbers) <= 3 or not all(_WHOLE.fullmatch(number) for number in numbers):
        return ""
    year, *rest = (int(number) for number in numbers)
    if not year:
        return ""
    year += year < 0  # CSL counts the years before the first one from -1, EDTF from 0
    if rest and 13 <= rest[0] <= 16:  # how citeproc-js writes seasons
        rest = [rest[0] + 8]
    return "-".join((f"{year:05}" if year < 0 else f"{year:04}", *(f"{number:02}" for number in rest if number)))


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
