"""Reading lists: each edit changes what it says, and can be taken back to the letter."""

import contextlib
import sqlite3
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.storage.dump import dump
from tipdesk.app import edits, list_edits, sample
from tipdesk.app.library import Library
from tipdesk.app.salvaging import salvage
from tipdesk.domain.errors import BadRequest
from tipdesk.domain.list_warnings import IN_TRASH, NEWER, NO_WAY, NOT_HIGHEST, warnings
from tipdesk.domain.publication import Publication
from tipdesk.domain.reading import FURTHER, RECOMMENDED, Item, ReadingList, Section, Totals, highest, importances, items, places, totals
from tipdesk.domain.saved_search import SavedSearch

BOOKS = [Publication(key=key, title=f"Title {key}", url="https://example.org/") for key in "abcd"]
COURSE = ReadingList(
    "Course",
    owner="T.",
    status="final",
    sections=(
        Section("One", items=(Item("a", minutes=10, private_note="Slow."), Item(text="Break", importance="", minutes=5))),
        Section(
            "Two",
            items=(Item("b", importance=RECOMMENDED), Item("a", annotation="Once more.", minutes=20)),
            sections=(Section("Two, morning", items=(Item("c", importance=FURTHER),)), Section("Two, evening")),
        ),
    ),
)
TOWER = Section("1", sections=(Section("2", sections=(Section("3", sections=(Section("4", sections=(Section("5"),)),)),)),))


@pytest.fixture
def library(library: Library) -> Library:
    library.apply(edits.Add(BOOKS))
    library.apply(list_edits.AddReadingList(COURSE))
    return library


def course(library: Library) -> ReadingList:
    return library.reading_lists()[0]


def section(library: Library, title: str) -> Section:
    return next(place.section for place in places(course(library)) if place.section.title == title)


def outline(library: Library) -> list[str]:
    return [f"{p.number} {p.section.title}: {' '.join(i.key or i.text for i in p.section.items)}" for p in places(course(library))]


def test_no_text_of_a_list_holds_a_control_character(library: Library) -> None:
    spoilt = ReadingList("x\x00\x1b[31m", sections=(Section("s\x01\ud800", items=(Item("a", annotation="a\x02b\n\tc", task="\x7f"),)),))
    library.apply(list_edits.AddReadingList(spoilt))
    found = next(each for each in library.reading_lists() if each.title == "x[31m")
    assert found.sections == (Section("s", items=(Item("a", annotation="ab\n\tc", task="\x7f"),)),)
    (item,) = items(found)
    library.apply(list_edits.SetItemField((item.id,), "pages", "1\x0b2"))
    library.apply(list_edits.SetListField(found.id, "owner", "Me\x1b"))
    library.apply(list_edits.RenameImportance(found.id, "essential", "must\x00"))
    now = library.reading_list(found.id)
    assert now is not None and now.owner == "Me" and [(i.pages, i.importance) for i in items(now)] == [("12", "must")]


def test_a_list_that_another_program_wrote_holds_none_either(library: Library) -> None:
    library.apply(list_edits.AddReadingList(ReadingList("plain", sections=(Section("s", items=(Item("a"),)),))))
    number = next(each.id for each in library.reading_lists() if each.title == "plain")
    with contextlib.closing(sqlite3.connect(library.path)) as raw, raw:
        raw.execute("UPDATE reading_list SET title = 'x' || char(27) || '[2J'")
        raw.execute("UPDATE reading_section SET title = 's' || char(1)")
        raw.execute("UPDATE reading_item SET annotation = 'a' || char(7)")
    found = library.reading_list(number)
    assert found and (found.title, found.sections) == ("x[2J", (Section("s", items=(Item("a", annotation="a"),)),))


def test_a_list_comes_back_as_it_was_added_with_ids_to_hold_on_to(library: Library) -> None:
    found = course(library)
    assert found == COURSE and library.reading_list(found.id) == COURSE and library.reading_list(99) is None
    assert all(item.id for item in items(found)) and all(place.section.id for place in places(found))


