"""Typed text becomes the value of a field, and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tipdesk.domain import values
from tipdesk.domain.errors import BadRequest
from tipdesk.domain.names import Contributor, Organisation, Person
from tipdesk.domain.written_lists import join_list, split_list

parts = st.text(st.characters(exclude_categories=["Cc", "Cs", "Z"]), min_size=1)


@given(st.lists(parts, unique=True).map(tuple))
def test_a_list_comes_back_whatever_it_holds(written: tuple[str, ...]) -> None:
    assert split_list(join_list(written)) == written


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("title", "A; B", ("title", "A; B")),
        ("Country", "Ivory Coast; Lao PDR", ("countries", ("Côte d'Ivoire", "Lao People's Democratic Republic"))),
        (
            "authors",
            "Bird, Lucia; Walk Free Foundation",
            ("contributors", (Contributor(Person("Bird", "Lucia")), Contributor(Organisation("Walk Free Foundation")))),
        ),
        ("year", "2020-04", ("date", "2020-04")),
        ("kind", "Policy Brief", ("kind", "policy brief")),
        ("language", "French", ("languages", ("fr",))),
        ("tags", "", ("tags", ())),
        ("date", "2000-02-29", ("date", "2000-02-29")),
        ("title", "a\x00\x1bb", ("title", "ab")),
    ],
)
def test_assignments(name: str, text: str, value: object) -> None:
    assert values.assignment(name, text) == value


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("colour", "red"),
        ("date", "next week"),
        ("kind", "poem"),
        ("key", "a b"),
        ("notes", "x"),
        ("date", "2020-13"),
        ("date", "2019-02-29"),
        ("date", "1900-02-29"),
    ],
)
def test_what_makes_no_sense_is_refused(name: str, text: str) -> None:
    with pytest.raises(BadRequest):
        values.assignment(name, text)
