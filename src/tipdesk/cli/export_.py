"""tipdesk export OUT -l LIB"""

from collections import Counter
from pathlib import Path

import click

from tipdesk.app import exporting
from tipdesk.cli import options, written
from tipdesk.cli.output import DONE, progress, stream


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
    lost: Counter[str] = Counter()
    with options.open_library(library) as opened, progress("Exporting") as shown:
        ids = exporting.ids(opened, options.parsed(opened, query))
        text = exporting.pieces(exporting.publications(opened, ids, shown), form, lost)
        if out == "-":
            stream(text)
        else:
            exporting.write_file(out, text)
    written.tell(out, form, len(ids), lost, (), as_json)
    return DONE
