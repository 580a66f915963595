"""Records that are the same, and records that are likely to be."""

from dataclasses import replace

from tipdesk.domain.duplicates import adds_nothing, alike, merged
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


def test_a_merge_fills_gaps_and_joins_lists_and_overwrites_nothing() -> None:
    new = replace(KNOWN, title="Other spelling", abstract="More.", tags=("new", "mine"), notes=(), extra=(("note", "n"),))
    assert merged(KNOWN, new) == (("abstract", "More."), ("tags", ("health", "mine", "new")), ("extra", (("note", "n"),)))
