"""Editions and translations are linked, found both ways, and follow the keys that they name."""

import re
import sqlite3
from pathlib import Path

import pytest

from tests.storage.dump import dump
from tipdesk.app import edits
from tipdesk.app.keys import ForgetKey, MakeKeys, PinKeys
from tipdesk.app.library import Library
from tipdesk.app.linking import LinkTo, Unlink
from tipdesk.app.salvaging import salvage
from tipdesk.domain.editions import EDITION_OF, ROLES, TRANSLATION_OF
from tipdesk.domain.errors import BadRequest
from tipdesk.domain.publication import Publication

ENGLISH, FRENCH, ARABIC, SECOND, THIRD = 1, 2, 3, 4, 5


@pytest.fixture
def shelf(library: Library) -> Library:
    """A manual, two translations and two later editions; nothing is linked."""
    library.apply(
        edits.Add([
            Publication(key="en", title="Manual", date="2014", languages=("en",)),
            Publication(key="fr", title="Manuel", date="2015", languages=("fr",), extra=(("note", "kept"),)),
            Publication(key="ar", title="Dalil", date="2016", languages=("ar",)),
            Publication(key="en2", title="Handbook", date="2018", languages=("en",)),
            Publication(key="en3", title="Guide", date="2020", languages=("en",)),
        ])
    )  # fmt: skip
    return library


def seen(library: Library, number: int) -> list[tuple[str, str]]:
    """What is beside a publication, as (relation, citation key); in brackets a key that nobody has."""
    return [(link.relation, link.publication.key if link.publication else f"({link.key})") for link in library.linked(number)]


def test_links_are_seen_from_both_ends_by_relation_and_age(shelf: Library) -> None:
    shelf.apply(LinkTo((ARABIC, FRENCH), TRANSLATION_OF, ENGLISH))
    shelf.apply(LinkTo((THIRD, SECOND), EDITION_OF, ENGLISH))
    assert seen(shelf, ENGLISH) == [("translation", "fr"), ("translation", "ar"), ("later edition", "en2"), ("later edition", "en3")]
    assert seen(shelf, FRENCH) == [("translation of", "en")]
    assert seen(shelf, THIRD) == [("earlier edition", "en")]
    shelf.apply(edits.SetField((THIRD,), "date", "2010"))  # whichever of the two says so, the later one is the later edition
    assert (seen(shelf, THIRD), seen(shelf, ENGLISH)[-2]) == ([("later edition", "en")], ("earlier edition", "en3"))
    for date in ("2014", ""):  # the same year tells nothing, and neither does none
        shelf.apply(edits.SetField((THIRD,), "date", date))
        assert (seen(shelf, THIRD), seen(shelf, ENGLISH)[-1]) == ([("edition", "en")], ("edition", "en3"))


def test_a_link_is_one_step_and_so_is_removing_it(shelf: Library) -> None:
    before = dump(shelf.path)
    made = shelf.apply(LinkTo((FRENCH, ARABIC), TRANSLATION_OF, ENGLISH))
    assert made.changes.updated == {FRENCH, ARABIC} and made.inverse.label == "Link 2 translations"
    assert shelf.get([FRENCH])[0].extra == (("note", "kept"), ("translation-of", "en"))
    linked = dump(shelf.path)
    removed = shelf.apply(Unlink((FRENCH,), TRANSLATION_OF))
    assert shelf.get([FRENCH])[0].extra == (("note", "kept"),) and seen(shelf, ENGLISH) == [("translation", "ar")]
    shelf.apply(removed.inverse)
    assert dump(shelf.path) == linked
    shelf.apply(made.inverse)
    assert dump(shelf.path) == before


def test_another_link_in_the_same_role_takes_the_place_of_the_first(shelf: Library) -> None:
    shelf.apply(LinkTo((THIRD,), EDITION_OF, ENGLISH))
    shelf.apply(LinkTo((THIRD,), EDITION_OF, SECOND))
    assert (seen(shelf, THIRD), seen(shelf, ENGLISH)) == ([("earlier edition", "en2")], [])
    assert shelf.apply(LinkTo((THIRD,), EDITION_OF, SECOND)).changes.updated == frozenset()  # it says so already


