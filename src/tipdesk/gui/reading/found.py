"""What the builder shows of a library: its lists, one of them whole, and what that comes to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tipdesk.domain.publication import Publication
from tipdesk.domain.reading import ReadingList

if TYPE_CHECKING:
    from tipdesk.app.library import Library


@dataclass(frozen=True, slots=True)
class Found:
    """The lists there are, by title; the one that is shown, its publications by citation key, warnings by the keys of
    nodes, and by citation key what the library has of a publication in other languages.
    """

    lists: Sequence[tuple[int, str]] = ()
    whole: ReadingList | None = None
    known: Mapping[str, Publication] = field(default_factory=dict)
    warned: Mapping[tuple[str, int], str] = field(default_factory=dict)
    versions: Mapping[str, Sequence[Publication]] = field(default_factory=dict)


def read(library: "Library", number: int) -> Found:
    """All that; for a list that is not there the first one is shown."""
    from tipdesk.app import handing_out

    lists = library.reading_lists()
    whole = next((each for each in lists if each.id == number), lists[0] if lists else None)
    titles = [(each.id, each.title) for each in lists]
    if whole is None:
        return Found(titles)
    known = handing_out.read(library, whole)
    warned: dict[tuple[str, int], str] = {}
    for each in handing_out.warnings(library, whole, known):
        key = ("item", each.item) if each.item else ("section", each.section)
        warned[key] = f"{warned[key]}\n{each.text}" if key in warned else each.text
    return Found(titles, whole, known, warned, library.language_versions(list(known.values())))
