"""Records that are the same, and records that are likely to be."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tipdesk.domain.duplicates import Facts, adds_nothing, alike, likely, merged
from tipdesk.domain.names import Contributor, Person
from tipdesk.domain.publication import Note, Publication

KNOWN = Publication(
    key="bird2020",
    title="Smuggling in a Pandemic",
    date="2020",
    contributors=(Contributor(Person("Bird", "Lucia")),),
    tags=("health", "mine"),
    notes=(Note("x"),),
)


def test_a_record_that_says_no_more_than_is_known_adds_nothing() -> None:
    assert adds_nothing(replace(KNOWN, notes=(), tags=("health",)), KNOWN)
    assert adds_nothing(replace(KNOWN, key=""), KNOWN)
    assert not adds_nothing(replace(KNOWN, key="other"), KNOWN)
    assert not adds_nothing(replace(KNOWN, abstract="More."), KNOWN)
    assert not adds_nothing(replace(KNOWN, contributors=()), KNOWN)
    assert not adds_nothing(replace(KNOWN, tags=("new",)), KNOWN)


def test_likely_duplicates_agree_in_title_and_do_not_contradict() -> None:
    assert alike(Publication(title="SMUGGLING in a pandemic."), KNOWN)
    assert not alike(Publication(title="Smuggling in a Pandemic", date="2021"), KNOWN)
    assert not alike(replace(KNOWN, contributors=(Contributor(Person("Wren")),)), KNOWN)
    assert alike(Publication(title="Other", doi="https://doi.org/10.1/X"), Publication(title="Another", doi="10.1/x")) is False
    assert alike(Publication(title="Other", doi="https://doi.org/10.1234/X"), Publication(title="Another", doi="10.1234/x"))
    assert not alike(Publication(), Publication())


@pytest.mark.parametrize("role", ["translation-of", "Edition-Of"])
def test_what_is_linked_is_no_duplicate(role: str) -> None:
    one, other = Publication(key="fr", title="Toolkit"), Publication(key="en", title="Toolkit", doi="10.1234/x")
    assert alike(one, other)
    assert not alike(replace(one, extra=((role, "EN"),)), other) and not alike(other, replace(one, extra=((role, "en"),)))
    assert not alike(replace(one, extra=((role, "old"),)), replace(other, extra=(("ids", "Old"),)))
    assert alike(replace(one, extra=((role, "third"),)), other)


FACTS = st.builds(
    Facts, st.just(0), st.sampled_from(["", "a", "b"]), st.sampled_from([None, 2001, 2002]), st.sampled_from(["", "bird", "zhao"]),
    st.sampled_from(["", "", "10.1234/x", "10.1234/y"]),
)  # fmt: skip


def record(facts: Facts) -> Publication:
    people = (Contributor(Person(facts.first)),) if facts.first else ()
    return Publication(title=facts.title, date=str(facts.year or ""), contributors=people, doi=facts.doi)


@given(st.lists(FACTS, max_size=12), st.integers(0, 12))
def test_those_that_are_likely_duplicates_of_any_are_found_at_once(facts: list[Facts], inside: int) -> None:
    """The same as comparing each with each, of which those beside are compared with the others only."""
    numbered = [replace(one, id=number) for number, one in enumerate(facts)]
    among = numbered[:inside]
    expected = {one.id for one in numbered if any(other.id != one.id and alike(record(one), record(other)) for other in among)}
    assert set(likely(among, numbered[inside:])) == expected


def test_a_merge_fills_gaps_and_joins_lists_and_overwrites_nothing() -> None:
    new = replace(KNOWN, title="Other spelling", abstract="More.", tags=("new", "mine"), notes=(), extra=(("note", "n"),))
    assert merged(KNOWN, new) == (("abstract", "More."), ("tags", ("health", "mine", "new")), ("extra", (("note", "n"),)))


def test_a_merged_record_is_linked_to_the_files_of_both() -> None:
    ours, theirs = (("note", "n"), ("file", "a.pdf")), (("file", r"Whole:a.pdf:PDF;C:\b.pdf"), ("localfile", "c.pdf"), ("note", "m"))
    [(name, joined)] = merged(replace(KNOWN, extra=ours), replace(KNOWN, extra=theirs))
    assert (name, joined) == ("extra", (("note", "n"), ("file", r"a.pdf;:C\:\\b.pdf:PDF"), ("localfile", "c.pdf")))
    assert merged(replace(KNOWN, extra=ours), replace(KNOWN, extra=ours)) == ()
