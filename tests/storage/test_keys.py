"""A key that changes stays findable, and no other publication gets it."""

from pathlib import Path

import pytest

from tests.storage.conftest import SHELF, titles
from tipdesk.app import edits, keys
from tipdesk.app.kept import Keep
from tipdesk.app.keys import ForgetKey, MakeKeys, PinKeys
from tipdesk.app.library import Library
from tipdesk.app.salvaging import salvage
from tipdesk.domain.errors import BadRequest
from tipdesk.domain.kept_file import KeptFile
from tipdesk.domain.publication import Publication


def key_of(library: Library, number: int) -> str:
    return library.get([number])[0].key


def test_an_older_key_finds_its_publication(shelf: Library) -> None:
    old = key_of(shelf, 1)
    assert titles(shelf, "key:new") == []
    for key in ("new", "newer"):
        shelf.apply(edits.SetField((1,), "key", key))
    assert shelf.get([1])[0].aliases == (old, "new")
    assert shelf.ids_by_key([old.upper(), "new", "newer"]) == {old.upper(): 1, "new": 1, "newer": 1}
    assert titles(shelf, f"key:{old}") == titles(shelf, "key:ne*") == ["Smuggling"]
    applied = shelf.apply(edits.SetField((1,), "key", old))  # back to the first one
    assert shelf.get([1])[0].aliases == ("new", "newer")
    shelf.apply(applied.inverse)
    assert (key_of(shelf, 1), shelf.get([1])[0].aliases) == ("newer", (old, "new"))


def test_nobody_gets_a_key_that_another_publication_had(shelf: Library) -> None:
    old = key_of(shelf, 1)
    shelf.apply(edits.SetField((1,), "key", "new"))
    with pytest.raises(BadRequest, match="had it once"):
        shelf.apply(edits.SetField((2,), "key", old))
    told: list[tuple[str, str]] = []
    shelf.apply(edits.Add([Publication(key=old, title="Another")], renamed=lambda wanted, given: told.append((wanted, given))))
    assert told == [(old, f"{old}a")]
    shelf.apply(ForgetKey(old))
    assert shelf.get([1])[0].aliases == ()
    shelf.apply(edits.SetField((2,), "key", old))
    assert shelf.ids_by_key([old]) == {old: 2}
    with pytest.raises(BadRequest, match="No publication had"):
        shelf.apply(ForgetKey("nothing"))


def test_a_formula_changes_keys_that_are_not_pinned_in_one_step(library: Library) -> None:
    library.apply(edits.Add([*SHELF, Publication(key="from-a-file", title="Filed", date="2020")]))
    library.apply(edits.SetField((2,), "key", "by-hand"))
    before = [key_of(library, number) for number in range(1, 6)]
    ids = tuple(range(1, 6))
    planned = [keys.NewKey(1, before[0], "bird-20"), keys.NewKey(3, before[2], "cote-15"), keys.NewKey(4, before[3], "undated-nd")]
    assert keys.preview(library, ids, "[auth]-[shortyear]") == planned
    assert [key_of(library, number) for number in ids] == before
    applied = library.apply(MakeKeys(ids, "[auth]-[shortyear]"))
    assert applied.changes.updated == {1, 3, 4}
    assert [key_of(library, number) for number in ids] == ["bird-20", "by-hand", "cote-15", "undated-nd", "from-a-file"]
    assert library.ids_by_key(before) == dict(zip(before, ids, strict=True))
    library.apply(edits.Add([Publication(title="Later", date="2021")]))
    assert key_of(library, 6) == "later-21"
    assert keys.preview(library, (*ids, 6), "[auth]-[shortyear]") == []
    library.apply(applied.inverse)
    assert [key_of(library, number) for number in ids] == before
    assert keys.formula(library) == "[auth][year][title]"


def test_a_key_that_was_made_of_nothing_is_not_kept_but_one_from_a_file_is(library: Library) -> None:
    library.apply(edits.Add([Publication(), Publication(), Publication(key="untitledndx", title="Filed", date="2020")]))
    library.apply(edits.SetField((1, 2), "title", "Roads"))
    library.apply(edits.SetField((3,), "key", "untitlednd-2"))
    assert [key_of(library, number) for number in (1, 2, 3)] == ["untitlednd", "untitlednda", "untitlednd-2"]
    library.apply(MakeKeys((1, 2), keys.formula(library)))
    library.apply(edits.SetField((3,), "key", "filed2020"))
    assert [library.get([number])[0].aliases for number in (1, 2, 3)] == [(), (), ("untitledndx", "untitlednd-2")]
    library.apply(edits.Add([Publication()]))
    assert key_of(library, 4) == "untitlednd"


def test_keys_that_come_out_equal_get_suffixes_which_then_stay(library: Library) -> None:
    library.apply(edits.Add(Publication(title=f"{word} of labour", date="2020") for word in ("Forms", "Forums", "Forts")))
    library.apply(MakeKeys((1, 2, 3), "[title:2][year]"))
    assert [key_of(library, number) for number in (1, 2, 3)] == ["fo2020", "fo2020a", "fo2020b"]
    assert keys.preview(library, (1, 2, 3), "[title:2][year]") == []
    library.apply(edits.SetField((2,), "title", "Rights"))
    assert keys.preview(library, (1, 2, 3), "[title:2][year]") == [keys.NewKey(2, "fo2020a", "ri2020")]


def test_a_pinned_key_can_be_let_go(library: Library) -> None:
    library.apply(edits.Add([Publication(key="mine", title="Filed", date="2020")]))
    assert keys.preview(library, (1,), "") == []
    library.apply(PinKeys((1,), pinned=False))
    assert keys.preview(library, (1,), "") == [keys.NewKey(1, "mine", "filed2020")]
    library.apply(PinKeys((1,)))
    assert keys.preview(library, (1,), "") == []


def test_a_library_that_is_saved_keeps_its_formula_and_what_is_pinned(library: Library, tmp_path: Path) -> None:
    library.apply(edits.Add([Publication(key="mine", title="Filed", date="2020"), Publication(title="Made", date="2021")]))
    library.apply(MakeKeys((1, 2), "[title]-[year]"))
    library.apply(Keep(KeptFile("refs.bib", "bibtex")))
    saved, lost = salvage(library, tmp_path / "saved.tipdesk")
    assert (saved, len(lost)) == (2, 1) and "refs.bib is no longer kept in step" in lost[0]
    with Library(tmp_path / "saved.tipdesk") as copy:
        assert keys.formula(copy) == "[title]-[year]" and keys.pinned(copy, (1, 2)) == {1}
        assert copy.ids_by_key(["made2021", "made-2021"]) == {"made2021": 2, "made-2021": 2}
