"""tipdesk in-step -l LIB"""

from pathlib import Path

import click

from tipdesk.app import kept
from tipdesk.app.edits import Batch
from tipdesk.app.kept import StopKeeping
from tipdesk.cli import options
from tipdesk.cli.output import DONE, PARTLY, remark, result, result_json


@click.command("in-step")
@options.library
@click.option("--stop", "stopped", multiple=True, metavar="FILE", help="Keep this file in step no longer; it stays as it is.")
@click.option("--now", is_flag=True, help="Write the files now, which is done after each change anyway.")
@options.as_json
def command(library: Path, stopped: tuple[str, ...], now: bool, as_json: bool) -> int:
    """List the files that are kept in step with a library, and what they hold; export OUT --keep-in-step adds one.

    Such a file is written anew after every change of the library that changes its bytes. One that others have changed
    since is left alone, and told of; move it away to have it written anew.
    """
    with options.open_library(library) as opened:
        if stopped:
            opened.apply(Batch([StopKeeping(kept.stopped(opened, name)) for name in stopped], "Stop keeping files in step"))
        outcomes = kept.update(opened) if now else [kept.Outcome(each) for each in kept.load(opened)]
        documents = [
            {
                "target": each.kept.target,
                "format": each.kept.format,
                "query": each.kept.query,
                "list": kept.list_title(opened, each.kept),
                "changed": each.changed,
                "problem": each.problem,
            }
            for each in outcomes
        ]
    if as_json:
        result_json([{name: value for name, value in document.items() if value != ""} for document in documents])
    else:
        for document in documents:
            result("\t".join(str(document[name]) for name in ("target", "format", "list", "query")))
    problems = [outcome.problem for outcome in outcomes if outcome.problem]
    for problem in problems:
        remark(problem)
    return PARTLY if problems else DONE
