"""A Publication as the members of a CSL-JSON item, and those of an edited one put into the text that it came from."""

import re
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from tipdesk.domain import citekey, dates, types
from tipdesk.domain.fields import FIELDS, FieldKind
from tipdesk.domain.names import ROLES
from tipdesk.domain.other_fields import BY_NAME as OTHER_FIELDS
from tipdesk.domain.other_fields import GOES_ON, canonical
from tipdesk.domain.publication import Publication
from tipdesk.formats import csljson_dates, csljson_names, written_dates
from tipdesk.formats import csljson_reading as reading
from tipdesk.formats.carried import GROUP, beside, plain
from tipdesk.formats.csljson_syntax import Member, chunks, encode, member
from tipdesk.formats.csljson_syntax import members as members_of

_PLAIN = tuple(
    (field.name, field.csl)
    for field in FIELDS
    if field.csl
    and field.kind in (FieldKind.TEXT, FieldKind.LONG, FieldKind.VERBATIM)
    and field.name not in ("key", "title", "container", "number")
)
_PARTS_OF_TITLES = ("subtitle", "titleaddon")
_SPACE = re.compile(r"[ \t\r\n]*")

Written = tuple[str, Member]  # the field of ours that a member says, and the member


def members(publication: Publication, stay: Collection[str] = ()) -> list[Written]:
    """All members of an item; what CSL has no variable for is in `custom`, which its schema leaves to programs.

    The fields that `stay` where they are need not be there.
    """
    made, others = list(_members(publication)), _of_others(publication)
    custom = _custom([*others, *_own(publication, _said(made, others), stay)])
    return [*made, *(("custom", found) for found in custom)]


def say(publication: Publication) -> Publication:
    """What is read back of a publication without what is carried in `custom`."""
    return _said(list(_members(publication)), _of_others(publication))


def _said(made: Sequence[Written], others: Sequence[Member]) -> Publication:
    return reading.read([*(found for _, found in made), *_custom(others)])[0]


def text(publication: Publication) -> str:
    """The whole item, its members on lines of their own."""
    lines = ",\n".join(f"    {_pair(member)}" for _, member in members(publication))
    return f"{{\n{lines}\n  }}"


def _pair(member: Member) -> str:
    return f"{encode(member.name)}: {member.json}"


def _members(publication: Publication) -> Iterator[Written]:
    extra = {canonical(name): value for name, value in reversed(publication.extra)}
    for ours, name, value in _values(publication, extra):
        if value not in ("", None, []):
            yield ours, member(name, value)
    seen: set[str] = set()
    for name, value in publication.extra:
        found = OTHER_FIELDS.get(canonical(name))
        if found and found.csl and found.csl[0] not in seen and value and (said := _other(publication, found.name, value)) is not None:
            seen.add(found.csl[0])
            yield f"extra:{found.name}", member(found.csl[0], said)


def _values(publication: Publication, extra: dict[str, str]) -> Iterator[tuple[str, str, Any]]:
    yield "key", "id", publication.key or citekey.make(publication)
    yield "kind", "type", types.to_csl(publication.kind, extra.get(types.ENTRY_TYPE, ""))
    yield "kind", "genre", _genre(publication, extra)
    yield from _titles(publication, extra)
    yield from _contributors(publication, extra)
    written = {"literal": extra["year"]} if extra.get("year") else None
    literal = written is not None and written_dates.year_in(extra["year"]) == publication.date
    yield "date", "issued", written if literal else _date(publication.date)
    for ours, name in _PLAIN:
        yield ours, name, getattr(publication, ours)
    in_series = publication.kind in reading.BOOKS and publication.series and "collection-number" not in extra
    yield "number", "collection-number" if in_series else "number", publication.number
    yield "accessed", "accessed", _date(publication.accessed)
    yield "languages", "language", next(iter(publication.languages), "")
    parted = any("," in tag or ";" in tag for tag in publication.tags)
    yield "tags", "keyword", ("; " if parted else ", ").join(publication.tags)
    yield "notes", "annote", "\n\n".join(note.text for note in publication.notes if note.public and note.text)


def _date(date: str) -> dict[str, Any] | None:
    return csljson_dates.to_csl(date) if dates.is_edtf(date) else None


def _genre(publication: Publication, extra: dict[str, str]) -> str:
    if "type" in extra:
        return ""
    if publication.kind == "thesis":
        return reading.GENRES["mathesis" if extra.get(types.ENTRY_TYPE) == "mastersthesis" else "phdthesis"]
    return types.genre(publication.kind)


