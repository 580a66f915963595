"""tipdesk import FILE... -l LIB"""

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click

from tipdesk.app import exporting, importing, profiles
from tipdesk.app.importing import Import, Input, Options, Report
from tipdesk.app.library import Library
from tipdesk.app.making import new_library
from tipdesk.cli import options
from tipdesk.cli.output import DONE, PARTLY, counted, progress, remark, result, result_json, telling_of_change
from tipdesk.domain.errors import BadRequest, SystemRefused
from tipdesk.formats.csv_columns import Layout

MOST = 10  # remarks of one sort, and places, that are said
_CHARACTERS = {"newline": "\n", "tab": "\t", "\\n": "\n", "\\t": "\t"}  # as they can be typed


@click.command("import")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@options.library
@click.option("-f", "--format", "format_name", default="", metavar="NAME", help="The files' format, whatever their suffix.")
@click.option("--encoding", default="", callback=options.encoding, metavar="NAME", help="The files' encoding, where it is not found right.")
@click.option("--duplicates", type=click.Choice([importing.ADD, importing.SKIP, importing.MERGE]), default=importing.ADD,
              show_default=True, help="What a likely duplicate of a record in the library gets.")  # fmt: skip
@click.option("--tag", "tags", multiple=True, callback=options.tag_names, metavar="NAME", help="Tag all that comes in.")
@click.option("--map", "mapped", multiple=True, metavar="COLUMN=FIELD", help="What a column of a CSV file holds; - leaves it out.")
@click.option("--separator", "separators", multiple=True, metavar="COLUMN=TEXT",
              help="What parts the values in a column of a CSV file, such as , or newline.")  # fmt: skip
@click.option("--delimiter", default="", metavar="CHARACTER", help="What parts the cells of a CSV file, such as ; or tab.")
@click.option("--profile", metavar="NAME|FILE", help="A saved profile, or a JSON file, of all that for a kind of CSV file.")
@click.option("--save-problems", "target", type=click.Path(path_type=Path), help="Write what could not be read, with why, to a file.")
@click.option("--dry-run", is_flag=True, help="Say what would come in, and change nothing.")
@options.as_json
def command(
    files: tuple[str, ...], library: Path, format_name: str, encoding: str, duplicates: str, tags: tuple[str, ...],
    mapped: tuple[str, ...], separators: tuple[str, ...], delimiter: str, profile: str | None, target: Path | None,
    dry_run: bool, as_json: bool,
) -> int:  # fmt: skip
    """Add what FILEs hold to a library, which is made if it is not there; - reads standard input, a folder is all files in it."""
    layout = _layout(mapped, separators, delimiter, profile)
    inputs = [replace(source, layout=layout) for name in files for source in _inputs(name, format_name, encoding)]
    chosen = Options(duplicates, tags)

    def fill(opened: Library) -> Report:
        report = Report()
        with progress("Importing") as shown:
            importing.run(opened, Import(inputs, chosen, report, shown, dry_run=dry_run))
        return report

    report = _into(library, fill, dry_run)
    with telling_of_change(_changed(report, dry_run)):
        if target is not None:
            _save_problems(report, target, dry_run)
        _say(report, inputs, dry_run, as_json)
    return PARTLY if report.problems else DONE


def _changed(report: Report, dry_run: bool) -> bool:
    return not dry_run and bool(report.added or report.updated or report.merged)


def _save_problems(report: Report, target: Path, dry_run: bool) -> None:
    try:
        exporting.write_file(target, importing.problems_text(report))
    except SystemRefused as error:
        if not _changed(report, dry_run):
            raise
        raise SystemRefused(f"the records came in, but {target}, which should list the problems, could not be written.") from error


def _inputs(name: str, format_name: str, encoding: str) -> list[Input]:
    if name == "-":
        return [importing.input_of(options.standard_input(), "standard input", format_name, encoding)]
    return [importing.read_input(file, format_name, encoding) for file in importing.files_in(name)]


