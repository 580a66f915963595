"""Reading lists looked over and handed out."""

from collections.abc import Mapping

from tipdesk.app.library import Library
from tipdesk.domain import list_warnings
from tipdesk.domain.list_warnings import Warned
from tipdesk.domain.publication import Publication
from tipdesk.domain.reading import ReadingList, items


def read(library: Library, whole: ReadingList) -> dict[str, Publication]:
    """The publications of a list by citation key, those in the trash too."""
    keys = list(dict.fromkeys(item.key for item in items(whole) if item.key))
    return {publication.key: publication for publication in library.get(list(library.ids_by_key(keys).values()))}


def warnings(library: Library, whole: ReadingList, known: Mapping[str, Publication]) -> list[Warned]:
    """What a trainer should know of a list before it is handed out; `known` are its publications."""
    return list(list_warnings.warnings(whole, known, library.newer_editions(list(known.values()))))
