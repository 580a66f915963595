"""The tables of a library file, as SQLAlchemy Core metadata, and what SQLite keeps beside them."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, MetaData, PrimaryKeyConstraint, Table, Text, func, text
from sqlalchemy.types import TypeEngine

APPLICATION_ID = 0x54495044  # "TIPD" in the file's header marks it as ours
VERSION = 5

metadata = MetaData()


def _text(name: str, default: str = "") -> Column[str]:
    return Column(name, Text, nullable=False, server_default=text(f"'{default}'"))


def _owner(target: str, name: str = "publication_id", kind: type[TypeEngine[int]] = Integer) -> Column[int]:
    return Column(name, kind, ForeignKey(f"{target}.id", ondelete="CASCADE"), nullable=False)


# The columns that hold the plain fields of a publication, by the fields' own names.
PLAIN_FIELDS = (
    "key", "title", "subtitle", "date", "abstract", "publisher", "place", "container", "series", "number", "volume",
    "issue", "pages", "edition", "doi", "isbn", "issn", "url", "accessed", "uid", "added", "modified",
)  # fmt: skip

publication = Table(
    "publication",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("trashed", Integer, nullable=False, server_default=text("0")),
    *(_text(name) for name in PLAIN_FIELDS),
    _text("extra", "[]"),  # JSON: pairs of name and value, in order
    Column("year", Integer),  # the rest repeats, for search and sort, what other columns and tables say
    _text("byline"),
    _text("sort_title"),
    _text("names"),
    _text("tags"),
    _text("notes"),
)
contributor = Table(
    "contributor",
    metadata,
    _owner("publication"),
    Column("position", Integer, nullable=False),
    _text("role"),
    Column("is_person", Integer, nullable=False),
    _text("name"),  # a person's family name or an organisation's whole name
    _text("given"),
    _text("prefix"),
    _text("suffix"),
    _text("acronym"),
    _text("display"),
    PrimaryKeyConstraint("publication_id", "position"),
    sqlite_with_rowid=False,
)
term = Table(
    "term",
    metadata,
    Column("id", Integer, primary_key=True),
    _text("vocabulary"),
    _text("name"),
    _text("folded"),
    Column("parent_id", Integer, ForeignKey("term.id", ondelete="SET NULL")),
    _text("code"),
    _text("colour"),
)
vocabulary = Table("vocabulary", metadata, Column("id", Integer, primary_key=True), _text("name"), _text("label"))
term_alias = Table(
    "term_alias",
    metadata,
    _owner("term", "term_id"),
    _text("name"),
    _text("folded"),
    PrimaryKeyConstraint("term_id", "name"),
    sqlite_with_rowid=False,
)
publication_term = Table(
    "publication_term",
    metadata,
    _owner("publication"),
    _owner("term", "term_id"),
    Column("position", Integer, nullable=False),
    PrimaryKeyConstraint("publication_id", "term_id"),
    sqlite_with_rowid=False,
)
note = Table(
    "note",
    metadata,
    _owner("publication"),
    Column("position", Integer, nullable=False),
    _text("text"),
    Column("public", Integer, nullable=False, server_default=text("0")),
    PrimaryKeyConstraint("publication_id", "position"),
    sqlite_with_rowid=False,
)
source = Table(
    "source",
    metadata,
    Column("publication_id", Integer, ForeignKey("publication.id", ondelete="CASCADE"), primary_key=True),
    _text("format"),
    _text("text"),
    _text("context"),
    Column("line", Integer, nullable=False, server_default=text("0")),
    _text("digest"),
)
file_text = Table(  # what was read of the files that a publication is linked to
    "file_text",
    metadata,
    Column("publication_id", Integer, ForeignKey("publication.id", ondelete="CASCADE"), primary_key=True),
    _text("files", "[]"),  # JSON: of each its path as it is linked, its size and when it was last changed
    _text("text"),
)
key_alias = Table(  # repeats, for searches, what the other fields hold as `ids`
    "key_alias",
    metadata,
    _owner("publication"),
    _text("name"),
    _text("folded"),
    PrimaryKeyConstraint("publication_id", "name"),
    sqlite_with_rowid=False,
)
publication_link = Table(  # repeats, for searches, what the other fields say of editions and translations
    "publication_link",
    metadata,
    _owner("publication"),
    _text("role"),
    _text("folded"),  # the citation key that is named
    PrimaryKeyConstraint("publication_id", "role"),
    sqlite_with_rowid=False,
)
pinned_key = Table(  # publications whose key no formula changes
    "pinned_key",
    metadata,
    Column("publication_id", Integer, ForeignKey("publication.id", ondelete="CASCADE"), primary_key=True),
)
publication_mark = Table(  # what users mark publications as, domain.query.MARKS
    "publication_mark",
    metadata,
    _owner("publication"),
    _text("name"),
    PrimaryKeyConstraint("publication_id", "name"),
    sqlite_with_rowid=False,
)
setting = Table("setting", metadata, Column("name", Text, primary_key=True), _text("value"), sqlite_with_rowid=False)
kept_file = Table(  # a file that is kept in step with the library
    "kept_file",
    metadata,
    Column("id", Integer, primary_key=True),
    *(_text(name) for name in ("target", "format", "query", "seal")),
    Column("list_id", Integer),  # a list that is deleted leaves it, so that it can be told
)
reading_list = Table(
    "reading_list",
    metadata,
    Column("id", Integer, primary_key=True),
    *(_text(name) for name in ("title", "description", "audience", "owner", "period")),
    _text("status", "draft"),
    CheckConstraint("status IN ('draft', 'final')"),
)
reading_section = Table(
    "reading_section",
    metadata,
    Column("id", Integer, primary_key=True),
    _owner("reading_list", "list_id"),
    Column("parent_id", Integer, ForeignKey("reading_section.id", ondelete="CASCADE")),
    Column("position", Integer, nullable=False),
    _text("title"),
    _text("description"),
)
reading_item = Table(
    "reading_item",
    metadata,
    Column("id", Integer, primary_key=True),
    _owner("reading_section", "section_id"),
    Column("position", Integer, nullable=False),
    Column("publication_id", Integer, ForeignKey("publication.id", ondelete="CASCADE")),  # none: free text
    _text("text"),
    _text("importance"),
    _text("pages"),
    Column("minutes", Integer),
    _text("task"),
    _text("annotation"),
    _text("private_note"),
)
saved_search = Table("saved_search", metadata, Column("id", Integer, primary_key=True), _text("name"), _text("query"))

Index("publication_key", publication.c.key, unique=True)
Index("publication_key_folded", func.lower(publication.c.key))
Index("publication_uid", publication.c.uid, unique=True)
for _column in ("sort_title", "byline", "year", "added", "modified"):
    # Every sortable column has an index that begins with the trashed flag and ends with the id.
    Index(f"publication_by_{_column}", publication.c.trashed, publication.c[_column], publication.c.id)
Index("publication_doi", publication.c.doi, sqlite_where=publication.c.doi != "")
Index("contributor_display", contributor.c.display)
Index("term_folded", term.c.vocabulary, term.c.folded)
Index("term_name", term.c.vocabulary, term.c.name, unique=True)
Index("term_parent", term.c.parent_id)
Index("term_alias_folded", term_alias.c.folded)
Index("publication_term_term", publication_term.c.term_id)
Index("key_alias_folded", key_alias.c.folded)
Index("publication_link_folded", publication_link.c.folded)
Index("publication_mark_name", publication_mark.c.name)
Index("kept_file_target", kept_file.c.target, unique=True)
Index("source_digest", source.c.digest)
Index("vocabulary_name", vocabulary.c.name, unique=True)
Index("saved_search_name", saved_search.c.name, unique=True)
Index("reading_section_list", reading_section.c.list_id)
Index("reading_section_parent", reading_section.c.parent_id)
Index("reading_item_section", reading_item.c.section_id)
Index("reading_item_publication", reading_item.c.publication_id)

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
