"""BibTeX: what other programs write is read whole, what is not edited comes back to the character."""

import random
from dataclasses import replace
from pathlib import Path

import pytest
from bibtexparser.entrypoint import parse_string

from tipdesk.domain.names import Contributor, Name, Organisation, Person
from tipdesk.domain.publication import Note, Problem, Publication
from tipdesk.formats import by_suffix, recognise
from tipdesk.formats.bibtex import BIBLATEX, BIBTEX, read
from tipdesk.formats.bibtex_syntax import cut, scan
from tipdesk.formats.csljson import CSLJSON

AWKWARD = (Path(__file__).parents[1] / "data" / "awkward.bib").read_text(encoding="utf-8")


def _read(text: str) -> list[Publication]:
    return [record for record in read(text) if isinstance(record, Publication)]


def _one(text: str) -> Publication:
    (record,) = read(text)
    assert isinstance(record, Publication)
    return record


def _bibtex(*records: Publication) -> str:
    assert BIBTEX.write is not None
    return "".join(BIBTEX.write(records))


def _biblatex(*records: Publication) -> str:
    assert BIBLATEX.write is not None
    return "".join(BIBLATEX.write(records))


def _names(author: str) -> list[Name]:
    return [contributor.name for contributor in _one(f"@misc{{k, author = {{{author}}}}}").contributors]


def test_no_entry_of_an_awkward_file_is_lost() -> None:
    found = list(read(AWKWARD))
    assert [record.key for record in found if isinstance(record, Publication)] == [
        "keynext", "dup", "dup", "", "twice", "host", "paren", "nocomma", "percent", "after", "escaped", "pat"
    ]  # fmt: skip
    assert [(problem.line, problem.reason) for problem in found if isinstance(problem, Problem)] == [
        (28, "The closing brace of this @misc is missing."),
        (31, "The closing brace of this @book is missing."),
    ]


def test_what_the_awkward_entries_say() -> None:
    records = {record.key: record for record in _read(AWKWARD)}
    first = records["keynext"]
    assert first.date == "1999-10-01"
    assert [c.name for c in first.contributors] == [Person("Smith", "John"), Organisation("United Nations Office on Drugs and Crime")]
    assert records[""].title == "An empty key"
    assert records["twice"].title == "First" and records["twice"].extra == (("note", "n"), ("title", "Second"))
    assert records["host"].title == "Host"
    assert records["paren"].extra == (("note", "a ) b"),)
    assert (records["nocomma"].title, records["nocomma"].date) == ("A comma is missing", "2000")
    assert records["percent"].contributors == (Contributor(Person("Doe", "Jane")),)
    assert records["after"].publisher == "United Nations Office on Drugs and Crime (Vienna)"
    assert records["escaped"].title == "Esc { brace" and records["escaped"].extra == (("year", "in press"),)
    assert records["pat"].extra == (("entrytype", "patent"), ("and-others", "author"), ("holder", "{UN and IOM}"))


def test_untouched_records_come_back_to_the_character() -> None:
    records = _read(AWKWARD)
    text = _bibtex(*records)
    for record in records:
        assert record.source is not None and record.source.text in AWKWARD and record.source.text in text
    for definition in (
        '@string{unodc = "United Nations Office on Drugs and Crime"}',
        "@STRING(office = unodc # { (Vienna)})",
        '@preamble{"\\newcommand{\\noopsort}[1]{}"}',
        "@comment{jabref-meta: databaseType:bibtex;}",
        "@comment{behind all entries}",
    ):
        assert text.count(definition) == 1
    assert _read(text) == records
    assert _bibtex(*_read(text)) == text


def test_an_edit_changes_only_its_field() -> None:
    source = '@Article{k1,\n   TITLE  = "An {Old} Title" ,\n   Author={Doe, Jane},\n   journal = jtr, xyz = {kept {As} is},\n   year=1999}'
    text = f'@string{{jtr = "Journal of Trafficking"}}\n{source}\n'
    record = _one(text)
    assert (record.container, record.kind) == ("Journal of Trafficking", "journal article")
    edited = _bibtex(replace(record, title="A New Title"))
    assert source.replace('"An {Old} Title"', "{A New Title}") in edited
    assert source.replace("year=1999", "year={2001}") in _bibtex(replace(record, date="2001"))
    assert source.replace("{k1,", "{k2,") in _bibtex(replace(record, key="k2"))
    assert source.replace("year=1999", "year=1999,\n   url = {https://x.org}") in _bibtex(replace(record, url="https://x.org"))
    assert source.replace("\n   Author={Doe, Jane},", "") in _bibtex(replace(record, contributors=()))
    assert _bibtex(replace(record, notes=(Note("private"),))) == _bibtex(record)


