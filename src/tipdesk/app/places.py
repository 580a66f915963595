"""Which countries and regions of records that come in are known."""

from collections.abc import Callable, Iterable

from tipdesk.domain import vocabularies
from tipdesk.domain.publication import Publication
from tipdesk.domain.text import squeeze
from tipdesk.domain.vocabularies import Term
from tipdesk.formats import csv_, csv_records


class Places:
    """The countries and regions that are known: those of the vocabularies and those that a library has besides."""

    def __init__(self, terms: Callable[[str], Iterable[Term]]) -> None:
        """`terms` gives the library's terms of a vocabulary."""
        self._known = {
            vocabulary: {squeeze(name) for term in terms(vocabulary) for name in (term.name, *term.aliases)}
            for vocabulary in ("country", "region")
        }

    def unknown(self, vocabulary: str, names: Iterable[str]) -> list[str]:
        """Those of the names that are no known country or region."""
        known = self._known[vocabulary]
        return [name for name in names if squeeze(name) not in known and not vocabularies.is_known(vocabulary, name)]

    def unknown_in(self, publication: Publication) -> list[str]:
        """The countries and regions of a record that are not known."""
        return self.unknown("country", publication.countries) + self.unknown("region", publication.regions)

    def unknown_cells(self, preview: csv_.Preview) -> frozenset[tuple[int, int]]:
        """The cells (row, column) of a preview that name a place that is not known."""
        found = set()
        for place, column in enumerate(preview.columns):
            vocabulary = {"countries": "country", "regions": "region"}.get(column.field)
            if vocabulary:
                cells = ((row, cells[place]) for row, cells in enumerate(preview.rows))
                found |= {(row, place) for row, cell in cells if self.unknown(vocabulary, csv_records.places(column, cell))}
        return frozenset(found)
