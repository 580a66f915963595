"""What Python packages make of bibliographies, one JSON line in and one out; run as a process of its own with the package on PYTHONPATH.

A line in is a text, a line out the CSL items, or null where the package refuses the text.
"""

import json
import re
import sys
from collections.abc import Callable
from typing import Any

from tests.peers import biblatex

Item = dict[str, Any]

RIS_TYPES = {"JOUR": "article-journal", "BOOK": "book", "CHAP": "chapter", "RPRT": "report", "THES": "thesis", "CONF": "paper-conference"}
RIS_TEXTS = {
    "abstract": "abstract",
    "notes_abstract": "abstract",
    "secondary_title": "container-title",
    "alternate_title3": "container-title",
    "alternate_title1": "container-title",
    "journal_name": "container-title",
    "publisher": "publisher",
    "place_published": "publisher-place",
    "volume": "volume",
    "number": "issue",
    "doi": "DOI",
    "language": "language",
}


def rispy(text: str) -> list[Item]:
    """By rispy's names for RIS tags, which its tests state."""
    import rispy as package

    return [_ris(entry) for entry in package.loads(text)]


def _ris(entry: dict[str, Any]) -> Item:
    kind = entry.get("type_of_reference", "")
    item: Item = {"type": RIS_TYPES[kind]} if kind in RIS_TYPES else {}
    item["id"] = entry.get("id", "")
    for name, theirs in RIS_TEXTS.items():
        if name in entry:
            item.setdefault(theirs, entry[name])
    item["title"] = entry.get("title") or entry.get("primary_title") or ""
    item["page"] = "-".join(filter(None, (entry.get("start_page"), entry.get("end_page"))))
    for name, theirs in {"authors": "author", "first_authors": "author", "secondary_authors": "editor"}.items():
        if entry.get(name):
            item[theirs] = [_comma(one) for one in entry[name]]
    item["keyword"] = "; ".join(entry.get("keywords", []))
    item["URL"] = next(iter(entry.get("urls", [])), "") or entry.get("url", "")
    item["ISBN" if kind in ("BOOK", "CHAP") else "ISSN"] = entry.get("issn", "")
    item["issued"] = re.sub(r"^(\d{4})/?(\d\d)?/?(\d\d)?.*", r"\1-\2-\3", entry.get("year", "")).rstrip("-")
    return item


def _comma(name: str) -> Item:
    family, comma, rest = (part.strip() for part in name.partition(","))
    given, _, suffix = (part.strip() for part in rest.partition(","))
    return {"family": family, "given": given, "suffix": suffix} if comma else {"literal": family}


def pybtex(text: str) -> list[Item]:
    """By pybtex's own reader and names; its fields are as they stand in the file."""
    from pybtex.database import parse_string

    return [_pybtex(key, entry) for key, entry in parse_string(text, "bibtex").entries.items()]


def _pybtex(key: str, entry: Any) -> Item:
    people = {role: [_person(one) for one in persons] for role, persons in entry.persons.items()}
    fields = {name: _braceless(value) for name, value in entry.fields.items()}
    return biblatex.csl(key, entry.type.lower(), fields | people)


def _person(one: Any) -> dict[str, str]:
    parts = {"lastName": one.last_names, "prefix": one.prelast_names, "suffix": one.lineage_names}
    named = {part: _braceless(" ".join(words)) for part, words in parts.items()}
    return named | {"firstName": _braceless(" ".join([*one.first_names, *one.middle_names]))}


def bibtexparser(text: str) -> list[Item]:
    """By bibtexparser's reader with its middleware for names, months and LaTeX."""
    from bibtexparser import middlewares as m
    from bibtexparser import parse_string

    stack = [m.NormalizeFieldKeys(), m.ResolveStringReferencesMiddleware(), m.RemoveEnclosingMiddleware(), m.MonthIntMiddleware()]
    stack += [m.LatexDecodingMiddleware(), m.SeparateCoAuthors(), m.SplitNameParts()]
    return [_bibtexparser(entry) for entry in parse_string(text, parse_stack=stack).entries]


def _bibtexparser(entry: Any) -> Item:
    fields = {field.key: field.value for field in entry.fields}
    for name in biblatex.NAMES:
        if isinstance(fields.get(name), list):
            fields[name] = [
                {"lastName": " ".join(one.last), "prefix": " ".join(one.von), "suffix": " ".join(one.jr), "firstName": " ".join(one.first)}
                for one in fields[name]
            ]
        elif name in fields:
            fields.pop(name)
    return biblatex.csl(entry.key, entry.entry_type.lower(), fields)


def _braceless(text: str) -> str:
    return text.replace("{", "").replace("}", "")


READERS: dict[str, Callable[[str], list[Item]]] = {"rispy": rispy, "pybtex": pybtex, "bibtexparser": bibtexparser}


def main() -> None:
    read = READERS[sys.argv[1]]
    for line in sys.stdin:
        try:
            answer: list[Item] | None = read(json.loads(line))
        except Exception:  # whatever goes wrong, the package refuses the text
            answer = None
        print(json.dumps(answer, default=str), flush=True)


if __name__ == "__main__":
    main()
