"""What an entry inherits by `crossref` and `xdata`: biblatex's rules (its manual, "Cross-referencing" and appendix B).

Beyond those, what somebody wrote about a work as a whole is not said of its parts: notes, abstract, keywords and files.
"""

import dataclasses
import re

from tipdesk.formats import bibtex_entries
from tipdesk.formats.bibtex_syntax import Block, RawField, evaluate

XDATA = "xdata"
LINKS = ("crossref", XDATA)
MAX_CHAIN = 20  # parents of parents
MAX_PARENT = 64 * 1024  # characters of a parent: each of its children gets its fields

_REFERENCE = re.compile(r"(?i)\b(?:crossref|xdata)\s*=\s*(?:\{([^{}]*)\}|\"([^\"]*)\")")
_NEVER = frozenset(
    """ids crossref xref entryset entrysubtype execute label options presort related relatedoptions relatedstring relatedtype
    shorthand shorthandintro sortkey abstract keywords keyword file""".split()
)
_OF_ITS_OWN = re.compile(r"annot(?:e|ation)\b|tipdesk-(?:key|kind|subtitle|extra)\b")
_DATES = frozenset("date year month day".split())
_IN_BOOK = frozenset("inbook bookinbook suppbook".split())
_IN_COLLECTION = frozenset("incollection inreference suppcollection".split())
_PARTS = ("title", "subtitle", "titleaddon")
_NOT_FROM_A_WHOLE = frozenset("shorttitle sorttitle indextitle indexsorttitle".split())
# For entry types of parents and of children, what the titles of the parent become.
_WHOLES = (
    ({"mvbook"}, _IN_BOOK | {"book"}, "main"),
    ({"mvcollection", "mvreference"}, _IN_COLLECTION | {"collection", "reference"}, "main"),
    ({"mvproceedings"}, {"proceedings", "inproceedings", "conference"}, "main"),
    ({"book"}, _IN_BOOK, "book"),
    ({"collection", "reference", "book"}, _IN_COLLECTION, "book"),
    ({"proceedings"}, {"inproceedings", "conference"}, "book"),
    ({"periodical"}, {"article", "suppperiodical"}, "journal"),
)


@dataclasses.dataclass(frozen=True, slots=True)
class Inherited:
    """The fields that an entry has by its `xdata` and by its `crossref`, and the texts of the @xdata that it names itself."""

    by_xdata: list[RawField] = dataclasses.field(default_factory=list)
    by_crossref: list[RawField] = dataclasses.field(default_factory=list)
    texts: list[str] = dataclasses.field(default_factory=list)

    @property
    def fields(self) -> list[RawField]:
        """All of them."""
        return [*self.by_xdata, *self.by_crossref]

    @property
    def links(self) -> list[str]:
        """The references that gave something."""
        return [name for name, found in zip(LINKS, (self.by_crossref, self.by_xdata), strict=True) if found]


class Parents:
    """The entries of a text that others refer to. They are looked for when the first is asked for, since they may come last."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._known: dict[str, Block] | None = None

    def of(self, child: Block) -> Inherited:
        """What an entry inherits.

        A circle of references ends where it closes. A parent of over 64 Ki characters, or one behind 20 others, gives nothing.
        """
        if not any(field.name.lower() in LINKS for field in child.fields or ()):
            return Inherited()
        texts: dict[str, None] = {}
        chain = self._chain(child, texts)
        inherited: list[RawField] = []
        for index in range(len(chain) - 1, 0, -1):
            (block, fields), (below, _) = chain[index], chain[index - 1]
            inherited = _passed(block.type, below.type, _filled(fields, inherited))
        own = chain[0][1]
        found = _filled(own, inherited)
        if len(chain) > 1 and not any(field.name.lower() == "title" for field in found):
            found += [field for field in chain[1][1] if field.name.lower() == "title"]  # as BibTeX itself does
        return Inherited(own[len(child.fields or ()) :], found[len(own) :], list(texts))

    def _chain(self, child: Block, texts: dict[str, None]) -> list[tuple[Block, list[RawField]]]:
        """The entry, the one that it refers to, the one that that refers to ..., each with its fields and those of its xdata."""
        chain: list[tuple[Block, list[RawField]]] = []
        seen: set[str] = set()
        block: Block | None = child
        while block is not None and block.key.lower() not in seen and len(chain) <= MAX_CHAIN:
            seen.add(block.key.lower())
            chain.append((block, self._with_xdata(block, {} if chain else texts)))
            block = self._linked(block.fields or [], "crossref")
        return chain

    def _with_xdata(self, block: Block, texts: dict[str, None]) -> list[RawField]:
        fields = list(block.fields or ())
        waiting = [key for field in fields if field.name.lower() == XDATA for key in _keys(field)][:MAX_CHAIN]
        seen: set[str] = set()
        while waiting and len(seen) < MAX_CHAIN:
            key = waiting.pop(0)
            found = self._blocks().get(key)
            if found is None or found.type != XDATA or key in seen:
                continue
            seen.add(key)
            texts[found.text] = None
            fields = _filled(fields, found.fields or [])
            waiting += [more for field in found.fields or () if field.name.lower() == XDATA for more in _keys(field)]
        return fields

    def _linked(self, fields: list[RawField], name: str) -> Block | None:
        link = next((field for field in fields if field.name.lower() == name), None)
        return self._blocks().get(evaluate(link.value, {}).strip().lower()) if link is not None else None

    def _blocks(self) -> dict[str, Block]:
        """The entries that are referred to, by their key in lower case; of several with one key the first."""
        if self._known is None:
            wanted = set(references(self._text))
            found = [block for block in bibtex_entries.blocks(self._text) if block.key.lower() in wanted and len(block.text) <= MAX_PARENT]
            self._known = {block.key.lower(): block for block in reversed(found)}
        return self._known


def references(text: str) -> list[str]:
    """The keys, in lower case, that the entries of a text refer to; at times some more."""
    found = (found[1] or found[2] or "" for found in _REFERENCE.finditer(text))
    return [key.strip().lower() for keys in found for key in keys.split(",")]


def _keys(field: RawField) -> list[str]:
    return [key.strip().lower() for key in evaluate(field.value, {}).split(",")]


def _filled(own: list[RawField], more: list[RawField]) -> list[RawField]:
    """Fields with those of others that they lack; a date is had whole or not at all."""
    names = {field.name.lower() for field in own}
    if names & _DATES:
        names |= _DATES
    return own + [field for field in more if field.name.lower() not in names and field.name.lower() not in LINKS]


def _passed(parent: str, child: str, fields: list[RawField]) -> list[RawField]:
    """What an entry of one type hands down to one of another."""
    whole = next((name for parents, children, name in _WHOLES if parent in parents and child in children), None)
    passed: list[RawField] = []
    titles: list[RawField] = []
    for field in fields:
        name = field.name.lower()
        if name in _NEVER or _OF_ITS_OWN.match(name) or (whole and name in _NOT_FROM_A_WHOLE):
            continue
        if whole and name in _PARTS:
            titles.append(RawField(whole + name, field.value))
            continue
        passed.append(RawField(name, field.value))
        if name == "author" and parent in ("mvbook", "book") and child in _IN_BOOK:
            passed.append(RawField("bookauthor", field.value))
    return _filled(passed, titles)
