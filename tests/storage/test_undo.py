"""Whatever is done to a library can be taken back to the letter, and done again."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.property.strategies import publication as a_publication
from tests.storage.dump import dump
from tipdesk.app import edits
from tipdesk.app.keys import MakeKeys, PinKeys
from tipdesk.app.library import Library
from tipdesk.app.linking import LinkTo, Unlink
from tipdesk.app.term_edits import AddTerm, AddVocabulary, DeleteVocabulary, MoveTerms, SetCode, SetTerms
from tipdesk.domain.editions import ROLES
from tipdesk.domain.errors import BadRequest
from tipdesk.domain.fields import BY_NAME, FieldKind
from tipdesk.domain.publication import Note, Publication
from tipdesk.storage import journal, schema

names = st.sampled_from(["training", "training/exercise", "health", "Kenya", "ünïcode 🙂", "a;b"])
FIELDS = [name for name, field in BY_NAME.items() if field.kind is not FieldKind.CHOICE and name != "key"]


@st.composite
def an_edit(draw: st.DrawFn, library: Library, count: int) -> Any:
    ids = tuple(draw(st.lists(st.integers(1, count), min_size=1, max_size=3, unique=True)))
    tags = [term.id for term in library.terms("tag")]
    countries = [term.id for term in library.terms("country")]
    kind = draw(
        st.sampled_from(
            [
                "field",
                "kind",
                "file",
                "trash",
                "remove",
                "notes",
                "rename",
                "merge",
                "colour",
                "delete",
                "add",
                "vocabulary",
                "move",
                "keys",
                "link",
            ]
        )
    )
    if kind in ("rename", "merge", "colour", "delete", "move"):
        return draw(a_term_edit(kind, st.sampled_from(tags or countries)))
    match kind:
        case "field":
            field = draw(st.sampled_from(FIELDS))
            return edits.SetField(ids, field, getattr(draw(a_publication), field))
        case "kind":
            return edits.SetField(ids, "kind", draw(st.sampled_from(["report", "book", "thesis"])))
        case "vocabulary":
            return draw(st.sampled_from([AddVocabulary("Audience"), DeleteVocabulary(1), SetTerms(ids, "audience", ("judges", "a;b"))]))
        case "file":
            return edits.FileUnder(ids, "tag", tuple(draw(st.sets(names, max_size=3))), tuple(draw(st.sets(names, max_size=2))))
        case "keys" | "link":
            return draw(a_key_edit(kind, ids, count))
        case "trash":
            return edits.SetTrashed(ids, draw(st.booleans()))
        case "remove":
            return edits.Remove(ids)
        case "notes":
            return edits.SetNotes(
                ids[0], tuple(draw(st.lists(st.builds(Note, st.text(min_size=1, max_size=20), st.booleans()), max_size=3)))
            )
    return edits.Add([draw(a_publication), draw(a_publication)])


@st.composite
def a_key_edit(draw: st.DrawFn, kind: str, ids: tuple[int, ...], count: int) -> Any:
    if kind == "link":
        role = draw(st.sampled_from(ROLES))
        return draw(st.sampled_from([LinkTo(ids, role, draw(st.integers(1, count))), Unlink(ids, role)]))
    formula = draw(st.sampled_from(["", "[auth]", "[title:1]", "k"]))
    by_hand = edits.SetField(ids, "key", "by-hand")
    return draw(st.sampled_from([MakeKeys(ids, formula), PinKeys(ids), PinKeys(ids, False), by_hand]))


@st.composite
def a_term_edit(draw: st.DrawFn, kind: str, terms: st.SearchStrategy[int]) -> Any:
    match kind:
        case "rename":
            return edits.RenameTerm(draw(terms), draw(names))
        case "merge":
            return edits.MergeTerms((draw(terms),), draw(terms))
        case "move":
            return draw(
                st.sampled_from([MoveTerms((draw(terms),), draw(terms)), AddTerm("tag", "training/new"), SetCode(draw(terms), "x")])
            )
        case "colour":
            return edits.SetTermColour(draw(terms), "#aa0000")
    return edits.DeleteTerms((draw(terms),))


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(a_publication, min_size=1, max_size=4), st.data())
def test_any_edits_taken_back_restore_the_file_and_redone_bring_their_state(records: list[Publication], data: st.DataObject) -> None:
    with TemporaryDirectory() as folder, Library.create(Path(folder) / "one.tipdesk") as library:
        library.apply(edits.Add(records))
        states = [dump(library.path)]
        done = []
        for _ in range(data.draw(st.integers(1, 4))):
            try:
                done.append(library.apply(data.draw(an_edit(library, len(records)))))
            except BadRequest:  # such as a tag put below itself: refused whole
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


def test_undoing_an_import_leaves_no_row_of_it_and_redoing_brings_every_row(tmp_path: Path) -> None:
    with Library.create(tmp_path / "one.tipdesk") as library:
        empty = dump(library.path)
        many = [Publication(title=f"Title {number}", tags=("new/tag",), notes=(Note("n"),)) for number in range(1200)]
        added = library.apply(edits.Add(many))
        full = dump(library.path)
        assert len(added.changes.added) == 1200
        undone = library.apply(added.inverse)
        assert dump(library.path) == empty
        assert undone.changes.removed == added.changes.added
        library.apply(undone.inverse)
        assert dump(library.path) == full
        assert library.check() == []


def test_every_table_can_be_taken_back() -> None:
    assert sorted(journal.TABLES) == sorted(schema.metadata.tables)
