"""tipdesk sample LIB"""

from pathlib import Path

import click

from tipdesk.app import sample
from tipdesk.cli.output import DONE, counted, one_line, result, result_json, telling_of_change
from tipdesk.domain.errors import BadRequest
from tipdesk.domain.query import Everything


@click.command("sample")
@click.argument("path", type=click.Path(path_type=Path, readable=False), metavar="LIB")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def command(path: Path, as_json: bool) -> int:
    """Make a new library filled with the sample publications."""
    try:
        library = sample.create(path)
    except FileExistsError as error:
        raise BadRequest(f"{path} is there already; choose another name.") from error
    with library:
        number = library.count(Everything())
    with telling_of_change():
        result_json({"added": number}) if as_json else result(one_line(f"{path} holds {counted(number, 'publication')}."))
    return DONE
