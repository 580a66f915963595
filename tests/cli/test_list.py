"""Reading lists from the command line: whatever can be built can be scripted."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run
from tests.storage.dump import dump
from tipdesk.app.edits import Add, SetTrashed
from tipdesk.app.library import Library
from tipdesk.app.list_edits import AddReadingList, AddSections
from tipdesk.domain.errors import BadRequest
from tipdesk.domain.publication import Publication
from tipdesk.domain.reading import Item, ReadingList, Section
from tipdesk.domain.record import reading_list


@pytest.fixture
def library(tmp_path: Path) -> Path:
    path = tmp_path / "lib.tipdesk"
    with Library.create(path) as made:
        made.apply(Add([Publication(key=key, title=f"Title of {key}", url="https://example.org/") for key in ("one", "two", "three")]))
        made.apply(AddReadingList(ReadingList("Course", audience="Judges")))
    return path


def outline(found: dict[str, Any]) -> list[str]:
    lines = []
    waiting = list(found["sections"])
    while waiting:
        section = waiting.pop(0)
        lines.append(f"{section['number']} {section['title']}: " + " ".join(i.get("key", i.get("text")) for i in section.get("items", ())))
        waiting = section.get("sections", []) + waiting
    return lines


def test_a_list_is_built_word_by_word(run: Run, ask: Any, library: Path) -> None:
    named = {"env": {"TIPDESK_LIBRARY": str(library)}}
    run("list", "section", "course", "Day 1", **named)
    run("list", "section", "course", "Day 2", "--description", "The rest.", **named)
    run("list", "section", "course", "Morning", "--in", "Day 1", **named)
    run("list", "section", "course", "Opening", "--before", "1", **named)
    run("list", "add", "course", "one", "two", "--in", "2.1", "--minutes", "10", "--task", "Mark it.", **named)
    run("list", "add", "course", "ONE", "--in", "Day 2", "--importance", "further", "--private-note", "Slow.", **named)
    run("list", "add", "course", "--text", "Break", "--before", "2.1#2", **named)
    found = ask("list", "show", "Course", **named)
    assert outline(found) == ["1 Opening: ", "2 Day 1: ", "2.1 Morning: one Break two", "3 Day 2: one"]
    assert (found["readings"], found["total_minutes"], found["audience"]) == (3, 20, "Judges")
    assert found["sections"][1]["sections"][0]["items"][0] == {
        "number": "2.1#1", "key": "one", "importance": "essential", "task": "Mark it.", "minutes": 10,
    }  # fmt: skip
    assert [w["kind"] for w in found["warnings"]] == ["no essential item"]

    run("list", "move", "course", "two", "--in", "Opening", **named)
    run("list", "move", "course", "3", "--before", "2", **named)
    run("list", "move", "course", "Morning", "--top", **named)
    run("list", "set", "course", "4#1", "2#1", "--set", "minutes=5", "--set", "private-note=Ask first", **named)
    run("list", "set", "course", "Opening", "--set", "title=Welcome", **named)
    run("list", "set", "course", "--set", "status=final", "--set", "owner=The team", **named)
    run("list", "rename-importance", "course", "further", "background", **named)
    found = ask("list", "show", "Course", **named)
    assert outline(found) == ["1 Welcome: two", "2 Day 2: one", "3 Day 1: ", "4 Morning: one Break"]
    assert (found["status"], found["sections"][1]["items"][0]["importance"]) == ("final", "background")

    run("list", "copy", "course", "Next year", **named)
    run("list", "remove", "Next year", "4#2", "Day 1", "two", **named)
    lists = ask("list", **named)
    assert [(one["title"], one["status"], one["readings"]) for one in lists] == [("Course", "final", 3), ("Next year", "draft", 2)]
    assert outline(ask("list", "show", "Next year", **named)) == ["1 Welcome: ", "2 Day 2: one", "3 Morning: one"]
    run("list", "delete", "course", **named)
    assert run("list", "-l", library).stdout.split("\t")[1:3] == ["Next year", "draft"]


def test_what_show_prints_can_be_read_again(run: Run, ask: Any, library: Path, tmp_path: Path) -> None:
    run("list", "add", "Course", "one", "three", "--pages", "1-3", "-l", library)
    run("list", "section", "Course", "Later", "-l", library)
    shown = ask("list", "show", "Course", "-l", library)
    (tmp_path / "list.json").write_text(json.dumps(shown), encoding="utf-8")
    run("list", "create", "Again", "--from", "list.json", "-l", library)
    again = ask("list", "show", "Again", "-l", library)
    assert again == {**shown, "title": "Again", "id": again["id"]}
    text = run("list", "show", "Again", "-l", library).stdout
    assert "1#2 three Title of three · essential · 1-3" in text and "2 readings, 0 min" in text


@pytest.mark.parametrize(
    ("arguments", "why", "status"),
    [
        (("show", "Nothing"), "There is no reading list Nothing; there are: Course.", 2),
        (("add", "Course", "gone"), "names gone", 2),
        (("add", "Course"), "--text", 2),
        (("add", "Course", "one", "--in", "7"), "no section 7", 2),
        (("set", "Course", "1#9", "--set", "minutes=1"), "no item 9", 2),
        (("set", "Course", "1#1", "--set", "minutes=soon"), "whole number", 2),
        (("set", "Course", "--set", "colour=red"), "no field colour", 2),
        (("move", "Course", "1#1"), "Say where to", 2),
        (("move", "Course", "1", "--in", "1"), "into itself", 2),
        (("move", "Course", "1#1", "--top"), "stands in a section", 2),
        (("create", " "), "needs a title", 2),
        (("create", "--from", "-"), "no reading list in JSON", 4),
    ],
)
def test_a_wrong_request_is_one_sentence_and_changes_nothing(
    run: Run, library: Path, arguments: tuple[str, ...], why: str, status: int
) -> None:
    with Library(library) as opened:
        opened.apply(AddSections(1, (Section("Day", items=(Item("one"),)),)))
    before = dump(library)
    said = run("list", *arguments, "-l", library, status=status, text='{"a": ' * 100_000)
    assert why in said.stderr and said.stderr.count("\n") == 1 and said.stdout == ""
    assert dump(library) == before


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ([1], "an object"),
        ({"title": 3}, "title in a reading list is to be text"),
        ({"title": "x", "sections": "y"}, "in square brackets"),
        ({"title": "x", "sections": [{"items": [{"key": "one", "minutes": "3"}]}]}, "a whole number"),
        ({"title": "x", "sections": [{"sections": [{"sections": [{"sections": [{"sections": [{"sections": [{}]}]}]}]}]}]}, "5 deep"),
    ],
)
def test_data_that_is_no_list_is_refused(data: Any, why: str) -> None:
    with pytest.raises(BadRequest, match=why):
        reading_list(data)


def test_a_list_is_handed_out_without_private_notes_unless_asked_for_once(run: Run, ask: Any, library: Path, tmp_path: Path) -> None:
    with Library(library) as opened:
        day = (Item("two", private_note="Ask A.", task="Mark it."), Item("one"), Item("three"), Item("two"))
        opened.apply(AddSections(1, (Section("Day", items=day),)))
        opened.apply(SetTrashed((opened.ids_by_key(["three"])["three"],)))
    for suffix in ("md", "txt", "html", "csv", "ris", "bib"):
        assert ask("list", "export", "Course", f"out.{suffix}", "-l", library) == {"written": 3}
        text = (tmp_path / f"out.{suffix}").read_text(encoding="utf-8")
        assert "Title of two" in text and "Title of three" not in text and "Ask A." not in text, suffix
    asked = run("list", "export", "Course", "-", "-f", "text", "--with-private-notes", "--without", "tasks", "-l", library)
    assert "Private note: Ask A." in asked.stdout and "Mark it." not in asked.stdout
    assert "A private note left with it: 1#1 two: Ask A." in asked.stderr
    assert "no place" in run("list", "export", "Course", "out.bib", "--with-private-notes", "-l", library, status=2).stderr
    assert "--group" in run("list", "export", "Course", "out.ris", "--group", "importance", "-l", library, status=2).stderr
    run("list", "export", "Course", "out.docx", "--reference-doc", "none.docx", "-l", library, status=2)


def test_export_writes_what_stands_in_a_list_in_its_order(run: Run, library: Path) -> None:
    with Library(library) as opened:
        opened.apply(AddSections(1, (Section("Day", items=(Item("two"), Item("one"), Item("two"))),)))
    text = run("export", "-", "-f", "bibtex", "--list", "course", "-l", library).stdout
    assert [line.partition("{")[2] for line in text.splitlines() if line.startswith("@")] == ["two,", "one,"]
    assert "contradict" in run("export", "-", "-f", "ris", "--list", "course", "-q", "one", "-l", library, status=2).stderr
    assert "There is no reading list" in run("export", "-", "-f", "ris", "--list", "none", "-l", library, status=2).stderr


@pytest.mark.parametrize(
    "text",
    [
        '{"title": "x", "sections": [5]}', '{"title": "x\\ud800", "sections": []}', '{"title": "x", "sections": 5}',
        '{"title": "x\\u0000"}',
        '{"title": "x", "sections": [{"title": "s", "items": [{"text": "t", "task": "\\u001b[2J"}]}]}',
    ],
)  # fmt: skip
def test_what_is_no_reading_list_is_refused(run: Run, text: str) -> None:
    run("sample", "s.tipdesk")
    assert "reading list" in run("list", "create", "--from", "-", "-l", "s.tipdesk", text=text, status=2).stderr