@pytest.mark.parametrize(("role", "what"), [(TRANSLATION_OF, "a translation"), (EDITION_OF, "an edition")])
def test_itself_and_a_loop_are_refused(shelf: Library, role: str, what: str) -> None:
    with pytest.raises(BadRequest, match=f"^en cannot be {what} of itself"):
        shelf.apply(LinkTo((FRENCH, ENGLISH), role, ENGLISH))
    assert seen(shelf, FRENCH) == []
    shelf.apply(LinkTo((SECOND,), role, ENGLISH))
    shelf.apply(LinkTo((THIRD,), role, SECOND))
    with pytest.raises(BadRequest, match=f"^en3 is {what} of en already, directly or by others; remove that link first"):
        shelf.apply(LinkTo((ENGLISH,), role, THIRD))
    shelf.apply(edits.SetField((ENGLISH,), "extra", ()))
    shelf.apply(edits.SetField((SECOND,), "key", "renamed"))
    shelf.apply(edits.SetField((THIRD,), "extra", ((role, "EN2"),)))  # by the key that it had
    with pytest.raises(BadRequest, match=f"^en3 is {what} of en already"):
        shelf.apply(LinkTo((ENGLISH,), role, THIRD))
    shelf.apply(LinkTo((ENGLISH,), next(other for other in ROLES if other != role), THIRD))  # another role is another matter


def test_a_loop_that_came_with_a_file_is_shown_and_can_be_undone(library: Library) -> None:
    links = {"a": "b", "b": "a", "c": "c"}
    library.apply(edits.Add(Publication(key=key, title=key, extra=(("edition-of", to),)) for key, to in links.items()))
    assert seen(library, 1) == [("edition", "b"), ("edition", "b")]
    assert seen(library, 3) == [("edition", "c")]
    library.apply(edits.Add([Publication(key="d", title="d")]))
    library.apply(LinkTo((4,), EDITION_OF, 1))
    library.apply(Unlink((1, 3), EDITION_OF))
    assert (seen(library, 2), seen(library, 3)) == ([("edition", "a")], [])


def test_links_follow_a_key_that_is_changed_by_hand_in_the_same_step(shelf: Library) -> None:
    shelf.apply(LinkTo((FRENCH, ARABIC), TRANSLATION_OF, ENGLISH))
    shelf.apply(edits.SetTrashed((ARABIC,)))
    before = dump(shelf.path)
    applied = shelf.apply(edits.SetField((ENGLISH,), "key", "manual"))
    assert applied.changes.updated == {ENGLISH, FRENCH, ARABIC}
    assert [dict(p.extra)["translation-of"] for p in shelf.get([FRENCH, ARABIC])] == ["manual", "manual"]
    assert seen(shelf, ENGLISH) == [("translation", "fr")]
    shelf.apply(applied.inverse)
    assert dump(shelf.path) == before


def test_links_follow_the_keys_that_a_formula_makes(shelf: Library) -> None:
    shelf.apply(PinKeys((ENGLISH, FRENCH, SECOND, THIRD), pinned=False))
    shelf.apply(LinkTo((FRENCH,), TRANSLATION_OF, ENGLISH))
    shelf.apply(LinkTo((SECOND,), EDITION_OF, ENGLISH))
    shelf.apply(LinkTo((THIRD,), EDITION_OF, SECOND))
    before = dump(shelf.path)
    applied = shelf.apply(MakeKeys((ENGLISH, FRENCH, SECOND, THIRD), "[title]-[shortyear]"))
    assert [dict(p.extra).get("edition-of") for p in shelf.get([SECOND, THIRD])] == ["manual-14", "handbook-18"]
    assert seen(shelf, FRENCH) == [("translation of", "manual-14")]
    shelf.apply(applied.inverse)
    assert dump(shelf.path) == before


def test_a_link_by_an_older_key_leads_to_who_had_it(shelf: Library) -> None:
    shelf.apply(edits.SetField((ENGLISH,), "key", "manual"))
    shelf.apply(edits.SetField((FRENCH,), "extra", (("translation-of", "EN"),)))
    assert (seen(shelf, FRENCH), seen(shelf, ENGLISH)) == ([("translation of", "manual")], [("translation", "fr")])
    assert list(shelf.language_versions(shelf.get([ENGLISH]))) == ["manual"]
    shelf.apply(edits.SetField((SECOND,), "extra", (("edition-of", "en"),)))
    assert shelf.newer_editions(shelf.get([ENGLISH]))["manual"].key == "en2"


