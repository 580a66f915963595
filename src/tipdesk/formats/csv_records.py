"""A row of a table as a Publication."""

import re
from functools import lru_cache
from typing import Any

from tipdesk.domain import bylines, dates, types, vocabularies
from tipdesk.domain.fields import BY_NAME, FieldKind
from tipdesk.domain.kinds import KINDS
from tipdesk.domain.names import ROLES, Contributor
from tipdesk.domain.other_fields import GOES_ON
from tipdesk.domain.publication import Note, Publication, Source
from tipdesk.domain.text import squeeze
from tipdesk.domain.values import terms
from tipdesk.domain.vocabularies import SOURCES
from tipdesk.domain.written_names import parse_name
from tipdesk.formats import csv_columns as names
from tipdesk.formats import written_dates
from tipdesk.formats.clean import bare_doi
from tipdesk.formats.csv_columns import Column

NOTE_END = "\n\n---\n\n"  # between two notes of a cell
_UID = re.compile(r"[0-9a-f]{16}")
_ISSN = re.compile(r"\d{4}-?\d{3}[\dXx]")
_SINGLE = re.compile(r"\w{1,20}")  # a page
# Between two notes of Zotero's, which are HTML.
_NOTE_OF_ZOTERO = re.compile(r"(</(?:p|div|h\d|[uo]l|blockquote)>); (?=<(?:p|div|h\d|[uo]l|blockquote)\b)")
# What else programs call types, by CSL's types: Zotero as its schema maps them, Scopus and Web of Science.
_TYPES = {
    name: csl_type
    for csl_type, written in {
        "article": "preprint",
        "article-journal": "j journalarticle review editorial shortsurvey datapaper",
        "article-magazine": "magazinearticle",
        "article-newspaper": "newspaperarticle",
        "broadcast": "podcast radiobroadcast tvbroadcast",
        "chapter": "booksection bookchapter",
        "entry-dictionary": "dictionaryentry",
        "entry-encyclopedia": "encyclopediaarticle",
        "graphic": "artwork",
        "legal_case": "case",
        "legislation": "statute",
        "motion_picture": "film videorecording",
        "paper-conference": "conferencepaper proceedingspaper",
        "personal_communication": "email instantmessage",
        "post": "forumpost",
        "post-weblog": "blogpost",
        "software": "computerprogram",
        "song": "audiorecording",
        "speech": "presentation",
        **{name: name for name in "bill hearing interview manuscript map patent standard webpage".split()},
    }.items()
    for name in written.split()
}
_ARTICLES = frozenset(("review", "editorial", "shortsurvey", "datapaper"))  # of which no type says more than that they are articles
_NOTE_ESCAPED = re.compile(r"(?m)^\\(\\*---)$")


def places(column: Column, cell: str) -> tuple[str, ...]:
    """The countries or regions that a cell of such a column names, as terms."""
    return _places(column.field, cell.strip(), column.separator)[0] if column.field in SOURCES else ()


