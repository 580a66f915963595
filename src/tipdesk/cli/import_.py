"""tipdesk import FILE... -l LIB"""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click

from tipdesk.app import importing
from tipdesk.app.importing import Import, Input, Options, Report
from tipdesk.app.library import Library
from tipdesk.cli import options
from tipdesk.cli.output import DONE, PARTLY, progress, remark, result, result_json
from tipdesk.domain.errors import BadRequest


@click.command("import")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@options.library
@click.option("-f", "--format", "format_name", default="", metavar="NAME", help="The files' format, whatever their suffix.")
@click.option("--encoding", default="", metavar="NAME", help="The files' encoding, where it is not found right.")
@click.option("--duplicates", type=click.Choice([importing.ADD, importing.SKIP, importing.MERGE]), default=importing.ADD,
              show_default=True, help="What a likely duplicate of a record in the library gets.")  # fmt: skip
@click.option("--tag", "tags", multiple=True, metavar="NAME", help="Tag all that comes in.")
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
    report = Report()
    with _opened(library, dry_run) as opened, progress("Importing") as shown:
        importing.run(opened, Import(inputs, chosen, report, shown, dry_run=dry_run))
    _say(report, inputs, dry_run, as_json)
    return PARTLY if report.problems else DONE


def _input(name: str, format_name: str, encoding: str) -> Input:
    if name == "-":
        return importing.input_of(sys.stdin.buffer.read(), "standard input", format_name, encoding)
    return importing.read_input(name, format_name, encoding)


def _mapping(mapped: tuple[str, ...], profile: Path | None) -> dict[str, str]:
    mapping: dict[str, str] = {}
    if profile is not None:
        try:
            mapping |= {str(column): str(name) for column, name in json.loads(profile.read_text(encoding="utf-8")).items()}
        except (OSError, ValueError, AttributeError) as error:
            raise BadRequest(f"{profile} is no profile: it must be a JSON object of columns and fields ({error}).") from error
    for pair in mapped:
        column, sign, name = pair.rpartition("=")
        if not sign:
            raise BadRequest(f"--map takes COLUMN=FIELD, not {pair}.")
        mapping[column] = name
    return mapping


@contextmanager
def _opened(path: Path, dry_run: bool) -> Iterator[Library]:
    """The library, made if it is not there; one that was made here is taken away again if the import fails."""
    if path.exists():
        with Library(path) as there:
            yield there
        return
    if dry_run:
        with TemporaryDirectory() as folder, Library.create(Path(folder) / "dry-run.tipdesk") as passing:
            yield passing
        return
    made = Library.create(path)
    try:
        yield made
    except BaseException:
        made.close()
        for suffix in ("", "-wal", "-shm"):
            Path(f"{path}{suffix}").unlink(missing_ok=True)
        raise
    made.close()


def _say(report: Report, inputs: list[Input], dry_run: bool, as_json: bool) -> None:
    for source in inputs:
        if source.guessed:
            remark(f"{source.name}: its encoding was taken for {source.encoding}; use --encoding if letters came out wrong.")
        if topic := importing.topic(source):
            remark(f"{source.name}: the page's topic is “{topic}”; --tag {topic} would tag its records with it.")
    for wanted, given in report.renamed:
        remark(f"The citation key {wanted} is taken; the new record got {given}.")
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
        "problems": [{"file": p.file, "line": p.problem.line, "reason": p.problem.reason, "text": p.problem.text} for p in report.problems],
        "renamed": [{"wanted": wanted, "given": given} for wanted, given in report.renamed],
        "duplicates": [{"title": title, "of": key} for title, key in report.alike],
    }
