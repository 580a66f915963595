"""CSL-JSON: what the schema allows, what services and programs make of it, and broken files."""

import json
from dataclasses import replace
from typing import Any

import pytest

from tipdesk.domain import types
from tipdesk.domain.kinds import KINDS
from tipdesk.domain.names import ROLES, Contributor, Organisation, Person
from tipdesk.domain.publication import Note, Problem, Publication
from tipdesk.formats import by_suffix, recognise
from tipdesk.formats.bibtex import BIBLATEX, BIBTEX
from tipdesk.formats.csljson import CSLJSON, read, write


def _records(text: str) -> list[Publication]:
    found = list(read(text))
    assert not [problem for problem in found if isinstance(problem, Problem)], found
    return [record for record in found if isinstance(record, Publication)]


def _of(**members: Any) -> Publication:
    (record,) = _records(
        json.dumps([{"id": "a", "type": "report", "title": "A"} | {name.replace("_", "-"): v for name, v in members.items()}])
    )
    return record


def _written(record: Publication) -> dict[str, Any]:
    (item,) = json.loads("".join(write([replace(record, source=None)])))
    return item


def _problems(text: str) -> list[Problem]:
    return [item for item in read(text) if isinstance(item, Problem)]


ITEM = {
    "id": "bird2020",
    "type": "article-journal",
    "title": "Smuggling in the time of COVID-19",
    "author": [
        {"family": "Bird", "given": "Lucia"},
        {"family": "Berg", "given": "Jan", "non-dropping-particle": "van der", "suffix": "Jr."},
        {"literal": "United Nations Office on Drugs and Crime"},
    ],
    "editor": [{"family": "Bigio", "given": "Jamille"}],
    "issued": {"date-parts": [[2020, 4, 15]]},
    "abstract": "An abstract.",
    "container-title": "Journal of Human Trafficking",
    "collection-title": "Series",
    "volume": "6",
    "issue": "2",
    "page": "12-34",
    "DOI": "10.1080/23322705.2020.1",
    "ISSN": "2332-2705",
    "URL": "https://example.org/a",
    "accessed": {"date-parts": [[2021, 3, 4]]},
    "language": "en",
    "keyword": "smuggling, COVID-19",
    "annote": "A note.",
    "note": "Printed",
    "event-title": "Conference",
    "event-date": {"date-parts": [[2019, 5]]},
    "number-of-pages": "22",
}


def test_an_item_is_read_and_written() -> None:
    (record,) = _records(json.dumps(ITEM))
    assert record == Publication(
        key="bird2020",
        kind="journal article",
        title="Smuggling in the time of COVID-19",
        contributors=(
            Contributor(Person("Bird", "Lucia")),
            Contributor(Person("Berg", "Jan", "van der", "Jr.")),
            Contributor(Organisation("United Nations Office on Drugs and Crime")),
            Contributor(Person("Bigio", "Jamille"), "editor"),
        ),
        date="2020-04-15",
        abstract="An abstract.",
        container="Journal of Human Trafficking",
        series="Series",
        volume="6",
        issue="2",
        pages="12-34",
        doi="10.1080/23322705.2020.1",
        issn="2332-2705",
        url="https://example.org/a",
        accessed="2021-03-04",
        languages=("en",),
        tags=("smuggling", "COVID-19"),
        notes=(Note("A note.", public=True),),
        extra=(("note", "Printed"), ("eventtitle", "Conference"), ("eventdate", "2019-05"), ("pagetotal", "22")),
    )
    assert _written(record) == ITEM


@pytest.mark.parametrize(
    "frame", ["[{0}]", "{0}", "[{0},]", '{{"items": [{0}]}}', '{{"meta": {{"n": [1]}}, "references": [{0}], "more": [{{"id": 1}}]}}']
)
def test_items_stand_in_a_list_in_an_object_or_alone(frame: str) -> None:
    assert [record.key for record in _records(frame.format(json.dumps(ITEM)))] == ["bird2020"]


