"""What an import reads and judges in a lane, before anything is changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tipdesk.app import importing, profiles, reviewing
from tipdesk.app.importing import Input, Options
from tipdesk.app.judging import Verdict
from tipdesk.app.library import Library
from tipdesk.app.places import Places
from tipdesk.app.reviewing import Compared
from tipdesk.domain.errors import TipdeskError
from tipdesk.domain.progress import Progress
from tipdesk.domain.publication import Problem, Publication
from tipdesk.formats import csv_
from tipdesk.gui.dialogs.import_source import Found, Origin
from tipdesk.gui.dialogs.review import Line, Lines

Key = tuple[Path | None, str, str, str]


@dataclass(frozen=True, slots=True)
class Begun:
    """What was found in each origin; for each table among them its unknown cells and a profile to offer; and all profiles."""

    found: tuple[Found, ...]
    unknown: tuple[frozenset[tuple[int, int]], ...]
    offers: tuple[str, ...]
    profiles: tuple[str, ...]


def begin(library: Library, origins: Sequence[Origin], before: Mapping[Key, Input], pasted: str, progress: Progress) -> Begun:
    """Read each origin, and how it begins if it is a table.

    `before` holds inputs that were read already, by their origins' keys; `pasted` is what a text is called.
    """
    found = []
    for number, origin in enumerate(origins):
        progress.report(number, len(origins))
        found.append(_found(origin, before, pasted))
    tables = [one.table for one in found if one.table is not None]
    places = Places(library.terms)
    cells = tuple(places.unknown_cells(table) for table in tables)
    return Begun(tuple(found), cells, tuple(profiles.fitting(table.keys) for table in tables), tuple(profiles.names()))


def _found(origin: Origin, before: Mapping[Key, Input], pasted: str) -> Found:
    try:
        source = before.get(origin.key) or _read(origin, pasted)
        source = replace(source, layout=origin.layout)
        table = csv_.preview(source.text, source.layout) if importing.columns(source) else None
    except TipdeskError as error:
        return Found(origin, problem=str(error))
    return Found(origin, source, table)


def _read(origin: Origin, pasted: str) -> Input:
    if origin.path is None:
        return importing.input_of(origin.text, pasted, origin.format)
    return importing.read_input(origin.path, origin.format, origin.encoding)


def lines(library: Library, inputs: Sequence[Input], progress: Progress) -> Lines:
    """What would become of each record of the inputs."""
    return Lines(reviewing.review(library, inputs, Options(), progress), inputs, Places(library.terms))


def mend(library: Library, source: Input, line: Line, text: str) -> list[Verdict | Problem]:
    """What would become of what a text says that stands in a line's place."""
    return reviewing.judged(library, source, importing.mended(source, Problem(line.line, ""), text), Options())


def compare(library: Library, source: Input, line: Line) -> list[Compared]:
    """A line's record beside the known one; nothing if one of them is not there any more."""
    new = next((item for item in importing.mended(source, Problem(line.line, ""), line.text) if isinstance(item, Publication)), None)
    known = library.get((line.known,))
    return reviewing.compare(new, known[0]) if new is not None and known else []
