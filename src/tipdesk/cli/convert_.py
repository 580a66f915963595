"""tipdesk convert IN OUT"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import click

from tipdesk.app import exporting, importing
from tipdesk.app.importing import FileProblem
from tipdesk.cli import options, written
from tipdesk.cli.output import DONE, PARTLY, progress, stream
from tipdesk.domain.errors import NothingUsable
from tipdesk.domain.publication import Problem, Publication


@click.command("convert")
@click.argument("source", metavar="IN")
@click.argument("out", metavar="OUT")
@click.option("--from", "from_name", default="", metavar="NAME", help="The format of IN, whatever its suffix.")
@click.option("--to", "to_name", default="", metavar="NAME", help="The format of OUT, whatever its suffix.")
@click.option("--encoding", default="", callback=options.encoding, metavar="NAME", help="The encoding of IN, where it is not found right.")
@options.as_json
def command(source: str, out: str, from_name: str, to_name: str, encoding: str, as_json: bool) -> int:
    """Turn the file IN into OUT without a library; - is standard input or output."""
    written.check_json(out, as_json)
    form = exporting.format_for(out, to_name)
    if source == "-":
        given = importing.input_of(options.standard_input(), "standard input", from_name, encoding)
    else:
        given = importing.read_input(source, from_name, encoding)
    problems: list[FileProblem] = []
    lost: Counter[str] = Counter()
    count = 0
    with progress("Converting") as shown:

        def records() -> Iterator[Publication]:
            nonlocal count
            for item in importing.read(given, progress=shown):
                if isinstance(item, Problem):
                    problems.append(FileProblem(given.name, item))
                else:
                    count += 1
                    yield item
            if not count:
                raise NothingUsable(f"{given.name}: no record could be read, so nothing was written.")

        text = exporting.pieces(importing.with_keys(records()), form, lost)
        if out == "-":
            stream(text)
        else:
            exporting.write_file(Path(out), text)
    written.tell(out, form, count, lost, problems, as_json)
    return PARTLY if problems else DONE
