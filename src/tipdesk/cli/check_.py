"""tipdesk check -l LIB"""

from pathlib import Path

import click

from tipdesk.cli import options
from tipdesk.cli.output import DONE, REFUSED, progress, remark, result, result_json


@click.command("check")
@click.argument("path", required=False, type=click.Path(path_type=Path, readable=False), metavar="[LIB]")
@click.option("-l", "--library", metavar="LIB", help="The library file.")
@options.as_json
@click.pass_context
def command(ctx: click.Context, path: Path | None, library: str | None, as_json: bool) -> int:
    """Tell whether a library file is sound; nothing is changed."""
    chosen = path or library or ctx.find_root().obj
    if not chosen:
        raise click.UsageError("No library is named; use -l FILE or set TIPDESK_LIBRARY.")
    with options.open_library(Path(chosen)) as opened, progress("Checking") as shown:
        found = opened.check(shown)
    if as_json:
        result_json({"sound": not found, "problems": found})
    elif not found:
        result("The library is sound.")
    for sentence in found:
        remark(sentence)
    return REFUSED if found else DONE
