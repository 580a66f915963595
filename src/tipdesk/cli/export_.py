"""tipdesk export OUT -l LIB"""

from pathlib import Path

import click

from tipdesk.app import exporting
from tipdesk.cli import options
from tipdesk.cli.output import DONE, progress, remark, stream
from tipdesk.domain.query import parse


@click.command("export")
@click.argument("out", metavar="OUT")
@options.library
@click.option("-f", "--format", "format_name", default="", metavar="NAME", help="The format to write, whatever the suffix.")
@click.option("-q", "--query", default="", metavar="QUERY", help="Only what this finds.")
def command(out: str, library: Path, format_name: str, query: str) -> int:
    """Write a library to OUT, or to standard output for -. Private notes are left out."""
    form = exporting.format_for(out, format_name)
    parsed = parse(query)
    if parsed.problem:
        remark(f"tipdesk: {parsed.problem} Only the plain words were searched.")
    with options.open_library(library) as opened, progress("Exporting") as shown:
        ids = opened.find(parsed.query)
        text = exporting.pieces(exporting.publications(opened, ids, shown), form)
        if out == "-":
            stream(text)
        else:
            exporting.write_file(out, text)
    remark(f"{len(ids)} written to {out}.")
    return DONE
