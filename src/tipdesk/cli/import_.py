"""tipdesk import FILE... -l LIB"""

import json
import os
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click

from tipdesk.app import importing
from tipdesk.app.importing import Import, Input, Options, Report
from tipdesk.app.library import Library
from tipdesk.app.making import new_library
from tipdesk.cli import options
from tipdesk.cli.output import DONE, PARTLY, progress, remark, result, result_json, telling_of_change
from tipdesk.domain.errors import BadRequest

MAX_PROFILE = 1024 * 1024  # bytes


@click.command("import")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@options.library
@click.option("-f", "--format", "format_name", default="", metavar="NAME", help="The files' format, whatever their suffix.")
@click.option("--encoding", default="", callback=options.encoding, metavar="NAME", help="The files' encoding, where it is not found right.")
@click.option("--duplicates", type=click.Choice([importing.ADD, importing.SKIP, importing.MERGE]), default=importing.ADD,
              show_default=True, help="What a likely duplicate of a record in the library gets.")  # fmt: skip
@click.option("--tag", "tags", multiple=True, callback=options.tag_names, metavar="NAME", help="Tag all that comes in.")
@click.option("--map", "mapped", multiple=True, metavar="COLUMN=FIELD", help="What a column of a CSV file holds.")
@click.option("--profile", type=click.Path(path_type=Path), help="A JSON file of columns and fields.")
@click.option("--dry-run", is_flag=True, help="Say what would come in, and change nothing.")
@options.as_json
def command(
    files: tuple[str, ...], library: Path, format_name: str, encoding: str, duplicates: str, tags: tuple[str, ...],
    mapped: tuple[str, ...], profile: Path | None, dry_run: bool, as_json: bool,
) -> int:  # fmt: skip
    """Add what FILEs hold to a library, which is made if it is not there; - reads standard input."""
    inputs = [_input(name, format_name, encoding) for name in files]
    chosen = Options(duplicates, tags, _mapping(mapped, profile))

    def fill(opened: Library) -> Report:
        report = Report()
        with progress("Importing") as shown:
            importing.run(opened, Import(inputs, chosen, report, shown, dry_run=dry_run))
        return report

    report = _into(library, fill, dry_run)
    with telling_of_change(not dry_run and bool(report.added or report.updated or report.merged)):
        _say(report, inputs, dry_run, as_json)
    return PARTLY if report.problems else DONE


def _input(name: str, format_name: str, encoding: str) -> Input:
    if name == "-":
        return importing.input_of(options.standard_input(), "standard input", format_name, encoding)
    return importing.read_input(name, format_name, encoding)


def _mapping(mapped: tuple[str, ...], profile: Path | None) -> dict[str, str]:
    mapping: dict[str, str] = {}
    if profile is not None:
        try:
            mapping |= {str(column): str(name) for column, name in json.loads(_beginning(profile)).items()}
        except (OSError, ValueError, AttributeError, RecursionError) as error:
            raise BadRequest(f"{profile} is no profile: it must be a JSON object of columns and fields ({error}).") from error
    for pair in mapped:
        column, sign, name = pair.rpartition("=")
        if not sign:
            raise BadRequest(f"--map takes COLUMN=FIELD, not {pair}.")
        mapping[column] = name
    return mapping


def _beginning(profile: Path) -> bytes:
    with profile.open("rb") as file:
        return file.read(MAX_PROFILE)


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
    for wanted, given in report.renamed:
        remark(f"The citation key {wanted} is taken; the new record got {given}.")
    for key in report.overwritten:
        remark(f"{key} had been changed after the table was written; the table's values are in it now.")
    for title, key in report.alike:
        remark(f"“{title}” is likely a duplicate of {key}.")
    for found in report.problems:
        remark(f"{found.file}:{found.problem.line}: {found.problem.reason}")
    if as_json:
        result_json(_document(report))
        return
    would = "would be " if dry_run else ""
    counts = [(report.added, "added"), (report.updated, "updated"), (report.merged, "merged"), (report.skipped, "skipped as known")]
    result(f"{'; '.join(f'{number} {would}{what}' for number, what in counts if number or what == 'added')}.")


def _document(report: Report) -> dict[str, Any]:
    return {
        "added": report.added,
        "updated": report.updated,
        "merged": report.merged,
        "skipped": report.skipped,
        "problems": [found.as_json() for found in report.problems],
        "renamed": [{"wanted": wanted, "given": given} for wanted, given in report.renamed],
        "overwritten": report.overwritten,
        "duplicates": [{"title": title, "of": key} for title, key in report.alike],
    }
