"""RIS: what programs write, and what the two specifications allow."""

from dataclasses import replace

import pytest

from tipdesk.domain import types
from tipdesk.domain.kinds import KINDS
from tipdesk.domain.names import Contributor, Name, Organisation, Person
from tipdesk.domain.publication import Note, Problem, Publication
from tipdesk.formats import by_suffix, recognise
from tipdesk.formats.ris import RIS, read, write


def _records(text: str) -> list[Publication]:
    found = list(read(text))
    assert not [problem for problem in found if isinstance(problem, Problem)], found
    return [record for record in found if isinstance(record, Publication)]


def _record(text: str) -> Publication:
    (record,) = _records(text)
    return record


def _of(*lines: str, kind: str = "JOUR") -> Publication:
    return _record("\n".join((f"TY  - {kind}", *lines, "ER  - ", "")))


ARTICLE = """TY  - JOUR
ID  - bird2020
TI  - Smuggling in the time of COVID-19
AU  - Bird, Lucia
AU  - van der Berg, Jan, Jr.
AU  - United Nations Office on Drugs and Crime
PY  - 2020
DA  - 2020/04/15/
T2  - Journal of Human Trafficking
J2  - J. Hum. Traffick.
VL  - 6
IS  - 2
SP  - 12
EP  - 34
SN  - 2332-2705
DO  - 10.1080/23322705.2020.1
UR  - https://example.org/a
LA  - en
KW  - smuggling
KW  - COVID-19
AB  - An abstract.
N1  - A note.
ER  -
""".replace("ER  -", "ER  - ")


def test_an_article_is_read() -> None:
    record = _record(ARTICLE)
    assert record == Publication(
        key="bird2020",
        kind="journal article",
        title="Smuggling in the time of COVID-19",
        contributors=(
            Contributor(Person("Bird", "Lucia")),
            Contributor(Person("Berg", "Jan", "van der", "Jr.")),
            Contributor(Organisation("United Nations Office on Drugs and Crime")),
        ),
        date="2020-04-15",
        container="Journal of Human Trafficking",
        volume="6",
        issue="2",
        pages="12-34",
        issn="2332-2705",
        doi="10.1080/23322705.2020.1",
        url="https://example.org/a",
        languages=("en",),
        tags=("smuggling", "COVID-19"),
        abstract="An abstract.",
        notes=(Note("A note.", public=True),),
        extra=(("shortjournal", "J. Hum. Traffick."),),
    )
    written = "".join(write([replace(record, source=None)]))
    assert written.startswith("TY  - JOUR\nID  - bird2020\n") and written.endswith("\nER  - \n\n")
    assert sorted(written.split("\n")) == sorted((ARTICLE + "\n").split("\n"))


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("\n", "\r"),
        lambda text: text.replace("  - ", " - "),
        lambda text: text.replace("  - ", "\t- "),
        lambda text: text.replace("  - ", "  -"),
        lambda text: text.replace("  - ", "- "),
        lambda text: "\n".join(line[:2].lower() + line[2:] for line in text.split("\n")),
        lambda text: "\ufeff" + text,
        lambda text: "Provider: somebody\nContent: text/plain\n\n" + text,
        lambda text: text.replace("ER  - \n", ""),
        lambda text: text.replace("ER  - \n", "ER  -"),
        lambda text: "\n".join(f"   {line}" for line in text.split("\n")),
        lambda text: text.replace("T2  -", "JF  -").replace("TI  -", "T1  -").replace("AU  -", "A1  -").replace("AB  -", "N2  -"),
        lambda text: text.replace("SP  - 12\nEP  - 34", "SP  - 12-34"),
        lambda text: text.replace("SP  - 12\n", "SP  - 12-34\n"),
        lambda text: text.replace("KW  - smuggling\nKW  - COVID-19", "KW  - smuggling; COVID-19"),
        lambda text: text.replace("KW  - smuggling\nKW  - COVID-19", "KW  - smuggling\nCOVID-19"),
        lambda text: text.replace("DO  - ", "M3  - "),
        lambda text: text.replace("DO  - ", "DO  - https://doi.org/"),
        lambda text: text.replace("time of COVID", "time of\n      COVID"),
        lambda text: text.replace("DA  - 2020/04/15/", "DA  - 2020-04-15"),
        lambda text: text.replace("PY  - 2020\nDA  - ", "Y1  - "),
    ],
)
def test_other_ways_to_write_the_same(change) -> None:
    assert _record(change(ARTICLE)) == _record(ARTICLE)


