from collections.abc import Iterator
from pathlib import Path

import pytest

from tipdesk.app import edits
from tipdesk.app.library import Library, Sort
from tipdesk.domain.names import Contributor, Organisation, Person
from tipdesk.domain.publication import Note, Publication
from tipdesk.domain.query import parse


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.create(tmp_path / "one.tipdesk") as made:
        yield made


BIRD = Contributor(Person("Bird", "Lucia"))
WALK_FREE = Contributor(Organisation("Walk Free Foundation"))
SHELF = (
    Publication(
        title="Smuggling in a pandemic", contributors=(BIRD,), date="2020-04", kind="policy brief", countries=("Kenya",), tags=("health",)
    ),
    Publication(
        title="An index of slavery", contributors=(WALK_FREE,), date="2018", regions=("Europe",), abstract="Ratings of governments."
    ),
    Publication(title="Côte d'Ivoire: cocoa", countries=("Côte d'Ivoire",), languages=("fr",), tags=("training/exercise",), date="2015"),
    Publication(title="Undated portal", url="https://example.org/x", notes=(Note("Ask before citing."),), countries=("Worldwide",)),
)


@pytest.fixture
def shelf(library: Library) -> Library:
    library.apply(edits.Add(SHELF))
    return library


def titles(library: Library, query: str, *sort: Sort) -> list[str]:
    return [p.title.split()[0] for p in library.get(library.find(parse(query).query, sort))]
