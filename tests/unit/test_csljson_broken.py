"""Broken, cut off, odd and hostile CSL-JSON: each bad item costs itself only, and nothing is lost in silence."""

import json

import pytest

from tipdesk.domain.publication import Problem, Publication
from tipdesk.formats.csljson import read


@pytest.mark.parametrize(
    "broken",
    ['{"id": "b" "title": "B"}', '{"id": "b", "title": B}', '{"id": "b", "title": "B',  '{"id": "b", "title": "B"',
     '{"id": "b", "x": ' + "[" * 5000 + "]" * 5000 + "}",
     '"text"', "7", "null", '{"id": "b", "n": ' + "[" * 300 + "]" * 300 + "}", "{}", '{"id": 1}', "oops"],
)  # fmt: skip
def test_a_broken_item_costs_itself_only(broken: str) -> None:
    found = list(read(f'[\n{{"id": "a", "title": "A"}},\n{broken},\n{{"id": "c", "title": "C"}}\n]\n'))
    assert [item.key for item in found if isinstance(item, Publication)] == ["a", "c"]
    (problem,) = (item for item in found if isinstance(item, Problem))
    assert problem.line == 3 and problem.reason and problem.text


@pytest.mark.parametrize("cut", range(45, 100, 6))
def test_a_file_that_was_cut_off_gives_what_is_whole_and_one_problem(cut: int) -> None:
    whole = json.dumps(
        [{"id": "a", "title": "A", "type": "report"}, {"id": "b", "title": "B", "author": [{"family": "X"}]}, {"id": "c", "title": "C"}]
    )
    found = list(read(whole[:cut]))
    assert [item.key for item in found if isinstance(item, Publication)][:1] == ["a"]
    assert len([item for item in found if isinstance(item, Problem)]) == 1


def test_members_that_are_not_what_they_should_be_are_kept_and_reported() -> None:
    problem, record = read('[{"id": "a", "type": 5.0, "title": {"x": 1}, "abstract": "B", "abstract": "C"}]')
    assert isinstance(problem, Problem)
    assert isinstance(record, Publication)
    assert record.abstract == "B" and record.extra == (("entrytype", "csl-5.0"), ("title", '{"x": 1}'), ("abstract", "C"))


def test_hidden_control_characters_are_left_out() -> None:
    problem, record = read('[{"id": "a", "title": "A\\u0000B\\ud800C"}]')
    assert isinstance(problem, Problem) and "Control" in problem.reason
    assert isinstance(record, Publication) and record.title == "ABC"


def test_numbers_of_any_size_and_nan_are_survived() -> None:
    (record,) = read(f'[{{"id": {"9" * 200}, "title": "A", "volume": NaN, "x": {"9" * 5000}}}]')
    assert isinstance(record, Publication)
    assert record.key == "9" * 200 and record.volume == "NaN" and record.extra == (("x", "9" * 5000),)


@pytest.mark.parametrize("length", range(8120, 8200))
def test_items_of_any_length_are_read_and_their_faults_found(length: int) -> None:
    end = '"volume": -12.50, "x": [true, -Infinity, "\\ud83d\\ude00"]'
    sound, broken = f'{{"title": "{"t" * length}", {end}}}', f'{{"title": "{"t" * length}",\n {end} "id": "b"}}'
    record, problem, other = read(f'[\n{sound},\n{broken},\n{{"title": "Next"}}]')
    assert isinstance(record, Publication) and isinstance(problem, Problem) and isinstance(other, Publication)
    assert record.source is not None and record.source.text == sound
    assert (len(record.title), record.volume, other.title) == (length, "-12.50", "Next")
    assert (problem.line, problem.reason) == (3, "This item is no sound JSON: Expecting ',' delimiter (line 4).")
