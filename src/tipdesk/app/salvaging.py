"""What can still be read of a damaged library, written into a new one."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from tipdesk.app import kept, keys
from tipdesk.app.edits import Add, SaveSearch, SetMark
from tipdesk.app.library import Library
from tipdesk.app.list_edits import AddReadingList
from tipdesk.app.making import new_library
from tipdesk.app.term_edits import AddVocabulary
from tipdesk.domain.errors import LibraryRefused, TipdeskError
from tipdesk.domain.progress import SILENT, Progress
from tipdesk.domain.publication import Publication
from tipdesk.domain.query import MARKS, And, Everything, InTrash, Marked
from tipdesk.domain.reading import DEEPEST, Item, ReadingList, Section, items, places
from tipdesk.storage import publications


def salvage(damaged: Library, out: Path | str, progress: Progress = SILENT) -> tuple[int, list[str]]:
    """Write the publications, reading lists and saved searches of a library that can be read, one by one, into a new library at `out`.

    Returns how many publications were saved, and a sentence for each thing that was not. The damaged file is not touched.
    Colours and other names of terms, what own vocabularies are shown as, and the text of linked files are not carried over. Raises
    FileExistsError for an `out` that is there already, LibraryRefused where nothing at all can be read.
    """
    lost: list[str] = []
    with damaged.reading() as conn:
        last = publications.next_id(conn) - 1
    with new_library(out) as whole:
        try:
            for vocabulary in damaged.vocabularies():
                _add_vocabulary(whole, vocabulary.name, lost)
        except LibraryRefused:
            lost.append("The library's own vocabularies cannot be read.")
        whole.apply(Add(_readable(damaged, last, lost, progress)))
        try:
            _carry_marks(damaged, whole)
        except LibraryRefused:
            lost.append("Stars and what was read cannot be read.")
        try:
            for course in damaged.reading_lists():
                _add_list(whole, course, lost)
        except LibraryRefused:
            lost.append("The reading lists cannot be read.")
        try:
            keys.carry(damaged, whole)
            lost += (f"{each.target} is no longer kept in step; export it with --keep-in-step again." for each in kept.load(damaged))
        except LibraryRefused:
            lost.append("How citation keys are made cannot be read.")
        try:
            for search in damaged.saved_searches():
                whole.apply(SaveSearch(search._replace(id=0)))
        except LibraryRefused:
            lost.append("The saved searches cannot be read.")
        saved = whole.count(Everything()) + whole.count(InTrash())
    return saved, lost


def _add_vocabulary(whole: Library, name: str, lost: list[str]) -> None:
    """Add an own vocabulary; of one whose name has become that of a field, the terms stay other fields."""
    try:
        whole.apply(AddVocabulary(name))
    except TipdeskError as error:
        lost.append(f"The vocabulary {name} was not saved: {error}")


def _carry_marks(damaged: Library, whole: Library) -> None:
    for mark in MARKS:
        marked = [*damaged.find(Marked(mark)), *damaged.find(And((Marked(mark), InTrash())))]
        keys = [
            one.key
            for start in range(0, len(marked), publications.BATCH)
            for one in damaged.get(marked[start : start + publications.BATCH])
        ]
        whole.apply(SetMark(tuple(whole.ids_by_key(keys).values()), mark))


def _add_list(whole: Library, course: ReadingList, lost: list[str]) -> None:
    """Add a reading list; an item whose publication was lost names it as text."""
    if any(place.depth >= DEEPEST for place in places(course)):
        lost.append(f"The reading list {course.title} was not saved: its sections lie in each other too deep.")
        return
    keys = {item.key for item in items(course) if item.key}
    missing = keys - set(whole.ids_by_key(list(keys)))
    lost += (f"The reading list {course.title} names {key}, which could not be saved, as text." for key in sorted(missing))

    def named(item: Item) -> Item:
        return replace(item, key="", text=f"{item.key} {item.text}".strip()) if item.key in missing else item

    def kept(section: Section) -> Section:
        return replace(section, items=tuple(map(named, section.items)), sections=tuple(map(kept, section.sections)))

    try:
        whole.apply(AddReadingList(replace(course, sections=tuple(map(kept, course.sections)))))
    except TipdeskError as error:
        lost.append(f"The reading list {course.title} was not saved: {error}")


def _readable(damaged: Library, last: int, lost: list[str], progress: Progress) -> Iterator[Publication]:
    for start in range(1, last + 1, publications.BATCH):
        progress.report(start, last)
        ids = range(start, min(start + publications.BATCH, last + 1))
        try:
            yield from damaged.get(ids)
        except LibraryRefused:
            yield from _one_by_one(damaged, ids, lost)


def _one_by_one(damaged: Library, ids: range, lost: list[str]) -> Iterator[Publication]:
    for number in ids:
        try:
            yield from damaged.get((number,))
        except LibraryRefused:
            lost.append(f"Publication number {number} cannot be read.")
