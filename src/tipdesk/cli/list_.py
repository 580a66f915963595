"""tipdesk list ... -l LIB"""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from tipdesk.app import importing, list_edits
from tipdesk.app.edit import Edit
from tipdesk.app.edits import Batch
from tipdesk.app.library import Library
from tipdesk.cli import list_export, list_show, options
from tipdesk.cli.output import DONE, result_json, telling_of_change
from tipdesk.domain import list_addresses, record
from tipdesk.domain.errors import BadRequest, NothingUsable
from tipdesk.domain.reading import IMPORTANCES, STATUSES, Item, ReadingList, Section, items, places


@click.group("list", invoke_without_command=True)
@click.option("-l", "--library", metavar="LIB", help="The library file.")
@options.as_json
@click.pass_context
def command(ctx: click.Context, library: str | None, as_json: bool) -> int:
    """Reading lists; without a command, those there are with their readings and minutes.

    LIST is a reading list's title or number. SECTION and ADDRESS name what is in it as `list show` prints it: a section by its number
    or title (2.1), an item by its place in one (2.1#3) or its citation key.
    """
    root = ctx.find_root()
    root.obj = library or root.obj
    if ctx.invoked_subcommand is None:
        if not root.obj:
            raise click.UsageError("No library is named; use -l FILE or set TIPDESK_LIBRARY.")
        with options.open_library(Path(root.obj)) as opened:
            list_show.all_lists(opened.reading_lists(), as_json)
    return DONE


@contextmanager
def _opened(library: Path, name: str) -> Iterator[tuple[Library, ReadingList]]:
    with options.open_library(library) as opened:
        yield opened, list_addresses.find_list(opened.reading_lists(), name)


def _done(opened: Library, edits: Sequence[Edit], number: int = 0, as_json: bool = False) -> int:
    """Apply edits as one and print how the list looks then; without a number, the newest list."""
    opened.apply(edits[0] if len(edits) == 1 else Batch(edits, "Edit reading list"))
    lists = opened.reading_lists()
    found = next((one for one in lists if one.id == number), max(lists, key=lambda one: one.id)) if number or lists else None
    with telling_of_change():
        if as_json:
            result_json(record.list_record(found) if found else {})
        elif found:
            list_show.summary(found)
    return DONE


@command.command("show")
@click.argument("name", metavar="LIST")
@options.library
@options.as_json
def show(name: str, library: Path, as_json: bool) -> int:
    """Show a list with the addresses of what is in it, its totals and warnings; private notes too."""
    with _opened(library, name) as (opened, found):
        list_show.whole(opened, found, as_json)
    return DONE


@command.command("create")
@click.argument("title", default="")
@options.library
@click.option("--from", "source", default="", metavar="FILE", help="A list as `list show --json` prints it; - is standard input.")
@click.option("--description", default=None)
@click.option("--audience", default=None)
@click.option("--owner", default=None)
@click.option("--period", default=None)
@click.option("--status", type=click.Choice(STATUSES), default=None)
@options.as_json
def create(title: str, library: Path, source: str, as_json: bool, **fields: str | None) -> int:
    """Make a reading list."""
    whole = _read(source) if source else ReadingList("")
    said: dict[str, Any] = {field: value for field, value in {**fields, "title": title or None}.items() if value is not None}
    with options.open_library(library) as opened:
        return _done(opened, [list_edits.AddReadingList(replace(whole, **said))], as_json=as_json)


def _read(source: str) -> ReadingList:
    given = (
        importing.input_of(options.standard_input(), "standard input", "csljson")
        if source == "-"
        else importing.read_input(source, "csljson")
    )
    try:
        return record.reading_list(json.loads(given.text))
    except (ValueError, RecursionError) as error:
        raise NothingUsable(f"{given.name} holds no reading list in JSON: {error}.") from error


@command.command("copy")
@click.argument("name", metavar="LIST")
@click.argument("title")
@options.library
@options.as_json
def copy(name: str, title: str, library: Path, as_json: bool) -> int:
    """Make a draft with another TITLE that is like a list that is there."""
    with _opened(library, name) as (opened, found):
        return _done(opened, [list_edits.CopyReadingList(found.id, title)], as_json=as_json)