class Reading:
    """A row on its way to a Publication."""

    def __init__(self, own: bool) -> None:
        """`own` for a row of a table that tipdesk wrote, which says exactly what it means."""
        self.own = own
        self.values: dict[str, Any] = {}
        self.people: dict[str, list[Contributor]] = {}
        self.more: list[str] = []  # the roles whose lists go on, "et al."
        self.extra: list[tuple[str, str]] = []
        self.date = ("", "")  # column and text
        self.year = ("", "")
        self.said: set[str] = set()
        self.written: dict[str, list[str]] = {}  # places as the source has them, where that says something else

    def put(self, column: Column, text: str) -> None:
        """Take in a cell that is not empty."""
        if column.field == names.OMITTED:
            return
        if column.field == "pages" and _SINGLE.fullmatch(text) and _SINGLE.fullmatch(first := self.values.get("pages", "")):
            self.values["pages"] = f"{first}-{text}" if text != first else first
        elif not column.field or self._is_said(column):
            self.extra.append((names.extra_name(column.name), text))
        elif column.is_list:
            self._list(column, text)
        else:
            self._value(column, text)

    def _is_said(self, column: Column) -> bool:
        """Has a column before this one filled the field, which holds one value?"""
        if column.is_list or column.field in names.NOTES:
            return False
        said = column.field in self.said
        self.said.add(column.field)
        return said

    def _list(self, column: Column, text: str) -> None:
        separator = column.separator or (";" if self.own else "")
        match column.field:
            case "contributors":
                self._contributors(column.role, text, separator)
            case "countries" | "regions":
                self._places(column.field, text, separator)
            case _:
                self._more(column.field, _filed(BY_NAME[column.field].vocabulary, text, separator))

    def _contributors(self, role: str, text: str, separator: str) -> None:
        people, more = _people(text, role, separator, self.own)
        self.people.setdefault(role, []).extend(people)
        if more:
            self.more.append(role)

    def _value(self, column: Column, text: str) -> None:
        match column.field:
            case "kind":
                self._kind(column.name, text)
            case "id" if _UID.fullmatch(text):
                self.values["uid"] = text
            case "id":  # another program's
                self.extra.append((column.name, text))
            case "year":
                self.year = (column.name, text)
            case "date":
                self.date = (column.name, text)
            case "notes" | names.PRIVATE:
                public = self.own and column.field == "notes"
                self._more("notes", tuple(Note(note, public) for note in _notes(text)))
            case _:
                self._field(column, text)

    def _more(self, field: str, values: tuple[Any, ...]) -> None:
        """What a column adds to a field that another column may have begun."""
        before = self.values.get(field, ())
        said = set(before)
        self.values[field] = (*before, *(value for value in values if value not in said)) if before else values

    def _kind(self, column: str, text: str) -> None:
        kind, kept = (text, "") if self.own else kind_by_any_name(text)
        if kind:
            self.values["kind"] = kind
        if kept:
            self.extra.append((types.ENTRY_TYPE, kept))
        if not kind or (not self.own and _joined(text) in _ARTICLES):
            self.extra.append((column, text))

    def _places(self, field: str, text: str, separator: str) -> None:
        found, written = _places(field, text, separator)
        self._more(field, found)
        if written and not (self.own and field == "countries"):  # a library may call a country as it likes
            self.written.setdefault(SOURCES[field], []).append(written)

    def _field(self, column: Column, text: str) -> None:
        field = BY_NAME.get(column.field)
        kind = field.kind if field else FieldKind.TEXT
        if kind is FieldKind.DATE and not self.own:
            date, whole = written_dates.told(text)
            if date:
                self.values[column.field] = date
            if not whole:
                self.extra.append((column.name, text))
        elif column.field == "isbn" and _ISSN.fullmatch(text) and not self.own:  # EndNote's column holds either
            self.values["issn"] = text
        else:
            self.values[column.field] = bare_doi(text) if column.field == "doi" else text

    def publication(self, source: Source) -> Publication:
        """The row's record."""
        values = dict(self.values)
        values["date"] = self._date_edited() if self.own else self._date_told()
        said = {name for name, _ in self.extra}
        self.extra += [(name, "; ".join(written)) for name, written in self.written.items() if name not in said]
        if self.more and all(name != GOES_ON for name, _ in self.extra):
            self.extra.append((GOES_ON, ", ".join(self.more)))
        order = sorted(self.people, key=role_order)
        values["contributors"] = tuple(person for role in order for person in self.people[role])
        return Publication(**values, extra=tuple(self.extra), source=source)

    def _date_edited(self) -> str:
        """Of a table of ours: the year's column goes before the date's, where the two differ, as it is the one that people edit."""
        (column, text), date = self.year, self.date[1]
        if not text:
            return date
        year, whole = written_dates.told(text)
        if not whole:
            self.extra.append((column, text))
        return date if not year or _same_year(date, year) else year

    def _date_told(self) -> str:
        """What the columns of date and year tell, the year's first; what they say beside is kept."""
        year, whole = written_dates.told(self.year[1])
        date, all_said = written_dates.told(self.date[1])
        if year and not _same_year(date, year):
            date = written_dates.within(year, self.date[1])
            all_said = date != ""
        kept = ((self.date, all_said), (self.year, whole))
        self.extra += [found for found, said in kept if found[1] and not said]
        return date or year


