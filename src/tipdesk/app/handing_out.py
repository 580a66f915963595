"""Reading lists looked over, and handed out as documents, records and tables."""

import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from tipdesk.app import citing, exporting
from tipdesk.app.citing import Look
from tipdesk.app.library import Library
from tipdesk.citing import handout
from tipdesk.citing.handout import BY_IMPORTANCE, BY_SECTION, GROUPS, PARTS, Options, Readings
from tipdesk.domain import list_warnings
from tipdesk.domain.errors import BadRequest
from tipdesk.domain.list_warnings import Warned
from tipdesk.domain.publication import Note, Publication
from tipdesk.domain.reading import Item, Place, ReadingList, items, places
from tipdesk.formats import csv_lists
from tipdesk.formats.base import Format

_PART_OF_STYLES = {"docx": "word/styles.xml", "odt": "styles.xml"}  # of the forms that take styles from a reference document

__all__ = ["BY_IMPORTANCE", "BY_SECTION", "GROUPS", "PARTS", "Options"]


def read(library: Library, whole: ReadingList) -> dict[str, Publication]:
    """The publications of a list by citation key, those in the trash too."""
    keys = list(dict.fromkeys(item.key for item in items(whole) if item.key))
    return {publication.key: publication for publication in library.get(list(library.ids_by_key(keys).values()))}


def ids(library: Library, whole: ReadingList) -> list[int]:
    """The ids of the publications of a list, each once, in its order; those in the trash are left out."""
    keys = list(dict.fromkeys(item.key for item in items(whole) if item.key and not item.trashed))
    return list(library.ids_by_key(keys).values())


def warnings(library: Library, whole: ReadingList, known: Mapping[str, Publication]) -> list[Warned]:
    """What a trainer should know of a list before it is handed out; `known` are its publications."""
    return list(list_warnings.warnings(whole, known, library.newer_editions(list(known.values()))))


def standing(whole: ReadingList, known: Mapping[str, Publication]) -> list[Publication]:
    """The publications that leave with a list: each once, in the list's order, none of the trash, without their private notes."""
    keys = dict.fromkeys(item.key for item in items(whole) if item.key in known and not item.trashed)
    return [known[key].without_private_notes() for key in keys]


def private_notes(whole: ReadingList) -> list[tuple[str, str]]:
    """The private notes of the items that leave with a list: each with its item's address."""
    return [
        (f"{place.number}#{number} {item.key or item.text}", item.private_note)
        for place in places(whole)
        for number, item in enumerate(place.section.items, 1)
        if item.private_note and not item.trashed
    ]


def document(
    whole: ReadingList,
    known: Mapping[str, Publication],
    look: Look,
    options: Options,
    reference_document: Path | None = None,
    tell: Callable[[str], None] = lambda sentence: None,
) -> bytes:
    """The handout of a list as a file; `tell` hears what of it is not perfect."""
    if reference_document is not None:
        _check_reference(reference_document, look.form.name)
    leaving = standing(whole, known)
    citing.check_number(len(leaving))
    references = dict(zip((p.key for p in leaving), citing.references(leaving, look.style), strict=True))
    abstracts = {p.key: p.abstract for p in leaving}
    languages = {p.key: p.languages[0] for p in leaving if p.languages}
    readings = Readings(references, abstracts, languages)
    return handout.document(whole, readings, look.style, look.locale, look.form, options, reference_document, tell)


def _check_reference(path: Path, form: str) -> None:
    if form not in _PART_OF_STYLES:
        raise BadRequest("A reference document gives its styles to docx and odt only.")
    try:
        with zipfile.ZipFile(path) as file:
            found = _PART_OF_STYLES[form] in file.namelist()
    except (OSError, zipfile.BadZipFile):
        found = False
    if not found:
        raise BadRequest(f"{path} is no {form}; name one whose styles the handout shall take.")


def records(whole: ReadingList, known: Mapping[str, Publication], form: Format, options: Options) -> Iterator[str]:
    """A list in a format of records: as a table one row an item, in RIS with what the list says of each publication as its notes.

    Raises BadRequest for private notes in a format that has no place for what a list says.
    """
    if options.private_notes and form.name not in ("csv", "ris"):
        raise BadRequest(f"{form.label} has no place for what a list says of its items, nor for private notes; take csv, ris or docx.")
    if form.name == "csv":
        return csv_lists.write(whole, known, private_notes=options.private_notes)
    leaving = standing(whole, known)
    if form.name == "ris":
        said = _said(whole, options)
        leaving = [replace(p, notes=(*p.notes, *(Note(text, public=True) for text in said[p.key]))) for p in leaving]
    return exporting.pieces(leaving, form)


def _said(whole: ReadingList, options: Options) -> dict[str, list[str]]:
    """What a list says of each publication, a text for each time that it stands there."""
    found: dict[str, list[str]] = {}
    for place in places(whole):
        for item in place.section.items:
            if item.key:
                found.setdefault(item.key, []).append(_note(whole, place, item, options))
    return found


def _note(whole: ReadingList, place: Place, item: Item, options: Options) -> str:
    section = f"{place.number} {place.section.title}".strip()
    short = [item.importance, item.pages, "" if item.minutes is None else f"{item.minutes} min"]
    lines = [f"{whole.title}: {section}", " · ".join(part for part in short if part), f"Task: {item.task}" if item.task else ""]
    lines += [item.text, item.annotation, f"Private note: {item.private_note}" if options.private_notes and item.private_note else ""]
    return "\n".join(line for line in lines if line)