def _layout(mapped: tuple[str, ...], separators: tuple[str, ...], delimiter: str, profile: str | None) -> Layout:
    """The profile, and over it what the command line says."""
    kept = profiles.load(profile) if profile is not None else Layout()
    fields = dict(_pair("--map COLUMN=FIELD", pair) for pair in mapped)
    parting = {column: _typed(text) for column, text in (_pair("--separator COLUMN=TEXT", pair) for pair in separators)}
    return Layout(_typed(delimiter) or kept.delimiter, {**kept.fields, **fields}, {**kept.separators, **parting})


def _typed(text: str) -> str:
    return _CHARACTERS.get(text, text)


def _pair(usage: str, text: str) -> tuple[str, str]:
    column, sign, value = text.rpartition("=")
    if not sign:
        raise BadRequest(f"{usage.replace(' ', ' takes ')}, not {text}.")
    return column, value


def _into(path: Path, fill: Callable[[Library], Report], dry_run: bool) -> Report:
    """What `fill` says of the library that it fills; one that is not there yet is made, whole or not at all."""
    if not os.path.lexists(path):
        if dry_run:
            with TemporaryDirectory() as folder, Library.create(Path(folder) / "dry-run.tipdesk") as passing:
                return fill(passing)
        try:
            with new_library(path) as made:
                return fill(made)
        except FileExistsError:  # another program was faster
            pass
    with options.open_library(path) as there:
        return fill(there)


def _say(report: Report, inputs: list[Input], dry_run: bool, as_json: bool) -> None:
    for source in inputs:
        if source.guessed:
            remark(f"{source.name}: its encoding was taken for {source.encoding}; use --encoding if letters came out wrong.")
        if topic := importing.topic(source):
            remark(f"{source.name}: the page's topic is “{topic}”; --tag {topic} would tag its records with it.")
    _remarks("The citation key {} is taken; the new record got {}.", report.renamed, "taken citation keys")
    changed = "{} had been changed after the table was written; the table's values are in it now."
    _remarks(changed, [(key,) for key in report.overwritten], "such records")
    if report.places:
        remark(_of_places(list(report.places), dry_run))
    _remarks("“{}” is likely a duplicate of {}.", report.alike, "likely duplicates")
    for found in report.problems:
        remark(f"{found.file}:{found.problem.line}: {found.problem.reason}")
    if as_json:
        result_json(_document(report))
        return
    would = "would be " if dry_run else ""
    counts = [(report.added, "added"), (report.updated, "updated"), (report.merged, "merged"), (report.skipped, "skipped as known")]
    result(f"{'; '.join(f'{number} {would}{what}' for number, what in counts if number or what == 'added')}.")


def _remarks(said: str, found: Sequence[tuple[str, ...]], what: str) -> None:
    for values in found[:MOST]:
        remark(said.format(*values))
    if len(found) > MOST:
        remark(f"… and {len(found) - MOST:,} more {what}; --json lists all of them.")


def _of_places(unknown: list[str], dry_run: bool) -> str:
    more = f" and {len(unknown) - MOST} more" if len(unknown) > MOST else ""
    one = len(unknown) == 1
    verb = "would come in" if dry_run else "came in"
    what = f"is not known; it {verb} as a new one" if one else f"are not known; they {verb} as new ones"
    return f"{counted(len(unknown), 'place')} {what}: {'; '.join(unknown[:MOST])}{more}."


def _document(report: Report) -> dict[str, Any]:
    return {
        "added": report.added,
        "updated": report.updated,
        "merged": report.merged,
        "skipped": report.skipped,
        "problems": [found.as_json() for found in report.problems],
        "renamed": [{"wanted": wanted, "given": given} for wanted, given in report.renamed],
        "overwritten": report.overwritten,
        "unknown_places": list(report.places),
        "duplicates": [{"title": title, "of": key} for title, key in report.alike],
    }
