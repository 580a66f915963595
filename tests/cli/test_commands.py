"""The command line keeps its contract: exit statuses, JSON, and nothing half done."""

import csv
import io
import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import PAGE, Run

BIB = """@misc{wren2020quiet,
  author = {Wren, Ada and {Harbour Watch}},
  title = {Quiet Harbours},
  year = {2020},
}
"""


def test_a_page_comes_in_once(ask: Any) -> None:
    first = ask("import", PAGE, "-l", "one.tipdesk")
    assert (first["added"], first["problems"]) == (len(ask("search", "-l", "one.tipdesk")), [])
    again = ask("import", PAGE, "-l", "one.tipdesk")
    assert (again["added"], again["skipped"]) == (0, first["added"])


def test_the_library_is_named_before_or_after_or_by_the_environment(ask: Any, run: Run) -> None:
    run("--library", "one.tipdesk", "import", "-", "-f", "bibtex", text=BIB)
    assert len(ask("search", "quiet", "-l", "one.tipdesk")) == 1
    assert len(ask("search", "quiet", env={"TIPDESK_LIBRARY": "one.tipdesk"})) == 1
    assert "TIPDESK_LIBRARY" in run("search", "x", status=2).stderr


def test_show_prints_the_whole_record(ask: Any, run: Run) -> None:
    run("import", "-", "-f", "bibtex", "-l", "one.tipdesk", "--tag", "sea", text=BIB)
    run("note", "wren2020quiet", "-l", "one.tipdesk", "--add", "A remark.", "--public")
    [record] = ask("show", "wren2020quiet", "-l", "one.tipdesk")
    assert record["contributors"] == [{"role": "author", "family": "Wren", "given": "Ada"}, {"role": "author", "name": "Harbour Watch"}]
    assert (record["year"], record["tags"], record["notes"]) == (2020, ["sea"], [{"text": "A remark.", "public": True}])
    assert "abstract" not in record
    assert "Quiet Harbours" in run("show", "WREN2020quiet", "-l", "one.tipdesk").stdout
    assert run("show", "wren2020quiet", "nobody1999", "-l", "one.tipdesk", status=3).stderr
    run("show", "nobody1999", "-l", "one.tipdesk", status=4)


def test_edit_changes_all_that_a_query_finds(ask: Any, run: Run) -> None:
    run("sample", "one.tipdesk")
    found = ask("search", "kind:report", "-l", "one.tipdesk", "--count")["count"]
    assert found > 5
    assert ask("edit", "kind:report", "-l", "one.tipdesk", "--set", "country=Ivory Coast; Kenya", "--add-tag", "shelf/a", "--dry-run") == {
        "edited": found
    }
    assert ask("search", "tag:shelf", "-l", "one.tipdesk") == []
    run("edit", "kind:report", "-l", "one.tipdesk", "--set", "country=Ivory Coast; Kenya", "--add-tag", "shelf/a")
    assert {tuple(r["countries"]) for r in ask("search", "tag:shelf", "-l", "one.tipdesk")} == {("Côte d'Ivoire", "Kenya")}
    run("edit", "tag:shelf", "-l", "one.tipdesk", "--trash")
    assert ask("search", "tag:shelf", "-l", "one.tipdesk") == []
    run("edit", "tag:shelf", "-l", "one.tipdesk", "--restore", "--remove-tag", "shelf/a")
    assert ask("search", "kind:report", "-l", "one.tipdesk", "--count")["count"] == found
    for wrong in (["--set", "colour=red"], ["--set", "title"], [], ["--trash", "--restore"], ["--set", "date=soon"]):
        run("edit", "kind:report", "-l", "one.tipdesk", *wrong, status=2)


def test_what_is_changed_is_not_left_to_a_query_that_was_not_understood(ask: Any, run: Run, tmp_path: Path) -> None:
    run("sample", "one.tipdesk")
    before = ask("search", "-l", "one.tipdesk")
    assert ask("search", '"human trafficking', "-l", "one.tipdesk")
    for command in (["edit", "--trash"], ["keys", "--formula", "[auth][year]x"], ["export", "kept.bib", "--keep-in-step", "-q"]):
        told = run(*command, '"human trafficking', "-l", "one.tipdesk", status=2)
        assert told.stderr == "tipdesk: A quotation mark is not closed. Nothing was changed.\n"
    assert ask("search", "-l", "one.tipdesk") == before and not (tmp_path / "kept.bib").exists()


