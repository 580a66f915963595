"""A large library opens with what was read of it the last time, unless it has changed since."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

import pytest
from pyroaring import BitMap

from tests.plain_filter import Plain
from tests.storage.test_index import COLUMNS, FACETS, many
from tipdesk.app import edits
from tipdesk.app.edit import Edit
from tipdesk.app.library import Library, Sort, Wanted
from tipdesk.domain.progress import Cancelled
from tipdesk.domain.publication import Publication
from tipdesk.domain.query import parse
from tipdesk.storage import index, kept_index


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A library that is kept on disk however few publications it has, and was looked at before."""
    monkeypatch.setattr(kept_index, "user_cache_path", lambda *_args, **_more: tmp_path / "cache")
    monkeypatch.setattr(index, "WORTH_KEEPING", 1)
    monkeypatch.setattr(kept_index, "SETTLED", 0.0)
    path = tmp_path / "library.tipdesk"
    with Library.create(path) as library:
        library.apply(edits.Add(many(300, Random(2))))
    look_at(path)
    return path


def look_at(path: Path, then: Callable[[Library], object] = lambda _library: None) -> None:
    """What a window does: it sorts by title and by year, counts all facets, and closes."""
    with Library(path) as library:
        agrees(library)
        then(library)


def agrees(library: Library) -> None:
    plain = Plain(library)
    for text in ("", "alpha", "has:notes", "tag:a"):
        query = parse(text).query
        for sort in ([], [Sort("year", True)]):
            assert list(library.find(query, sort)) == plain.find(query, sort)
        for facet in FACETS:
            counted = sorted((-size, name) for name, size in plain.facet(facet, query).items())
            assert sorted((-count.count, count.value) for count in library.facet(facet, query)) == counted


def stamp(path: Path) -> object:
    found = kept_index.read(path)
    return found and found.stamp


def years(path: Path) -> Sequence[str]:
    with Library(path) as library:
        return [count.value for count in library.facet("year", parse("").query)]


def with_another_year(path: Path) -> None:
    """Says in what is kept that one year is another one."""
    found = kept_index.read(path)
    assert found is not None
    (_, ids), *others = kept_index.sets_of(found["years"]).items()
    kept_index.write(path, found.stamp, {**found, "years": kept_index.of_sets({1066: ids, **dict(others)})})


def test_what_was_read_is_taken_and_answers_alike(path: Path) -> None:
    look_at(path)
    with_another_year(path)
    assert "1066" in years(path)


@pytest.mark.parametrize("edit", [edits.Add((Publication(title="New"),)), edits.SetTrashed((1,), True)])
def test_what_was_read_before_an_edit_is_not_taken(path: Path, edit: Edit) -> None:
    with_another_year(path)
    with Library(path) as other:
        other.apply(edit)
    assert "1066" not in years(path)
    look_at(path)


def test_what_was_edited_after_it_was_taken_is_kept_as_it_became(path: Path) -> None:
    def edit(library: Library) -> None:
        for change in (edits.Add(many(20, Random(7))), edits.SetField((3, 4), "date", "1999"), edits.SetTrashed((5,), True)):
            library.apply(change)
            agrees(library)

    look_at(path, edit)
    look_at(path)
    with_another_year(path)
    assert "1066" in years(path)  # it was kept once more


def begun(path: Path) -> set[str]:
    """The beginnings of words of which sets are kept."""
    found = kept_index.read(path)
    assert found is not None
    return {name.removeprefix("begins ") for name in found if name.startswith("begins ")}


def test_what_many_publications_hold_is_read_ahead_and_kept(path: Path) -> None:
    typed = [parse(text, typing=True).query for text in ("a", "al", "Alpha", "alphab", "b", "c", "fam", "é", "alpha b")]
    look_at(path, Library.prepare)
    assert {"a", "alpha", "b", "c"} <= begun(path)
    assert not {"z", "family1"} & begun(path)
    with Library(path) as library:
        for change in (edits.SetField((1, 2, 299), "title", "Zulu"), edits.Add(many(20, Random(8))), edits.SetTrashed((7,), True)):
            library.apply(change)
            plain = Plain(library)
            for query in typed:
                assert list(library.find(query)) == plain.find(query, [])
    look_at(path, Library.prepare)  # what became stale by the edits is read once more
    found = kept_index.read(path)
    assert found is not None
    kept_index.write(path, found.stamp, {**found, "begins a": kept_index.of_set(BitMap([5]))})
    with Library(path) as library:
        assert list(library.find(typed[0])) == [5]


def test_what_was_not_read_ahead_in_one_session_is_in_the_next(path: Path) -> None:
    class Impatient:
        cancelled = False

        def report(self, done: int, total: int) -> None:
            if done == 3:
                raise Cancelled

    def start(library: Library) -> None:
        with pytest.raises(Cancelled):
            library.prepare(Impatient())

    look_at(path, start)
    assert len(begun(path)) == 3
    look_at(path, Library.prepare)
    assert {"a", "alpha", "b", "c"} <= begun(path)


def test_other_words_are_read_ahead_once_many_publications_hold_them(path: Path) -> None:
    look_at(path, Library.prepare)
    for numbers in (range(1, 70), range(70, 140), range(140, 201)):
        look_at(path, lambda library, numbers=tuple(numbers): library.apply(edits.SetField(numbers, "abstract", "Omega")))
    look_at(path, Library.prepare)
    assert "omega" in begun(path)


def test_of_a_long_text_as_much_is_looked_at_as_tells_enough(path: Path) -> None:
    with Library(path) as library:
        library.apply(edits.SetField(tuple(library.find(parse("").query)), "abstract", "Omega " + "x " * 2000 + "psi"))
    look_at(path, Library.prepare)
    assert "omega" in begun(path)
    assert "psi" not in begun(path)


