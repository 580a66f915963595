"""What a trainer should know of a reading list before it is handed out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tipdesk.domain.publication import Publication
from tipdesk.domain.reading import Item, ReadingList, highest, places

NOT_HIGHEST, NO_WAY, NEWER, IN_TRASH = "no essential item", "no URL or file", "newer edition", "in the trash"


@dataclass(frozen=True, slots=True)
class Warned:
    """One warning: what kind it is, a sentence, the number of its section (`2.1`), and the ids of section and item (0: the section)."""

    kind: str
    text: str
    number: str
    section: int
    item: int = 0


def warnings(whole: ReadingList, publications: Mapping[str, Publication], newer: Mapping[str, Publication]) -> Iterator[Warned]:
    """Warnings of a list in its order; both mappings go by citation key, `newer` to a later edition of that publication.

    Of sections only those with readings of their own are asked for one of the highest importance.
    """
    wanted = highest(whole)
    for place in places(whole):
        section = place.section
        readings = [item for item in section.items if item.key and not item.trashed]
        if readings and all(item.importance != wanted for item in readings):
            yield Warned(NOT_HIGHEST, f"{section.title or 'This section'} has no item that is {wanted}.", place.number, section.id)
        for item in section.items:
            if item.key:
                for kind, text in _of_item(item, publications.get(item.key), newer.get(item.key)):
                    yield Warned(kind, text, place.number, section.id, item.id)


def _of_item(item: Item, publication: Publication | None, later: Publication | None) -> Iterator[tuple[str, str]]:
    if item.trashed:
        yield IN_TRASH, f"{item.key} is in the trash: it is left out of what is handed out."
        return
    if publication is not None and not (publication.url or publication.doi or dict(publication.extra).get("file")):
        yield NO_WAY, f"{item.key} has neither a web address nor a file."
    if later is not None:
        said = f" of {later.year}" if later.year else ""
        yield NEWER, f"{item.key} has a newer edition{said} in the library: {later.key}."