def test_links_by_a_key_that_is_forgotten_follow_the_one_who_had_it(shelf: Library) -> None:
    shelf.apply(edits.SetField((ENGLISH,), "key", "manual"))
    shelf.apply(edits.SetField((FRENCH,), "extra", (("translation-of", "EN"),)))
    before = dump(shelf.path)
    applied = shelf.apply(ForgetKey("En"))
    assert applied.changes.updated == {ENGLISH, FRENCH}
    undone = shelf.apply(applied.inverse)
    assert dump(shelf.path) == before
    shelf.apply(undone.inverse)
    shelf.apply(edits.SetField((SECOND,), "key", "en"))
    assert (seen(shelf, FRENCH), seen(shelf, SECOND)) == ([("translation of", "manual")], [])


def test_a_vocabulary_of_a_links_name_takes_no_links(shelf: Library, tmp_path: Path) -> None:
    with sqlite3.connect(shelf.path) as conn:  # as an earlier program let users make one
        conn.execute("INSERT INTO vocabulary(name, label) VALUES ('translationof', 'Translation of')")
    conn.close()
    shelf.apply(LinkTo((FRENCH,), TRANSLATION_OF, ENGLISH))
    shelf.apply(edits.Add([Publication(key="es", extra=(("translation-of", "en"), ("translationof", "a term")))]))
    assert seen(shelf, ENGLISH) == [("translation", "es"), ("translation", "fr")] and shelf.check() == []
    shelf.apply(edits.SetField((ENGLISH,), "key", "manual"))
    assert shelf.get([6])[0].extra == (("translation-of", "manual"), ("translationof", "a term")) and shelf.check() == []
    saved, lost = salvage(shelf, tmp_path / "saved.tipdesk")
    assert saved == 6 and lost[0].startswith("The vocabulary translationof was not saved: “translationof” is the name of a field")
    with Library(tmp_path / "saved.tipdesk") as again:
        assert again.get([6])[0].extra == shelf.get([6])[0].extra


def test_only_the_first_of_several_is_a_link_and_the_others_stay(shelf: Library) -> None:
    held = (("Translation-Of", " "), ("translation-of", "en"), ("note", "n"), ("TRANSLATION-OF", "en2"))
    shelf.apply(edits.SetField((FRENCH,), "extra", held))
    assert (seen(shelf, FRENCH), seen(shelf, SECOND)) == ([("translation of", "en")], [])
    shelf.apply(edits.SetField((ENGLISH,), "key", "manual"))
    assert shelf.get([FRENCH])[0].extra == (held[0], ("translation-of", "manual"), *held[2:]) and shelf.check() == []


def test_what_lies_in_the_trash_keeps_its_links(shelf: Library) -> None:
    shelf.apply(LinkTo((FRENCH, ARABIC), TRANSLATION_OF, ENGLISH))
    shelf.apply(edits.SetTrashed((FRENCH,)))
    assert seen(shelf, ENGLISH) == [("translation", "ar")]
    shelf.apply(edits.SetTrashed((FRENCH,), trashed=False))
    shelf.apply(edits.SetTrashed((ENGLISH,)))
    [link] = shelf.linked(FRENCH)
    assert link.publication is not None and link.publication.trashed
    with pytest.raises(BadRequest, match="in the trash; restore it first"):
        shelf.apply(LinkTo((SECOND,), EDITION_OF, ENGLISH))
    applied = shelf.apply(edits.Remove((ENGLISH,)))
    assert seen(shelf, FRENCH) == [("translation of", "(en)")]
    with pytest.raises(BadRequest, match="not there any more"):
        shelf.apply(LinkTo((SECOND,), EDITION_OF, ENGLISH))
    shelf.apply(applied.inverse)
    assert seen(shelf, FRENCH) == [("translation of", "en")]


def test_a_link_by_a_key_that_comes_later_leads_somewhere_then(library: Library) -> None:
    library.apply(edits.Add([Publication(key="fr", title="Manuel", extra=(("Translation-Of", " en "),))]))
    assert seen(library, 1) == [("translation of", "(en)")]
    library.apply(edits.Add([Publication(key="EN", title="Manual")]))
    assert (seen(library, 1), seen(library, 2)) == ([("translation of", "EN")], [("translation", "fr")])


def test_links_that_come_in_go_and_come_back_with_the_import(shelf: Library) -> None:
    before = dump(shelf.path)
    applied = shelf.apply(edits.Add([Publication(key="es", title="Manual en castellano", extra=(("translation-of", "en"),))]))
    full = dump(shelf.path)
    assert seen(shelf, ENGLISH) == [("translation", "es")]
    undone = shelf.apply(applied.inverse)
    assert dump(shelf.path) == before and seen(shelf, ENGLISH) == []
    shelf.apply(undone.inverse)
    assert dump(shelf.path) == full and seen(shelf, ENGLISH) == [("translation", "es")]


