"""Entries that lean on others, on macros and on data entries."""

from dataclasses import replace

from tipdesk.domain.names import Contributor, Organisation, Person
from tipdesk.domain.publication import Problem, Publication
from tipdesk.formats.base import Format
from tipdesk.formats.bibtex import BIBLATEX, BIBTEX, read

PROCEEDINGS = """@inproceedings{talk,
  title = {Screening at Borders},
  crossref = {meeting},
}

@proceedings{meeting,
  title = {Victims First},
  subtitle = {Papers},
  editor = {Aina Okeke and {Coram}},
  date = {2018-05},
  publisher = {Coram},
}
"""


def _read(text: str) -> list[Publication]:
    found = list(read(text))
    assert all(isinstance(item, Publication) for item in found), found
    return [item for item in found if isinstance(item, Publication)]


def _write(*records: Publication, dialect: Format = BIBLATEX) -> str:
    assert dialect.write is not None
    return "".join(dialect.write(records))


def test_a_talk_has_the_title_date_and_editors_of_its_proceedings() -> None:
    talk, meeting = _read(PROCEEDINGS)
    assert talk.container == "Victims First: Papers" and talk.date == "2018-05" and talk.publisher == "Coram"
    assert talk.contributors == (Contributor(Person("Okeke", "Aina"), "editor"), Contributor(Organisation("Coram"), "editor"))
    assert talk.subtitle == "" and "crossref" not in dict(talk.extra)
    assert meeting.title == "Victims First" and meeting.container == ""


def test_what_an_entry_says_itself_wins_and_its_date_is_its_own() -> None:
    text = PROCEEDINGS.replace("crossref = {meeting},", "crossref = {Meeting}, year = {2019}, booktitle = {Notes}, booksubtitle = {Two},")
    talk, _ = _read(text)
    assert (talk.date, talk.container) == ("2019", "Notes: Two")


def test_the_file_comes_back_and_a_talk_alone_brings_its_proceedings_after_it() -> None:
    talk, meeting = _read(PROCEEDINGS)
    assert _write(talk, meeting) == PROCEEDINGS + "\n"
    assert _write(talk) == PROCEEDINGS + "\n"
    assert _write(meeting, talk).count("@proceedings") == 1


def test_parents_of_parents_hand_down_too() -> None:
    chapter, volume, work = _read(
        "@inbook{c, title={Ch}, crossref={v}}"
        "@book{v, title={Vol}, volume=2, crossref={w}}"
        "@mvbook{w, title={Work}, author={Ada Obi}, publisher={P}, year=1990, shorttitle={W}}"
    )
    assert (chapter.title, chapter.container, chapter.volume, chapter.date, chapter.publisher) == ("Ch", "Vol", "2", "1990", "P")
    obi = Person("Obi", "Ada")
    assert chapter.contributors == (Contributor(obi), Contributor(obi, "container-author"))
    assert dict(chapter.extra) == {"maintitle": "Work", "entrytype": "inbook"}
    assert dict(volume.extra) == {"maintitle": "Work"} and dict(work.extra)["shorttitle"] == "W"


def test_a_talk_for_bibtex_has_all_fields_of_its_own() -> None:
    written = _write(*_read(PROCEEDINGS), dialect=BIBTEX)
    assert "crossref" not in written and written.count("Victims First") == 2
    assert _read(written)[0] == _read(PROCEEDINGS)[0]


def test_circles_and_missing_parents_end() -> None:
    first, second = _read("@incollection{a, title={A}, crossref={b}} @book{b, title={B}, crossref={a}}")
    assert first.container == "B" and second.title == "B"
    (lost,) = _read("@incollection{a, title={A}, crossref={nowhere}}")
    assert lost.extra == (("crossref", "nowhere"),)
    (itself,) = _read("@book{a, title={A}, crossref={a}, xdata={a}}")
    assert itself.title == "A"
    long = "".join(f"@book{{k{n}, title={{T{n}}}, crossref={{k{n + 1}}}}}\n" for n in range(2000))
    assert len(_read(long)) == 2000


def test_data_entries_are_no_records_and_come_back() -> None:
    text = (
        "@xdata{house, publisher = {Knopf}, location = {New York}, xdata = {more}}\n\n"
        "@xdata{more, language = {english}}\n\n@book{b,\n  title = {T},\n  xdata = {house, nothing},\n}\n\n"
    )
    (book,) = _read(text)
    assert (book.publisher, book.place, book.languages) == ("Knopf", "New York", ("en",))
    assert _write(book) == text
    assert "xdata" not in _write(book, dialect=BIBTEX) and "Knopf" in _write(book, dialect=BIBTEX)


def test_strings_come_back_used_or_not_and_may_be_defined_late() -> None:
    text = (
        '@string{unused = "never"}\n\n@string{tip = "Trafficking in Persons"}\n\n'
        "@book{a,\n  title = tip # { Report},\n  publisher = late,\n}\n\n"
    )
    late = '@string{late = "Late House"}\n\n'
    (book,) = _read(text + late)
    assert (book.title, book.publisher) == ("Trafficking in Persons Report", "Late House")
    written = _write(book)
    assert all(part in written for part in ('unused = "never"', 'tip = "Traff', 'late = "Late', "title = tip # { Report}"))
    assert _read(written) == [book]


def test_macros_that_double_each_other_are_refused_and_long_chains_take_no_long_time() -> None:
    doubled = "@string{a0 = {xxxxxxxxxx}}\n" + "".join(f"@string{{a{n} = a{n - 1} # a{n - 1}}}\n" for n in range(1, 60))
    problem, record = read(f"{doubled}@misc{{k, title = a59}}\n@misc{{l, title = a3}}\n")
    assert isinstance(problem, Problem) and "a59 stands for too much" in problem.reason
    assert isinstance(record, Publication) and record.title == "x" * 80
    chain = "@string{a0 = {x}}\n" + "".join(f"@string{{a{n} = a{n - 1} # {{y}}}}\n" for n in range(1, 5000))
    assert [type(item) for item in read(f"{chain}@misc{{k, title = a100}}\n@misc{{l, title = a4999}}\n")] == [Publication, Problem]


def test_a_macro_holds_what_its_parts_stood_for_when_it_was_defined() -> None:
    text = '@string{a = "old"}\n@string{b = a # " b"}\n@string{a = "new"}\n@misc{k, title = b, note = a}\n'
    (record,) = _read(text)
    assert record.title == "old b" and dict(record.extra) == {"note": "new"}


def test_an_edited_field_leaves_the_reference_to_the_parent() -> None:
    talk, meeting = _read(PROCEEDINGS)
    written = _write(replace(talk, title="Screening"), meeting)
    assert written == PROCEEDINGS.replace("Screening at Borders", "Screening") + "\n"
    written = _write(replace(talk, publisher="Coram Group"), meeting)
    assert "crossref = {meeting}" in written and "publisher = {Coram Group}" in written.split("@proceedings")[0]
    assert _read(written)[0].publisher == "Coram Group"
