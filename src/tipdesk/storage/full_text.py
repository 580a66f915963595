"""The full-text index: which words stand in it, how it is asked, and how it is filled."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from tipdesk.domain.query import Match
from tipdesk.domain.text import Phrase, phrase
from tipdesk.storage.schema import FILE_WORDS, FILE_WORDS_TRIGGERS, FILES_SEARCHED, FILL_FULL_TEXT, FULL_TEXT, FULL_TEXT_TRIGGERS, SEARCHED

MAX_NAME = 8  # words of a name that may be written given name first

MOSTLY_NEW = 4  # times as many new ones are worth making the whole index anew

_HASH_SIZE = "INSERT INTO full_text(full_text, rank) VALUES ('hashsize', ?)"


def expression(query: Match) -> str:
    """What FTS5's MATCH takes for a query; empty for one that has no words, which nothing matches."""
    sought = phrase(query.text, query.prefix)
    if not sought.tokens:
        return ""
    wanted = _name(sought) if query.columns == ("names",) else _quoted(sought.tokens, sought.part)
    return f"{{{' '.join(query.columns)}}} : ({wanted})" if query.columns else wanted


def _quoted(tokens: tuple[str, ...], part: bool = False) -> str:
    # Folded words hold no quotation mark, and what is quoted means nothing to FTS5.
    return f'"{" ".join(tokens)}"' + (" *" if part else "")


def _name(sought: Phrase) -> str:
    """Names are kept family name first: `Lucia Bird` is found as it is and as `Bird, Lucia`."""
    whole, tokens = _quoted(sought.tokens, sought.part), sought.tokens
    if not 1 < len(tokens) <= MAX_NAME or tokens != sought.words:
        return whole
    turned = (f"NEAR({_quoted(tokens[split:], sought.part)} {_quoted(tokens[:split])}, 0)" for split in range(1, len(tokens)))
    return " OR ".join((whole, *turned))


def build(conn: Connection) -> None:
    """Make the index of publications, empty."""
    for statement in (SEARCHED, FULL_TEXT, *FULL_TEXT_TRIGGERS.values()):
        conn.exec_driver_sql(statement)


def build_for_files(conn: Connection) -> None:
    """Make the index of the texts of files, empty."""
    for statement in (FILES_SEARCHED, FILE_WORDS, *FILE_WORDS_TRIGGERS):
        conn.exec_driver_sql(statement)


def fill(conn: Connection, first: int) -> None:
    """Put the publications from this id on into the index, which has none of them."""
    # With more words in memory before they are written, fewer pieces of the index are merged: half the time.
    conn.exec_driver_sql(_HASH_SIZE, (16 * 2**20,))
    conn.exec_driver_sql(FILL_FULL_TEXT, (first,))
    conn.exec_driver_sql(_HASH_SIZE, (2**20,))
    new, known = conn.exec_driver_sql("SELECT count(*) FILTER (WHERE id >= ?), count(*) FROM publication", (first,)).one()
    if new * MOSTLY_NEW >= known:
        # The pieces as one are searched in half the time, and none of the next edits has to join them.
        conn.exec_driver_sql("INSERT INTO full_text(full_text) VALUES ('optimize')")


@contextmanager
def index_at_end(conn: Connection, first: int) -> Iterator[None]:
    """Inside this, new publications (ids from `first` on) go into the index all at once at the end: half the cost."""
    conn.exec_driver_sql("DROP TRIGGER full_text_insert")
    yield
    fill(conn, first)
    conn.exec_driver_sql(FULL_TEXT_TRIGGERS["full_text_insert"])