def test_items_in_a_row_are_read() -> None:
    assert [record.key for record in _records('{"id": "a", "title": "A"}\n{"id": "b", "title": "B"}\n')] == ["a", "b"]
    assert list(read("[]")) == list(read("")) == []


@pytest.mark.parametrize(
    ("value", "date"),
    [
        ({"date-parts": [["2020", "4"]]}, "2020-04"),
        ({"date-parts": [[2018], [2019]]}, "2018/2019"),
        ({"date-parts": [[2018, 5], [2018, 7]]}, "2018-05/2018-07"),
        ({"date-parts": [[2020]], "season": 2}, "2020-22"),
        ({"date-parts": [[2020]], "season": "Winter"}, "2020-24"),
        ({"date-parts": [[2020, 14]]}, "2020-22"),
        ({"date-parts": [[1999, 13], [2001, 22]]}, "1999-21/2001-22"),
        ({"date-parts": [[2015]], "circa": 1}, "2015~"),
        ({"date-parts": [[987]]}, "0987"),
        ({"date-parts": [[-44]]}, "-0043"),
        ({"date-parts": [[1998], [0]]}, "1998/.."),
        ({"date-parts": [[2019.0, 3.0]]}, "2019-03"),
        ({"raw": "12 March 2019"}, "2019-03-12"),
        ({"literal": "2019"}, "2019"),
        ("2019-03", "2019-03"),
        ("2018/2019", "2018/2019"),
    ],
)
def test_dates(value: Any, date: str) -> None:
    record = _of(issued=value)
    assert (record.date, record.extra) == (date, ())
    assert _of(issued=_written(record)["issued"]).date == date


def test_dates_that_are_only_text_or_none() -> None:
    assert _of(issued={"literal": "in press"}).extra == (("year", "in press"),)
    assert _written(_of(issued={"literal": "in press"}))["issued"] == {"literal": "in press"}
    assert _of(issued={"date-parts": [[None]]}) == _of()
    assert _of(event_date={"literal": "some day"}).extra == (("eventdate", "some day"),)
    ancient = _of(issued={"literal": "about 1890, says the library"})
    assert (ancient.date, _written(ancient)["issued"]) == ("1890", {"literal": "about 1890, says the library"})
    assert _of(accessed={"date-parts": [[2013, 1, 30]], "season": "22:56"}).extra[0][0] == "accessed"
    assert _of(issued={"edtf": "2019-XX"}) == replace(_of(), date="2019", extra=(("year", "2019-XX"),))
    reprint = {"date-parts": [[2019]], "literal": "2019, reprint of 1950"}
    assert (_of(issued=reprint).date, _of(issued=reprint).extra) == ("2019", (("issued", json.dumps(reprint)),))
    assert _of(event_date=reprint).extra == (("event-date", json.dumps(reprint)), ("eventdate", "2019"))


@pytest.mark.parametrize(
    ("parts", "date"),
    [
        ([[2020, 4, 99]], "2020-04"),
        ([[2019, 2, 29]], "2019-02"),
        ([[2018, 13, 1]], "2018"),
        ([[2019, 0, 5]], "2019"),
        ([[2019, 3, 15, 10]], "2019-03-15"),
        ([[2019], ["soon"]], "2019"),
        ([[2019], [2018]], "2019"),
        ([["soon"]], ""),
    ],
)
def test_of_a_date_that_there_is_not_as_much_is_read_as_there_is(parts: Any, date: str) -> None:
    problem, record = read(json.dumps([{"id": "a", "title": "A", "issued": {"date-parts": parts}}]))
    assert isinstance(problem, Problem) and "issued" in problem.reason
    assert isinstance(record, Publication)
    assert (record.date, record.extra) == (date, (("issued", json.dumps({"date-parts": parts})),))


