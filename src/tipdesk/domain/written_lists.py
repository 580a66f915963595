"""Lists as one line of text: values with semicolons between them."""

import re
from collections.abc import Iterable

SEPARATOR = "; "
_ITEM_END = r"\\([\\;])|;"


def split_list(text: str) -> tuple[str, ...]:
    r"""The parts of a list written with semicolons, trimmed, empty ones left out; `\;` is a semicolon and `\\` a backslash inside one."""
    if "\\" not in text:
        return tuple(item for item in (item.strip() for item in text.split(";")) if item)
    found: list[str] = []
    item, place = "", 0
    for mark in re.finditer(_ITEM_END, text):
        item += text[place : mark.start()] + (mark[1] or "")
        place = mark.end()
        if mark[1] is None:
            found.append(item)
            item = ""
    found.append(item + text[place:])
    return tuple(item for item in (item.strip() for item in found) if item)


def join_list(values: Iterable[str]) -> str:
    """The inverse of `split_list`."""
    return SEPARATOR.join(value.replace("\\", "\\\\").replace(";", "\\;") for value in values)
