"""CSL-JSON as Crossref answers with it."""

import json
from dataclasses import replace

import pytest

from tipdesk.domain.names import Organisation, Person
from tipdesk.domain.publication import Publication
from tipdesk.formats.csljson import read, write

CROSSREF = {
    "DOI": "10.2/y",
    "type": "journal-article",
    "title": ["A title"],
    "subtitle": ["And more"],
    "container-title": ["Journal One"],
    "short-container-title": ["J. One"],
    "author": [{"given": "A", "family": "B"}, {"name": "World Health Organization"}],
    "abstract": "<jats:title>Abstract</jats:title><jats:p>One &amp; <jats:italic>two</jats:italic>.</jats:p>\n"
    '<jats:sec><jats:title>Aims</jats:title><jats:p>Three<jats:xref rid="1">1</jats:xref>.</jats:p></jats:sec>',
}


@pytest.mark.parametrize(
    "frame",
    [
        "[{0}]",
        '{{"status": "ok", "message-type": "work", "message": {0}}}',
        '{{"status": "ok", "message-type": "work-list", "message": {{"total-results": 1, "items": [{0}], "items-per-page": 20}}}}',
    ],
)
def test_what_crossref_answers_is_understood(frame: str) -> None:
    text = json.dumps(CROSSREF)
    (record,) = read(frame.format(text))
    assert isinstance(record, Publication)
    assert (record.kind, record.title, record.subtitle, record.container) == ("journal article", "A title", "And more", "Journal One")
    assert [c.name for c in record.contributors] == [Person("B", "A"), Organisation("World Health Organization")]
    assert record.abstract == "One & <i>two</i>.\n\nAims\n\nThree1."
    assert record.extra == (("shortjournal", "J. One"),)
    assert "".join(write([record])) == f"[\n  {text}\n]\n"
    edited = json.loads("".join(write([replace(record, subtitle="And less")])))[0]
    assert edited["title"] == "A title: And less" and "subtitle" not in edited and edited["type"] == "journal-article"


@pytest.mark.parametrize(
    ("crossref", "kind", "extra"),
    [
        ("book-chapter", "chapter", ()),
        ("monograph", "book", ()),
        ("proceedings-article", "chapter", (("entrytype", "inproceedings"),)),
        ("dissertation", "thesis", ()),
        ("posted-content", "other", (("entrytype", "csl-article"),)),
    ],
)
def test_types_of_crossref(crossref: str, kind: str, extra: tuple[tuple[str, str], ...]) -> None:
    (record,) = read(json.dumps([{"id": "a", "type": crossref, "title": "A"}]))
    assert isinstance(record, Publication)
    assert (record.kind, record.extra) == (kind, extra)


def test_titles_short_titles_and_institutions_of_crossref() -> None:
    crossref = {"type": "report", "title": ["<i>Work</i> &amp; life: a view"], "short-title": ["Work"]}
    of_one = [{"name": "IOM", "place": ["Geneva"]}]
    (record,) = read(json.dumps([crossref | {"institution": of_one}]))
    assert isinstance(record, Publication)
    assert (record.title, record.extra) == ("<i>Work</i> & life: a view", (("shorttitle", "Work"),))
    assert (record.publisher, record.place) == ("IOM", "Geneva")
    edited = json.loads("".join(write([replace(record, publisher="ILO")])))[0]
    assert (edited["publisher"], edited["publisher-place"], "institution" in edited) == ("ILO", "Geneva", False)
    (record,) = read(json.dumps([crossref | {"institution": [*of_one, {"name": "ILO"}]}]))
    assert isinstance(record, Publication)
    assert record.publisher == "" and record.extra[-1] == ("institution", json.dumps([*of_one, {"name": "ILO"}]))