def test_names() -> None:
    record = _of(
        author=[
            {"family": "Goethe", "given": "Johann", "dropping-particle": "von"},
            {"family": "Berg", "given": "Jan", "dropping-particle": "van", "non-dropping-particle": "der", "ORCID": "x"},
            {"family": "de la Cruz", "given": "Ana", "parse-names": True},
            {"family": "Mao", "given": "Zedong", "static-ordering": True},
            {"literal": "others"},
        ],
        translator="Doe, Jane; Roe, R.",
        recipient={"literal": "Ministry of Justice"},
    )
    assert [(c.role, c.name.sorted_name) for c in record.contributors] == [
        ("author", "von Goethe, Johann"),
        ("author", "van der Berg, Jan"),
        ("author", "de la Cruz, Ana"),
        ("author", "Mao, Zedong"),
        ("translator", "Doe, Jane"),
        ("translator", "Roe, R."),
        ("recipient", "Ministry of Justice"),
    ]
    again = _written(record)
    assert again["author"] == [
        {"family": "Goethe", "given": "Johann", "dropping-particle": "von"},
        {"family": "Berg", "given": "Jan", "dropping-particle": "van", "non-dropping-particle": "der", "ORCID": "x"},
        {"family": "de la Cruz", "given": "Ana", "parse-names": True},
        {"family": "Mao", "given": "Zedong", "static-ordering": True},
        {"literal": "others"},
    ]
    assert _records(json.dumps(again)) == [record]


@pytest.mark.parametrize("role", ROLES)
def test_every_name_variable_is_a_role(role: str) -> None:
    record = Publication(key="a", title="A", contributors=(Contributor(Person("Bird", "Lucia"), role),))
    assert _written(record)[role] == [{"family": "Bird", "given": "Lucia"}]


CSL_TYPES = """article article-journal article-magazine article-newspaper bill book broadcast chapter classic collection dataset document
    entry entry-dictionary entry-encyclopedia event figure graphic hearing interview legal_case legislation manuscript map motion_picture
    musical_score pamphlet paper-conference patent performance periodical personal_communication post post-weblog regulation report
    review review-book software song speech standard thesis treaty webpage""".split()


@pytest.mark.parametrize("csl_type", CSL_TYPES)
def test_every_type_comes_back_from_every_format(csl_type: str) -> None:
    (record,) = _records(json.dumps({"id": "a", "type": csl_type, "title": "A"}))
    assert record.kind in {kind.name for kind in KINDS}
    assert types.to_csl(*types.from_csl(csl_type)) == csl_type
    for form in (BIBTEX, BIBLATEX):
        assert form.write is not None and form.read is not None
        (back,) = form.read("".join(form.write([replace(record, source=None)])))
        assert isinstance(back, Publication) and _written(back)["type"] == csl_type


@pytest.mark.parametrize("kind", [kind.name for kind in KINDS])
def test_every_kind_comes_back(kind: str) -> None:
    record = Publication(key="a", title="A", kind=kind)
    assert _records("".join(write([record]))) == [record]


def test_a_file_comes_back_with_its_own_line_ends() -> None:
    text = '[\r\n  {\r\n    "id": "a",\r\n    "title": "A"\r\n  },\r\n  {\r\n    "title": "B"\r\n  }\r\n]\r\n'
    assert "".join(write(_records(text))) == text
    edited = "".join(write([replace(record, place="Rome") for record in _records(text)]))
    assert edited.count("\n") == edited.count("\r\n") > text.count("\n")


def test_rich_text_stays_and_nocase_goes() -> None:
    title = (
        'On <i>Homo</i> <span style="font-variant:small-caps;">sapiens</span> and <span class="nocase">UN <b>Women</b></span> <sup>2</sup>'
    )
    record = _of(title=title)
    assert record.title == 'On <i>Homo</i> <span style="font-variant:small-caps;">sapiens</span> and UN <b>Women</b> <sup>2</sup>'
    assert _written(record)["title"] == record.title
    assert "nocase" in "".join(write([record]))


