"""Types of publication that formats tell apart and tipdesk has no kind of: each is kept beside the nearest kind, and comes back."""

from dataclasses import dataclass

from tipdesk.domain.kinds import BY_NAME, KINDS

ENTRY_TYPE = "entrytype"  # the name in `extra` that such a type is kept under


@dataclass(frozen=True, slots=True)
class Type:
    """A type by the name that it is kept by, with the nearest kind and its names in CSL and RIS.

    The name is BibLaTeX's entry type; where BibLaTeX has none, CSL's or RIS's with `csl-` or `ris-` before it.
    """

    name: str
    kind: str
    csl: str
    ris: str


# Of several with one name in a format, the first is what that name is read as.
TYPES = (
    # RIS of 2012 means whole proceedings by CONF, but programs and publishers write papers with it.
    Type("inproceedings", "chapter", "paper-conference", "CONF"),
    Type("conference", "chapter", "paper-conference", "CPAPER"),
    Type("collection", "book", "book", "EDBOOK"),
    Type("mvcollection", "book", "book", "EDBOOK"),
    Type("proceedings", "book", "book", "EDBOOK"),
    Type("mvproceedings", "book", "book", "EDBOOK"),
    Type("inreference", "chapter", "entry-encyclopedia", "ENCYC"),
    Type("csl-entry", "chapter", "entry", "ENCYC"),
    Type("csl-entry-dictionary", "chapter", "entry-dictionary", "DICT"),
    Type("csl-article-magazine", "journal article", "article-magazine", "MGZN"),
    Type("csl-article-newspaper", "journal article", "article-newspaper", "NEWS"),
    Type("review", "journal article", "review", "JOUR"),
    Type("csl-review-book", "journal article", "review-book", "JOUR"),
    Type("ris-inpr", "journal article", "article-journal", "INPR"),
    Type("ris-ejour", "journal article", "article-journal", "EJOUR"),
    Type("ris-abst", "journal article", "article-journal", "ABST"),
    Type("periodical", "other", "periodical", "JFULL"),
    Type("unpublished", "other", "manuscript", "UNPB"),
    Type("csl-article", "other", "article", "UNPB"),
    Type("ris-unpd", "other", "manuscript", "UNPD"),
    Type("ris-manscpt", "other", "manuscript", "MANSCPT"),
    Type("patent", "other", "patent", "PAT"),
    Type("standard", "other", "standard", "STAND"),
    Type("software", "other", "software", "COMP"),
    Type("audio", "other", "song", "SOUND"),
    Type("music", "other", "song", "SOUND"),
    Type("csl-musical_score", "other", "musical_score", "MUSIC"),
    Type("movie", "other", "motion_picture", "MPCT"),
    Type("video", "other", "motion_picture", "VIDEO"),
    Type("csl-broadcast", "other", "broadcast", "ADVS"),
    Type("performance", "other", "performance", "GEN"),
    Type("csl-event", "other", "event", "GEN"),
    Type("csl-speech", "other", "speech", "SLIDE"),
    Type("letter", "other", "personal_communication", "PCOMM"),
    Type("csl-interview", "other", "interview", "PCOMM"),
    Type("csl-hearing", "other", "hearing", "HEAR"),
    Type("artwork", "other", "graphic", "ART"),
    Type("image", "other", "figure", "FIGURE"),
    Type("ris-chart", "other", "figure", "CHART"),
    Type("ris-equa", "other", "figure", "EQUA"),
    Type("csl-map", "other", "map", "MAP"),
    Type("csl-collection", "other", "collection", "GEN"),
    Type("ris-ctlg", "other", "document", "CTLG"),
    Type("ris-grnt", "other", "document", "GRNT"),
    Type("ris-grant", "other", "document", "GRANT"),
    Type("ris-multi", "other", "document", "MULTI"),
    Type("csl-bill", "legislation", "bill", "BILL"),
    Type("ris-unbill", "legislation", "bill", "UNBILL"),
    Type("csl-regulation", "legislation", "regulation", "LEGAL"),
    Type("ris-ebook", "book", "book", "EBOOK"),
    Type("ris-ser", "book", "book", "SER"),
    Type("csl-classic", "book", "classic", "CLSWK"),
    Type("ris-ancient", "book", "classic", "ANCIENT"),
    Type("ris-echap", "chapter", "chapter", "ECHAP"),
    Type("ris-aggr", "dataset", "dataset", "AGGR"),
    Type("ris-dbase", "dataset", "dataset", "DBASE"),
    Type("csl-post", "web page", "post", "ICOMM"),
    Type("csl-post-weblog", "web page", "post-weblog", "BLOG"),
    Type("ris-web", "web page", "webpage", "WEB"),
)
_BY_NAME = {found.name: found for found in TYPES}
_CSL = {named.csl: (named.kind, named.name) for named in reversed(TYPES)} | {kind.csl: (kind.name, "") for kind in reversed(KINDS)}
_RIS = {named.ris: (named.kind, named.name) for named in reversed(TYPES)} | {kind.ris: (kind.name, "") for kind in reversed(KINDS)}
_GENRES = {(kind.csl, kind.genre.lower()): kind.name for kind in KINDS if kind.genre} | {
    (kind.ris, kind.genre.lower()): kind.name for kind in KINDS if kind.genre
}


def from_csl(csl_type: str) -> tuple[str, str]:
    """The kind of a CSL type, and the name to keep the type by where the kind does not say it all."""
    return _CSL.get(csl_type, ("other", f"csl-{csl_type}" if csl_type else ""))


def from_ris(ris_type: str) -> tuple[str, str]:
    """The same for a reference type of RIS, in any case."""
    return _RIS.get(ris_type.upper(), ("other", f"ris-{ris_type.lower()}" if ris_type else ""))


def with_genre(format_type: str, genre: str) -> str:
    """The kind that a genre beside a type of CSL or RIS says; empty for none."""
    return _GENRES.get((format_type, genre.lower()), "")


def to_csl(kind: str, kept: str) -> str:
    """The CSL type of a kind with the type that is kept beside it."""
    named = _BY_NAME.get(kept)
    return named.csl if named and named.kind == kind else BY_NAME[kind].csl if kind in BY_NAME else "document"


def to_ris(kind: str, kept: str) -> str:
    """The reference type of RIS for a kind with the type that is kept beside it."""
    named = _BY_NAME.get(kept)
    if named and named.kind == kind:
        return named.ris
    if not named and kind == "other" and kept.startswith("ris-") and kept[4:].isascii() and kept[4:].isalnum():
        return kept[4:].upper()
    return BY_NAME[kind].ris if kind in BY_NAME else "GEN"


def genre(kind: str) -> str:
    """What a kind adds to its type in CSL and RIS; empty for nothing."""
    return BY_NAME[kind].genre if kind in BY_NAME else ""