def _titles(publication: Publication, extra: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    title = _joined(publication.title, publication.subtitle, extra.get("titleaddon", ""))
    of_container = ("book", "journal") if publication.kind in reading.PARTS else ("", "")
    container = _joined(
        publication.container,
        *(next((extra[name] for kind in of_container if (name := f"{kind}{part}") in extra and kind), "") for part in _PARTS_OF_TITLES),
    )
    if whole := extra.get("maintitle", ""):
        whole = _joined(whole, *(extra.get(f"main{part}", "") for part in _PARTS_OF_TITLES))
    if whole and publication.kind == "chapter" and container:
        yield "title", "title", title
        yield "container", "container-title", whole
        yield "container", "volume-title", container
    elif whole and publication.kind not in reading.PARTS and title:
        yield "title", "title", whole
        yield "title", "volume-title", title
        yield "container", "container-title", container
    else:
        yield "title", "title", title
        yield "container", "container-title", container
    if publication.subtitle and "shorttitle" not in extra and (not whole or publication.kind == "chapter"):
        yield "title", "title-short", publication.title


def _joined(title: str, subtitle: str, addition: str) -> str:
    """A title as one: CSL has no variables for its parts."""
    return ". ".join(filter(None, (": ".join(filter(None, (title, subtitle))), addition)))


def _contributors(publication: Publication, extra: dict[str, str]) -> Iterator[tuple[str, str, list[dict[str, Any]]]]:
    options = csljson_names.options(extra.get(csljson_names.OPTIONS, ""))
    goes_on = extra.get(GOES_ON, "").split(", ")
    for role in dict.fromkeys(c.role for c in publication.contributors if c.role in ROLES):
        people = [c.name for c in publication.contributors if c.role == role]
        said = [csljson_names.write(name, options.get(name.sorted_name, {})) for name in people]
        others = [{"literal": csljson_names.GOES_ON}] if role in goes_on else []
        yield "contributors", role, [*filter(None, said), *others]


def _other(publication: Publication, name: str, value: str) -> Any:
    """What the variable of another field is given; None where it would be taken for something else."""
    if OTHER_FIELDS[name].is_date:
        return csljson_dates.to_csl(value)
    if name == "type":
        return reading.GENRES.get(value, value)
    if name == "pubstate":
        return reading.STATES.get(value, value)
    if name == "note":
        addendum = next((text for other, text in publication.extra if canonical(other) == "addendum"), "")
        return ". ".join(filter(None, (value, addendum)))
    if name == "volume-title" and any(canonical(other) == "maintitle" for other, _ in publication.extra):
        return None
    return value


def _of_others(publication: Publication) -> list[Member]:
    """What other programs put into `custom`."""
    kept = next((value for name, value in publication.extra if name == "custom"), "")
    found = list(members_of(kept))
    own = any(member.name == reading.TIPDESK for member in found)
    return found if found and not own and reading.object_of(found) == kept else []


def _own(publication: Publication, said: Publication, stay: Collection[str]) -> list[Member]:
    """What `custom` carries for tipdesk."""
    exact = beside(publication, said)
    own: dict[str, Any] = {name: plain(name, value) for name, value in exact.fields.items() if GROUP.get(name, name) not in stay}
    extra = [(name, value) for name, value in exact.extra if value is None or f"extra:{canonical(name)}" not in stay]
    if any(value is not None for _, value in extra) or (extra and len(extra) == len(exact.extra)):
        own["extra"] = [[name] if value is None else [name, value] for name, value in extra]
    return [member(reading.TIPDESK, own)] if own else []


def _custom(found: Sequence[Member]) -> list[Member]:
    return [Member("custom", {}, reading.object_of(found))] if found else []


def patched(source: str, how: reading.Reading, old: Publication, new: Publication) -> str:
    """An item's text with only those members changed that say what two publications differ in. `how` it was read tells which.

    The caller must check that the result says what it should.
    """
    stay = _staying(how, old, new)
    before, after = _grouped(members(old, stay)), _grouped(members(new, stay))
    changed = {name for name in {*before, *after} if before.get(name) != after.get(name)}
    if any(getattr(old, field.name) != getattr(new, field.name) for field in FIELDS if field.name in how.own):
        changed.add("custom")  # what it holds of an edited field must not stay, believed or not
    parts, end = chunks(source)
    lead = _SPACE.match(parts[0])
    blank = lead[0] if lead else ""
    put = {name: [f"{blank}{pair}" for pair in after.get(name, ())] for name in after if name in changed}
    pieces: list[str] = []
    for part, name in zip(parts, how.ours, strict=True):
        if name in changed:
            pieces += put.pop(name, [])
        else:
            pieces.append(part)
    pieces += [pair for pairs in put.values() for pair in pairs]
    return f"{{{','.join(pieces)}{end}}}"


def _staying(how: reading.Reading, old: Publication, new: Publication) -> set[str]:
    """The fields that members outside `custom` say, and on which two publications agree."""
    carried = {GROUP.get(name, name) for name in how.carried} | {f"extra:{canonical(name)}" for name, _ in how.carried_extra}
    edited = {GROUP.get(field.name, field.name) for field in FIELDS if getattr(old, field.name) != getattr(new, field.name)}
    edited |= {f"extra:{canonical(name)}" for name, _ in set(old.extra) ^ set(new.extra)}
    return {GROUP.get(name, name) for name in how.ours} - carried - edited


def _grouped(made: Sequence[Written]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for ours, written in made:
        found.setdefault(ours, []).append(_pair(written))
    return found