def test_what_csl_cannot_say_is_custom() -> None:
    record = Publication(
        key="a", kind="handbook / manual", title="Title", subtitle="Sub", date="2018?", countries=("Kenya",), languages=("en", "fr"),
        contributors=(Contributor(Organisation("Walk Free Foundation", "WFF")),), extra=(("translation-of", "b"), ("Note", "n")),
        notes=(Note("one", public=True), Note("two", public=True), Note("secret")),
    )  # fmt: skip
    item = _written(record)
    assert (item["type"], item["title"], item["language"], item["note"]) == ("book", "Title: Sub", "en", "n")
    assert item["author"] == [{"literal": "Walk Free Foundation"}] and item["annote"] == "one\n\ntwo"
    assert item["custom"]["tipdesk"]["countries"] == ["Kenya"] and item["custom"]["tipdesk"]["date"] == "2018?"
    assert "secret" not in json.dumps(item)
    assert _records(json.dumps([item])) == [record.without_private_notes()]
    assert CSLJSON.lost(record) == ()


@pytest.mark.parametrize(
    ("annote", "public"), [("open", True), ("open", False), ("changed by another program", True), ("changed elsewhere", False), ("", False)]
)
def test_notes_that_become_private_leave_custom_too(annote: str, public: bool) -> None:
    item = {"id": "a", "type": "book", "title": "Title", "annote": annote}
    item["custom"] = {"rating": 5, "tipdesk": {"countries": ["Kenya"], "notes": [{"text": "open", "public": public}]}}  # type: ignore[assignment]
    [record] = [found for found in read(json.dumps([item])) if isinstance(found, Publication)]
    written = "".join(write([replace(record, notes=tuple(replace(note, public=False) for note in record.notes))]))
    assert "changed" not in written and "open" not in written
    assert '"rating": 5' in written and "Kenya" in written


def test_what_is_carried_and_no_longer_fits_does_not_count() -> None:
    item = _written(Publication(key="a", kind="handbook / manual", title="Title", subtitle="Sub", countries=("Kenya",)))
    (record,) = _records(json.dumps(item | {"title": "Other", "title-short": "", "type": "chapter"}))
    assert record == Publication(key="a", kind="chapter", title="Other", countries=("Kenya",))


@pytest.mark.parametrize("own", [5, [], {"countries": 5, "notes": [1], "contributors": [{"role": 5}], "extra": [5, [1], ["a"]], "x": 1}])
def test_odd_custom_members_are_survived(own: Any) -> None:
    assert _of(custom={"tipdesk": own}).title == "A"


def test_custom_members_of_others_are_kept() -> None:
    record = _of(custom={"short_id": "xyz", "n": [1, 2.50]})
    assert record.extra == (("custom", '{"short_id": "xyz", "n": [1, 2.5]}'),)
    item = _written(replace(record, countries=("Kenya",)))
    assert item["custom"] == {"short_id": "xyz", "n": [1, 2.5], "tipdesk": {"countries": ["Kenya"]}}
    assert _records(json.dumps([item])) == [replace(record, countries=("Kenya",))]


def test_genres() -> None:
    thesis = Publication(key="a", title="A", kind="thesis")
    assert _written(thesis)["genre"] == "PhD thesis"
    assert _written(replace(thesis, extra=(("entrytype", "mastersthesis"),)))["genre"] == "Master’s thesis"
    assert _written(replace(thesis, extra=(("type", "mathesis"),)))["genre"] == "Master’s thesis"
    assert _written(replace(thesis, extra=(("type", "Habilitation"),)))["genre"] == "Habilitation"
    assert _of(type="thesis", genre="Master's thesis").extra == (("type", "mathesis"),)
    assert _of(genre="Policy brief").kind == "policy brief"
    assert _of(genre="Working paper").extra == (("type", "Working paper"),)


