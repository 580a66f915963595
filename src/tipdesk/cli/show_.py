"""tipdesk show KEY... -l LIB"""

from collections.abc import Sequence
from pathlib import Path

import click

from tipdesk.cli import options
from tipdesk.cli.output import DONE, PARTLY, remark, result, result_json
from tipdesk.domain import editions
from tipdesk.domain.editions import MOST_LINKED, Linked
from tipdesk.domain.errors import NothingUsable
from tipdesk.domain.fields import BY_NAME
from tipdesk.domain.publication import Publication
from tipdesk.domain.record import links_record, to_record
from tipdesk.domain.text import plain
from tipdesk.domain.written_names import format_name

_LINKS = {
    editions.ORIGINAL: "Translation of",
    editions.TRANSLATION: "Translations",
    editions.EARLIER: "Earlier editions",
    editions.LATER: "Later editions",
    editions.EDITION: "Other editions",
}


@click.command("show")
@click.argument("keys", nargs=-1, required=True, metavar="KEY...")
@options.library
@options.as_json
def command(keys: tuple[str, ...], library: Path, as_json: bool) -> int:
    """Show whole records by citation key, those in the trash too."""
    with options.open_library(library) as opened:
        ids = opened.ids_by_key(keys)
        unknown = [key for key in keys if key not in ids]
        found = [(publication, opened.linked(publication.id)) for publication in opened.get([ids[key] for key in keys if key in ids])]
    if not found:
        raise NothingUsable(f"The library has no publication with the citation key {', '.join(unknown)}.")
    if as_json:
        result_json([to_record(publication) | links_record(links) for publication, links in found])
    else:
        result("\n\n".join(_text(publication, links) for publication, links in found))
    for key in unknown:
        remark(f"The library has no publication with the citation key {key}.")
    return PARTLY if unknown else DONE


def _text(publication: Publication, links: Sequence[Linked]) -> str:
    lines: list[tuple[str, str]] = []
    for name, value in to_record(publication).items():
        label = BY_NAME[name].label if name in BY_NAME else name.capitalize()
        if name == "contributors":
            text = "; ".join(format_name(c.name) + ("" if c.role == "author" else f" [{c.role}]") for c in publication.contributors)
        elif name == "notes":
            text = "\n".join(f"[{'public' if note.public else 'private'}] {note.text}" for note in publication.notes)
        elif name == "extra":
            said = editions.places(publication.extra).values()  # told below
            text = "; ".join(f"{key}: {extra}" for place, (key, extra) in enumerate(publication.extra) if place not in said)
        else:
            text = "; ".join(value) if isinstance(value, list) else str(value)
        lines.append((label, text))
    for relation, label in _LINKS.items():
        told = [_linked(link) for link in links if link.relation == relation]
        lines.append((label, "; ".join([*told, f"no more than {MOST_LINKED} are shown"] if len(told) >= MOST_LINKED else told)))
    return "\n".join(f"{label + ': ':<14}{text}" for label, text in lines if text)


def _linked(link: Linked) -> str:
    other = link.publication
    if other is None:
        return f"{link.key} (no publication has this citation key)"
    said = (str(other.year or "n.d."), ", ".join(other.languages), "in the trash" if other.trashed else "")
    return f"{other.key} {plain(other.title)} ({', '.join(filter(None, said))})"