def test_items_move_inside_their_section_and_to_others(library: Library) -> None:
    one, two = section(library, "One"), section(library, "Two")
    library.apply(list_edits.MoveItems((two.items[1].id, one.items[1].id), two.id, before=two.items[0].id))
    assert outline(library)[:2] == ["1 One: a", "2 Two: a Break b"]
    library.apply(list_edits.MoveItems((two.items[1].id,), section(library, "Two, evening").id))
    assert outline(library) == ["1 One: a", "2 Two: Break b", "2.1 Two, morning: c", "2.2 Two, evening: a"]
    assert section(library, "Two, evening").items[0].annotation == "Once more."


def test_items_and_sections_are_added_at_a_place(library: Library) -> None:
    one = section(library, "One")
    library.apply(list_edits.AddItems(one.id, (Item("d"), Item(text="Coffee")), before=one.items[1].id))
    library.apply(
        list_edits.AddSections(course(library).id, (Section("New", items=(Item("d"),), sections=(Section("Inner"),)),), before=one.id)
    )
    library.apply(list_edits.AddSections(course(library).id, (Section("Noon"),), section(library, "Two").id))
    assert outline(library) == [
        "1 New: d", "1.1 Inner: ", "2 One: a d Coffee Break", "3 Two: b a", "3.1 Two, morning: c", "3.2 Two, evening: ", "3.3 Noon: ",
    ]  # fmt: skip


def test_sections_move_in_and_out_of_others(library: Library) -> None:
    library.apply(list_edits.MoveSections((section(library, "Two, evening").id,), None, before=section(library, "One").id))
    library.apply(list_edits.MoveSections((section(library, "Two").id,), section(library, "One").id))
    assert outline(library) == ["1 Two, evening: ", "2 One: a Break", "2.1 Two: b a", "2.1.1 Two, morning: c"]
    library.apply(list_edits.DeleteSections((section(library, "Two").id,)))
    assert outline(library) == ["1 Two, evening: ", "2 One: a Break"]


def test_fields_of_lists_sections_and_items_change(library: Library) -> None:
    found = course(library)
    for edit in (
        list_edits.SetListField(found.id, "audience", "Judges"),
        list_edits.SetSectionField(section(library, "One").id, "title", "First"),
        list_edits.SetItemField((found.sections[0].items[0].id, found.sections[1].items[0].id), "minutes", 7),
        list_edits.SetItemField((found.sections[0].items[0].id,), "key", "D"),
        list_edits.RenameImportance(found.id, RECOMMENDED, "good to know"),
    ):
        assert library.apply(edit).changes.lists
    found = course(library)
    assert (found.audience, found.sections[0].title, found.sections[0].items[0].key) == ("Judges", "First", "d")
    assert [item.minutes for item in items(found)] == [7, 5, 7, 20, None]
    assert importances(found) == ("essential", "good to know", "further")


def test_saved_searches_follow_the_title_of_a_list(library: Library) -> None:
    for title in ("Five days", "Two days"):
        library.apply(list_edits.AddReadingList(ReadingList(title)))
    library.apply(edits.SaveSearch(SavedSearch("Course", 'list:"five days" no:url')))
    number = next(number for number, title in library.list_titles() if title == "Five days")

    def renamed(title: str) -> str:
        library.apply(list_edits.SetListField(number, "title", title))
        return library.saved_searches()[0].query

    assert renamed("Six days") == 'list:"Six days" no:url'
    assert renamed("Two days") == f'list:"#{number}" no:url'
    assert renamed("Seven days") == f'list:"#{number}" no:url'