def test_records_without_an_end_and_texts_that_look_like_tags() -> None:
    text = """TY  - BOOK
TI  - A
TY  - BOOK
TI  - B
AB  - Staff of an
ER  -
say so, and
ER  - another thing;
UN - wide
ER  -

TY  - BOOK
TI  - C"""
    a, b, c = _records(text)
    assert (a.title, b.title, c.title) == ("A", "B", "C")
    assert b.abstract == "Staff of an\nER  -\nsay so, and\nER  - another thing;\nUN - wide"
    assert [record.source and record.source.line for record in (a, b, c)] == [1, 3, 12]


def test_a_record_whose_first_line_is_broken_spoils_no_other() -> None:
    a, problem, c = read("TY  - BOOK\nTI  - A\nER  - \n\n;TY  - BOOK\nTI  - B\nER  - \n\nTY  - BOOK\nTI  - C\nER  - \n")
    assert isinstance(a, Publication) and isinstance(c, Publication) and (a.title, c.title) == ("A", "C")
    assert isinstance(problem, Problem) and problem.line == 5 and problem.text.startswith(";TY  - BOOK\nTI  - B")


def test_a_text_that_looks_like_a_record_comes_back() -> None:
    record = Publication(kind="report", title="A", abstract="One\nTY  - JOUR\nTI  - phantom\nER  - \nIS - it\n AU  - x\n\nEnd")
    (back,) = _records("".join(write([record])))
    assert back == record


def test_lines_in_no_record_are_reported() -> None:
    found = list(read("AU  - Nobody, N.\n\nTY  - BOOK\nTI  - A\nER  - \nAU  - Lost, L.\nTI  - Lost\nER  - \nTY  - BOOK\nTI  - B\nER  - \n"))
    assert [item.title if isinstance(item, Publication) else (item.line, item.text[:11]) for item in found] == [
        (1, "AU  - Nobod"),
        "A",
        (6, "AU  - Lost,"),
        "B",
    ]
    assert list(read("nothing at all\n")) == []
    (problem,) = read("TY  - JOUR\nID  - x\nER  - \n")
    assert isinstance(problem, Problem) and problem.line == 1 and "nothing" in problem.reason


