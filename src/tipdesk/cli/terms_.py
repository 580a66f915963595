"""tipdesk terms export|import VOCABULARY FILE -l LIB"""

from pathlib import Path

import click

from tipdesk.app import exporting, importing, term_tables
from tipdesk.app.edit import Edit
from tipdesk.app.edits import Batch
from tipdesk.app.library import Library
from tipdesk.app.term_edits import AddVocabulary
from tipdesk.cli import options, written
from tipdesk.cli.output import DONE, PARTLY, counted, remark, result, result_json, stream, telling_of_change
from tipdesk.domain.errors import BadRequest
from tipdesk.domain.own_vocabularies import name_of
from tipdesk.domain.vocabularies import VOCABULARIES
from tipdesk.formats import csv_terms


@click.group("terms")
def command() -> None:
    """The terms of a vocabulary as a CSV table: name, parent, aliases, code and colour."""


@command.command("export")
@click.argument("vocabulary", metavar="VOCABULARY")
@click.argument("out", metavar="OUT")
@options.library
@options.as_json
def export(vocabulary: str, out: str, library: Path, as_json: bool) -> int:
    """Write the terms of a VOCABULARY to OUT, or to standard output for -."""
    written.check_json(out, as_json)
    with options.open_library(library) as opened:
        lines = list(term_tables.write(opened, _known(opened, vocabulary)))
    if out == "-":
        stream(lines)
    else:
        exporting.write_file(out, lines)
    remark(f"{counted(len(lines) - 1, 'term')} written to {out}.")
    if as_json:
        with telling_of_change():
            result_json({"written": len(lines) - 1})
    return DONE


@command.command("import")
@click.argument("vocabulary", metavar="VOCABULARY")
@click.argument("file", metavar="FILE")
@options.library
@click.option("--new", is_flag=True, help="Make VOCABULARY first, as one of your own.")
@options.as_json
def import_(vocabulary: str, file: str, library: Path, new: bool, as_json: bool) -> int:
    """Merge a FILE's terms, by name or another name, with those of a VOCABULARY; - reads standard input."""
    source = importing.input_of(options.standard_input(), "standard input", "csv") if file == "-" else importing.read_input(file, "csv")
    report = term_tables.Report()
    with options.open_library(library) as opened:
        name = name_of(vocabulary) if new else _known(opened, vocabulary)
        edits: list[Edit] = [AddVocabulary(vocabulary)] if new else []
        edits.append(term_tables.ImportTerms(name, tuple(csv_terms.read(source.text)), report))
        opened.apply(Batch(edits, edits[-1].label))
    for problem in report.problems:
        remark(f"{source.name}:{problem.line}: {problem.reason}")
    with telling_of_change():
        if as_json:
            problems = [{"line": found.line, "reason": found.reason, "text": found.text} for found in report.problems]
            result_json({"added": report.added, "changed": report.changed, "same": report.same, "problems": problems})
        else:
            result(f"{report.added} added, {report.changed} changed, {report.same} as before.")
    return PARTLY if report.problems else DONE


def _known(opened: Library, vocabulary: str) -> str:
    """A vocabulary by its name or label. Raises BadRequest for none."""
    named = {name: name for name in VOCABULARIES}
    for own in opened.vocabularies():
        named |= {own.name: own.name, name_of(own.label): own.name}
    if (name := named.get(name_of(vocabulary))) is None:
        raise BadRequest(f"There is no vocabulary {vocabulary}; the vocabularies are {', '.join(dict.fromkeys(named.values()))}.")
    return name
