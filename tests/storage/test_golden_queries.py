"""A table of searches finds what is written down by hand, and what a plain filter finds, in a small library and in a large one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bench.libraries import publications
from tests.plain_filter import Plain
from tests.storage.golden_records import BESIDE_THE_SAMPLE, TRASHED
from tipdesk.app import edits, sample
from tipdesk.app.library import Library
from tipdesk.domain.publication import Publication
from tipdesk.domain.query import parse

LINES = (Path(__file__).parents[1] / "data" / "golden-queries.txt").read_text(encoding="utf-8").splitlines()
ROWS = [[cell.strip() for cell in line.split("|")] for line in LINES if not line.startswith("#")]
SIZE = 10_000


def filled(path: Path, *more: Publication) -> Library:
    """The sample, the records beside it and more; one of all is in the trash."""
    library = sample.create(path)
    library.apply(edits.Add([*BESIDE_THE_SAMPLE, TRASHED, *more]))
    library.apply(edits.SetTrashed(tuple(library.find(parse("key:gone").query))))
    for query, mark in (("key:ja OR key:wide", "starred"), ("in:trash", "starred"), ("lang:ja OR lang:ko", "read"), ("lang:vi", "read")):
        library.apply(edits.SetMark(tuple(library.find(parse(query).query)), mark))
    return library


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Library, Plain]]:
    with filled(tmp_path_factory.mktemp("small") / "one.tipdesk") as library:
        yield library, Plain(library)


@pytest.mark.parametrize(("query", "expected"), [row for row in ROWS if len(row) == 2])
def test_what_is_found_in_the_sample(small: tuple[Library, Plain], query: str, expected: str) -> None:
    library, plain = small
    parsed = parse(query)
    if expected.startswith("?"):
        assert expected.removeprefix("? ") in parsed.problem
        return
    assert parsed.problem == ""
    found = library.find(parsed.query)
    assert list(found) == plain.find(parsed.query)
    keys = {p.key for p in library.get(found)}
    listed = set(expected.removeprefix("!").split()) - {"-"}
    assert keys == ({p.key for p in plain.records} - listed if expected.startswith("!") else listed)


def test_the_same_in_a_large_library(tmp_path: Path) -> None:
    with filled(tmp_path / "one.tipdesk", *publications(SIZE)) as library:
        plain = Plain(library)
        for query, *_ in ROWS:
            parsed = parse(query).query
            assert list(library.find(parsed)) == plain.find(parsed), query
