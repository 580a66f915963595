"""A long text is read by another process."""

import multiprocessing
from collections.abc import Iterator

import pytest

from tipdesk.app import apart
from tipdesk.domain.publication import Problem, Publication
from tipdesk.formats import by_name
from tipdesk.formats.csv_columns import FOUND

ABSTRACT = "A long abstract of shelters. " * 60


@pytest.fixture(scope="module")
def text() -> str:
    entries = "".join(f"@misc{{k{n}, title={{Title {n}}}, abstract={{{ABSTRACT}}}}}\n" for n in range(3000))
    assert len(entries) > apart.LONG
    return f"{entries}@misc{{broken, title={{\n\n@misc{{last, title={{Last}}}}\n"


def _here(text: str) -> list[Publication | Problem]:
    read = by_name("bibtex").read
    assert read is not None
    return list(read(text))


def _apart(text: str) -> Iterator[Publication | Problem]:
    return apart.read("bibtex", text, FOUND)


def test_it_finds_the_same(text: str) -> None:
    found = list(_apart(text))
    assert found == _here(text)
    assert [type(item) for item in found[-2:]] == [Problem, Publication]
    assert not multiprocessing.active_children()


def test_the_process_ends_when_its_reader_has_enough(text: str) -> None:
    items = _apart(text)
    next(items)
    assert len(multiprocessing.active_children()) == 1
    items.close()  # type: ignore[attr-defined]
    assert not multiprocessing.active_children()


def test_if_the_process_is_lost_the_rest_is_read_here(text: str) -> None:
    items = _apart(text)
    found = [next(items) for _ in range(5)]
    multiprocessing.active_children()[0].kill()
    assert [*found, *items] == _here(text)
