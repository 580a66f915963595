"""A reading list as a table: one row an item, with the columns that reading-list systems of libraries read."""

from collections.abc import Iterator, Mapping

from tipdesk.domain.publication import Publication
from tipdesk.domain.reading import ReadingList, places
from tipdesk.domain.written_lists import join_list
from tipdesk.domain.written_names import format_name
from tipdesk.formats.csv_rows import line

COLUMNS = (
    "section_name", "citation_tags", "citation_title", "citation_author", "citation_publication_date", "citation_publisher",
    "citation_isbn", "citation_doi", "citation_source", "citation_public_note", "pages", "minutes", "task", "citation_key",
)  # fmt: skip
PRIVATE = "private_note"


def write(whole: ReadingList, known: Mapping[str, Publication], *, private_notes: bool = False) -> Iterator[str]:
    """The table, in UTF-8 with a BOM by which spreadsheets tell it; `known` are the list's publications by citation key.

    A text between the readings stands as a note without a title. What lies in the trash is left out.
    """
    columns = (*COLUMNS, PRIVATE) if private_notes else COLUMNS
    yield "\ufeff" + line(columns)
    for place in places(whole):
        for item in place.section.items:
            if item.trashed:
                continue
            cells = _of_publication(known[item.key]) if item.key in known else {}
            cells |= {"section_name": place.section.title, "pages": item.pages, "task": item.task}
            cells["citation_tags"] = item.importance if item.key else ""
            cells["minutes"] = "" if item.minutes is None else str(item.minutes)
            cells["citation_public_note"] = "\n".join(text for text in (item.text, item.annotation) if text)
            cells[PRIVATE] = item.private_note
            yield line([cells.get(name, "") for name in columns])


def _of_publication(publication: Publication) -> dict[str, str]:
    return {
        "citation_title": ": ".join(part for part in (publication.title, publication.subtitle) if part),
        "citation_author": join_list(format_name(c.name) for c in publication.contributors),
        "citation_publication_date": publication.date,
        "citation_publisher": publication.publisher,
        "citation_isbn": publication.isbn,
        "citation_doi": publication.doi,
        "citation_source": publication.url,
        "citation_key": publication.key,
    }
