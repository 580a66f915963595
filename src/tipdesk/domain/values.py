"""Values of fields from text that a person typed."""

from collections.abc import Sequence
from typing import Any

from tipdesk.domain import citekey, dates, vocabularies
from tipdesk.domain.errors import BadRequest
from tipdesk.domain.fields import BY_NAME, FIELDS, Field, FieldKind
from tipdesk.domain.kinds import KINDS
from tipdesk.domain.names import AUTHOR, Contributor
from tipdesk.domain.text import CONTROL, squeeze
from tipdesk.domain.written_lists import split_list
from tipdesk.domain.written_names import parse_name


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
    """The value of a field from typed text; lists are separated by semicolons. Control characters are left out.

    Raises BadRequest for what it cannot be.
    """
    text = CONTROL.sub("", text)
    match field.kind:
        case FieldKind.NAMES:
            return tuple(Contributor(parse_name(name), AUTHOR) for name in split_list(text))
        case FieldKind.TERMS:
            return terms(field.vocabulary, split_list(text))
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


def terms(vocabulary: str, written: Sequence[str]) -> tuple[str, ...]:
    """Written values as names of terms, each once; of places, `vocabularies.countries` and `regions` also say what the source wrote."""
    if vocabulary == "country":
        return vocabularies.countries(written)[0]
    if vocabulary == "region":
        return vocabularies.regions(written)[0]
    names = map(vocabularies.language, written) if vocabulary == "language" else written
    return tuple(dict.fromkeys(names))
