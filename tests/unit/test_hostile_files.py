"""Broken and hostile files, and what must become of each: `tests/data/hostile/expected.json` says it."""

import json
from pathlib import Path
from typing import Any

import pytest

from tipdesk.app import importing
from tipdesk.domain.publication import Problem, Publication

FOLDER = Path(__file__).parents[1] / "data" / "hostile"
EXPECTED: dict[str, dict[str, Any]] = json.loads((FOLDER / "expected.json").read_text(encoding="utf-8"))


def _said(record: Publication, names: list[str]) -> dict[str, Any]:
    said = {name: getattr(record, name) for name in names if name != "names"}
    said = {
        name: [list(pair) for pair in value] if name == "extra" else list(value) if isinstance(value, tuple) else value
        for name, value in said.items()
    }
    return said | ({"names": [c.name.sorted_name for c in record.contributors]} if "names" in names else {})


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_what_becomes_of_a_broken_file(name: str) -> None:
    expected = EXPECTED[name]
    items = list(importing.read(importing.read_input(FOLDER / name)))
    records = [item for item in items if isinstance(item, Publication)]
    problems = [item for item in items if isinstance(item, Problem)]
    assert len(records) == len(expected["records"]), [record.title for record in records]
    assert [_said(record, list(wanted)) for record, wanted in zip(records, expected["records"], strict=True)] == expected["records"]
    assert [problem.line for problem in problems] == [line for line, _ in expected["problems"]]
    for problem, (_, word) in zip(problems, expected["problems"], strict=True):
        assert word in problem.reason and problem.reason.endswith(".")


def test_the_corpus_is_whole() -> None:
    assert {path.name for path in FOLDER.iterdir()} == {*EXPECTED, "expected.json"}
    assert len(EXPECTED) >= 60
