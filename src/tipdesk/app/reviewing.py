"""What an import would do, record by record, before it does it; nothing here changes a library."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from tipdesk.app import importing
from tipdesk.app.importing import Input, Options, Place
from tipdesk.app.judging import Judge, Verdict
from tipdesk.app.library import Library
from tipdesk.domain.fields import FIELDS, Field, FieldKind
from tipdesk.domain.progress import SILENT, Progress
from tipdesk.domain.publication import Problem, Publication
from tipdesk.domain.written_lists import join_list
from tipdesk.domain.written_names import format_name
from tipdesk.formats import csv_
from tipdesk.storage import publications


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A record or a problem of an input, and whether another text could be put in a problem's place (`importing.mended`)."""

    place: Place
    found: Verdict | Problem
    mendable: bool = False


def review(library: Library, inputs: Sequence[Input], options: Options, progress: Progress = SILENT) -> Iterator[Reviewed]:
    """What an import would make of each record, in file order; behind a verdict come the problems that it has.

    Citation keys that are taken are not looked at. Raises BadRequest where the layout of a table does not fit it.
    """
    before, total = 0, importing.lines(inputs)
    with library.reading(progress) as conn:
        judge = Judge(conn)
        for number, source in enumerate(inputs):
            columns, header = importing.columns(source), _header(source)
            items = enumerate(importing.read(source, progress, before, total))
            while batch := list(islice(items, publications.BATCH)):
                fitted = [importing.fitted(item, options) for _, item in batch]
                verdicts = iter(judge.verdicts([item for item in fitted if isinstance(item, Publication)], columns))
                for (count, _), item in zip(batch, fitted, strict=True):
                    place = number, count
                    if isinstance(item, Problem):
                        yield Reviewed(place, item, bool(item.text) and item.text != header)
                        continue
                    verdict = next(verdicts)
                    yield Reviewed(place, verdict)
                    yield from (Reviewed(place, problem) for problem in verdict.problems)
            before += importing.lines([source])


def _header(source: Input) -> str:
    return csv_.preview(source.text, source.layout, 0).header if source.format.name == "csv" else ""


def judged(library: Library, source: Input, items: Iterable[Publication | Problem], options: Options) -> list[Verdict | Problem]:
    """What an import would make of records that were mended, each judged by itself; problems stay as they are."""
    columns = importing.columns(source)
    found: list[Verdict | Problem] = []
    with library.reading() as conn:
        for item in items:
            fitted = importing.fitted(item, options)
            found += [fitted] if isinstance(fitted, Problem) else Judge(conn).verdicts([fitted], columns)
    return found


@dataclass(frozen=True, slots=True)
class Compared:
    """A field of a record that comes in beside that of a known one, as text."""

    field: Field
    new: str
    known: str

    @property
    def differs(self) -> bool:
        """Do the two say something else?"""
        return self.new != self.known


def compare(new: Publication, known: Publication) -> list[Compared]:
    """The fields in which at least one of two records says something, in the order of the table of fields."""
    found = (Compared(field, _text(new, field), _text(known, field)) for field in FIELDS)
    return [pair for pair in found if pair.new or pair.known]


def _text(publication: Publication, field: Field) -> str:
    value = getattr(publication, field.name)
    match field.kind:
        case FieldKind.NAMES:
            return join_list(format_name(contributor.name) for contributor in value)
        case FieldKind.TERMS:
            return join_list(value)
        case FieldKind.NOTES:
            return "\n".join(note.text for note in value)
        case FieldKind.EXTRA:
            return "\n".join(f"{name}: {text}" for name, text in value)
    return str(value)