def test_facets_come_largest_first(ask: Any, run: Run) -> None:
    run("sample", "one.tipdesk")
    counts = [f["count"] for f in ask("search", "", "-l", "one.tipdesk", "--facet", "country")]
    assert counts == sorted(counts, reverse=True) and counts[0] > 10
    for called, name in (("author", "contributor"), ("lang", "language"), ("type", "kind")):
        facet = ask("search", "-l", "one.tipdesk", "--facet", called)
        assert facet == ask("search", "-l", "one.tipdesk", "--facet", name) and facet[0]["count"] > 5
    assert "no vocabulary" in run("search", "-l", "one.tipdesk", "--facet", "", status=2).stderr
    years = [r.get("year", 0) for r in ask("search", "-l", "one.tipdesk", "--sort", "-year", "--limit", "10")]
    assert years == sorted(years, reverse=True) and len(years) == 10


def test_a_search_that_lost_its_quotes_is_told_where_they_go(run: Run) -> None:
    run("sample", "one.tipdesk")
    for command in (["search"], ["cite"], ["edit", "--trash"]):
        assert "in quotes: 'human trafficking'" in run(*command, "human", "trafficking", "-l", "one.tipdesk", status=2).stderr


@pytest.mark.parametrize("form", ["bibtex", "biblatex", "csv"])
def test_out_and_in_and_out_again_is_the_same_file(run: Run, tmp_path: Path, form: str) -> None:
    run("sample", "one.tipdesk")
    run("export", "first.out", "-l", "one.tipdesk", "-f", form)
    run("import", "first.out", "-l", "two.tipdesk", "-f", form)
    run("export", "second.out", "-l", "two.tipdesk", "-f", form)
    assert (tmp_path / "first.out").read_bytes() == (tmp_path / "second.out").read_bytes()


