"""What a format writes, it reads back; and what it read, it writes the same."""

import itertools
from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import given, settings

from tests.property.strategies import publications
from tipdesk.domain.publication import Note, Problem, Publication
from tipdesk.formats import FORMATS, ris_syntax, ris_writing
from tipdesk.formats.base import Format

WRITABLE = [found for found in FORMATS if found.write is not None]


def _read(found: Format, text: str) -> list[Publication | Problem]:
    assert found.read is not None
    return list(found.read(text))


def _write(found: Format, records: Iterable[Publication]) -> str:
    assert found.write is not None
    return "".join(found.write(records))


def _publications(records: list[Publication | Problem]) -> list[Publication]:
    return [record for record in records if isinstance(record, Publication)]


@pytest.mark.parametrize("found", WRITABLE, ids=lambda found: found.name)
@settings(max_examples=60)
@given(records=publications)
def test_what_is_written_is_read_back(found: Format, records: list[Publication]) -> None:
    assert _read(found, _write(found, records)) == records


@settings(max_examples=200)
@given(records=publications)
def test_lines_of_ris_are_known_without_reading_their_text(records: list[Publication]) -> None:
    for record in records:
        made = ris_writing.lines(record)
        read = ris_syntax.lines_of("".join(line.text for line in made))
        assert [(line.tag, line.value) for line in ris_syntax.reread(made)] == [(line.tag, line.value) for line in read]


@pytest.mark.parametrize("found", WRITABLE, ids=lambda found: found.name)
@settings(max_examples=60)
@given(records=publications)
def test_writing_what_was_read_gives_the_same_bytes(found: Format, records: list[Publication]) -> None:
    text = _write(found, records)
    assert _write(found, _publications(_read(found, text))) == text


@pytest.mark.parametrize(("one", "other"), list(itertools.permutations(WRITABLE, 2)), ids=lambda found: found.name)
@settings(max_examples=30)
@given(records=publications)
def test_a_record_crosses_from_one_format_to_another_and_back(one: Format, other: Format, records: list[Publication]) -> None:
    crossed = _write(other, _publications(_read(one, _write(one, records))))
    again = _read(other, crossed)
    assert again == records
    assert _write(other, _publications(again)) == crossed
    assert _read(one, _write(one, _publications(again))) == records


@pytest.mark.parametrize("found", WRITABLE, ids=lambda found: found.name)
@settings(max_examples=60)
@given(records=publications, change=publications)
def test_an_edited_record_is_read_back_as_edited(found: Format, records: list[Publication], change: list[Publication]) -> None:
    read = _publications(_read(found, _write(found, records)))
    edited = [replace(new, source=old.source) for old, new in zip(read, change, strict=False)]
    assert _read(found, _write(found, edited)) == edited


@pytest.mark.parametrize("found", WRITABLE, ids=lambda found: found.name)
@settings(max_examples=40)
@given(records=publications)
def test_private_notes_are_never_written(found: Format, records: list[Publication]) -> None:
    secret = [replace(record, notes=(*record.notes, Note("Xyzzy-Secret"))) for record in records]
    assert "Xyzzy" not in _write(found, secret)
    assert _write(found, secret) == _write(found, records)
