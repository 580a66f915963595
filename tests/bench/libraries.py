"""Libraries of generated records, written without a file between."""

from collections.abc import Iterator
from pathlib import Path

from tests.bench.records import records
from tipdesk.app import edits
from tipdesk.app.library import Library
from tipdesk.domain.names import Contributor, Organisation, Person
from tipdesk.domain.publication import Publication


def publications(count: int, seed: int = 1) -> Iterator[Publication]:
    """The generated records as an import of their BibTeX entries makes them, but for the text that they came from, and as if they had been
    added over fifteen years."""
    for number, record in enumerate(records(count, seed)):
        yield Publication(
            key=record.key,
            kind="report",
            title=record.title,
            contributors=tuple(Contributor(Person(*name) if len(name) > 1 else Organisation(name[0])) for name in record.authors),
            date=record.year,
            abstract=record.abstract,
            publisher=record.institution,
            url=record.url,
            countries=() if record.country == "Worldwide" else (record.country,),
            regions=(record.region,),
            tags=record.keywords,
            added=f"{2010 + number % 15}-{1 + number % 12:02}-{1 + number % 28:02}T12:00:00Z",
        )


def make(path: Path, count: int) -> Path:
    """A library of so many generated records; one that is there already is taken as it is."""
    if not path.exists():
        with Library.create(path) as library:
            library.apply(edits.Add(publications(count)))
    return path
