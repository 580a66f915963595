"""A record of `tipdesk show --json` in CSL's words, for comparing what was read without going through a writer."""

from collections.abc import Mapping
from typing import Any

TEXTS = {
    "key": "id",
    "abstract": "abstract",
    "publisher": "publisher",
    "place": "publisher-place",
    "container": "container-title",
    "series": "collection-title",
    "number": "number",
    "volume": "volume",
    "issue": "issue",
    "pages": "page",
    "edition": "edition",
    "doi": "DOI",
    "isbn": "ISBN",
    "issn": "ISSN",
    "url": "URL",
    "date": "issued",
    "accessed": "accessed",
}
TYPES = {
    "journal article": "article-journal",
    "chapter": "chapter",
    "book": "book",
    "handbook / manual": "book",
    "report": "report",
    "guidance note": "report",
    "policy brief": "report",
    "training material": "report",
    "UN resolution / document": "report",
    "factsheet / leaflet": "pamphlet",
    "legal instrument / treaty": "treaty",
    "legislation": "legislation",
    "case law": "legal_case",
    "thesis": "thesis",
    "dataset": "dataset",
    "web page": "webpage",
    "other": "document",
}
EXTRAS = {
    "shorttitle": "title-short",
    "chapter": "chapter-number",
    "pagetotal": "number-of-pages",
    "volumes": "number-of-volumes",
    "version": "version",
    "eventtitle": "event-title",
    "venue": "event-place",
    "eventdate": "event-date",
    "origdate": "original-date",
    "origtitle": "original-title",
    "origpublisher": "original-publisher",
    "origlocation": "original-publisher-place",
    "pmid": "PMID",
    "pmcid": "PMCID",
    "shortjournal": "container-title-short",
    "howpublished": "medium",
    "library": "call-number",
    "type": "genre",
    "pubstate": "status",
}
ENTRY_TYPES = {
    "inproceedings": "paper-conference",
    "conference": "paper-conference",
    "inreference": "entry",
    "patent": "patent",
    "unpublished": "manuscript",
    "video": "motion_picture",
    "movie": "motion_picture",
    "software": "software",
    "image": "graphic",
    "artwork": "graphic",
    "music": "song",
    "letter": "personal_communication",
}
IN_SERIES = ("book", "chapter", "paper-conference", "thesis", "entry")  # their number counts within the series


def csl(record: Mapping[str, Any]) -> dict[str, Any]:
    """The CSL item that a record says; fields in `extra` by BibLaTeX's names (`EXTRAS`) or by CSL's own."""
    item: dict[str, Any] = {theirs: record[ours] for ours, theirs in TEXTS.items() if ours in record}
    extra = dict(record.get("extra", {}))
    entry_type = extra.pop("entrytype", "")
    item["type"] = ENTRY_TYPES.get(entry_type, TYPES.get(record.get("kind", ""), "document"))
    if entry_type.startswith("csl-"):
        item["type"] = entry_type.removeprefix("csl-")
    item["title"] = ": ".join(filter(None, (record.get("title"), record.get("subtitle"))))
    _volume(item, extra)
    if languages := record.get("languages"):
        item["language"] = languages[0]
    if tags := record.get("tags"):
        item["keyword"] = ", ".join(tags)
    notes = [note["text"] for note in record.get("notes", [])] + [extra.pop(name) for name in ("note", "addendum") if name in extra]
    item["note"] = "\n".join(notes)
    if "year" in extra:
        item.setdefault("issued", extra.pop("year"))  # words where a date should be, such as "in press"
    for name, value in extra.items():
        item.setdefault(EXTRAS.get(name.lower(), name), value)
    for one in record.get("contributors", []):
        item.setdefault(one["role"], []).append(_name(one))
    return item


def _volume(item: dict[str, Any], extra: dict[str, Any]) -> None:
    """The title of a whole set stands where the title was, and that becomes the volume's."""
    if whole := ": ".join(filter(None, (extra.get("maintitle"), extra.get("mainsubtitle")))):
        of = "container-title" if "container-title" in item else "title"
        item["volume-title"], item[of] = item[of], whole
    if "collection-title" in item and item["type"] in IN_SERIES and "number" in item:
        item["collection-number"] = item.pop("number")


def _name(one: Mapping[str, str]) -> dict[str, str]:
    if "name" in one:
        return {"literal": one["name"]}
    prefix = {"non-dropping-particle": one["prefix"]} if "prefix" in one else {}
    return prefix | {part: one[part] for part in ("family", "given", "suffix") if part in one}
