"""tipdesk export OUT -l LIB"""

from collections import Counter
from pathlib import Path

import click

from tipdesk.app import exporting
from tipdesk.cli import options, written
from tipdesk.cli.output import DONE, progress, remark, stream
from tipdesk.domain.query import parse


@click.command("export")
@click.argument("out", metavar="OUT")
@options.library
@click.option("-f", "--format", "format_name", default="", metavar="NAME", help="The format to write, whatever the suffix.")
@click.option("-q", "--query", default="", metavar="QUERY", help="Only what this finds.")
@options.as_json
def command(out: str, library: Path, format_name: str, query: str, as_json: bool) -> int:
    """Write a library to OUT, or to standard output for -. Private notes are left out."""
    written.check_json(out, as_json)
    form = exporting.format_for(out, format_name)
    parsed = parse(query)
    if parsed.problem:
        remark(f"tipdesk: {parsed.problem} Only the plain words were searched.")
    if parsed.remark:
        remark(f"tipdesk: {parsed.remark}")
    lost: Counter[str] = Counter()
    with options.open_library(library) as opened, progress("Exporting") as shown:
        ids = exporting.ids(opened, parsed.query)
        text = exporting.pieces(exporting.publications(opened, ids, shown), form, lost)
        if out == "-":
            stream(text)
        else:
            exporting.write_file(out, text)
    written.tell(out, form, len(ids), lost, (), as_json)
    return DONE