def test_a_table_edited_in_a_spreadsheet_updates_two_fields_and_adds_nothing(run: Run, ask: Any, tmp_path: Path) -> None:
    run("sample", "one.tipdesk")
    before = {r["id"]: r for r in ask("search", "-l", "one.tipdesk")}
    run("export", "table.csv", "-l", "one.tipdesk")
    rows = list(csv.DictReader(io.StringIO((tmp_path / "table.csv").read_text(encoding="utf-8-sig"), newline="")))
    rows[3]["title"], rows[3]["countries"] = "A title from a spreadsheet", "Lao PDR"
    with (tmp_path / "table.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    report = ask("import", "table.csv", "-l", "one.tipdesk")
    assert (report["added"], report["updated"], report["skipped"]) == (0, 1, len(rows) - 1)
    after = {r["id"]: r for r in ask("search", "-l", "one.tipdesk")}
    changed = {
        name
        for number in before
        for name in before[number].keys() | after[number].keys()
        if before[number].get(name) != after[number].get(name)
    }
    assert changed - {"modified"} == {"title", "countries"}


def test_private_notes_never_leave(run: Run, tmp_path: Path) -> None:
    run("import", "-", "-f", "bibtex", "-l", "one.tipdesk", text=BIB)
    run("note", "wren2020quiet", "-l", "one.tipdesk", "--add", "Secret 71b9.")
    run("note", "wren2020quiet", "-l", "one.tipdesk", "--add", "Open 3c4d.", "--public")
    for name in ("x.bib", "x.csv"):
        run("export", name, "-l", "one.tipdesk")
        text = (tmp_path / name).read_text(encoding="utf-8")
        assert "71b9" not in text and "3c4d" in text


def test_likely_duplicates_are_added_skipped_or_merged_as_asked(run: Run, ask: Any) -> None:
    alike = "@misc{other, title = {Quiet harbours}, year = {2020}, abstract = {More about it.}}"
    for choice, counts in {"add": (1, 0, 0), "skip": (0, 0, 1), "merge": (0, 1, 0)}.items():
        library = f"{choice}.tipdesk"
        run("import", "-", "-f", "bibtex", "-l", library, text=BIB)
        report = ask("import", "-", "-f", "bibtex", "-l", library, "--duplicates", choice, text=alike)
        assert (report["added"], report["merged"], report["skipped"]) == counts
        assert report["duplicates"] == [{"title": "Quiet harbours", "of": "wren2020quiet"}]
    [merged] = ask("search", "-l", "merge.tipdesk")
    assert (merged["title"], merged["abstract"]) == ("Quiet Harbours", "More about it.")


def test_a_taken_key_gets_a_suffix_and_is_reported(run: Run, ask: Any) -> None:
    run("import", "-", "-f", "bibtex", "-l", "one.tipdesk", text=BIB)
    report = ask("import", "-", "-f", "bibtex", "-l", "one.tipdesk", text="@misc{wren2020quiet, title = {Another}}")
    assert report["renamed"] == [{"wanted": "wren2020quiet", "given": "wren2020quieta"}]
    many = "".join(f"@misc{{wren2020quiet, title = {{Number {number}}}}}\n" for number in range(15))
    said = run("import", "-", "-f", "bibtex", "-l", "one.tipdesk", "--dry-run", "--json", text=many)
    lines = said.stderr.splitlines()
    assert len(lines) == 11 and lines[-1] == "… and 5 more taken citation keys; --json lists all of them."
    assert len(json.loads(said.stdout)["renamed"]) == 15


def test_a_dry_run_changes_nothing(run: Run, ask: Any, tmp_path: Path) -> None:
    assert ask("import", PAGE, "-l", "new.tipdesk", "--dry-run")["added"] > 0
    assert not list(tmp_path.iterdir())
    run("import", "-", "-f", "bibtex", "-l", "one.tipdesk", text=BIB)
    assert ask("import", PAGE, "-l", "one.tipdesk", "--dry-run")["added"] > 0
    assert len(ask("search", "-l", "one.tipdesk")) == 1


def test_a_csv_with_foreign_columns_is_mapped(run: Run, ask: Any, tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_bytes("Titre;Auteurs;Année;Pays;Cote\nRapport d’été;Jeanne Dupré;2019;Sénégal;A/1\n".encode("cp1252"))
    run("import", "list.csv", "-l", "one.tipdesk", "--map", "Cote=number")
    [record] = ask("search", "-l", "one.tipdesk")
    assert record["contributors"] == [{"role": "author", "family": "Dupré", "given": "Jeanne"}]
    assert (record["title"], record["year"], record["countries"], record["number"]) == ("Rapport d’été", 2019, ["Senegal"], "A/1")
    (tmp_path / "profile.json").write_text(json.dumps({"Cote": "series"}))
    run("import", "list.csv", "-l", "two.tipdesk", "--profile", "profile.json")
    assert ask("search", "-l", "two.tipdesk")[0]["series"] == "A/1"


def test_convert_needs_no_library(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.bib").write_text(BIB)
    run("convert", "a.bib", "b.csv")
    out = run("convert", "b.csv", "-", "--to", "biblatex").stdout
    assert "{Harbour Watch}" in out and "wren2020quiet" in out
    run("convert", "a.bib", "b.unknown", status=2)
    run("convert", "missing.bib", "b.csv", status=6)
    wide = ",".join(("title", *map(str, range(1000)))) + "\nA\n"
    assert "1001 columns" in run("convert", "-", "b.ris", "--from", "csv", text=wide, status=6).stderr
    run("import", "-", "-f", "csv", "-l", "wide.tipdesk", text=wide, status=6)


def test_broken_entries_are_reported_and_the_rest_goes_in(ask: Any) -> None:
    report = ask("import", "-", "-f", "bibtex", "-l", "one.tipdesk", text=BIB + "\n@misc{broken, title = {Never closed\n", status=3)
    assert report["added"] == 1
    [problem] = report["problems"]
    assert problem["line"] == 7 and "Never closed" in problem["text"]


@pytest.mark.parametrize("content", ["", "nothing to see here\n", "\x00\x01\x02"])
def test_an_unusable_input_leaves_no_library_behind(run: Run, tmp_path: Path, content: str) -> None:
    (tmp_path / "x.bib").write_text(content)
    run("import", "x.bib", "-l", "one.tipdesk", status=4)
    assert [path.name for path in tmp_path.iterdir()] == ["x.bib"]


def test_what_is_no_library_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bad.tipdesk").write_text("not a database")
    for command in (["search", "x"], ["check"], ["edit", "x", "--trash"], ["export", "x.bib"]):
        run(*command, "-l", "bad.tipdesk", status=5)
    run("search", "x", "-l", "missing.tipdesk", status=5)
    assert (tmp_path / "bad.tipdesk").read_text() == "not a database"
    assert [path.name for path in tmp_path.iterdir()] == ["bad.tipdesk"]


def test_check_finds_a_sound_library_sound_and_a_damaged_one_not(run: Run, tmp_path: Path) -> None:
    run("sample", "one.tipdesk")
    assert "sound" in run("check", "-l", "one.tipdesk").stdout
    assert "sound" in run("check", "one.tipdesk").stdout
    content = bytearray((tmp_path / "one.tipdesk").read_bytes())
    middle = len(content) // 2 // 4096 * 4096
    content[middle : middle + 8192] = bytes(8192)
    (tmp_path / "one.tipdesk").write_bytes(content)
    run("check", "-l", "one.tipdesk", status=5)
    assert (tmp_path / "one.tipdesk").read_bytes() == content


def test_an_export_that_cannot_be_written_leaves_the_old_file(run: Run, tmp_path: Path) -> None:
    run("import", "-", "-f", "bibtex", "-l", "one.tipdesk", text=BIB)
    run("export", "nowhere/x.bib", "-l", "one.tipdesk", status=6)
    (tmp_path / "folder.bib").mkdir()
    run("export", "folder.bib", "-l", "one.tipdesk", status=6)
    assert not [path for path in tmp_path.iterdir() if path.name.endswith(".part")]


def test_no_control_character_reaches_the_terminal(run: Run) -> None:
    run("import", "-", "-f", "csv", "-l", "one.tipdesk", text="title,place\nA \x1b]0;owned\x07 title \u009b31m,x\n", status=3)
    done = run("search", "-l", "one.tipdesk")
    assert not set(done.stdout + done.stderr) & {chr(c) for c in (*range(9), *range(11, 32), *range(127, 160))}


def test_notes_hold_no_control_characters(run: Run, ask: Any) -> None:
    run("import", "-", "-f", "bibtex", "-l", "one.tipdesk", text=BIB)
    run("note", "wren2020quiet", "--add", "Read\x1b[31m\ntwice.\x07", "-l", "one.tipdesk")
    assert "note is empty" in run("note", "wren2020quiet", "--add", "\x07", "-l", "one.tipdesk", status=2).stderr
    [record] = ask("show", "wren2020quiet", "-l", "one.tipdesk")
    assert [note["text"] for note in record["notes"]] == ["Read[31m\ntwice."]


def test_the_command_line_starts_no_window_and_opens_no_socket(run: Run, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import sys\n"
        "def hook(event, args):\n"
        "    if event.startswith('socket.') or (event == 'import' and args[0].startswith('PySide6')):\n"
        "        sys.stderr.write('FORBIDDEN ' + event + '\\n')\n"
        "        import os; os._exit(99)\n"
        "sys.addaudithook(hook)\n"
    )
    path = os.pathsep.join([str(Path(__file__).parents[2] / "src"), str(tmp_path)])
    run("sample", "one.tipdesk", env={"PYTHONPATH": path})
    for command in (["search", "x"], ["export", "x.bib"], ["export", "x.csv"], ["check"]):
        run(*command, "-l", "one.tipdesk", env={"PYTHONPATH": path})
    run("import", "x.bib", "-l", "two.tipdesk", env={"PYTHONPATH": path})


def test_an_unknown_command_says_so(run: Run) -> None:
    assert "neither a command nor a library" in run("serach", status=2).stderr
    assert run("--help").stdout.count("\n") > 10


def test_a_page_becomes_these_records(run: Run, ask: Any) -> None:
    run("import", PAGE, "-l", "one.tipdesk")
    records = {r["title"]: r for r in ask("search", "-l", "one.tipdesk")}
    harbours = records["Quiet Harbours. A Field Survey"]
    assert harbours["contributors"] == [
        {"role": "author", "family": "Wren", "given": "Ada"},
        {"role": "author", "name": "Harbour Watch Foundation"},
    ]
    assert harbours["countries"] == ["Trinidad and Tobago", "Kenya"]
    assert harbours["regions"] == ["Central America", "Northern America", "Caribbean"]
    assert harbours["extra"] == {"source-region": "Central and North America and the Caribbean"}
    assert "on board.It closes" in harbours["abstract"]
    housing = records["Housing After Rescue: “Safe” Is Not Enough"]
    assert housing["abstract"].endswith("a lock on the door.\n\nThe second part compares house rules.")
    assert (housing["countries"], housing.get("category")) == (["Côte d'Ivoire"], None)
    assert records["Screening Cards for Border Officers"]["category"] == ["Training material"]
    assert len(records) == 4


@pytest.mark.parametrize(
    "change",
    [
        lambda page: page.replace("\n", "\r\n"),
        lambda page: "\ufeff" + page.replace("Ada Wren", "Ada\u00a0Wren"),
        lambda page: page + "\n\n",
        lambda page: page.rstrip("\n"),
    ],
    ids=["CRLF", "BOM and no-break spaces", "trailing lines", "no last line end"],
)
def test_a_page_is_the_same_records_however_it_was_pasted(ask: Any, change: Any) -> None:
    page = PAGE.read_text(encoding="utf-8")
    ask("import", "-", "-f", "catalogue", "-l", "one.tipdesk", text=page)
    again = ask("import", "-", "-f", "catalogue", "-l", "one.tipdesk", text=change(page))
    assert (again["added"], again["skipped"], again["problems"]) == (0, 4, [])


def test_a_record_cut_off_is_reported_and_the_others_go_in(ask: Any) -> None:
    page = PAGE.read_text(encoding="utf-8")
    for place in ("Nepal", "2014", "Calls to", "Hotline"):
        report = ask("import", "-", "-f", "catalogue", "-l", f"{place}.tipdesk", text=page[: page.rindex(place)], status=3)
        assert report["added"] == 3 and len(report["problems"]) == 1
        assert (
            report["problems"][0]["line"] == 1 + page[: page.index("Ten Years")].count("\n")
            and "Ten Years of a" in report["problems"][0]["text"]
        )


def test_what_can_be_read_of_a_damaged_library_is_saved_into_a_new_one(run: Run, ask: Any, tmp_path: Path) -> None:
    run("sample", "one.tipdesk")
    run("edit", "kind:thesis", "-l", "one.tipdesk", "--trash")
    assert ask("check", "one.tipdesk", "--repair", "whole.tipdesk") == {"saved": 67, "problems": []}
    assert len(ask("search", "-l", "whole.tipdesk")) == len(ask("search", "-l", "one.tipdesk")) == 66
    run("check", "one.tipdesk", "--repair", "whole.tipdesk", status=2)
    content = (tmp_path / "one.tipdesk").read_bytes()
    place = content.index(b"Rantsev v. Cyprus") // 4096 * 4096
    damaged = content[:place] + bytes(4096) + content[place + 4096 :]
    (tmp_path / "one.tipdesk").write_bytes(damaged)
    run("check", "one.tipdesk", status=5)
    report = json.loads(run("check", "one.tipdesk", "--repair", "saved.tipdesk", "--json", status=3).stdout)
    assert 40 < report["saved"] < 67 and report["problems"]
    run("check", "saved.tipdesk")
    assert (tmp_path / "one.tipdesk").read_bytes() == damaged


def test_a_profile_is_taken_by_its_name(run: Run, ask: Any, tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("Titre;Pays;Cote\nUn;Kenya+Liban;A:1\n", encoding="utf-8")
    folder = tmp_path / "config" / "tipdesk" / "profiles"
    folder.mkdir(parents=True)
    profile = {"columns": {"Cote": "number"}, "separators": {"Pays": "+"}, "delimiter": ";"}
    (folder / "liste.json").write_text(json.dumps(profile))
    env = {"XDG_CONFIG_HOME": str(tmp_path / "config")}
    run("import", "list.csv", "-l", "one.tipdesk", "--profile", "liste", env=env)
    [record] = ask("search", "-l", "one.tipdesk")
    assert (record["number"], record["countries"]) == ("A:1", ["Kenya", "Lebanon"])
    said = run("import", "list.csv", "-l", "two.tipdesk", "--profile", "autre", env=env, status=2).stderr
    assert "liste" in said and not (tmp_path / "two.tipdesk").exists()
    run("import", "list.csv", "-l", "two.tipdesk", "--map", "Cote=-", "--separator", "Pays=+", "--delimiter", ";")
    [record] = ask("search", "-l", "two.tipdesk")
    assert record["countries"] == ["Kenya", "Lebanon"] and "number" not in record and record["extra"] == {"source-country": "Kenya; Liban"}
    run("import", "list.csv", "-l", "two.tipdesk", "--delimiter", "ab", status=2)
    run("import", "list.csv", "-l", "two.tipdesk", "--separator", "Pays", status=2)


def test_problems_are_saved_to_a_file(run: Run, tmp_path: Path) -> None:
    (tmp_path / "list.bib").write_text(BIB + "\n@misc{broken, title = {Never closed\n")
    run("import", "list.bib", "-l", "one.tipdesk", "--save-problems", "problems.txt", status=3)
    assert "list.bib:7: " in (tmp_path / "problems.txt").read_text() and "Never closed" in (tmp_path / "problems.txt").read_text()
    said = run("import", "list.bib", "-l", "two.tipdesk", "--save-problems", "none/problems.txt", status=6).stderr
    assert "records came in" in said and (tmp_path / "two.tipdesk").exists()


def test_a_folder_is_imported_file_by_file(run: Run, ask: Any, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "a.bib").write_text(BIB)
    (tmp_path / "folder" / "b.csv").write_text("title,year\nA table,2001\n")
    (tmp_path / "folder" / "c.png").write_bytes(b"\x89PNG")
    assert ask("import", "folder", "-l", "one.tipdesk")["added"] == 2
    (tmp_path / "empty").mkdir()
    run("import", "empty", "-l", "one.tipdesk", status=4)


def test_setting_the_year_leaves_month_and_day(ask: Any, run: Run) -> None:
    table = "@misc{a, title={A}, date={2019-03-05}}\n@misc{b, title={B}, date={2018/2019}}\n"
    run("import", "-", "-f", "biblatex", "-l", "one.tipdesk", text=table)
    run("edit", "", "--set", "year=2020", "-l", "one.tipdesk")
    assert {record["key"]: record["date"] for record in ask("search", "", "-l", "one.tipdesk")} == {"a": "2020-03-05", "b": "2020"}


def test_import_names_the_places_that_it_does_not_know(run: Run, ask: Any, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("title,country,region\n" + "".join(f"A{n},Kenya; Atlantis {n},Nowhere\n" for n in range(11)))
    said = run("import", "a.csv", "-l", "l.tipdesk", "--dry-run").stderr
    assert "12 places are not known; they would come in as new ones: Atlantis 0; Nowhere; Atlantis 1;" in said
    assert "Atlantis 8 and 2 more." in said and "Atlantis 9" not in said
    assert len(ask("import", "a.csv", "-l", "l.tipdesk")["unknown_places"]) == 12
    (tmp_path / "b.csv").write_text("title,country\nB,Atlantis 3\nC,Lemuria\n")
    assert "1 place is not known; it came in as a new one: Lemuria." in run("import", "b.csv", "-l", "l.tipdesk").stderr


def test_one_of_a_thing_is_said_in_the_singular(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("title,year\nA,2001\nx\n")
    assert "This row has 1 cell where the header has 2." in run("import", "a.csv", "-l", "l.tipdesk", status=3).stderr
    assert run("check", "l.tipdesk", "--repair", "m.tipdesk").stdout == "1 publication was saved in m.tipdesk.\n"