def test_how_an_entry_is_laid_out() -> None:
    record = Publication(
        key="walkfree2018",
        kind="report",
        title="Slavery in the Time of COVID-19",
        contributors=(Contributor(Organisation("Walk Free Foundation")),),
        publisher="Walk Free Foundation",
        date="2020-04",
        notes=(Note("never"), Note("Read chapter 2", public=True)),
    )
    assert _bibtex(record) == (
        "@techreport{walkfree2018,\n"
        "  author = {{Walk Free Foundation}},\n"
        "  title = {Slavery in the Time of {COVID-19}},\n"
        "  type = {Report},\n"
        "  institution = {Walk Free Foundation},\n"
        "  year = {2020},\n"
        "  month = apr,\n"
        "  annote = {Read chapter 2},\n"
        "}\n\n"
    )


def test_a_work_without_author_gets_a_key_to_sort_by() -> None:
    record = Publication(key="unseen", title="Unseen, Unheard")
    text = _bibtex(record)
    assert "  key = {Unseen},\n" in text
    assert _one(text) == record


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ("Bird, Lucia and Jan van der Berg", [Person("Bird", "Lucia"), Person("Berg", "Jan", "van der")]),
        ("van der Berg, Jr., Jan", [Person("Berg", "Jan", "van der", "Jr.")]),
        (r"{\'E}mile Zola and M{\"u}ller, J{\"o}rg", [Person("Zola", "Émile"), Person("Müller", "Jörg")]),
        ("Charles Louis de la Vall{\\'e}e Poussin", [Person("Vallée Poussin", "Charles Louis", "de la")]),
        ("{United Nations Office on Drugs and Crime}", [Organisation("United Nations Office on Drugs and Crime")]),
        ("{Walk Free} AND {A, B and C}", [Organisation("Walk Free"), Organisation("A, B and C")]),
        (
            "International Federation of Red Cross and Red Crescent Societies",
            [Organisation("International Federation of Red Cross and Red Crescent Societies")],
        ),
        (
            "International Federation of Red Cross and Red Crescent Societies and Bird, Lucia",
            [Organisation("International Federation of Red Cross and Red Crescent Societies"), Person("Bird", "Lucia")],
        ),
        ("Ludwig~van Beethoven", [Person("Beethoven", "Ludwig", "van")]),
        ("family=Cruz, given=Jan, prefix=De La", [Person("Cruz", "Jan", "De La")]),
        ("{International Organization for Migration (IOM)}", [Organisation("International Organization for Migration", "IOM")]),
        ("", []),
    ],
)
def test_names(author: str, names: list[Name]) -> None:
    assert _names(author) == names


def test_short_authors_are_acronyms() -> None:
    record = _one("@misc{k, author = {{Red Cross and Red Crescent} and Bird, Lucia}, shortauthor = {{RCRC} and Bird, Lucia}}")
    assert record.contributors[0].name == Organisation("Red Cross and Red Crescent", "RCRC")
    assert record.extra == ()
    assert _one("@misc{k, author = {Bird, Lucia}, shortauthor = {LB}}").extra == (("shortauthor", "LB"),)


@pytest.mark.parametrize(
    ("fields", "date"),
    [
        ("year = 2019", "2019"),
        ("year = {2019}, month = apr", "2019-04"),
        ("year = {2019}, month = {April}", "2019-04"),
        ("year = 2019, month = 4, day = 7", "2019-04-07"),
        ('year = 2019, month = "7~" # apr', "2019-04-07"),
        ('year = 2019, month = jan # "/" # feb', "2019-01/2019-02"),
        ("year = 2019, month = {Summer}", "2019-22"),
        ("date = {2019-04-07}", "2019-04-07"),
        ("date = {2015~}, year = {2015}", "2015~"),
        ("date = {2018/2019}", "2018/2019"),
        ("year = {n.d.}", ""),
        ("year = {2001}, month = {09}, day = {31}", "2001-09"),
        ("year = {2001}, month = feb, day = {29}", "2001-02"),
        ("year = {2000}, month = feb, day = {29}", "2000-02-29"),
        ("date = {2001-09-31}", "2001"),
        ("year = 2019, month = {mars}", "2019-03"),
        ("year = 2019, month = {f{\\'e}vrier}", "2019-02"),
        ("year = 2019, month = 12, day = {5--7}", "2019-12-05/2019-12-07"),
    ],
)
def test_dates(fields: str, date: str) -> None:
    assert _one(f"@misc{{k, {fields}}}").date == date


