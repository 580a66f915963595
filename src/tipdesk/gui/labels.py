"""What facets, their values and places are called on screen."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from tipdesk.domain.query import FIELDS, READ, STARRED, TEXT_FIELDS, Between, By, Filed, Has, Holds, InTrash, Match, Not, Query
from tipdesk.domain.query_text import text_of
from tipdesk.domain.vocabularies import Vocabulary
from tipdesk.gui.actions import QT_TRANSLATE_NOOP
from tipdesk.gui.filters import ALL, ATTENTION, CONDITIONS, DUPLICATES, RECENT, TRASH, UNFILED, UNREAD, WITH, WITHOUT, Choice
from tipdesk.gui.text import native_language

_FACETS = {
    "lists": QT_TRANSLATE_NOOP("Facets", "Reading lists"),
    "saved": QT_TRANSLATE_NOOP("Facets", "Saved searches"),
    "region": QT_TRANSLATE_NOOP("Facets", "Region"),
    "country": QT_TRANSLATE_NOOP("Facets", "Country"),
    "year": QT_TRANSLATE_NOOP("Facets", "Year"),
    "category": QT_TRANSLATE_NOOP("Facets", "Category"),
    "theme": QT_TRANSLATE_NOOP("Facets", "Theme"),
    "tag": QT_TRANSLATE_NOOP("Facets", "Tag"),
    "kind": QT_TRANSLATE_NOOP("Facets", "Kind"),
    "language": QT_TRANSLATE_NOOP("Facets", "Language"),
    "contributor": QT_TRANSLATE_NOOP("Facets", "Author"),
    "is": QT_TRANSLATE_NOOP("Facets", "Read state"),
    "notes": QT_TRANSLATE_NOOP("Facets", "Notes"),
    "file": QT_TRANSLATE_NOOP("Facets", "Files"),
}
_CONDITIONS = {
    ("is", STARRED): QT_TRANSLATE_NOOP("Facets", "Starred"),
    ("is", UNREAD): QT_TRANSLATE_NOOP("Facets", "Unread"),
    ("is", READ): QT_TRANSLATE_NOOP("Facets", "Read"),
    ("notes", WITH): QT_TRANSLATE_NOOP("Facets", "With notes"),
    ("notes", WITHOUT): QT_TRANSLATE_NOOP("Facets", "Without notes"),
    ("file", WITH): QT_TRANSLATE_NOOP("Facets", "With files"),
    ("file", WITHOUT): QT_TRANSLATE_NOOP("Facets", "Without files"),
}
_PLACES = {
    ALL: QT_TRANSLATE_NOOP("Facets", "All publications"),
    UNFILED: QT_TRANSLATE_NOOP("Facets", "Unfiled"),
    ATTENTION: QT_TRANSLATE_NOOP("Facets", "Needs attention"),
    DUPLICATES: QT_TRANSLATE_NOOP("Facets", "Duplicates"),
    RECENT: QT_TRANSLATE_NOOP("Facets", "Recently added"),
    TRASH: QT_TRANSLATE_NOOP("Facets", "Trash"),
}
# The fields of the query language: what each is called, and what to say behind it.
_FIELDS = {
    "title": (QT_TRANSLATE_NOOP("Fields", "Title"), QT_TRANSLATE_NOOP("Fields", "words of the title")),
    "author": (QT_TRANSLATE_NOOP("Fields", "Author"), QT_TRANSLATE_NOOP("Fields", "a person or body")),
    "country": (QT_TRANSLATE_NOOP("Fields", "Country"), QT_TRANSLATE_NOOP("Fields", "a country by any of its names")),
    "region": (QT_TRANSLATE_NOOP("Fields", "Region"), QT_TRANSLATE_NOOP("Fields", "a region with its countries")),
    "year": (QT_TRANSLATE_NOOP("Fields", "Year"), QT_TRANSLATE_NOOP("Fields", "2018, 2015..2019, >=2018")),
    "category": (QT_TRANSLATE_NOOP("Fields", "Category"), QT_TRANSLATE_NOOP("Fields", "a category")),
    "theme": (QT_TRANSLATE_NOOP("Fields", "Theme"), QT_TRANSLATE_NOOP("Fields", "a theme with those below it")),
    "tag": (QT_TRANSLATE_NOOP("Fields", "Tag"), QT_TRANSLATE_NOOP("Fields", "a tag with those below it")),
    "kind": (QT_TRANSLATE_NOOP("Fields", "Kind"), QT_TRANSLATE_NOOP("Fields", "a kind of publication")),
    "lang": (QT_TRANSLATE_NOOP("Fields", "Language"), QT_TRANSLATE_NOOP("Fields", "a language by name or code")),
    "has": (QT_TRANSLATE_NOOP("Fields", "Has"), QT_TRANSLATE_NOOP("Fields", "notes, url, abstract and the like")),
    "no": (QT_TRANSLATE_NOOP("Fields", "Without"), QT_TRANSLATE_NOOP("Fields", "what is missing: year, tag and the like")),
    "abstract": (QT_TRANSLATE_NOOP("Fields", "Abstract"), QT_TRANSLATE_NOOP("Fields", "words of the abstract")),
    "note": (QT_TRANSLATE_NOOP("Fields", "Notes"), QT_TRANSLATE_NOOP("Fields", "words of your notes")),
    "publisher": (QT_TRANSLATE_NOOP("Fields", "Publisher"), QT_TRANSLATE_NOOP("Fields", "part of the publisher's name")),
    "place": (QT_TRANSLATE_NOOP("Fields", "Place of publication"), QT_TRANSLATE_NOOP("Fields", "part of the place of publication")),
    "container": (QT_TRANSLATE_NOOP("Fields", "In"), QT_TRANSLATE_NOOP("Fields", "part of the journal's or book's title")),
    "series": (QT_TRANSLATE_NOOP("Fields", "Series"), QT_TRANSLATE_NOOP("Fields", "part of the series' title")),
    "number": (QT_TRANSLATE_NOOP("Fields", "Number"), QT_TRANSLATE_NOOP("Fields", "part of the number")),
    "doi": (QT_TRANSLATE_NOOP("Fields", "DOI"), QT_TRANSLATE_NOOP("Fields", "part of the DOI")),
    "isbn": (QT_TRANSLATE_NOOP("Fields", "ISBN"), QT_TRANSLATE_NOOP("Fields", "part of the ISBN")),
    "issn": (QT_TRANSLATE_NOOP("Fields", "ISSN"), QT_TRANSLATE_NOOP("Fields", "part of the ISSN")),
    "url": (QT_TRANSLATE_NOOP("Fields", "Web address"), QT_TRANSLATE_NOOP("Fields", "part of the web address")),
    "key": (QT_TRANSLATE_NOOP("Fields", "Citation key"), QT_TRANSLATE_NOOP("Fields", "the citation key")),
    "list": (QT_TRANSLATE_NOOP("Fields", "Reading list"), QT_TRANSLATE_NOOP("Fields", "the title of a reading list")),
    "added": (QT_TRANSLATE_NOOP("Fields", "Added"), QT_TRANSLATE_NOOP("Fields", "2024-03, >7d for the last 7 days")),
    "modified": (QT_TRANSLATE_NOOP("Fields", "Modified"), QT_TRANSLATE_NOOP("Fields", "2024-03.., >7d for the last 7 days")),
    "is": (QT_TRANSLATE_NOOP("Fields", "Is"), QT_TRANSLATE_NOOP("Fields", "starred, read, unread, duplicate")),
    "file": (QT_TRANSLATE_NOOP("Fields", "File"), ""),
    "in": (QT_TRANSLATE_NOOP("Fields", "In"), QT_TRANSLATE_NOOP("Fields", "in:trash for what was deleted")),
}
SAME_FIELD = {"contributor": "author", "type": "kind", "language": "lang", "notes": "note", "journal": "container"}
FIELD_NAMES = tuple(name for name in _FIELDS if name in FIELDS)  # those of the query language, without their other names


def field_label(field: str) -> str:
    """What a field of the query language is called."""
    return QCoreApplication.translate("Fields", _FIELDS[SAME_FIELD.get(field, field)][0])


def field_meaning(field: str) -> str:
    """What to say behind a field of the query language, in a few words."""
    return QCoreApplication.translate("Fields", _FIELDS[SAME_FIELD.get(field, field)][1])


def facet_label(facet: str, own: "Sequence[Vocabulary]" = ()) -> str:
    """The name of a facet, which may be one of the user's own vocabularies."""
    if facet in _FACETS:
        return QCoreApplication.translate("Facets", _FACETS[facet])
    return next((vocabulary.label for vocabulary in own if vocabulary.name == facet), facet)


