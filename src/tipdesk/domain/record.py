"""Publications and reading lists as plain data, as `show --json` prints them and the sample library is written."""

from collections.abc import Mapping
from typing import Any

from tipdesk.domain.fields import FIELDS, FieldKind
from tipdesk.domain.names import AUTHOR, Contributor, Organisation, Person
from tipdesk.domain.publication import Note, Publication
from tipdesk.domain.reading import ESSENTIAL, Item, ReadingList, Section


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


def reading_list(data: Mapping[str, Any]) -> ReadingList:
    """A reading list from plain data with the names of ReadingList's, Section's and Item's attributes."""
    plain = {name: data[name] for name in ("title", "description", "audience", "owner", "period", "status") if name in data}
    return ReadingList(**plain, sections=tuple(_section(section) for section in data.get("sections", ())))


def _section(data: Mapping[str, Any]) -> Section:
    items = tuple(Item(**{"importance": ESSENTIAL if "key" in item else "", **item}) for item in data.get("items", ()))
    return Section(data["title"], data.get("description", ""), items, tuple(_section(s) for s in data.get("sections", ())))
