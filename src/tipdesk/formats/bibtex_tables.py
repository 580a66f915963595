"""What BibTeX and BibLaTeX call things: entry types, fields, roles, months."""

import re

from tipdesk.domain import types
from tipdesk.domain.fields import FIELDS, FieldKind
from tipdesk.domain.kinds import BY_NAME, KINDS

BIBTEX, BIBLATEX = "bibtex", "biblatex"
KIND_FIELD = "tipdesk-kind"
KEY_FIELD = "tipdesk-key"
SUBTITLE_FIELD = "tipdesk-subtitle"  # in BibTeX, whose styles print only the title: which part of it is the subtitle
EXACT = "tipdesk-"  # before a field's name: its exact value, where the field itself cannot say it
EXTRA_FIELD = "tipdesk-extra"  # -1, -2 ...: `name=value` of a field whose name BibTeX cannot have

# Entry types that neither dialect's writer gives by itself, with the kind that they are nearest to.
_NEAREST = {named.name: named.kind for named in types.TYPES} | {
    "mastersthesis": "thesis",
    "inbook": "chapter",
    "electronic": "web page",
    "www": "web page",
    "webpage": "web page",
    "mvbook": "book",
    "reference": "book",
    "mvreference": "book",
    "suppbook": "chapter",
    "bookinbook": "chapter",
    "suppcollection": "chapter",
    "suppperiodical": "journal article",
}
_OURS = {name: kind.name for kind in reversed(KINDS) for name in (kind.biblatex, *kind.bibtex) if name not in _NEAREST}
# The kind of @manual is the same in both dialects, although BibTeX's writer gives @book for it.


def kind_of(entry_type: str) -> tuple[str, bool]:
    """The kind of an entry type, and whether the type says more than the kind and must be kept."""
    if entry_type in _OURS:
        return _OURS[entry_type], False
    return _NEAREST.get(entry_type, "other"), True


def entry_type(kind: str, dialect: str) -> str:
    """The entry type for a kind."""
    if kind not in BY_NAME:
        return "misc"
    return BY_NAME[kind].biblatex if dialect == BIBLATEX else BY_NAME[kind].bibtex[0]


_TYPES = {"report": "Report", "guidance note": "Guidance note", "policy brief": "Policy brief", "UN resolution / document": "Document"}

REPORT_KINDS = tuple(_TYPES)


def type_text(kind: str, entry_type: str) -> str:
    """What the field `type` says of a kind: both dialects' styles print it."""
    if entry_type == "thesis":
        return "phdthesis" if kind == "thesis" else ""
    return _TYPES.get(kind, "") if entry_type in ("report", "techreport") else ""


_PUBLISHERS = ("publisher", "institution", "school", "organization", "howpublished")
_PUBLISHER = {
    "techreport": "institution",
    "report": "institution",
    "thesis": "institution",
    "phdthesis": "school",
    "mastersthesis": "school",
    "manual": "organization",
    "online": "organization",
    "electronic": "organization",
    "www": "organization",
    "dataset": "organization",
    "booklet": "howpublished",
    "unpublished": "howpublished",
}


def publisher_field(entry_type: str, dialect: str) -> str:
    """The field that names the publisher: the one that the standard styles print for this type."""
    if entry_type == "misc":
        return "organization" if dialect == BIBLATEX else "howpublished"
    if entry_type == "mastersthesis" and dialect == BIBLATEX:
        return "institution"
    if entry_type in ("manual", "dataset") and dialect == BIBLATEX:
        return "publisher"
    return _PUBLISHER.get(entry_type, "publisher")


def publisher_fields(entry_type: str) -> tuple[str, ...]:
    """The fields that may name the publisher of an entry type, first the likeliest.

    What `howpublished` says of other types than those that have no field else is no publisher.
    """
    own = publisher_field(entry_type, BIBTEX)
    if own == "organization":
        own = "publisher"  # where there is one too
    return tuple(dict.fromkeys((own, *(name for name in _PUBLISHERS if name != "howpublished"))))


ARTICLES = ("article", "suppperiodical", "periodical", "review")  # their `number` is our issue


def container_field(kind: str, entry_type: str, dialect: str) -> str:
    """The field that names what a publication is a part of."""
    if entry_type not in ARTICLES and kind != "journal article":
        return "booktitle"
    return "journaltitle" if dialect == BIBLATEX else "journal"


# Roles with a field of their own; the others are an editor's type.
ROLE_FIELDS = {"author": "author", "editor": "editor", "translator": "translator", "bookauthor": "container-author"}
FIELD_OF_ROLE = {role: field for field, role in ROLE_FIELDS.items()}
TYPED_FIELDS = ("editor", *(f"editor{letter}" for letter in "abcdefghijklmnop"))  # biblatex prints those up to c
SHORT_FIELDS = {"author": "shortauthor", "editor": "shorteditor"}

VERBATIM = frozenset(field.bibtex[0] for field in FIELDS if field.kind is FieldKind.VERBATIM and field.bibtex)
_RAW = frozenset(
    """file eprint pdf ps crossref xdata xref entryset related ids execute options verba verbb verbc localfile local-url uri
    eventdate origdate""".split()
)
NAME_LISTS = frozenset("annotator commentator introduction foreword afterword holder namea nameb namec sortname".split())
_RAW_START = re.compile(r"bdsk-|__|eprint")


def is_raw(name: str) -> bool:
    """Is the value of this other field kept as it is written, because it holds no prose?"""
    return name in _RAW or name in NAME_LISTS or _RAW_START.match(name) is not None


# The clear signs that an entry was written for one dialect.
ONLY_BIBLATEX_TYPES = frozenset(
    "xdata report thesis online dataset legal legislation jurisdiction collection mvbook mvcollection reference mvproceedings".split()
)
ONLY_BIBTEX_TYPES = frozenset("techreport phdthesis mastersthesis".split())
ONLY_BIBLATEX_FIELDS = frozenset("journaltitle location langid xdata".split())
# The titles that an entry may have beside its own, with the parts that each is made of.
_ENDINGS = ("title", "subtitle", "titleaddon")
WHOLES = {name: tuple(name + ending for ending in _ENDINGS) for name in ("journal", "book", "main")}
SERIES = {"newseries": "new series", "oldseries": "old series"}  # localisation keys of biblatex (its manual, "series")
BIBLATEX_SIGNS = ONLY_BIBLATEX_FIELDS | frozenset(
    "annotation related relatedtype relatedstring maintitle subtitle titleaddon editortype eprinttype pubstate origdate".split()
)
SAME_FIELDS = {"journal": "journaltitle", "address": "location"}  # by BibTeX's name BibLaTeX's
ONLY_BIBTEX_FIELDS = frozenset(("school", *SAME_FIELDS))

# Their titles are proper names from the first word to the last.
NAMED_AS_A_WHOLE = frozenset(("legal instrument / treaty", "legislation", "case law"))
