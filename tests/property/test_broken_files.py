"""Good files with one record broken: nothing raises, the other records stay, and the broken one is never lost in silence."""

import json
from collections.abc import Callable
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.property.strategies import publications
from tipdesk import resources
from tipdesk.app.importing import with_keys
from tipdesk.domain.publication import Problem, Publication
from tipdesk.domain.record import from_record
from tipdesk.formats import FORMATS, by_name

WRITTEN = [form.name for form in FORMATS if form.write is not None and form.read is not None]
SIGNS = st.text(st.sampled_from(list('{}"@,=\\%#()\n -&;\tTYER')), min_size=1, max_size=4)


def _read(name: str, text: str) -> list[Publication | Problem]:
    read = by_name(name).read
    assert read is not None
    return list(read(text))


def _write(name: str, records: list[Publication]) -> str:
    write = by_name(name).write
    assert write is not None
    return "".join(write(records))


@cache
def _sample(name: str) -> tuple[str, tuple[Publication, ...]]:
    """Nine records of the sample as text, and what that text says."""
    data = json.loads(resources.path("sample", "sample.json").read_text(encoding="utf-8"))
    text = _write(name, [from_record(record) for record in data["publications"][:9]])
    found = _read(name, text)
    records = tuple(item for item in found if isinstance(item, Publication))
    assert len(records) == len(found) == 9
    return text, records


@st.composite
def _mutation(draw: st.DrawFn) -> Callable[[str], str]:
    """A change to one place of a text: signs put in, a piece cut out or doubled."""
    place, length = draw(st.floats(0, 1)), draw(st.integers(1, 12))
    what, signs = draw(st.sampled_from(("insert", "delete", "double"))), draw(SIGNS)

    def mutate(text: str) -> str:
        start = int(place * len(text))
        piece = text[start : start + length]
        put = {"insert": signs + piece, "delete": "", "double": piece * 2}[what]
        return text[:start] + put + text[start + length :]

    return mutate


@pytest.mark.parametrize("name", ["bibtex", "biblatex", "ris"])
@given(mutation=_mutation())
def test_a_broken_record_costs_itself_only(name: str, mutation: Callable[[str], str]) -> None:
    text, records = _sample(name)
    whole = records[4].source
    assert whole is not None
    broken = mutation(whole.text)
    found = _read(name, text.replace(whole.text, broken, 1))
    kept = [item for item in found if isinstance(item, Publication)]
    assert kept[:4] == list(records[:4]), broken
    assert kept[-4:] == list(records[5:]), broken


@pytest.mark.parametrize("name", WRITTEN)
@given(mutation=_mutation(), more=_mutation(), records=publications)
def test_no_text_raises(name: str, mutation: Callable[[str], str], more: Callable[[str], str], records: list[Publication]) -> None:
    text = more(mutation(_write(name, [*with_keys(iter(records))])))
    for item in _read(name, text):
        if isinstance(item, Problem):
            assert item.reason.endswith(".") and 0 <= item.line <= text.count("\n") + text.count("\r") + 1


@pytest.mark.parametrize("name", ["bibtex", "biblatex", "ris", "csv"])
@given(mutation=_mutation())
def test_a_broken_record_is_read_or_reported(name: str, mutation: Callable[[str], str]) -> None:
    text, records = _sample(name)
    source = records[4].source
    assert source is not None
    broken = mutation(source.text)
    head = source.text[:2]  # what makes it a record at all
    if broken.startswith(head):
        assert len(_read(name, text.replace(source.text, broken, 1))) >= len(records), broken
