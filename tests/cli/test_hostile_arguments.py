"""Arguments, files and streams that nobody would write on purpose end in a sentence and the right exit status."""

import json
import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import ROOT, Run
from tipdesk.app import exporting, making, sample
from tipdesk.app.edits import Add
from tipdesk.app.library import Library
from tipdesk.cli import main, output
from tipdesk.domain.errors import NothingUsable, SystemRefused
from tipdesk.domain.publication import Publication
from tipdesk.domain.query import Everything

BIB = "@misc{one, title = {Quiet Harbours}}\n@misc{two, title = {Labour at Sea}}\n"
ENV = {"PYTHONPATH": str(ROOT / "src"), "PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
TIPDESK = f"{sys.executable} -m tipdesk"


@pytest.fixture
def library(run: Run) -> str:
    run("import", "-", "-f", "bibtex", "-l", "one.tipdesk", text=BIB)
    return "one.tipdesk"


@pytest.fixture
def shell(tmp_path: Path) -> Callable[[str], subprocess.CompletedProcess[bytes]]:
    def call(line: str) -> subprocess.CompletedProcess[bytes]:
        done = subprocess.run(["bash", "-c", line], cwd=tmp_path, env=ENV, capture_output=True, timeout=120)
        assert b"Traceback" not in done.stderr and b"Exception ignored" not in done.stderr, done.stderr
        return done

    return call


# -- queries that begin with a minus sign


@pytest.mark.parametrize(("query", "titles"), [
    ("-labour", ["Quiet Harbours"]), ("-harbours", ["Labour at Sea"]), ("-human", ["Labour at Sea", "Quiet Harbours"]),
    ("-in:trash", ["Labour at Sea", "Quiet Harbours"]), ("-law", ["Labour at Sea", "Quiet Harbours"]),
])  # fmt: skip
def test_a_query_may_begin_with_a_minus_sign(ask: Any, run: Run, library: str, query: str, titles: list[str]) -> None:
    for arguments in ([query, "-l", library], ["-l", library, query], ["--library", library, "--limit=9", query]):
        assert [r["title"] for r in ask("search", *arguments, "--sort", "title")] == titles
    assert len(run("search", "-l", library, "--", query).stdout.splitlines()) == len(titles)
    assert ask("edit", "-l", library, query, "--trash", "--dry-run") == {"edited": len(titles)}


def test_what_is_no_option_and_no_query_is_wrong_use(run: Run, library: str) -> None:
    run("search", "--nonsense", "-l", library, status=2)
    run("search", "x", "-l", status=2)
    assert "QUERY" in run("edit", "-l", library, "--trash", status=2).stderr
    assert "Usage" in run("search", "-h").stdout


# -- libraries that are made


def test_a_failing_first_import_leaves_alone_what_came_meanwhile(tmp_path: Path) -> None:
    path = tmp_path / "one.tipdesk"
    with pytest.raises(NothingUsable), making.new_library(path) as made:
        assert not path.exists() and made.path.parent.stat().st_mode & 0o077 == 0
        sample.create(path).close()
        raise NothingUsable(f"{made.path} holds nothing.")
    with Library(path) as there:
        assert there.count(Everything()) > 10
    with pytest.raises(FileExistsError):
        sample.create(path)
    assert [file.name for file in tmp_path.iterdir()] == ["one.tipdesk"]


def test_a_sentence_names_the_library_and_not_the_file_it_is_made_in(tmp_path: Path) -> None:
    with pytest.raises(SystemRefused) as caught, making.new_library(tmp_path / "one.tipdesk") as made:
        raise SystemRefused(f"{made.path} could not be written.")
    assert str(caught.value) == f"{tmp_path / 'one.tipdesk'} could not be written."
    assert not list(tmp_path.iterdir())


def test_two_first_imports_at_once_both_come_in(run: Run, ask: Any, tmp_path: Path) -> None:
    with ThreadPoolExecutor() as pool:
        texts = [f"@misc{{key{n}, title = {{Title {n}}}}}" for n in range(3)]
        list(pool.map(lambda text: run("import", "-", "-f", "bibtex", "-l", "new.tipdesk", text=text), texts))
    assert ask("search", "-l", "new.tipdesk", "--count")["count"] == 3
    assert not list(tmp_path.glob(".new*"))
    assert (tmp_path / "new.tipdesk").stat().st_mode & 0o777 == 0o600


def test_a_sample_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sample, "reading_list", lambda course: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        sample.create(tmp_path / "one.tipdesk")
    assert not list(tmp_path.iterdir())


def test_a_library_comes_to_its_place_without_hard_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    sample.create(tmp_path / "one.tipdesk").close()
    assert [file.name for file in tmp_path.iterdir()] == ["one.tipdesk"]


# -- targets of exports


def test_an_export_replaces_no_database_no_folder_and_nothing_protected(
    run: Run, library: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = (tmp_path / library).read_bytes()
    run("export", library, "-f", "bibtex", "-l", library, status=6)
    with sqlite3.connect(tmp_path / "other.bib") as other:
        other.execute("CREATE TABLE a (b)")
    run("export", "other.bib", "-l", library, status=6)
    assert (tmp_path / library).read_bytes() == before
    (tmp_path / "loop.bib").symlink_to("loop.bib")
    run("export", "loop.bib", "-l", library, status=6)
    run("export", "x" * 300 + ".bib", "-l", library, status=6)
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    (tmp_path / "kept.bib").write_text("old")
    with pytest.raises(SystemRefused):
        exporting.write_file(tmp_path / "kept.bib", ["new"])
    assert (tmp_path / "kept.bib").read_text() == "old"


def test_a_long_name_is_written(run: Run, library: str, tmp_path: Path) -> None:
    name = "x" * 250 + ".bib"
    run("export", name, "-l", library)
    assert "Quiet" in (tmp_path / name).read_text()


def test_a_pipe_is_written_to_and_stays_one(run: Run, library: str, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.bib")
    got: list[str] = []
    reader = threading.Thread(target=lambda: got.append((tmp_path / "pipe.bib").read_text()), daemon=True)
    reader.start()
    run("export", "pipe.bib", "-l", library)
    reader.join(20)
    assert "Quiet" in got[0] and (tmp_path / "pipe.bib").is_fifo()
    assert "Quiet" in run("export", "/dev/stdout", "-f", "bibtex", "-l", library).stdout


# -- names and contents that mean nothing


def test_unknown_formats_and_encodings_are_wrong_use(run: Run, library: str, tmp_path: Path) -> None:
    (tmp_path / "a.bib").write_text(BIB)
    assert "csv" in run("export", "-", "-f", "nonsense", "-l", library, status=2).stderr
    run("import", "a.bib", "-f", "nonsense", "-l", library, status=2)
    run("convert", "a.bib", "-", "--to", "nonsense", status=2)
    run("convert", "a.bib", "-", "--from", "nonsense", "--to", "csv", status=2)
    for name in ("nonsense", "rot13", "hex", "idna", "undefined"):
        assert name in run("import", "a.bib", "--encoding", name, "-l", library, status=2).stderr
        run("convert", "a.bib", "-", "--to", "csv", "--encoding", name, status=2)


def test_arguments_that_are_not_utf8_are_wrong_use(run: Run, library: str) -> None:
    run("search", "\udcff", "-l", library, status=2)
    run("search", "x", env={"TIPDESK_LIBRARY": "\udcff"}, status=2)


@pytest.mark.parametrize("content", [b"[" * 100_000, b"\xff\xfe", b"[]", b"3", b""])
def test_a_profile_that_is_none_is_wrong_use(run: Run, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "profile.json").write_bytes(content)
    run("import", "-", "-f", "csv", "-l", "new.tipdesk", "--profile", "profile.json", status=2, text="title\nx\n")
    run("import", "-", "-f", "csv", "-l", "new.tipdesk", "--profile", "/dev/zero", status=2, text="title\nx\n")
    assert [path.name for path in tmp_path.iterdir()] == ["profile.json"]


@pytest.mark.parametrize("tag", ["", " ", "/", "a//b", "/a"])
def test_a_tag_has_a_name(run: Run, library: str, tag: str) -> None:
    assert "no tag" in run("edit", "quiet", "-l", library, "--add-tag", tag, status=2).stderr
    assert "no tag" in run("import", "-", "-f", "bibtex", "-l", library, "--tag", tag, status=2, text=BIB).stderr


def test_a_library_that_links_to_itself_or_cannot_be_read_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "loop.tipdesk").symlink_to("loop.tipdesk")
    for command in (["search", "x"], ["check"], ["import", "-", "-f", "bibtex"]):
        run(*command, "-l", "loop.tipdesk", status=5, text=BIB)
    run("check", "x" * 300, status=5)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_check_refuses_a_file_that_cannot_be_read(run: Run, library: str, tmp_path: Path) -> None:
    (tmp_path / library).chmod(0)
    run("check", library, status=5)


# -- streams


def test_endless_input_is_over_the_limit(shell: Any) -> None:
    for command in ("import - -f csv -l new.tipdesk", "convert - x.bib --from csv"):
        assert shell(f"{TIPDESK} {command} < /dev/zero").returncode == 6


def test_too_little_memory_is_said(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def invoke(_ctx: object) -> None:
        raise MemoryError

    monkeypatch.setattr(main.cli, "invoke", invoke)
    assert main.run(["search", "x"]) == 6
    assert "memory" in capsys.readouterr().err


def test_closed_streams_are_no_accident(shell: Any, library: str) -> None:
    assert shell(f"{TIPDESK} import - -f csv -l {library} <&-").returncode == 6
    assert shell(f"{TIPDESK} export - -f csv -l {library} >&-").returncode == 6
    assert shell(f"{TIPDESK} search x -l {library} >&-").returncode == 0
    assert shell(f"{TIPDESK} export x.bib -l {library} 2>&-").returncode == 0


def test_output_is_utf8_whatever_the_environment_says(run: Run, tmp_path: Path) -> None:
    run("import", "-", "-f", "bibtex", "-l", "one.tipdesk", text="@misc{a, title = {Дети 子}}")
    assert "Дети 子" in run("search", "-l", "one.tipdesk", env={"PYTHONIOENCODING": "cp1252"}).stdout
    run("search", "nobody:子 (", "-l", "one.tipdesk", env={"PYTHONIOENCODING": "ascii"})


def test_a_reader_that_has_enough_is_no_failure(shell: Any, run: Run) -> None:
    text = "\n".join(f"@misc{{key{n}, title = {{{'A title ' * 20} {n}}}}}" for n in range(1500))
    run("import", "-", "-f", "bibtex", "-l", "one.tipdesk", text=text)
    for command in ("search", "search --json", "export - -f csv", "export /dev/stdout -f csv"):
        done = shell(f"{TIPDESK} {command} -l one.tipdesk | head -c 10 >/dev/null; exit ${{PIPESTATUS[0]}}")
        assert (done.returncode, done.stderr) == (0, b""), command


def test_a_change_that_cannot_be_printed_was_made_all_the_same(shell: Any, ask: Any, library: str) -> None:
    for command in ("edit quiet --set year=2020", "edit quiet --set year=2020 --json", "note one --add x"):
        done = shell(f"{TIPDESK} {command} -l {library} > /dev/full")
        assert done.returncode == 6 and b"the change was made" in done.stderr
    done = shell(f"{TIPDESK} sample new.tipdesk > /dev/full")
    assert done.returncode == 6 and b"the change was made" in done.stderr
    done = shell(f"{TIPDESK} search -l {library} > /dev/full")
    assert done.returncode == 6 and b"change" not in done.stderr
    assert shell(f"{TIPDESK} edit quiet --set year=2021 -l {library} 2> /dev/full").returncode == 0
    assert ask("show", "one", "-l", library)[0]["year"] == 2021


# -- what is printed


def test_json_holds_no_bare_control_character_and_a_remark_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    output.result_json({"a": "x\x1b\x7f\x9b\n\u00a0"})
    output.remark("one\ntwo")
    assert capsys.readouterr() == ('{\n "a": "x\\u001b\\u007f\\u009b\\n\u00a0"\n}\n', "one two\n")


def test_a_row_is_one_line_of_four_cells(run: Run, tmp_path: Path) -> None:
    with Library.create(tmp_path / "one.tipdesk") as library:
        library.apply(Add([Publication(title="One\ttwo\r\nthree\nfour")]))
    [row] = run("search", "-l", "one.tipdesk").stdout.splitlines()
    assert row.split("\t")[3] == "One two three four"


def test_a_file_name_with_a_line_end_is_one_line(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a\nb.bib").write_text(BIB + "@misc{broken, title = {x\n")
    done = run("import", "a\nb.bib", "-l", "one.tipdesk", status=3)
    assert any(line.startswith("a b.bib:3: ") for line in done.stderr.splitlines())
    assert len(run("sample", "c\nd.tipdesk").stdout.splitlines()) == 1
    assert json.loads(run("search", "-l", "one.tipdesk", "--json").stdout)


def test_an_input_without_end_is_refused(run: Run, tmp_path: Path) -> None:
    assert "larger than" in run("import", "/dev/zero", "-l", "one.tipdesk", status=6).stderr
    assert not list(tmp_path.iterdir())
