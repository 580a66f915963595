"""Why rows were found, where their titles and bylines do not show it."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection

from tipdesk.domain.passages import Passage, passage, sought, stands_in
from tipdesk.domain.query import Query
from tipdesk.domain.text import Phrase, phrase
from tipdesk.storage import file_texts
from tipdesk.storage.ids import listed

_FIELDS = {"names": "author", "tags": "tag", "abstract": "abstract", "notes": "note"}  # columns, and what searches call them
_TEXTS = f"""SELECT id, title, subtitle, byline, {", ".join(_FIELDS)} FROM publication
 WHERE id IN (SELECT value FROM json_each(?))"""


PIECE, OVERLAP = 8000, 500  # characters of a file
Sought = tuple[Phrase, tuple[str, ...]]  # and the columns that it is sought in, none for all


def of_rows(conn: Connection, ids: Sequence[int], query: Query) -> dict[int, Passage]:
    """For those of the publications whose title and byline do not show why a query found them, the passage that does.

    It comes from all names with their acronyms, else the tags, else the abstract, else the notes, else the files.
    """
    wanted = [(phrase(match.text, match.prefix), match.columns) for match in sought(query)]
    if not wanted:
        return {}
    found: dict[int, Passage] = {}
    in_files = file_texts.there_are(conn)
    for number, title, subtitle, byline, *texts in conn.exec_driver_sql(_TEXTS, (listed(ids),)).all():
        shown = {"title": title, "subtitle": subtitle, "names": byline}
        hidden = [(one, columns) for one, columns in wanted if not _is_shown(shown, one, columns)]
        if hidden:
            one = _passage(zip(_FIELDS, texts, strict=True), hidden) or (_of_file(conn, number, hidden) if in_files else None)
            found |= {number: one} if one else {}
    return found


def _of_file(conn: Connection, number: int, hidden: list[Sought]) -> Passage | None:
    """From the first piece of the text that has any of the phrases: to go through the whole of a long one takes 60 ms."""
    phrases = [one for one, columns in hidden if not columns]
    text = file_texts.text_of(conn, number) if phrases else ""
    for start in range(0, len(text), PIECE):
        if stands_in(text[start : start + PIECE + OVERLAP], phrases):
            return passage("file", text[max(0, start - OVERLAP) : start + PIECE + OVERLAP], phrases)
    return None


def _is_shown(shown: dict[str, str], wanted: Phrase, columns: tuple[str, ...]) -> bool:
    return any(stands_in(text, (wanted,)) for column, text in shown.items() if not columns or column in columns)


def _passage(texts: Iterable[tuple[str, str]], hidden: list[Sought]) -> Passage | None:
    for column, text in texts:
        phrases = [one for one, columns in hidden if not columns or column in columns]
        if found := passage(_FIELDS[column], text.replace("\n", "; ") if column in ("names", "tags") else text, phrases):
            return found
    return None
