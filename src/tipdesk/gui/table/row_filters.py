"""The menu that narrows the library down to what shares a value with a publication."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtWidgets import QMenu

from tipdesk.domain.own_vocabularies import taken_out
from tipdesk.domain.publication import Publication
from tipdesk.domain.query import Holds
from tipdesk.domain.vocabularies import Vocabulary
from tipdesk.gui.filters import Choice, Filters
from tipdesk.gui.labels import facet_label, field_label, value_label
from tipdesk.gui.text import isolated

MOST = 12  # values of one field
LONGEST = 60  # characters of one


def choices_of(publication: Publication, own: Sequence[Vocabulary] = ()) -> Iterator[Choice]:
    """What can be chosen of a publication in the facets, those of the user's own vocabularies included."""
    _, terms = taken_out(publication.extra, [vocabulary.name for vocabulary in own])
    fields = (
        ("year", (str(publication.year),) if publication.year is not None else ()),
        ("region", publication.regions),
        ("country", publication.countries),
        ("contributor", tuple(contributor.name.sorted_name for contributor in publication.contributors)),
        ("category", publication.category),
        ("theme", publication.themes),
        ("tag", publication.tags),
        ("kind", (publication.kind,)),
        ("language", publication.languages),
        *terms.items(),
    )
    for facet, names in fields:
        for name in names[:MOST]:
            yield Choice(facet, name)


def fill(menu: QMenu, publication: Publication, filters: Filters) -> None:
    """One entry for each value of the publication, checked if it is chosen."""
    facet = ""
    for choice in choices_of(publication, filters.own):
        if facet and choice.facet != facet:
            menu.addSeparator()
        facet = choice.facet
        action = menu.addAction(_text(menu, facet_label(facet, filters.own), value_label(choice)))
        action.setCheckable(True)
        action.setChecked(filters.chosen(choice) is False)
        action.toggled.connect(lambda on, choice=choice: filters.choose(choice, False if on else None))
    if publication.publisher:
        term = Holds("publisher", publication.publisher)
        menu.addSeparator()
        action = menu.addAction(_text(menu, field_label("publisher"), publication.publisher), partial(filters.narrow, term))
        action.setEnabled(not {term, replace(term, prefix=True)} & set(filters.terms))  # what stands last counts as a prefix


def _text(menu: QMenu, label: str, value: str) -> str:
    shown = value if len(value) <= LONGEST else f"{value[: LONGEST - 1]}…"
    return isolated(menu.tr("{}: {}").format(label, isolated(shown))).replace("&", "&&")