def test_what_is_first_sorted_by_later_follows_edits(path: Path) -> None:
    with Library(path) as library:
        library.find(parse("").query)  # takes what is there and what is in the trash, and the order by title
        library.apply(edits.SetField((3, 4), "date", "1850"))
        plain = Plain(library)
        for column in COLUMNS:
            assert list(library.find(parse("").query, [Sort(column)])) == plain.find(parse("").query, [Sort(column)])
        library.facets({"contributor": parse("").query}, Wanted(5))
        agrees(library)


@pytest.mark.parametrize("cut_off", [b"", b"{}\n", b"not JSON\n12", None])
def test_what_is_damaged_is_passed_over_and_made_anew(path: Path, cut_off: bytes | None) -> None:
    [kept] = (path.parent / "cache" / "indexes").iterdir()
    whole = kept.read_bytes()
    for damaged in (whole[:-3] if cut_off is None else cut_off, whole + b"x"):
        kept.write_bytes(damaged)
        assert kept_index.read(path) is None
        look_at(path)
        assert kept_index.read(path) is not None


def test_a_part_that_is_spoilt_is_noticed_when_it_is_read_and_all_is_made_anew(path: Path) -> None:
    [kept] = (path.parent / "cache" / "indexes").iterdir()
    look_at(path, Library.prepare)
    found = kept_index.read(path)
    assert found is not None
    whole = kept.read_bytes()
    end = len(whole)
    for name, part in reversed(list(found.items())):
        start = end - len(part) * part.itemsize
        if start < end:
            kept.write_bytes(whole[:start] + bytes([whole[start] ^ 1]) + whole[start + 1 :])
            with pytest.raises(kept_index.Spoilt):
                found[name]
            look_at(path)
            with Library(path) as library:
                library.find(parse("").query, [Sort("year")])
        end = start


def test_a_head_that_is_spoilt_anywhere_is_passed_over(path: Path) -> None:
    [kept] = (path.parent / "cache" / "indexes").iterdir()
    whole = kept.read_bytes()
    for place in range(0, whole.index(b"\n"), 3):
        kept.write_bytes(whole[:place] + bytes([whole[place] ^ 1 << place % 7]) + whole[place + 1 :])
        assert kept_index.read(path) is None
    look_at(path)
    assert kept.read_bytes() == whole


def test_what_cannot_be_read_beside_it_keeps_nobody_from_keeping_it(path: Path) -> None:
    [kept] = (path.parent / "cache" / "indexes").iterdir()
    kept.unlink()
    kept.with_name("00000000.index").mkdir()
    look_at(path)
    assert kept_index.read(path) is not None


def test_two_libraries_with_one_place_take_turns(path: Path) -> None:
    first, second = (path.with_name(f"{name}.tipdesk") for name in ("riteferikozo", "ninilagetedu"))
    assert kept_index._place(first) == kept_index._place(second)
    path.rename(first)
    with Library.create(second) as library:
        library.apply(edits.Add(many(200, Random(3))))
    look_at(first)
    with Library(first) as library:
        library.count(parse("").query)  # of what was kept as much as this takes
        look_at(second)
        assert kept_index.read(first) is None
        agrees(library)
    assert kept_index.read(second) is None
    look_at(second)
    look_at(first)


def test_an_edit_before_what_is_spoilt_was_read_loses_nothing(path: Path) -> None:
    [kept] = (path.parent / "cache" / "indexes").iterdir()
    with Library(path) as library:
        library.count(parse("").query)
        kept.write_bytes(b"")
        library.apply(edits.SetField((3,), "date", "1999"))
        agrees(library)
    found = kept_index.read(path)
    assert found is not None
    assert dict(found)  # all of it can be read


def test_a_part_that_ends_early_is_spoilt_wherever_it_does(path: Path) -> None:
    [kept] = (path.parent / "cache" / "indexes").iterdir()
    found = kept_index.read(path)
    assert found is not None
    whole = kept.read_bytes()
    for size in range(len(whole) - 1, whole.index(b"contributor") + 20, -101):
        kept.write_bytes(whole[:size])
        with pytest.raises(kept_index.Spoilt):
            dict(found)


def test_what_is_kept_goes_on_being_sound_while_another_writes_it(path: Path) -> None:
    with Library(path) as library:
        library.count(parse("").query)
        other = kept_index.read(path)
        assert other is not None
        kept_index.write(path, other.stamp, {"first": other["years"], **other})  # as a newer session does: all stands elsewhere
        agrees(library)


def test_only_its_owner_reads_it_and_it_goes_with_its_library(path: Path, tmp_path: Path) -> None:
    folder = tmp_path / "cache" / "indexes"
    [kept] = folder.iterdir()
    assert os.name == "nt" or kept.stat().st_mode & 0o077 == 0
    other = tmp_path / "other.tipdesk"
    path.rename(other)
    look_at(other)
    assert [each.name != kept.name for each in folder.iterdir()] == [True]


def test_what_was_written_a_moment_ago_is_not_kept(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_index, "SETTLED", 3600.0)
    before = stamp(path)
    look_at(path, lambda library: library.apply(edits.SetTrashed((1,), True)))
    assert stamp(path) == before
    monkeypatch.setattr(kept_index, "SETTLED", 0.0)
    look_at(path)
    assert stamp(path) != before


def test_a_small_library_is_not_kept(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    [kept] = (path.parent / "cache" / "indexes").iterdir()
    kept.unlink()
    monkeypatch.setattr(index, "WORTH_KEEPING", 5_000)
    look_at(path)
    assert not kept.exists()
