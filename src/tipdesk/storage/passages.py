"""Why rows were found, where their titles and bylines do not show it."""

from collections.abc import Iterable, Iterator, Sequence

from tipdesk.domain.passages import Passage, passage, sought, stands_in
from tipdesk.domain.query import Query
from tipdesk.domain.text import Phrase, phrase
from tipdesk.storage import file_texts
from tipdesk.storage.connection import Connection
from tipdesk.storage.ids import AMONG, listed

_FIELDS = {"names": "author", "tags": "tag", "abstract": "abstract", "notes": "note"}  # columns, and what searches call them
_TEXTS = f"""SELECT id, title, subtitle, byline, {", ".join(_FIELDS)} FROM publication
 WHERE id {AMONG}"""


PIECE, OVERLAP = 8000, 500  # characters of a file
# Of all files of the rows that are asked for at once so many characters are folded, 25 ms, since windows wait for rows; what stands further
# behind is shown only as it is sought, in small letters, capitals or with a capital first, for which nothing has to be folded.
FOLDED = 500_000
AT_ONCE = 8  # phrases that are looked for so
Sought = tuple[Phrase, tuple[str, ...]]  # and the columns that it is sought in, none for all


def of_rows(conn: Connection, ids: Sequence[int], query: Query) -> dict[int, Passage]:
    """For those of the publications whose title and byline do not show why a query found them, the passage that does.

    It comes from all names with their acronyms, else the tags, else the abstract, else the notes, else the files.
    """
    wanted = [(phrase(match.text, match.prefix), match.columns) for match in sought(query)]
    if not wanted:
        return {}
    found: dict[int, Passage] = {}
    in_files, left = file_texts.there_are(conn), FOLDED
    for number, title, subtitle, byline, *texts in conn.execute(_TEXTS, (listed(ids),)).fetchall():
        shown = {"title": title, "subtitle": subtitle, "names": byline}
        hidden = [(one, columns) for one, columns in wanted if not _is_shown(shown, one, columns)]
        one = _passage(zip(_FIELDS, texts, strict=True), hidden) if hidden else None
        phrases = [phrase for phrase, columns in hidden if not columns]
        if not one and phrases and in_files:
            text = file_texts.text_of(conn, number)
            one, folded = _of_file(text, phrases, left)
            left -= folded
        found |= {number: one} if one else {}
    return found


def _of_file(text: str, phrases: list[Phrase], most: int) -> tuple[Passage | None, int]:
    """The passage of a file, from the first piece of its text that has any of the phrases, and how many characters were folded for it."""
    folded = 0
    for start in _places(text, phrases, most):
        piece = text[max(0, start - OVERLAP) : start + PIECE + OVERLAP]
        folded += 0 if piece.isascii() else len(piece)
        if found := passage("file", piece, phrases):
            return found, folded
    return None, folded


def _places(text: str, phrases: list[Phrase], most: int) -> Iterator[int]:
    """Where to look: at the beginning, where a phrase is written as it is sought, and then everywhere as long as it is quick."""
    yield 0
    if len(text) > PIECE:
        sought_so = (" ".join(one.words) for one in phrases[:AT_ONCE])
        found = (text.find(form, PIECE) for words in sought_so for form in (words, words.capitalize(), words.upper()))
        yield from (place for place in found if place >= 0)
        yield from range(PIECE, len(text) if text.isascii() else min(len(text), most), PIECE)


def _is_shown(shown: dict[str, str], wanted: Phrase, columns: tuple[str, ...]) -> bool:
    return any(stands_in(text, (wanted,)) for column, text in shown.items() if not columns or column in columns)


def _passage(texts: Iterable[tuple[str, str]], hidden: list[Sought]) -> Passage | None:
    for column, text in texts:
        phrases = [one for one, columns in hidden if not columns or column in columns]
        if found := passage(_FIELDS[column], text.replace("\n", "; ") if column in ("names", "tags") else text, phrases):
            return found
    return None
