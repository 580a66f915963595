"""What the columns of a table are: their names in six languages, or as the caller maps them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from tipdesk.domain.fields import BY_NAME, FIELDS
from tipdesk.domain.names import AUTHOR, ROLES
from tipdesk.domain.text import squeeze

ID, YEAR, ADDED, MODIFIED = "id", "year", "added", "modified"
_OTHER_NAMES = {
    ID: ("id", "tipdesk id", "uid"),
    YEAR: ("year", "publication year", "annee", "ano", "год", "السنة"),
    ADDED: ("added", "date added"),
    MODIFIED: ("modified", "date modified"),
}
_ROLE = re.compile(r"(.+) \(role\)", re.DOTALL)
_EXTRA = re.compile(r"extra(?: \d+)?: (.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its header and by what it is read as.

    `field` is the name of a field, `id`, `year`, `added` or `modified`; for names of people it is `contributors` with the
    `role`; empty for a column that is kept under its own name.
    """

    name: str
    field: str = ""
    role: str = ""


def fold(name: str) -> str:
    """A column's name as it is compared."""
    return squeeze(name) or name.strip().casefold()


@cache
def _known() -> dict[str, Column]:
    known: dict[str, Column] = {}
    for target, names in _OTHER_NAMES.items():
        for name in names:
            known[fold(name)] = Column(name, target)
    for role in ROLES:
        known[fold(role)] = known[fold(f"{role}s")] = Column(role, "contributors", role)
    for field in FIELDS:
        if field.name != "extra":
            for name in (field.name, field.label, *field.csv):
                known.setdefault(fold(name), Column(name, field.name, AUTHOR if field.name == "contributors" else ""))
    return known


def column(name: str) -> Column:
    """What a column is by its name alone."""
    if found := _known().get(fold(name)):
        return Column(name, found.field, found.role)
    if role := _ROLE.fullmatch(name):
        return Column(name, "contributors", role[1])
    return Column(name)


def targets() -> tuple[str, ...]:
    """What a column can be mapped to: fields, `authors` and the other roles, `year`, `id`, `added`, `modified`."""
    fields = [field.name for field in FIELDS if field.name not in ("contributors", "extra")]
    return ("authors", *fields, YEAR, *(role for role in ROLES if role != AUTHOR), ID, ADDED, MODIFIED)


def mapped(header: Sequence[str], mapping: Mapping[str, str] | None) -> list[Column]:
    """The columns of a header. What two columns claim goes to the first; the other keeps its own name.

    Raises ValueError for a mapping to a field that there is not, or from a column that there is not.
    """
    wanted = {fold(name): target for name, target in (mapping or {}).items()}
    if missing := [name for name in mapping or {} if fold(name) not in {fold(column) for column in header}]:
        raise ValueError(f"There is no column {missing[0]!r} in this table.")
    asked = {fold(name): _target(name, target) for name, target in ((n, wanted[fold(n)]) for n in header if fold(n) in wanted)}
    claimed = {(found.field, found.role) for found in asked.values()}
    found: list[Column] = []
    for name in header:
        known = asked.get(fold(name)) or column(name)
        key = (known.field, known.role)
        if known.field and key in claimed and fold(name) not in asked:
            known = Column(name)
        claimed.add(key)
        found.append(known)
    return found


def _target(name: str, target: str) -> Column:
    if target in BY_NAME and target != "extra":
        return Column(name, target, AUTHOR if target == "contributors" else "")
    known = column(target)
    if not known.field:
        raise ValueError(f"There is no field {target!r}; a column can be mapped to {', '.join(targets())}.")
    return Column(name, known.field, known.role)


def role_header(role: str) -> str:
    """The column that the contributors of a role are written into."""
    return "authors" if role == AUTHOR else role if role in ROLES else f"{role} (role)"


def extra_header(name: str, occurrence: int) -> str:
    """The column that another field is written into: its name, unless that would be read as something else."""
    if occurrence > 1:
        return f"extra {occurrence}: {name}"
    return f"extra: {name}" if column(name).field or _EXTRA.fullmatch(name) or name != name.strip() or not name else name


def extra_name(header: str) -> str:
    """The name of the other field that a column holds."""
    found = _EXTRA.fullmatch(header)
    return found[1] if found else header