def test_what_comes_in_together_stays_linked_where_its_keys_are_taken(shelf: Library) -> None:
    shelf.apply(LinkTo((FRENCH,), TRANSLATION_OF, ENGLISH))
    before = dump(shelf.path)
    applied = shelf.apply(
        edits.Add([
            Publication(key="es", title="Otra cosa", extra=(("translation-of", "EN"),)),
            Publication(key="en", title="Something else"),
            Publication(key="new", title="New"),
            Publication(key="new", title="New too"),
            Publication(key="pt", title="Novo", extra=(("translation-of", "new"),)),
            Publication(key="en-2", title="Handbook, third printing", date="2019", extra=(("edition-of", "en2"),)),
        ])
    )  # fmt: skip
    full = dump(shelf.path)
    by_key = shelf.ids_by_key(["es", "ena", "new", "en-2"])
    assert (seen(shelf, by_key["es"]), seen(shelf, by_key["ena"])) == ([("translation of", "ena")], [("translation", "es")])
    assert seen(shelf, by_key["new"]) == [("translation", "pt")]
    assert seen(shelf, by_key["en-2"]) == [("earlier edition", "en2")]  # it came alone
    assert seen(shelf, ENGLISH) == [("translation", "fr")]
    undone = shelf.apply(applied.inverse)
    assert dump(shelf.path) == before
    shelf.apply(undone.inverse)
    assert dump(shelf.path) == full


def test_a_newer_edition_is_told_whichever_of_the_two_says_so(shelf: Library) -> None:
    shelf.apply(LinkTo((ENGLISH,), EDITION_OF, SECOND))  # the older one
    shelf.apply(LinkTo((THIRD,), EDITION_OF, SECOND))
    newer = shelf.newer_editions(shelf.get([ENGLISH, SECOND, THIRD]))
    assert {key: one.key for key, one in newer.items()} == {"en": "en2", "en2": "en3"}
    shelf.apply(edits.SetTrashed((SECOND, THIRD)))
    assert shelf.newer_editions(shelf.get([ENGLISH, SECOND])) == {}


def test_translations_of_what_the_library_lacks_belong_together(library: Library) -> None:
    link = (("translation-of", "missing"),)
    library.apply(edits.Add(Publication(key=key, title=key, extra=link) for key in ("fr", "es")))
    found = library.language_versions(library.get([1, 2]))
    assert {key: [one.key for one in others] for key, others in found.items()} == {"fr": ["es"], "es": ["fr"]}


def test_links_are_looked_up_and_never_searched_for(shelf: Library) -> None:
    from tipdesk.storage import links

    for statement, parameters in ((links._SAYING, ("[]", EDITION_OF, 1)), (links._HELD, ("[]", 0)), (links._ABOVE, (1, EDITION_OF))):
        with shelf.reading() as conn:
            steps = [row[3] for row in conn.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)]
        assert not [step for step in steps if re.match("SCAN (?!above|CONSTANT|json_each)", step)], steps


def test_a_link_that_comes_in_leads_to_what_came_with_it_under_another_key(library: Library) -> None:
    library.apply(edits.Add([Publication(key="bird2020", title="Another"), Publication(key="known", title="Known")]))
    before = dump(library.path)
    made = library.apply(
        edits.Add([
            Publication(key="fr", title="Routes", extra=(("translation-of", "Bird2020"), ("edition-of", "known"))),
            Publication(key="bird2020", title="Roads"),
            Publication(key="bird2020", title="Roads again"),
        ])
    )  # fmt: skip
    after = dump(library.path)
    assert seen(library, 3) == [("translation of", "bird2020a"), ("edition", "known")] and seen(library, 1) == []
    redone = library.apply(made.inverse)
    assert dump(library.path) == before
    library.apply(redone.inverse)
    assert dump(library.path) == after


def test_of_equal_keys_that_come_in_the_first_is_what_a_link_means(library: Library) -> None:
    library.apply(edits.Add([Publication(key="fr", title="Routes", extra=(("translation-of", "en"),)), *[Publication(key="en")] * 2]))
    assert [p.key for p in library.get([1, 2, 3])] == ["fr", "en", "ena"] and seen(library, 1) == [("translation of", "en")]