def test_what_is_no_part_of_the_date_is_kept() -> None:
    assert _one("@misc{k, year = {2001}, month = {09}, day = {31}}").extra == (("day", "31"),)
    for year in ("2019-00", "2019-13", "2019/18"):
        record = _one(f"@misc{{k, year = {{{year}}}}}")
        assert (record.date, record.extra) == ("2019", (("year", year),))
    assert _one("@misc{k, year = 2019, month = 12, day = {5--7}}").extra == ()
    assert _one("@misc{k, year = 2019, month = {mar/apr}, day = 5}").extra == (("day", "5"),)
    timed = _one("@misc{k, date = {2001-03-05T10:00:00Z}}")
    assert (timed.date, timed.extra) == ("2001-03-05", (("date", "2001-03-05T10:00:00Z"),))
    assert _one(_bibtex(replace(timed, source=None))) == timed


def test_other_dates_keep_their_circa() -> None:
    record = _one("@misc{k, origdate = {1999~}, eventdate = {2001-03~/2001-04}}")
    assert record.extra == (("origdate", "1999~"), ("eventdate", "2001-03~/2001-04"))
    assert "origdate = {1999~}" in _biblatex(replace(record, source=None))
    assert CSLJSON.write is not None
    assert '"original-date": {"date-parts": [[1999]], "circa": true}' in "".join(CSLJSON.write([record]))


def test_several_addresses_in_one_field() -> None:
    text = "@misc{k, title = {A}, url = {http://a.org/~x_y http://b.org/~x_y}}"
    record = _one(text)
    assert (record.url, record.extra) == ("http://a.org/~x_y", (("url", "http://b.org/~x_y"),))
    assert _bibtex(record).strip() == text and _bibtex(replace(record, title="B")).strip() == text.replace("{A}", "{B}")
    assert _one(_bibtex(replace(record, url="http://c.org"))).extra == record.extra
    assert _one("@misc{k, url = {http://a.org, http://b.org}}").url == "http://a.org"
    assert _one("@misc{k, url = {http://a.org and more}}").url == "http://a.org and more"


def test_addresses_and_identifiers_stay_verbatim() -> None:
    record = _one(r"@misc{k, url = {https://x.org/~a_b?c=%20&d\_e#f}, doi = {https://doi.org/10.1000/a_b}, howpublished = {Online}}")
    assert record.url == "https://x.org/~a_b?c=%20&d_e#f"
    assert record.doi == "10.1000/a_b"
    assert _one(r"@misc{k, howpublished = {\url{https://x.org/~a}}}").url == "https://x.org/~a"
    broken = Publication(key="k", title="T", url="https://x.org/a}b{c\\")
    assert _one(_bibtex(broken)) == broken
    assert "url = {https://x.org/a%7Db%7Bc%5C}" in _bibtex(broken)


def test_files_that_are_written_with_backslashes_stay_where_other_programs_look_for_them() -> None:
    file = r"Snapshot:C\:\\Users\\x\\a  b.html:text/html"
    text = f"@misc{{k,\n  title = {{A}},\n  file = {{{file}}},\n}}"
    linked = replace(_one(text), extra=(("file", rf"{file};:D\:/b.pdf:PDF"),))
    assert _bibtex(linked).strip() == text.replace("html}", r"html;:D\:/b.pdf:PDF}")
    assert _one(_bibtex(linked)) == linked
    ends = replace(linked, extra=(("file", "a\\"),))
    assert _one(_bibtex(ends)) == ends and "file = {a\\}" not in _bibtex(ends)


def test_nothing_in_a_value_can_break_out_of_its_entry() -> None:
    record = Publication(
        key="k", title="}\n@misc{evil, title={x}}", abstract="}}}{", tags=("a, b", "{", "c\\"), extra=(("bad name}", "v}"),)
    )
    (again,) = _read(_bibtex(record))
    assert replace(again, title=record.title) == record
    assert len(_read(_bibtex(record))) == 1


def test_a_text_without_entries_gives_nothing() -> None:
    assert list(read("")) == []
    assert list(read("Dear all, write to a@b.org {please}.")) == []
    assert recognise("Dear all, write to a@b.org {please}.") is None
    assert recognise("% x\n@article{a,\n title={b}}") is BIBTEX
    assert by_suffix("refs.BIB") is BIBTEX


