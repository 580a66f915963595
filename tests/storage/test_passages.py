"""Rows show why they were found, where their titles and bylines do not."""

import pytest

from tipdesk.app import edits
from tipdesk.app.library import Library
from tipdesk.domain.names import Contributor, Organisation, Person
from tipdesk.domain.publication import Note, Publication
from tipdesk.domain.query import parse

RECORD = Publication(
    title="Smuggling in a pandemic",
    subtitle="Risks of migrants",
    contributors=(Contributor(Person("Bird", "Lucia")), Contributor(Organisation("International Organization for Migration", "IOM"))),
    abstract="Borders were closed. Smugglers asked for more, and debt bondage followed.",
    notes=(Note("Ask before citing."), Note("Debt is on page 4.", public=True)),
    tags=("training/exercise",),
)


@pytest.mark.parametrize(
    ("query", "field", "text", "marked"),
    [
        ("smuggling", None, "", []),
        ("risks pandemic bird", None, "", []),
        ("debt", "abstract", "…for more, and debt bondage followed.", ["debt"]),
        ("pandemic debt", "abstract", "…for more, and debt bondage followed.", ["debt"]),
        ("debt* bond*", "abstract", "…for more, and debt bondage followed.", ["debt", "bond"]),
        ('"debt bondage"', "abstract", "…for more, and debt bondage followed.", ["debt bondage"]),
        ("citing", "note", "Ask before citing. Debt is on page 4.", ["citing"]),
        ("note:debt", "note", "…before citing. Debt is on page 4.", ["Debt"]),
        ("abstract:smugglers", "abstract", "…were closed. Smugglers asked for more, and debt bondage followed.", ["Smugglers"]),
        ("abstract:smuggl*", "abstract", "…were closed. Smugglers asked for more, and debt bondage followed.", ["Smuggl"]),
        ("IOM", "author", "…for Migration; IOM", ["IOM"]),
        ("exercise", "tag", "training/exercise", ["exercise"]),
        ("-slavery", None, "", []),
        ("slavery OR debt", "abstract", "…for more, and debt bondage followed.", ["debt"]),
        ("tag:training", None, "", []),
        ("", None, "", []),
    ],
)
def test_why_a_row_was_found(library: Library, query: str, field: str | None, text: str, marked: list[str]) -> None:
    library.apply(edits.Add([RECORD]))
    asked = parse(query).query
    [row] = library.rows(library.find(asked), asked)
    if field is None:
        assert row.passage is None
    else:
        assert row.passage is not None
        found = [row.passage.text[start : start + length] for start, length in row.passage.marks]
        assert (row.passage.field, row.passage.text, found) == (field, text, marked)
