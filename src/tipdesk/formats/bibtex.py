"""BibTeX and BibLaTeX: one reader for both dialects, a writer for each.

What was read and not edited is written back to the character; of what was edited, only the fields that were.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial

from tipdesk.domain.publication import Problem, Publication, Source
from tipdesk.formats import bibtex_entries, bibtex_reading, bibtex_writing, latex
from tipdesk.formats import bibtex_syntax as syntax
from tipdesk.formats import bibtex_tables as tables
from tipdesk.formats.base import Format
from tipdesk.formats.bibtex_syntax import Block
from tipdesk.formats.clean import clean, over_limit


class _Definitions:
    """The @strings and @preambles of a text so far."""

    def __init__(self) -> None:
        self.macros: dict[str, str] = {}
        self.texts: dict[str, str] = {}  # of each macro, what it needs included
        self.always: list[str] = []  # preambles
        self.comments: list[str] = []  # since the last entry

    def add(self, block: Block) -> None:
        if block.kind == syntax.PREAMBLE:
            self.always.append(block.text)
        elif block.kind == syntax.COMMENT:
            self.comments.append(block.text)
        elif found := syntax.definition(block.text):
            name, raw = found
            needed = self._needed(raw)
            self.macros[name] = syntax.evaluate(raw, self.macros)
            self.texts[name] = "\n".join((*needed, block.text))

    def _needed(self, raw: str) -> list[str]:
        return [self.texts[piece.lower()] for piece in syntax.pieces(raw) if syntax.is_macro(piece) and piece.lower() in self.texts]

    def context(self, block: Block) -> str:
        """What an entry leans on, and the comments right before it."""
        needed: list[str] = []
        if self.texts:
            for field in block.fields or ():
                if field.value[0] not in '{"' or "#" in field.value:
                    needed += self._needed(field.value)
        found = dict.fromkeys((*self.always, *needed, *self.comments))
        self.comments = []
        return "\n".join(found)


def read(text: str) -> Iterator[Publication | Problem]:
    """The publications and problems of a text, in order. A text without any entry gives nothing."""
    text, problems = clean(text)
    yield from problems
    definitions = _Definitions()
    last: Publication | Problem | None = None  # held back: the comments behind the last entry go with it
    for block in bibtex_entries.blocks(text):
        if block.kind not in (syntax.ENTRY, syntax.BROKEN):
            definitions.add(block)
            continue
        if last is not None:
            yield last
        last = Problem(block.line, block.reason, block.text) if block.kind == syntax.BROKEN else _publication(block, definitions)[0]
    if isinstance(last, Publication) and last.source is not None and definitions.comments:
        context = "\n".join(dict.fromkeys(filter(None, (last.source.context, *definitions.comments))))
        last = replace(last, source=replace(last.source, context=context))
    if last is not None:
        yield last


def _publication(block: Block, definitions: _Definitions) -> tuple[Publication | Problem, dict[str, str]]:
    fields = block.fields or []
    if not fields and not block.key:
        return Problem(block.line, f"This @{block.type or 'entry'} holds no field that can be read.", block.text), {}
    if reason := over_limit(block.key, [field.value for field in fields]):
        return Problem(block.line, reason, block.text[:1000]), {}
    source = Source("bibtex", block.text, definitions.context(block), block.line)
    return bibtex_reading.read(block.type, block.key, fields, definitions.macros, source)


def _reread(source: Source) -> tuple[Publication, dict[str, str], Block] | None:
    """What the text that a record came from says."""
    definitions = _Definitions()
    found = None
    for block in bibtex_entries.blocks(f"{source.context}\n{source.text}" if source.context else source.text):
        if block.kind == syntax.ENTRY:
            if found is not None:
                return None
            publication, used = _publication(block, definitions)
            if isinstance(publication, Problem):
                return None
            found = (publication, used, block)
        elif block.kind != syntax.BROKEN:
            definitions.add(block)
    return found


def write(dialect: str, publications: Iterable[Publication]) -> Iterator[str]:
    """Each publication's entry; before it, once, the definitions that its text leans on."""
    defined: dict[str, str] = {}
    for publication in publications:
        context, text = _written(publication, dialect)
        for piece in _pieces(context):
            name = _name(piece)
            if defined.get(name) != piece:
                defined[name] = piece
                yield piece + "\n\n"
        yield text + "\n\n"


def _written(publication: Publication, dialect: str) -> tuple[str, str]:
    """An entry and what it leans on: the text that it came from, with what was edited put in, or else made anew."""
    source = publication.source
    if source is None or source.format != "bibtex" or (found := _reread(source)) is None:
        return "", bibtex_writing.entry(publication, dialect)
    old, used, block = found
    new = publication.without_private_notes()
    if not _is_other_dialect(block, dialect):
        if old == new:
            return source.context, source.text
        text = bibtex_writing.patched(source.text, old, new, used, dialect)
        again = _reread(Source("bibtex", text, source.context))
        if again is not None and again[0] == new:
            return source.context, text
    return "", bibtex_writing.entry(publication, dialect, _titles(source, block))


def _titles(source: Source, block: Block) -> dict[str, str]:
    """The titles of an entry as they are written, by their text: braces that somebody set are kept where all else is made anew."""
    definitions = _Definitions()
    for piece in syntax.cut(source.context):
        if piece.kind == syntax.STRING:
            definitions.add(piece)
    raw = (
        latex.unwrap(syntax.evaluate(field.value, definitions.macros))
        for field in block.fields or ()
        if field.name.lower().endswith("title")
    )
    return {latex.decode(value): value for value in raw if bibtex_writing.is_balanced(value)}


def _is_other_dialect(block: Block, dialect: str) -> bool:
    """Is this entry clearly of the other dialect, so that the one asked for could not use it?"""
    names = {field.name.lower() for field in block.fields or ()}
    if dialect == tables.BIBTEX:
        foreign = block.type in tables.ONLY_BIBLATEX_TYPES or names & tables.ONLY_BIBLATEX_FIELDS
        return bool(foreign) or ("date" in names and "year" not in names)
    return "year" in names or bool(names & tables.ONLY_BIBTEX_FIELDS)


def _pieces(context: str) -> list[str]:
    return [block.text for block in syntax.cut(context)] if context else []


def _name(piece: str) -> str:
    """What a definition defines; a preamble or comment is itself."""
    found = syntax.definition(piece) if re.match(r"(?i)@[ \t]*string\b", piece) else None
    return found[0] if found else piece


def _recognises(text: str) -> bool:
    return re.search(r"(?m)^\s*@[ \t]*[A-Za-z]+\s*[{(]\s*[^\s,={}]*\s*[,=\"{]", text) is not None


_write_bibtex: Callable[[Iterable[Publication]], Iterator[str]] = partial(write, tables.BIBTEX)
_write_biblatex: Callable[[Iterable[Publication]], Iterator[str]] = partial(write, tables.BIBLATEX)
BIBTEX = Format("bibtex", "BibTeX", (".bib",), read, _write_bibtex, _recognises)
BIBLATEX = Format("biblatex", "BibLaTeX", (), read, _write_biblatex, _recognises)
