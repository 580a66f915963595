"""tipdesk check -l LIB"""

from pathlib import Path

import click

from tipdesk.app import salvaging
from tipdesk.app.library import Library
from tipdesk.cli import options
from tipdesk.cli.output import DONE, PARTLY, REFUSED, counted, progress, remark, result, result_json
from tipdesk.domain.errors import BadRequest
from tipdesk.domain.progress import Progress


@click.command("check")
@click.argument("path", required=False, type=click.Path(path_type=Path, readable=False), metavar="[LIB]")
@click.option("-l", "--library", metavar="LIB", help="The library file.")
@click.option("--repair", "out", type=click.Path(path_type=Path), metavar="OUT", help="Write what can be read into a new library.")
@options.as_json
@click.pass_context
def command(ctx: click.Context, path: Path | None, library: str | None, out: Path | None, as_json: bool) -> int:
    """Tell whether a library file is sound; it is not changed, with --repair neither."""
    chosen = path or library or ctx.find_root().obj
    if not chosen:
        raise click.UsageError("No library is named; use -l FILE or set TIPDESK_LIBRARY.")
    with options.open_library(Path(chosen)) as opened, progress("Checking") as shown:
        if out is not None:
            return _repair(opened, out, shown, as_json)
        found = opened.check(shown)
    if as_json:
        result_json({"sound": not found, "problems": found})
    elif not found:
        result("The library is sound.")
    for sentence in found:
        remark(sentence)
    return REFUSED if found else DONE


def _repair(damaged: Library, out: Path, shown: Progress, as_json: bool) -> int:
    try:
        saved, lost = salvaging.salvage(damaged, out, shown)
    except FileExistsError as error:
        raise BadRequest(f"{out} is there already; choose another name.") from error
    if as_json:
        result_json({"saved": saved, "problems": lost})
    else:
        result(f"{counted(saved, 'publication')} {'was' if saved == 1 else 'were'} saved in {out}.")
    for sentence in lost:
        remark(sentence)
    return PARTLY if lost else DONE
