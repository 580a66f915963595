"""tipdesk convert IN OUT"""

from collections.abc import Iterator
from pathlib import Path

import click

from tipdesk.app import exporting, importing
from tipdesk.cli import options
from tipdesk.cli.output import DONE, PARTLY, progress, remark, stream
from tipdesk.domain.errors import NothingUsable
from tipdesk.domain.publication import Problem, Publication


@click.command("convert")
@click.argument("source", metavar="IN")
@click.argument("out", metavar="OUT")
@click.option("--from", "from_name", default="", metavar="NAME", help="The format of IN, whatever its suffix.")
@click.option("--to", "to_name", default="", metavar="NAME", help="The format of OUT, whatever its suffix.")
@click.option("--encoding", default="", callback=options.encoding, metavar="NAME", help="The encoding of IN, where it is not found right.")
def command(source: str, out: str, from_name: str, to_name: str, encoding: str) -> int:
    """Turn the file IN into OUT without a library; - is standard input or output."""
    form = exporting.format_for(out, to_name)
    if source == "-":
        given = importing.input_of(options.standard_input(), "standard input", from_name, encoding)
    else:
        given = importing.read_input(source, from_name, encoding)
    problems: list[Problem] = []
    count = 0
    with progress("Converting") as shown:

        def records() -> Iterator[Publication]:
            nonlocal count
            for item in importing.read(given, progress=shown):
                if isinstance(item, Problem):
                    problems.append(item)
                else:
                    count += 1
                    yield item
            if not count:
                raise NothingUsable(f"{given.name}: no record could be read, so nothing was written.")

        text = exporting.pieces(importing.with_keys(records()), form)
        if out == "-":
            stream(text)
        else:
            exporting.write_file(Path(out), text)
    for problem in problems:
        remark(f"{given.name}:{problem.line}: {problem.reason}")
    remark(f"{count} written to {out}.")
    return PARTLY if problems else DONE
