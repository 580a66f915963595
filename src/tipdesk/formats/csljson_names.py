"""CSL's name variables to contributors and back."""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from tipdesk.domain.names import Name, Organisation, Person
from tipdesk.domain.publication import Publication
from tipdesk.domain.written_names import is_organisation, organisation, parse_name
from tipdesk.formats.csljson_syntax import Number

OPTIONS = "csl-names"  # the name in `extra` for what is said of names beside their parts
GOES_ON = "others"  # as a literal: the names that a list leaves out, in pandoc's files
_GOES_ON = re.compile(r"(?i)(?:and others|others|et\.? al\.?)")
_OWN = ("family", "given", "non-dropping-particle", "suffix", "literal")


def read(value: Any) -> tuple[list[Name], bool, dict[str, dict[str, Any]]] | None:
    """The names of a variable, whether the list goes on, and by name what else is said of each. None for what are no names."""
    if isinstance(value, str):
        value = re.split(r"\s*;\s*|\s+and\s+", value) if ";" in value or "," in value else [value]
    if isinstance(value, Mapping):
        value = [value]
    if not isinstance(value, list):
        return None
    people: list[Name] = []
    options: dict[str, dict[str, Any]] = {}
    goes_on = False
    for written in value:
        name, more = _name(written)
        if name is None:
            return None
        if isinstance(name, Organisation) and _GOES_ON.fullmatch(name.name):
            goes_on = True
            continue
        people.append(name)
        if more:
            options[name.sorted_name] = more
    return people, goes_on, options


def options(written: str) -> dict[str, dict[str, Any]]:
    """What `extra` keeps of names beside their parts, by name; nothing for what is no such text."""
    try:
        found = json.loads(written) if written else {}
    except (ValueError, RecursionError):
        return {}
    return {name: more for name, more in found.items() if isinstance(more, dict)} if isinstance(found, dict) else {}


def without_others(publication: Publication) -> Publication:
    """The same publication, with nothing said any more of names that are no contributor's: of those who were edited away."""
    if all(name != OPTIONS for name, _ in publication.extra):
        return publication
    there = {contributor.name.sorted_name for contributor in publication.contributors}
    extra: list[tuple[str, str]] = []
    for name, text in publication.extra:
        said = options(text) if name == OPTIONS else {}
        left = {who: more for who, more in said.items() if who in there}
        if left != said:
            text = json.dumps(left, ensure_ascii=False) if left else ""
        extra += [(name, text)] if text or not said else []
    return replace(publication, extra=tuple(extra))


def _name(written: Any) -> tuple[Name | None, dict[str, Any]]:
    if isinstance(written, str) and written.strip():
        return parse_name(written), {}
    if not isinstance(written, Mapping):
        return None, {}
    parts = {part: str(written.get(part) or "").strip() for part in (*_OWN, "dropping-particle", "name") if _is_text(written.get(part))}
    more = {part: _plain(value) for part, value in written.items() if part not in _OWN and value not in (None, "", [], False)}
    family, given = parts.get("family", ""), parts.get("given", "")
    if (whole := parts.get("literal") or parts.get("name")) and not family:
        more.pop("name", None)
        return organisation(whole), more
    if not family and not given:
        return None, {}
    if not given and is_organisation(family):
        return organisation(family), more
    prefix = " ".join(filter(None, (parts.get("dropping-particle"), parts.get("non-dropping-particle"))))
    if not family:
        family, given = given, ""
    person = Person(family, given, prefix, parts.get("suffix", ""))
    return _parsed(person) if more.get("parse-names") and not prefix else person, more


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _parsed(person: Person) -> Person:
    """`parse-names`: the family name holds its particle."""
    found = parse_name(f"{person.family}, {person.given}")
    return Person(found.family, person.given, found.prefix, person.suffix) if isinstance(found, Person) else person


def _plain(value: Any) -> Any:
    """Numbers as Python has them, for texts of our own."""
    if isinstance(value, Number):
        try:
            return json.loads(value) if len(value) < 16 else str(value)
        except ValueError:
            return str(value)
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return {name: _plain(item) for name, item in value.items()} if isinstance(value, dict) else value


def write(name: Name, more: Mapping[str, Any]) -> dict[str, Any] | None:
    """A name as an object; None for one that would be read as the end of a list that goes on."""
    if isinstance(name, Organisation):
        return None if _GOES_ON.fullmatch(name.name) else {"literal": name.name, **more}
    dropping = more.get("dropping-particle")
    prefix = name.prefix.removeprefix(dropping).strip() if isinstance(dropping, str) else name.prefix
    parts = {"family": name.family, "given": name.given, "non-dropping-particle": prefix, "suffix": name.suffix}
    if more.get("parse-names") and name.prefix:
        parts |= {"family": f"{name.prefix} {name.family}", "non-dropping-particle": ""}
    return {part: text for part, text in parts.items() if text} | dict(more)
