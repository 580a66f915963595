"""The fields of a BibTeX or BibLaTeX entry, already plain text, in CSL's words, as BibLaTeX's manual (section 2.2) means them."""

import re
from collections.abc import Mapping
from typing import Any

NAMES = {"author": "author", "editor": "editor", "translator": "translator", "bookauthor": "container-author"}
TEXTS = {
    "publisher": ("publisher", "institution", "school", "organization"),
    "publisher-place": ("location", "address"),
    "collection-title": ("series",),
    "volume": ("volume",),
    "page": ("pages",),
    "edition": ("edition",),
    "chapter-number": ("chapter",),
    "DOI": ("doi",),
    "ISBN": ("isbn",),
    "ISSN": ("issn",),
    "URL": ("url",),
    "abstract": ("abstract",),
    "keyword": ("keywords",),
    "note": ("note",),
    "annote": ("annotation", "annote"),
    "title-short": ("shorttitle",),
    "number-of-volumes": ("volumes",),
    "number-of-pages": ("pagetotal",),
    "version": ("version",),
    "event-title": ("eventtitle",),
    "accessed": ("urldate",),
}
ARTICLES = ("article", "suppperiodical", "periodical")
MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()


def csl(key: str, entry_type: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    """An entry as a CSL item without a type. Names are lists of mappings with lastName, firstName, prefix, suffix or name."""
    given = {name.lower(): value for name, value in fields.items() if value not in ("", None, [])}
    item: dict[str, Any] = {"id": key}
    for name, theirs in NAMES.items():
        if name in given:
            item[theirs] = [_name(one) for one in given[name] if isinstance(one, Mapping)]
    for theirs, names in TEXTS.items():
        if found := next((given[name] for name in names if name in given), None):
            item[theirs] = "; ".join(map(str, found)) if isinstance(found, list) else str(found)
    item["title"] = _title(given, "")
    item["container-title"] = (
        _title(given, "journal") if "journaltitle" in given else str(given.get("journal", "")) or _title(given, "book")
    )
    issue = given.get("issue") or (given.get("number") if entry_type in ARTICLES else None)
    if issue:
        item["issue"] = str(issue)
    elif number := given.get("number"):
        item["collection-number" if "series" in given and entry_type not in ("report", "techreport") else "number"] = str(number)
    item["issued"] = str(given.get("date", "")) or _year_and_month(given)
    return item


def _title(given: Mapping[str, Any], of: str) -> str:
    return ": ".join(filter(None, (str(given.get(f"{of}title", "")), str(given.get(f"{of}subtitle", "")))))


def _name(one: Mapping[str, str]) -> dict[str, str]:
    if "name" in one:
        return {"literal": one["name"]}
    family = " ".join(filter(None, (one.get("prefix"), one.get("lastName"))))
    return {"family": family, "given": one.get("firstName", ""), "suffix": one.get("suffix", "")}


def _year_and_month(given: Mapping[str, Any]) -> str:
    year, month = str(given.get("year", "")), str(given.get("month", "")).casefold()[:3]
    if not re.fullmatch(r"\d{4}", year):
        return year
    if month.isdigit():
        return f"{year}-{int(month):02}"
    return f"{year}-{MONTHS.index(month) + 1:02}" if month in MONTHS else year
