"""Values of fields from text that a person typed, and back."""

from typing import Any

from tipdesk.domain import citekey, dates, vocabularies
from tipdesk.domain.errors import BadRequest
from tipdesk.domain.fields import BY_NAME, FIELDS, Field, FieldKind
from tipdesk.domain.kinds import KINDS
from tipdesk.domain.names import AUTHOR, Contributor, format_name, parse_name
from tipdesk.domain.text import squeeze

SEPARATOR = "; "


def split_list(text: str) -> tuple[str, ...]:
    r"""The parts of a list written with semicolons, each once, trimmed; `\;` and `\\` stand for the characters themselves."""
    parts: list[str] = [""]
    escaped = False
    for c in text:
        if escaped:
            parts[-1] += c if c in ";\\" else f"\\{c}"
            escaped = False
        elif c == "\\":
            escaped = True
        elif c == ";":
            parts.append("")
        else:
            parts[-1] += c
    if escaped:
        parts[-1] += "\\"
    return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))


def join_list(values: tuple[str, ...]) -> str:
    """The inverse of `split_list`."""
    return SEPARATOR.join(value.replace("\\", "\\\\").replace(";", "\\;") for value in values)


def field_named(text: str) -> Field:
    """A field by its name, label or a column name that stands for it, in any case. Raises BadRequest for none."""
    wanted = squeeze(text)
    for field in FIELDS:
        if wanted in (squeeze(field.name), squeeze(field.label)):
            return field
    for field in FIELDS:
        if wanted in map(squeeze, field.csv):
            return field
    raise BadRequest(f"There is no field {text}; the fields are {', '.join(BY_NAME)}.")


def assignment(name: str, text: str) -> tuple[str, Any]:
    """A field's name and the value that a text means for it. Raises BadRequest where it means none."""
    field = field_named(name)
    return field.name, parse(field, text)


def parse(field: Field, text: str) -> Any:
    """The value of a field from typed text; lists are separated by semicolons. Raises BadRequest for what it cannot be."""
    match field.kind:
        case FieldKind.NAMES:
            return tuple(Contributor(parse_name(name), AUTHOR) for name in split_list(text))
        case FieldKind.TERMS:
            return _terms(field.vocabulary, split_list(text))
        case FieldKind.CHOICE:
            found = next((kind.name for kind in KINDS if squeeze(kind.name) == squeeze(text)), None)
            if found is None:
                raise BadRequest(f"There is no kind {text}; the kinds are {', '.join(kind.name for kind in KINDS)}.")
            return found
        case FieldKind.DATE:
            if text and not dates.is_edtf(text):
                raise BadRequest(f"{text} is not a date; write 2020, 2020-04, 2020-04-15, 2018/2019 or 2015~ for circa.")
            return text
        case FieldKind.NOTES | FieldKind.EXTRA:
            raise BadRequest(f"{field.label} cannot be set like this.")
    if field.name == "key" and (problem := citekey.problem(text)):
        raise BadRequest(problem)
    return text


def _terms(vocabulary: str, names: tuple[str, ...]) -> tuple[str, ...]:
    if vocabulary == "country":
        return vocabularies.countries(names)
    if vocabulary == "region":
        return vocabularies.regions(names)[0]
    if vocabulary == "language":
        return tuple(dict.fromkeys(map(vocabularies.language, names)))
    return names


def show(field: Field, value: Any) -> str:
    """A field's value as text that `parse` takes; only for the kinds of field that it takes."""
    match field.kind:
        case FieldKind.NAMES:
            return join_list(tuple(format_name(contributor.name) for contributor in value))
        case FieldKind.TERMS:
            return join_list(value)
    return str(value)
