"""Tables as other programs write them."""

import pytest

from tipdesk.domain.names import Organisation, Person
from tipdesk.domain.publication import Note, Publication
from tipdesk.formats import of_file
from tipdesk.formats.csv_ import CSV, read

KARA, SHELLEY = Person("Kara", "Siddharth"), Person("Shelley", "Louise")


def _records(text: str) -> list[Publication]:
    found = list(read(text))
    assert all(isinstance(item, Publication) for item in found), found
    return [item for item in found if isinstance(item, Publication)]


def _names(record: Publication) -> list[object]:
    return [contributor.name for contributor in record.contributors]


def test_what_web_of_science_exports_for_spreadsheets() -> None:
    (record,) = _records(
        "Publication Type,Authors,Article Title,Source Title,Publisher City,Document Type,Publication Date,Publication Year\n"
        'J,"Kara, S; Shelley, LI",A title,VIOLENCE,LONDON,Article,MAR 15,2016\n'
    )
    assert (record.kind, record.title, record.container) == ("journal article", "A title", "VIOLENCE")
    assert (record.place, record.date) == ("LONDON", "2016-03-15")


def test_what_web_of_science_exports_by_tags() -> None:
    text = (
        "PT\tAU\tTI\tSO\tDT\tDE\tID\tPU\tPI\tSN\tPD\tPY\tVL\tIS\tBP\tEP\tDI\tUT\n"
        "J\tKara, S; Shelley, LI\tA title\tVIOLENCE\tArticle\tone; two\tPLUS\t"
        "SAGE\tLONDON\t1077-8012\tMAR 15\t2016\t12\t3\t211\t230\t10.1/w\tWOS:1\n"
    )
    assert of_file("savedrecs.txt", text) is CSV
    (record,) = _records(text)
    assert _names(record) == [Person("Kara", "S"), Person("Shelley", "LI")]
    assert (record.kind, record.title, record.container, record.tags) == ("journal article", "A title", "VIOLENCE", ("one", "two"))
    assert (record.date, record.volume, record.issue, record.pages) == ("2016-03-15", "12", "3", "211-230")
    assert (record.publisher, record.place, record.issn, record.doi) == ("SAGE", "LONDON", "1077-8012", "10.1/w")
    assert record.extra == (("PT", "J"), ("ID", "PLUS"), ("UT", "WOS:1"))


def test_what_dimensions_exports() -> None:
    article, chapter = _records(
        '"About the data: Exported on Nov 27, 2026. Criteria: ..."\n'
        "Title,Source title,Anthology title,PubYear,Pagination,Publication Type,Authors\n"
        'A,J of D,,2019,11-22,Article,"Kara, Siddharth; Shelley, Louise"\n'
        'B,,Book Y,2018,1-9,Chapter,"Kara, Siddharth"\n'
    )
    assert (article.title, article.container, article.pages, article.date) == ("A", "J of D", "11-22", "2019")
    assert (chapter.kind, chapter.container, _names(chapter)) == ("chapter", "Book Y", [KARA])
    assert article.source is not None and article.source.line == 3


@pytest.mark.parametrize("above", ["", "*Journal Article\n"])
def test_what_endnote_exports(above: str) -> None:
    (record,) = _records(
        f"{above}Author\tYear\tTitle\tSecondary Title\tPlace Published\tISBN/ISSN\tKeywords\tNotes\tURL\n"
        "Kara, Siddharth//Shelley, Louise//UNODC,//Hope and Faith,\t2019\tA\tJ\tLondon\t1077-8012\tone//two\tmine\thttp://a\n"
    )
    assert _names(record) == [KARA, SHELLEY, Organisation("UNODC"), Organisation("Hope and Faith")]
    assert (record.container, record.place, record.issn, record.isbn) == ("J", "London", "1077-8012", "")
    assert (record.tags, record.notes, record.url) == (("one", "two"), (Note("mine"),), "http://a")


@pytest.mark.parametrize(
    "header", ["Authors,Title,Publication,Year", "Authors,Title,Journal/Book,Publication Year"], ids=["Google Scholar", "PubMed"]
)
def test_the_containers_of_google_scholar_and_pubmed(header: str) -> None:
    (record,) = _records(f'{header}\n"Kara S, Shelley L, Zimmerman C.",A,The Journal,2019\n')
    assert (record.title, record.container, record.date) == ("A", "The Journal", "2019")
    assert _names(record) == [Person("Kara", "S"), Person("Shelley", "L"), Person("Zimmerman", "C.")]


def test_what_lens_calls_identifiers() -> None:
    (record,) = _records("Title,ISSNs,DOI\nA,10778012; 15528448,10.1/l\n")
    assert record.issn == "10778012; 15528448"