def test_a_masters_thesis_of_bibtex_has_no_type_of_biblatex_behind_it() -> None:
    record = Publication(kind="thesis", title="A", key="a", extra=(("entrytype", "mastersthesis"),))
    item = _written(record)
    assert item["genre"] == "Master’s thesis" and _records(json.dumps(item)) == [record]
    del item["custom"]
    assert _records(json.dumps(item))[0].extra == (("type", "mathesis"),)


def test_volumes_of_a_work_with_a_title() -> None:
    book = Publication(key="a", kind="book", title="Volume", extra=(("maintitle", "Work"),))
    assert {"title": "Work", "volume-title": "Volume"}.items() <= _written(book).items()
    assert _records(json.dumps(_written(book))) == [book]
    chapter = Publication(key="a", kind="chapter", title="A", container="Volume", extra=(("maintitle", "Work"),))
    assert {"title": "A", "container-title": "Work", "volume-title": "Volume"}.items() <= _written(chapter).items()
    assert _records(json.dumps(_written(chapter))) == [chapter]


def test_parts_of_titles_are_joined_as_styles_print_them() -> None:
    extra = (("titleaddon", "Addition"), ("maintitle", "Work"), ("mainsubtitle", "Sub"), ("note", "Note"), ("addendum", "More"))
    record = Publication(key="a", kind="chapter", title="A", subtitle="B", container="Volume", extra=(*extra, ("booksubtitle", "C")))
    item = _written(record)
    assert (item["title"], item["container-title"], item["volume-title"]) == ("A: B. Addition", "Work: Sub", "Volume: C")
    assert item["note"] == "Note. More"
    assert _records(json.dumps(item)) == [record]


def test_what_services_answer_is_understood() -> None:
    record = _of(
        title=["A", "B"], container_title=["Journal"], ISSN=["1234-5678", "8765-4321"], type="article-journal", keyword=["a", "b"], volume=6
    )
    assert (record.title, record.container, record.issn, record.tags, record.volume) == (
        "A",
        "Journal",
        "1234-5678, 8765-4321",
        ("a", "b"),
        "6",
    )
    assert record.extra == (("title", "B"),)


def test_bibtex_fields_keep_through_csl() -> None:
    text = (
        "@inproceedings{a,\n title = {A},\n eventtitle = {E},\n eventdate = {2019-05-06},\n pagetotal = {9},\n"
        " note = {N},\n shorttitle = {S},\n pmid = {1},\n addendum = {X},\n odd = {Y}\n}"
    )
    assert BIBLATEX.read is not None and BIBLATEX.write is not None
    (record,) = BIBLATEX.read(text)
    assert isinstance(record, Publication)
    item = _written(record)
    assert item["type"] == "paper-conference" and item["event-date"] == {"date-parts": [[2019, 5, 6]]} and item["PMID"] == "1"
    (back,) = _records(json.dumps(item))
    assert back == record
    assert "eventdate = {2019-05-06}" in "".join(BIBLATEX.write([back]))


def test_an_untouched_item_is_written_back_and_an_edited_one_differs_in_its_edit_only() -> None:
    text = '{ "id":7 ,"title":"A","odd":{"x":[1.10,1e400]},\t"type":"report", "volume" : 1,\n "custom": {"mine": 1} }'
    (record,) = _records(f"[{text}]")
    assert record.key == "7" and record.extra == (("odd", '{"x":[1.10,1e400]}'), ("custom", '{"mine": 1}'))
    assert "".join(write([record])) == f"[\n  {text}\n]\n"
    edited = "".join(write([replace(record, title="B", countries=("Kenya",))]))
    assert (
        edited
        == "[\n  "
        + text.replace('"title":"A"', ' "title": "B"')
        .replace(' "custom": {"mine": 1}', ' "custom": {"mine": 1, "tipdesk": {"countries": ["Kenya"]}}')
        .replace('\n "custom"', ' "custom"')
        + "\n]\n"
    )


def test_csl_json_is_recognised() -> None:
    assert recognise(json.dumps([ITEM])) is CSLJSON and by_suffix("x.json") is CSLJSON
    assert recognise('{"some": "thing"}') is None
