"""tipdesk note KEY -l LIB"""

from pathlib import Path

import click

from tipdesk.app.edits import SetNotes
from tipdesk.cli import options
from tipdesk.cli.output import DONE, result, result_json, telling_of_change
from tipdesk.domain.errors import BadRequest
from tipdesk.domain.publication import Note


@click.command("note")
@click.argument("key")
@options.library
@click.option("--add", "text", required=True, metavar="TEXT", help="The note, in Markdown.")
@click.option("--public", is_flag=True, help="Let it go out with exports; otherwise it stays private.")
@options.as_json
def command(key: str, library: Path, text: str, public: bool, as_json: bool) -> int:
    """Add a note to the publication with this citation key. About the publication: no names or case details of people."""
    note = Note(text, public)
    if not note.text.strip():
        raise BadRequest("The note is empty.")
    with options.open_library(library) as opened:
        number = opened.ids_by_key([key]).get(key)
        if number is None:
            raise BadRequest(f"The library has no publication with the citation key {key}.")
        [publication] = opened.get([number])
        opened.apply(SetNotes(number, (*publication.notes, note)))
    with telling_of_change():
        if as_json:
            result_json({"key": publication.key, "notes": len(publication.notes) + 1})
        else:
            result(f"{publication.key} has {len(publication.notes) + 1} notes now.")
    return DONE
