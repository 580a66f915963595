"""CSV: tables of all kinds in, one kind out."""

import csv
import io
import itertools
import re
import tracemalloc

import pytest

from tipdesk.domain.editions import links
from tipdesk.domain.names import Contributor, Organisation, Person
from tipdesk.domain.publication import Note, Problem, Publication
from tipdesk.formats import FORMATS, by_suffix, recognise
from tipdesk.formats.csv_ import CSV, columns, preview, read, write
from tipdesk.formats.csv_columns import Layout, keys, target_of, targets


def _records(text: str) -> list[Publication]:
    found = list(read(text))
    assert not [problem for problem in found if isinstance(problem, Problem)]
    return [record for record in found if isinstance(record, Publication)]


def _problems(text: str) -> list[Problem]:
    return [problem for problem in read(text) if isinstance(problem, Problem)]


@pytest.mark.parametrize(
    "header",
    [
        "Title{0}Authors{0}Year{0}Country",
        "Titre{0}Auteurs{0}Année{0}Pays",
        "Título{0}Autores{0}Año{0}País",
        "título{0}autor(es){0}ano{0}países",
        "Название{0}Авторы{0}Год{0}Страна",
        "العنوان{0}المؤلفون{0}السنة{0}البلد",
        "标题{0}作者{0}出版年{0}国家",
        "標題{0}作者{0}年份{0}國家",
    ],
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiter_and_columns_are_found(header: str, delimiter: str) -> None:
    text = "\r\n".join(
        [header.format(delimiter), delimiter.join(["Smuggling", '"Bird, Lucia; Walk Free Foundation"', "2020", "Ivory Coast"])]
    )
    (record,) = _records(text)
    assert record.title == "Smuggling"
    assert record.contributors == (Contributor(Person("Bird", "Lucia")), Contributor(Organisation("Walk Free Foundation")))
    assert (record.date, record.countries) == ("2020", ("Côte d'Ivoire",))
    assert record.extra == (("source-country", "Ivory Coast"),)
    assert record.source is not None and record.source.line == 2 and record.source.context == header.format(delimiter)


def test_chinese_columns_that_keep_notes_in_are_private_notes() -> None:
    (record,) = _records("题名,备注,内部备注,保密\n手册,公开,不要外传,机密\n")
    assert record.title == "手册"
    assert record.notes == (Note("公开"), Note("不要外传"), Note("机密"))


def test_values_are_tidied() -> None:
    text = "title,type,language,region,date,doi,colour,year\nA,Poster,French,Europe and Central Asia,April 2020,https://doi.org/10.1000/182,red,\n"
    (record,) = _records(text)
    assert record.languages == ("fr",)
    assert record.regions == ("Europe", "Central Asia")
    assert record.date == "2020-04"
    assert record.doi == "10.1000/182"
    assert record.extra == (("type", "Poster"), ("colour", "red"), ("source-region", "Europe and Central Asia"))
    (record,) = _records("title,type\nA,Article\n")
    assert (record.kind, record.extra) == ("journal article", ())


def test_a_date_without_its_year_is_that_of_the_year_column() -> None:
    day, months, other = _records("title,Publication Date,Publication Year\nA,MAR 15,2016\nB,DEC-JAN,2016\nC,2015-12-01,2016\n")
    assert (day.date, day.extra) == ("2016-03-15", ())
    assert (months.date, months.extra) == ("2016", (("Publication Date", "DEC-JAN"),))
    assert (other.date, other.extra) == ("2016", (("Publication Date", "2015-12-01"),))


def test_the_year_column_goes_before_the_date() -> None:
    same, other, none = _records("title,year,date\nA,2020,2020-04\nB,2021,2020-04\nC,,2020-04\n")
    assert (same.date, other.date, none.date) == ("2020-04", "2021", "2020-04")


@pytest.mark.parametrize("header", ["Private sector", "Internal migration", "Personal", "Restricted access", "Information"])
def test_other_columns_are_no_private_notes(header: str) -> None:
    assert _records(f"title\t{header}\nA\tx\n")[0].notes == ()


def test_notes_of_a_table_that_is_not_ours_are_private() -> None:
    assert _records("title,notes\nA,psst\n")[0].notes == (Note("psst"),)


@pytest.mark.parametrize(
    "header",
    ["private notes", "private_note", "Private note", "PrivateNotes", "Private note(s)", "Notes (internal)", "Note privée",
     "Remarques confidentielles", "notas privadas", "Nota pessoal", "личные заметки", "ملاحظات خاصة", "ملاحظات داخلية",
     "Private note 1", "Comments (private)", "Case notes", "My notes", "Confidential", "Strictly confidential", "For internal use only",
     "Confidentiel", "Usage interne", "Información confidencial", "Informações confidenciais", "Конфиденциально",
     "Для служебного пользования", "سري", "معلومات سرية", "للاستخدام الداخلي"],
)  # fmt: skip
def test_private_notes_stay_private_in_every_format(header: str) -> None:
    (record,) = _records(f"title\tnotes\t{header}\nA\topen\tpsst\n")
    assert record.notes == (Note("open"), Note("psst")) and not record.extra
    own = "".join(write([Publication(key="a", title="A")])).replace(",notes,", f',notes,"{header}",')
    row = own.splitlines()[1].split(",")
    row[own.splitlines()[0].split(",").index("notes")] = "open,psst"
    (record,) = _records(own.splitlines()[0] + "\n" + ",".join(row) + "\n")
    assert record.notes == (Note("open", public=True), Note("psst"))
    for form in FORMATS:
        assert form.write is None or "psst" not in "".join(form.write([record]))


@pytest.mark.parametrize(
    ("cell", "date"),
    [("13/03/2004", "2004-03-13"), ("03/13/2004", "2004-03-13"), ("2004/03/12", "2004-03-12"), ("12.03.2004", "2004-03-12"),
     ("12/12/2004", "2004-12-12"), ("12 March 2004", "2004-03-12"), ("March 12, 2004", "2004-03-12"), ("12-Mar-2004", "2004-03-12"),
     ("mars 2004", "2004-03"), ("1er août 2004", "2004-08-01"), ("12 de marzo de 2004", "2004-03-12"), ("12 марта 2004 г.", "2004-03-12"),
     ("مارس 2004", "2004-03"), ("2004-03", "2004-03"), ("03/2004", "2004-03"), ("2020/11", "2020-11"), ("1998/99", "1998/1999"),
     ("2004-03-12 00:00:00", "2004-03-12"), ("c. 1950", "1950~"), ("2004.0", "2004"), ("15-Mar-19", "2019-03-15"), ("Mar-98", "1998-03"),
     ("٢٠١٩", "2019"), ("２０１９-０３", "2019-03"), ("2. März 2004", "2004-03-02"), ("Mar-Apr 2019", "2019-03/2019-04")],
)  # fmt: skip
@pytest.mark.parametrize("column", ["year", "date"])
def test_dates_as_spreadsheets_have_them(cell: str, date: str, column: str) -> None:
    (record,) = _records(f"title;{column}\nA;{cell}\n")
    assert (record.date, record.extra) == (date, ())


@pytest.mark.parametrize(
    ("cell", "date"),
    [("12/03/2004", "2004"), ("12-03-2004 10:15", "2004"), ("31/02/2004", "2004"), ("2004/05", "2004"), ("2019a", "2019"),
     ("2010 (in press)", "2010"), ("12/03/04", ""), ("between 1990 and 1995", ""), ("n.d.", ""), ("No. 4711", ""),
     ("2019-00", "2019"), ("2019-13", "2019"), ("2019/18", "2019"), ("2019-2018", "")],
)  # fmt: skip
@pytest.mark.parametrize("column", ["year", "date"])
def test_of_a_date_that_cannot_be_told_the_year_is_taken_and_all_is_kept(cell: str, date: str, column: str) -> None:
    (record,) = _records(f"title;{column}\nA;{cell}\n")
    assert (record.date, record.extra) == (date, ((column, cell),))


def test_every_column_of_notes_is_one_of_notes() -> None:
    (record,) = _records("title,notes,Comments,private notes,Private note 2\nA,one,two,three,four\n")
    assert record.notes == (Note("one"), Note("two"), Note("three"), Note("four")) and not record.extra
    (record,) = read("title,Remarks by Jo\nA,psst\n", Layout(fields={"Remarks by Jo": "private notes"}))
    assert isinstance(record, Publication) and record.notes == (Note("psst"),) and "private notes" in targets()


ZOTERO = (
    '"Key","Item Type","Publication Year","Author","Title","Publication Title","Abstract Note","Date","Pages","Notes","Manual Tags",'
    '"Automatic Tags","Series Editor","Type"\n'
    '"ABCD","journalArticle","2020","Vogelstein, Rachel","T","J. of HT","Abs","2020-03-15","101-120","<p>one</p>; <div>two</div>",'
    '"law, criminal","auto1; auto2","Lark, Cy",""\n'
    '"EFGH","newspaperArticle","2018","","U","","","2018","7","plain; text","","","",""\n'
    '"IJKL","bookSection","2018","","V","","","2018","","","","","","Essay"\n'
)


def test_what_zotero_exports() -> None:
    one, two, three = _records(ZOTERO)
    assert (one.kind, one.key, one.container, one.abstract, one.date) == ("journal article", "ABCD", "J. of HT", "Abs", "2020-03-15")
    assert one.tags == ("law, criminal", "auto1", "auto2")
    assert one.notes == (Note("<p>one</p>"), Note("<div>two</div>")) and two.notes == (Note("plain; text"),)
    assert [(c.role, c.name) for c in one.contributors] == [
        ("author", Person("Vogelstein", "Rachel")),
        ("collection-editor", Person("Lark", "Cy")),
    ]
    assert (two.kind, two.extra) == ("journal article", (("entrytype", "csl-article-newspaper"),))
    assert (three.kind, three.extra) == ("chapter", (("Type", "Essay"),))


SCOPUS = (
    '"Authors","Author full names","Title","Year","Source title","Volume","Page start","Page end","DOI","Link","Author Keywords",'
    '"Document Type","Source"\n'
    '"Raphael J.; van den Berg H.-J.","Raphael, Jody (123)","T","2016","Violence Against Women","12","211","219","10.1177/1",'
    '"https://x.org","prostitution; trafficking","Article","Scopus"\n'
    '"Law J.","","U","2016","V","12","5","","","","","Review","Scopus"\n'
    '"Law J.","","U","2016","V","12","5-9","12","","","","Conference Paper","Scopus"\n'
)


def test_what_scopus_exports() -> None:
    one, two, three = _records(SCOPUS)
    assert [c.name for c in one.contributors] == [Person("Raphael", "J."), Person("Berg", "H.-J.", "van den")]
    assert (one.kind, one.container, one.pages, one.tags) == (
        "journal article",
        "Violence Against Women",
        "211-219",
        ("prostitution", "trafficking"),
    )
    assert one.extra == (("Author full names", "Raphael, Jody (123)"), ("Source", "Scopus"))
    assert (two.kind, two.pages, two.extra) == ("journal article", "5", (("Document Type", "Review"), ("Source", "Scopus")))
    assert (three.kind, three.pages) == ("chapter", "5-9") and ("Page end", "12") in three.extra


def test_another_field_that_is_called_like_private_notes_comes_back_as_one() -> None:
    record = Publication(title="A", extra=(("private notes", "x"), ("Comments", "y")))
    assert _records("".join(write([record]))) == [record]


def test_a_mapping_goes_before_the_names() -> None:
    (record,) = read("Foo,Title\nReal title,Not the title\n", Layout(fields={"foo": "title"}))
    assert isinstance(record, Publication)
    assert record.title == "Real title" and record.extra == (("Title", "Not the title"),)
    with pytest.raises(ValueError, match="There is no field 'nonsense'"):
        list(read("Foo\nx\n", Layout(fields={"Foo": "nonsense"})))
    with pytest.raises(ValueError, match="There is no column 'Bar'"):
        list(read("Foo\nx\n", Layout(fields={"Bar": "title"})))


def test_a_column_is_left_out_or_kept_on_request() -> None:
    (record,) = read("Title,Colour,Place\nA,red,Rome\n", Layout(fields={"Colour": "-", "Place": "extra"}))
    assert isinstance(record, Publication)
    assert (record.title, record.place, record.extra) == ("A", "", (("Place", "Rome"),))


def test_columns_of_one_name_are_told_apart() -> None:
    assert keys(["a", "A", "", "a [2]", ""]) == ["a", "A [2]", "column 3", "a [2] [2]", "column 5"]
    found = [r for r in read('Title,Author,Author\nA,Wren; Ada,"Heron, Bo"\n', Layout(fields={"Author [2]": "editor"}))]
    record = found[-1]
    assert isinstance(record, Publication)
    assert [c.role for c in record.contributors] == ["author", "author", "editor"]


def test_two_columns_may_fill_one_list_and_lose_nothing() -> None:
    layout = Layout(fields={"Land 1": "countries", "Land 2": "countries", "Name 1": "title", "Name 2": "title"})
    (record,) = read("Name 1,Name 2,Land 1,Land 2\nA,B,Kenya,Lebanon; Kenya\n", layout)
    assert isinstance(record, Publication)
    assert (record.title, record.countries, record.extra) == ("A", ("Kenya", "Lebanon"), (("Name 2", "B"),))


@pytest.mark.parametrize(
    ("cell", "countries"),
    [
        ("Kenya; Liban", ("Kenya", "Lebanon")),
        ("Kenya\nLiban", ("Kenya", "Lebanon")),
        ("Kenya | Liban", ("Kenya", "Lebanon")),
        ("Kenya, Liban", ("Kenya", "Lebanon")),
        ("Kenya/Liban", ("Kenya", "Lebanon")),
        ("Korea, Republic of", ("Republic of Korea",)),
        ("Kenya, Atlantis", ("Kenya, Atlantis",)),  # one part is not known, so the comma may be part of a name
    ],
)
def test_the_separator_of_a_list_is_found(cell: str, countries: tuple[str, ...]) -> None:
    (record,) = _records(f'title,country\nA,"{cell}"\n')
    assert record.countries == countries


def test_a_separator_that_is_named_goes_before_the_one_found() -> None:
    (record,) = read('title,tag\nA,"one, two; three"\n', Layout(separators={"tag": ","}))
    assert isinstance(record, Publication) and record.tags == ("one", "two; three")
    with pytest.raises(ValueError, match="There is no column 'tags'"):
        list(read("title,tag\nA,x\n", Layout(separators={"tags": ","})))


def test_a_delimiter_that_is_named_goes_before_the_one_found() -> None:
    (record,) = read("title:year;month\nA:2001\n", Layout(":", {"year;month": "year"}))
    assert isinstance(record, Publication) and (record.title, record.date) == ("A", "2001")
    with pytest.raises(ValueError, match="one character"):
        list(read("title\nA\n", Layout("ab")))


def test_a_preview_shows_the_rows_that_can_be_read() -> None:
    shown = preview("sep=;\nTitre;Auteur;\nA;B;C;D\n\nE;F;G;\nH\n'=I;;\n")
    assert (shown.delimiter, shown.header, shown.keys) == (";", "Titre;Auteur;", ("Titre", "Auteur", "column 3"))
    assert shown.rows == (("E", "F", "G"), ("=I", "", ""))
    assert [target_of(column) for column in shown.columns] == ["title", "authors", "extra"]
    assert len(preview("title\n" + "A\n" * 99).rows) == 50


def test_columns_say_what_they_are_read_as() -> None:
    assert [(column.name, column.field, column.role) for column in columns("Titre;Auteur;editor;Foo\n")] == [
        ("Titre", "title", ""),
        ("Auteur", "contributors", "author"),
        ("editor", "contributors", "editor"),
        ("Foo", "", ""),
    ]


@pytest.mark.parametrize("value", ["=1+1", "+1", "-1", "@x", "＝1", "'quoted'", "''", "'", "'=x", "tab\tin"])
def test_no_cell_is_a_formula_and_each_comes_back(value: str) -> None:
    record = Publication(title=value, kind="report", extra=(("=HEAD()", value),))
    text = "".join(write([record]))
    for row in csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")):
        assert not any(cell.startswith(tuple("=+-@＝＋－＠")) for cell in row)
    assert _records(text) == [record]


def test_the_table_is_rfc_4180_with_a_bom() -> None:
    text = "".join(write([Publication(title='Say "no"', abstract="a\nb")]))
    assert text.startswith("\ufeffid,key,kind,title,")
    assert text.count("\r\n") == 2 and '"Say ""no"""' in text and '"a\nb"' in text


def test_id_and_stamps_are_kept() -> None:
    record = Publication(title="A", uid="a0123456789abcde", added="2024-01-01T00:00:00Z", modified="2024-02-01T00:00:00Z")
    (read_back,) = _records("".join(write([record])))
    assert (read_back.uid, read_back.added, read_back.modified) == ("a0123456789abcde", record.added, record.modified)


def test_broken_rows_cost_only_themselves() -> None:
    text = 'title,year\nA,2001\nB\nC,2003,x,y\n"D,2004\nE,2005\n,\n"F" x,2006\nG,2007\n'
    found = list(read(text))
    assert [record.title for record in found if isinstance(record, Publication)] == ["A", "E", "G"]
    assert [problem.line for problem in found if isinstance(problem, Problem)] == [3, 4, 5, 8]
    assert all(problem.reason and problem.text for problem in found if isinstance(problem, Problem))


def test_doubled_headers_are_reported() -> None:
    problem, record = read("title,title,year\nA,B,2001\n")
    assert isinstance(problem, Problem) and problem.line == 1 and "twice" in problem.reason
    assert isinstance(record, Publication) and record.title == "A" and record.extra == (("title", "B"),)


def test_what_is_no_table_for_us() -> None:
    assert len(_problems("foo,bar\n1,2\n")) == 1
    assert list(read("")) == []
    assert len(_problems(",".join(f"c{i}" for i in range(1001)) + "\n")) == 1
    assert _problems("title\nA\x00B\n")[0].reason == "Control characters were left out."


def test_a_field_over_the_limit_is_a_problem_of_its_row() -> None:
    found = list(read(f"title,abstract\nA,{'x' * (1024 * 1024 + 1)}\nB,y\n"))
    assert [type(item) for item in found] == [Problem, Publication]


def test_a_long_table_has_the_columns_of_its_last_record_and_is_not_held_in_memory() -> None:
    last = Publication(title="Z", contributors=(Contributor(Person("Okafor"), "editor"),), extra=(("month", "5"),))
    many = (Publication(title=f"Title {number}", abstract=f"{number} " * 1000) for number in range(5000))
    tracemalloc.start()
    try:
        lines = csv.DictReader("".join(map(_without_abstract, write(itertools.chain(many, [last])))).splitlines())
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    *others, row = lines
    assert len(others) == 5000
    assert (row["editor"], row["month"], others[-1]["editor"]) == ("Okafor,", "5", "")
    assert peak < 20_000_000  # the abstracts alone are 24 MB


def _without_abstract(line: str) -> str:
    return re.sub(r"(?:\d+ ){1000}", "", line)


def test_excels_first_line_is_no_header() -> None:
    (record,) = _records("sep=;\r\nTitle;Year\r\nA;2001\r\n")
    assert (record.title, record.date) == ("A", "2001")


def test_csv_is_recognised() -> None:
    assert recognise("title;year\nA;2001\n") is CSV
    assert recognise("Dear Sir,\nthis is a letter, not a table\n") is None
    assert by_suffix("x.TSV") is CSV


@pytest.mark.parametrize("heading", ["Translation of", "translation_of", "EDITION OF", "edition-of"])
def test_a_link_goes_by_its_name_as_people_write_it(heading: str) -> None:
    [_, record] = _records(f"key,title,{heading}\nen,Roads,\nfr,Voies,en\n")
    assert list(links(record.extra).values()) == ["en"]
    odd = Publication(title="x", extra=((heading, "en"),))  # is that name itself
    assert _records("".join(write([odd]))) == [odd]