@pytest.mark.parametrize(
    ("lines", "date", "extra"),
    [
        (("PY  - 2019",), "2019", ()),
        (("PY  - 2019/03/12/",), "2019-03-12", ()),
        (("PY  - 2019", "DA  - 2019/3/"), "2019-03", ()),
        (("PY  - 2019///Spring",), "2019-21", ()),
        (("PY  - 2019/03/12/Online first",), "2019-03-12", (("ris-date-info", "Online first"),)),
        (("DA  - 12 March 2019",), "2019-03-12", ()),
        (("DA  - 31.12.2010",), "2010-12-31", ()),
        (("DA  - 12/03/2010",), "2010", (("ris-date-info", "12/03/2010"),)),
        (("PY  - 2010///Before 2010",), "2010", (("ris-date-info", "Before 2010"),)),
        (("PY  - 2010/02/30/",), "2010-02", (("ris-date-info", "30"),)),
        (("PY  - 2010/02/40/late",), "2010-02", (("ris-date-info", "40/late"),)),
        (("PY  - 2010/05/06/0800 hrs",), "2010-05-06", (("ris-date-info", "0800 hrs"),)),
        (("PY  - 2010/00/10/",), "2010", (("ris-date-info", "10"),)),
        (("PY  - 2018-2019",), "2018/2019", ()),
        (("PY  - in press",), "", (("year", "in press"),)),
        (("PY  - c1999",), "1999", (("ris-date-info", "c1999"),)),
        (("PY  - 2019", "DA  - Mar 15"), "2019-03-15", ()),
        (("PY  - 2019", "DA  - MAR"), "2019-03", ()),
        (("PY  - 2019", "DA  - JAN-FEB"), "2019-01/2019-02", ()),
        (("PY  - 2019", "DA  - 2019/Mar/15"), "2019-03-15", ()),
        (("PY  - 2019", "DA  - 05/06/2019"), "2019", (("ris-date-info", "05/06/2019"),)),
        (("PY  - 2019", "DA  - Online"), "2019", (("ris-date-info", "Online"),)),
        (("DA  - Mar 15",), "", (("year", "Mar 15"),)),
        (("PY  - 2019///Mar 15",), "2019-03-15", ()),
        (("PY  - 2019 Mar 15",), "2019-03-15", ()),
        (("PY  - 2019", "DA  - DEC-JAN"), "2019", (("ris-date-info", "DEC-JAN"),)),
        (("PY  - 2019", "DA  - 15 mars"), "2019-03-15", ()),
        (("PY  - 2019", "DA  - 15 de marzo"), "2019-03-15", ()),
        (("PY  - 2019-00",), "2019", (("ris-date-info", "2019-00"),)),
        (("PY  - 2019/18",), "2019", (("ris-date-info", "18"),)),
        (("PY  - 2019", "DA  - 2020/01/01/"), "2019", (("ris-da", "2020/01/01/"),)),
    ],
)
def test_dates(lines: tuple[str, ...], date: str, extra: tuple[tuple[str, str], ...]) -> None:
    record = _of("TI  - A", *lines)
    assert (record.date, record.extra) == (date, extra)


def test_names() -> None:
    record = _of(
        "A1  - Bigio, Jamille", "A2  - Vogelstein, Rachel", "ED  - Lucia Bird", "A3  - Series, S.", "A4  - Trans, T.", "AU  - et al."
    )
    assert [(c.role, c.name.sorted_name) for c in record.contributors] == [
        ("author", "Bigio, Jamille"),
        ("editor", "Vogelstein, Rachel"),
        ("editor", "Bird, Lucia"),
        ("collection-editor", "Series, S."),
        ("translator", "Trans, T."),
    ]
    assert record.extra == (("and-others", "author"),)
    assert _of("AU  - Ed, E.", kind="EDBOOK").contributors[0].role == "editor"


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("World Health Organization,", Organisation("World Health Organization")),
        ("Acme Widgets, ", Organisation("Acme Widgets")),
        ("Global Alliance Against Traffic in Women (GAATW),", Organisation("Global Alliance Against Traffic in Women", "GAATW")),
        ("Department of State, Office of Labor,", Organisation("Department of State, Office of Labor")),
        ("Smith, John,", Person("Smith", "John")),
    ],
)
def test_a_comma_behind_a_name_is_no_part_of_it(written: str, name: Name) -> None:
    record = _of("TI  - A", f"AU  - {written}")
    assert [c.name for c in record.contributors] == [name]
    assert "".join(write([record])) == f"{record.source and record.source.text}\n\n"


@pytest.mark.parametrize("kind", ["BOOK", "RPRT"])
def test_the_second_title_of_a_whole_is_its_series(kind: str) -> None:
    record = _of("TI  - A", "T2  - S", kind=kind)
    assert (record.series, record.container) == ("S", "")
    record = _of("TI  - A", "T2  - C", "T3  - S", kind=kind)
    assert (record.series, record.container) == ("S", "C")


