"""What a format has no place for is said, as a note, when a file is written."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.cli.conftest import Run

BIB = "@article{a, title={A}, journal={J}, year={2019}, country={Kenya}, odd={x}}\n@article{b, title={B}, country={Kenya}}\n"


def test_convert_lists_what_ris_has_no_place_for(run: Run, ask: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "a.bib").write_text(BIB)
    done = run("convert", "a.bib", "a.ris")
    assert "2 records: RIS has no place for Country" in done.stderr and "1 record: RIS has no place for odd" in done.stderr
    assert ask("convert", "a.bib", "b.ris") == {
        "written": 2,
        "lost": [{"field": "countries", "records": 2}, {"field": "odd", "records": 1}],
        "problems": [],
    }
    back = run("convert", "a.ris", "-", "--to", "csljson")
    assert "no place" not in back.stderr
    assert [item["custom"]["tipdesk"]["countries"] for item in json.loads(back.stdout)] == [["Kenya"], ["Kenya"]]


def test_convert_says_its_problems_as_json(ask: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('[{"id": "a", "title": "A"},\n{"id": "b" "title": "B"}]')
    document = ask("convert", "a.json", "a.bib", status=3)
    assert (document["written"], document["lost"]) == (1, [])
    (problem,) = document["problems"]
    assert (problem["file"], problem["line"]) == ("a.json", 2) and problem["reason"] and problem["text"] == '{"id": "b" "title": "B"}'


def test_export_lists_them_too(run: Run, ask: Callable[..., Any]) -> None:
    run("sample", "s.tipdesk")
    document = ask("export", "s.ris", "-l", "s.tipdesk", "--query", "key:bird2020smuggling")
    assert document["written"] == 1 and {"field": "themes", "records": 1} in document["lost"] and document["problems"] == []
    assert ask("export", "s.json", "-l", "s.tipdesk")["lost"] == []


def test_a_document_and_a_file_do_not_go_to_one_place(run: Run) -> None:
    run("sample", "s.tipdesk")
    assert "standard output" in run("export", "-", "-f", "ris", "-l", "s.tipdesk", "--json", status=2).stderr
    assert "standard output" in run("convert", "a.bib", "-", "--to", "ris", "--json", status=2).stderr


def test_imported_ris_and_csl_json_are_exported_as_they_were(run: Run, tmp_path: Path) -> None:
    ris = "TY  - JOUR\r\nTI  - A\r\nXX  - odd\r\nPY  - 2019\r\nER  - \r\n\r\nTY  - BOOK\nID  - b\nTI  - B\nN1  - note\nER  - \n\n"
    item = '{"id":"c","type":"article-journal","title":"C","odd":{"x":[1.10]}}'
    (tmp_path / "a.ris").write_text(ris, newline="")
    (tmp_path / "a.json").write_text(f"[{item}]")
    run("import", "a.ris", "a.json", "-l", "l.tipdesk")
    run("export", "o.ris", "-l", "l.tipdesk", "-q", "title:A OR title:B")
    run("export", "o.json", "-l", "l.tipdesk", "-q", "key:c")
    with (tmp_path / "o.ris").open(newline="") as file:
        written = file.read()
    assert written == ris
    assert (tmp_path / "o.json").read_text() == f"[\n  {item}\n]\n"


def test_what_was_said_of_an_author_who_was_edited_away_stays(run: Run, tmp_path: Path) -> None:
    authors = [{"family": "Gone", "given": "Jane", "ORCID": "0-1"}, {"family": "Kept", "given": "Bo", "ORCID": "0-2"}]
    (tmp_path / "a.json").write_text(json.dumps([{"id": "a", "type": "book", "title": "A", "author": authors}]))
    run("import", "a.json", "-l", "l.tipdesk")
    run("edit", "key:a", "--set", "authors=Kept, Bo; New, Al", "-l", "l.tipdesk")
    for name in ("csljson", "ris", "csv", "bibtex", "biblatex"):
        written = run("export", "-", "-f", name, "-l", "l.tipdesk").stdout
        assert "Gone" not in written and "0-1" not in written and "0-2" in written
    (item,) = json.loads(run("export", "-", "-f", "csljson", "-l", "l.tipdesk").stdout)
    assert item["author"] == [authors[1], {"family": "New", "given": "Al"}] and "custom" not in item
