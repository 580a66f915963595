"""Publications and reading lists as plain data, as `show --json` prints them and the sample library is written."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tipdesk.domain.editions import Linked
from tipdesk.domain.errors import BadRequest
from tipdesk.domain.fields import FIELDS, FieldKind
from tipdesk.domain.names import AUTHOR, Contributor, Organisation, Person
from tipdesk.domain.publication import Note, Publication
from tipdesk.domain.reading import DEEPEST, ESSENTIAL, Item, Place, ReadingList, Section, places, totals
from tipdesk.domain.text import CONTROL

_OF_LIST = ("title", "description", "audience", "owner", "period", "status")
_OF_ITEM = ("key", "text", "importance", "pages", "task", "annotation", "private_note")


def to_record(publication: Publication) -> dict[str, Any]:
    """A publication as JSON can say it; empty values are left out. `id` is the record's name in every library."""
    record: dict[str, Any] = {"key": publication.key, "id": publication.uid}
    for field in FIELDS:
        value = getattr(publication, field.name)
        if field.name == "date":
            record["year"] = publication.year
        record[field.name] = to_plain(field.kind, value)
    record |= {"added": publication.added, "modified": publication.modified}
    return {name: value for name, value in record.items() if value not in ("", None, [], {})}


def links_record(links: Sequence[Linked]) -> dict[str, Any]:
    """What a publication is linked to as JSON can say it, beside its record; nothing for no links."""
    found = [{"relation": link.relation, "key": link.key} | _shown(link.publication) for link in links]
    return {"links": found} if found else {}


def _shown(publication: Publication | None) -> dict[str, Any]:
    if publication is None:
        return {"missing": True}
    shown = {name: getattr(publication, name) for name in ("title", "year", "trashed")}
    return {name: value for name, value in shown.items() if value} | {"languages": list(publication.languages)}


def to_plain(kind: FieldKind, value: Any) -> Any:
    """The value of a field of this kind as JSON can say it."""
    match kind:
        case FieldKind.NAMES:
            return [_contributor(c) for c in value]
        case FieldKind.NOTES:
            return [{"text": note.text, "public": note.public} for note in value]
        case FieldKind.EXTRA:
            return dict(value)
        case FieldKind.TERMS:
            return list(value)
    return value


def _contributor(contributor: Contributor) -> dict[str, str]:
    name = contributor.name
    if isinstance(name, Person):
        parts = {"family": name.family, "given": name.given, "prefix": name.prefix, "suffix": name.suffix}
    else:
        parts = {"name": name.name, "acronym": name.acronym}
    return {"role": contributor.role} | {part: text for part, text in parts.items() if text}


def from_record(record: Mapping[str, Any]) -> Publication:
    """The inverse of `to_record`; what is left out is empty."""
    values: dict[str, Any] = {}
    for field in FIELDS:
        if field.name in record:
            values[field.name] = from_plain(field.kind, record[field.name])
    return Publication(uid=record.get("id", ""), added=record.get("added", ""), modified=record.get("modified", ""), **values)


def from_plain(kind: FieldKind, plain: Any) -> Any:
    """The inverse of `to_plain`. Raises AttributeError, KeyError or TypeError for much of what that never gives, but not for all."""
    match kind:
        case FieldKind.NAMES:
            return tuple(_name(c) for c in plain)
        case FieldKind.NOTES:
            return tuple(Note(note["text"], note.get("public", False)) for note in plain)
        case FieldKind.EXTRA:
            return tuple(plain.items())
        case FieldKind.TERMS:
            return tuple(plain)
    return plain


def _name(parts: Mapping[str, str]) -> Contributor:
    role = parts.get("role", AUTHOR)
    if "name" in parts:
        return Contributor(Organisation(parts["name"], parts.get("acronym", "")), role)
    return Contributor(Person(parts.get("family", ""), parts.get("given", ""), parts.get("prefix", ""), parts.get("suffix", "")), role)


def list_record(whole: ReadingList) -> dict[str, Any]:
    """A reading list as JSON can say it, with its totals, and addresses as people name them; empty values are left out.

    Private notes are in it. `reading_list` reads it back.
    """
    head = {name: getattr(whole, name) for name in _OF_LIST}
    made: dict[str, dict[str, Any]] = {}
    top: list[dict[str, Any]] = []
    for place in places(whole):
        made[place.number] = record = _section_record(place)
        above = place.number.rpartition(".")[0]
        (made[above].setdefault("sections", []) if above else top).append(record)
    return {"id": whole.id} | {name: value for name, value in head.items() if value} | _totals(whole) | {"sections": top}


def _section_record(place: Place) -> dict[str, Any]:
    section = place.section
    record: dict[str, Any] = {"number": place.number, "title": section.title}
    if section.description:
        record["description"] = section.description
    record |= _totals(section)
    if section.items:
        record["items"] = [
            {"number": f"{place.number}#{number}"}
            | {name: value for name in (*_OF_ITEM, "minutes", "trashed") if (value := getattr(item, name)) not in ("", None, False)}
            for number, item in enumerate(section.items, 1)
        ]
    return record


def _totals(whole: ReadingList | Section) -> dict[str, int]:
    found = totals(whole)
    return {"readings": found.readings, "total_minutes": found.minutes}


def reading_list(data: Any) -> ReadingList:
    """A reading list from plain data with the names of ReadingList's, Section's and Item's attributes; others are passed over.

    Raises BadRequest for what is no reading list.
    """
    texts = _texts(data, _OF_LIST)
    return ReadingList(**{"title": "", **texts}, sections=tuple(_section(section, 1) for section in _several(data, "sections")))


def _section(data: Any, depth: int) -> Section:
    if depth > DEEPEST:
        raise BadRequest(f"Sections lie in each other {DEEPEST} deep at most.")
    texts = _texts(data, ("title", "description"))
    items = tuple(_item(item) for item in _several(data, "items"))
    inner = tuple(_section(section, depth + 1) for section in _several(data, "sections"))
    return Section(**{"title": "", **texts}, items=items, sections=inner)


def _item(data: Any) -> Item:
    texts = _texts(data, _OF_ITEM)
    minutes = data.get("minutes")
    if minutes is not None and (not isinstance(minutes, int) or isinstance(minutes, bool)):
        raise BadRequest(f"The minutes of an item are to be a whole number, not {minutes}.")
    return Item(**{"importance": ESSENTIAL if "key" in texts else "", **texts}, minutes=minutes)


def _texts(data: Any, names: Iterable[str]) -> dict[str, Any]:
    if not isinstance(data, Mapping):
        raise BadRequest("A reading list is written as an object with title and sections, and these as objects too.")
    found = {name: data[name] for name in names if data.get(name) is not None}
    for name, value in found.items():
        if not isinstance(value, str):
            raise BadRequest(f"{name} in a reading list is to be text.")
        if CONTROL.search(value):
            raise BadRequest(f"{name} in a reading list holds a control character or half a character; take it out.")
    return found


def _several(data: Mapping[str, Any], name: str) -> list[Any]:
    found = data.get(name) or []
    if not isinstance(found, list):
        raise BadRequest(f"{name} in a reading list are to be in square brackets.")
    return found
