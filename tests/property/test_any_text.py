"""Whatever a text holds, no reader raises, every problem says where it is, and what could be read can be written and read again."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.property.strategies import publications
from tipdesk.domain.publication import Problem, Publication
from tipdesk.formats import by_name

FORMATS = [by_name(name) for name in ("ris", "csljson")]
PIECES = (
    *('"', "{", "}", "[", "]", ":", ",", "\\", "\\u0000", "\\ud800", "null", "1e999", "\n", "\r", "\t", " ", "-", "\x00", "\ufeff", "é"),
    *(
        "TY  - ",
        "TY  - BOOK\n",
        "\nER  - \n",
        "ER  -",
        "\nAU  - ",
        "\nPY - ",
        "\nXX  - ",
        "\nN1  - tipdesk-title: ",
        "tipdesk-extra: a",
        "et al.",
    ),
    *('"id":', '"title": [', '"issued": {"date-parts": [[', '"custom": {"tipdesk": {', '"author": [{"family": ', '"extra": [["a"], '),
)


@st.composite
def mutated(draw: st.DrawFn, name: str) -> str:
    """A sound text of a format with some pieces put in, taken out and moved."""
    form = by_name(name)
    assert form.write is not None
    text = "".join(form.write(draw(publications)))
    for _ in range(draw(st.integers(0, 6))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.sampled_from([0, 0, 1, 2, 5, 30])))
        text = text[:start] + draw(st.one_of(st.just(""), st.sampled_from(PIECES), st.just(text[end : end + 40]))) + text[end:]
    return text


def _check(name: str, text: str) -> None:
    form = by_name(name)
    assert form.read is not None and form.write is not None
    found = list(form.read(text))
    for problem in found:
        assert not isinstance(problem, Problem) or (1 <= problem.line <= len(text.splitlines()) + 1 and problem.reason)
    records = [record for record in found if isinstance(record, Publication)]
    assert [p for p in form.read("".join(form.write(records))) if isinstance(p, Publication)] == records
    bare = [replace(record, source=None) for record in records]
    again = [p for p in form.read("".join(form.write(bare))) if isinstance(p, Publication)]
    assert [replace(p, key="") if not old.key else p for p, old in zip(again, bare, strict=True)] == bare


@pytest.mark.parametrize("name", ["ris", "csljson"])
@given(data=st.data())
def test_a_mutated_file_is_survived(name: str, data: st.DataObject) -> None:
    _check(name, data.draw(mutated(name)))


@pytest.mark.parametrize("name", ["ris", "csljson"])
@given(text=st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=5)), max_size=30).map("".join))
def test_any_text_is_survived(name: str, text: str) -> None:
    _check(name, text)
