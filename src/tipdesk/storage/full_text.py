"""The full-text index: which words stand in it, how it is asked, and how it is filled."""

from collections.abc import Iterator
from contextlib import contextmanager

from tipdesk.domain.query import Match
from tipdesk.domain.text import Phrase, phrase
from tipdesk.storage.connection import Connection

# The full-text index is made from the view's columns: their words, as domain.text folds them and takes runs apart. SQLite's
# own tokenizer then has nothing left to decide but where a word ends, and does so exactly as domain.text does.
INDEXED_TEXT = ("title", "subtitle", "names", "abstract", "notes", "tags")
_columns = ", ".join(INDEXED_TEXT)
_old, _new = (", ".join(f"index_words({row}.{name})" for name in INDEXED_TEXT) for row in ("old", "new"))
_differs = " OR ".join(f"old.{name} IS NOT new.{name}" for name in INDEXED_TEXT)

SEARCHED = f"""CREATE VIEW searched AS SELECT id, {", ".join(f"index_words({name}) AS {name}" for name in INDEXED_TEXT)}
 FROM publication"""
_WORDS = """tokenize="unicode61 remove_diacritics 2 categories 'L* N* Mn Mc'", prefix='1 2 3'"""
FULL_TEXT = f"CREATE VIRTUAL TABLE full_text USING fts5({_columns}, content='searched', content_rowid='id',\n {_WORDS})"
FILL_FULL_TEXT = f"INSERT INTO full_text(rowid, {_columns}) SELECT id, {_columns} FROM searched WHERE id >= ?"
FULL_TEXT_TRIGGERS = {
    "full_text_insert": f"""CREATE TRIGGER full_text_insert AFTER INSERT ON publication BEGIN
 INSERT INTO full_text(rowid, {_columns}) VALUES (new.id, {_new}); END""",
    "full_text_delete": f"""CREATE TRIGGER full_text_delete AFTER DELETE ON publication BEGIN
 INSERT INTO full_text(full_text, rowid, {_columns}) VALUES ('delete', old.id, {_old}); END""",
    "full_text_update": f"""CREATE TRIGGER full_text_update AFTER UPDATE OF {_columns} ON publication WHEN {_differs} BEGIN
 INSERT INTO full_text(full_text, rowid, {_columns}) VALUES ('delete', old.id, {_old});
 INSERT INTO full_text(rowid, {_columns}) VALUES (new.id, {_new}); END""",
}

# The texts of files have an index of their own: they are as long as all the rest, and edits of publications leave them alone.
FILES_SEARCHED = "CREATE VIEW files_searched AS SELECT publication_id, index_words(text) AS text FROM file_text"
FILE_WORDS = f"CREATE VIRTUAL TABLE file_words USING fts5(text, content='files_searched', content_rowid='publication_id', {_WORDS})"
_forget, _learn = (
    "INSERT INTO file_words(file_words, rowid, text) VALUES ('delete', old.publication_id, index_words(old.text));",
    "INSERT INTO file_words(rowid, text) VALUES (new.publication_id, index_words(new.text));",
)
FILE_WORDS_TRIGGERS = (
    f"CREATE TRIGGER file_words_insert AFTER INSERT ON file_text BEGIN {_learn} END",
    f"CREATE TRIGGER file_words_delete AFTER DELETE ON file_text BEGIN {_forget} END",
    f"CREATE TRIGGER file_words_update AFTER UPDATE OF text ON file_text BEGIN {_forget} {_learn} END",
)

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
        conn.execute(statement)


def build_for_files(conn: Connection) -> None:
    """Make the index of the texts of files, empty."""
    for statement in (FILES_SEARCHED, FILE_WORDS, *FILE_WORDS_TRIGGERS):
        conn.execute(statement)


def fill(conn: Connection, first: int) -> None:
    """Put the publications from this id on into the index, which has none of them."""
    # With more words in memory before they are written, fewer pieces of the index are merged: half the time.
    conn.execute(_HASH_SIZE, (16 * 2**20,))
    conn.execute(FILL_FULL_TEXT, (first,))
    conn.execute(_HASH_SIZE, (2**20,))
    new, known = conn.execute("SELECT count(*) FILTER (WHERE id >= ?), count(*) FROM publication", (first,)).fetchone()
    if new * MOSTLY_NEW >= known:
        # The pieces as one are searched in half the time, and none of the next edits has to join them.
        conn.execute("INSERT INTO full_text(full_text) VALUES ('optimize')")


@contextmanager
def index_at_end(conn: Connection, first: int) -> Iterator[None]:
    """Inside this, new publications (ids from `first` on) go into the index all at once at the end: half the cost."""
    conn.execute("DROP TRIGGER full_text_insert")
    yield
    fill(conn, first)
    conn.execute(FULL_TEXT_TRIGGERS["full_text_insert"])
