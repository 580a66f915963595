"""Profiles: what the columns of a table hold, kept under a name for the next table of that kind.

One is a JSON file in the user's folder for configuration: `columns` gives columns a field, `separators` what parts the lists
of a column, `delimiter` what parts the cells. A plain object of columns and fields is a profile too.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from platformdirs import user_config_path

from tipdesk.app.exporting import write_file
from tipdesk.domain.errors import BadRequest, SystemRefused
from tipdesk.formats.csv_ import Preview
from tipdesk.formats.csv_columns import Layout, check_delimiter, column, fold, mapped, target_of

MAX_SIZE = 1024 * 1024  # bytes
_SUFFIX = ".json"
_UNSAFE = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]|^[. ]|[. ]$|^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)', re.IGNORECASE)


def folder() -> Path:
    """Where the profiles are kept; it may not be there yet."""
    return user_config_path("tipdesk", appauthor=False) / "profiles"


def names() -> list[str]:
    """The names of the profiles that are kept, in alphabetical order."""
    try:
        return sorted((file.stem for file in folder().iterdir() if file.suffix == _SUFFIX), key=str.casefold)
    except OSError:
        return []


def load(name_or_file: str) -> Layout:
    """The profile of this name, else the one in this file. Raises BadRequest where there is none or it is none."""
    kept = folder() / f"{_safe(name_or_file)}{_SUFFIX}" if not _objection(name_or_file) else None
    file = kept if kept is not None and kept.is_file() else Path(name_or_file)
    try:
        with file.open("rb") as opened:  # a device has no end
            return _layout(json.loads(opened.read(MAX_SIZE)))
    except FileNotFoundError as error:
        there = ", ".join(names()) or "none yet"
        raise BadRequest(f"There is no profile {name_or_file}, and no file of that name; the saved ones are: {there}.") from error
    except (OSError, ValueError, RecursionError) as error:
        raise BadRequest(f"{name_or_file} is no profile: it must be a JSON object of columns and fields ({error}).") from error


def _layout(data: Any) -> Layout:
    """Raises ValueError for data of another shape."""
    if not isinstance(data, dict):
        raise ValueError("it is no object")
    if not isinstance(data.get("columns"), dict):
        data = {"columns": data}
    if unknown := data.keys() - {"columns", "separators", "delimiter"}:
        raise ValueError(f"it has a member {sorted(unknown)[0]!r}, which no profile has")
    delimiter = data.get("delimiter", "")
    if not isinstance(delimiter, str):
        raise ValueError("its delimiter is no text")
    check_delimiter(delimiter)
    layout = Layout(delimiter, _texts(data["columns"], "columns"), _texts(data.get("separators", {}), "separators"))
    mapped(list(dict.fromkeys((*layout.fields, *layout.separators))), layout)  # does each field exist?
    return layout


def _texts(data: Any, what: str) -> Mapping[str, str]:
    if not isinstance(data, dict) or not all(isinstance(value, str) for value in data.values()):
        raise ValueError(f"{what} must give texts for columns")
    return data


def of(preview: Preview) -> Layout:
    """The layout that a table is shown in, with each column that is used or left out named, as a profile keeps it."""
    pairs = list(zip(preview.keys, preview.columns, strict=True))
    fields = {key: target_of(found) for key, found in pairs if found.field or column(found.name).field}
    return Layout(preview.delimiter, fields, {key: found.separator for key, found in pairs if found.separator})


def save(name: str, layout: Layout) -> None:
    """Keep a layout under a name, in place of the one that had it. Raises BadRequest for a name that no file can have."""
    if reason := _objection(name):
        raise BadRequest(reason)
    data = {"columns": dict(layout.fields), "separators": dict(layout.separators), "delimiter": layout.delimiter}
    try:
        folder().mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SystemRefused(f"{folder()} cannot be made: {error.strerror or error}.") from error
    write_file(folder() / f"{_safe(name)}{_SUFFIX}", [json.dumps(data, ensure_ascii=False, indent=1), "\n"])


def _safe(name: str) -> str:
    return unicodedata.normalize("NFC", name.strip())


def _objection(name: str) -> str:
    """Why a profile cannot be called so, or nothing."""
    if not _safe(name):
        return "A profile needs a name."
    if _UNSAFE.search(_safe(name)) or len(_safe(name).encode("utf-8", "replace")) > 200:
        return f'A profile cannot be called “{name[:60]}”; use a short name without / \\ : * ? " < > |.'
    return ""


def remove(name: str) -> None:
    """Keep a profile no longer; nothing happens if there is none of this name."""
    try:
        (folder() / f"{_safe(name)}{_SUFFIX}").unlink(missing_ok=True)
    except OSError as error:
        raise SystemRefused(f"The profile {name} cannot be removed: {error.strerror or error}.") from error


def fitting(header: Iterable[str]) -> str:
    """The name of the profile whose columns are all in a header, by what a layout calls them; of several the one with most."""
    there = {fold(key) for key in header}
    best, most = "", 0
    for name in names():
        try:
            layout = load(name)
        except BadRequest:
            continue
        wanted = {fold(key) for key in (*layout.fields, *layout.separators)}
        if wanted <= there and len(wanted) > most:
            best, most = name, len(wanted)
    return best