@command.command("delete")
@click.argument("name", metavar="LIST")
@options.library
def delete(name: str, library: Path) -> int:
    """Delete a reading list; the publications stay."""
    with _opened(library, name) as (opened, found):
        opened.apply(list_edits.DeleteReadingList(found.id))
    return DONE


@command.command("section")
@click.argument("name", metavar="LIST")
@click.argument("title")
@options.library
@click.option("--description", default="")
@click.option("--in", "above", default="", metavar="SECTION", help="The section to put it into, last.")
@click.option("--before", default="", metavar="SECTION", help="The section to put it before.")
@options.as_json
def section(name: str, title: str, library: Path, description: str, above: str, before: str, as_json: bool) -> int:
    """Add a section to a list, at its end or where --in and --before say."""
    with _opened(library, name) as (opened, found):
        parent, following = _place_of_section(found, above, before)
        return _done(opened, [list_edits.AddSections(found.id, (Section(title, description),), parent, following)], found.id, as_json)


def _place_of_section(found: ReadingList, above: str, before: str) -> tuple[int | None, int]:
    if above and before:
        raise click.UsageError("--in and --before contradict each other; --before is enough.")
    if not before:
        return (list_addresses.find_section(found, above).id if above else None), 0
    following = list_addresses.find_section(found, before).id
    parents = {inner.id: place.section.id for place in places(found) for inner in place.section.sections}
    return parents.get(following), following


@command.command("add")
@click.argument("name", metavar="LIST")
@click.argument("keys", nargs=-1, metavar="KEY...")
@options.library
@click.option("--text", default="", help="A text between the readings, behind those of the KEYs.")
@click.option("--in", "above", default="", metavar="SECTION", help="The section to add to; otherwise the last one.")
@click.option("--before", default="", metavar="ITEM", help="The item to put it before.")
@click.option(
    "--importance", default=IMPORTANCES[0], show_default=True, metavar="NAME", help=f"{', '.join(IMPORTANCES)}, or a name of your own."
)
@click.option("--pages", default="")
@click.option("--minutes", type=int, default=None)
@click.option("--task", default="")
@click.option("--annotation", default="")
@click.option("--private-note", default="", help="It stays private: no export holds it unless asked.")
@options.as_json
def add(
    name: str, keys: tuple[str, ...], library: Path, text: str, above: str, before: str, as_json: bool, **said: Any
) -> int:  # fmt: skip
    """Add publications by citation key, or a text, to a section of a list."""
    if not keys and not text:
        raise click.UsageError("Name publications by their citation keys, or a --text.")
    if above and before:
        raise click.UsageError("--in and --before contradict each other; --before is enough.")
    new = [Item(key, **said) for key in keys]
    if text:
        new.append(Item(text=text, importance="", minutes=said["minutes"]) if keys else Item(text=text, **{**said, "importance": ""}))
    with _opened(library, name) as (opened, found):
        return _done(opened, [_adding(found, new, above, before)], found.id, as_json)


def _adding(found: ReadingList, new: Sequence[Item], above: str, before: str) -> Edit:
    """Adds to the section named, or else the last one; in a list without any, to a new one without a heading."""
    if before:
        into, following = list_addresses.find_item(found, before)
        return list_edits.AddItems(into.id, new, following.id)
    if not above and not found.sections:
        return list_edits.AddSections(found.id, (Section("", items=tuple(new)),))
    into = list_addresses.find_section(found, above) if above else list(places(found))[-1].section
    return list_edits.AddItems(into.id, new)


