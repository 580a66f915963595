"""The kinds of publication, and what each is called in the formats."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind by tipdesk's own name and by its nearest name in each format; the first BibTeX name is the one written.

    `genre` is what RIS and CSL add for a kind that shares its type with others: it is printed, and read back as the kind.
    """

    name: str
    bibtex: tuple[str, ...]
    biblatex: str
    csl: str
    ris: str
    genre: str = ""


# Kinds of one format's name: the first listed here is what that name is read as.
KINDS = (
    Kind("report", ("techreport",), "report", "report", "RPRT"),
    Kind("guidance note", ("techreport",), "report", "report", "RPRT", "Guidance note"),
    Kind("policy brief", ("techreport",), "report", "report", "RPRT", "Policy brief"),
    Kind("book", ("book",), "book", "book", "BOOK"),
    Kind("handbook / manual", ("book", "manual"), "manual", "book", "BOOK"),
    Kind("other", ("misc",), "misc", "document", "GEN"),
    Kind("training material", ("misc",), "manual", "report", "RPRT", "Training material"),
    Kind("factsheet / leaflet", ("booklet",), "booklet", "pamphlet", "PAMP"),
    Kind("legal instrument / treaty", ("misc",), "legal", "treaty", "GOVDOC"),
    Kind("legislation", ("misc",), "legislation", "legislation", "STAT"),
    Kind("case law", ("misc",), "jurisdiction", "legal_case", "CASE"),
    Kind("UN resolution / document", ("techreport",), "report", "report", "GOVDOC", "UN document"),
    Kind("journal article", ("article",), "article", "article-journal", "JOUR"),
    Kind("chapter", ("incollection", "inbook"), "incollection", "chapter", "CHAP"),
    Kind("thesis", ("phdthesis", "mastersthesis"), "thesis", "thesis", "THES"),
    Kind("dataset", ("misc",), "dataset", "dataset", "DATA"),
    Kind("web page", ("misc",), "online", "webpage", "ELEC"),
)
BY_NAME = {kind.name: kind for kind in KINDS}
