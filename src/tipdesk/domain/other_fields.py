"""The one table of the fields that publications hold in `extra`: what each is called in the formats.

A field goes by BibLaTeX's name; one that BibLaTeX does not have goes by CSL's. Names follow the manual of biblatex (section 2.2),
the specification of CSL 1.0.2 (appendix IV) and the RIS tags of 2012.
"""

from dataclasses import dataclass

GOES_ON = "and-others"  # the name in `extra` for the roles whose list of names goes on, "and others"


@dataclass(frozen=True, slots=True)
class OtherField:
    """A field by its name in `extra`, and its names elsewhere: the first is the one written, none if there is none."""

    name: str
    csl: tuple[str, ...] = ()
    ris: tuple[str, ...] = ()
    is_date: bool = False


OTHER_FIELDS = (
    OtherField("shorttitle", ("title-short", "shortTitle", "short-title"), ("ST",)),
    OtherField("shortjournal", ("container-title-short", "journalAbbreviation", "short-container-title"), ("J2",)),
    OtherField("type", ("genre",), ("M3",)),
    OtherField("note", ("note",), ("M2",)),
    OtherField("pagetotal", ("number-of-pages",)),
    OtherField("volumes", ("number-of-volumes",), ("NV",)),
    OtherField("chapter", ("chapter-number",)),
    OtherField("part", ("part-number",)),
    OtherField("version", ("version",)),
    OtherField("pubstate", ("status",)),
    OtherField("howpublished", ("medium",)),
    OtherField("eventtitle", ("event-title", "event")),
    OtherField("eventdate", ("event-date",), is_date=True),
    OtherField("venue", ("event-place",)),
    OtherField("origtitle", ("original-title",)),
    OtherField("origdate", ("original-date",), is_date=True),
    OtherField("origpublisher", ("original-publisher",)),
    OtherField("origlocation", ("original-publisher-place",)),
    OtherField("library", ("call-number",), ("CN",)),
    OtherField("archive", ("archive",), ("DB",)),
    OtherField("archive_location", ("archive_location",), ("AN",)),
    OtherField("source", ("source",), ("DP",)),
    OtherField("section", ("section",), ("SE",)),
    OtherField("pmid", ("PMID",)),
    OtherField("pmcid", ("PMCID",)),
    OtherField("ids"),
    OtherField("file", (), ("L1",)),
    OtherField("available-date", ("available-date",), is_date=True),
    OtherField("submitted", ("submitted",), is_date=True),
    *(
        OtherField(name, (name,))
        for name in """archive_collection archive-place authority citation-key citation-label citation-number collection-number dimensions
        division first-reference-note-number jurisdiction license locator page-first part-title printing-number references
        reviewed-genre reviewed-title scale supplement-number volume-title volume-title-short year-suffix""".split()
    ),
)
BY_NAME = {field.name: field for field in OTHER_FIELDS}
BY_CSL = {name: field for field in OTHER_FIELDS for name in field.csl}
_CANONICAL = {written.lower(): field.name for field in OTHER_FIELDS for written in (*field.csl, field.name)}
BY_RIS = {tag: field for field in OTHER_FIELDS for tag in field.ris}


def canonical(name: str) -> str:
    """The name that a field goes by here, for its name in any case or CSL's name for it; any other name in small letters."""
    return _CANONICAL.get(name.lower(), name.lower())