def test_titles_of_older_records() -> None:
    assert _of("BT  - The book", kind="BOOK").title == "The book"
    chapter = _of("TI  - A", "BT  - The book", kind="CHAP")
    assert (chapter.title, chapter.container) == ("A", "The book")
    article = _of("TI  - A", "JF  - Journal", "JO  - J.")
    assert (article.container, article.extra) == ("Journal", (("shortjournal", "J."),))
    assert _of("TI  - A", "JO  - Journal").container == "Journal"


def test_numbers_addresses_and_what_has_no_field() -> None:
    record = _of(
        "TI  - A", "SN  - 978-92-1-130000-0", "SN  - 1234-5678 (print) 8765-4321", "UR  - https://x.org/a", "UR  - https://x.org/b",
        "L1  - a.pdf", "M3  - Working paper", "C1  - something", "U1  - 5", "U1  - 6", "XX  - odd", "N1  - one", "N1  - two", kind="RPRT",
    )  # fmt: skip
    assert (record.isbn, record.issn, record.url) == ("978-92-1-130000-0", "1234-5678, 8765-4321", "https://x.org/a")
    assert record.notes == (Note("one", public=True), Note("two", public=True))
    assert record.extra == (
        ("url", "https://x.org/b"), ("file", "a.pdf"), ("type", "Working paper"), ("ris-c1", "something"),
        ("ris-u1", "5"), ("ris-u1", "6"), ("ris-xx", "odd"),
    )  # fmt: skip
    assert _of("TI  - A", "SN  - E.19.IV.2", kind="RPRT").number == "E.19.IV.2"
    book = _of("TI  - A", "SP  - 320", kind="BOOK")
    assert (book.pages, book.extra) == ("", (("pagetotal", "320"),))
    text = "".join(write([replace(record, source=None), replace(book, source=None)]))
    assert "C1  - something\n" in text and "U1  - 6\n" in text and "XX  - odd\n" in text and "\nSP  - 320\n" in text
    assert _records(text) == [record, book]


def test_conference_papers() -> None:
    paper = _of("TI  - A", "T2  - The conference", "C3  - Proceedings", kind="CPAPER")
    assert (paper.kind, paper.container) == ("chapter", "Proceedings")
    assert paper.extra == (("entrytype", "conference"), ("eventtitle", "The conference"))
    assert _records("".join(write([replace(paper, source=None)]))) == [paper]
    assert _of("TI  - A", "T2  - Proceedings", kind="CONF").container == "Proceedings"


ALL_TYPES = """ABST ADVS AGGR ANCIENT ART BILL BLOG BOOK CASE CHAP CHART CLSWK COMP CONF CPAPER CTLG DATA DBASE DICT EBOOK ECHAP EDBOOK
    EJOUR ELEC ENCYC EQUA FIGURE GEN GOVDOC GRANT GRNT HEAR ICOMM INPR JFULL JOUR LEGAL MANSCPT MAP MGZN MPCT MULTI MUSIC NEWS
    PAMP PAT PCOMM
    RPRT SER SLIDE SOUND STAND STAT THES UNBILL UNPB UNPD VIDEO WEB FOO""".split()


@pytest.mark.parametrize("ris_type", ALL_TYPES)
def test_every_type_comes_back(ris_type: str) -> None:
    record = replace(_of("TI  - A", kind=ris_type), source=None)
    text = "".join(write([record]))
    assert text.startswith(f"TY  - {ris_type}\n") and "tipdesk-" not in text
    assert _records(text) == [record]
    assert types.from_ris(ris_type)[0] in {kind.name for kind in KINDS}


@pytest.mark.parametrize("kind", [kind.name for kind in KINDS])
def test_every_kind_comes_back(kind: str) -> None:
    record = Publication(title="A", kind=kind)
    assert _records("".join(write([record]))) == [record]


