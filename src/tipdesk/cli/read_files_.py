"""tipdesk read-files [QUERY] -l LIB"""

from pathlib import Path

import click

from tipdesk.app import files
from tipdesk.cli import options
from tipdesk.cli.output import DONE, PARTLY, counted, progress, remark, result, result_json, telling_of_change
from tipdesk.domain.query import Has, conjunction


@click.command("read-files", cls=options.QueryCommand)
@click.argument("query", default="")
@options.library
@options.as_json
def command(query: str, library: Path, as_json: bool) -> int:
    """Read the text of the files that publications (all, or what QUERY finds) are linked to, so that searches find its words.

    Files that are as they were when they were read are passed over.
    """
    outcome = files.Outcome()
    with options.open_library(library) as opened, progress("Reading files") as shown:
        ids = opened.find(conjunction((options.understood(opened, query), Has("file"))))
        for start in range(0, len(ids), files.CHUNK):
            opened.apply(files.read(opened, ids, outcome, shown, start))
    with telling_of_change(bool(outcome.read)):
        if as_json:
            problems = [{"key": key, "path": path, "reason": reason} for key, path, reason in outcome.problems]
            result_json({"read": outcome.read, "known": outcome.known, "problems": problems})
        else:
            result(f"The files of {counted(outcome.read, 'publication')} were read, those of {outcome.known} had been read before.")
    for key, path, reason in outcome.problems:
        remark(f"{key}: {path}: {reason}")
    return PARTLY if outcome.problems else DONE