def place_label(place: str) -> str:
    """The name of a place."""
    return QCoreApplication.translate("Facets", _PLACES[place])


def value_label(choice: Choice) -> str:
    """The whole name of a value: a language by its own name."""
    if choice.facet == "year":
        return choice.name.replace("..", "–")
    if choice.facet in CONDITIONS:
        return QCoreApplication.translate("Facets", _CONDITIONS[choice.facet, choice.name])
    return native_language(choice.name) if choice.facet == "language" else choice.name


def query_label(query: Query, own: "Sequence[Vocabulary]" = ()) -> tuple[str, str]:
    """A part of a search as a name and a value; the name is empty for a phrase and for what is written as one would type it."""
    match query:
        case Match(text, ()):
            return "", f"“{text}”"
        case Match(text, columns, prefix):
            field = next(name for name, of in TEXT_FIELDS.items() if of == columns)
            return field_label(field), f"{text}…" if prefix else text
        case Holds(column, text, prefix):
            return field_label(column), f"{text}…" if prefix else text
        case Filed(vocabulary, name, prefix):
            return facet_label(vocabulary, own), f"{name}…" if prefix else value_label(Choice(vocabulary, name))
        case By(name):
            return facet_label("contributor"), name
        case Between():
            return field_label(query.field), range_label(query)
    return _state_label(query)


def _state_label(query: Query) -> tuple[str, str]:
    """The same of what a publication is or has."""
    match query:
        case Has(what):
            return field_label("has"), field_label(what)
        case Not(Has(what)):
            return field_label("no"), field_label(what)
        case InTrash():
            return "", place_label(TRASH)
    for value, condition in CONDITIONS["is"].items():
        if query == condition:
            return facet_label("is"), value_label(Choice("is", value))
    return "", text_of(query)


def range_label(between: Between) -> str:
    """A range in words: `2015–2019`, `from 2015`."""
    if between.low and between.high:
        return between.low if between.low == between.high else f"{between.low}–{between.high}"
    names = {
        (True, False): QT_TRANSLATE_NOOP("Fields", "from {}"),
        (True, True): QT_TRANSLATE_NOOP("Fields", "after {}"),
        (False, False): QT_TRANSLATE_NOOP("Fields", "until {}"),
        (False, True): QT_TRANSLATE_NOOP("Fields", "before {}"),
    }
    pattern = names[bool(between.low), between.exclusive]
    return QCoreApplication.translate("Fields", pattern).format(between.low or between.high)
