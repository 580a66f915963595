"""The tables of a library file, described for SQLAlchemy, which writes the statements that make them."""

from collections.abc import Iterator

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, MetaData, PrimaryKeyConstraint, Table, Text, func, text
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable
from sqlalchemy.types import TypeEngine

from tipdesk.storage.layout import PLAIN_FIELDS

metadata = MetaData()


def _text(name: str, default: str = "") -> Column[str]:
    return Column(name, Text, nullable=False, server_default=text(f"'{default}'"))


def _owner(target: str, name: str = "publication_id", kind: type[TypeEngine[int]] = Integer) -> Column[int]:
    return Column(name, kind, ForeignKey(f"{target}.id", ondelete="CASCADE"), nullable=False)


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


def statements(*tables: Table) -> Iterator[str]:
    """What lays out these tables with their indexes."""
    dialect = sqlite.dialect()
    for table in tables:
        yield str(CreateTable(table).compile(dialect=dialect))
        for index in sorted(table.indexes, key=lambda index: str(index.name)):
            yield str(CreateIndex(index).compile(dialect=dialect))