def _same_year(date: str, year: str) -> bool:
    return dates.year_of(date) == dates.year_of(year) and dates.year_of(year) is not None


def role_order(role: str) -> tuple[int, str]:
    return (ROLES.index(role), "") if role in ROLES else (len(ROLES), role)


def kind_by_any_name(text: str) -> tuple[str, str]:
    """The kind that a name means in tipdesk, BibTeX, RIS, CSL or a program's table, and the type to keep beside it; empty for none."""
    squeezed = squeeze(text)
    for kind in KINDS:
        if squeeze(kind.name) == squeezed:
            return kind.name, ""
    for kind in KINDS:
        if squeezed and squeezed in {squeeze(name) for name in (*kind.bibtex, kind.biblatex, kind.csl, kind.ris)}:
            return kind.name, ""
    csl_type = _TYPES.get(_joined(text))
    return types.from_csl(csl_type) if csl_type else ("", "")


def _joined(text: str) -> str:
    """A type as one word, as Zotero has it: `journalArticle`."""
    return squeeze(text).replace(" ", "")


@lru_cache(maxsize=4096)
def _people(text: str, role: str, separator: str, own: bool) -> tuple[tuple[Contributor, ...], bool]:
    """The people of a cell, and whether the list goes on; each part of a list that tipdesk wrote is one name."""
    parts = names.parts(text, separator)
    found = [([part], False) for part in parts] if own else list(map(bylines.apart, parts))
    people = tuple(Contributor(parse_name(name if own else _closed(name)), role) for written, _ in found for name in written)
    return people, any(more for _, more in found)


def _closed(name: str) -> str:
    """A name of an organisation as EndNote has it, with a comma at its end, in braces."""
    bare = name.rstrip(", ")
    return f"{{{bare}}}" if name.endswith(",") and bare and "," not in bare else name


@lru_cache(maxsize=4096)
def _places(field: str, text: str, separator: str) -> tuple[tuple[str, ...], str]:
    if field == "countries":
        return vocabularies.countries(_values("country", text, separator))
    return vocabularies.regions(_values("region", text, separator))


@lru_cache(maxsize=4096)
def _filed(vocabulary: str, text: str, separator: str) -> tuple[str, ...]:
    return terms(vocabulary, _values(vocabulary, text, separator))


def _values(vocabulary: str, text: str, separator: str) -> tuple[str, ...]:
    """The values in a cell, by its separator or what looks like one.

    Without another sign tags are parted by commas, places and languages by commas or slashes where each part is known and
    the whole is not.
    """
    found = names.parts(text, separator)
    if vocabulary == "tag" and not separator and len(found) == 1:
        return names.parts(text, ",")
    if separator or len(found) != 1 or vocabulary not in ("country", "region", "language") or vocabularies.is_known(vocabulary, text):
        return found
    for mark in ",/":
        pieces = vocabularies.rejoin(vocabulary, names.parts(text, mark)) if mark in text else []
        if pieces and all(vocabularies.is_known(vocabulary, piece) for piece in pieces):
            return tuple(pieces)
    return found


def _notes(text: str) -> list[str]:
    parted = _NOTE_OF_ZOTERO.sub(rf"\1{NOTE_END}", text) if text.startswith("<") else text
    return [_NOTE_ESCAPED.sub(r"\1", note) for note in parted.split(NOTE_END) if note]
