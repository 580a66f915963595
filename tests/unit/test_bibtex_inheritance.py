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


def test_the_file_comes_back_and_a_talk_alone_says_all_itself() -> None:
    talk, meeting = _read(PROCEEDINGS)
    assert _write(talk, meeting) == PROCEEDINGS + "\n"
    alone = _write(talk)
    assert "@proceedings" not in alone and "crossref" not in alone
    assert _read(alone) == [talk]
    assert "crossref = {meeting}" in _write(meeting, talk)


def test_nothing_of_a_parent_leaves_that_its_owner_took_back() -> None:
    text = PROCEEDINGS.replace(
        "publisher =", "annote = {Ask Marta, she knows them}, abstract = {All days}, file = {:day.pdf:PDF}, publisher ="
    )
    talk, meeting = _read(text)
    assert not talk.notes and not talk.abstract and "file" not in dict(talk.extra)
    (note,) = meeting.notes
    for kept in ([talk], [talk, replace(meeting, notes=())], [talk, replace(meeting, notes=(replace(note, public=False),))]):
        for dialect in (BIBTEX, BIBLATEX):
            written = _write(*kept, dialect=dialect)
            assert "Marta" not in written and _read(written)[0] == talk
    assert "Marta" in _write(talk, meeting)


def test_a_parent_that_was_edited_or_renamed_leaves_its_talks_as_they_are() -> None:
    talk, meeting = _read(PROCEEDINGS)
    for parent in (
        replace(meeting, publisher="Ibis House"),
        replace(meeting, key="meeting2018"),
        replace(meeting, date="2020", title="Victims Last", contributors=()),
    ):
        back = _read(_write(talk, parent))
        assert back == [talk, parent]
    assert "crossref" in _write(talk, replace(meeting, publisher="Ibis House"))
    assert "crossref" not in _write(talk, replace(meeting, key="meeting2018"))


def test_a_chain_of_parents_comes_back_whole_and_without_its_middle() -> None:
    text = (
        "@inbook{c,\n  title={Ch}, crossref={v}\n}\n\n"
        "@book{v, title={Vol}, volume=2, crossref={w}}\n\n"
        "@mvbook{w, title={Work}, author={Ada Obi}, publisher={P}, date=1990}\n\n"
    )
    chapter, volume, work = _read(text)
    assert _write(chapter, volume, work) == text
    for kept in (
        [chapter, work],
        [chapter, volume],
        [chapter, replace(volume, volume="3"), work],
        [chapter, volume, replace(work, title="W")],
    ):
        assert _read(_write(*kept)) == kept


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
    assert isinstance(problem, Problem) and "title stand for over 1,048,576 characters" in problem.reason
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


def test_a_long_macro_is_read_and_a_file_cannot_grow_without_end_by_one() -> None:
    long = f"@string{{long = {{{'word ' * 100_000}}}}}\n"
    (record,) = _read(f"{long}@misc{{k, title = {{T}}, abstract = long}}\n")
    assert len(record.abstract) > 499_000
    assert _read(_write(record)) == [record]
    (problem,) = read(f"{long}@misc{{k, abstract = long # long # long}}\n")
    assert isinstance(problem, Problem) and "abstract stand for over 1,048,576 characters" in problem.reason
    found = list(read(long + "".join(f"@misc{{k{n}, abstract = long}}\n" for n in range(50))))
    assert 30 < sum(isinstance(item, Publication) for item in found) < 40
    last = found[-1]
    assert isinstance(last, Problem) and "more text than can be kept" in last.reason
    parent = f"@book{{p, title = {{P}}, note = {{{'x' * 60_000}}}}}\n"
    found = list(read("".join(f"@inbook{{k{n}, crossref = {{p}}}}\n" for n in range(400)) + parent))
    assert 200 < sum(isinstance(item, Publication) for item in found) < 300


def test_comments_come_back_where_they_stood() -> None:
    text = (
        "% Books\n%\n\n@comment{jabref-meta: grouping:}\n\n@book{a,\n  title = {A},\n}\n\n"
        "% @book{old, title = {Gone}}\n\n@book{b, title = {B}}\n\n@comment{the end}\n\n%%% done\n\n"
    )
    first, second = _read(text)
    for dialect in (BIBTEX, BIBLATEX):
        assert _write(first, second, dialect=dialect) == text
    assert "Gone" not in _write(first)


def test_a_comment_stays_above_the_macro_that_it_speaks_of() -> None:
    text = (
        '% United\n\n@string{un = "UN"}\n\n@misc{a, publisher = un}\n\n'
        '% Labour\n\n@string{ilo = "ILO" # un}\n\n@misc{b, publisher = ilo}\n\n'
    )
    assert _write(*_read(text), dialect=BIBTEX) == text


def test_strings_and_comments_go_along_into_the_other_dialect() -> None:
    text = '@string{tip = "Trafficking in Persons"}\n@comment{kept}\n@report{a, title = tip, date = {2020-05}, institution = {I}}\n'
    written = _write(*_read(text), dialect=BIBTEX)
    assert "@techreport{a" in written and "@string{tip" in written and "@comment{kept}" in written


def test_line_ends_of_windows_come_back() -> None:
    text = PROCEEDINGS.replace("\n", "\r\n") + "\r\n"
    talk, meeting = _read(text)
    assert _write(talk, meeting) == text
    written = _write(replace(talk, title="Screening"), replace(meeting, place="Oslo"))
    assert written.count("\n") == written.count("\r\n")