def test_what_ris_cannot_say_is_in_notes() -> None:
    record = Publication(
        key="a", kind="handbook / manual", title="Title", subtitle="Subtitle", date="2015~", countries=("Kenya", "Côte d'Ivoire"),
        contributors=(Contributor(Organisation("Walk Free Foundation", "WFF")), Contributor(Person("Host", "H."), "host")),
        extra=(("translation-of", "b"),), notes=(Note("open", public=True), Note("secret")),
    )  # fmt: skip
    text = "".join(write([record]))
    for line in (
        "TY  - BOOK", "TI  - Title: Subtitle", "AU  - Walk Free Foundation", "PY  - 2015", "N1  - open",
        "N1  - tipdesk-kind: handbook / manual",
        "N1  - tipdesk-subtitle: Subtitle", "N1  - tipdesk-date: 2015~", "N1  - tipdesk-countries: Kenya; Côte d'Ivoire",
        "N1  - tipdesk-extra: translation-of=b",
    ):  # fmt: skip
        assert f"\n{line}\n" in f"\n{text}"
    assert "secret" not in text
    assert _records(text) == [record.without_private_notes()]
    assert RIS.lost(record) == ("countries", "kind", "contributors", "date", "translation-of")
    assert RIS.lost(_record(ARTICLE)) == ()


def test_a_note_that_no_longer_fits_does_not_count() -> None:
    record = Publication(kind="handbook / manual", title="Title", subtitle="Sub", date="2015~", countries=("Kenya",))
    text = "".join(write([record]))
    edited = text.replace("TI  - Title: Sub", "TI  - Other").replace("TY  - BOOK", "TY  - JOUR").replace("PY  - 2015", "PY  - 2016")
    assert _records(edited) == [Publication(kind="journal article", title="Other", date="2016", countries=("Kenya",))]


def test_an_untouched_record_is_written_back_and_an_edited_one_differs_in_its_edit_only() -> None:
    text = ARTICLE.replace("\n", "\r\n").replace("VL  - 6", "XX  - odd\r\nVL  - 6")
    record = _record(text)
    assert "".join(write([record])) == text.rstrip("\r\n") + "\r\n\r\n"
    edited = "".join(write([replace(record, volume="7", countries=("Kenya",))]))
    assert (
        edited == text.replace("VL  - 6", "VL  - 7").replace("ER  -", "N1  - tipdesk-countries: Kenya\r\nER  -").rstrip("\r\n") + "\r\n\r\n"
    )
    without = "".join(write([replace(record, notes=())]))
    assert without == text.replace("N1  - A note.\r\n", "").rstrip("\r\n") + "\r\n\r\n"


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
def test_a_file_comes_back_with_its_own_line_ends(end: str) -> None:
    text = "".join(f"TY  - RPRT\nTI  - {title}\nN1  - one\ntwo\nER  - \n\n" for title in "AB").replace("\n", end)
    records = [record for record in read(text) if isinstance(record, Publication)]
    assert "".join(write(records)) == text
    edited = "".join(write([replace(record, place="Rome", notes=(*record.notes, Note("a\nb", public=True))) for record in records]))
    assert edited.replace(end, "") == edited.replace("\r", "").replace("\n", "") and edited.count(end) > text.count(end)


def test_a_key_that_was_made_is_not_put_into_a_record_without_one() -> None:
    text = "TY  - JOUR\nTI  - Smuggling\nAU  - Bird, Lucia\nPY  - 2020\nER  - "
    record = _record(text)
    assert "".join(write([replace(record, key="bird2020smugglinga")])) == text + "\n\n"
    assert "ID  - mine\n" in "".join(write([replace(record, key="mine")]))


def test_ris_is_recognised() -> None:
    assert recognise(ARTICLE) is RIS and by_suffix("x.RIS") is RIS
    assert recognise("\r\n" + ARTICLE.replace("\n", "\r")) is RIS
    assert recognise("TY is short for type\n") is None


def test_a_field_over_the_limit_costs_its_record() -> None:
    found = list(read(f"TY  - BOOK\nAB  - {'x' * (1024 * 1024 + 1)}\nER  - \nTY  - BOOK\nTI  - B\nER  - \n"))
    assert [type(item) for item in found] == [Problem, Publication]
