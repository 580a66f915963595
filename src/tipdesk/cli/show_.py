"""tipdesk show KEY... -l LIB"""

from pathlib import Path

import click

from tipdesk.cli import options
from tipdesk.cli.output import DONE, PARTLY, remark, result, result_json
from tipdesk.domain.errors import NothingUsable
from tipdesk.domain.fields import BY_NAME
from tipdesk.domain.names import format_name
from tipdesk.domain.publication import Publication
from tipdesk.domain.record import to_record


@click.command("show")
@click.argument("keys", nargs=-1, required=True, metavar="KEY...")
@options.library
@options.as_json
def command(keys: tuple[str, ...], library: Path, as_json: bool) -> int:
    """Show whole records by citation key, those in the trash too."""
    with options.open_library(library) as opened:
        ids = opened.ids_by_key(keys)
        unknown = [key for key in keys if key not in ids]
        found = opened.get([ids[key] for key in keys if key in ids])
    if not found:
        raise NothingUsable(f"The library has no publication with the citation key {', '.join(unknown)}.")
    if as_json:
        result_json([to_record(publication) for publication in found])
    else:
        result("\n\n".join(_text(publication) for publication in found))
    for key in unknown:
        remark(f"The library has no publication with the citation key {key}.")
    return PARTLY if unknown else DONE


def _text(publication: Publication) -> str:
    lines = []
    for name, value in to_record(publication).items():
        label = BY_NAME[name].label if name in BY_NAME else name.capitalize()
        if name == "contributors":
            text = "; ".join(format_name(c.name) + ("" if c.role == "author" else f" [{c.role}]") for c in publication.contributors)
        elif name == "notes":
            text = "\n".join(f"[{'public' if note.public else 'private'}] {note.text}" for note in publication.notes)
        elif name == "extra":
            text = "; ".join(f"{key}: {extra}" for key, extra in publication.extra)
        else:
            text = "; ".join(value) if isinstance(value, list) else str(value)
        lines.append(f"{label + ':':<14}{text}")
    return "\n".join(lines)