@command.command("set")
@click.argument("name", metavar="LIST")
@click.argument("addresses", nargs=-1, metavar="[ADDRESS]...")
@options.library
@click.option("--set", "assignments", multiple=True, required=True, metavar="FIELD=VALUE")
@options.as_json
def set_(name: str, addresses: tuple[str, ...], library: Path, assignments: tuple[str, ...], as_json: bool) -> int:
    """Change fields of a list, or of the sections or items at each ADDRESS.

    A list has title, description, audience, owner, period and status; a section title and description; an item key, text, importance,
    pages, minutes, task, annotation and private_note.
    """
    with _opened(library, name) as (opened, found):
        sections, rows = list_addresses.find_parts(found, addresses)
        edits: list[Edit] = []
        for assignment in assignments:
            field, sign, value = assignment.partition("=")
            field = field.strip().lower().replace("-", "_").replace(" ", "_")
            if not sign:
                raise BadRequest(f"--set takes FIELD=VALUE, not {assignment}.")
            if not addresses:
                edits.append(list_edits.SetListField(found.id, field, value))
            edits += [list_edits.SetSectionField(number, field, value) for number in sections]
            if rows:
                edits.append(list_edits.SetItemField(rows, field, _minutes(value) if field == "minutes" else value))
        return _done(opened, edits, found.id, as_json)


def _minutes(text: str) -> int | None:
    if not text.strip():
        return None
    try:
        return int(text)
    except ValueError:
        raise BadRequest(f"Minutes are a whole number, not {text[:100]}.") from None


@command.command("move")
@click.argument("name", metavar="LIST")
@click.argument("addresses", nargs=-1, required=True, metavar="ADDRESS...")
@options.library
@click.option("--in", "above", default="", metavar="SECTION", help="The section to put them into, last.")
@click.option("--before", default="", metavar="ADDRESS", help="The section, or the item, to put them before.")
@click.option("--top", is_flag=True, help="Out of all sections, to the end of the list (sections only).")
@options.as_json
def move(name: str, addresses: tuple[str, ...], library: Path, above: str, before: str, top: bool, as_json: bool) -> int:
    """Move sections, or items, to another place in their list."""
    if bool(above) + bool(before) + top != 1:
        raise click.UsageError("Say where to: one of --in, --before and --top.")
    with _opened(library, name) as (opened, found):
        sections, rows = list_addresses.find_parts(found, addresses)
        if sections and rows:
            raise BadRequest("Move sections and items one after the other.")
        if sections:
            parent, following = _place_of_section(found, above, before)
            return _done(opened, [list_edits.MoveSections(sections, parent, following)], found.id, as_json)
        if top:
            raise BadRequest("An item stands in a section; name one by --in.")
        if before:
            into, item = list_addresses.find_item(found, before)
        else:
            into, item = list_addresses.find_section(found, above), Item()
        return _done(opened, [list_edits.MoveItems(rows, into.id, item.id)], found.id, as_json)


@command.command("remove")
@click.argument("name", metavar="LIST")
@click.argument("addresses", nargs=-1, required=True, metavar="ADDRESS...")
@options.library
@options.as_json
def remove(name: str, addresses: tuple[str, ...], library: Path, as_json: bool) -> int:
    """Take items, or sections with all that is in them, out of a list; the publications stay."""
    with _opened(library, name) as (opened, found):
        sections, rows = list_addresses.find_parts(found, addresses)
        inside = {item.id for place in places(found) if place.section.id in sections for item in items(place.section)}
        rows = tuple(number for number in rows if number not in inside)
        edits: list[Edit] = [list_edits.RemoveItems(rows)] if rows else []
        outer = _outermost(found, sections)
        return _done(opened, [*edits, *([list_edits.DeleteSections(outer)] if outer else [])], found.id, as_json)


def _outermost(found: ReadingList, chosen: Sequence[int]) -> tuple[int, ...]:
    """The chosen sections that lie in no other chosen one."""
    inner = {below.section.id for place in places(found) if place.section.id in chosen for below in places(place.section)}
    return tuple(number for number in dict.fromkeys(chosen) if number not in inner)


@command.command("rename-importance")
@click.argument("name", metavar="LIST")
@click.argument("old")
@click.argument("new")
@options.library
@options.as_json
def rename_importance(name: str, old: str, new: str, library: Path, as_json: bool) -> int:
    """Call an importance something else in all items of a list."""
    with _opened(library, name) as (opened, found):
        return _done(opened, [list_edits.RenameImportance(found.id, old, new)], found.id, as_json)


command.add_command(list_export.command)
