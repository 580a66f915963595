"""The floors: plain Python that reads well-behaved files into dictionaries of strings, and writes records it holds to files.

It knows nothing of LaTeX, names, dates, terms or mistakes, and keeps no text that a record came from.
"""

import csv
import io
import json
import re
from collections.abc import Callable, Iterable
from pathlib import Path

from tests.bench.records import Record, entry

_FIELD = re.compile(r"^\s*(\w+)\s*=\s*\{(.*)\},?$", re.MULTILINE)
_COLUMNS = ("key", "kind", "title", "authors", "year", "abstract", "publisher", "url", "country", "region", "tags")


def _read_bibtex(text: str) -> int:
    found = []
    start = text.find("@")
    while start >= 0:
        end = text.find("\n@", start + 1)
        found.append(dict(_FIELD.findall(text[start : end if end >= 0 else len(text)])))
        start = end + 1 if end >= 0 else -1
    return len(found)


def _read_csv(text: str) -> int:
    return len(list(csv.reader(io.StringIO(text, newline=""))))


def _read_ris(text: str) -> int:
    found: list[list[tuple[str, str]]] = []
    for line in text.splitlines():
        tag, value = line[:2], line[6:]
        if tag == "TY":
            found.append([])
        if line:
            found[-1].append((tag, value))
    return len(found)


def _read_csljson(text: str) -> int:
    return len(json.loads(text))


def _write_ris(record: Record) -> str:
    authors = "".join(f"AU  - {', '.join(name)}\n" for name in record.authors)
    words = "".join(f"KW  - {word}\n" for word in record.keywords)
    return (
        f"TY  - RPRT\nID  - {record.key}\nTI  - {record.title}\n{authors}PY  - {record.year}\nPB  - {record.institution}\n"
        f"UR  - {record.url}\n{words}AB  - {record.abstract}\nER  - \n\n"
    )


def _name(name: tuple[str, ...]) -> dict[str, str]:
    return {"family": name[0], "given": name[1]} if len(name) > 1 else {"literal": name[0]}


def _item(record: Record) -> dict[str, object]:
    return {
        "id": record.key,
        "type": "report",
        "title": record.title,
        "author": [_name(name) for name in record.authors],
        "issued": {"date-parts": [[int(record.year)]]},
        "abstract": record.abstract,
        "publisher": record.institution,
        "URL": record.url,
        "keyword": ", ".join(record.keywords),
    }


def _row(record: Record) -> tuple[str, ...]:
    authors = "; ".join(", ".join(name) for name in record.authors)
    words = "; ".join(record.keywords)
    middle = (record.title, authors, record.year, record.abstract, record.institution, record.url)
    return (record.key, "report", *middle, record.country, record.region, words)


def _write_csv(held: Iterable[Record], path: Path) -> None:
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(_COLUMNS)
        writer.writerows(map(_row, held))


def _write_csljson(held: Iterable[Record], path: Path) -> None:
    with open(path, "w", encoding="utf-8") as file:
        for number, record in enumerate(held):
            file.write(f"{',' if number else '['}\n{json.dumps(_item(record), ensure_ascii=False, indent=2)}")
        file.write("\n]\n")


def _write_by(text: Callable[[Record], str]) -> Callable[[Iterable[Record], Path], None]:
    def write(held: Iterable[Record], path: Path) -> None:
        with open(path, "w", encoding="utf-8") as file:
            file.writelines(map(text, held))

    return write


# By the names of tipdesk's formats: how many records a text holds, and records to a file.
READ: dict[str, Callable[[str], int]] = {"bibtex": _read_bibtex, "csv": _read_csv, "ris": _read_ris, "csljson": _read_csljson}
WRITE: dict[str, Callable[[Iterable[Record], Path], None]] = {
    "bibtex": _write_by(entry),
    "biblatex": _write_by(entry),
    "ris": _write_by(_write_ris),
    "csljson": _write_csljson,
    "csv": _write_csv,
}
