"""The other fields of a publication as their column holds them."""

import json
from itertools import chain

from tipdesk.domain import linked_files
from tipdesk.domain.pairs import Pairs


def written(pairs: Pairs) -> str:
    """The column's text for these fields."""
    return json.dumps(pairs, ensure_ascii=False)


def read(text: str) -> Pairs:
    """The fields that a column's text holds. Raises JSONDecodeError for what `written` does not write: the file was damaged."""
    if text == "[]":
        return ()
    try:
        pairs = json.loads(text)
        sound = all(isinstance(pair, list) and [type(part) for part in pair] == [str, str] for pair in pairs)
        if sound:
            "".join(chain(*pairs)).encode()  # half a character cannot be shown
    except (TypeError, RecursionError, UnicodeEncodeError):
        sound = False
    if not sound:
        raise json.JSONDecodeError("No pairs of texts", str(text), 0)  # in a damaged file it may be no text
    return tuple(map(tuple, pairs))


def files(text: str) -> tuple[linked_files.LinkedFile, ...]:
    """The files that a column's text names; none where it was damaged."""
    try:
        return linked_files.of(read(text)) if any(part in str(text).lower() for part in ("file", "ris-l")) else ()
    except ValueError:
        return ()
