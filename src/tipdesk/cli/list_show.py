"""Reading lists as the command line prints them."""

from collections.abc import Mapping, Sequence

from tipdesk.app import handing_out
from tipdesk.app.library import Library
from tipdesk.cli.output import counted, one_line, remark, result, result_json
from tipdesk.domain.list_warnings import Warned
from tipdesk.domain.publication import Publication
from tipdesk.domain.reading import Item, ReadingList, Section, places, totals
from tipdesk.domain.record import list_record


def all_lists(lists: Sequence[ReadingList], as_json: bool) -> None:
    """A line a list: its number, title, status and totals."""
    if as_json:
        result_json([{name: value for name, value in list_record(one).items() if name != "sections"} for one in lists])
        return
    for one in lists:
        result(f"{one.id}\t{one_line(one.title)}\t{one.status}\t{_totals(one)}")
    if not lists:
        remark("tipdesk: the library has no reading list; tipdesk list create TITLE makes one.")


def summary(whole: ReadingList) -> None:
    """One line of what a list holds now."""
    result(f"{one_line(whole.title)}: {counted(sum(1 for _ in places(whole)), 'section')}, {_totals(whole)}")


def whole(opened: Library, found: ReadingList, as_json: bool) -> None:
    """All of a list: with addresses, totals and, beside the result, warnings."""
    known = handing_out.read(opened, found)
    warned = handing_out.warnings(opened, found, known)
    versions = {key: [other.key for other in others] for key, others in opened.language_versions(list(known.values())).items()}
    if as_json:
        result_json(list_record(found) | {"language_versions": versions, "warnings": [_warning(one) for one in warned]})
        return
    result(f"{one_line(found.title)} [{found.status}]")
    for name in ("description", "audience", "owner", "period"):
        if text := getattr(found, name):
            result(f"{name.capitalize() + ':':<14}{text}")
    result(f"{'Total:':<14}{_totals(found)}")
    for place in places(found):
        result(f"\n{'  ' * place.depth}{place.number} {one_line(place.section.title)} ({_totals(place.section)})")
        if place.section.description:
            result(f"{'  ' * place.depth}{place.section.description}")
        for number, item in enumerate(place.section.items, 1):
            result("  " * place.depth + f"  {place.number}#{number} {one_line(_item(item, known))}")
            _details(item, "  " * place.depth + "      ", versions.get(item.key, ()))
    for one in warned:
        remark(f"{one.number}: {one.text}")


def _warning(one: Warned) -> dict[str, str]:
    return {"kind": one.kind, "section": one.number, "text": one.text}


def _item(item: Item, known: Mapping[str, Publication]) -> str:
    named = f"{item.key} {known[item.key].title}" if item.key in known else item.key or item.text
    said = [item.importance, item.pages, "" if item.minutes is None else f"{item.minutes} min", "in the trash" if item.trashed else ""]
    return named + "".join(f" · {part}" for part in said if part)


def _details(item: Item, indent: str, versions: Sequence[str]) -> None:
    if item.key and item.text:
        result(f"{indent}{item.text}")
    for name, text in (("Task", item.task), ("Annotation", item.annotation), ("Private note", item.private_note)):
        if text:
            result(f"{indent}{name}: {text}")
    if versions:
        result(f"{indent}Other languages: {', '.join(versions)}")


def _totals(whole: ReadingList | Section) -> str:
    found = totals(whole)
    untimed = f", {found.untimed} without a time" if found.untimed and found.minutes else ""
    return f"{counted(found.readings, 'reading')}, {found.minutes} min{untimed}"