def test_a_copy_is_a_draft_that_lives_on_its_own(library: Library) -> None:
    library.apply(list_edits.CopyReadingList(course(library).id, "Next year"))
    old, new = library.reading_lists()
    assert new == replace(old, title="Next year", status="draft")
    library.apply(list_edits.RemoveItems((new.sections[0].items[0].id,)))
    assert library.reading_list(old.id) == old
    library.apply(list_edits.DeleteReadingList(old.id))
    assert [one.title for one in library.reading_lists()] == ["Next year"]


@pytest.mark.parametrize(
    ("edit", "why"),
    [
        (list_edits.AddReadingList(ReadingList(" ")), "needs a title"),
        (list_edits.AddReadingList(ReadingList("x", sections=(Section("y", items=(Item("no such"),)),))), "no such"),
        (list_edits.SetListField(1, "status", "done"), "draft or final"),
        (list_edits.SetListField(9, "title", "x"), "not there any more"),
        (list_edits.SetListField(1, "id", "x"), "no field id"),
        (list_edits.AddItems(1, (Item(),)), "a publication or a text"),
        (list_edits.AddItems(9, (Item("a"),)), "not there any more"),
        (list_edits.AddItems(1, (Item("a"),), before=3), "go before"),
        (list_edits.SetItemField((1,), "minutes", -1), "Minutes"),
        (list_edits.SetItemField((1,), "key", "no such"), "no publication"),
        (list_edits.SetItemField((1, 2), "text", " "), "cannot be empty"),
        (list_edits.MoveSections((2,), 3), "into itself"),
        (list_edits.MoveSections((2,), 2), "into itself"),
        (list_edits.AddSections(1, (TOWER,), 3), "deep"),
        (list_edits.RenameImportance(1, "essential", ""), "needs a name"),
        (list_edits.RenameImportance(1, "vital", "x"), "No item"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_whole(library: Library, edit: Any, why: str) -> None:
    before = dump(library.path)
    with pytest.raises(BadRequest, match=why):
        library.apply(edit)
    assert dump(library.path) == before


def test_a_publication_in_the_trash_is_marked_and_one_that_is_deleted_goes_from_its_lists(library: Library) -> None:
    number = library.ids_by_key(["a"])["a"]
    library.apply(edits.SetTrashed((number,)))
    assert [item.trashed for item in items(course(library))] == [True, False, False, True, False]
    assert totals(course(library)) == Totals(readings=2, minutes=5, untimed=2)
    gone = library.apply(edits.Remove((number,)))
    assert gone.changes.lists and [item.key for item in items(course(library))] == ["", "b", "c"]
    library.apply(gone.inverse)
    assert course(library) == COURSE


def test_totals_count_what_lies_inside(library: Library) -> None:
    assert totals(course(library)) == Totals(readings=4, minutes=35, untimed=2)
    assert totals(section(library, "Two")) == Totals(readings=3, minutes=20, untimed=2)
    assert totals(section(library, "Two, evening")) == Totals()


def test_warnings_name_what_a_trainer_should_look_at(library: Library) -> None:
    library.apply(
        edits.Add(
            [
                Publication(key="old", title="Global report on trafficking 2018", date="2018", doi="10.1/x", languages=("en",)),
                Publication(key="new", title="Global report on trafficking 2020", date="2020", languages=("en",)),
                Publication(key="newest", title="Global report on trafficking", date="2022", languages=("en",)),
                Publication(key="french", title="Global report on trafficking", date="2023", languages=("fr",)),
                Publication(key="other", title="Global report on trafficking in fish", date="2024", languages=("en",)),
            ]
        )
    )
    library.apply(list_edits.AddItems(section(library, "Two, evening").id, (Item("old"), Item("new", importance=FURTHER))))
    library.apply(edits.SetTrashed((library.ids_by_key(["b"])["b"],)))
    found = course(library)
    of = {p.key: p for p in library.get(list(library.ids_by_key([item.key for item in items(found)]).values()))}
    said = [(w.kind, w.number, w.item and next(i.key for i in items(found) if i.id == w.item)) for w in _warnings(library, found, of)]
    assert said == [
        (IN_TRASH, "2", "b"), (NOT_HIGHEST, "2.1", 0), (NEWER, "2.2", "old"), (NO_WAY, "2.2", "new"), (NEWER, "2.2", "new"),
    ]  # fmt: skip
    assert [w.text for w in _warnings(library, found, of)][2] == "old has a newer edition of 2022 in the library: newest."


def _warnings(library: Library, found: ReadingList, of: dict[str, Publication]) -> list[Any]:
    return list(warnings(found, of, library.newer_editions(list(of.values()))))


def test_renamed_importances_keep_their_rank() -> None:
    def named(*names: str) -> ReadingList:
        return ReadingList("x", sections=(Section("y", items=tuple(Item("k", importance=name) for name in names)),))

    assert highest(named("recommended")) == "essential"
    assert importances(named("further", "essential", "extra")) == ("essential", "further", "extra")
    assert highest(named("must read", "recommended")) == "must read"
    assert highest(named("extra", "essential")) == "essential"


def test_the_sample_course_has_totals_and_warnings(tmp_path: Path) -> None:
    with sample.create(tmp_path / "s.tipdesk") as library:
        (found,) = library.reading_lists()
        of = {p.key: p for p in library.get(list(library.ids_by_key([item.key for item in items(found) if item.key]).values()))}
        assert totals(found) == Totals(readings=45, minutes=1155, untimed=7)
        newer = [w.text for w in _warnings(library, found, of) if w.kind == NEWER]
        assert newer == ["ilo2017global has a newer edition of 2022 in the library: ilo2022global."]  # and no translation is one


def test_what_can_be_saved_of_a_library_keeps_its_lists_whole(library: Library, tmp_path: Path) -> None:
    library.apply(edits.SetTrashed((library.ids_by_key(["b"])["b"],)))
    assert salvage(library, tmp_path / "saved.tipdesk") == (4, [])
    with Library(tmp_path / "saved.tipdesk") as saved:
        assert saved.reading_lists() == [COURSE] and [item.trashed for item in items(course(saved))] == [False, False, True, False, False]


def test_an_item_whose_publication_cannot_be_read_any_more_is_saved_as_text(tmp_path: Path) -> None:
    with Library.create(tmp_path / "one.tipdesk") as made:
        made.apply(edits.Add([*BOOKS[:3], Publication(key="d", title="Long", abstract="word " * 4000)]))
        made.apply(list_edits.AddReadingList(replace(COURSE, sections=(Section("One", items=(Item("a"), Item("d", task="Read."))),))))
    content = bytearray((tmp_path / "one.tipdesk").read_bytes())
    holding = [start for start in range(0, len(content), 4096) if b"word word" in content[start : start + 4096]]
    content[holding[2] : holding[2] + 4096] = bytes(4096)  # in the chain of pages that holds the abstract
    (tmp_path / "one.tipdesk").write_bytes(content)
    with Library(tmp_path / "one.tipdesk") as damaged:
        saved, lost = salvage(damaged, tmp_path / "saved.tipdesk")
    assert saved == 3 and any("names d, which could not be saved, as text" in said for said in lost)
    with Library(tmp_path / "saved.tipdesk") as whole:
        assert course(whole).sections[0].items == (Item("a"), Item(text="d", task="Read."))


texts = st.sampled_from(["", "Text", "ünï 🙂", "a;b"])
an_item = st.builds(
    Item, st.sampled_from(["", "a", "b"]), st.just("x"), texts, texts, st.none() | st.integers(0, 90), texts, texts, texts
)  # fmt: skip
a_section = st.recursive(
    st.builds(Section, texts, texts, st.lists(an_item, max_size=3).map(tuple)),
    lambda inner: st.builds(Section, texts, texts, st.lists(an_item, max_size=2).map(tuple), st.lists(inner, max_size=2).map(tuple)),
    max_leaves=4,
)
a_list = st.builds(ReadingList, st.just("List"), texts, texts, texts, texts, st.just("draft"), st.lists(a_section, max_size=3).map(tuple))


@st.composite
def an_edit(draw: st.DrawFn, library: Library) -> Any:
    found = draw(st.sampled_from(library.reading_lists()))
    sections = [place.section.id for place in places(found)] or [99]
    rows = [item.id for item in items(found)] or [99]
    some_rows = st.lists(st.sampled_from(rows), min_size=1, max_size=3, unique=True).map(tuple)
    some_sections = st.lists(st.sampled_from(sections), min_size=1, max_size=2, unique=True).map(tuple)
    parent, before = st.none() | st.sampled_from(sections), st.sampled_from([0, 0, *sections])
    return draw(
        st.one_of(
            st.builds(list_edits.AddReadingList, a_list),
            st.builds(list_edits.CopyReadingList, st.just(found.id), st.just("Copy")),
            st.builds(list_edits.SetListField, st.just(found.id), st.sampled_from(["owner", "period"]), texts),
            st.builds(list_edits.AddSections, st.just(found.id), st.lists(a_section, max_size=2), parent, before),
            st.builds(list_edits.MoveSections, some_sections, parent, before),
            st.builds(list_edits.DeleteSections, some_sections),
            st.builds(list_edits.AddItems, st.sampled_from(sections), st.lists(an_item, max_size=3), st.sampled_from([0, *rows])),
            st.builds(list_edits.MoveItems, some_rows, st.sampled_from(sections), st.sampled_from([0, *rows])),
            st.builds(list_edits.SetItemField, some_rows, st.sampled_from(["task", "importance", "annotation"]), texts),
            st.builds(list_edits.SetItemField, some_rows, st.just("key"), st.sampled_from(["a", "b"])),
            st.builds(list_edits.RemoveItems, some_rows),
            st.builds(list_edits.RenameImportance, st.just(found.id), texts, texts),
            st.builds(edits.Remove, st.sampled_from([(1,), (2,)])),
            st.builds(edits.SetTrashed, st.sampled_from([(1,), (2,)])),
        )
    )


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(a_list, st.data())
def test_any_edits_of_lists_taken_back_restore_the_file_and_redone_bring_their_state(first: ReadingList, data: st.DataObject) -> None:
    with TemporaryDirectory() as folder, Library.create(Path(folder) / "one.tipdesk") as library:
        library.apply(edits.Add(BOOKS))
        library.apply(list_edits.AddReadingList(first))
        assert library.reading_lists() == [first]
        states, done = [dump(library.path)], []
        for _ in range(data.draw(st.integers(1, 6))):
            try:
                done.append(library.apply(data.draw(an_edit(library))))
            except BadRequest:
                assert dump(library.path) == states[-1]
                continue
            states.append(dump(library.path))
        redo = []
        for applied, before in zip(reversed(done), reversed(states[:-1]), strict=True):
            redo.append(library.apply(applied.inverse))
            assert dump(library.path) == before
        for taken_back, after in zip(reversed(redo), states[1:], strict=True):
            library.apply(taken_back.inverse)
            assert dump(library.path) == after
        assert library.check() == []


def test_versions_in_other_languages_are_found_both_ways_and_not_in_the_trash(library: Library) -> None:
    link = (("translation-of", "A"),)
    library.apply(edits.Add([Publication(key=f"a-{tag}", title=tag, languages=(tag,), extra=link) for tag in ("fr", "es")]))

    def versions() -> dict[str, list[str]]:
        found = library.language_versions(library.get(list(library.ids_by_key(["a", "a-fr", "b"]).values())))
        return {key: [other.key for other in others] for key, others in found.items()}

    assert versions() == {"a": ["a-fr", "a-es"], "a-fr": ["a", "a-es"]}
    library.apply(edits.SetTrashed(tuple(library.ids_by_key(["a", "a-es"]).values())))
    assert versions() == {"a": ["a-fr"]}
