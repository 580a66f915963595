"""RIS, as it was specified in 2001 and 2012 and as programs write it.

What was read and not edited is written back to the character; of what was edited, only the lines that say it.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from tipdesk.domain import citekey
from tipdesk.domain.publication import Problem, Publication, Source
from tipdesk.formats import ris_reading, ris_syntax, ris_writing
from tipdesk.formats.base import Format
from tipdesk.formats.carried import restored
from tipdesk.formats.clean import clean, line_end, over_limit
from tipdesk.formats.ris_syntax import Line, Record


def read(text: str) -> Iterator[Publication | Problem]:
    """The publications and problems of a text, in order. A text without any record gives nothing."""
    text, problems = clean(text)
    yield from problems
    for record in ris_syntax.cut(text):
        if record.lines:
            yield _publication(record)
        if record.stray:
            yield Problem(record.stray_line, "These lines are in no record: no TY stands before them.", record.stray)


def _publication(record: Record) -> Publication | Problem:
    if not any(line.value for line in record.lines if line.tag not in ("TY", "ER", "ID")):
        return Problem(record.line, "This record holds nothing but its type.", record.text)
    publication = _said(record.lines, Source("ris", record.text, line=record.line))
    if reason := over_limit(publication.key, [line.value for line in record.lines]):
        return Problem(record.line, reason, record.text[:1000])
    return publication


def _said(lines: list[Line], source: Source | None = None) -> Publication:
    native, carried = ris_reading.read(lines, source)
    return restored(native, carried, ris_writing.say)


def write(publications: Iterable[Publication]) -> Iterator[str]:
    """Each publication's record, with an empty line behind it; the line ends are the record's own."""
    for publication in publications:
        text = _written(publication.without_private_notes())
        yield text + line_end(text) * 2


def _written(publication: Publication) -> str:
    """The text that a record came from, with what was edited put in, or else one made anew."""
    source = publication.source
    if source is not None and source.format == "ris" and (lines := ris_syntax.lines_of(source.text)):
        old = _said(lines)
        if not old.key and citekey.is_made(publication.key, old):
            publication = replace(publication, key="")
        if old == publication:
            return source.text
        text = ris_writing.patched(lines, old, publication, line_end(source.text))
        if _said(ris_syntax.lines_of(text)) == publication:
            return text
    return ris_writing.text(publication)


def _recognises(text: str) -> bool:
    return re.search(r"(?mi)^[ \t]*TY(?:  |[ \t])-[ \t]*[A-Z]{2,8}[ \t]*\r?$", text.replace("\r", "\n")) is not None


RIS = Format("ris", "RIS", (".ris",), read, write, _recognises, ris_writing.lost)