def test_limits_cost_the_record_only() -> None:
    found = list(read(f"@misc{{{'k' * 300}, title={{A}}}}\n@misc{{b, abstract={{{'x' * (1024 * 1024 + 1)}}}}}\n@misc{{c, title={{C}}}}"))
    assert [type(item) for item in found] == [Problem, Problem, Publication]
    problem, record = read("\x00@misc{a, title={A\x01}}")
    assert isinstance(problem, Problem) and isinstance(record, Publication) and record.title == "A"


def test_plain_entries_are_read_as_bibtexparser_reads_them() -> None:
    pick = random.Random(3)
    values = ["{A {Braced} one}", '"quoted {"} one"', "1999", "apr", "{a\n  wrapped}", '"x, = y"', "{}"]
    names = ["title", "Author", "YEAR", "x-note", "url"]
    text = "".join(
        f"@misc{{key{i},\n" + "".join(f"  {name} = {pick.choice(values)},\n" for name in pick.sample(names, 3)) + "}\n" for i in range(300)
    )
    blocks = list(cut(text))
    entries = parse_string(text, parse_stack=[]).entries
    assert len(blocks) == len(entries) == 300
    for block, entry in zip(blocks, entries, strict=True):
        assert block.fields is not None
        assert (block.type, block.key, block.text) == (entry.entry_type, entry.key, entry.raw)
        assert [(field.name, field.value) for field in block.fields] == [(field.key, field.value) for field in entry.fields]
        assert scan(block.text) == (block.type, block.key, block.fields, "")


def test_an_edited_subtitle_leaves_the_braces_of_the_title() -> None:
    (record,) = _read('@misc{k,\n  TITLE = "A {Protected} \\emph{Homo}",\n  month = MAR, year = 2019,\n}')
    written = _bibtex(replace(record, subtitle="Sub"))
    assert "TITLE = {A {Protected} \\emph{Homo}: Sub}" in written and "month = MAR, year = 2019," in written


def test_addresses_in_prose_keep_their_signs() -> None:
    (record,) = _read("@misc{k, title={T}, note={see http://x.org/~a--b}}")
    assert dict(record.extra)["note"] == "see http://x.org/~a--b"


def test_countries_as_they_were_written_stay_beside_the_names_that_they_go_by() -> None:
    [entry] = read("@misc{a, title = {A}, country = {Ivory Coast}}")
    assert isinstance(entry, Publication)
    assert (entry.countries, entry.extra) == (("Côte d'Ivoire",), (("source-country", "Ivory Coast"),))
    assert BIBTEX.write is not None
    [again] = read("".join(BIBTEX.write([entry])))
    assert isinstance(again, Publication) and (again.countries, again.extra) == (entry.countries, entry.extra)


def test_an_annotation_given_twice_is_two_notes() -> None:
    text = "@book{a,\n  title = {T},\n  annote = {One},\n  annote = {Two},\n}"
    record = _one(text)
    assert record.notes == (Note("One", public=True), Note("Two", public=True)) and record.extra == ()
    assert text in _bibtex(record)
    assert "Two" not in _bibtex(replace(record, notes=(Note("One", public=True), Note("Two"))))
    assert "One" not in _bibtex(replace(record, notes=(Note("One"), Note("Two"))))


def test_a_comment_ends_a_bare_value_and_a_key() -> None:
    text = '@string{pb = "Press"}\n@book{k1 % one\n, title = {T}, publisher=pb% two\n, year = 2001% three\n}'
    record = _one(text)
    assert (record.key, record.publisher, record.date) == ("k1", "Press", "2001")
    edited = _bibtex(replace(record, key="k2", volume="9"))
    assert "@book{k2 % one\n, title = {T}, publisher=pb% two\n, year = 2001, volume = {9}% three\n}" in edited


def test_a_macro_that_stood_for_a_note_made_private_does_not_leave() -> None:
    text = (
        '@string{jtr = "Journal"}\n@string{name = "a name"}\n@string{sec = "Told by " # name}\n@article{a, title = {A}, journal = jtr}\n'
        "@article{b, title = {B}, journal = jtr, annote = sec}\n"
    )
    first, second = (record for record in BIBTEX.read(text) if isinstance(record, Publication))
    assert second.notes == (Note("Told by a name", public=True),)
    assert "sec =" in "".join(BIBTEX.write([first, second]))
    written = "".join(BIBTEX.write([first, replace(second, notes=(Note("Told by a name"),))]))
    assert "Told" not in written and "a name" not in written and "annote" not in written and 'jtr = "Journal"' in written
